/*
 * Waited too long: first to the line of another team, by the policy, then a callback. The team
 * opens: who is still there comes into the line, all others are called back. Who left a contact is
 * told nothing more: that was promised already.
 */
#include "gateway/session/overdue.h"

#include <stdio.h>
#include <string.h>

#include "gateway/base/log.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/handoff.h"
#include "gateway/session/load.h"
#include "gateway/session/op.h"
#include "gateway/words/words.h"

int64_t overdue_opens_ms(struct hub *h)
{
	char hours[160];
	int64_t until = 0;

	return esc_is_open(h->config->policy, hub_now(h), &until, hours) ? 0 : until;
}

static void add(struct hub *h, struct conv *c, void *arg)
{
	(void)arg;
	if (c && action_add(h, c, action_new(ACTION_EXPIRE, 0, NULL, NULL)) != 0)
		log_warn("expire_refused", "conversation", c->id, NULL);
}

void overdue_add(struct hub *h, const struct hub_case *k)
{
	conv_load(h, k->conversation, add, NULL);
}

void overdue_hours_changed(struct hub *h)
{
	struct hub_case *k;

	if (overdue_opens_ms(h))
		return;
	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (k->state == ESC_CASE_CALLBACK && k->expires_ms)
			overdue_add(h, k);
	}
}

/* ---- waited too long ---- */

static void to_callback(struct op *op, const struct hub_case *k)
{
	if (op_step_case(op, k, ESC_CASE_EXPIRE) != 0)
		return;
	snprintf(op->change.outcome, sizeof op->change.outcome, "callback");
	op_set_state(op, STORE_BOT);
	desk_say(op, WORD_CALLBACK, &(struct word_fill){.reference = k->reference});
}

/* Keeps its place by the time of its arrival, so it stands in front of who came later. */
static void to_team(struct op *op, const struct hub_case *k, const char *team)
{
	struct hub *h = op->hub;
	const struct esc_policy *policy = h->config->policy;
	int64_t longest = esc_policy_max_wait_ms(policy, team);

	if (op_step_case(op, k, ESC_CASE_TO_TEAM) != 0)
		return;
	snprintf(op->change.team, sizeof op->change.team, "%s", team);
	snprintf(op->change.outcome, sizeof op->change.outcome, "queued");
	op->change.expires_ms = longest > 0 ? hub_now(h) + longest : 0;
	desk_say(op, WORD_OVERFLOW,
		 &(struct word_fill){.title = esc_policy_team_title(policy, team, op->conv->locale),
				     .reference = k->reference});
	h->counters.overflowed++;
}

static void waited_too_long(struct op *op, const struct hub_case *k)
{
	struct hub *h = op->hub;
	char team[65];

	if (esc_overflow(h->config->policy, h->desk, k->team, team)) {
		to_team(op, k, team);
	} else {
		to_callback(op, k);
		h->counters.expired++;
	}
}

/* ---- the team opens ---- */

static void opens(struct op *op, struct hub_case *k)
{
	struct hub *h = op->hub;
	struct conv *c = op->conv;
	struct esc_arrival arrival;
	bool has_contact = k->outcome == ESC_CALLBACK;

	esc_arrive(h->config->policy, h->desk, k->team, hub_now(h), &arrival);
	if (!has_contact && c->links && c->state == STORE_BOT && arrival.outcome == ESC_QUEUED) {
		if (handoff_place(op, k, ESC_QUEUED) == 0)
			desk_say(op, WORD_TEAM_IS_BACK,
				 &(struct word_fill){.reference = k->reference});
		return;
	}
	if (op_step_case(op, k, ESC_CASE_OPEN_LATER) != 0)
		return;
	if (arrival.outcome == ESC_CLOSED_UNTIL) { /* the hours were changed meanwhile */
		op->change.expires_ms = arrival.until_ms;
		return;
	}
	snprintf(op->change.outcome, sizeof op->change.outcome, "callback");
	if (!has_contact)
		desk_say(op, WORD_TEAM_WAITS, &(struct word_fill){.reference = k->reference});
}

void overdue_run(struct hub *h, struct conv *c)
{
	struct hub_case *k = conv_case(h, c);
	bool has_timer = k && k->expires_ms;
	bool is_due = has_timer && k->expires_ms <= hub_now(h);
	bool in_line = is_due && c->state == STORE_QUEUED &&
		       (k->state == ESC_CASE_QUEUED || k->state == ESC_CASE_OFFERED);
	bool is_opening =
		has_timer && k->state == ESC_CASE_CALLBACK && (is_due || !overdue_opens_ms(h));
	struct op *op = handoff_begin(h, c, in_line || is_opening);

	if (!op)
		return;
	if (in_line)
		waited_too_long(op, k);
	else
		opens(op, k);
	log_info("case_overdue", "case", k->id, "state", op->change.state, "team", op->change.team,
		 "outcome", op->change.outcome, NULL);
	op_submit(op);
}
