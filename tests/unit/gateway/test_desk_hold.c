/*
 * The time of a hold, under a clock of the test's own: told once that it is over, though sweeps
 * come each second, the store fails, or the gateway begins anew in between.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "gateway/handlers/handlers.h"
#include "gateway/people/people.h"
#include "gateway/session/hub.h"
#include "tests/support/gateway/fake_peer.h"
#include "tests/support/gateway/small_config.h"
#include "tests/support/gateway/turns.h"
#include "tests/unit/gateway/test_store_help.h"

#define MINUTE 60000

struct room {
	struct fixture files;
	struct config_set *config;
	struct loop *loop;
	struct people *people;
	struct hub *hub;
	struct handlers handlers;
	struct fake_peer customer, agent;
	char token[TOKEN_LEN + 1]; /* the agent's */
	char case_id[ID_LEN + 1], conversation[ID_LEN + 1];
	uint64_t peers;
};

static int64_t now_ms;
static bool store_fails;
static struct store_ops wrapped;
static const struct token_key token_key = {{7}};

static int64_t clock_of_test(const struct loop *l)
{
	(void)l;
	return now_ms;
}

static int append(struct store *s, const struct store_append *op, struct store_call c,
		  store_append_done *done)
{
	return store_fails ? -1 : store_sqlite.append(s, op, c, done);
}

static void is_ready(void *arg, bool ok)
{
	*(bool *)arg = ok;
}

static void begin(struct room *r)
{
	bool ready = false;

	r->loop = loop_create();
	r->hub = hub_create(r->loop, &wrapped, r->files.store, &token_key, r->config);
	r->hub->now = clock_of_test;
	r->people = people_create(r->loop, &store_sqlite, r->files.store, &token_key,
				  &(struct people_config){0}, agent_login_ended, &r->handlers);
	r->handlers = (struct handlers){.hub = r->hub, .people = r->people};
	hub_start(r->hub, is_ready, &ready);
	turns_spin(r->loop);
	cr_assert(ready);
	fake_peer_init(&r->agent, ++r->peers, PEER_AGENT);
	memcpy(r->agent.peer.cookie, r->token, sizeof r->token);
	struct peer_events e = agent_events(&r->handlers);
	e.on_open(e.ctx, &r->agent.peer);
	turns_spin(r->loop);
}

static void leave(struct fake_peer *p, struct peer_events e)
{
	e.on_closed(e.ctx, &p->peer);
	fake_peer_dispose(p);
}

static void end(struct room *r)
{
	leave(&r->agent, agent_events(&r->handlers));
	turns_spin(r->loop);
	hub_destroy(r->hub);
	people_destroy(r->people);
	cr_assert_eq(loop_destroy(r->loop), 0);
}

static void says(struct room *r, struct fake_peer *p, struct peer_events e, const char *json)
{
	e.on_message(e.ctx, &p->peer, json, strlen(json));
	turns_spin(r->loop);
}

static void agent_says(struct room *r, const char *type, const char *rest)
{
	char json[256];

	snprintf(json, sizeof json, "{\"type\":\"%s\",\"case\":\"%s\"%s}", type, r->case_id, rest);
	says(r, &r->agent, agent_events(&r->handlers), json);
}

static void hire(struct room *r)
{
	struct store_agent row = {.created_ms = T0, .role = "agent", .password = "none"};
	struct store_login login = {.created_ms = T0, .expires_ms = INT64_MAX};

	id_new(T0, row.id);
	snprintf(row.name, sizeof row.name, "Ada");
	cr_assert_eq(store_sqlite.agent_add(r->files.store, &row, (struct store_call){0}, NULL), 0);
	token_new(r->token);
	token_new(login.csrf);
	token_hash(&token_key, r->token, login.hash);
	memcpy(login.agent.id, row.id, sizeof login.agent.id);
	cr_assert_eq(store_sqlite.login_add(r->files.store, &login, (struct store_call){0}, NULL),
		     0);
}

/* A customer whose chat Ada has. */
static void claim(struct room *r)
{
	struct peer_events e = customer_events(&r->handlers);
	const struct hub_case *k;
	size_t i = 0;

	fake_peer_init(&r->customer, ++r->peers, PEER_CUSTOMER);
	e.on_open(e.ctx, &r->customer.peer);
	says(r, &r->customer, e, "{\"type\":\"hello\",\"token\":null,\"locale\":\"en\"}");
	says(r, &r->customer, e, "{\"type\":\"handoff\"}");
	cr_assert((k = map_next(&r->hub->cases, &i)));
	memcpy(r->case_id, k->id, sizeof r->case_id);
	memcpy(r->conversation, k->conversation, sizeof r->conversation);
	agent_says(r, "claim", "");
	leave(&r->customer, customer_events(&r->handlers)); /* away: nothing hangs on the socket */
	turns_spin(r->loop);
}

