/*
 * Whether a hold is over is a matter of state, like absence (away.h): each sweep compares what the
 * store said last with the clock, so that a restart forgets none and a busy store delays only. What
 * the customer writes meanwhile is stored and shown to the agent like anything else and ends
 * nothing: the agent has not looked into it any sooner for it.
 */
#include "gateway/session/hold.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gateway/base/log.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/events.h"
#include "gateway/session/load.h"
#include "gateway/session/op.h"
#include "gateway/words/words.h"

#define MINUTE_MS 60000

/* ---- every change of a hold ---- */

static int plan(struct op *op, const struct hub_case *k, enum esc_case_event event,
		const struct store_hold *hold)
{
	if (op_step_case(op, k, event) != 0)
		return -1;
	op->change.is_hold = true;
	op->change.hold = *hold;
	memcpy(op->change.expect_agent, k->agent, sizeof op->change.expect_agent);
	return 0;
}

void hold_committed(const struct op *op)
{
	struct hub_case *k = map_get_text(&op->hub->cases, op->change.id);

	if (!k)
		return;
	k->hold = op->change.hold;
	if (op->change.has_paused)
		k->paused_ms = op->change.paused_ms;
}

static void done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	const struct store_hold *hold = &op->change.hold;

	if (r->status != STORE_OK) {
		if (r->status != STORE_UNAVAILABLE && r->status != STORE_UNKNOWN)
			op_fail(op, "wrong_state");
		return;
	}
	h->counters.holds += hold->since_ms && !hold->is_over;
	h->counters.holds_over += hold->is_over;
	log_info("case_hold", "case", op->change.id, "state",
		 hold->is_over    ? "over"
		 : hold->since_ms ? "begun"
				  : "ended",
		 NULL);
	events_state(h, op->conv, op->change.id);
}

static struct op *begin(struct hub *h, struct conv *c, const char *refusal)
{
	struct op *op = desk_begin(h, c, refusal);

	if (!op)
		return NULL;
	op->done = done;
	op->append.expect_version =
		UINT64_MAX; /* what the customer says meanwhile changes nothing */
	return op;
}

static void say(struct op *op, enum word w, const char *minutes)
{
	desk_say(op, w, &(struct word_fill){.agent = op->conv->owner_name, .minutes = minutes});
}

/* ---- begins, ends ---- */

/* As the agent named it, or the policy. */
static int64_t minutes_of(const struct hub *h, const struct action *a)
{
	if (a->seq > 0)
		return (int64_t)a->seq;
	return (esc_policy_hold_ms(h->config->policy) + MINUTE_MS - 1) / MINUTE_MS;
}

void hold_begin(struct hub *h, struct conv *c)
{
	struct hub_case *k = map_get_text(&h->cases, c->actions->case_id);
	struct op *op = begin(h, c, desk_owner_refusal(c, c->actions, k));
	struct store_hold hold = {.since_ms = hub_now(h)};
	char text[24];

	if (!op)
		return;
	int64_t minutes = minutes_of(h, op->actions);
	hold.until_ms = hold.since_ms + minutes * MINUTE_MS;
	snprintf(text, sizeof text, "%" PRId64, minutes);
	if (plan(op, k, ESC_CASE_HOLD, &hold) == 0)
		say(op, minutes == 1 ? WORD_HOLD_A_MINUTE : WORD_HOLD, text);
	op_submit(op);
}

void hold_resume(struct hub *h, struct conv *c)
{
	struct hub_case *k = map_get_text(&h->cases, c->actions->case_id);
	const char *refusal = desk_owner_refusal(c, c->actions, k);
	struct op *op = begin(h, c, refusal ? refusal : k->hold.since_ms ? NULL : "wrong_state");

	if (!op)
		return;
	if (plan(op, k, ESC_CASE_RESUME, &(struct store_hold){0}) == 0)
		say(op, WORD_HOLD_ENDED, NULL);
	op_submit(op);
}

void hold_end_in(struct op *op, const struct hub_case *k)
{
	if (k->hold.since_ms && plan(op, k, ESC_CASE_RESUME, &(struct store_hold){0}) != 0)
		log_error("case_table", "event", "resume", NULL);
}

/* ---- two cases become one ---- */

/* The hold of a case that this agent has told its customer of, or NULL. */
static const struct store_hold *told_by(const struct hub_case *k, const char *agent)
{
	bool is_told = k && k->state == ESC_CASE_ASSIGNED && k->hold.since_ms &&
		       strcmp(k->agent, agent) == 0;

	return is_told ? &k->hold : NULL;
}

/* Of two the one that still lasts; if both do, the one that the customer expects to end first. */
static const struct store_hold *nearer(const struct store_hold *a, const struct store_hold *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->is_over != b->is_over)
		return a->is_over ? b : a;
	return b->until_ms < a->until_ms ? b : a;
}

void hold_merge_in(struct op *op, const struct hub_case *k, const struct hub_case *ends)
{
	const char *agent = op->has_change ? op->change.agent : k->agent;
	const struct store_hold *own = told_by(k, agent);
	const struct store_hold *stays = nearer(own, told_by(ends, agent));

	if (!stays)
		return;
	if (op->has_change)
		op->change.hold = *stays;
	else if (stays != own && plan(op, k, ESC_CASE_HOLD, stays) != 0)
		log_error("case_table", "event", "hold", NULL);
}

/* ---- over ---- */

/* One that would last longer than any may: the clock went back. */
static bool is_due(const struct hub *h, const struct hub_case *k)
{
	int64_t left = k->hold.until_ms - hub_now(h);

	return k->state == ESC_CASE_ASSIGNED && k->hold.since_ms && !k->hold.is_over &&
	       (left <= 0 || left > (int64_t)HOLD_MINUTES_MAX * MINUTE_MS);
}

void hold_over(struct hub *h, struct conv *c)
{
	struct hub_case *k = conv_case(h, c);
	bool is_real = k && is_due(h, k) && c->state == STORE_HUMAN;

	if (!is_real) {
		action_free(action_take(c));
		return;
	}
	struct op *op = begin(h, c, NULL);
	struct store_hold hold = k->hold;
	hold.is_over = true;
	op->change.expect_until_ms = hold.until_ms;
	if (plan(op, k, ESC_CASE_HOLD, &hold) == 0)
		say(op, WORD_HOLD_OVER, NULL);
	op_submit(op);
}

static void add(struct hub *h, struct conv *c, void *arg)
{
	(void)arg;
	if (c && !c->op && action_add(h, c, action_new(ACTION_HOLD_OVER, 0, NULL, NULL)) != 0)
		log_warn("hold_over_refused", "conversation", c->id, NULL);
}

void hold_sweep(struct hub *h)
{
	struct hub_case *k;

	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (is_due(h, k))
			conv_load(h, k->conversation, add, NULL);
	}
}

/* ---- told ---- */

size_t hold_count(const struct hub *h)
{
	const struct hub_case *k;
	size_t count = 0;

	for (size_t i = 0; (k = map_next(&h->cases, &i));)
		count += k->hold.since_ms > 0;
	return count;
}

const struct wire_hold *hold_view(const struct hub_case *k, bool for_agents, struct hold_view *v)
{
	const struct store_hold *hold = &k->hold;

	if (!hold->since_ms || (hold->is_over && !for_agents))
		return NULL;
	clock_iso(hold->since_ms, v->since);
	clock_iso(hold->until_ms, v->until);
	v->frame = (struct wire_hold){
		.since = for_agents ? v->since : NULL, .until = v->until, .is_over = hold->is_over};
	return &v->frame;
}
