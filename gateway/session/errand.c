/*
 * Results are kept and the turn is decided from its beginning each time (dialog.h), so an errand
 * holds the question, never half an answer.
 *
 * A change that was sent is never sent again: its memory says COMMITTING before it goes out, and
 * who finds that without a result says that it failed.
 */
#include "gateway/session/errand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/secret.h"
#include "gateway/base/log.h"
#include "gateway/dialog/evidence.h"
#include "gateway/session/action.h"
#include "gateway/session/answer.h"
#include "gateway/session/conv.h"
#include "gateway/session/events.h"
#include "gateway/session/handoff.h"
#include "gateway/session/op.h"
#include "gateway/session/turn.h"
#include "gateway/wire/wire.h"
#include "gateway/words/words.h"
#include "intents/reply.h"

/* Beside the time-outs of the tries and of waiting in line: a pause between tries at most, and the
 * way to the store. */
#define PAUSE_MS 2000
#define SLACK_MS 3000
/* Attempts to store a reply that other writers came before. */
#define WRITES_MAX 4

struct errand {
	struct conv *conv;           /* NULL: nobody waits any more */
	struct config_set *config;   /* held */
	const struct intent *acting; /* of the config */
	struct intent_action_request request;
	char *text, *page, *reply_to; /* owned: the turn as it was */
	enum locale locale;
	size_t len;
	uint64_t seq, call; /* call: number of the request under way, 0 = none */
	struct dialog_result results[DIALOG_RESULTS_MAX];
	char *bodies[DIALOG_RESULTS_MAX]; /* owned */
	size_t count;
	bool is_ready, changes, is_in_doubt;
	unsigned writes;
};

void errand_plan(struct op *op, struct config_set *config, const struct dialog_turn *turn,
		 struct dialog_step *step, const char *reply_to)
{
	struct errand *e = op->conv->errand;

	if (!e) {
		e = mem_new(1, sizeof *e);
		e->conv = op->conv;
		e->config = config_set_hold(config);
		e->text = mem_copy(turn->text, turn->len);
		e->page = mem_string(turn->page);
		e->locale = op->conv->locale;
		e->len = turn->len;
		e->reply_to = mem_string(reply_to);
		e->seq = turn->seq;
		op->errand = e;
	}
	intent_action_dispose(&e->request);
	e->request = step->request;
	step->request = (struct intent_action_request){0};
	e->acting = step->acting;
	e->changes |= e->request.changes;
	if (step->memory)
		op_set_memory(op, dialog_step_take_memory(step));
	op->append.turn_until_ms = errand_due_ms(e, op->append.at_ms);
}

int64_t errand_due_ms(const struct errand *e, int64_t now_ms)
{
	int64_t tries = e->request.retries + 1;

	return now_ms + e->request.timeout_ms * (tries + 1) + PAUSE_MS * (tries - 1) + SLACK_MS;
}

void errand_free(struct errand *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->count; i++)
		free(e->bodies[i]);
	intent_action_dispose(&e->request);
	config_set_destroy(e->config);
	free(e->text);
	free(e->page);
	free(e->reply_to);
	free(e);
}

/* ---- sending ---- */

static void came_back(void *ctx, uint64_t id, const struct actions_result *r);

/* The header's value with its secret in place, owned; NULL when the secret is not to be had. */
static char *header_value(const struct intent_action_header *in)
{
	struct diag d;
	char *secret = NULL, *value = NULL;

	if (!in->secret)
		return mem_string(in->value);
	diag_init(&d);
	secret = secret_resolve(in->secret, (struct diag_place){0}, &d);
	if (secret) {
		size_t len = strlen(in->value), more = strlen(secret);
		value = mem_new(len + more + 1, 1);
		memcpy(value, in->value, in->secret_at);
		memcpy(value + in->secret_at, secret, more);
		memcpy(value + in->secret_at + more, in->value + in->secret_at,
		       len - in->secret_at);
	}
	secret_destroy(secret);
	diag_dispose(&d);
	return value;
}

static void wipe(struct actions_header *headers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		secret_destroy((char *)headers[i].value);
	free(headers);
}

