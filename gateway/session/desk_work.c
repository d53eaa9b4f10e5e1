/*
 * Claims are atomic twice: actions of a conversation run one after the other, and the store steps
 * the case only from the state that the claim saw. Who comes second is told `already_claimed`.
 */
#include "gateway/session/desk_work.h"

#include <stdio.h>
#include <string.h>

#include "gateway/base/log.h"
#include "gateway/session/assign.h"
#include "gateway/session/conv.h"
#include "gateway/session/copilot.h"
#include "gateway/session/events.h"
#include "gateway/session/handoff.h"
#include "gateway/session/hold.h"
#include "gateway/session/notes.h"
#include "gateway/session/op.h"
#include "gateway/session/roster.h"
#include "gateway/session/sla.h"
#include "gateway/session/tell.h"
#include "gateway/session/transcript.h"
#include "gateway/session/wrapup.h"
#include "gateway/words/words.h"

void desk_agent_changed(struct hub *h, struct agent *a)
{
	struct esc_agent at_desk = {.presence = a->presence,
				    .chats = a->chats,
				    .has_offer = a->has_offer,
				    .idle_ms = a->idle_ms};

	h->is_assign_due = h->is_roster_dirty = h->is_queue_dirty = true;
	if (!a->links) {
		esc_desk_agent_gone(h->desk, a->id);
		return;
	}
	memcpy(at_desk.id, a->id, sizeof at_desk.id);
	esc_policy_skills(h->config->policy, a->name, &at_desk.languages, &at_desk.teams);
	esc_desk_agent(h->desk, &at_desk);
}

void desk_agent_freed(struct hub *h, struct agent *a)
{
	if (!a || a->chats == 0)
		return;
	a->chats--;
	desk_agent_changed(h, a);
}

struct op *desk_begin(struct hub *h, struct conv *c, const char *code)
{
	struct action *a = action_take(c);

	if (code) {
		tell_error(h, a->peer, code, a->id, a->case_id);
		action_free(a);
		return NULL;
	}
	struct op *op = op_new(h, c);
	op->actions = a;
	return op;
}

void desk_say(struct op *op, enum word w, const struct word_fill *fill)
{
	struct word_fill with_shop = *fill;
	char text[1024];

	with_shop.shop = hub_shop(op->hub);
	word_write(w, op->conv->locale, &with_shop, text, sizeof text);
	op_system(op, text);
}

static void say(struct op *op, enum word w, const char *agent)
{
	desk_say(op, w, &(struct word_fill){.agent = agent});
}

/* ---- claim ---- */

static void claim_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct hub_case *k = map_get_text(&h->cases, op->change.id);
	struct agent *who = map_get_text(&h->agents, op->append.owner);

	if (r->status == STORE_CONFLICT || r->status == STORE_CLOSED || r->status == STORE_GONE) {
		h->counters.claims_lost++;
		op_fail(op, "already_claimed");
	}
	if (r->status != STORE_OK || !k) {
		assign_failed(h, op->change.id, who);
		return;
	}
	assign_offer_over(h, k);
	k->expires_ms = 0;
	k->state = ESC_CASE_ASSIGNED;
	k->outcome = ESC_ASSIGNED;
	memcpy(k->agent, op->append.owner, sizeof k->agent);
	h->counters.claims++;
	h->counters.claim_wait_ms_total += hub_now(h) - k->created_ms;
	esc_desk_leave(h->desk, k->id);
	memcpy(op->conv->last_agent, k->agent, sizeof k->agent);
	if (who) {
		who->idle_ms = hub_now(h);
		desk_agent_changed(h, who);
	}
	events_desk(h);
	log_info("case_claimed", "case", k->id, "agent", k->agent, NULL);
	events_state(h, op->conv, k->id);
	if (op->append.note)
		notes_committed(op, r);
	if (op->actions->peer && strcmp(op->actions->agent, k->agent) == 0)
		transcript_send(h, op->actions->peer, op->actions->id, k->id, false, NULL);
	else
		assign_tell_case(h, k);
}

static const char *claim_refusal(struct hub *h, const struct action *a, const struct hub_case *k,
				 const struct agent *who)
{
	if (!k)
		return "already_claimed"; /* it was there when the frame came in */
	if (k->state != ESC_CASE_QUEUED && k->state != ESC_CASE_CALLBACK &&
	    k->state != ESC_CASE_OFFERED)
		return strcmp(k->agent, a->agent) == 0 ? "wrong_state" : "already_claimed";
	if (!who || who->is_disabled)
		return "forbidden";
	/* Given by the gateway or accepted: it stands among the chats already. */
	bool counted = a->flag || (k->state == ESC_CASE_OFFERED && strcmp(k->agent, a->agent) == 0);
	if (who->chats >= esc_policy_agent_capacity(h->config->policy) + counted)
		return "at_capacity";
	if (a->flag && (!who->links || who->presence != ESC_AVAILABLE))
		return "wrong_state"; /* gone, or busy, since it was given */
	return NULL;
}

void desk_give(struct op *op, const struct hub_case *k, struct agent *who)
{
	op->done = claim_done;
	op->append.expect_version = UINT64_MAX; /* the case decides */
	op->append.expect_state = false;
	if (op_step_case(op, k, ESC_CASE_CLAIM) == 0) {
		snprintf(op->change.agent, sizeof op->change.agent, "%s", who->id);
		snprintf(op->change.outcome, sizeof op->change.outcome, "assigned");
		op_set_state(op, STORE_HUMAN);
		op_set_owner(op, who->id, who->name);
		say(op, WORD_JOINED, who->name);
	}
}

