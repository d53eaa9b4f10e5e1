/*
 * What happens while the shop thinks: a fake client keeps every request until the test answers it,
 * and another gateway may write to the conversation before any of our operations is stored.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/dialog/message.h"
#include "gateway/handlers/handlers.h"
#include "gateway/loop/loop.h"
#include "gateway/session/action.h"
#include "gateway/session/conv.h"
#include "gateway/session/hub.h"
#include "tests/support/gateway/fake_peer.h"
#include "tests/support/gateway/other_gateway.h"
#include "tests/support/gateway/talk.h"
#include "tests/support/gateway/turns.h"
#include "tests/unit/gateway/test_store_help.h"

#define REQUESTS_MAX 4096
#define FINE "{\"state\":\"fine\"}"

struct room {
	struct fixture files;
	struct config_set *config;
	struct loop *loop;
	struct hub *hub;
	struct handlers handlers;
	struct peer_events events;
	struct fake_peer peer;
	char id[ID_LEN + 1];
};

/* The shop; the functions that are put in place know no context. */
static struct {
	actions_done *done[REQUESTS_MAX];
	void *ctx[REQUESTS_MAX];
	char url[REQUESTS_MAX][64];
	char key[REQUESTS_MAX][96];
	bool is_post[REQUESTS_MAX];
	unsigned count, answered, posts;
} shop;

static uint64_t start(struct actions *a, const struct actions_request *r, actions_done *done,
		      void *ctx)
{
	unsigned n = shop.count++;

	(void)a;
	cr_assert_lt(n, REQUESTS_MAX);
	shop.done[n] = done;
	shop.ctx[n] = ctx;
	shop.is_post[n] = r->is_post;
	shop.posts += r->is_post;
	snprintf(shop.url[n], sizeof shop.url[n], "%s", r->url);
	snprintf(shop.key[n], sizeof shop.key[n], "%s", r->key);
	return n + 1;
}

/* Answers the oldest request; error ACTIONS_OK with JSON. */
static void answer(enum actions_error error, int status, const char *json)
{
	unsigned n = shop.answered++;

	cr_assert_lt(n, shop.count, "nothing was asked");
	shop.done[n](shop.ctx[n], n + 1,
		     &(struct actions_result){.error = error,
					      .status = status,
					      .body = json,
					      .body_len = strlen(json),
					      .tries = 1,
					      .is_in_doubt =
						      error == ACTIONS_TIMEOUT && shop.is_post[n]});
}

static const struct token_key token_key = {{7}};

static void hear(struct room *r, const char *json)
{
	r->events.on_message(r->events.ctx, &r->peer.peer, json, strlen(json));
}

static void say(struct room *r, const char *id, const char *text)
{
	char json[256];

	snprintf(json, sizeof json, "{\"type\":\"message\",\"id\":\"%s\",\"text\":\"%s\"}", id,
		 text);
	hear(r, json);
	turns_spin(r->loop);
}

static void room_init(struct room *r)
{
	memset(r, 0, sizeof *r);
	memset(&shop, 0, sizeof shop);
	fixture_init(&r->files);
	r->config = config_of(FORMS_POLICY, FORMS_YAML);
	r->loop = loop_create();
	r->hub = hub_create(r->loop, other_gateway_ops(), r->files.store, &token_key, r->config);
	r->hub->start_action = start;
	hub_set_actions(r->hub, (struct actions *)&shop);
	r->handlers = (struct handlers){.hub = r->hub};
	r->events = customer_events(&r->handlers);
	fake_peer_init(&r->peer, 1, PEER_CUSTOMER);
	r->events.on_open(r->events.ctx, &r->peer.peer);
	hear(r, "{\"type\":\"hello\",\"locale\":\"en\"}");
	turns_spin(r->loop);
	const char *at = strstr(r->peer.frames[0], "\"conversation\":\"");
	memcpy(r->id, at + strlen("\"conversation\":\""), ID_LEN);
	hear(r, "{\"type\":\"consent\",\"version\":\"1\",\"granted\":true}");
	say(r, "m0", "how can I pay");
	fake_peer_clear(&r->peer);
}

static void room_dispose(struct room *r)
{
	r->events.on_closed(r->events.ctx, &r->peer.peer);
	fake_peer_dispose(&r->peer);
	turns_spin(r->loop);
	hub_destroy(r->hub);
	cr_assert_eq(loop_destroy(r->loop), 0, "a handle of the loop was left open");
	config_set_destroy(r->config);
	fixture_dispose(&r->files);
}

