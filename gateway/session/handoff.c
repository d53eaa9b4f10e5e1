/*
 * One open case a conversation. The outcome is decided by esc_arrive() when the case is opened or
 * asked for again; what the customer is told is a system message with the reference number, stored
 * like any other, followed by a `state` frame.
 */
#include "gateway/session/handoff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/dialog/evidence.h"
#include "gateway/session/answer.h"
#include "gateway/session/assign.h"
#include "gateway/session/board.h"
#include "gateway/session/callback.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/events.h"
#include "gateway/session/op.h"
#include "gateway/session/overdue.h"
#include "gateway/session/sla.h"
#include "gateway/session/tell.h"
#include "gateway/session/waits.h"
#include "gateway/words/words.h"

#define SUMMARY_BYTES 160

char *handoff_summary(const char *text, size_t len)
{
	size_t n = len < SUMMARY_BYTES ? len : SUMMARY_BYTES;

	while (n > 0 && n < len && ((unsigned char)text[n] & 0xC0) == 0x80)
		n--;
	char *s = mem_copy(text, n);
	for (char *p = s; *p; p++) {
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	}
	return s;
}

static bool is_in_line(const struct hub_case *k)
{
	return k->state == ESC_CASE_QUEUED || k->state == ESC_CASE_OFFERED;
}

void handoff_to_line(struct hub *h, struct hub_case *k)
{
	struct esc_waiting w = {.reason = k->reason,
				.state = k->state,
				.priority = k->priority,
				.since_ms = k->created_ms,
				.place_ms = k->place_ms,
				/* Whose timer still runs was told an hour. */
				.has_contact = k->has_contact && !k->expires_ms,
				.pool = esc_policy_pool(h->config->policy, k->team)};

	snprintf(w.case_id, sizeof w.case_id, "%s", k->id);
	snprintf(w.reference, sizeof w.reference, "%s", k->reference);
	snprintf(w.locale, sizeof w.locale, "%s", locale_name(k->locale));
	snprintf(w.team, sizeof w.team, "%s", k->team);
	memcpy(w.last_agent, k->last_agent, sizeof w.last_agent);
	esc_desk_wait(h->desk, &w);
	waits_in_line(h, k);
	events_desk(h);
}

struct hub_case *handoff_new_case(struct op *op, enum esc_reason reason)
{
	struct hub *h = op->hub;
	struct hub_case *k = mem_new(1, sizeof *k);
	struct store_case_change *ch = &op->change;

	id_new(hub_now(h), k->id);
	memcpy(k->conversation, op->conv->id, sizeof k->conversation);
	reference_new(k->reference);
	k->reason = reason;
	k->locale = op->conv->locale;
	memcpy(k->last_agent, op->conv->last_agent, sizeof k->last_agent);
	k->created_ms = k->last_ms = hub_now(h);
	k->promise_ms = -1;
	k->priority = esc_policy_priority(h->config->policy, reason);
	snprintf(k->team, sizeof k->team, "%s",
		 esc_policy_team(h->config->policy, reason, locale_name(k->locale)));

	op->has_change = true;
	ch->open = true;
	memcpy(ch->id, k->id, sizeof ch->id);
	memcpy(ch->reference, k->reference, sizeof ch->reference);
	memcpy(ch->team, k->team, sizeof ch->team);
	snprintf(ch->reason, sizeof ch->reason, "%s", esc_reason_name(reason));
	ch->priority = k->priority;
	op->opened = k;
	op->append.patch |= STORE_SET_CASE;
	memcpy(op->append.case_id, k->id, sizeof op->append.case_id);
	return k;
}

int handoff_place(struct op *op, struct hub_case *k, enum esc_outcome outcome)
{
	struct hub *h = op->hub;
	enum esc_case_event event = outcome == ESC_QUEUED ? ESC_CASE_OPEN : ESC_CASE_OPEN_LATER;

	if (op->opened) {
		if (esc_case_step(ESC_CASE_NONE, event, &op->case_state) != 0)
			return -1;
		snprintf(op->change.state, sizeof op->change.state, "%s",
			 esc_case_state_name(op->case_state));
	} else if (op_step_case(op, k, event) != 0) {
		return -1;
	}
	snprintf(op->change.outcome, sizeof op->change.outcome, "%s", esc_outcome_name(outcome));
	if (outcome == ESC_QUEUED) {
		int64_t longest = esc_policy_max_wait_ms(h->config->policy, k->team);
		op->change.expires_ms = longest > 0 ? hub_now(h) + longest : 0;
		op_set_state(op, STORE_QUEUED);
	} else if (outcome == ESC_CLOSED_UNTIL) {
		op->change.expires_ms = overdue_opens_ms(h);
	}
	return 0;
}

/* Where the first team's line is full, another one's. */
static void set_team(struct op *op, struct hub_case *k, const char *team)
{
	snprintf(op->change.team, sizeof op->change.team, "%s", team);
	if (op->opened)
		memcpy(k->team, op->change.team, sizeof k->team);
}

