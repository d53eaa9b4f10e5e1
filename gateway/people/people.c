/*
 * See people.h. Every request is a job that walks through the store, a worker and back; completions
 * of the store carry its number, never a pointer. A job that a worker or the loop holds when people
 * goes is orphaned and frees itself.
 *
 * Login: throttle, find the agent, verify on a worker (also for an unknown or disabled name, so
 * that time tells nothing), store the session. A session read from the store is not believed when
 * some session ended meanwhile: it is read again.
 */
#include "gateway/people/people.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/base/map.h"
#include "gateway/people/password.h"
#include "gateway/people/sessions.h"
#include "gateway/people/throttle.h"

#define SESSION_MS_DEFAULT ((int64_t)12 * 3600 * 1000)
#define FREE_FAILURES_DEFAULT 5
#define FIRST_DELAY_DEFAULT 10000
#define MAX_DELAY_DEFAULT ((int64_t)15 * 60 * 1000)
#define HASHING_MAX 64 /* jobs that wait for a password worker; past it: unavailable */

struct people {
	struct loop *loop;
	const struct store_ops *ops;
	struct store *store;
	const struct token_key *key;
	struct people_config config;
	struct throttle throttle;
	struct sessions sessions;
	people_ended *ended;
	void *ended_ctx;
	struct map jobs; /* number -> struct job; owned */
	uint64_t last_number;
	size_t hashing;
};

enum job_where { JOB_IN_STORE, JOB_WITH_WORKER, JOB_POSTED };

struct job {
	struct people *people; /* NULL: orphaned */
	uint64_t number;
	enum job_where where;
	struct store_call call;
	union {
		people_login_done *login;
		people_check_done *check;
		people_status_done *status;
	} done;
	void (*answer)(struct job *j);
	char *name, *password, *role; /* owned; the password is wiped */
	char address[PEOPLE_ADDRESS_MAX];
	int64_t now_ms;
	/* results */
	enum people_status status;
	int64_t wait_ms;
	char token[TOKEN_LEN + 1];
	struct people_session session;
	uint64_t generation;
	/* the worker's */
	struct password_cost cost;
	char hash[PASSWORD_HASH_SIZE];
	bool known; /* `hash` is a stored one */
	bool right; /* it is the password; add: it was hashed */
};

/* ---- jobs ---- */

static struct job *job_create(struct people *p, void (*answer)(struct job *j), int64_t now_ms,
			      struct store_call c)
{
	struct job *j = mem_new(1, sizeof(*j));

	j->people = p;
	j->number = ++p->last_number;
	j->call = c;
	j->answer = answer;
	j->now_ms = now_ms;
	j->status = PEOPLE_UNAVAILABLE;
	j->cost = (struct password_cost){p->config.hash_ops, p->config.hash_bytes};
	map_put_u64(&p->jobs, j->number, j);
	return j;
}

static void job_free(struct job *j)
{
	password_wipe(j->password);
	free(j->password);
	free(j->name);
	free(j->role);
	sodium_memzero(j, sizeof(*j));
	free(j);
}

static void job_finish(struct job *j, enum people_status st)
{
	map_take_u64(&j->people->jobs, j->number);
	j->status = st;
	j->answer(j);
	job_free(j);
}

static void on_posted(void *arg)
{
	struct job *j = arg;

	if (j->people)
		job_finish(j, j->status);
	else
		job_free(j);
}

/* Answers on the loop's next turn: no callback inside the call that asked. */
static void job_finish_later(struct job *j, enum people_status st)
{
	j->status = st;
	j->where = JOB_POSTED;
	loop_post(j->people->loop, on_posted, j);
}

static struct store_call job_call(struct job *j)
{
	j->where = JOB_IN_STORE;
	return (struct store_call){j->people, j->number};
}

static struct job *job_of(struct store_call c)
{
	struct people *p = c.ctx;

	return map_get_u64(&p->jobs, c.id);
}

static void with_worker(struct job *j, void (*work)(void *), void (*done)(void *))
{
	struct people *p = j->people;

	if (p->hashing >= HASHING_MAX) {
		job_finish_later(j, PEOPLE_UNAVAILABLE);
		return;
	}
	p->hashing++;
	j->where = JOB_WITH_WORKER;
	loop_work(p->loop, LOOP_LANE_PASSWORD, work, done, j);
}

