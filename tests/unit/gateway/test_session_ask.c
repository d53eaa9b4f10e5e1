/*
 * A reply that a model is writing: what every socket sees, and what overtakes it. A fake model says
 * what the test tells it, piece by piece.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/handlers/handlers.h"
#include "gateway/loop/loop.h"
#include "gateway/session/action.h"
#include "gateway/session/ask.h"
#include "gateway/session/conv.h"
#include "gateway/session/hub.h"
#include "tests/support/gateway/fake_peer.h"
#include "tests/support/gateway/talk.h"
#include "tests/support/gateway/turns.h"
#include "tests/unit/gateway/test_store_help.h"

#define FIRST "Terracotta breaks in frost [1]. "
#define QUESTION "what does frost do to your pots"

struct room {
	struct fixture files;
	struct config_set *config;
	struct loop *loop;
	struct hub *hub;
	struct handlers handlers;
	struct peer_events events;
	struct fake_peer peer, tab;
	char id[ID_LEN + 1];
};

static struct {
	llm_delta *delta;
	llm_done *done;
	void *ctx;
	uint64_t id;
	unsigned started, cancelled;
	bool is_open;
	char last[4096], system[8192];
} model;

static uint64_t start(struct llm *l, const struct llm_request *r, llm_delta *delta, llm_done *done,
		      void *ctx)
{
	(void)l;
	model.delta = delta;
	model.done = done;
	model.ctx = ctx;
	model.id++;
	model.started++;
	model.is_open = true;
	cr_assert_gt(r->message_count, 0);
	cr_assert_eq(r->messages[r->message_count - 1].role, LLM_USER);
	snprintf(model.last, sizeof model.last, "%s", r->messages[r->message_count - 1].text);
	snprintf(model.system, sizeof model.system, "%s", r->system);
	return model.id;
}

static void cancel(struct llm *l, uint64_t id)
{
	(void)l;
	cr_assert_eq(id, model.id);
	cr_assert(model.is_open);
	model.cancelled++;
	model.is_open = false;
}

static void speak(struct room *r, const char *text)
{
	cr_assert(model.is_open, "nobody asked");
	model.delta(model.ctx, model.id, text, strlen(text));
	turns_spin(r->loop);
}

static void finish(struct room *r, struct llm_result result)
{
	cr_assert(model.is_open, "nobody asked");
	model.is_open = false;
	result.text = "";
	result.provider = "main";
	result.model = "m-1";
	if (!result.finish)
		result.finish = "stop";
	model.done(model.ctx, model.id, &result);
	turns_spin(r->loop);
}

static size_t search(const void *knowledge, const struct dialog_question *q,
		     struct dialog_passage *ret, size_t max)
{
	(void)knowledge, (void)max;
	if (!memmem(q->text, q->len, "frost", 5))
		return 0;
	ret[0] = (struct dialog_passage){.title = "Frost",
					 .url = "https://shop.example/frost",
					 .text = "Terracotta breaks.",
					 .file = "frost.md",
					 .line = 3,
					 .score = 0.9};
	return 1;
}

static const struct token_key token_key = {{7}};

static void hear(struct room *r, const char *json)
{
	r->events.on_message(r->events.ctx, &r->peer.peer, json, strlen(json));
}

static void send(struct room *r, const char *id, const char *text)
{
	char json[256];

	snprintf(json, sizeof json, "{\"type\":\"message\",\"id\":\"%s\",\"text\":\"%s\"}", id,
		 text);
	hear(r, json);
	turns_spin(r->loop);
}

static void open_hub(struct room *r, const char *hello)
{
	r->loop = loop_create();
	r->hub = hub_create(r->loop, &store_sqlite, r->files.store, &token_key, r->config);
	r->hub->start_llm = start;
	r->hub->cancel_llm = cancel;
	hub_set_llm(r->hub, (struct llm *)&model);
	r->handlers = (struct handlers){.hub = r->hub};
	r->events = customer_events(&r->handlers);
	fake_peer_init(&r->peer, 1, PEER_CUSTOMER);
	r->events.on_open(r->events.ctx, &r->peer.peer);
	hear(r, hello);
	turns_spin(r->loop);
}

static void room_init(struct room *r)
{
	memset(r, 0, sizeof *r);
	memset(&model, 0, sizeof model);
	fixture_init(&r->files);
	r->config = config_of(FORMS_POLICY, FORMS_YAML);
	r->config->settings->llm.enabled = true;
	r->config->ground = (struct dialog_ground){
		.search = search, .hash = "sha256:k", .least = 0.5, .sure = 0.8, .model = true};
	open_hub(r, "{\"type\":\"hello\",\"locale\":\"en\"}");
	const char *at = strstr(r->peer.frames[0], "\"conversation\":\"");
	memcpy(r->id, at + strlen("\"conversation\":\""), ID_LEN);
	hear(r, "{\"type\":\"consent\",\"version\":\"1\",\"granted\":true}");
	send(r, "m0", "how can I pay");
}

static void leave(struct room *r)
{
	r->events.on_closed(r->events.ctx, &r->peer.peer);
	turns_spin(r->loop);
}

static void close_hub(struct room *r)
{
	fake_peer_dispose(&r->peer);
	turns_spin(r->loop);
	hub_destroy(r->hub);
	cr_assert_eq(loop_destroy(r->loop), 0, "a handle of the loop was left open");
}

static void end(struct room *r)
{
	close_hub(r);
	config_set_destroy(r->config);
	fixture_dispose(&r->files);
}

static void room_dispose(struct room *r)
{
	leave(r);
	end(r);
}

static struct conv *chat_of(struct room *r)
{
	return conv_find(r->hub, r->id);
}

static unsigned heard(const struct room *r, const char *part)
{
	return fake_peer_count(&r->peer, part);
}

static int place(const struct room *r, const char *part)
{
	return fake_peer_find(&r->peer, 0, part);
}

/* Up to a reply of which one sentence was shown. */
static void asked(struct room *r)
{
	room_init(r);
	fake_peer_clear(&r->peer);
	send(r, "m1", QUESTION);
	speak(r, FIRST "And then");
	cr_assert_eq(heard(r, "\"delta\""), 1);
}

