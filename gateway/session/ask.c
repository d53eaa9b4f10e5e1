/*
 * The reply comes in as pieces of any size and leaves as whole sentences (dialog/speech.h), each
 * as one delta to every socket of the conversation.
 */
#include "gateway/session/ask_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/dialog/ground_json.h"
#include "gateway/dialog/prompt.h"
#include "gateway/dialog/speech.h"
#include "gateway/session/action.h"
#include "gateway/session/answer.h"
#include "gateway/session/conv.h"
#include "gateway/session/guarding.h"
#include "gateway/session/handoff.h"
#include "gateway/session/op.h"
#include "gateway/session/turn.h"
#include "gateway/wire/wire.h"
#include "gateway/words/words.h"

/* Beside the deadline of the reply: the way to the store and back. */
#define SLACK_MS 3000
/* Attempts to store a reply that other writers came before. */
#define WRITES_MAX 4
/* Messages that the model reads back. */
#define HISTORY 16

void ask_plan(struct op *op, struct config_set *config, const struct dialog_turn *turn,
	      const struct dialog_step *step, const char *reply_to)
{
	struct hub *h = op->hub;
	struct ask *a = mem_new(1, sizeof *a);

	a->hub = h;
	a->conv = op->conv;
	a->config = config_set_hold(config);
	a->text = mem_copy(turn->text, turn->len);
	a->len = turn->len;
	a->page = mem_string(turn->page);
	a->reply_to = mem_string(reply_to);
	a->locale = op->conv->locale;
	a->reply_locale = step->locale;
	a->seq = turn->seq;
	memcpy(a->passages, step->passages, sizeof a->passages);
	a->passage_count = step->passage_count;
	a->asked_before = mem_string(step->asked_before);
	const char *nearest = answer_nearest(step);
	snprintf(a->intent, sizeof a->intent, "%s", nearest ? nearest : "");
	a->mask = mask_create();
	mask_add_name(a->mask, op->conv->name, NULL);
	speech_init(&a->speech, NULL, a->mask, a->passage_count);
	op->ask = a;
	op->append.turn_until_ms = ask_due_ms(a, op->append.at_ms);
}

int64_t ask_due_ms(const struct ask *a, int64_t now_ms)
{
	return now_ms + a->config->settings->llm.deadline + SLACK_MS;
}

void ask_free(struct ask *a)
{
	if (!a)
		return;
	speech_dispose(&a->speech);
	guard_destroy(a->guard);
	mask_destroy(a->mask);
	config_set_destroy(a->config);
	free(a->text);
	free(a->page);
	free(a->asked_before);
	free(a->reply_to);
	free(a->shown);
	free(a->provider);
	free(a->model);
	free(a->finish);
	free(a->reason);
	free(a->summary);
	free(a);
}

static void tell_typing(const struct ask *a)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_typing(&b, "ai", NULL, NULL);
	conv_send_customers(a->conv, &b);
	buf_dispose(&b);
}

/* ---- the end of it ---- */

static void end(struct ask *a)
{
	struct hub *h = a->hub;

	if (a->call)
		h->cancel_llm(h->llm, a->call);
	map_take_u64(&h->asks, a->number);
	a->conv->ask = NULL;
	h->asks_open--;
	ask_free(a);
}

static enum dialog_said_end end_of(const struct ask *a, const struct llm_result *r)
{
	bool is_shown = a->speech.shown.len > 0;

	if (a->speech.is_claimed)
		return DIALOG_SAID_CLAIMED;
	if (r && r->tool_name && strcmp(r->tool_name, prompt_tool_name) == 0)
		return DIALOG_SAID_HANDOFF;
	if (a->speech.is_over || (r && r->outcome == LLM_REFUSED))
		return DIALOG_SAID_STOPPED;
	if (r && r->outcome == LLM_OK)
		return DIALOG_SAID_ALL;
	return is_shown ? DIALOG_SAID_BROKEN : DIALOG_SAID_NONE;
}

