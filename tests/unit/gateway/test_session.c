/*
 * The live part of the gateway with sockets that are none and the real store, which completes
 * before each call returns. Between the bot's answer and its commit another gateway may write to
 * the same conversation: the store's append is wrapped so that a test decides what that gateway
 * does there. This is where promise 2 is decided.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/dialog/message.h"
#include "gateway/handlers/handlers.h"
#include "gateway/loop/loop.h"
#include "gateway/session/hub.h"
#include "tests/support/gateway/fake_peer.h"
#include "tests/support/gateway/other_gateway.h"
#include "tests/support/gateway/small_config.h"
#include "tests/support/gateway/turns.h"
#include "tests/unit/gateway/test_store_help.h"

struct room {
	struct fixture files;
	struct config_set *config;
	struct loop *loop;
	struct hub *hub;
	struct handlers handlers;
	struct peer_events events;
};

static const struct token_key token_key = {{7}};

static void room_init(struct room *r)
{
	fixture_init(&r->files);
	r->config = small_config(POLICY_PATIENT);
	r->loop = loop_create();
	r->hub = hub_create(r->loop, other_gateway_ops(), r->files.store, &token_key, r->config);
	r->handlers = (struct handlers){.hub = r->hub};
	r->events = customer_events(&r->handlers);
}

static void room_dispose(struct room *r)
{
	turns_spin(r->loop);
	hub_destroy(r->hub);
	cr_assert_eq(loop_destroy(r->loop), 0, "a handle of the loop was left open");
	config_set_destroy(r->config);
	fixture_dispose(&r->files);
}

static void hear(struct room *r, struct fake_peer *p, const char *json)
{
	r->events.on_message(r->events.ctx, &p->peer, json, strlen(json));
}

static void open_peer(struct room *r, struct fake_peer *p, uint64_t id, const char *hello)
{
	fake_peer_init(p, id, PEER_CUSTOMER);
	r->events.on_open(r->events.ctx, &p->peer);
	hear(r, p, hello);
	turns_spin(r->loop);
}

static void close_peer(struct room *r, struct fake_peer *p)
{
	r->events.on_closed(r->events.ctx, &p->peer);
	fake_peer_dispose(p);
}

/* A customer who said hello and agreed; the frames of that are forgotten. `ret_id`: the
 * conversation. */
static void begin(struct room *r, struct fake_peer *p, char *ret_id)
{
	open_peer(r, p, 1, "{\"type\":\"hello\",\"locale\":\"en\"}");
	cr_assert_eq(fake_peer_find(p, 0, "\"welcome\""), 0);
	const char *at = strstr(p->frames[0], "\"conversation\":\"");
	cr_assert(at, "%s", p->frames[0]);
	if (ret_id) {
		memcpy(ret_id, at + strlen("\"conversation\":\""), ID_LEN);
		ret_id[ID_LEN] = '\0';
	}
	hear(r, p, "{\"type\":\"consent\",\"version\":\"1\",\"granted\":true}");
	hear(r, p, "{\"type\":\"message\",\"id\":\"m0\",\"text\":\"gift card\"}");
	turns_spin(r->loop);
	cr_assert_eq(fake_peer_count(p, "\"origin\":\"rule\""), 1, "the first answer");
	fake_peer_clear(p);
}

static void message(struct room *r, struct fake_peer *p, const char *id, const char *text)
{
	char json[256];

	snprintf(json, sizeof json, "{\"type\":\"message\",\"id\":\"%s\",\"text\":\"%s\"}", id,
		 text);
	hear(r, p, json);
}

Test(session, ack_first_then_what_it_causes)
{
	struct room r;
	struct fake_peer p;

	room_init(&r);
	begin(&r, &p, NULL);
	message(&r, &p, "m1", "where is my parcel");
	turns_spin(r.loop);
	cr_assert_eq(p.count, 2, "%u frames", p.count);
	cr_assert(strstr(p.frames[0], "\"type\":\"ack\",\"id\":\"m1\",\"seq\":3"), "%s",
		  p.frames[0]);
	cr_assert(strstr(p.frames[1], "\"seq\":4"), "%s", p.frames[1]);
	cr_assert(strstr(p.frames[1], "\"ai_generated\":true,\"label\":\"AI-generated\""), "%s",
		  p.frames[1]);
	cr_assert(strstr(p.frames[1], "\"reply\":\"m1\""), "%s", p.frames[1]);
	close_peer(&r, &p);
	room_dispose(&r);
}

