/*
 * Each way ends in the same operation that an agent's own step would have been, so that the races
 * are the same: what was no longer so when it ran is refused, and nothing is left behind.
 */
#include "gateway/session/desk_direct.h"

#include <stdio.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/session/action.h"
#include "gateway/session/assign.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_transfer.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/handoff.h"
#include "gateway/session/notes.h"
#include "gateway/session/op.h"
#include "gateway/session/roster.h"
#include "gateway/session/tell.h"

/* ---- a chat that is with the assistant ---- */

/* Why it is with a person now: nobody asked for one. */
static char *evidence_of(const struct hub *h, const char *name)
{
	char at[CLOCK_ISO_LEN + 1];
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	clock_iso(hub_now(h), at);
	buf_printf(&b, "{\"reason\":\"%s\",\"score\":0.000,\"at\":\"%s\",\"evidence\":[",
		   esc_reason_name(ESC_REQUEST), at);
	buf_text(&b, "{\"signal\":\"taken_over\",\"weight\":null,\"quote\":");
	buf_json(&b, name);
	buf_text(&b, ",\"seq\":null}]}");
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}

static void opened_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct agent *who = map_get_text(&h->agents, op->append.owner);
	const struct hub_case *k;

	if (r->status != STORE_OK) {
		if (r->status != STORE_UNAVAILABLE && r->status != STORE_UNKNOWN)
			op_fail(op, "wrong_state");
		assign_failed(h, op->change.id, who);
		return;
	}
	handoff_committed(op, r);
	k = map_get_text(&h->cases, op->change.id);
	memcpy(op->conv->last_agent, op->append.owner, sizeof op->conv->last_agent);
	if (who) {
		who->idle_ms = hub_now(h);
		desk_agent_changed(h, who);
	}
	if (k)
		assign_tell_case(h, k);
}

static void take_from_bot(struct hub *h, struct conv *c, struct agent *who)
{
	const char *code = c->state != STORE_BOT || !c->is_stored ? "wrong_state"
			   : !who || who->is_disabled             ? "forbidden"
			   : who->chats >= esc_policy_agent_capacity(h->config->policy)
				   ? "at_capacity"
				   : NULL;
	struct op *op = desk_begin(h, c, code);

	if (!op)
		return;
	struct store_case_change *ch = &op->change;
	struct hub_case *k = handoff_new_case(op, ESC_REQUEST);
	op->reason = k->reason;
	op->done = opened_done;
	op->append.expect_version = UINT64_MAX; /* what the customer says meanwhile is no reason */
	op->append.turn_done = true;
	if (esc_case_step(ESC_CASE_NONE, ESC_CASE_ASSIGN, &op->case_state) == 0) {
		snprintf(ch->state, sizeof ch->state, "%s", esc_case_state_name(op->case_state));
		snprintf(ch->outcome, sizeof ch->outcome, "assigned");
		memcpy(ch->agent, who->id, sizeof ch->agent);
		op->evidence = evidence_of(h, who->name);
		op_set_state(op, STORE_HUMAN);
		op_set_owner(op, who->id, who->name);
		desk_say(op, WORD_JOINED, &(struct word_fill){.agent = who->name});
		who->chats++;
	}
	op_submit(op);
}

void desk_take_over(struct hub *h, struct conv *c)
{
	struct action *a = c->actions;
	const struct hub_case *k = conv_case(h, c);
	struct agent *who = map_get_text(&h->agents, a->agent);

	log_info("take_over", "conversation", c->id, "agent", a->agent, NULL);
	if (!k) {
		take_from_bot(h, c, who);
		return;
	}
	memcpy(a->case_id, k->id, sizeof a->case_id);
	if (k->state != ESC_CASE_ASSIGNED) {
		desk_claim(h, c);
		return;
	}
	if (strcmp(k->agent, a->agent) == 0) { /* has it */
		tell_error(h, a->peer, "wrong_state", a->id, a->case_id);
		action_free(action_take(c));
		return;
	}
	a->text = mem_string("");
	a->more = mem_string(who ? who->name : "");
	a->flag = true;
	desk_transfer(h, c);
}

/* ---- a case that waits ---- */

static void put_note(struct op *op, const struct hub_case *k, const struct agent *to)
{
	const struct agent *by = map_get_text(&op->hub->agents, op->actions->agent);
	struct store_note *n = &op->note;

	memcpy(n->case_id, k->id, sizeof n->case_id);
	memcpy(n->agent, op->actions->agent, sizeof n->agent);
	if (by)
		memcpy(n->agent_name, by->name, sizeof n->agent_name);
	n->at_ms = hub_now(op->hub);
	n->text = op->actions->text;
	if (to) {
		memcpy(n->to_agent, to->id, sizeof n->to_agent);
		memcpy(n->to_agent_name, to->name, sizeof n->to_agent_name);
	} else {
		snprintf(n->to_team, sizeof n->to_team, "%s", op->actions->more);
	}
	op->append.note = n;
}

static void to_agent(struct hub *h, struct conv *c, const struct hub_case *k, struct agent *to)
{
	const char *code = desk_target_refusal(h, to, false);

	if (code) {
		roster_refuse_agent(h, c->actions, code);
		action_free(action_take(c));
		return;
	}
	struct op *op = desk_begin(h, c, NULL);
	put_note(op, k, to);
	desk_give(op, k, to);
	to->chats++;
	op_submit(op);
}

static void team_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct hub_case *k = map_get_text(&h->cases, op->change.id);

	if (r->status != STORE_OK) {
		if (r->status != STORE_UNAVAILABLE && r->status != STORE_UNKNOWN)
			op_fail(op, "wrong_state");
		return;
	}
	h->counters.transfers_team++;
	if (k)
		memcpy(k->team, op->change.team, sizeof k->team);
	notes_committed(op, r);
	log_info("case_reassigned", "case", op->change.id, "by", op->actions->agent, "to",
		 op->change.team, NULL);
	handoff_committed(op, r);
}

/* Another line, the same place: the customer has waited just as long. */
static void to_team(struct hub *h, struct conv *c, const struct hub_case *k)
{
	if (!esc_policy_has_team(h->config->policy, c->actions->more)) {
		roster_refuse_team(h, c->actions);
		action_free(action_take(c));
		return;
	}
	struct op *op = desk_begin(h, c, NULL);
	op->done = team_done;
	op->append.expect_version = UINT64_MAX;
	put_note(op, k, NULL);
	if (op_step_case(op, k, ESC_CASE_TO_TEAM) == 0) {
		op->change.agent[0] = '\0';
		op->change.expires_ms =
			k->state == ESC_CASE_OFFERED ? k->leaves_line_ms : k->expires_ms;
		snprintf(op->change.team, sizeof op->change.team, "%s", op->actions->more);
	}
	op_submit(op);
}

void desk_reassign(struct hub *h, struct conv *c, const struct hub_case *k)
{
	const struct action *a = c->actions;

	if (a->flag)
		to_agent(h, c, k, roster_find(h, a->more));
	else
		to_team(h, c, k);
}