/* ---- login ---- */

static void answer_login(struct job *j)
{
	bool fine = j->status == PEOPLE_OK;

	if (j->status == PEOPLE_UNAVAILABLE)
		throttle_refund(&j->people->throttle, j->name, j->address);
	j->done.login(j->call, j->status, (j->wait_ms + 999) / 1000, fine ? j->token : NULL,
		      fine ? &j->session : NULL);
}

static void on_login_stored(struct store_call c, enum store_status st)
{
	struct job *j = job_of(c);

	if (!j)
		return;
	if (st != STORE_OK) {
		/* Gone: disabled while the password was checked. */
		job_finish(j, st == STORE_GONE ? PEOPLE_WRONG : PEOPLE_UNAVAILABLE);
		return;
	}
	throttle_success(&j->people->throttle, j->name, j->address);
	sessions_put(&j->people->sessions, &j->session);
	log_info("agent_logged_in", "agent", j->session.id, NULL);
	job_finish(j, PEOPLE_OK);
}

static void open_session(struct job *j)
{
	struct people *p = j->people;
	struct store_login l = {.created_ms = j->now_ms,
				.expires_ms = j->now_ms + p->config.session_ms};

	token_new(j->token);
	token_hash(p->key, j->token, l.hash);
	token_new(l.csrf);
	memcpy(l.agent.id, j->session.id, sizeof(l.agent.id));
	memcpy(j->session.hash, l.hash, sizeof(l.hash));
	memcpy(j->session.csrf, l.csrf, sizeof(l.csrf));
	j->session.created_ms = l.created_ms;
	j->session.expires_ms = l.expires_ms;
	if (p->ops->login_add(p->store, &l, job_call(j), on_login_stored) != 0)
		job_finish_later(j, PEOPLE_UNAVAILABLE);
}

static void verify_work(void *arg)
{
	struct job *j = arg;

	j->right = password_is(j->known ? j->hash : NULL, j->password, j->cost);
}

static void verify_done(void *arg)
{
	struct job *j = arg;

	if (!j->people) {
		job_free(j);
		return;
	}
	j->people->hashing--;
	if (!j->right) {
		log_info("login_failed", "address", j->address, NULL);
		job_finish(j, PEOPLE_WRONG);
		return;
	}
	open_session(j);
}

static void on_login_agent(struct store_call c, enum store_status st, const struct store_agent *a)
{
	struct job *j = job_of(c);

	if (!j)
		return;
	if (st != STORE_OK && st != STORE_GONE) {
		job_finish(j, PEOPLE_UNAVAILABLE);
		return;
	}
	if (a && !a->disabled) {
		j->known = true;
		memcpy(j->hash, a->password, sizeof(j->hash));
		memcpy(j->session.id, a->id, sizeof(j->session.id));
		memcpy(j->session.name, a->name, sizeof(j->session.name));
		memcpy(j->session.role, a->role, sizeof(j->session.role));
	}
	with_worker(j, verify_work, verify_done);
}

static void copy_address(char out[PEOPLE_ADDRESS_MAX], const char *address)
{
	size_t len = strnlen(address, PEOPLE_ADDRESS_MAX - 1);

	memcpy(out, address, len);
	out[len] = '\0';
}

void people_login(struct people *p, const char *name, const char *password, const char *address,
		  int64_t now_ms, struct store_call c, people_login_done *done)
{
	struct job *j = job_create(p, answer_login, now_ms, c);

	j->done.login = done;
	copy_address(j->address, address);
	j->name = mem_string(name);
	/* What no account can have is wrong without any work; it counts all the same. */
	bool possible = people_rules_name(name) == NULL && strlen(password) <= PEOPLE_PASSWORD_MAX;
	j->password = mem_string(possible ? password : "");
	j->wait_ms = throttle_begin(&p->throttle, name, address, now_ms);
	if (j->wait_ms > 0)
		job_finish_later(j, PEOPLE_THROTTLED);
	else if (!possible)
		job_finish_later(j, PEOPLE_WRONG);
	else if (p->ops->agent_find(p->store, name, job_call(j), on_login_agent) != 0)
		job_finish_later(j, PEOPLE_UNAVAILABLE);
}