static char *restored(const struct ask *a, char *text)
{
	char *plain = text ? mask_restore(a->mask, text, strlen(text)) : NULL;

	free(text);
	return plain;
}

static void note_figures(struct ask *a, const struct llm_result *r)
{
	struct dialog_said *s = &a->said;

	a->provider = mem_string(r->provider);
	a->model = mem_string(r->model);
	a->finish = mem_string(r->finish);
	s->provider = a->provider;
	s->model = a->model;
	s->finish = a->finish;
	s->tokens_in = r->tokens_in;
	s->tokens_out = r->tokens_out;
	s->estimated = r->estimated;
	s->cost = r->cost;
	s->has_logprob = r->has_logprob;
	s->mean_logprob = r->mean_logprob;
	s->first_ms = r->first_ms;
	s->total_ms = r->total_ms;
	if (r->tool_json) {
		ground_tool_read(r->tool_json, &a->reason, &a->summary);
		a->reason = restored(a, a->reason);
		a->summary = restored(a, a->summary);
		s->reason = a->reason;
		s->summary = a->summary;
	}
}

/* `r` is NULL when we ended it ourselves. */
static void heard_all(struct ask *a, const struct llm_result *r)
{
	struct dialog_said *s = &a->said;

	if (!r && a->call)
		a->hub->cancel_llm(a->hub->llm, a->call);
	a->call = 0;
	ask_note_speech(a, s);
	s->end = end_of(a, r);
	s->outcome = r ? llm_outcome_word(r->outcome) : "stopped";
	if (r)
		note_figures(a, r);
	a->is_ready = true;
	conv_touch(a->hub, a->conv);
}

/* ---- the model speaks ---- */

static void on_delta(void *ctx, uint64_t id, const char *text, size_t len)
{
	struct ask *a = ctx;
	struct buf out;

	(void)id;
	if (a->is_ready)
		return;
	buf_init(&out, BUF_MAX_FRAME);
	speech_add(&a->speech, text, len, &out);
	buf_dispose(&out);
	ask_show(a);
	if (a->speech.is_over)
		heard_all(a, NULL);
}

static void on_done(void *ctx, uint64_t id, const struct llm_result *r)
{
	struct ask *a = ctx;
	struct buf out;
	bool is_whole = r->outcome == LLM_OK && strcmp(r->finish, "length") != 0;

	(void)id;
	buf_init(&out, BUF_MAX_FRAME);
	if (is_whole || (r->outcome == LLM_OK && a->speech.shown.len == 0))
		speech_end(&a->speech, &out);
	buf_dispose(&out);
	ask_show(a);
	if (r->outcome == LLM_OFF)
		ask_show_end(a);
	heard_all(a, r);
}

static void send(struct ask *a, const struct prompt *p)
{
	struct hub *h = a->hub;
	struct llm_message messages[PROMPT_MESSAGES_MAX];
	struct llm_tool tool = {.name = prompt_tool_name,
				.description = prompt_tool_description,
				.schema_json = prompt_tool_schema};

	for (size_t i = 0; i < p->count; i++)
		messages[i] = (struct llm_message){.role = p->messages[i].by_model ? LLM_ASSISTANT
										   : LLM_USER,
						   .text = p->messages[i].text};
	memcpy(a->prompt, p->hash, sizeof a->prompt);
	a->call = h->start_llm(h->llm,
			       &(struct llm_request){.conversation = a->conv->id,
						     .seq = a->seq,
						     .intent = a->intent,
						     .system = p->system,
						     .messages = messages,
						     .message_count = p->count,
						     .tools = &tool,
						     .tool_count = 1,
						     .temperature = -1},
			       on_delta, on_done, a);
}

