/*
 * The case step inside an append: checked before anything is written, applied after the messages.
 * Which steps exist is the case machine's affair (escalation/); here stands only what two writers
 * at once could break: one open case a conversation, one winner of a claim.
 */
#include "gateway/store/op.h"

#include <string.h>

static void refuse(struct store_append_result *r, const char *state, const char *agent)
{
	r->case_refused = true;
	op_copy_text(r->case_state, sizeof(r->case_state), state);
	op_copy_text(r->case_agent, sizeof(r->case_agent), agent);
}

/* A new case: refused while another one of the conversation is open. */
static int check_open(struct op_env *env, int64_t conv_n, struct store_append_result *r)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_OPEN_OF);
	char state[16], agent[ID_LEN + 1];

	if (!st || db_bind_int(st, 1, conv_n) != 0)
		return -1;
	int got = db_row(st);
	if (got < 0)
		return -1;
	if (got == 0)
		return 1;
	db_column_text(st, 0, state, sizeof(state));
	db_column_id(st, 1, agent);
	db_done(st);
	refuse(r, state, agent);
	return 0;
}

int op_case_check(struct op_env *env, const struct store_case_change *k, int64_t conv_n,
		  struct store_append_result *r, int64_t *ret_n)
{
	char state[16], agent[ID_LEN + 1];

	*ret_n = 0;
	if (k->open)
		return check_open(env, conv_n, r);
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_HEAD);
	if (!st || db_bind_id(st, 1, k->id) != 0)
		return -1;
	int got = db_row(st);
	if (got < 0)
		return -1;
	if (got == 0) {
		refuse(r, "", "");
		return 0;
	}
	int64_t n = sqlite3_column_int64(st, 0);
	bool ours = sqlite3_column_int64(st, 1) == conv_n;
	db_column_text(st, 2, state, sizeof(state));
	db_column_id(st, 3, agent);
	bool goes_on =
		k->expect_until_ms <= 0 ||
		(sqlite3_column_int64(st, 4) == k->expect_until_ms && !sqlite3_column_int(st, 5));
	db_done(st);

	bool fits = k->expect[0] ? strcmp(k->expect, state) == 0 : strcmp(state, "closed") != 0;
	if (k->expect_agent[0] && strcmp(k->expect_agent, agent) != 0)
		fits = false;
	if (!ours || !fits || !goes_on) {
		refuse(r, ours ? state : "", ours ? agent : "");
		return 0;
	}
	*ret_n = n;
	return 1;
}

/* A parameter keeps the value of the case before until it is bound anew. */
static int bind_if(sqlite3_stmt *st, int at, bool has, int64_t value)
{
	return has ? db_bind_int(st, at, value) : db_bind_text(st, at, NULL);
}

static int add_case(struct op_env *env, const struct store_case_change *k, int64_t conv_n,
		    int64_t now_ms)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_ADD);

	if (!st || !id_is_valid(k->id) || db_bind_id(st, 1, k->id) != 0 ||
	    db_bind_int(st, 2, conv_n) != 0 || db_bind_text(st, 3, k->reference) != 0 ||
	    db_bind_text(st, 4, k->state) != 0 || db_bind_text(st, 5, k->reason) != 0 ||
	    db_bind_text(st, 6, k->outcome) != 0 || db_bind_text(st, 7, k->team) != 0 ||
	    db_bind_int(st, 8, k->priority) != 0 || db_bind_id(st, 9, k->agent) != 0 ||
	    db_bind_int(st, 10, now_ms) != 0 || db_bind_sealed(st, 11, k->evidence) != 0 ||
	    db_bind_sealed(st, 12, k->summary) != 0 || db_bind_sealed(st, 13, k->contact) != 0 ||
	    db_bind_text(st, 14, k->disposition) != 0 || db_bind_id(st, 16, k->reopens) != 0 ||
	    db_bind_time(st, 15, k->place_ms) != 0 ||
	    db_bind_int(st, 17, k->has_due ? k->first_due_ms : 0) != 0 ||
	    db_bind_int(st, 18, k->has_due ? k->solve_due_ms : 0) != 0 ||
	    db_bind_time(st, 19, k->contact_due_ms) != 0)
		return -1;
	return db_run(st);
}

static int step_case(struct op_env *env, const struct store_case_change *k, int64_t case_n,
		     int64_t now_ms)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_STEP);

	if (!st || db_bind_int(st, 1, case_n) != 0 || db_bind_text(st, 2, k->state) != 0 ||
	    db_bind_id(st, 3, k->agent) != 0 || db_bind_text(st, 4, k->outcome) != 0 ||
	    db_bind_int(st, 5, now_ms) != 0 || db_bind_sealed(st, 6, k->evidence) != 0 ||
	    db_bind_sealed(st, 7, k->summary) != 0 || db_bind_sealed(st, 8, k->contact) != 0 ||
	    db_bind_text(st, 9, k->disposition) != 0 || db_bind_text(st, 11, k->team) != 0 ||
	    db_bind_time(st, 10, k->place_ms) != 0 ||
	    bind_if(st, 12, k->has_wait, k->waited_ms) != 0 ||
	    bind_if(st, 13, k->has_wait && k->promised_ms >= 0, k->promised_ms) != 0 ||
	    bind_if(st, 14, k->has_due, k->first_due_ms) != 0 ||
	    bind_if(st, 15, k->has_due || k->has_paused, k->solve_due_ms) != 0 ||
	    bind_if(st, 17, k->has_paused, k->paused_ms) != 0 ||
	    db_bind_time(st, 16, k->contact_due_ms) != 0)
		return -1;
	return db_run(st);
}

static int set_hold(struct op_env *env, const struct store_case_change *k, int64_t case_n)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_HOLD);

	if (!st || db_bind_int(st, 1, case_n) != 0 || db_bind_time(st, 2, k->hold.since_ms) != 0 ||
	    db_bind_time(st, 3, k->hold.until_ms) != 0 ||
	    db_bind_int(st, 4, k->hold.is_over) != 0 ||
	    bind_if(st, 5, k->has_paused, k->paused_ms) != 0 ||
	    bind_if(st, 6, k->has_paused, k->solve_due_ms) != 0)
		return -1;
	return db_run(st);
}

int op_case_apply(struct op_env *env, const struct store_case_change *k, int64_t conv_n,
		  int64_t case_n, int64_t now_ms)
{
	sqlite3_stmt *st;

	if (k->is_hold)
		return set_hold(env, k, case_n);
	if (k->open) {
		if (add_case(env, k, conv_n, now_ms) != 0)
			return -1;
		case_n = sqlite3_last_insert_rowid(env->db->handle);
	} else {
		st = db_stmt(env->db, DB_TIMER_DROP);
		if (step_case(env, k, case_n, now_ms) != 0 || !st ||
		    db_bind_int(st, 1, case_n) != 0 || db_run(st) != 0)
			return -1;
		if (k->hold.since_ms && set_hold(env, k, case_n) != 0)
			return -1;
	}
	if (k->has_time && op_time_add(env, &k->time) != 0)
		return -1;
	if (k->expires_ms <= 0)
		return 0;
	st = db_stmt(env->db, DB_TIMER_SET);
	if (!st || db_bind_int(st, 1, case_n) != 0 || db_bind_int(st, 2, k->expires_ms) != 0)
		return -1;
	return db_run(st);
}