/* ---- sessions ---- */

static void answer_check(struct job *j)
{
	j->done.check(j->call, j->status, j->status == PEOPLE_OK ? &j->session : NULL);
}

static void find_session(struct job *j);

static void on_session_found(struct store_call c, enum store_status st, const struct store_login *l)
{
	struct job *j = job_of(c);

	if (!j)
		return;
	if (st != STORE_OK) {
		job_finish(j, st == STORE_GONE ? PEOPLE_WRONG : PEOPLE_UNAVAILABLE);
		return;
	}
	if (j->generation != j->people->sessions.generation) {
		find_session(j);
		return;
	}
	struct people_session *s = &j->session;
	memcpy(s->id, l->agent.id, sizeof(s->id));
	memcpy(s->name, l->agent.name, sizeof(s->name));
	memcpy(s->role, l->agent.role, sizeof(s->role));
	memcpy(s->csrf, l->csrf, sizeof(s->csrf));
	s->created_ms = l->created_ms;
	s->expires_ms = l->expires_ms;
	sessions_put(&j->people->sessions, s);
	job_finish(j, PEOPLE_OK);
}

static void find_session(struct job *j)
{
	struct people *p = j->people;

	j->generation = p->sessions.generation;
	if (p->ops->login_find(p->store, j->session.hash, j->now_ms, job_call(j),
			       on_session_found) != 0)
		job_finish_later(j, PEOPLE_UNAVAILABLE);
}

bool people_check_cached(struct people *p, const char *token, int64_t now_ms,
			 struct people_session *ret)
{
	uint8_t hash[TOKEN_HASH_LEN];

	if (!token_is_valid(token))
		return false;
	token_hash(p->key, token, hash);
	const struct people_session *s = sessions_get(&p->sessions, hash, now_ms);
	if (s)
		*ret = *s;
	return s != NULL;
}

void people_check(struct people *p, const char *token, int64_t now_ms, struct store_call c,
		  people_check_done *done)
{
	struct job *j = job_create(p, answer_check, now_ms, c);

	j->done.check = done;
	if (!token_is_valid(token)) {
		job_finish_later(j, PEOPLE_WRONG);
	} else if (people_check_cached(p, token, now_ms, &j->session)) {
		job_finish_later(j, PEOPLE_OK);
	} else {
		token_hash(p->key, token, j->session.hash);
		find_session(j);
	}
}

static void answer_status(struct job *j)
{
	if (j->done.status)
		j->done.status(j->call, j->status);
}

static void on_logged_out(struct store_call c, enum store_status st)
{
	struct job *j = job_of(c);

	if (!j)
		return;
	struct people *p = j->people;
	sessions_drop(&p->sessions, j->session.hash);
	if ((st == STORE_OK || st == STORE_GONE) && p->ended)
		p->ended(p->ended_ctx, j->session.id, j->session.hash);
	job_finish(j, st == STORE_OK || st == STORE_GONE ? PEOPLE_OK : PEOPLE_UNAVAILABLE);
}

void people_logout(struct people *p, const char *token, int64_t now_ms, struct store_call c,
		   people_status_done *done)
{
	struct job *j = job_create(p, answer_status, now_ms, c);

	j->done.status = done;
	if (!token_is_valid(token)) {
		job_finish_later(j, PEOPLE_OK);
		return;
	}
	if (!people_check_cached(p, token, now_ms, &j->session))
		token_hash(p->key, token, j->session.hash);
	sessions_drop(&p->sessions, j->session.hash);
	if (p->ops->login_end(p->store, j->session.hash, job_call(j), on_logged_out) != 0)
		job_finish_later(j, PEOPLE_UNAVAILABLE);
}

/* ---- add and disable ---- */

static void on_added(struct store_call c, enum store_status st)
{
	struct job *j = job_of(c);

	if (j)
		job_finish(j, st == STORE_OK          ? PEOPLE_OK
			      : st == STORE_DUPLICATE ? PEOPLE_EXISTS
						      : PEOPLE_UNAVAILABLE);
}

