/*
 * Login, session, logout, add and disable on a real store and a running loop, with argon2id at its
 * cheapest; and the control socket over them.
 */
#include "tests/unit/gateway/test_store_help.h"

#include <pthread.h>
#include <sodium.h>
#include <sys/stat.h>

#include "gateway/control/control.h"
#include "gateway/loop/loop.h"
#include "gateway/people/people.h"

static struct fixture f;
static const struct token_key token_key = {{7}};
static struct loop *loop;
static struct people *people;
static enum people_status status;
static int64_t retry;
static char token[TOKEN_LEN + 1];
static struct people_session session;
static unsigned ended, ended_all;

static void on_ended(void *ctx, const char *agent_id, const uint8_t *hash)
{
	(void)ctx;
	cr_expect_str_eq(agent_id, session.id);
	ended++;
	ended_all += hash == NULL;
}

static void give_up(void *arg)
{
	(void)arg;
	cr_assert_fail("no answer came");
}

static void setup(void)
{
	fixture_init(&f);
	store_sqlite.close(f.store);
	loop = loop_create();
	struct store_config c = {.dir = f.dir, .exclusive = true};
	f.store = store_sqlite.open(loop, &c, &f.d);
	cr_assert(f.store);
	struct people_config pc = {.session_ms = 10000,
				   .hash_ops = crypto_pwhash_OPSLIMIT_MIN,
				   .hash_bytes = crypto_pwhash_MEMLIMIT_MIN};
	people = people_create(loop, &store_sqlite, f.store, &token_key, &pc, on_ended, NULL);
}

static void teardown(void)
{
	fixture_dispose(&f);
	people_destroy(people);
	cr_expect_eq(loop_destroy(loop), 0);
}

TestSuite(people, .init = setup, .fini = teardown, .timeout = 60);

static void run(void)
{
	struct loop_timer *t = loop_timer_create(loop, give_up, NULL);
	loop_timer_start(t, 30000, 0);
	loop_run(loop);
	loop_timer_destroy(t);
}

static void on_status(struct store_call c, enum people_status st)
{
	(void)c;
	status = st;
	loop_stop(loop);
}

static void on_login(struct store_call c, enum people_status st, int64_t retry_after_s,
		     const char *tok, const struct people_session *s)
{
	(void)c;
	status = st;
	retry = retry_after_s;
	cr_expect_eq(tok != NULL, st == PEOPLE_OK);
	if (tok) {
		strcpy(token, tok);
		session = *s;
	}
	loop_stop(loop);
}

static void on_check(struct store_call c, enum people_status st, const struct people_session *s)
{
	(void)c;
	status = st;
	if (s)
		session = *s;
	loop_stop(loop);
}

static enum people_status add(const char *name, const char *role, const char *password)
{
	people_add(people, name, role, password, T0, (struct store_call){0}, on_status);
	run();
	return status;
}

static enum people_status login(const char *name, const char *password, int64_t now)
{
	people_login(people, name, password, "10.0.0.1", now, (struct store_call){0}, on_login);
	run();
	return status;
}

static enum people_status check(const char *tok, int64_t now)
{
	people_check(people, tok, now, (struct store_call){0}, on_check);
	run();
	return status;
}

Test(people, log_in_stay_and_log_out)
{
	struct people_session s;
	cr_expect_eq(add("Anna", "agent", "correct horse"), PEOPLE_OK);
	cr_expect_eq(add("Anna", "agent", "correct horse"), PEOPLE_EXISTS);
	cr_expect_eq(add("Bert", "boss", "correct horse"), PEOPLE_INVALID);
	cr_expect_eq(login("Anna", "correct horse", T0), PEOPLE_OK);
	cr_expect_str_eq(session.name, "Anna");
	cr_expect_str_eq(session.role, "agent");
	cr_expect(token_is_valid(token) && token_is_valid(session.csrf));
	cr_expect(people_check_cached(people, token, T0 + 1, &s));
	cr_expect_eq(check(token, T0 + 9999), PEOPLE_OK);
	cr_expect_eq(check(token, T0 + 10000), PEOPLE_WRONG, "a session ends at its time");
	cr_expect_eq(check("no token at all", T0), PEOPLE_WRONG);

	login("Anna", "correct horse", T0);
	people_logout(people, token, T0, (struct store_call){0}, on_status);
	run();
	cr_expect_eq(status, PEOPLE_OK);
	cr_expect_eq(ended, 1u);
	cr_expect_eq(check(token, T0), PEOPLE_WRONG);
}

