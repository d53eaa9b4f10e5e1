/*
 * The small writes: tokens, feedback, the people of the console and their logins.
 */
#include "gateway/store/op.h"

#include <string.h>

struct small_op {
	struct op op;
	union {
		store_status_done *status;
		store_agent_done *agent;
	} done;
	char conversation[ID_LEN + 1];
	uint8_t hash[TOKEN_HASH_LEN];
	int64_t now_ms, old_ends_ms;
	uint64_t seq;
	bool up;
	struct store_agent agent;
	struct store_login login;
};

static void deliver_status(struct op *o)
{
	struct small_op *s = (struct small_op *)o;

	if (s->done.status)
		s->done.status(o->call, o->status);
}

static struct small_op *make(op_run *run, struct store_call c, store_status_done *done)
{
	struct small_op *s = op_create(sizeof(*s), true, run, deliver_status, c);

	s->done.status = done;
	return s;
}

static bool changed(const struct op_env *env)
{
	return sqlite3_changes(env->db->handle) > 0;
}

/* ---- tokens ---- */

static int token_add_run(struct op_env *env, struct op *o)
{
	struct small_op *s = (struct small_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CONV_NUMBER);

	if (!st)
		return -1;
	o->status = STORE_GONE;
	if (db_bind_id(st, 1, s->conversation) != 0)
		return 0;
	int got = db_row(st);
	if (got != 1)
		return got;
	int64_t n = sqlite3_column_int64(st, 0);
	db_done(st);

	st = db_stmt(env->db, DB_TOKEN_ADD);
	if (!st || db_bind_hash(st, 1, s->hash) != 0 || db_bind_int(st, 2, n) != 0 ||
	    db_bind_int(st, 3, s->now_ms) != 0 || db_run(st) != 0)
		return -1;
	st = db_stmt(env->db, DB_TOKEN_OLD);
	if (!st || db_bind_int(st, 1, n) != 0 || db_bind_hash(st, 2, s->hash) != 0 ||
	    db_bind_int(st, 3, s->old_ends_ms) != 0 || db_run(st) != 0)
		return -1;
	o->status = STORE_OK;
	return 0;
}

struct op *op_token_add(const char *conversation, const uint8_t *hash, int64_t now_ms,
			int64_t old_ends_ms, struct store_call c, store_status_done *done)
{
	struct small_op *s = make(token_add_run, c, done);

	op_copy_text(s->conversation, sizeof(s->conversation), conversation);
	memcpy(s->hash, hash, TOKEN_HASH_LEN);
	s->now_ms = now_ms;
	s->old_ends_ms = old_ends_ms;
	return &s->op;
}

/* ---- feedback ---- */

static int feedback_run(struct op_env *env, struct op *o)
{
	struct small_op *s = (struct small_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_FEEDBACK);

	if (!st)
		return -1;
	o->status = STORE_GONE;
	if (db_bind_id(st, 1, s->conversation) != 0)
		return 0;
	if (db_bind_int(st, 2, (int64_t)s->seq) != 0 || db_bind_int(st, 3, s->up) != 0 ||
	    db_bind_int(st, 4, s->now_ms) != 0 || db_run(st) != 0)
		return -1;
	if (changed(env)) {
		o->status = STORE_OK;
		return 0;
	}
	st = db_stmt(env->db, DB_FEEDBACK_HAS);
	if (!st || db_bind_id(st, 1, s->conversation) != 0 ||
	    db_bind_int(st, 2, (int64_t)s->seq) != 0)
		return -1;
	int row = db_row(st);
	if (row < 0)
		return -1;
	if (row > 0)
		o->status = STORE_DUPLICATE; /* the same thumb again */
	sqlite3_reset(st);
	return 0;
}

struct op *op_feedback(const char *conversation, uint64_t seq, bool up, int64_t now_ms,
		       struct store_call c, store_status_done *done)
{
	struct small_op *s = make(feedback_run, c, done);

	op_copy_text(s->conversation, sizeof(s->conversation), conversation);
	s->seq = seq;
	s->up = up;
	s->now_ms = now_ms;
	return &s->op;
}

/* ---- agents ---- */