void handoff_open(struct op *op, const struct dialog_step *step, const char *text, size_t len)
{
	struct hub *h = op->hub;
	struct hub_case *k = conv_case(h, op->conv);
	struct esc_arrival arrival;
	char words[1024], hours[160];

	if (!k)
		k = handoff_new_case(op, step->verdict.reason);
	esc_arrive(h->config->policy, h->desk, k->team, hub_now(h), &arrival);
	set_team(op, k, arrival.team);
	if (handoff_place(op, k, arrival.outcome) != 0)
		return;
	op->reason = step->verdict.reason;
	op->evidence = evidence_case(step, hub_now(h));
	if (len > 0)
		op->summary = handoff_summary(text, len);
	esc_hours_text(h->config->policy, locale_name(op->conv->locale), hours);
	dialog_handoff_text(step->verdict.reason, arrival.outcome, op->conv->locale, k->reference,
			    hours, words, sizeof words);
	op_system(op, words);
	op->append.turn_done = true;
}

/* When the maximum wait of a case that was on offer during a restart is over: its timer was that of
 * the offer. */
static int64_t line_end(const struct hub *h, const struct hub_case *k)
{
	int64_t longest = esc_policy_max_wait_ms(h->config->policy, k->team), now = hub_now(h);

	if (longest <= 0)
		return 0;
	return k->created_ms + longest > now ? k->created_ms + longest : now + longest;
}

void handoff_remember(struct hub *h, const struct store_case *row)
{
	struct hub_case *k = mem_new(1, sizeof *k);

	memcpy(k->id, row->id, sizeof k->id);
	memcpy(k->conversation, row->conversation, sizeof k->conversation);
	memcpy(k->reference, row->reference, sizeof k->reference);
	memcpy(k->team, row->team, sizeof k->team);
	memcpy(k->agent, row->agent, sizeof k->agent);
	k->locale = locale_of_name(row->locale);
	k->reason = esc_reason_of_name(row->reason);
	k->state = esc_case_state_of_name(row->state);
	for (int o = ESC_ASSIGNED; o <= ESC_CLOSED_UNTIL; o++) {
		if (strcmp(row->outcome, esc_outcome_name((enum esc_outcome)o)) == 0)
			k->outcome = (enum esc_outcome)o;
	}
	k->priority = row->priority;
	k->created_ms = row->created_ms;
	k->last_ms = row->changed_ms;
	k->expires_ms = row->expires_ms;
	k->place_ms = row->place_ms;
	k->promise_ms = -1;
	k->answered_ms = row->answered_ms;
	k->sla_raised = row->sla_raised;
	k->hold = row->hold;
	k->paused_ms = row->paused_ms;
	memcpy(k->disposition, row->disposition, sizeof k->disposition);
	sla_plan(h, k);
	k->assigned_ms = k->state == ESC_CASE_ASSIGNED ? row->changed_ms : 0;
	k->summary = mem_string(row->summary);
	k->has_contact = row->contact && row->contact[0];
	k->contact_ms = row->contact_ms;
	k->contact_due_ms = row->contact_due_ms;
	map_put_text(&h->cases, k->id, k);
	memcpy(k->last_agent, row->last_agent, sizeof k->last_agent);
	if (k->state == ESC_CASE_OFFERED)
		k->leaves_line_ms = line_end(h, k);
	if (k->state == ESC_CASE_QUEUED || k->state == ESC_CASE_OFFERED ||
	    k->state == ESC_CASE_CALLBACK)
		handoff_to_line(h, k);
}

void handoff_forget(struct hub *h, struct hub_case *k)
{
	map_take_text(&h->cases, k->id);
	esc_desk_leave(h->desk, k->id);
	events_desk(h);
	free(k->summary);
	free(k->draft_text);
	free(k);
}

static enum esc_outcome outcome_of(const struct op *op)
{
	for (int o = ESC_ASSIGNED; o <= ESC_CLOSED_UNTIL; o++) {
		if (strcmp(op->change.outcome, esc_outcome_name((enum esc_outcome)o)) == 0)
			return (enum esc_outcome)o;
	}
	return ESC_OUTCOME_NONE;
}

void handoff_committed(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct hub_case *k = op->opened ? op->opened : map_get_text(&h->cases, op->change.id);

	if (!op->has_change || r->status != STORE_OK || !k)
		return;
	if (op->opened) {
		map_put_text(&h->cases, k->id, k);
		op->opened = NULL;
		h->counters.handoffs[k->reason]++;
		board_opened(h, k->reason, k->locale);
		log_info("handoff", "case", k->id, "reference", k->reference, "reason",
			 esc_reason_name(k->reason), "outcome", op->change.outcome, "locale",
			 locale_name(k->locale), NULL);
	}
	assign_offer_over(h, k);
	k->state = op->case_state;
	callback_committed(op, k);
	k->outcome = outcome_of(op);
	memcpy(k->agent, op->change.agent, sizeof k->agent);
	k->expires_ms = op->change.expires_ms;
	if (op->change.team[0])
		memcpy(k->team, op->change.team, sizeof k->team);
	if (op->change.place_ms > 0)
		k->place_ms = op->change.place_ms;
	if (op->summary) {
		free(k->summary);
		k->summary = op->summary;
		op->summary = NULL;
	}
	events_state(h, op->conv, k->id);
	if (k->state == ESC_CASE_CLOSED)
		handoff_forget(h, k);
	else if (k->state != ESC_CASE_ASSIGNED)
		handoff_to_line(h, k);
}