Test(session_ask, acknowledged_shown_by_sentences_stored_whole)
{
	struct room r;

	room_init(&r);
	fake_peer_clear(&r.peer);
	send(&r, "m1", "My mail is ann@example.com. " QUESTION);
	cr_assert_eq(place(&r, "\"ack\",\"id\":\"m1\""), 0);
	cr_assert_eq(place(&r, "\"typing\""), 1);
	cr_assert(strstr(model.last, "«MAIL_1»"), "%s", model.last);
	cr_assert_not(strstr(model.last, "example.com"), "%s", model.last);
	cr_assert(strstr(model.system, "Terracotta breaks."), "%s", model.system);
	speak(&r, "We write to «MA");
	cr_assert_eq(heard(&r, "\"delta\""), 0, "no half sentences");
	speak(&r, "IL_1» when it is there [1]. Terra");
	cr_assert_eq(heard(&r, "\"delta\""), 1);
	cr_assert_eq(heard(&r, "\"label\":\"AI-generated\",\"text\":\"We write to ann@example.com "
			       "when it is "
			       "there [1]. \""),
		     1);
	speak(&r, "cotta breaks [7].");
	finish(&r, (struct llm_result){.tokens_in = 100, .tokens_out = 20, .cost = 0.01});
	cr_assert_eq(heard(&r, "\"delta\""), 2);
	cr_assert_eq(heard(&r, "\"label\":\"AI-generated\",\"text\":\"Terra"), 0, "once is enough");
	cr_assert_eq(
		heard(&r, "\"text\":\"We write to ann@example.com when it is there [1]. Terracotta "
			  "breaks.\""),
		1);
	int at = place(&r, "\"origin\":\"llm\",\"text\"");
	cr_assert(strstr(r.peer.frames[at], "\"type\":\"message\""), "%s", r.peer.frames[at]);
	cr_assert(strstr(r.peer.frames[at], "\"sources\":[{\"title\":\"Frost\",\"url\":\"https://"
					    "shop.example/frost\"}]"));
	cr_assert(strstr(r.peer.frames[at], "\"reply\":\"m1\""));
	cr_assert_eq(r.hub->asks_open, 0);
	cr_assert_eq(r.hub->counters.replies_llm, 1);
	room_dispose(&r);
}

Test(session_ask, rules_need_no_model)
{
	struct room r;

	room_init(&r);
	send(&r, "m1", "how can I pay when there is frost");
	send(&r, "m2", "xyzzy plugh");
	cr_assert_eq(model.started, 0);
	room_dispose(&r);
}

Test(session_ask, none_answers)
{
	static const enum llm_outcome outcomes[] = {LLM_OFF, LLM_BUDGET, LLM_UNAVAILABLE,
						    LLM_TIMEOUT};

	for (size_t i = 0; i < 4; i++) {
		struct room r;
		room_init(&r);
		fake_peer_clear(&r.peer);
		send(&r, "m1", QUESTION);
		finish(&r, (struct llm_result){.outcome = outcomes[i]});
		cr_assert_eq(heard(&r, "I cannot look that up right now."), 1);
		cr_assert_eq(heard(&r, "\"origin\":\"llm\""), 0);
		send(&r, "m2", "how can I pay");
		cr_assert_eq(heard(&r, "\"reply\":\"m2\""), 1, "rules go on");
		room_dispose(&r);
	}
}

