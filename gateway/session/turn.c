/*
 * A turn: the customer's messages that came together, stored and answered in one transaction. The
 * reply carries the version and state it was computed from; if a person took over in between, the
 * store keeps the messages and refuses the reply.
 */
#include "gateway/session/turn.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/session/answer.h"
#include "gateway/session/ask.h"
#include "gateway/session/conv.h"
#include "gateway/session/errand.h"
#include "gateway/session/generation.h"
#include "gateway/session/handoff.h"
#include "gateway/session/left.h"
#include "gateway/session/op.h"
#include "gateway/session/reopen.h"
#include "gateway/session/tell.h"

/* How long a turn may stay unanswered before the sweeper looks at it. */
#define TURN_DUE_MS 3000
/* Messages read back to find what a due turn was about. */
#define TURN_LOOK_BACK 32

/* What was said while an errand or a model was under way. */
struct later {
	struct buf text;
	char *reply_to; /* owned */
	uint64_t seq;
};

/* Puts the bot's answer (or the handover) to `text` into the operation, or the request that the
 * answer needs first. `said`: by a model, NULL before one was asked. */
static void answer(struct op *op, const char *text, size_t len, const char *reply_to, uint64_t seq,
		   const struct dialog_said *said)
{
	struct hub *h = op->hub;
	struct config_set *config = generation_of(h, op->conv);
	struct dialog_env env = answer_env(h, config);
	struct dialog_turn turn = answer_turn(op->conv, text, len, seq);
	struct dialog_step step;

	env.ground = config_set_ground(config);
	turn.said = said;
	dialog_decide(&env, op->conv->memory, &turn, &step);
	if (said && !step.is_llm) /* since then the rules have changed */
		answer_put_cut(op, &env,
			       &(struct answer_cut){.text = said->text,
						    .locale = step.locale,
						    .reply_to = reply_to});
	if (step.act == DIALOG_ACTION) {
		errand_plan(op, config, &turn, &step, reply_to);
	} else if (step.act == DIALOG_LLM) {
		ask_plan(op, config, &turn, &step, reply_to);
	} else {
		if (!step.decision.intent && step.act != DIALOG_HANDOFF)
			h->counters.unanswered++;
		answer_put(op, &env, &turn, &step, reply_to);
		op->append.turn_done = true;
	}
	dialog_step_dispose(&step);
}

static void turn_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct conv *c = op->conv;

	switch (r->status) {
	case STORE_OK:
		for (size_t i = 0; i < op->rest_count; i++)
			h->counters.replies_rule += op->rest[i].row.origin == STORE_RULE;
		handoff_committed(op, r);
		errand_start(op);
		ask_start(op);
		break;
	case STORE_CONFLICT:
		h->counters.replies_refused++;
		if (c->state == STORE_BOT &&
		    action_add(h, c, action_new(ACTION_TURN_DUE, 0, NULL, NULL)) != 0)
			log_warn("turn_retry_refused", "conversation", c->id, NULL);
		break;
	case STORE_CLOSED:
		c->state = STORE_ENDED;
		action_put_back(c, op->actions);
		op->actions = NULL;
		break;
	case STORE_GONE: op_fail(op, "session_expired"); break;
	default: break;
	}
}

/* One message of the turn has an id that is taken by another text: it is refused, the others are
 * tried again. */
static void messages_stored(struct op *op, const struct store_append_result *r)
{
	if (r->status != STORE_ID_CONFLICT) {
		op->hub->counters.messages_customer += op->customer_count;
		turn_done(op, r);
		return;
	}
	struct action **p = &op->actions;
	for (size_t i = 0; i < r->conflict_index && *p; i++)
		p = &(*p)->next;
	struct action *bad = *p;
	if (!bad)
		return;
	*p = bad->next;
	tell_error(op->hub, bad->peer, "id_conflict", bad->id, NULL);
	action_free(bad);
	action_put_back(op->conv, op->actions);
	op->actions = NULL;
}

static void messages_done(struct op *op, const struct store_append_result *r)
{
	messages_stored(op, r);
	reopen_settled(op, r);
}

static bool may_write(const struct conv *c)
{
	return c->consent == CONSENT_GIVEN ||
	       (c->consent == CONSENT_REFUSED && c->state != STORE_BOT && c->state != STORE_ENDED);
}

static void renew(struct hub *h, struct conv *c)
{
	conv_renew(h, c);
	h->counters.opened++;
	for (struct link *l = c->links; l; l = l->next)
		tell_welcome(h, c, l, l->token, false);
}

/* Moves the messages that stand together into the operation; the joined text is owned by the
 * caller. */
static struct buf take_messages(struct op *op)
{
	struct conv *c = op->conv;
	struct action **end = &op->actions;
	struct buf text;