static uint64_t send(struct hub *h, const struct errand *e)
{
	const struct intent_action_request *r = &e->request;
	struct actions_header *headers = mem_new(r->header_count + 1, sizeof *headers);
	char key[ID_LEN + 48];
	uint64_t call = 0;
	size_t count = 0;

	while (count < r->header_count) {
		const char *value = header_value(&r->headers[count]);
		if (!value)
			break;
		headers[count] =
			(struct actions_header){.name = r->headers[count].name, .value = value};
		count++;
	}
	snprintf(key, sizeof key, "%s-%llu-%zu", e->conv->id, (unsigned long long)e->seq, e->count);
	if (count < r->header_count)
		log_error("secret_missing", "intent", intent_id(e->acting), "header",
			  r->headers[count].name, NULL);
	else if (h->actions)
		call = h->start_action(h->actions,
				       &(struct actions_request){.intent = intent_id(e->acting),
								 .is_post = r->is_post,
								 .url = r->url,
								 .headers = headers,
								 .header_count = count,
								 .body = r->body,
								 .timeout_ms = r->timeout_ms,
								 .retries = r->retries,
								 .cache_ms = r->cache_ms,
								 .key = key},
				       came_back, h);
	wipe(headers, count);
	return call;
}

static void tell_typing(struct conv *c)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_typing(&b, "ai", NULL, NULL);
	conv_send_customers(c, &b);
	buf_dispose(&b);
}

static void add_result(struct errand *e, const struct actions_result *r)
{
	char *body = mem_copy(r->body, r->body_len);

	e->bodies[e->count] = body;
	e->results[e->count++] = (struct dialog_result){
		.intent = intent_id(e->acting),
		.failed = r->error != ACTIONS_OK,
		.word = r->error == ACTIONS_OK ? NULL : actions_error_word(r->error),
		.status = r->status,
		.json = body,
		.len = r->body_len};
	e->is_in_doubt |= r->is_in_doubt;
	e->is_ready = true;
}

void errand_start(struct op *op)
{
	struct hub *h = op->hub;
	struct conv *c = op->conv;
	struct errand *e = op->errand ? op->errand : c->errand;

	if (op->errand) {
		c->errand = e;
		op->errand = NULL;
		h->errands_open++;
	}
	if (!e || e->call || e->is_ready)
		return;
	e->writes = 0;
	e->call = send(h, e);
	if (e->call) {
		map_put_u64(&h->errands, e->call, e);
		tell_typing(c);
	} else {
		add_result(e, &(struct actions_result){.error = ACTIONS_BAD_REQUEST, .body = ""});
		conv_touch(h, c);
	}
}

/* ---- coming back ---- */

static void unreported(struct hub *h, const struct errand *e)
{
	if (!e->changes)
		return;
	h->counters.actions_unreported++;
	log_warn("action_unreported", "intent", intent_id(e->acting), NULL);
}

static void came_back(void *ctx, uint64_t id, const struct actions_result *r)
{
	struct hub *h = ctx;
	struct errand *e = map_take_u64(&h->errands, id);

	if (!e)
		return;
	e->call = 0;
	if (!e->conv) {
		unreported(h, e);
		errand_free(e);
		return;
	}
	add_result(e, r);
	conv_touch(h, e->conv);
}

bool errand_is_ready(const struct conv *c)
{
	return c->errand && c->errand->is_ready;
}

void errand_again(struct conv *c)
{
	struct errand *e = c->errand;

	if (!e || e->call || e->count == 0)
		return;
	e->writes = 0;
	e->is_ready = true;
}

static void end(struct hub *h, struct conv *c)
{
	errand_free(c->errand);
	c->errand = NULL;
	h->errands_open--;
}

void errand_orphan(struct hub *h, struct conv *c)
{
	struct errand *e = c->errand;

	turn_forget_later(c);
	if (!e)
		return;
	c->errand = NULL;
	h->errands_open--;
	if (e->call) {
		e->conv = NULL;
		return;
	}
	unreported(h, e);
	errand_free(e);
}

