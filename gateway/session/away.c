/*
 * Whether an agent is away is a matter of state, not of events: each sweep compares who has which
 * case with who has a socket. So a claim that is committed after its agent has gone, a store that
 * was busy and a restart all end in the same timers.
 */
#include "gateway/session/away.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/base/log.h"
#include "gateway/dialog/dialog.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/handoff.h"
#include "gateway/session/load.h"
#include "gateway/session/op.h"
#include "gateway/session/overdue.h"
#include "gateway/words/words.h"

static bool is_present(const struct hub *h, const char *agent_id)
{
	const struct agent *a = map_get_text(&h->agents, agent_id);

	return a && a->links;
}

/* ---- the timers ---- */

static void timer_stored(struct store_call call, enum store_status st)
{
	/* A case that has left its agent meanwhile has no such timer; for all else the next sweep
	 * tries again. */
	if (st != STORE_OK && st != STORE_GONE)
		((struct hub *)call.ctx)->is_timer_lost = true;
}

static void set_timer(struct hub *h, struct hub_case *k, int64_t due_ms)
{
	if (h->ops->case_timer(h->store, k->id, k->agent, due_ms, (struct store_call){.ctx = h},
			       timer_stored) != 0)
		return;
	k->expires_ms = due_ms;
	if (due_ms)
		log_info("agent_away", "case", k->id, "agent", k->agent, NULL);
}

/* The store refused some: which ones, nobody knows any more, so all are written again. */
static void rewrite_timers(struct hub *h)
{
	struct hub_case *k;

	h->is_timer_lost = false;
	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (k->state == ESC_CASE_ASSIGNED)
			set_timer(h, k, k->expires_ms);
	}
}

static void forget_agents(struct hub *h)
{
	struct agent *a;

	for (size_t i = 0; (a = map_next(&h->agents, &i));) {
		if (a->links || a->chats > 0)
			continue;
		map_take_text(&h->agents, a->id);
		free(a);
		i = 0;
	}
}

void away_sweep(struct hub *h)
{
	int64_t patience = esc_policy_away_after_ms(h->config->policy);
	struct hub_case *k;

	if (h->is_timer_lost)
		rewrite_timers(h);
	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (k->state != ESC_CASE_ASSIGNED)
			continue;
		bool present = is_present(h, k->agent);
		if (!present && !k->expires_ms && patience > 0)
			set_timer(h, k, hub_now(h) + patience);
		else if (present && k->expires_ms)
			set_timer(h, k, 0);
	}
	forget_agents(h);
}

/* ---- back in line ---- */

static void add_release(struct hub *h, struct conv *c, void *arg)
{
	struct action *a = arg;

	if (!c)
		action_free(a);
	else if (action_add(h, c, a) != 0)
		log_warn("release_refused", "conversation", c->id, NULL);
}

static void release(struct hub *h, const struct hub_case *k, bool only_if_away)
{
	struct action *a = action_new(ACTION_RELEASE, 0, NULL, NULL);

	memcpy(a->case_id, k->id, sizeof a->case_id);
	memcpy(a->agent, k->agent, sizeof a->agent);
	a->flag = only_if_away;
	conv_load(h, k->conversation, add_release, a);
}

void away_over(struct hub *h, struct hub_case *k)
{
	if (!is_present(h, k->agent))
		release(h, k, true);
}

void away_release_all(struct hub *h, const char *agent_id)
{
	struct hub_case *k;

	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (k->state == ESC_CASE_ASSIGNED && strcmp(k->agent, agent_id) == 0)
			release(h, k, false);
	}
}

static void release_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct agent *who = map_get_text(&h->agents, op->actions->agent);

	if (r->status != STORE_OK)
		return;
	desk_agent_freed(h, who);
	h->counters.released++;
	log_info("case_released", "case", op->change.id, "agent", op->actions->agent, "outcome",
		 op->change.outcome, NULL);
	handoff_committed(op, r);
}

/* The desk is open: in front of the line. */
static void to_front(struct op *op, const struct hub_case *k)
{
	struct hub *h = op->hub;
	int64_t longest = esc_policy_max_wait_ms(h->config->policy, k->team);
	char text[1024];

	snprintf(op->change.outcome, sizeof op->change.outcome, "queued");
	op->change.place_ms = esc_desk_front(h->desk, k->priority, k->created_ms);
	op->change.expires_ms = longest > 0 ? hub_now(h) + longest : 0;
	op_set_state(op, STORE_QUEUED);
	word_write(WORD_AGENT_GONE, op->conv->locale,
		   &(struct word_fill){.agent = op->conv->owner_name, .reference = k->reference},
		   text, sizeof text);
	op_system(op, text);
}

void away_to_closed(struct op *op, const struct hub_case *k)
{
	struct hub *h = op->hub;
	char text[1024], hours[160];
	size_t used;

	if (op_step_case(op, k, ESC_CASE_EXPIRE) != 0)
		return;
	snprintf(op->change.outcome, sizeof op->change.outcome, "closed_until");
	op->change.expires_ms = overdue_opens_ms(h);
	op_set_state(op, STORE_BOT);
	used = word_write(WORD_AGENT_GONE_CLOSED, op->conv->locale,
			  &(struct word_fill){.agent = op->conv->owner_name}, text, sizeof text);
	used += (size_t)snprintf(text + used, sizeof text - used, " ");
	esc_hours_text(h->config->policy, locale_name(op->conv->locale), hours);
	dialog_handoff_text(ESC_NONE, ESC_CLOSED_UNTIL, op->conv->locale, k->reference, hours,
			    text + used, sizeof text - used);
	op_system(op, text);
}

static bool may_release(const struct hub *h, const struct conv *c, const struct hub_case *k)
{
	const struct action *a = c->actions;

	return k && k->state == ESC_CASE_ASSIGNED && c->state == STORE_HUMAN &&
	       strcmp(k->agent, a->agent) == 0 && !(a->flag && is_present(h, k->agent));
}

void away_release(struct hub *h, struct conv *c)
{
	struct hub_case *k = map_get_text(&h->cases, c->actions->case_id);
	bool may = may_release(h, c, k);
	struct action *a = action_take(c);
	struct esc_arrival arrival;

	if (!may) {
		action_free(a);
		return;
	}
	struct op *op = op_new(h, c);
	op->actions = a;
	op->done = release_done;
	if (op_step_case(op, k, ESC_CASE_RELEASE) == 0) {
		op->change.agent[0] = '\0';
		op_set_owner(op, "", "");
		esc_arrive(h->config->policy, h->desk, k->team, hub_now(h), &arrival);
		if (arrival.outcome == ESC_CLOSED_UNTIL)
			away_to_closed(op, k);
		else /* also past the cap: this customer was in line before */
			to_front(op, k);
	}
	op_submit(op);
}