static void hash_work(void *arg)
{
	struct job *j = arg;

	j->right = password_hash(j->password, j->cost, j->hash) == 0;
}

static void hash_done(void *arg)
{
	struct job *j = arg;
	struct people *p = j->people;
	struct store_agent a = {.created_ms = j->now_ms};

	if (!p) {
		job_free(j);
		return;
	}
	p->hashing--;
	if (!j->right) {
		job_finish(j, PEOPLE_UNAVAILABLE);
		return;
	}
	id_new(j->now_ms, a.id);
	memcpy(a.name, j->name, strlen(j->name) + 1);
	memcpy(a.role, j->role, strlen(j->role) + 1);
	memcpy(a.password, j->hash, sizeof(a.password));
	if (p->ops->agent_add(p->store, &a, job_call(j), on_added) != 0)
		job_finish_later(j, PEOPLE_UNAVAILABLE);
}

void people_add(struct people *p, const char *name, const char *role, const char *password,
		int64_t now_ms, struct store_call c, people_status_done *done)
{
	struct job *j = job_create(p, answer_status, now_ms, c);

	j->done.status = done;
	if (people_rules_name(name) || people_rules_role(role) || people_rules_password(password)) {
		job_finish_later(j, PEOPLE_INVALID);
		return;
	}
	j->name = mem_string(name);
	j->role = mem_string(role);
	j->password = mem_string(password);
	with_worker(j, hash_work, hash_done);
}

static void on_disabled(struct store_call c, enum store_status st, const struct store_agent *a)
{
	struct job *j = job_of(c);

	if (!j)
		return;
	if (st == STORE_OK) {
		struct people *p = j->people;
		sessions_drop_agent(&p->sessions, a->id);
		log_info("agent_disabled", "agent", a->id, NULL);
		if (p->ended)
			p->ended(p->ended_ctx, a->id, NULL);
	}
	job_finish(j, st == STORE_OK     ? PEOPLE_OK
		      : st == STORE_GONE ? PEOPLE_UNKNOWN
					 : PEOPLE_UNAVAILABLE);
}

void people_disable(struct people *p, const char *name, int64_t now_ms, struct store_call c,
		    people_status_done *done)
{
	struct job *j = job_create(p, answer_status, now_ms, c);

	j->done.status = done;
	if (people_rules_name(name))
		job_finish_later(j, PEOPLE_UNKNOWN);
	else if (p->ops->agent_disable(p->store, name, now_ms, job_call(j), on_disabled) != 0)
		job_finish_later(j, PEOPLE_UNAVAILABLE);
}

/* ---- life ---- */

struct people *people_create(struct loop *l, const struct store_ops *ops, struct store *s,
			     const struct token_key *key, const struct people_config *c,
			     people_ended *ended, void *ended_ctx)
{
	struct people *p = mem_new(1, sizeof(*p));
	uint8_t secret[16];

	p->loop = l;
	p->ops = ops;
	p->store = s;
	p->key = key;
	p->config = *c;
	p->ended = ended;
	p->ended_ctx = ended_ctx;
	if (p->config.session_ms <= 0)
		p->config.session_ms = SESSION_MS_DEFAULT;
	randombytes_buf(secret, sizeof(secret));
	throttle_init(&p->throttle, c->free_failures ? c->free_failures : FREE_FAILURES_DEFAULT,
		      c->first_delay_ms > 0 ? c->first_delay_ms : FIRST_DELAY_DEFAULT,
		      c->max_delay_ms > 0 ? c->max_delay_ms : MAX_DELAY_DEFAULT, secret);
	sessions_init(&p->sessions);
	map_init(&p->jobs);
	return p;
}

void people_destroy(struct people *p)
{
	struct job *j;

	if (!p)
		return;
	for (size_t i = 0; (j = map_next(&p->jobs, &i));) {
		j->people = NULL;
		if (j->where == JOB_IN_STORE)
			job_free(j);
	}
	map_dispose(&p->jobs);
	sessions_dispose(&p->sessions);
	throttle_dispose(&p->throttle);
	free(p);
}
