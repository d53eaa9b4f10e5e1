/*
 * What a replay reads: conversations in the order they were made, and their messages with what the
 * dialog remembered after each.
 */
#include "gateway/store/op.h"

struct conversations_op {
	struct op op;
	store_ids_done *done;
	int64_t since_ms;
	char after[ID_LEN + 1];
	size_t limit, count;
	const char **ids;
};

static int conversations_run(struct op_env *env, struct op *o)
{
	struct conversations_op *q = (struct conversations_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_REPLAY_CONVERSATIONS);
	int got;

	q->count = 0;
	if (!st || db_bind_id(st, 1, q->after) != 0 || db_bind_int(st, 2, q->since_ms) != 0 ||
	    db_bind_int(st, 3, (int64_t)q->limit) != 0)
		return -1;
	q->ids = arena_take(&o->arena, q->limit * sizeof(*q->ids));
	while ((got = db_row(st)) == 1) {
		char id[ID_LEN + 1];
		db_column_id(st, 0, id);
		q->ids[q->count++] = arena_string(&o->arena, id);
	}
	o->status = STORE_OK;
	return got;
}

static void conversations_deliver(struct op *o)
{
	struct conversations_op *q = (struct conversations_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->ids : NULL, fine ? q->count : 0);
}

struct op *op_replay_conversations(int64_t since_ms, const char *after, size_t limit,
				   struct store_call c, store_ids_done *done)
{
	struct conversations_op *q =
		op_create(sizeof(*q), false, conversations_run, conversations_deliver, c);

	q->done = done;
	q->since_ms = since_ms;
	op_copy_text(q->after, sizeof(q->after), after);
	q->limit = op_page_limit(limit);
	return &q->op;
}

struct rows_op {
	struct op_page page;
	store_replay_done *done;
};

static void read_row(sqlite3_stmt *st, void *row, struct arena *a)
{
	struct store_replay_row *r = row;

	op_read_message(st, &r->message, a);
	r->dialog = db_column_opened(st, 8, a);
	r->thumb_down = sqlite3_column_int(st, 9) != 0;
	r->shift = (uint64_t)sqlite3_column_int64(st, 10);
}

static void rows_deliver(struct op *o)
{
	struct rows_op *q = (struct rows_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->page.rows : NULL, fine ? q->page.count : 0,
		fine && q->page.more);
}

struct op *op_replay_rows(const char *conversation, uint64_t after, size_t limit,
			  struct store_call c, store_replay_done *done)
{
	static const struct op_page_kind kind = {DB_REPLAY_ROWS, sizeof(struct store_replay_row),
						 read_row};
	struct rows_op *q =
		op_page_create(sizeof(*q), &kind, &(struct op_page_of){conversation, after, limit},
			       rows_deliver, c);

	q->done = done;
	return &q->page.op;
}