Test(session, a_claim_between_answer_and_commit_silences_the_bot)
{
	struct room r;
	struct fake_peer p;

	room_init(&r);
	begin(&r, &p, NULL);
	other.next = CLAIMS;
	message(&r, &p, "m1", "where is my parcel");
	turns_spin(r.loop);
	cr_assert_eq(other.done, 1);
	cr_assert(fake_peer_find(&p, 0, "\"ack\",\"id\":\"m1\"") >= 0, "the message is taken");
	cr_assert_eq(fake_peer_count(&p, "\"origin\":\"rule\""), 0, "the reply is refused");
	cr_assert_eq(r.hub->counters.replies_refused, 1);
	message(&r, &p, "m2", "where is my parcel");
	turns_spin(r.loop);
	cr_assert_eq(fake_peer_count(&p, "\"origin\":\"rule\""), 0, "and no other one is made");
	other.next = RETURNS;
	message(&r, &p, "m3", "gift card");
	turns_spin(r.loop);
	message(&r, &p, "m4", "gift card");
	turns_spin(r.loop);
	cr_assert(fake_peer_count(&p, "\"origin\":\"rule\"") >= 1,
		  "returned, the bot answers again");
	close_peer(&r, &p);
	room_dispose(&r);
}

Test(session, a_message_from_elsewhere_leads_to_one_new_answer)
{
	struct room r;
	struct fake_peer p;

	room_init(&r);
	begin(&r, &p, NULL);
	other.next = WRITES;
	message(&r, &p, "m1", "where is my parcel");
	turns_spin(r.loop);
	cr_assert_eq(r.hub->counters.replies_refused, 1);
	cr_assert_eq(fake_peer_count(&p, "\"origin\":\"rule\""), 1, "one answer to the new whole");
	int reply = fake_peer_find(&p, 0, "\"origin\":\"rule\"");
	cr_assert(strstr(p.frames[reply], "\"seq\":5"), "after both messages: %s", p.frames[reply]);
	int echo = fake_peer_find(&p, 0, "hello from another tab");
	cr_assert(echo >= 0 && echo < reply, "the other tab's message was fetched before it");
	close_peer(&r, &p);
	room_dispose(&r);
}

Test(session, an_id_taken_twice_within_one_turn)
{
	struct room r;
	struct fake_peer p;

	room_init(&r);
	begin(&r, &p, NULL);
	message(&r, &p, "m1", "where is my parcel");
	message(&r, &p, "m1", "something else");
	message(&r, &p, "m1", "where is my parcel");
	message(&r, &p, "m2", "gift card");
	turns_spin(r.loop);
	cr_assert_eq(fake_peer_count(&p, "\"id_conflict\""), 1);
	cr_assert_eq(fake_peer_count(&p, "\"ack\",\"id\":\"m1\",\"seq\":3"), 2,
		     "the same id and text twice: the same number");
	cr_assert_eq(fake_peer_count(&p, "\"ack\",\"id\":\"m2\",\"seq\":4"), 1);
	cr_assert_eq(fake_peer_count(&p, "\"origin\":\"rule\""), 1, "one turn, one answer");
	message(&r, &p, "m0", "another text than at the beginning");
	turns_spin(r.loop);
	cr_assert_eq(fake_peer_count(&p, "\"id_conflict\""), 2);
	close_peer(&r, &p);
	room_dispose(&r);
}

Test(session, a_conversation_closed_elsewhere_is_renewed)
{
	struct room r;
	struct fake_peer p;
	char id[ID_LEN + 1];

	room_init(&r);
	begin(&r, &p, id);
	other.next = CLOSES;
	message(&r, &p, "m1", "where is my parcel");
	turns_spin(r.loop);
	int welcome = fake_peer_find(&p, 0, "\"welcome\"");
	cr_assert(welcome >= 0, "a new conversation is told");
	cr_assert_null(strstr(p.frames[welcome], id), "under a new id");
	int ack = fake_peer_find(&p, (unsigned)welcome, "\"ack\",\"id\":\"m1\",\"seq\":1");
	cr_assert(ack > welcome, "the message is the first of the new one");
	cr_assert_eq(fake_peer_count(&p, "\"origin\":\"rule\""), 1);
	close_peer(&r, &p);
	room_dispose(&r);
}

Test(session, a_store_that_takes_nothing)
{
	struct room r;
	struct fake_peer p;

	room_init(&r);
	begin(&r, &p, NULL);
	other.next = FAILS;
	message(&r, &p, "m1", "where is my parcel");
	turns_spin(r.loop);
	cr_assert_eq(p.count, 1, "%u frames", p.count);
	cr_assert(strstr(p.frames[0], "\"store_unavailable\""), "%s", p.frames[0]);
	cr_assert(strstr(p.frames[0], "\"id\":\"m1\""), "%s", p.frames[0]);
	message(&r, &p, "m1", "where is my parcel");
	turns_spin(r.loop);
	cr_assert(fake_peer_find(&p, 0, "\"ack\",\"id\":\"m1\",\"seq\":3") >= 0, "sent again");
	close_peer(&r, &p);
	room_dispose(&r);
}