static struct conv *chat_of(struct room *r)
{
	return conv_find(r->hub, r->id);
}

static unsigned heard(const struct room *r, const char *part)
{
	return fake_peer_count(&r->peer, part);
}

/* Up to the request that feeds on the yes. */
static void confirmed(struct room *r)
{
	say(r, "c1", "cancel my order 4711222");
	say(r, "c2", "yes");
	cr_assert_eq(heard(r, "\"ack\",\"id\":\"c2\""), 1, "acknowledged before the shop answers");
	cr_assert_eq(shop.count, 1);
	cr_assert(shop.is_post[0]);
}

Test(session_actions, acknowledged_asked_answered)
{
	struct room r;

	room_init(&r);
	say(&r, "m1", "status 4711222");
	cr_assert(strstr(r.peer.frames[0], "\"ack\",\"id\":\"m1\""), "%s", r.peer.frames[0]);
	cr_assert(strstr(r.peer.frames[1], "\"typing\""), "%s", r.peer.frames[1]);
	cr_assert_eq(r.peer.count, 2);
	cr_assert_eq(r.hub->errands_open, 1);
	say(&r, "m2", "how can I pay");
	say(&r, "m3", "when are your hours");
	cr_assert_eq(heard(&r, "\"origin\":\"rule\""), 0);
	cr_assert_eq(heard(&r, "\"type\":\"ack\""), 3);
	answer(ACTIONS_OK, 200, FINE);
	turns_spin(r.loop);
	cr_assert_eq(heard(&r, "Order 4711222 is fine."), 1);
	cr_assert_eq(heard(&r, "\"reply\":\"m1\""), 1);
	cr_assert_eq(heard(&r, "Nine to six."), 1, "what was said meanwhile is one turn");
	cr_assert_eq(heard(&r, "\"reply\":\"m3\""), 1);
	cr_assert_eq(heard(&r, "\"origin\":\"rule\""), 2);
	cr_assert_eq(r.hub->errands_open, 0);
	room_dispose(&r);
}

Test(session_actions, the_yes_is_stored_as_a_change_under_way_before_it_goes_out)
{
	struct room r;

	room_init(&r);
	confirmed(&r);
	cr_assert_eq(chat_of(&r)->memory->form->phase, DIALOG_COMMITTING);
	cr_assert(strstr(shop.key[0], r.id), "%s", shop.key[0]);
	say(&r, "c2", "yes");
	cr_assert_eq(shop.count, 1, "the same message again sends nothing");
	answer(ACTIONS_OK, 200, FINE);
	turns_spin(r.loop);
	cr_assert_eq(heard(&r, "Order 4711222 is fine."), 1);
	cr_assert_eq(chat_of(&r)->memory->form->phase, DIALOG_DONE);
	room_dispose(&r);
}

Test(session_actions, nothing_goes_out_when_the_store_does_not_take_the_yes)
{
	static const enum meanwhile all[] = {CLAIMS, CLOSES, FAILS};

	for (size_t i = 0; i < 3; i++) {
		struct room r;
		room_init(&r);
		say(&r, "c1", "cancel my order 4711222");
		other.next = all[i];
		say(&r, "c2", "yes");
		cr_assert_eq(shop.posts, 0, "case %zu", i);
		cr_assert_eq(r.hub->errands_open, 0);
		room_dispose(&r);
	}
}

Test(session_actions, a_person_who_comes_first_hears_of_the_change_and_the_bot_is_silent)
{
	struct room r;

	room_init(&r);
	confirmed(&r);
	fake_peer_clear(&r.peer);
	other.next = CLAIMS; /* before the reply is stored */
	answer(ACTIONS_OK, 200, FINE);
	turns_spin(r.loop);
	cr_assert_eq(heard(&r, "\"origin\":\"rule\""), 0);
	cr_assert_eq(heard(&r, "had been carried out"), 1);
	cr_assert_eq(r.hub->counters.replies_refused, 1);
	cr_assert_eq(r.hub->errands_open, 0);
	cr_assert_null(chat_of(&r)->memory->form);
	room_dispose(&r);
}

