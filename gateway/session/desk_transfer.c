/*
 * One operation: the case's step, who speaks from now on, what the customer is told, and the note
 * for whoever gets it. So a transfer that loses a race - the customer ended the chat, somebody
 * disabled the agent - leaves nothing behind, not even the note.
 *
 * A colleague's place is taken when the operation is sent, as with a claim, so that two transfers
 * at once cannot both fill it.
 */
#include "gateway/session/desk_transfer.h"

#include <stdio.h>
#include <string.h>

#include "gateway/base/log.h"
#include "gateway/session/assign.h"
#include "gateway/session/away.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_direct.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/events.h"
#include "gateway/session/handoff.h"
#include "gateway/session/live.h"
#include "gateway/session/notes.h"
#include "gateway/session/op.h"
#include "gateway/session/roster.h"
#include "gateway/session/transcript.h"

static bool failed(struct op *op, const struct store_append_result *r)
{
	if (r->status == STORE_OK)
		return false;
	op->hub->counters.transfers_refused++;
	if (r->status != STORE_UNAVAILABLE && r->status != STORE_UNKNOWN)
		op_fail(op, "wrong_state");
	return true;
}

/* The sender's windows go on reading, as somebody who looks. */
static void step_back(struct conv *c, const struct agent *who)
{
	for (const struct agent_link *w = who ? who->links : NULL; w; w = w->next) {
		struct watcher *x = conv_watcher(c, w);
		if (x)
			x->is_open = true;
	}
}

static void committed(struct op *op, const struct store_append_result *r, const char *to)
{
	struct hub *h = op->hub;

	desk_agent_freed(h, map_get_text(&h->agents, op->change.expect_agent));
	step_back(op->conv, map_get_text(&h->agents, op->change.expect_agent));
	notes_committed(op, r);
	log_info("case_transferred", "case", op->change.id, "from", op->change.expect_agent, "to",
		 to, "by", op->actions->agent, NULL);
}

/* ---- to a team ---- */

static void team_done(struct op *op, const struct store_append_result *r)
{
	struct hub_case *k = map_get_text(&op->hub->cases, op->change.id);

	if (failed(op, r))
		return;
	op->hub->counters.transfers_team++;
	if (k)
		memcpy(k->team, op->change.team, sizeof k->team);
	committed(op, r, op->change.team);
	handoff_committed(op, r);
	/* Whoever passed it on has not got it back a moment later. */
	assign_not_to(op->hub, op->change.id, op->change.expect_agent);
}

static void to_team(struct op *op, const struct hub_case *k, const char *team)
{
	struct hub *h = op->hub;
	const struct esc_policy *policy = h->config->policy;
	int64_t longest = esc_policy_max_wait_ms(policy, team);
	struct store_case_change *ch = &op->change;
	struct esc_arrival arrival;

	op->done = team_done;
	if (op_step_case(op, k, ESC_CASE_TO_TEAM) != 0)
		return;
	ch->agent[0] = '\0';
	snprintf(ch->team, sizeof ch->team, "%s", team);
	snprintf(op->note.to_team, sizeof op->note.to_team, "%s", team);
	op_set_owner(op, "", "");
	esc_arrive(policy, h->desk, team, hub_now(h), &arrival);
	if (arrival.outcome == ESC_CLOSED_UNTIL) { /* no line is served: told, not hidden */
		away_to_closed(op, k);
		return;
	}
	snprintf(ch->outcome, sizeof ch->outcome, "queued");
	ch->place_ms = esc_desk_front(h->desk, k->priority, k->created_ms);
	ch->expires_ms = longest > 0 ? hub_now(h) + longest : 0;
	op_set_state(op, STORE_QUEUED);
	desk_say(op, WORD_PASSED_ON,
		 &(struct word_fill){.agent = op->conv->owner_name,
				     .title = esc_policy_team_title(policy, team, op->conv->locale),
				     .reference = k->reference});
}

/* ---- to a colleague ---- */

static void agent_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct hub_case *k = map_get_text(&h->cases, op->change.id);
	struct agent *to = map_get_text(&h->agents, op->append.owner);

	if (failed(op, r)) {
		desk_agent_freed(h, map_get_text(&h->agents, op->append.owner));
		return;
	}
	h->counters.transfers_agent++;
	if (k) {
		memcpy(k->agent, op->append.owner, sizeof k->agent);
		k->expires_ms = 0; /* a step ends the timer of the agent before */
	}
	committed(op, r, op->append.owner);
	events_state(h, op->conv, op->change.id);
	for (struct agent_link *w = to ? to->links : NULL; w; w = w->next)
		transcript_send(h, w->peer->id, NULL, op->change.id, false, NULL);
	if (to && to->is_disabled) /* between the request and now: back in line with it */
		away_release_all(h, to->id);
}