	buf_init(&text, BUF_MAX_FRAME);
	while (c->actions && c->actions->kind == ACTION_MESSAGE &&
	       op->customer_count < OP_CUSTOMER_MAX) {
		struct action *a = action_take(c);
		*end = a;
		end = &a->next;
		message_customer(a->id, a->text, op->append.at_ms, op_add_customer(op));
		if (text.len)
			buf_char(&text, '\n');
		buf_text(&text, a->text);
	}
	return text;
}

void turn_keep(struct conv *c, const char *text, const char *id, uint64_t seq)
{
	struct later *l = c->later;

	if (!l) {
		l = mem_new(1, sizeof *l);
		buf_init(&l->text, BUF_MAX_FRAME);
		c->later = l;
	}
	if (l->text.len)
		buf_char(&l->text, '\n');
	buf_text(&l->text, text);
	free(l->reply_to);
	l->reply_to = mem_string(id);
	l->seq = seq;
}

/* Messages that wait for the answer to an earlier one. */
static void kept_done(struct op *op, const struct store_append_result *r)
{
	bool is_in = r->status == STORE_OK || r->status == STORE_CONFLICT;

	for (size_t i = 0; is_in && i < op->customer_count; i++) {
		const struct store_message *m = &op->customer[i].row;
		if (r->customer_new[i])
			turn_keep(op->conv, m->text, m->client_id, r->customer_seq[i]);
	}
	messages_done(op, r);
}

/* Words that give the chat to a person don't wait for the shop. What is under way stays remembered.
 * False when they are nothing of the kind (then nothing was done). */
static bool hand_over_meanwhile(struct op *op, const struct buf *text, const char *reply_to)
{
	struct conv *c = op->conv;
	struct dialog_env env = answer_env(op->hub, op->hub->config);
	struct dialog_turn turn =
		answer_turn(c, text->bytes, text->len, c->seq + op->customer_count);
	struct dialog_memory *before = dialog_memory_copy(c->memory);
	struct dialog_form *under_way = before->form;
	struct dialog_step step;

	before->form = NULL;
	dialog_decide(&env, before, &turn, &step);
	bool hands_over = step.act == DIALOG_HANDOFF;
	if (hands_over) {
		step.memory->form = under_way;
		under_way = NULL;
		answer_put(op, &env, &turn, &step, reply_to);
	}
	dialog_form_free(under_way);
	dialog_memory_free(before);
	dialog_step_dispose(&step);
	return hands_over;
}

/* What was said before and not answered belongs to the turn. */
static void join_later(struct conv *c, struct buf *text)
{
	struct buf joined;

	if (!c->later)
		return;
	buf_init(&joined, BUF_MAX_FRAME);
	buf_add(&joined, c->later->text.bytes, c->later->text.len);
	buf_char(&joined, '\n');
	buf_add(&joined, text->bytes, text->len);
	turn_forget_later(c);
	if (buf_check(&joined) == 0) {
		buf_dispose(text);
		*text = joined;
	} else {
		buf_dispose(&joined);
	}
}

void turn_run(struct hub *h, struct conv *c)
{
	if (!may_write(c) || h->is_draining) {
		struct action *a = action_take(c);
		tell_error(h, a->peer, h->is_draining ? "shutting_down" : "consent_required", a->id,
			   NULL);
		action_free(a);
		return;
	}
	bool again = reopen_fits(h, c);
	if (c->state == STORE_ENDED)
		renew(h, c);
	struct op *op = op_new(h, c);
	struct buf text = take_messages(op);
	op->done = messages_done;
	const struct message *last = &op->customer[op->customer_count - 1];
	if (again) {
		reopen_open(op, text.bytes, text.len);
	} else if (c->state == STORE_BOT && (c->errand || c->ask)) {
		if (!hand_over_meanwhile(op, &text, last->client_id)) {
			op->append.turn_until_ms =
				c->errand ? errand_due_ms(c->errand, op->append.at_ms)
					  : ask_due_ms(c->ask, op->append.at_ms);
			op->done = kept_done;
		}
	} else if (c->state == STORE_BOT) {
		join_later(c, &text);
		op->append.turn_until_ms = op->append.at_ms + TURN_DUE_MS;
		answer(op, text.bytes, text.len, last->client_id, c->seq + op->customer_count,
		       NULL);
	}
	buf_dispose(&text);
	op_submit(op);
}

/* ---- a turn that is due: stored, not answered ---- */

/* Answers the messages `m` that nobody has answered. */
static void answer_stored(struct op *op, const struct store_message *m, size_t count)
{
	struct conv *c = op->conv;
	struct ground_said *l = c->left;
	struct buf text;

	c->left = NULL;
	buf_init(&text, BUF_MAX_FRAME);
	for (size_t i = 0; i < count; i++) {
		if (text.len)
			buf_char(&text, '\n');
		buf_text(&text, m[i].text);
	}
	answer(op, text.bytes, text.len, m[count - 1].client_id, c->seq, l ? &l->said : NULL);
	op->append.shown_done = op->append.expect_shown = l != NULL;
	left_free(l);
	buf_dispose(&text);
}