Test(session_actions, what_may_have_been_done_is_said_to_be_uncertain_and_what_was_not_is_not_said)
{
	static const struct {
		enum actions_error error;
		int status;
		const char *json, *note;
	} all[] = {{ACTIONS_TIMEOUT, 0, "", "is not certain"},
		   {ACTIONS_OK, 500, "{}", "is not certain"},
		   {ACTIONS_CONNECT, 0, "", NULL}};

	for (size_t i = 0; i < 3; i++) {
		struct room r;
		room_init(&r);
		confirmed(&r);
		hear(&r, "{\"type\":\"handoff\"}");
		turns_spin(r.loop);
		fake_peer_clear(&r.peer);
		answer(all[i].error, all[i].status, all[i].json);
		turns_spin(r.loop);
		cr_assert_eq(heard(&r, "\"origin\":\"rule\""), 0);
		cr_assert_eq(heard(&r, "For the record"), all[i].note ? 1 : 0, "case %zu", i);
		if (all[i].note)
			cr_assert_eq(heard(&r, all[i].note), 1, "case %zu", i);
		cr_assert_eq(r.hub->errands_open, 0);
		room_dispose(&r);
	}
}

Test(session_actions, who_wants_a_person_does_not_wait_for_the_shop)
{
	struct room r;

	room_init(&r);
	confirmed(&r);
	say(&r, "m1", "and are you open on sunday");
	say(&r, "m2", "I want to talk to a person");
	cr_assert_eq(heard(&r, "\"state\":\"queued\""), 1, "before the shop has answered");
	cr_assert_eq(heard(&r, "\"error\""), 0);
	fake_peer_clear(&r.peer);
	answer(ACTIONS_OK, 200, FINE);
	turns_spin(r.loop);
	cr_assert_eq(heard(&r, "\"origin\":\"rule\""), 0);
	cr_assert_eq(heard(&r, "had been carried out"), 1);
	cr_assert_null(chat_of(&r)->later);
	cr_assert_eq(r.hub->errands_open, 0);
	room_dispose(&r);
}

Test(session_actions, nobody_waits_for_it_any_more)
{
	struct room r;

	room_init(&r);
	confirmed(&r);
	hear(&r, "{\"type\":\"end\"}");
	turns_spin(r.loop);
	say(&r, "n1", "how can I pay"); /* a new conversation under the same token */
	cr_assert_eq(r.hub->errands_open, 0);
	answer(ACTIONS_OK, 200, FINE);
	turns_spin(r.loop);
	cr_assert_eq(heard(&r, "is fine"), 0);
	cr_assert_eq(r.hub->counters.actions_unreported, 1);
	room_dispose(&r);

	room_init(&r);
	confirmed(&r);
	room_dispose(&r); /* the request outlives everybody */
}

Test(session_actions, a_store_that_takes_no_reply_gets_it_when_the_turn_is_due)
{
	struct room r;

	room_init(&r);
	confirmed(&r);
	other.next = FAILS;
	answer(ACTIONS_OK, 200, FINE);
	turns_spin(r.loop);
	cr_assert_eq(heard(&r, "is fine"), 0);
	cr_assert_eq(r.hub->errands_open, 1);
	cr_assert_eq(action_add(r.hub, chat_of(&r), action_new(ACTION_TURN_DUE, 0, NULL, NULL)), 0);
	turns_spin(r.loop);
	cr_assert_eq(heard(&r, "Order 4711222 is fine."), 1);
	cr_assert_eq(shop.count, 1);
	cr_assert_eq(r.hub->errands_open, 0);
	room_dispose(&r);
}

/* ---- catalogs ---- */

static void reload(struct room *r, const char *yaml)
{
	struct config_set *next = config_of(FORMS_POLICY, yaml);

	hub_set_config(r->hub, next);
	config_set_destroy(r->config);
	r->config = next;
}

static char *yaml_with(const char *text)
{
	size_t len = strlen(FORMS_YAML) + strlen(text) + 128;
	char *yaml = malloc(len);

	snprintf(yaml, len,
		 "%s  - {id: extra, title: Extra, patterns: [extra], reply: {en: '%s'}}\n",
		 FORMS_YAML, text);
	return yaml;
}