static void to_agent(struct op *op, const struct hub_case *k, struct agent *to)
{
	struct store_note *n = &op->note;

	op->done = agent_done;
	if (op_step_case(op, k, ESC_CASE_TO_AGENT) != 0)
		return;
	memcpy(op->change.agent, to->id, sizeof op->change.agent);
	memcpy(n->to_agent, to->id, sizeof n->to_agent);
	memcpy(n->to_agent_name, to->name, sizeof n->to_agent_name);
	desk_say(op, WORD_TAKES_OVER,
		 &(struct word_fill){.agent = to->name, .other = op->conv->owner_name});
	op_set_state(op, STORE_HUMAN);
	op_set_owner(op, to->id, to->name);
	to->chats++;
	desk_agent_changed(op->hub, to);
}

const char *desk_target_refusal(struct hub *h, const struct agent *to, bool is_self)
{
	if (!to)
		return "not_found";
	if (to->presence == ESC_AWAY && !is_self)
		return "wrong_state";
	return to->chats >= esc_policy_agent_capacity(h->config->policy) ? "at_capacity" : NULL;
}

/* Why that colleague cannot have it, or NULL. Somebody who is busy can: people ask each other. */
static const char *agent_refusal(struct hub *h, const struct conv *c, const struct agent *to)
{
	if (to && strcmp(to->id, c->owner) == 0)
		return "bad_message"; /* has it */
	return desk_target_refusal(h, to, to && strcmp(to->id, c->actions->agent) == 0);
}

/* ---- both ---- */

/* Answers and returns true when the target will not do. */
static bool refuse_target(struct hub *h, struct conv *c, const struct agent *to)
{
	const struct action *a = c->actions;
	const char *code = a->flag ? agent_refusal(h, c, to) : NULL;

	if (!a->flag && !esc_policy_has_team(h->config->policy, a->more))
		roster_refuse_team(h, a);
	else if (code)
		roster_refuse_agent(h, a, code);
	else
		return false;
	h->counters.transfers_refused++;
	action_free(action_take(c));
	return true;
}

static void put_note(struct op *op, const struct hub_case *k)
{
	const struct agent *by = map_get_text(&op->hub->agents, op->actions->agent);
	struct store_note *n = &op->note;

	memcpy(n->case_id, k->id, sizeof n->case_id);
	memcpy(n->agent, op->actions->agent, sizeof n->agent);
	memcpy(n->agent_name, by ? by->name : op->conv->owner_name, sizeof n->agent_name);
	n->at_ms = hub_now(op->hub);
	n->text = op->actions->text;
	op->append.note = n;
}

static bool is_waiting(const struct hub_case *k)
{
	return k->state == ESC_CASE_QUEUED || k->state == ESC_CASE_OFFERED ||
	       k->state == ESC_CASE_CALLBACK;
}

void desk_transfer(struct hub *h, struct conv *c)
{
	const struct action *a = c->actions;
	const struct hub_case *k = map_get_text(&h->cases, a->case_id);
	const struct agent *by = map_get_text(&h->agents, a->agent);
	const char *refusal = desk_owner_refusal(c, a, k);
	struct agent *to = a->flag ? roster_find(h, a->more) : NULL;

	if (k && by && live_may(by) && is_waiting(k)) {
		desk_reassign(h, c, k);
		return;
	}
	if (refusal && strcmp(refusal, "forbidden") == 0 && by && live_may(by))
		refusal = NULL; /* somebody else's, and not for that one to decide */
	if (!refusal && refuse_target(h, c, to))
		return;
	if (refusal)
		h->counters.transfers_refused++;
	struct op *op = desk_begin(h, c, refusal);
	if (!op)
		return;
	op->append.expect_version =
		UINT64_MAX; /* what the customer says meanwhile changes nothing */
	put_note(op, k);
	if (to)
		to_agent(op, k, to);
	else
		to_team(op, k, op->actions->more);
	memcpy(op->change.expect_agent, k->agent, sizeof op->change.expect_agent);
	op_submit(op);
}
