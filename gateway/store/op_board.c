/*
 * The wallboard's day: a row for each five minutes in which somebody looked at the line. Every step
 * that is kept drops those older than a day, so the table never grows.
 */
#include "gateway/store/op.h"

#define STEPS_KEPT 288

struct board_op {
	struct op op;
	union {
		store_status_done *status;
		store_board_done *steps;
	} done;
	struct store_board_step step;
	int64_t first;
	struct store_board_step *steps; /* owned by the arena */
	size_t count;
};

static int step_run(struct op_env *env, struct op *o)
{
	const struct store_board_step *b = &((struct board_op *)o)->step;
	sqlite3_stmt *st = db_stmt(env->db, DB_BOARD_STEP);

	if (!st || db_bind_int(st, 1, b->number) != 0 || db_bind_int(st, 2, b->waiting) != 0 ||
	    db_bind_int(st, 3, b->longest_s) != 0 || db_bind_int(st, 4, b->available) != 0 ||
	    db_run(st) != 0)
		return -1;
	st = db_stmt(env->db, DB_BOARD_DROP);
	if (!st || db_bind_int(st, 1, b->number - STEPS_KEPT) != 0 || db_run(st) != 0)
		return -1;
	o->status = STORE_OK;
	return 0;
}

static void step_deliver(struct op *o)
{
	((struct board_op *)o)->done.status(o->call, o->status);
}

struct op *op_board_step(const struct store_board_step *b, struct store_call c,
			 store_status_done *done)
{
	struct board_op *q = op_create(sizeof(*q), true, step_run, step_deliver, c);

	q->step = *b;
	q->done.status = done;
	return &q->op;
}

static int steps_run(struct op_env *env, struct op *o)
{
	struct board_op *q = (struct board_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_BOARD_STEPS);
	int got;

	q->count = 0;
	q->steps = arena_take(&o->arena, STEPS_KEPT * sizeof(*q->steps));
	if (!st || db_bind_int(st, 1, q->first) != 0)
		return -1;
	while ((got = db_row(st)) == 1) {
		if (q->count == STEPS_KEPT)
			continue;
		q->steps[q->count++] = (struct store_board_step){
			.number = sqlite3_column_int64(st, 0),
			.waiting = (uint32_t)sqlite3_column_int64(st, 1),
			.longest_s = (uint32_t)sqlite3_column_int64(st, 2),
			.available = (uint32_t)sqlite3_column_int64(st, 3)};
	}
	o->status = STORE_OK;
	return got;
}

static void steps_deliver(struct op *o)
{
	const struct board_op *q = (const struct board_op *)o;

	q->done.steps(o->call, o->status, q->steps, o->status == STORE_OK ? q->count : 0);
}

struct op *op_board_steps(int64_t first, struct store_call c, store_board_done *done)
{
	struct board_op *q = op_create(sizeof(*q), false, steps_run, steps_deliver, c);

	q->first = first;
	q->done.steps = done;
	return &q->op;
}
