/*
 * A customer's rating of a conversation. What it is about is looked up when it is given: later the
 * conversation may be merged, or its agent may have left.
 */
#include "gateway/store/op.h"

#include <string.h>

struct rate_op {
	struct op op;
	store_rated_done *done;
	char conversation[ID_LEN + 1];
	struct store_rating rating; /* with the comment in the arena */
	bool is_agents;
};

/* What DB_RATING_OF knows. */
struct rated {
	int64_t conv_n;
	char agent[ID_LEN + 1], team[65], intent[65];
	bool is_allowed, is_same;
};

void op_column_rating(sqlite3_stmt *st, int at, struct arena *a, struct store_rating *ret)
{
	ret->score = sqlite3_column_int(st, at);
	ret->comment = db_column_opened(st, at + 1, a);
	ret->at_ms = sqlite3_column_int64(st, at + 2);
}

/* The stored comment is opened here: nothing sealed is compared by the database. */
static bool is_same(sqlite3_stmt *st, const struct store_rating *r)
{
	const void *bytes = sqlite3_column_blob(st, 6);
	bool has = sqlite3_column_type(st, 6) != SQLITE_NULL;

	if (sqlite3_column_int(st, 5) != r->score || has != (r->comment != NULL))
		return false;
	return !has || seal_is(bytes, (size_t)sqlite3_column_bytes(st, 6), r->comment);
}

/* 1 found, 0 no such conversation, -1 failed. */
static int look(struct op_env *env, const struct rate_op *q, struct rated *ret)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_RATING_OF);

	if (!st)
		return -1;
	if (db_bind_id(st, 1, q->conversation) != 0)
		return 0;
	int got = db_row(st);
	if (got != 1)
		return got;
	ret->conv_n = sqlite3_column_int64(st, 0);
	ret->is_allowed = sqlite3_column_int(st, 1) != 0;
	db_column_id(st, 2, ret->agent);
	db_column_text(st, 3, ret->team, sizeof(ret->team));
	db_column_text(st, 4, ret->intent, sizeof(ret->intent));
	ret->is_same = is_same(st, &q->rating);
	db_done(st);
	return 1;
}

static int rate_run(struct op_env *env, struct op *o)
{
	struct rate_op *q = (struct rate_op *)o;
	struct rated of;
	int got = look(env, q, &of);

	o->status = STORE_GONE;
	if (got != 1)
		return got;
	q->is_agents = of.agent[0] != '\0';
	o->status = of.is_allowed ? STORE_DUPLICATE : STORE_CONFLICT;
	if (!of.is_allowed || of.is_same)
		return 0;
	sqlite3_stmt *st = db_stmt(env->db, DB_RATE);
	if (!st || db_bind_int(st, 1, of.conv_n) != 0 || db_bind_int(st, 2, q->rating.score) != 0 ||
	    db_bind_sealed(st, 3, q->rating.comment) != 0 ||
	    db_bind_int(st, 4, q->rating.at_ms) != 0 || db_bind_id(st, 5, of.agent) != 0 ||
	    db_bind_text(st, 6, of.team) != 0 || db_bind_text(st, 7, of.intent) != 0 ||
	    db_run(st) != 0)
		return -1;
	o->status = STORE_OK;
	return 0;
}

static void rate_deliver(struct op *o)
{
	const struct rate_op *q = (const struct rate_op *)o;

	q->done(o->call, o->status, q->is_agents);
}

struct op *op_rate(const char *conversation, const struct store_rating *r, struct store_call c,
		   store_rated_done *done)
{
	struct rate_op *q = op_create(sizeof(*q), true, rate_run, rate_deliver, c);

	q->done = done;
	q->rating = *r;
	if (r->comment)
		q->rating.comment = arena_string(&q->op.arena, r->comment);
	op_copy_text(q->conversation, sizeof(q->conversation), conversation);
	return &q->op;
}
