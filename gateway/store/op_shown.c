/*
 * What was shown of a reply that is still being written: kept beside the conversation, replaced as
 * it grows, removed by the append that ends it.
 */
#include "gateway/store/op.h"

struct shown_op {
	struct op op;
	store_status_done *done;
	char conversation[ID_LEN + 1];
	const char *said; /* in the arena */
};

static int shown_run(struct op_env *env, struct op *o)
{
	const struct shown_op *s = (const struct shown_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_SHOWN_KEEP);

	o->status = STORE_GONE;
	if (!st)
		return -1;
	if (db_bind_id(st, 1, s->conversation) != 0)
		return 0;
	if (db_bind_sealed(st, 2, s->said) != 0 || db_run(st) != 0)
		return -1;
	o->status = sqlite3_changes(env->db->handle) > 0 ? STORE_OK : STORE_GONE;
	return 0;
}

static void shown_deliver(struct op *o)
{
	const struct shown_op *s = (const struct shown_op *)o;

	s->done(o->call, o->status);
}

struct op *op_shown_keep(const char *conversation, const char *said, struct store_call c,
			 store_status_done *done)
{
	struct shown_op *s = op_create(sizeof(*s), true, shown_run, shown_deliver, c);

	s->done = done;
	op_copy_text(s->conversation, sizeof(s->conversation), conversation);
	s->said = arena_string(&s->op.arena, said);
	return &s->op;
}

int op_shown_check(struct op_env *env, int64_t conv_n)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_SHOWN_FIND);

	if (!st || db_bind_int(st, 1, conv_n) != 0)
		return -1;
	int got = db_row(st);
	if (got == 1)
		db_done(st);
	return got;
}

int op_shown_end(struct op_env *env, int64_t conv_n)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_SHOWN_END);

	return st && db_bind_int(st, 1, conv_n) == 0 ? db_run(st) : -1;
}
