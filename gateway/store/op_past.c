/*
 * The conversations before one, of the same customer: from each to the one that its token led to
 * before, a look-up a step.
 */
#include "gateway/store/op.h"

#include <string.h>

struct past_op {
	struct op op;
	store_past_done *done;
	char conversation[ID_LEN + 1];
	size_t limit, count;
	struct store_past *rows; /* owned by the arena */
};

/* 1 found, 0 none, -1 failed; *ret_previous is 0 at the first conversation. */
static int read_row(struct op_env *env, struct arena *a, int64_t n, struct store_past *p,
		    int64_t *ret_previous)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_PAST);

	if (!st || db_bind_int(st, 1, n) != 0)
		return -1;
	int got = db_row(st);
	if (got != 1)
		return got;
	memset(p, 0, sizeof(*p));
	*ret_previous = sqlite3_column_int64(st, 0);
	db_column_id(st, 1, p->conversation);
	p->started_ms = sqlite3_column_int64(st, 2);
	p->closed_ms = sqlite3_column_int64(st, 3);
	db_column_id(st, 4, p->case_id);
	db_column_text(st, 5, p->reference, sizeof(p->reference));
	db_column_text(st, 6, p->reason, sizeof(p->reason));
	db_column_text(st, 7, p->agent_name, sizeof(p->agent_name));
	db_column_text(st, 8, p->disposition, sizeof(p->disposition));
	op_column_rating(st, 9, a, &p->rating);
	db_done(st);
	return 1;
}

static int past_run(struct op_env *env, struct op *o)
{
	struct past_op *q = (struct past_op *)o;
	struct store_past here;
	int64_t n, next = 0;

	q->count = 0;
	o->status = STORE_GONE;
	int got = op_conv_number(env, q->conversation, &n);
	if (got == 1)
		got = read_row(env, &o->arena, n, &here, &next);
	if (got != 1)
		return got;
	q->rows = arena_take(&o->arena, q->limit * sizeof(*q->rows));
	while (next > 0 && q->count < q->limit) {
		got = read_row(env, &o->arena, next, &q->rows[q->count], &next);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		q->count++;
	}
	o->status = STORE_OK;
	return 0;
}

static void past_deliver(struct op *o)
{
	const struct past_op *q = (const struct past_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->rows : NULL, fine ? q->count : 0);
}

struct op *op_past(const char *conversation, size_t limit, struct store_call c,
		   store_past_done *done)
{
	struct past_op *q = op_create(sizeof(*q), false, past_run, past_deliver, c);

	q->done = done;
	q->limit = op_page_limit(limit);
	op_copy_text(q->conversation, sizeof(q->conversation), conversation);
	return &q->op;
}
