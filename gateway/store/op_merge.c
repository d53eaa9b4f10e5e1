/*
 * The merge inside an append: what was said in another open conversation of the same customer
 * follows behind the messages of this one, and the other one ends. Messages move rather than being
 * copied: ids stay unique, so that a message that is sent again after the merge is still a
 * duplicate, and a person's words stand in one place. `merges` says what was where.
 */
#include "gateway/store/op.h"

#include <string.h>

int op_merge_check(struct op_env *env, const struct store_append *in, struct store_append_result *r,
		   struct head *ret_from, int64_t *ret_n)
{
	int got = op_head_load(env, in->merge, ret_from);

	*ret_n = 0;
	if (got != 1)
		return got;
	if (ret_from->state == STORE_ENDED || strcmp(in->merge, in->conversation) == 0)
		return 0;
	if (in->merge_case)
		return op_case_check(env, in->merge_case, ret_from->n, r, ret_n);
	/* None is known: none may be open. */
	struct store_case_change none = {.open = true};
	return op_case_check(env, &none, ret_from->n, r, ret_n);
}

/* A statement whose parameters are numbers. */
static int run(struct op_env *env, enum db_stmt s, const int64_t *values, int count)
{
	sqlite3_stmt *st = db_stmt(env->db, s);

	for (int i = 0; st && i < count; i++) {
		if (db_bind_int(st, i + 1, values[i]) != 0)
			return -1;
	}
	return db_run(st);
}

static int last_note(struct op_env *env, int64_t conv_n, int64_t *ret)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_NOTE_LAST);

	if (!st || db_bind_int(st, 1, conv_n) != 0 || db_row(st) != 1)
		return -1;
	*ret = sqlite3_column_int64(st, 0);
	db_done(st);
	return 0;
}

static int write_down(struct op_env *env, const struct store_append *in, const struct head *into,
		      const struct head *from)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_MERGE_ADD);
	int64_t shift = (int64_t)into->seq;

	if (!st || db_bind_int(st, 1, into->n) != 0 || db_bind_int(st, 2, from->n) != 0 ||
	    db_bind_int(st, 3, shift + 1) != 0 ||
	    db_bind_int(st, 4, shift + (int64_t)from->seq) != 0 || db_bind_int(st, 5, shift) != 0 ||
	    db_bind_int(st, 6, in->at_ms) != 0 || db_bind_id(st, 7, in->merge_by) != 0)
		return -1;
	return db_run(st);
}

int op_merge_apply(struct op_env *env, const struct store_append *in, struct head *into,
		   struct head *from, int64_t case_n)
{
	int64_t notes, v[4] = {into->n, from->n, (int64_t)into->seq};

	if (last_note(env, into->n, &notes) != 0)
		return -1;
	v[3] = notes;
	if ((in->merge_case &&
	     op_case_apply(env, in->merge_case, from->n, case_n, in->at_ms) != 0) ||
	    run(env, DB_MERGE_MESSAGES, v, 3) != 0 || run(env, DB_MERGE_FEEDBACK, v, 3) != 0 ||
	    run(env, DB_MERGE_RATING, v, 2) != 0 || run(env, DB_MERGE_RATING_DROP, v + 1, 1) != 0 ||
	    run(env, DB_MERGE_NOTES, v, 4) != 0 || run(env, DB_MERGE_EARLIER, v, 3) != 0 ||
	    run(env, DB_MERGE_TOKENS, v, 2) != 0 || run(env, DB_MERGE_COSTS, v, 2) != 0 ||
	    run(env, DB_MERGE_COSTS_DROP, v + 1, 1) != 0 || run(env, DB_MERGE_INTO, v, 2) != 0 ||
	    write_down(env, in, into, from) != 0)
		return -1;
	into->seq += from->seq;
	into->version += from->version + 1; /* what was said there is new here */
	if (from->turn_until && (!into->turn_until || from->turn_until < into->turn_until))
		into->turn_until = from->turn_until;
	from->version++;
	from->state = STORE_ENDED;
	from->seq = 0;
	from->turn_until = 0;
	from->owner[0] = '\0';
	int64_t ended[2] = {from->n, (int64_t)from->version};
	if (run(env, DB_MERGE_END, ended, 2) != 0)
		return -1;
	heads_put(env->heads, from);
	return 0;
}

/* ---- twins ---- */

struct twins_op {
	struct op op;
	store_status_done *done;
	char ids[2][ID_LEN + 1];
};

static int twins_run(struct op_env *env, struct op *o)
{
	const struct twins_op *t = (const struct twins_op *)o;

	for (int i = 0; i < 2; i++) {
		sqlite3_stmt *st = db_stmt(env->db, DB_TWIN_SET);

		if (!st || db_bind_id(st, 1, t->ids[i]) != 0 ||
		    db_bind_id(st, 2, t->ids[1 - i]) != 0 || db_run(st) != 0)
			return -1;
	}
	o->status = STORE_OK;
	return 0;
}

static void twins_deliver(struct op *o)
{
	const struct twins_op *t = (const struct twins_op *)o;

	t->done(o->call, o->status);
}

struct op *op_twins(const char *one, const char *other, struct store_call c,
		    store_status_done *done)
{
	struct twins_op *t = op_create(sizeof(*t), true, twins_run, twins_deliver, c);

	t->done = done;
	op_copy_text(t->ids[0], sizeof(t->ids[0]), one);
	op_copy_text(t->ids[1], sizeof(t->ids[1]), other);
	return &t->op;
}

struct twin_op {
	struct op op;
	store_past_done *done;
	char conversation[ID_LEN + 1];
	struct store_past row;
	size_t count;
};

static int twin_run(struct op_env *env, struct op *o)
{
	struct twin_op *t = (struct twin_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_TWIN);

	t->count = 0;
	o->status = STORE_OK;
	if (!st || db_bind_id(st, 1, t->conversation) != 0)
		return -1;
	int got = db_row(st);
	if (got != 1)
		return got;
	memset(&t->row, 0, sizeof(t->row));
	db_column_id(st, 0, t->row.conversation);
	t->row.started_ms = sqlite3_column_int64(st, 1);
	t->row.closed_ms = sqlite3_column_int64(st, 2);
	db_column_id(st, 3, t->row.case_id);
	db_column_text(st, 4, t->row.reference, sizeof(t->row.reference));
	db_column_text(st, 5, t->row.reason, sizeof(t->row.reason));
	db_column_text(st, 6, t->row.agent_name, sizeof(t->row.agent_name));
	db_done(st);
	t->count = 1;
	return 0;
}

static void twin_deliver(struct op *o)
{
	const struct twin_op *t = (const struct twin_op *)o;

	t->done(o->call, o->status, &t->row, o->status == STORE_OK ? t->count : 0);
}

struct op *op_twin(const char *conversation, struct store_call c, store_past_done *done)
{
	struct twin_op *t = op_create(sizeof(*t), false, twin_run, twin_deliver, c);

	t->done = done;
	op_copy_text(t->conversation, sizeof(t->conversation), conversation);
	return &t->op;
}
