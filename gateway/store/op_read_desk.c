/*
 * Reads of the desk: cases, agents, logins.
 */
#include "gateway/store/op.h"

#include <string.h>

#include "config/load/vec.h"

/* ---- cases ---- */

struct cases_op {
	struct op op;
	union {
		store_case_done *one;
		store_cases_done *many;
	} done;
	char id[ID_LEN + 1];
	struct store_case *cases; /* owned by the arena */
	size_t count, room;
};

static void read_case(sqlite3_stmt *st, struct store_case *k, struct arena *a)
{
	memset(k, 0, sizeof(*k));
	db_column_id(st, 0, k->id);
	db_column_id(st, 1, k->conversation);
	db_column_text(st, 2, k->reference, sizeof(k->reference));
	db_column_text(st, 3, k->reason, sizeof(k->reason));
	db_column_text(st, 4, k->team, sizeof(k->team));
	db_column_text(st, 5, k->state, sizeof(k->state));
	db_column_text(st, 6, k->outcome, sizeof(k->outcome));
	db_column_id(st, 7, k->agent);
	db_column_text(st, 8, k->agent_name, sizeof(k->agent_name));
	db_column_text(st, 9, k->locale, sizeof(k->locale));
	k->priority = sqlite3_column_int(st, 10);
	k->created_ms = sqlite3_column_int64(st, 11);
	k->changed_ms = sqlite3_column_int64(st, 12);
	k->expires_ms = sqlite3_column_int64(st, 13);
	k->evidence = db_column_opened(st, 14, a);
	k->summary = db_column_opened(st, 15, a);
	k->contact = db_column_opened(st, 16, a);
	k->place_ms = sqlite3_column_int64(st, 17);
	db_column_id(st, 18, k->last_agent);
	db_column_id(st, 19, k->reopens.case_id);
	db_column_id(st, 20, k->reopens.conversation);
	db_column_text(st, 21, k->reopens.reference, sizeof(k->reopens.reference));
	db_column_text(st, 22, k->reopens.agent_name, sizeof(k->reopens.agent_name));
	db_column_text(st, 23, k->reopens.disposition, sizeof(k->reopens.disposition));
	k->reopens.closed_ms = sqlite3_column_int64(st, 24);
	k->answered_ms = sqlite3_column_int64(st, 25);
	k->sla_raised = (unsigned)sqlite3_column_int(st, 26);
	db_column_text(st, 27, k->disposition, sizeof(k->disposition));
	k->hold.since_ms = sqlite3_column_int64(st, 28);
	k->hold.until_ms = sqlite3_column_int64(st, 29);
	k->hold.is_over = sqlite3_column_int(st, 30) != 0;
	k->contact_ms = sqlite3_column_int64(st, 31);
	k->contact_due_ms = sqlite3_column_int64(st, 32);
	k->paused_ms = sqlite3_column_int64(st, 33);
	op_column_rating(st, 34, a, &k->rating);
	op_column_rating(st, 37, a, &k->reopens.rating);
}

/* Room in the arena doubles: what is left behind is at most as much again. */
static struct store_case *next_case(struct cases_op *q)
{
	if (q->count == q->room) {
		size_t room = q->room ? q->room * 2 : 64;
		struct store_case *bigger = arena_take(&q->op.arena, room * sizeof(*bigger));
		if (q->count)
			memcpy(bigger, q->cases, q->count * sizeof(*bigger));
		q->cases = bigger;
		q->room = room;
	}
	return &q->cases[q->count++];
}

static int case_by_id_run(struct op_env *env, struct op *o)
{
	struct cases_op *q = (struct cases_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_BY_ID);

	q->count = 0;
	o->status = STORE_GONE;
	if (!st)
		return -1;
	if (db_bind_id(st, 1, q->id) != 0)
		return 0;
	int got = db_row(st);
	if (got != 1)
		return got;
	read_case(st, next_case(q), &o->arena);
	db_done(st);
	o->status = STORE_OK;
	return 0;
}

static int cases_open_run(struct op_env *env, struct op *o)
{
	struct cases_op *q = (struct cases_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CASES_OPEN);
	int got;

	q->count = 0;
	while ((got = db_row(st)) == 1)
		read_case(st, next_case(q), &o->arena);
	o->status = STORE_OK;
	return got;
}

static void case_deliver(struct op *o)
{
	struct cases_op *q = (struct cases_op *)o;

	q->done.one(o->call, o->status, o->status == STORE_OK ? q->cases : NULL);
}

static void cases_deliver(struct op *o)
{
	struct cases_op *q = (struct cases_op *)o;
	bool fine = o->status == STORE_OK;

	q->done.many(o->call, o->status, fine ? q->cases : NULL, fine ? q->count : 0);
}

struct op *op_case_by_id(const char *id, struct store_call c, store_case_done *done)
{
	struct cases_op *q = op_create(sizeof(*q), false, case_by_id_run, case_deliver, c);