/* Closes the open case in the operation (through every state that leads there). Returns -1 when
 * that is not possible. */
static int close_case(struct op *op, const struct hub_case *k, enum esc_case_event event)
{
	if (op_step_case(op, k, event) != 0)
		return -1;
	if (op->case_state == ESC_CASE_WRAPUP && op_step_case(op, k, ESC_CASE_DONE) != 0)
		return -1;
	op->append.patch |= STORE_SET_CASE;
	op->append.case_id[0] = '\0';
	return 0;
}

static void simple_done(struct op *op, const struct store_append_result *r)
{
	if (r->status == STORE_OK) {
		if (op->has_change)
			handoff_committed(op, r);
		else
			events_state(op->hub, op->conv, NULL);
	} else if (r->status == STORE_CONFLICT || r->status == STORE_CLOSED) {
		op_fail(op, "wrong_state");
	} else if (r->status == STORE_GONE) {
		op_fail(op, "session_expired");
	}
}

void handoff_button(struct hub *h, struct conv *c)
{
	struct action *a = action_take(c);
	struct link *l = map_get_u64(&h->links, a->peer);

	if (c->state == STORE_QUEUED ||
	    c->state == STORE_HUMAN) { /* there already: only told again */
		if (l)
			tell_state(h, c, l);
		action_free(a);
		return;
	}
	if (c->state == STORE_ENDED) {
		conv_renew(h, c);
		for (l = c->links; l; l = l->next)
			tell_welcome(h, c, l, l->token, false);
	}
	struct op *op = op_new(h, c);
	struct dialog_env env = answer_env(h, h->config);
	struct dialog_step step;

	op->actions = a;
	op->done = simple_done;
	dialog_button(&env, c->memory, locale_name(c->locale), &step);
	handoff_open(op, &step, "", 0);
	op_set_memory(op, dialog_step_take_memory(&step));
	dialog_step_dispose(&step);
	op_submit(op);
}

struct op *handoff_begin(struct hub *h, struct conv *c, bool fits)
{
	struct action *a = action_take(c);

	if (!fits) {
		if (a->peer)
			tell_error(h, a->peer, "wrong_state", a->id,
				   a->case_id[0] ? a->case_id : NULL);
		action_free(a);
		return NULL;
	}
	struct op *op = op_new(h, c);
	op->actions = a;
	op->done = simple_done;
	return op;
}

static void say(struct op *op, enum word w, const char *reference)
{
	char text[1024];

	word_write(w, op->conv->locale,
		   &(struct word_fill){.shop = hub_shop(op->hub), .reference = reference}, text,
		   sizeof text);
	op_system(op, text);
}

void handoff_cancel(struct hub *h, struct conv *c)
{
	struct hub_case *k = conv_case(h, c);
	struct op *op = handoff_begin(h, c, c->state == STORE_QUEUED && k);

	if (!op)
		return;
	if (close_case(op, k, ESC_CASE_LEAVE) == 0) {
		op_set_state(op, STORE_BOT);
		/* Who wanted people only is not promised an assistant. */
		say(op, c->consent == CONSENT_GIVEN ? WORD_LEFT_LINE : WORD_LEFT_LINE_PEOPLE,
		    k->reference);
	}
	op_submit(op);
}

static void end_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;

	if (r->status == STORE_OK && op->has_change) {
		struct hub_case *k = map_get_text(&h->cases, op->change.id);
		if (k && k->state == ESC_CASE_ASSIGNED)
			desk_agent_freed(h, map_get_text(&h->agents, k->agent));
	}
	simple_done(op, r);
}

void handoff_end(struct hub *h, struct conv *c)
{
	struct hub_case *k = conv_case(h, c);

	if (!c->is_stored) { /* nothing is kept of a chat that never began */
		struct action *a = action_take(c);
		c->state = STORE_ENDED;
		events_state(h, c, NULL);
		action_free(a);
		return;
	}
	struct op *op = handoff_begin(h, c, c->state != STORE_ENDED);
	if (!op)
		return;
	op->done = end_done;
	if (k) {
		enum esc_case_event event = is_in_line(k) ? ESC_CASE_LEAVE : ESC_CASE_FINISH;
		if (close_case(op, k, event) != 0)
			log_error("case_table", "event", esc_case_event_name(event), NULL);
		snprintf(op->change.outcome, sizeof op->change.outcome, "%s",
			 esc_outcome_name(k->outcome));
	}
	op_set_state(op, STORE_ENDED);
	op_set_owner(op, "", "");
	say(op, WORD_ENDED, "");
	op_submit(op);
}