Test(people, a_session_outlives_the_process)
{
	add("Anna", "supervisor", "correct horse");
	login("Anna", "correct horse", T0);
	struct people_session before = session;
	people_destroy(people);
	people = people_create(loop, &store_sqlite, f.store, &token_key, &(struct people_config){0},
			       on_ended, NULL);
	memset(&session, 0, sizeof(session));
	cr_expect_eq(check(token, T0 + 5), PEOPLE_OK);
	cr_expect_str_eq(session.id, before.id);
	cr_expect_str_eq(session.csrf, before.csrf);
	cr_expect_str_eq(session.role, "supervisor");
	cr_expect_eq(session.expires_ms, before.expires_ms);
}

Test(people, wrong_ones_are_throttled)
{
	add("Anna", "agent", "correct horse");
	for (int i = 0; i < 5; i++)
		cr_expect_eq(login(i % 2 ? "Anna" : "Nobody", "wrong horse", T0), PEOPLE_WRONG);
	for (int i = 0; i < 3; i++)
		cr_expect_eq(login("Anna", "wrong horse", T0), PEOPLE_WRONG);
	cr_expect_eq(login("Anna", "correct horse", T0), PEOPLE_THROTTLED);
	cr_expect_eq(retry, 10);
	cr_expect_eq(login("Anna", "correct horse", T0 + 10000), PEOPLE_OK);
	cr_expect_eq(login("Anna", "wrong horse", T0 + 10001), PEOPLE_WRONG,
		     "success starts the count anew");
}

Test(people, a_disabled_one_is_out_at_once)
{
	add("Anna", "agent", "correct horse");
	login("Anna", "correct horse", T0);
	people_disable(people, "Nobody", T0, (struct store_call){0}, on_status);
	run();
	cr_expect_eq(status, PEOPLE_UNKNOWN);
	people_disable(people, "Anna", T0, (struct store_call){0}, on_status);
	run();
	cr_expect_eq(status, PEOPLE_OK);
	cr_expect_eq(ended_all, 1u, "her sockets must be closed");
	cr_expect_eq(check(token, T0), PEOPLE_WRONG);
	cr_expect_eq(login("Anna", "correct horse", T0), PEOPLE_WRONG);
}

Test(people, goes_while_work_is_under_way)
{
	people_add(people, "Anna", "agent", "correct horse", T0, (struct store_call){0}, on_status);
	people_login(people, "Bert", "some password", "10.0.0.1", T0, (struct store_call){0},
		     on_login);
	status = PEOPLE_INVALID;
	store_sqlite.close(f.store);
	people_destroy(people);
	people = NULL;
	f.store = NULL;
	cr_expect_eq(loop_destroy(loop), 0);
	loop = loop_create();
	cr_expect_eq(status, PEOPLE_INVALID, "a callback ran after people was gone");
}

/* ---- the control socket ---- */

struct asker {
	const char *dir;
	json_t *request, *answer;
	enum control_answer result;
	struct diag d;
};

static void stop(void *arg)
{
	loop_stop(arg);
}

static void *ask_main(void *arg)
{
	struct asker *a = arg;
	a->result = control_ask(a->dir, a->request, &a->answer, &a->d);
	loop_post(loop, stop, loop);
	return NULL;
}

/* Asks from another thread, as another process would. Returns the answer's "code", "ok", or NULL
 * when nobody listens. */