Test(session_actions, old_catalogs_live_while_a_form_needs_them_and_are_bounded)
{
	struct room r;
	char text[32];

	room_init(&r);
	for (int i = 0; i < 3; i++) {
		snprintf(text, sizeof text, "no form %d", i);
		char *yaml = yaml_with(text);
		reload(&r, yaml);
		free(yaml);
		cr_assert_eq(r.hub->old_count, 0, "nobody needs it");
	}
	say(&r, "f1", "fitting ann@example.com");
	for (int i = 0; i < 12; i++) {
		snprintf(text, sizeof text, "form %d", i);
		char *yaml = yaml_with(text);
		reload(&r, yaml);
		free(yaml);
		cr_assert_leq(r.hub->old_count, GENERATIONS_MAX);
		if (i == 0)
			cr_assert_eq(r.hub->old_count, 1);
	}
	fake_peer_clear(&r.peer);
	say(&r, "f2", "large");
	cr_assert_eq(heard(&r, "Anything else we should know?"), 1);
	say(&r, "f3", "no dogs");
	cr_assert_eq(heard(&r, "Booked for ann@example.com"), 1);
	char *yaml = yaml_with("last");
	reload(&r, yaml);
	free(yaml);
	cr_assert_eq(r.hub->old_count, 0);
	room_dispose(&r);
}

/* ---- anything at any moment ---- */

struct story {
	uint64_t seq;
	bool more, is_human;
	unsigned replies, notes, customers;
};

static void read_page(struct store_call c, enum store_status st, const struct store_message *m,
		      size_t count, bool more)
{
	struct story *s = c.ctx;

	cr_assert_eq(st, STORE_OK);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(m[i].seq, s->seq + 1);
		s->seq = m[i].seq;
		if (m[i].origin == STORE_RULE) {
			cr_assert(!s->is_human, "the bot spoke over a person: %s", m[i].text);
			cr_assert(strstr(m[i].meta, "\"ai_generated\":true,\"label\":\""));
			s->replies++;
		}
		s->customers += m[i].origin == STORE_CUSTOMER;
		if (m[i].origin != STORE_SYSTEM)
			continue;
		if (strcmp(m[i].text, "joined") == 0)
			s->is_human = true;
		else if (strcmp(m[i].text, "returned") == 0)
			s->is_human = false;
		s->notes += strstr(m[i].text, "For the record") != NULL;
	}
	s->more = more;
}

Test(session_actions, whatever_happens_while_the_shop_thinks)
{
	static const char *const texts[] = {
		"status 4711222", "cancel my order 4711222", "yes", "yes", "how can I pay", "no"};
	struct room r;
	uint32_t dice = 20261122;
	unsigned sent = 1, claims = 0;
	bool human = false;
	char id[16];

	room_init(&r);
	for (int i = 0; i < 1200; i++) {
		dice = dice * 1664525u + 1013904223u;
		unsigned what = (dice >> 20) % 12;
		snprintf(id, sizeof id, "r%u", sent);
		if (what < 6) {
			sent++;
			say(&r, id, texts[what]);
		} else if (what < 10 && shop.answered < shop.count) {
			static const enum actions_error errors[] = {ACTIONS_OK, ACTIONS_TIMEOUT,
								    ACTIONS_CONNECT, ACTIONS_OK};
			answer(errors[what - 6], what == 9 ? 500 : 200, FINE);
			turns_spin(r.loop);
		} else if (what == 10) {
			other.next = human ? RETURNS : CLAIMS;
			claims += !human;
			human = !human;
		} else {
			turns_spin(r.loop);
		}
		cr_assert_eq(heard(&r, "\"error\""), 0, "round %d", i);
		fake_peer_clear(&r.peer);
	}
	while (shop.answered < shop.count) {
		answer(ACTIONS_OK, 200, FINE);
		turns_spin(r.loop);
	}
	cr_assert_eq(r.hub->errands_open, 0, "nothing waits for ever");
	struct story s = {.more = true};
	while (s.more)
		cr_assert_eq(store_sqlite.read_after(r.files.store, r.id, s.seq, 100,
						     (struct store_call){.ctx = &s}, read_page),
			     0);
	cr_assert_eq(s.customers, sent, "each message is stored once");
	for (unsigned i = 0; i < shop.count; i++) {
		for (unsigned k = 0; k < i; k++)
			cr_assert(!shop.is_post[i] || strcmp(shop.key[i], shop.key[k]) != 0,
				  "%s was sent twice", shop.key[i]);
	}
	cr_assert(claims > 20 && shop.posts > 10 && s.notes > 2 && s.replies > 100,
		  "%u claims, %u changes, %u notes, %u replies: tests little", claims, shop.posts,
		  s.notes, s.replies);
	room_dispose(&r);
}