Test(session_ask, it_breaks_off_in_the_middle)
{
	struct room r;

	asked(&r);
	finish(&r, (struct llm_result){.outcome = LLM_BROKEN, .finish = ""});
	cr_assert_eq(heard(&r, "\"text\":\"" FIRST "\\n\\nMy answer broke off here"), 1);
	cr_assert_eq(heard(&r, "And then"), 0);
	room_dispose(&r);
}

Test(session_ask, a_link_that_nobody_approved_ends_it)
{
	struct room r;

	asked(&r);
	speak(&r, " see http://evil.example. More. ");
	cr_assert_eq(model.cancelled, 1);
	cr_assert_eq(heard(&r, "evil"), 0);
	cr_assert_eq(heard(&r, "\"text\":\"" FIRST "\\n\\nI cannot say more"), 1);
	room_dispose(&r);
}

Test(session_ask, a_claimed_transfer_is_made_true_and_a_called_one_too)
{
	struct room r;

	asked(&r);
	speak(&r, " I am connecting you to a colleague. ");
	cr_assert_eq(heard(&r, "connecting you"), 0);
	cr_assert_eq(heard(&r, "\"reason\":\"llm_request\""), 1);
	cr_assert_lt(place(&r, "\"message\",\"seq\":4"), place(&r, "\"state\":\"queued\""));
	cr_assert_eq(heard(&r, "\"text\":\"" FIRST "\",\"ai_generated\":true"), 1);
	room_dispose(&r);

	room_init(&r);
	send(&r, "m1", QUESTION);
	finish(&r, (struct llm_result){.finish = "tool",
				       .tool_name = "handoff",
				       .tool_json = "{\"reason\":\"angry\"}"});
	cr_assert_eq(heard(&r, "\"reason\":\"llm_request\""), 1);
	cr_assert_eq(heard(&r, "\"origin\":\"llm\""), 0);
	room_dispose(&r);
}

Test(session_ask, the_burst_goes_on)
{
	struct room r;

	asked(&r);
	send(&r, "m2", "and to bamboo");
	cr_assert_eq(model.cancelled, 1);
	cr_assert_eq(heard(&r, "\"cancelled\":true"), 1);
	cr_assert_eq(heard(&r, "\"text\":\"" FIRST "\",\"ai_generated\":true"), 1);
	cr_assert_eq(model.started, 2, "one turn with what was not answered");
	cr_assert(strstr(model.last, "bamboo"), "%s", model.last);
	finish(&r, (struct llm_result){.finish = "stop"});
	room_dispose(&r);

	room_init(&r);
	send(&r, "m1", QUESTION);
	send(&r, "m2", "to bamboo I mean");
	cr_assert_eq(heard(&r, "\"delta\""), 0, "nothing was shown");
	cr_assert_eq(model.started, 2);
	speak(&r, FIRST);
	finish(&r, (struct llm_result){.finish = "stop"});
	cr_assert_eq(heard(&r, "\"origin\":\"llm\",\"text\""), 1, "one answer");
	cr_assert_eq(heard(&r, "\"reply\":\"m2\""), 2, "a delta and the message");
	room_dispose(&r);
}

Test(session_ask, the_same_message_again_is_no_new_one)
{
	struct room r;

	asked(&r);
	send(&r, "m1", QUESTION);
	cr_assert_eq(model.cancelled, 0);
	cr_assert_eq(model.started, 1);
	cr_assert_eq(heard(&r, "\"ack\",\"id\":\"m1\""), 2);
	speak(&r, " it is broken.");
	finish(&r, (struct llm_result){.finish = "stop"});
	cr_assert_eq(heard(&r, "\"text\":\"" FIRST "And then it is broken.\",\"ai"), 1);
	room_dispose(&r);
}

Test(session_ask, whoever_takes_the_chat_stands_behind_what_was_shown)
{
	struct room r;

	asked(&r);
	hear(&r, "{\"type\":\"handoff\"}");
	turns_spin(r.loop);
	cr_assert_eq(model.cancelled, 1);
	cr_assert_eq(heard(&r, "\"cancelled\":true"), 1);
	cr_assert_lt(place(&r, "\"cancelled\":true"), place(&r, "\"message\",\"seq\":4"));
	cr_assert_lt(place(&r, "\"text\":\"" FIRST "\",\"ai_generated\":true"),
		     place(&r, "\"state\":\"queued\""));
	cr_assert_eq(r.hub->asks_open, 0);
	room_dispose(&r);

	asked(&r);
	hear(&r, "{\"type\":\"end\"}");
	turns_spin(r.loop);
	cr_assert_eq(model.cancelled, 1);
	cr_assert_lt(place(&r, "\"text\":\"" FIRST "\",\"ai_generated\":true"),
		     place(&r, "\"state\":\"closed\""));
	room_dispose(&r);
}