void desk_claim(struct hub *h, struct conv *c)
{
	struct hub_case *k = map_get_text(&h->cases, c->actions->case_id);
	struct agent *who = map_get_text(&h->agents, c->actions->agent);
	const char *refusal = claim_refusal(h, c->actions, k, who);

	if (refusal && strcmp(refusal, "already_claimed") == 0)
		h->counters.claims_lost++;
	if (refusal && c->actions->flag)
		assign_failed(h, c->actions->case_id, who);
	struct op *op = desk_begin(h, c, refusal);
	if (!op)
		return;
	desk_give(op, k, who);
	who->chats += !op->actions->flag;
	op_submit(op);
}

/* ---- reply, return, close: only by the agent who has the case ---- */

const char *desk_owner_refusal(const struct conv *c, const struct action *a,
			       const struct hub_case *k)
{
	if (!k)
		return "wrong_state";
	if (k->state != ESC_CASE_ASSIGNED || c->state != STORE_HUMAN)
		return "wrong_state";
	return strcmp(k->agent, a->agent) == 0 ? NULL : "forbidden";
}

static void reply_done(struct op *op, const struct store_append_result *r)
{
	switch (r->status) {
	case STORE_OK:
		op->hub->counters.messages_agent++;
		sla_answered(op->hub, conv_case(op->hub, op->conv));
		if (op->has_change) /* a hold has ended */
			events_state(op->hub, op->conv, op->change.id);
		break;
	case STORE_ID_CONFLICT: op_fail(op, "id_conflict"); break;
	case STORE_CONFLICT:
	case STORE_CLOSED: op_fail(op, "wrong_state"); break;
	case STORE_GONE: op_fail(op, "not_found"); break;
	default: break;
	}
}

void desk_reply(struct hub *h, struct conv *c)
{
	struct hub_case *k = map_get_text(&h->cases, c->actions->case_id);
	struct op *op = desk_begin(h, c, desk_owner_refusal(c, c->actions, k));

	if (!op)
		return;
	op->done = reply_done;
	op->append.expect_version = UINT64_MAX;
	const struct action *a = op->actions;
	message_agent(&(struct message_person){.id = a->agent,
					       .name = c->owner_name,
					       .client_id = a->id,
					       .text = a->text,
					       .ai_draft = a->more &&
							   copilot_is_draft(k, a->more, a->text)},
		      hub_now(h), op_add_rest(op));
	hold_end_in(op, k);
	op_submit(op);
}

/* For a customer who writes again. */
static void remember_close(struct op *op, const struct hub_case *k)
{
	struct conv_last *last = &op->conv->last;

	if (!k)
		return;
	memcpy(last->case_id, k->id, sizeof last->case_id);
	memcpy(last->agent, k->agent, sizeof last->agent);
	memcpy(last->team, k->team, sizeof last->team);
	last->reason = k->reason;
	last->closed_ms = op->append.at_ms;
}

static void leave_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct hub_case *k = map_get_text(&h->cases, op->change.id);
	struct agent *who = map_get_text(&h->agents, op->actions->agent);

	if (r->status != STORE_OK) {
		if (r->status != STORE_UNAVAILABLE && r->status != STORE_UNKNOWN)
			op_fail(op, "wrong_state");
		return;
	}
	bool stays = wrapup_begins(op, k);
	if (!stays)
		desk_agent_freed(h, who);
	if (op->conv->state == STORE_ENDED) {
		h->counters.closed++;
		if (!stays) /* else it may be said anew until then */
			roster_ended(h, op->change.disposition);
		remember_close(op, k);
	} else {
		h->counters.returned++;
	}
	log_info("case_left", "case", op->change.id, "agent", op->actions->agent, "state",
		 store_conv_state_name(op->conv->state), NULL);
	events_state(h, op->conv, op->change.id);
	if (k && !stays)
		handoff_forget(h, k);
}

static struct op *leave(struct hub *h, struct conv *c, enum esc_case_event event,
			enum store_conv_state state, enum word w)
{
	struct hub_case *k = map_get_text(&h->cases, c->actions->case_id);
	struct op *op = desk_begin(h, c, desk_owner_refusal(c, c->actions, k));

	if (!op)
		return NULL;
	op->done = leave_done;
	if (op_step_case(op, k, event) == 0)
		wrapup_plan(op, k);
	op->append.patch |= STORE_SET_CASE;
	say(op, w, c->owner_name);
	op_set_state(op, state);
	op_set_owner(op, "", "");
	return op;
}

void desk_return(struct hub *h, struct conv *c)
{
	struct op *op = leave(h, c, ESC_CASE_RETURN, STORE_BOT, WORD_RETURNED);

	if (!op)
		return;
	struct dialog_memory *fresh = dialog_memory_copy(c->memory);
	dialog_memory_reset(fresh);
	op_set_memory(op, fresh);
	op_submit(op);
}

/* The reason is not in the list: told with the list, and nothing is changed. */
static bool refuse_disposition(struct hub *h, struct conv *c)
{
	const struct action *a = c->actions;
	const struct hub_case *k = map_get_text(&h->cases, a->case_id);

	if (desk_owner_refusal(c, a, k) || esc_policy_has_disposition(h->config->policy, a->text))
		return false;
	roster_refuse_disposition(h, a);
	action_free(action_take(c));
	return true;
}

void desk_close(struct hub *h, struct conv *c)
{
	if (refuse_disposition(h, c))
		return;
	struct op *op = leave(h, c, ESC_CASE_FINISH, STORE_ENDED, WORD_CLOSED_BY);

	if (!op)
		return;
	op->change.disposition = op->actions->text;
	op_submit(op);
}