static void none(struct ask *a)
{
	heard_all(a, &(struct llm_result){.outcome = LLM_UNAVAILABLE,
					  .text = "",
					  .provider = "",
					  .model = "",
					  .finish = "",
					  .first_ms = -1});
}

static void history_read(struct store_call call, enum store_status st,
			 const struct store_message *m, size_t count, bool more)
{
	struct hub *h = call.ctx;
	struct ask *a = map_get_u64(&h->asks, call.id);
	char boundary[BOUNDARY_LEN + 1];
	struct prompt p;

	(void)more;
	if (!a)
		return;
	if (st != STORE_OK || count == 0 || !h->llm) {
		none(a);
		return;
	}
	guarding_boundary(boundary);
	prompt_answer(&p,
		      &(struct prompt_answer){.boundary = boundary,
					      .shop = hub_shop(h),
					      .tone = a->config->settings->llm.tone,
					      .locale = a->reply_locale,
					      .passages = a->passages,
					      .passage_count = a->passage_count},
		      a->mask, m, count);
	a->guard = guarding_create(h, &(struct guarding){.config = a->config,
							 .locale = a->reply_locale,
							 .prompt = &p,
							 .boundary = boundary,
							 .mask = a->mask,
							 .passages = a->passages,
							 .passage_count = a->passage_count});
	a->speech.guard = a->guard;
	send(a, &p);
	prompt_dispose(&p);
}

void ask_start(struct op *op)
{
	struct hub *h = op->hub;
	struct ask *a = op->ask;
	struct conv *c = op->conv;

	if (!a)
		return;
	op->ask = NULL;
	c->ask = a;
	a->number = ++h->asks_made;
	h->asks_open++;
	map_put_u64(&h->asks, a->number, a);
	tell_typing(a);
	uint64_t after = c->seq > HISTORY ? c->seq - HISTORY : 0;
	struct store_call call = {.ctx = h, .id = a->number};
	if (h->ops->read_after(h->store, c->id, after, HISTORY, call, history_read) != 0)
		history_read(call, STORE_UNAVAILABLE, NULL, 0, false);
}

/* ---- storing it ---- */

bool ask_is_ready(const struct conv *c)
{
	return c->ask && c->ask->is_ready;
}

void ask_again(struct conv *c)
{
	struct ask *a = c->ask;

	if (!a || !a->said.text)
		return;
	a->writes = 0;
	a->is_ready = true;
}

static void said(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct conv *c = op->conv;
	struct ask *a = c->ask;

	if (r->status == STORE_OK) {
		for (size_t i = 0; i < op->rest_count; i++) {
			h->counters.replies_llm += op->rest[i].row.origin == STORE_LLM;
			h->counters.replies_rule += op->rest[i].row.origin == STORE_RULE;
		}
		handoff_committed(op, r);
		if (a)
			end(a);
		return;
	}
	if (r->status == STORE_CONFLICT)
		h->counters.replies_refused++;
	if (r->status == STORE_CLOSED)
		c->state = STORE_ENDED;
	if (!a)
		return;
	if (r->status == STORE_UNAVAILABLE || r->status == STORE_UNKNOWN ||
	    ++a->writes >= WRITES_MAX) {
		a->is_ready = false; /* until the sweeper finds the turn due */
		log_warn("reply_not_stored", "conversation", c->id, NULL);
	}
}

void ask_run(struct hub *h, struct conv *c)
{
	struct ask *a = c->ask;
	struct dialog_step step;

	if (c->state != STORE_BOT) {
		ask_cut(h, c);
		return;
	}
	struct op *op = op_new(h, c);
	struct dialog_env env = answer_env(h, a->config);
	struct dialog_turn turn = answer_turn(c, a->text, a->len, a->seq);
	env.ground = config_set_ground(a->config);
	turn.locale = locale_name(a->locale);
	turn.page = a->page;
	turn.said = &a->said;
	dialog_decide(&env, c->memory, &turn, &step);
	op->done = said;
	op->append.turn_done = true;
	op->append.shown_done = a->kept_len > 0;
	ask_show_first(a);
	answer_put(op, &env, &turn, &step, a->reply_to);
	dialog_step_dispose(&step);
	op_submit(op);
}