static int agent_add_run(struct op_env *env, struct op *o)
{
	struct small_op *s = (struct small_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_AGENT_ADD);

	if (!st || !id_is_valid(s->agent.id) || db_bind_id(st, 1, s->agent.id) != 0 ||
	    db_bind_text(st, 2, s->agent.name) != 0 || db_bind_text(st, 3, s->agent.role) != 0 ||
	    db_bind_text(st, 4, s->agent.password) != 0 ||
	    db_bind_int(st, 5, s->agent.created_ms) != 0 || db_run(st) != 0)
		return -1;
	o->status = changed(env) ? STORE_OK : STORE_DUPLICATE;
	return 0;
}

struct op *op_agent_add(const struct store_agent *a, struct store_call c, store_status_done *done)
{
	struct small_op *s = make(agent_add_run, c, done);

	s->agent = *a;
	return &s->op;
}

static int agent_disable_run(struct op_env *env, struct op *o)
{
	struct small_op *s = (struct small_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_AGENT_DISABLE);

	if (!st || db_bind_text(st, 1, s->agent.name) != 0 || db_bind_int(st, 2, s->now_ms) != 0 ||
	    db_run(st) != 0)
		return -1;
	o->status = STORE_GONE;
	if (!changed(env))
		return 0;
	st = db_stmt(env->db, DB_LOGINS_DROP);
	if (!st || db_bind_text(st, 1, s->agent.name) != 0 || db_run(st) != 0)
		return -1;
	st = db_stmt(env->db, DB_AGENT_FIND);
	if (!st || db_bind_text(st, 1, s->agent.name) != 0 || db_row(st) != 1)
		return -1;
	db_column_id(st, 0, s->agent.id);
	db_column_text(st, 2, s->agent.role, sizeof(s->agent.role));
	s->agent.disabled = true;
	s->agent.created_ms = sqlite3_column_int64(st, 4);
	db_done(st);
	o->status = STORE_OK;
	return 0;
}

static void deliver_agent(struct op *o)
{
	struct small_op *s = (struct small_op *)o;

	s->done.agent(o->call, o->status, o->status == STORE_OK ? &s->agent : NULL);
}

struct op *op_agent_disable(const char *name, int64_t now_ms, struct store_call c,
			    store_agent_done *done)
{
	struct small_op *s = op_create(sizeof(*s), true, agent_disable_run, deliver_agent, c);

	s->done.agent = done;
	op_copy_text(s->agent.name, sizeof(s->agent.name), name);
	s->now_ms = now_ms;
	return &s->op;
}

/* ---- logins ---- */

static int login_add_run(struct op_env *env, struct op *o)
{
	struct small_op *s = (struct small_op *)o;
	const struct store_login *l = &s->login;
	sqlite3_stmt *st = db_stmt(env->db, DB_LOGIN_PURGE);

	if (!st || db_bind_int(st, 1, l->created_ms) != 0 || db_run(st) != 0)
		return -1;
	st = db_stmt(env->db, DB_LOGIN_ADD);
	if (!st || db_bind_hash(st, 1, l->hash) != 0 || db_bind_id(st, 2, l->agent.id) != 0 ||
	    db_bind_text(st, 3, l->csrf) != 0 || db_bind_int(st, 4, l->created_ms) != 0 ||
	    db_bind_int(st, 5, l->expires_ms) != 0 || db_run(st) != 0)
		return -1;
	o->status = changed(env) ? STORE_OK : STORE_GONE;
	return 0;
}

struct op *op_login_add(const struct store_login *l, struct store_call c, store_status_done *done)
{
	struct small_op *s = make(login_add_run, c, done);

	s->login = *l;
	return &s->op;
}

static int login_end_run(struct op_env *env, struct op *o)
{
	struct small_op *s = (struct small_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_LOGIN_END);

	if (!st || db_bind_hash(st, 1, s->hash) != 0 || db_run(st) != 0)
		return -1;
	o->status = changed(env) ? STORE_OK : STORE_GONE;
	return 0;
}

struct op *op_login_end(const uint8_t *hash, struct store_call c, store_status_done *done)
{
	struct small_op *s = make(login_end_run, c, done);

	memcpy(s->hash, hash, TOKEN_HASH_LEN);
	return &s->op;
}
