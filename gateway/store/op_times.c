/*
 * How long chats took and how fast they were taken. Written with the step of the case that ended
 * it, read at start.
 */
#include "gateway/store/op.h"

#define TIMES_KEPT 2000

struct times_op {
	struct op op;
	store_times_done *done;
	struct store_time *times; /* owned by the arena */
	size_t count;
};

static void read_time(sqlite3_stmt *st, struct store_time *t)
{
	t->kind = (enum store_time_kind)sqlite3_column_int(st, 0);
	db_column_text(st, 1, t->team, sizeof(t->team));
	t->ms = sqlite3_column_int64(st, 2);
}

static int times_run(struct op_env *env, struct op *o)
{
	struct times_op *q = (struct times_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_TIMES);
	int got;

	q->count = 0;
	q->times = arena_take(&o->arena, TIMES_KEPT * sizeof(*q->times));
	if (!st || db_bind_int(st, 1, TIMES_KEPT) != 0)
		return -1;
	while ((got = db_row(st)) == 1) {
		if (q->count < TIMES_KEPT)
			read_time(st, &q->times[q->count++]);
	}
	o->status = STORE_OK;
	return got;
}

static void times_deliver(struct op *o)
{
	const struct times_op *q = (const struct times_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->times : NULL, fine ? q->count : 0);
}

struct op *op_times(struct store_call c, store_times_done *done)
{
	struct times_op *q = op_create(sizeof(*q), false, times_run, times_deliver, c);

	q->done = done;
	return &q->op;
}

int op_time_add(struct op_env *env, const struct store_time *t)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_TIME_ADD);

	if (!st || db_bind_int(st, 1, t->kind) != 0 || db_bind_text(st, 2, t->team) != 0 ||
	    db_bind_int(st, 3, t->ms) != 0 || db_run(st) != 0)
		return -1;
	st = db_stmt(env->db, DB_TIMES_DROP);
	if (!st || db_bind_int(st, 1, sqlite3_last_insert_rowid(env->db->handle) - TIMES_KEPT) != 0)
		return -1;
	return db_run(st);
}
