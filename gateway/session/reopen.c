/*
 * What was closed last is known from the store's row of a closed conversation, or from the close
 * itself while that is in memory; it is forgotten once the new case is stored, so that a send that
 * failed is tried again in the same way.
 */
#include "gateway/session/reopen.h"

#include <stdio.h>
#include <string.h>

#include "gateway/session/desk_work.h"
#include "gateway/session/handoff.h"
#include "gateway/session/op.h"
#include "gateway/session/transcript.h"

/* The agent who closed it, if there with room for one more. */
static struct agent *same_agent(struct hub *h, const struct conv *c)
{
	struct agent *who = map_get_text(&h->agents, c->last.agent);

	if (!who || !who->links || who->is_disabled || who->presence != ESC_AVAILABLE)
		return NULL;
	return who->chats < esc_policy_agent_capacity(h->config->policy) ? who : NULL;
}

bool reopen_fits(struct hub *h, const struct conv *c)
{
	int64_t within = esc_policy_reopen_within_ms(h->config->policy);
	struct esc_arrival arrival;

	if (!c->last.case_id[0] || hub_now(h) - c->last.closed_ms > within || within <= 0 ||
	    (c->state != STORE_ENDED && (c->is_stored || c->state != STORE_BOT)))
		return false;
	esc_arrive(h->config->policy, h->desk, c->last.team, hub_now(h), &arrival);
	return same_agent(h, c) || arrival.outcome == ESC_QUEUED;
}

static void to_agent(struct op *op, struct agent *who)
{
	if (esc_case_step(ESC_CASE_NONE, ESC_CASE_ASSIGN, &op->case_state) != 0)
		return;
	snprintf(op->change.state, sizeof op->change.state, "%s",
		 esc_case_state_name(op->case_state));
	snprintf(op->change.outcome, sizeof op->change.outcome, "assigned");
	memcpy(op->change.agent, who->id, sizeof op->change.agent);
	op_set_state(op, STORE_HUMAN);
	op_set_owner(op, who->id, who->name);
	who->chats++;
	desk_say(op, WORD_AGAIN_WITH,
		 &(struct word_fill){.agent = who->name, .reference = op->change.reference});
}

void reopen_open(struct op *op, const char *text, size_t len)
{
	struct hub *h = op->hub;
	const struct conv *c = op->conv;
	struct agent *who = same_agent(h, c);
	struct hub_case *k = handoff_new_case(op, c->last.reason);

	if (esc_policy_has_team(h->config->policy, c->last.team)) {
		memcpy(k->team, c->last.team, sizeof k->team);
		memcpy(op->change.team, c->last.team, sizeof op->change.team);
	}
	memcpy(op->change.reopens, c->last.case_id, sizeof op->change.reopens);
	op->summary = handoff_summary(text, len);
	op->reason = c->last.reason;
	op->append.turn_done = true;
	if (who) {
		to_agent(op, who);
	} else if (handoff_place(op, k, ESC_QUEUED) == 0) {
		op->change.place_ms = esc_desk_front(h->desk, k->priority, k->created_ms);
		desk_say(op, WORD_AGAIN_IN_LINE, &(struct word_fill){.reference = k->reference});
	}
}

void reopen_settled(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct agent *who = map_get_text(&h->agents, op->append.owner);

	if (!op->change.reopens[0])
		return;
	if (r->status == STORE_OK)
		op->conv->last.case_id[0] = '\0';
	if (!op->append.owner[0] || !who)
		return;
	if (r->status != STORE_OK && who->chats > 0)
		who->chats--;
	desk_agent_changed(h, who);
	for (struct agent_link *w = r->status == STORE_OK ? who->links : NULL; w; w = w->next)
		transcript_send(h, w->peer->id, NULL, op->change.id, false, NULL);
}