static void room_init_with(struct room *r, const char *policy)
{
	*r = (struct room){0};
	now_ms = T0;
	store_fails = false;
	wrapped = store_sqlite;
	wrapped.append = append;
	fixture_init(&r->files);
	r->config = small_config(policy);
	hire(r);
	begin(r);
	claim(r);
}

static void room_init(struct room *r)
{
	room_init_with(r, "version: 1\nassignment: {away_after: 0s}\n");
}

static void room_dispose(struct room *r)
{
	end(r);
	config_set_destroy(r->config);
	fixture_dispose(&r->files);
}

/* Sweeps like the seconds of that time, but for their number. */
static void passes(struct room *r, int64_t ms)
{
	now_ms += ms;
	for (int i = 0; i < 3; i++) {
		hub_sweep(r->hub);
		turns_spin(r->loop);
	}
}

struct wanted {
	const char *words;
	unsigned count;
};

static void count(struct store_call c, enum store_status st, const struct store_message *m,
		  size_t n, bool more)
{
	struct wanted *w = c.ctx;

	cr_assert(st == STORE_OK && !more);
	for (size_t i = 0; i < n; i++)
		w->count += m[i].origin == STORE_SYSTEM && strstr(m[i].text, w->words);
}

/* How often the customer was told something with those words in it. */
static unsigned told(struct room *r, const char *words)
{
	struct wanted w = {.words = words};

	store_sqlite.read_after(r->files.store, r->conversation, 0, 100,
				(struct store_call){.ctx = &w}, count);
	return w.count;
}

static const struct store_hold *hold(struct room *r)
{
	const struct hub_case *k = map_get_text(&r->hub->cases, r->case_id);

	cr_assert(k && k->state == ESC_CASE_ASSIGNED);
	return &k->hold;
}

Test(desk_hold, the_customer_is_told_once_that_it_takes_longer)
{
	struct room r;

	room_init(&r);
	agent_says(&r, "hold", ",\"minutes\":3");
	cr_expect_eq(told(&r, "about 3 minutes"), 1);
	passes(&r, 3 * MINUTE - 1);
	cr_expect_eq(told(&r, "longer than Ada expected"), 0);
	passes(&r, 1);
	cr_expect_eq(told(&r, "longer than Ada expected"), 1);
	cr_expect(hold(&r)->is_over);
	cr_expect_gt(fake_peer_count(&r.agent, "\"over\":true"), 0, "the agent sees it");
	passes(&r, 60 * MINUTE);
	cr_expect_eq(told(&r, "longer than Ada expected"), 1);
	agent_says(&r, "hold", ",\"minutes\":1"); /* even longer: said again, honestly */
	cr_expect_eq(told(&r, "about a minute"), 1);
	cr_expect(!hold(&r)->is_over);
	passes(&r, MINUTE);
	cr_expect_eq(told(&r, "longer than Ada expected"), 2);
	agent_says(&r, "message", ",\"id\":\"a1\",\"text\":\"Found it.\"");
	cr_expect_eq(hold(&r)->since_ms, 0);
	passes(&r, 60 * MINUTE);
	cr_expect_eq(told(&r, "longer than Ada expected"), 2);
	cr_expect_eq(told(&r, "back in the chat"), 0, "the answer says it");
	room_dispose(&r);
}

Test(desk_hold, a_restart_forgets_neither_the_time_nor_that_it_is_over)
{
	struct room r;

	room_init(&r);
	agent_says(&r, "hold", ""); /* five minutes, by the policy */
	end(&r);
	begin(&r);
	cr_expect_eq(hold(&r)->until_ms, T0 + 5 * MINUTE);
	passes(&r, MINUTE);
	cr_expect(!hold(&r)->is_over);
	end(&r);
	now_ms += 60 * MINUTE; /* over while nobody ran */
	begin(&r);
	passes(&r, 0);
	cr_expect_eq(told(&r, "longer than Ada expected"), 1);
	end(&r);
	begin(&r);
	passes(&r, MINUTE);
	cr_expect(hold(&r)->is_over);
	cr_expect_eq(told(&r, "longer than Ada expected"), 1);
	room_dispose(&r);
}