Test(session_ask, another_tab_gets_it_from_the_beginning)
{
	struct room r;
	char hello[256];

	asked(&r);
	struct link *l = chat_of(&r)->links;
	snprintf(hello, sizeof hello,
		 "{\"type\":\"hello\",\"locale\":\"en\",\"token\":\"%s\",\"after\":3}", l->token);
	fake_peer_init(&r.tab, 2, PEER_CUSTOMER);
	r.events.on_open(r.events.ctx, &r.tab.peer);
	r.events.on_message(r.events.ctx, &r.tab.peer, hello, strlen(hello));
	turns_spin(r.loop);
	cr_assert_eq(fake_peer_count(&r.tab, "\"label\":\"AI-generated\",\"text\":\"" FIRST "\""),
		     1);
	r.events.on_closed(r.events.ctx, &r.tab.peer);
	fake_peer_dispose(&r.tab);
	finish(&r, (struct llm_result){.finish = "stop"});
	cr_assert_eq(heard(&r, "\"text\":\"" FIRST "And then\",\"ai"), 1);
	room_dispose(&r);
}

Test(session_ask, nobody_is_there_any_more)
{
	struct room r;

	asked(&r);
	leave(&r);
	ask_sweep(r.hub);
	cr_assert_eq(model.cancelled, 0, "a page that changes comes back");
	r.hub->ask_away_ms = 0;
	ask_sweep(r.hub);
	turns_spin(r.loop);
	cr_assert_eq(model.cancelled, 1);
	cr_assert_eq(r.hub->asks_open, 0);
	cr_assert_null(chat_of(&r), "the conversation has left memory");
	end(&r);
}

Test(session_ask, the_hub_ends_in_the_middle)
{
	struct room r;

	asked(&r);
	room_dispose(&r);
	cr_assert_eq(model.cancelled, 1);
}

/* The same store, as after a crash: nothing of the first hub was told that it ends. */
static void open_again(struct room *r)
{
	char hello[256];
	const char *at = strstr(r->peer.frames[0], "\"token\":\"");

	snprintf(hello, sizeof hello,
		 "{\"type\":\"hello\",\"locale\":\"en\",\"token\":\"%.*s\",\"after\":0}", TOKEN_LEN,
		 at + strlen("\"token\":\""));
	leave(r);
	close_hub(r);
	open_hub(r, hello);
}

Test(session_ask, what_a_gateway_that_is_gone_had_shown_is_told_before_anything_else)
{
	struct room r;

	room_init(&r);
	send(&r, "m1", QUESTION);
	speak(&r, FIRST "And then");
	open_again(&r);
	cr_assert_eq(heard(&r, "Terracotta breaks in frost"), 0, "nobody has asked yet");
	send(&r, "m2", "how can I pay");
	cr_assert_eq(model.started, 1, "it is not asked again");
	int at = place(&r, "\"origin\":\"llm\",\"text\":\"Terracotta breaks in frost");
	cr_assert_geq(at, 0);
	cr_assert(strstr(r.peer.frames[at], "broke off"), "%s", r.peer.frames[at]);
	cr_assert(strstr(r.peer.frames[at], "\"reply\":\"m1\""), "%s", r.peer.frames[at]);
	cr_assert(strstr(r.peer.frames[at], "\"url\":\"https://shop.example/frost\""));
	cr_assert_gt(place(&r, "\"reply\":\"m2\""), at);
	open_again(&r);
	send(&r, "m3", "how can I pay again");
	cr_assert_eq(heard(&r, "\"origin\":\"llm\",\"text\":\"Terracotta breaks in frost"), 1,
		     "once");
	room_dispose(&r);
}

Test(session_ask, a_turn_that_was_answered_is_not_due)
{
	struct room r;

	room_init(&r);
	struct conv *c = chat_of(&r);
	cr_assert_eq(action_add(r.hub, c, action_new(ACTION_TURN_DUE, 0, NULL, NULL)), 0);
	turns_spin(r.loop);
	cr_assert_null(c->actions);
	send(&r, "m1", "how can I pay");
	cr_assert_eq(heard(&r, "\"ack\",\"id\":\"m1\""), 1, "the chat goes on");
	room_dispose(&r);
}
