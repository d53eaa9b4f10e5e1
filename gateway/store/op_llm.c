/*
 * Language models: what they cost, a day, a provider and an intent, and a conversation; and their
 * switch, whose rows are its audit.
 */
#include "gateway/store/op.h"

#include <string.h>

struct llm_op {
	struct op op;
	union {
		store_status_done *status;
		store_llm_state_done *state;
		store_llm_sum_done *sum;
		store_llm_costs_done *costs;
	} done;
	struct store_llm_use use;
	int64_t day, month;
	char conversation[ID_LEN + 1];
	struct store_llm_switch flip;
	struct store_llm_state state;
	struct store_llm_sum sum;
	struct store_llm_use *costs; /* owned by the arena */
	size_t count;
};

#define COSTS_MAX 1000

/* ---- spending ---- */

static int spent_run(struct op_env *env, struct op *o)
{
	const struct store_llm_use *u = &((struct llm_op *)o)->use;
	sqlite3_stmt *st = db_stmt(env->db, DB_LLM_SPENT);

	if (!st || db_bind_int(st, 1, u->day) != 0 || db_bind_text(st, 2, u->provider) != 0 ||
	    db_bind_text(st, 3, u->model) != 0 || db_bind_text(st, 4, u->intent) != 0 ||
	    db_bind_text(st, 5, u->outcome) != 0 || db_bind_int(st, 6, u->requests) != 0 ||
	    db_bind_int(st, 7, u->tokens_in) != 0 || db_bind_int(st, 8, u->tokens_out) != 0 ||
	    db_bind_int(st, 9, u->cost_nano) != 0 || db_run(st) != 0)
		return -1;
	o->status = STORE_OK;
	if (!id_is_valid(u->conversation) || u->tokens_in + u->tokens_out == 0)
		return 0;
	st = db_stmt(env->db, DB_LLM_SPENT_CONV);
	if (!st || db_bind_id(st, 1, u->conversation) != 0 ||
	    db_bind_int(st, 2, u->tokens_in + u->tokens_out) != 0 ||
	    db_bind_int(st, 3, u->cost_nano) != 0 || db_run(st) != 0)
		return -1;
	return 0;
}

static void deliver_status(struct op *o)
{
	struct llm_op *q = (struct llm_op *)o;

	if (q->done.status)
		q->done.status(o->call, o->status);
}

struct op *op_llm_spent(const struct store_llm_use *u, struct store_call c, store_status_done *done)
{
	struct llm_op *q = op_create(sizeof(*q), true, spent_run, deliver_status, c);

	q->use = *u;
	q->done.status = done;
	return &q->op;
}

/* ---- the switch ---- */

static int switch_run(struct op_env *env, struct op *o)
{
	const struct store_llm_switch *f = &((struct llm_op *)o)->flip;
	sqlite3_stmt *st = db_stmt(env->db, DB_LLM_SWITCH);

	if (!st || db_bind_int(st, 1, f->at_ms) != 0 || db_bind_int(st, 2, f->is_on) != 0 ||
	    db_bind_text(st, 3, f->who) != 0 || db_run(st) != 0)
		return -1;
	o->status = STORE_OK;
	return 0;
}

struct op *op_llm_switch(const struct store_llm_switch *f, struct store_call c,
			 store_status_done *done)
{
	struct llm_op *q = op_create(sizeof(*q), true, switch_run, deliver_status, c);

	q->flip = *f;
	q->done.status = done;
	return &q->op;
}

/* ---- reads ---- */

static void read_sum(sqlite3_stmt *st, int at, struct store_llm_sum *sum)
{
	sum->tokens = sqlite3_column_int64(st, at);
	sum->cost_nano = sqlite3_column_int64(st, at + 1);
}

