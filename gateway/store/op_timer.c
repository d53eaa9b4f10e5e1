/*
 * The timer of an assigned case: how long its agent may be away. It stands in the store, so that a
 * restart neither forgets it nor begins it anew. Every step of the case removes it (op_case.c).
 */
#include "gateway/store/op.h"

#include <string.h>

struct timer_op {
	struct op op;
	store_status_done *done;
	char case_id[ID_LEN + 1], agent[ID_LEN + 1];
	int64_t due_ms;
};

static int set_timer(struct op_env *env, const struct timer_op *t, int64_t case_n)
{
	sqlite3_stmt *st = db_stmt(env->db, t->due_ms > 0 ? DB_TIMER_SET : DB_TIMER_DROP);

	if (!st || db_bind_int(st, 1, case_n) != 0 ||
	    (t->due_ms > 0 && db_bind_int(st, 2, t->due_ms) != 0))
		return -1;
	return db_run(st);
}

static int timer_run(struct op_env *env, struct op *o)
{
	const struct timer_op *t = (const struct timer_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_HEAD);
	char state[16], agent[ID_LEN + 1];

	o->status = STORE_GONE;
	if (!st)
		return -1;
	if (db_bind_id(st, 1, t->case_id) != 0)
		return 0;
	int got = db_row(st);
	if (got != 1)
		return got;
	int64_t n = sqlite3_column_int64(st, 0);
	db_column_text(st, 2, state, sizeof(state));
	db_column_id(st, 3, agent);
	db_done(st);
	if (strcmp(state, "assigned") != 0 || strcmp(agent, t->agent) != 0)
		return 0;
	o->status = STORE_OK;
	return set_timer(env, t, n);
}

static void timer_deliver(struct op *o)
{
	const struct timer_op *t = (const struct timer_op *)o;

	t->done(o->call, o->status);
}

struct op *op_case_timer(const char *case_id, const char *agent, int64_t due_ms,
			 struct store_call c, store_status_done *done)
{
	struct timer_op *t = op_create(sizeof(*t), true, timer_run, timer_deliver, c);

	t->done = done;
	t->due_ms = due_ms;
	op_copy_text(t->case_id, sizeof(t->case_id), case_id);
	op_copy_text(t->agent, sizeof(t->agent), agent);
	return &t->op;
}