static void due_read(struct store_call call, enum store_status st, const struct store_message *m,
		     size_t count, bool more)
{
	struct op *op = call.ctx;
	struct hub *h = op->hub;
	struct conv *c = op->conv;
	size_t first = count;

	(void)more;
	while (first > 0 && m[first - 1].origin == STORE_CUSTOMER)
		first--;
	h->ops_in_flight--;
	if (st != STORE_OK || first == count || c->state != STORE_BOT) {
		left_forget(c);
		c->op = NULL;
		op_free(op);
		conv_touch(h, c);
		return;
	}
	answer_stored(op, m + first, count - first);
	op_submit(op);
}

void turn_unanswered(struct hub *h, struct conv *c)
{
	struct op *op = op_new(h, c);
	op->done = turn_done;
	h->ops_in_flight++;
	uint64_t after = c->seq > TURN_LOOK_BACK ? c->seq - TURN_LOOK_BACK : 0;
	struct store_call call = {.ctx = op};
	if (h->ops->read_after(h->store, c->id, after, TURN_LOOK_BACK, call, due_read) != 0)
		due_read(call, STORE_UNAVAILABLE, NULL, 0, false);
}

void turn_due(struct hub *h, struct conv *c)
{
	struct action *a = action_take(c);

	action_free(a);
	if (c->errand)
		errand_again(c);
	else if (c->ask)
		ask_again(c);
	else if (c->state == STORE_BOT && c->is_stored)
		turn_unanswered(h, c);
}

/* ---- what was said meanwhile ---- */

bool turn_is_waiting(const struct conv *c)
{
	return c->later && !c->errand && !c->ask;
}

void turn_forget_later(struct conv *c)
{
	struct later *l = c->later;

	if (!l)
		return;
	buf_dispose(&l->text);
	free(l->reply_to);
	free(l);
	c->later = NULL;
}

void turn_later(struct hub *h, struct conv *c)
{
	struct later *l = c->later;

	if (c->state == STORE_BOT && l->text.bytes) {
		struct op *op = op_new(h, c);
		op->done = turn_done;
		answer(op, l->text.bytes, l->text.len, l->reply_to, l->seq, NULL);
		op_submit(op);
	}
	turn_forget_later(c);
}

/* ---- consent and thumbs ---- */

static void consent_done(struct op *op, const struct store_append_result *r)
{
	struct conv *c = op->conv;

	if (r->status != STORE_OK)
		return;
	c->consent = op->actions->flag ? CONSENT_GIVEN : CONSENT_REFUSED;
	for (struct link *l = c->links; l; l = l->next) {
		if (l->is_live && l->peer->id != op->actions->peer)
			tell_welcome(op->hub, c, l, l->token, true);
	}
}

void turn_consent(struct hub *h, struct conv *c)
{
	struct action *a = action_take(c);
	enum conv_consent now = a->flag ? CONSENT_GIVEN : CONSENT_REFUSED;

	if (c->state == STORE_ENDED) /* goes into the conversation that the next message opens */
		c->consent = now;
	if (c->consent == now) {
		action_free(a);
		return;
	}
	if (!a->flag && !c->is_stored) { /* "No conversation is stored before consent or handoff":
					    remembered with the first of them */
		c->consent = CONSENT_REFUSED;
		action_free(a);
		return;
	}
	struct op *op = op_new(h, c);
	op->actions = a;
	op->append.patch |= STORE_SET_CONSENT;
	const char *version = a->flag ? a->text : "-";
	memcpy(op->append.consent, version, strnlen(version, sizeof op->append.consent - 1));
	op->done = consent_done;
	op_submit(op);
}

void turn_thumb(struct hub *h, struct conv *c)
{
	struct action *a = action_take(c);

	if (a->flag || c->state != STORE_BOT || c->consent != CONSENT_GIVEN) {
		action_free(a);
		return;
	}
	struct op *op = op_new(h, c);
	struct dialog_env env = answer_env(h, h->config);
	struct dialog_turn turn = answer_turn(c, "", 0, a->seq);
	struct dialog_step step;

	op->actions = a;
	op->done = turn_done;
	dialog_thumb_down(&env, c->memory, turn.locale, a->seq, "", &step);
	if (step.act == DIALOG_REPLY)
		op_set_memory(op, dialog_step_take_memory(&step));
	else
		answer_put(op, &env, &turn, &step, NULL);
	dialog_step_dispose(&step);
	op_submit(op);
}