static int state_run(struct op_env *env, struct op *o)
{
	struct llm_op *q = (struct llm_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_LLM_SWITCHED);
	int got = db_row(st);

	if (got < 0)
		return -1;
	q->state.flip = (struct store_llm_switch){.is_on = true};
	if (got == 1) {
		q->state.flip.at_ms = sqlite3_column_int64(st, 0);
		q->state.flip.is_on = sqlite3_column_int(st, 1) != 0;
		db_column_text(st, 2, q->state.flip.who, sizeof(q->state.flip.who));
		db_done(st);
	}
	st = db_stmt(env->db, DB_LLM_SUMS);
	if (!st || db_bind_int(st, 1, q->day) != 0 || db_bind_int(st, 2, q->month) != 0 ||
	    db_row(st) != 1)
		return -1;
	read_sum(st, 0, &q->state.day);
	read_sum(st, 2, &q->state.month);
	db_done(st);
	o->status = STORE_OK;
	return 0;
}

static void deliver_state(struct op *o)
{
	struct llm_op *q = (struct llm_op *)o;

	q->done.state(o->call, o->status, o->status == STORE_OK ? &q->state : NULL);
}

struct op *op_llm_state(int64_t day, int64_t month, struct store_call c, store_llm_state_done *done)
{
	struct llm_op *q = op_create(sizeof(*q), false, state_run, deliver_state, c);

	q->day = day;
	q->month = month;
	q->done.state = done;
	return &q->op;
}

static int conversation_run(struct op_env *env, struct op *o)
{
	struct llm_op *q = (struct llm_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_LLM_CONVERSATION);

	memset(&q->sum, 0, sizeof(q->sum));
	if (!st)
		return -1;
	o->status = STORE_OK;
	if (db_bind_id(st, 1, q->conversation) != 0)
		return 0;
	int got = db_row(st);
	if (got < 0)
		return -1;
	if (got == 1) {
		read_sum(st, 0, &q->sum);
		db_done(st);
	}
	return 0;
}

static void deliver_sum(struct op *o)
{
	struct llm_op *q = (struct llm_op *)o;

	q->done.sum(o->call, o->status, &q->sum);
}

struct op *op_llm_conversation(const char *conversation, struct store_call c,
			       store_llm_sum_done *done)
{
	struct llm_op *q = op_create(sizeof(*q), false, conversation_run, deliver_sum, c);

	op_copy_text(q->conversation, sizeof(q->conversation), conversation);
	q->done.sum = done;
	return &q->op;
}

static int costs_run(struct op_env *env, struct op *o)
{
	struct llm_op *q = (struct llm_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_LLM_COSTS);
	int got = -1;

	q->count = 0;
	if (!q->costs)
		q->costs = arena_take(&o->arena, COSTS_MAX * sizeof(*q->costs));
	if (!st || db_bind_int(st, 1, q->day) != 0 || db_bind_int(st, 2, COSTS_MAX) != 0)
		return -1;
	while ((got = db_row(st)) == 1) {
		struct store_llm_use *u = &q->costs[q->count++];

		memset(u, 0, sizeof(*u));
		db_column_text(st, 0, u->provider, sizeof(u->provider));
		db_column_text(st, 1, u->intent, sizeof(u->intent));
		u->requests = sqlite3_column_int64(st, 2);
		u->tokens_in = sqlite3_column_int64(st, 3);
		u->tokens_out = sqlite3_column_int64(st, 4);
		u->cost_nano = sqlite3_column_int64(st, 5);
	}
	o->status = STORE_OK;
	return got;
}

static void deliver_costs(struct op *o)
{
	struct llm_op *q = (struct llm_op *)o;

	q->done.costs(o->call, o->status, q->costs, o->status == STORE_OK ? q->count : 0);
}

struct op *op_llm_costs(int64_t since_day, struct store_call c, store_llm_costs_done *done)
{
	struct llm_op *q = op_create(sizeof(*q), false, costs_run, deliver_costs, c);

	q->day = since_day;
	q->done.costs = done;
	return &q->op;
}