Test(desk_hold, a_store_that_takes_nothing_delays_it_only)
{
	struct room r;

	room_init(&r);
	agent_says(&r, "hold", ",\"minutes\":2");
	store_fails = true;
	passes(&r, 3 * MINUTE);
	cr_expect(!hold(&r)->is_over);
	agent_says(&r, "resume", ",\"id\":\"r1\"");
	cr_expect_eq(fake_peer_count(&r.agent, "\"store_unavailable\""), 1);
	store_fails = false;
	passes(&r, MINUTE);
	cr_expect(hold(&r)->is_over);
	cr_expect_eq(told(&r, "longer than Ada expected"), 1);
	room_dispose(&r);
}

Test(desk_hold, a_clock_put_back_prolongs_none_for_ever)
{
	struct room r;

	room_init(&r);
	agent_says(&r, "hold", ",\"minutes\":2");
	passes(&r, -24 * 60 * MINUTE);
	cr_expect(hold(&r)->is_over);
	room_dispose(&r);
}

/* ---- service levels ---- */

#define TARGETS "targets: [{first_response: 4m, resolution: 10m}]"
#define WITH_SLA(sla) "version: 1\nassignment: {away_after: 0s}\nsla: {" sla "}\n"

/* Minutes after the case was opened. */
static double due(struct room *r, enum esc_target t)
{
	const struct hub_case *k = map_get_text(&r->hub->cases, r->case_id);

	cr_assert(k);
	return (double)(k->sla.due_ms[t] - T0) / MINUTE;
}

Test(desk_hold, the_resolution_stands_still_as_long_as_told_and_a_restart_knows)
{
	struct room r;

	room_init_with(&r, WITH_SLA(TARGETS));
	passes(&r, MINUTE);
	agent_says(&r, "hold", ",\"minutes\":5");
	cr_expect_eq(due(&r, ESC_FIRST_RESPONSE), 4, "a hold is no answer");
	cr_expect_eq(due(&r, ESC_RESOLUTION), 15);
	passes(&r, 2 * MINUTE);
	end(&r);
	begin(&r);
	cr_expect_eq(due(&r, ESC_RESOLUTION), 15, "on hold still");
	agent_says(&r, "resume", "");
	cr_expect_eq(due(&r, ESC_RESOLUTION), 12, "two minutes of five");
	end(&r);
	begin(&r);
	cr_expect_eq(due(&r, ESC_RESOLUTION), 12, "the store has them");
	agent_says(&r, "hold", ",\"minutes\":1");
	passes(&r, 5 * MINUTE); /* four of them more than was told */
	cr_expect_eq(due(&r, ESC_RESOLUTION), 13);
	agent_says(&r, "message", ",\"id\":\"a1\",\"text\":\"Found it.\"");
	cr_expect_eq(due(&r, ESC_RESOLUTION), 13);
	cr_expect_eq(r.hub->counters.sla_breached[ESC_RESOLUTION], 0);
	room_dispose(&r);
}

Test(desk_hold, on_hold_again_counts_what_passed_once)
{
	struct room r;

	room_init_with(&r, WITH_SLA(TARGETS));
	agent_says(&r, "hold", ",\"minutes\":5");
	passes(&r, 2 * MINUTE);
	agent_says(&r, "hold", ",\"minutes\":3");
	cr_expect_eq(due(&r, ESC_RESOLUTION), 15, "two that passed and three to come");
	passes(&r, MINUTE);
	agent_says(&r, "message", ",\"id\":\"a1\",\"text\":\"Found it.\"");
	cr_expect_eq(due(&r, ESC_RESOLUTION), 13);
	room_dispose(&r);
}

Test(desk_hold, what_is_late_stays_late)
{
	struct room r;

	room_init_with(&r, WITH_SLA(TARGETS));
	passes(&r, 11 * MINUTE);
	cr_expect_eq(r.hub->counters.sla_breached[ESC_RESOLUTION], 1);
	agent_says(&r, "hold", ",\"minutes\":30");
	cr_expect_eq(due(&r, ESC_RESOLUTION), 10);
	passes(&r, MINUTE);
	agent_says(&r, "close", ",\"disposition\":\"resolved\"");
	cr_expect_eq(r.hub->counters.sla_met[ESC_RESOLUTION], 0);
	room_dispose(&r);
}

Test(desk_hold, a_shop_may_count_every_minute)
{
	struct room r;

	room_init_with(&r, WITH_SLA("pause_on_hold: false, " TARGETS));
	agent_says(&r, "hold", ",\"minutes\":30");
	cr_expect_eq(due(&r, ESC_RESOLUTION), 10);
	passes(&r, 10 * MINUTE);
	cr_expect_eq(r.hub->counters.sla_breached[ESC_RESOLUTION], 1);
	room_dispose(&r);
}