	q->done.one = done;
	op_copy_text(q->id, sizeof(q->id), id);
	return &q->op;
}

struct op *op_cases_open(struct store_call c, store_cases_done *done)
{
	struct cases_op *q = op_create(sizeof(*q), false, cases_open_run, cases_deliver, c);

	q->done.many = done;
	return &q->op;
}

/* ---- agents ---- */

struct agents_op {
	struct op op;
	union {
		store_agent_done *one;
		store_agents_done *many;
	} done;
	char name[129];
	struct store_agent *agents; /* owned by the arena */
	size_t count, room;
};

static void read_agent(sqlite3_stmt *st, struct store_agent *a)
{
	memset(a, 0, sizeof(*a));
	db_column_id(st, 0, a->id);
	db_column_text(st, 1, a->name, sizeof(a->name));
	db_column_text(st, 2, a->role, sizeof(a->role));
	a->disabled = sqlite3_column_int(st, 3) != 0;
	a->created_ms = sqlite3_column_int64(st, 4);
}

static struct store_agent *next_agent(struct agents_op *q)
{
	if (q->count == q->room) {
		size_t room = q->room ? q->room * 2 : 16;
		struct store_agent *bigger = arena_take(&q->op.arena, room * sizeof(*bigger));
		if (q->count)
			memcpy(bigger, q->agents, q->count * sizeof(*bigger));
		q->agents = bigger;
		q->room = room;
	}
	return &q->agents[q->count++];
}

static int agent_find_run(struct op_env *env, struct op *o)
{
	struct agents_op *q = (struct agents_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_AGENT_FIND);

	q->count = 0;
	o->status = STORE_GONE;
	if (!st || db_bind_text(st, 1, q->name) != 0)
		return -1;
	int got = db_row(st);
	if (got != 1)
		return got;
	struct store_agent *a = next_agent(q);
	read_agent(st, a);
	db_column_text(st, 5, a->password, sizeof(a->password));
	db_done(st);
	o->status = STORE_OK;
	return 0;
}

static int agents_run(struct op_env *env, struct op *o)
{
	struct agents_op *q = (struct agents_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_AGENTS);
	int got;

	q->count = 0;
	while ((got = db_row(st)) == 1)
		read_agent(st, next_agent(q));
	o->status = STORE_OK;
	return got;
}

static void agent_deliver(struct op *o)
{
	struct agents_op *q = (struct agents_op *)o;

	q->done.one(o->call, o->status, o->status == STORE_OK ? q->agents : NULL);
}

static void agents_deliver(struct op *o)
{
	struct agents_op *q = (struct agents_op *)o;
	bool fine = o->status == STORE_OK;

	q->done.many(o->call, o->status, fine ? q->agents : NULL, fine ? q->count : 0);
}

struct op *op_agent_find(const char *name, struct store_call c, store_agent_done *done)
{
	struct agents_op *q = op_create(sizeof(*q), false, agent_find_run, agent_deliver, c);

	q->done.one = done;
	op_copy_text(q->name, sizeof(q->name), name);
	return &q->op;
}

struct op *op_agents(struct store_call c, store_agents_done *done)
{
	struct agents_op *q = op_create(sizeof(*q), false, agents_run, agents_deliver, c);

	q->done.many = done;
	return &q->op;
}

/* ---- logins ---- */

struct login_op {
	struct op op;
	store_login_done *done;
	int64_t now_ms;
	struct store_login login;
};

static int login_find_run(struct op_env *env, struct op *o)
{
	struct login_op *q = (struct login_op *)o;
	struct store_login *l = &q->login;
	sqlite3_stmt *st = db_stmt(env->db, DB_LOGIN_FIND);

	o->status = STORE_GONE;
	if (!st || db_bind_hash(st, 1, l->hash) != 0 || db_bind_int(st, 2, q->now_ms) != 0)
		return -1;
	int got = db_row(st);
	if (got != 1)
		return got;
	db_column_text(st, 0, l->csrf, sizeof(l->csrf));
	l->created_ms = sqlite3_column_int64(st, 1);
	l->expires_ms = sqlite3_column_int64(st, 2);
	db_column_id(st, 3, l->agent.id);
	db_column_text(st, 4, l->agent.name, sizeof(l->agent.name));
	db_column_text(st, 5, l->agent.role, sizeof(l->agent.role));
	l->agent.created_ms = sqlite3_column_int64(st, 6);
	db_done(st);
	o->status = STORE_OK;
	return 0;
}

static void login_deliver(struct op *o)
{
	struct login_op *q = (struct login_op *)o;

	q->done(o->call, o->status, o->status == STORE_OK ? &q->login : NULL);
}

struct op *op_login_find(const uint8_t *hash, int64_t now_ms, struct store_call c,
			 store_login_done *done)
{
	struct login_op *q = op_create(sizeof(*q), false, login_find_run, login_deliver, c);

	q->done = done;
	memcpy(q->login.hash, hash, TOKEN_HASH_LEN);
	q->now_ms = now_ms;
	return &q->op;
}