/* ---- overtaken ---- */

bool ask_is_overtaken(const struct conv *c)
{
	const struct ask *a = c->ask;
	const struct action *next = c->actions;

	if (!a || a->is_ready || !next)
		return false;
	if (next->kind == ACTION_MESSAGE && next->id && a->reply_to &&
	    strcmp(next->id, a->reply_to) == 0)
		return false; /* the same message once more */
	return action_overtakes(next);
}

static void kept(struct op *op, const struct store_append_result *r)
{
	if (r->status == STORE_OK)
		op->hub->counters.replies_llm += op->rest_count;
	else
		log_warn("reply_not_stored", "conversation", op->conv->id, NULL);
}

/* What was shown, as it was shown; with nothing shown, what a customer who was away should know. */
static void keep(struct op *op, struct ask *a, bool is_away)
{
	const struct dialog_ground *g = config_set_ground(a->config);
	struct dialog_env env = answer_env(op->hub, a->config);
	struct dialog_step step = {.passage_count = a->passage_count,
				   .asked_before = a->asked_before};
	struct message_source sources[DIALOG_PASSAGES_MAX];
	struct answer_cut c = {
		.locale = a->reply_locale, .reply_to = a->reply_to, .sources = sources};

	if (a->kept_len == 0 && !is_away)
		return;
	heard_all(a, NULL);
	a->said.outcome = "cancelled";
	memcpy(step.passages, a->passages, sizeof step.passages);
	for (size_t i = 0; i < a->said.cited_count; i++) {
		const struct dialog_passage *p = &a->passages[a->said.cited[i]];
		sources[c.source_count++] =
			(struct message_source){.title = p->title, .url = p->url};
	}
	c.text = a->kept_len > 0 ? a->shown : NULL;
	c.grounded = ground_json(g, &step, &a->said);
	answer_put_cut(op, &env, &c);
	free(c.grounded);
	/* It was shown before whatever has changed since. */
	op->append.expect_version = UINT64_MAX;
	op->append.expect_state = false;
	op->append.shown_done = a->kept_len > 0;
}

static void cut(struct hub *h, struct conv *c, bool is_away)
{
	struct ask *a = c->ask;
	bool goes_on = c->actions && c->actions->kind == ACTION_MESSAGE;

	ask_show_end(a);
	h->counters.replies_cut++;
	if (c->state == STORE_ENDED || (goes_on && a->kept_len == 0)) {
		if (goes_on)
			turn_keep(c, a->text, a->reply_to, a->seq);
		end(a);
		return;
	}
	struct op *op = op_new(h, c);
	op->done = kept;
	keep(op, a, is_away);
	if (goes_on)
		turn_keep(c, a->text, a->reply_to, a->seq);
	else
		op->append.turn_done = true;
	end(a);
	op_submit(op);
}

void ask_cut(struct hub *h, struct conv *c)
{
	cut(h, c, false);
}

void ask_sweep(struct hub *h)
{
	int64_t now = hub_now(h);
	struct ask *a;

	for (size_t i = 0; (a = map_next(&h->asks, &i));) {
		if (a->is_ready)
			continue;
		if (a->conv->links) {
			a->alone_since_ms = 0;
			if (a->shown_len == 0)
				tell_typing(a);
		} else if (a->alone_since_ms == 0) {
			a->alone_since_ms = now;
		} else if (now - a->alone_since_ms >= h->ask_away_ms && !a->conv->op) {
			cut(h, a->conv, true);
			i = 0; /* the map has changed */
		}
	}
}

void ask_orphan(struct hub *h, struct conv *c)
{
	(void)h;
	if (c->ask)
		end(c->ask);
}