void errand_forget_all(struct hub *h)
{
	struct errand *e;

	for (size_t i = 0; (e = map_next(&h->errands, &i)); i = 0) {
		map_take_u64(&h->errands, e->call);
		errand_free(e);
	}
}

/* ---- saying it ---- */

/* Memory still waits for this change; else somebody else has had the chat meanwhile. */
static bool is_expected(const struct conv *c, const struct errand *e)
{
	const struct dialog_form *f = c->memory ? c->memory->form : NULL;

	return !e->changes || (f && f->phase == DIALOG_COMMITTING && f->seq == e->seq);
}

static bool may_write_again(struct errand *e)
{
	if (++e->writes < WRITES_MAX)
		return true;
	e->is_ready = false; /* until the sweeper finds the turn due */
	return false;
}

static void said(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct conv *c = op->conv;
	struct errand *e = c->errand;

	switch (r->status) {
	case STORE_OK:
		for (size_t i = 0; i < op->rest_count; i++)
			h->counters.replies_rule += op->rest[i].row.origin == STORE_RULE;
		handoff_committed(op, r);
		if (e && e->is_ready)
			end(h, c);
		else
			errand_start(op);
		return;
	case STORE_CONFLICT: h->counters.replies_refused++; break;
	case STORE_CLOSED: c->state = STORE_ENDED; break;
	default: break;
	}
	if (!e)
		return;
	if (r->status == STORE_UNAVAILABLE || r->status == STORE_UNKNOWN)
		e->is_ready = false;
	else if (!may_write_again(e))
		log_warn("errand_refused", "conversation", c->id, NULL);
}

/* A person has the chat (or it is over): what was changed is put on record, everything else is not
 * needed any more. */
static void report(struct hub *h, struct conv *c)
{
	struct errand *e = c->errand;
	const struct dialog_result *r = &e->results[e->count - 1];
	bool was_done = dialog_result_is_good(e->acting, r);
	char text[1024];

	if (!e->changes || (!was_done && r->failed && !e->is_in_doubt)) {
		end(h, c);
		return;
	}
	if (c->state == STORE_ENDED) {
		unreported(h, e);
		end(h, c);
		return;
	}
	struct op *op = op_new(h, c);
	struct dialog_env env = answer_env(h, e->config);
	struct message *m = op_add_rest(op);
	word_write(was_done ? WORD_NOTE_DONE : WORD_NOTE_UNSURE, c->locale,
		   &(struct word_fill){.title = intent_title_in(e->acting, locale_name(c->locale))},
		   text, sizeof text);
	message_system(hub_shop(h), c->locale, text, hub_now(h), m);
	m->decision = evidence_action(&env, e->acting, &e->request, r, hub_now(h));
	m->row.decision = m->decision;
	struct dialog_memory *memory = dialog_memory_copy(c->memory);
	dialog_form_free(memory->form);
	memory->form = NULL;
	op_set_memory(op, memory);
	op->append.turn_done = true;
	op->done = said;
	op_submit(op);
}

void errand_run(struct hub *h, struct conv *c)
{
	struct errand *e = c->errand;

	if (c->state != STORE_BOT || !is_expected(c, e)) {
		report(h, c);
		return;
	}
	struct op *op = op_new(h, c);
	struct dialog_env env = answer_env(h, e->config);
	struct dialog_turn turn = answer_turn(c, e->text, e->len, e->seq);
	struct dialog_step step;

	turn.locale = locale_name(e->locale);
	turn.page = e->page;
	turn.results = e->results;
	turn.result_count = e->count;
	dialog_decide(&env, c->memory, &turn, &step);
	op->done = said;
	if (step.act == DIALOG_ACTION) {
		e->is_ready = false;
		errand_plan(op, e->config, &turn, &step, e->reply_to);
	} else {
		answer_put(op, &env, &turn, &step, e->reply_to);
		if (turn_is_waiting(c))
			op->append.turn_until_ms = op->append.at_ms + SLACK_MS;
		else
			op->append.turn_done = true;
	}
	dialog_step_dispose(&step);
	op_submit(op);
}