static const char *ask(struct asker *a, json_t *request)
{
	pthread_t t;
	json_decref(a->answer);
	a->answer = NULL;
	a->request = request;
	a->dir = f.dir;
	diag_init(&a->d);
	cr_assert_eq(pthread_create(&t, NULL, ask_main, a), 0);
	run();
	pthread_join(t, NULL);
	json_decref(request);
	diag_dispose(&a->d);
	if (a->result != CONTROL_OK)
		return a->result == CONTROL_NOBODY ? NULL : "failed";
	const char *code = json_string_value(json_object_get(a->answer, "code"));
	return json_is_true(json_object_get(a->answer, "ok")) ? "ok" : code;
}

Test(people, the_command_line_works_beside_a_gateway)
{
	struct asker a = {0};
	struct stat st;
	char path[128];
	cr_expect_null(ask(&a, json_pack("{s:s}", "do", "ping")), "nobody listens yet");

	struct control *c = control_create(loop, f.dir, people, NULL, &store_sqlite, f.store, &f.d);
	cr_assert(c);
	snprintf(path, sizeof(path), "%s/control.sock", f.dir);
	cr_assert_eq(stat(path, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0600);
	cr_expect_str_eq(ask(&a, json_pack("{s:s}", "do", "ping")), "ok");
	cr_expect_str_eq(ask(&a, json_pack("{s:s}", "do", "dance")), "invalid");
	cr_expect_str_eq(ask(&a, json_pack("{s:s,s:s}", "do", "user_add", "name", "x")), "invalid");
	cr_expect_str_eq(ask(&a, json_pack("{s:s,s:s,s:s,s:s}", "do", "user_add", "name", "Anna",
					   "role", "admin", "password", "correct horse")),
			 "ok");
	cr_expect_str_eq(ask(&a, json_pack("{s:s,s:s,s:s,s:s}", "do", "user_add", "name", "Anna",
					   "role", "admin", "password", "correct horse")),
			 "exists");
	cr_expect_eq(login("Anna", "correct horse", T0), PEOPLE_OK);
	cr_expect_str_eq(ask(&a, json_pack("{s:s}", "do", "user_list")), "ok");
	cr_expect_eq(json_array_size(json_object_get(a.answer, "users")), 1u);
	cr_expect_str_eq(ask(&a, json_pack("{s:s,s:s}", "do", "user_disable", "name", "Anna")),
			 "ok");
	cr_expect_eq(ended_all, 1u);
	cr_expect_str_eq(ask(&a, json_pack("{s:s,s:s}", "do", "user_disable", "name", "Bert")),
			 "unknown");

	/* A socket that a killed gateway left behind is in nobody's way. */
	control_destroy(c);
	cr_expect_neq(stat(path, &st), 0);
	fclose(fopen(path, "w"));
	c = control_create(loop, f.dir, people, NULL, &store_sqlite, f.store, &f.d);
	cr_assert(c);
	cr_expect_str_eq(ask(&a, json_pack("{s:s}", "do", "ping")), "ok");
	json_decref(a.answer);
	control_destroy(c);
}

Test(people, the_command_line_works_without_a_gateway)
{
	json_t *answer = NULL,
	       *request = json_pack("{s:s,s:s,s:s,s:s}", "do", "user_add", "name", "Anna", "role",
				    "agent", "password", "correct horse");
	cr_expect_eq(control_do(f.dir, request, &answer, &f.d), -1,
		     "the store is in use and nobody answers");
	cr_expect_eq(f.d.error_count, 1u);
	store_sqlite.close(f.store);
	f.store = NULL;
	cr_assert_eq(control_do(f.dir, request, &answer, &f.d), 0);
	cr_expect(json_is_true(json_object_get(answer, "ok")));
	json_decref(answer);
	cr_assert_eq(control_do(f.dir, request, &answer, &f.d), 0);
	cr_expect_str_eq(json_string_value(json_object_get(answer, "code")), "exists");
	json_decref(answer);
	json_decref(request);
}