Test(session, two_tabs_in_one_turn_get_each_others_messages_only)
{
	struct room r;
	struct fake_peer p, q;
	char hello[256], token[TOKEN_LEN + 1];

	room_init(&r);
	open_peer(&r, &p, 1, "{\"type\":\"hello\",\"locale\":\"en\"}");
	memcpy(token, strstr(p.frames[0], "\"token\":\"") + strlen("\"token\":\""), TOKEN_LEN);
	token[TOKEN_LEN] = '\0';
	hear(&r, &p, "{\"type\":\"consent\",\"version\":\"1\",\"granted\":true}");
	message(&r, &p, "m0", "gift card");
	turns_spin(r.loop);
	snprintf(hello, sizeof hello,
		 "{\"type\":\"hello\",\"locale\":\"en\",\"after\":2,\"token\":\"%s\"}", token);
	open_peer(&r, &q, 2, hello);
	fake_peer_clear(&p);
	fake_peer_clear(&q);
	message(&r, &p, "p1", "where is");
	message(&r, &q, "q1", "my parcel");
	message(&r, &p, "p2", "please");
	turns_spin(r.loop);
	cr_assert_eq(fake_peer_count(&p, "\"ack\""), 2);
	cr_assert_eq(fake_peer_count(&q, "\"ack\""), 1);
	cr_assert_eq(fake_peer_count(&p, "\"origin\":\"customer\""), 1, "no echo to the sender");
	cr_assert_eq(fake_peer_count(&q, "\"origin\":\"customer\""), 2, "no echo to the sender");
	cr_assert_eq(fake_peer_count(&p, "\"origin\":\"rule\""), 1);
	cr_assert_eq(fake_peer_count(&q, "\"origin\":\"rule\""), 1);
	close_peer(&r, &p);
	close_peer(&r, &q);
	room_dispose(&r);
}

/* ---- promise 2 as a property ---- */

struct judge {
	enum store_conv_state state;
	uint64_t seq;
	unsigned replies, messages;
	bool more;
};

static void judge_page(struct store_call c, enum store_status st, const struct store_message *m,
		       size_t count, bool more)
{
	struct judge *j = c.ctx;

	cr_assert_eq(st, STORE_OK);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(m[i].seq, j->seq + 1, "a gap after %llu", (unsigned long long)j->seq);
		j->seq = m[i].seq;
		if (m[i].origin == STORE_RULE) {
			cr_assert_eq(j->state, STORE_BOT, "the bot spoke at %llu over a person",
				     (unsigned long long)m[i].seq);
			cr_assert(strstr(m[i].meta, "\"ai_generated\":true,\"label\":"));
			j->replies++;
		}
		j->messages += m[i].origin == STORE_CUSTOMER;
		if (m[i].origin == STORE_SYSTEM)
			j->state = strcmp(m[i].text, "joined") == 0 ? STORE_HUMAN : STORE_BOT;
	}
	j->more = more;
}

Test(session, the_bot_never_talks_over_a_person_who_comes_at_any_moment)
{
	struct room r;
	struct fake_peer p;
	char id[ID_LEN + 1], name[16];
	uint32_t dice = 20261122;
	unsigned sent = 1, claimed = 0;
	bool human = false;
	static const char *const texts[] = {"where is my parcel", "gift card", "blorp", "hello"};

	room_init(&r);
	begin(&r, &p, id);
	for (int i = 0; i < 400; i++) {
		dice = dice * 1664525u + 1013904223u;
		for (unsigned n = 1 + (dice >> 28) % 3; n > 0; n--) {
			snprintf(name, sizeof name, "r%u", ++sent);
			message(&r, &p, name, texts[(dice >> 20) % 4]);
		}
		unsigned what = (dice >> 12) % 8;
		if (what < 3) { /* a person comes or goes, just then */
			other.next = human ? RETURNS : CLAIMS;
			claimed += !human;
			human = !human;
		} else if (what == 3) {
			other.next = WRITES;
		}
		turns_spin(r.loop);
		cr_assert_eq(fake_peer_count(&p, "\"error\""), 0, "round %d", i);
		fake_peer_clear(&p);
	}
	struct judge j = {.state = STORE_BOT, .more = true};
	while (j.more)
		cr_assert_eq(store_sqlite.read_after(r.files.store, id, j.seq, 100,
						     (struct store_call){.ctx = &j}, judge_page),
			     0);
	cr_assert(claimed > 20 && j.replies > 50, "%u claims, %u replies: tests little", claimed,
		  j.replies);
	cr_assert(j.messages >= sent, "%u of %u messages are stored", j.messages, sent);
	cr_assert(r.hub->counters.replies_refused > 10, "replies were refused");
	close_peer(&r, &p);
	room_dispose(&r);
}
