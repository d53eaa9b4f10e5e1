/*
 * Building, sending and completing one store operation. The conversation in memory changes in
 * op_complete() and nowhere else, after the store has said what became true.
 */
#include "gateway/session/op.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/dialog/memory.h"
#include "gateway/session/ask.h"
#include "gateway/session/conv.h"
#include "gateway/session/errand.h"
#include "gateway/session/events.h"
#include "gateway/session/figures.h"
#include "gateway/session/hold.h"
#include "gateway/session/sla.h"
#include "gateway/session/tell.h"
#include "gateway/session/waits.h"

/* What the customer answered before there was anything to store, or in the closed conversation
 * before this one. */
static void carry_consent(struct op *op)
{
	const struct settings_consent *s = &op->hub->config->settings->consent;
	const char *answer = op->conv->consent == CONSENT_REFUSED ? "-" : s->version;

	if (op->conv->consent == CONSENT_NEEDED ||
	    (op->conv->consent == CONSENT_GIVEN && !s->required))
		return;
	op->append.patch |= STORE_SET_CONSENT;
	snprintf(op->append.consent, sizeof op->append.consent, "%s", answer);
}

struct op *op_new(struct hub *h, struct conv *c)
{
	struct op *op = mem_new(1, sizeof *op);
	struct store_append *a = &op->append;

	op->hub = h;
	op->conv = c;
	memcpy(a->conversation, c->id, sizeof a->conversation);
	memcpy(a->token_hash, c->token_hash, TOKEN_HASH_LEN);
	snprintf(a->locale, sizeof a->locale, "%s", locale_name(c->locale));
	a->create = !c->is_stored;
	a->page = c->page;
	a->expect_version = c->is_stored ? c->version : UINT64_MAX;
	a->expect_state = c->is_stored;
	a->state_now = c->state;
	a->at_ms = hub_now(h);
	if (c->is_locale_new)
		a->patch |= STORE_SET_LOCALE;
	if (c->is_page_new)
		a->patch |= STORE_SET_PAGE;
	if (!c->is_stored)
		carry_consent(op);
	c->op = op;
	return op;
}

void op_free(struct op *op)
{
	if (!op)
		return;
	for (size_t i = 0; i < op->customer_count; i++)
		message_dispose(&op->customer[i]);
	for (size_t i = 0; i < op->rest_count; i++)
		message_dispose(&op->rest[i]);
	while (op->actions) {
		struct action *next = op->actions->next;
		action_free(op->actions);
		op->actions = next;
	}
	if (op->opened)
		free(op->opened->summary);
	free(op->opened);
	dialog_memory_free(op->memory);
	errand_free(op->errand);
	ask_free(op->ask);
	free(op->dialog);
	free(op->evidence);
	free(op->summary);
	free(op->contact);
	free(op);
}

struct message *op_add_customer(struct op *op)
{
	return op->customer_count < OP_CUSTOMER_MAX ? &op->customer[op->customer_count++] : NULL;
}

struct message *op_add_rest(struct op *op)
{
	return op->rest_count < OP_REST_MAX ? &op->rest[op->rest_count++] : NULL;
}

void op_system(struct op *op, const char *text)
{
	struct message *m = op_add_rest(op);

	if (m)
		message_system(hub_shop(op->hub), op->conv->locale, text, hub_now(op->hub), m);
}

void op_set_state(struct op *op, enum store_conv_state s)
{
	op->append.patch |= STORE_SET_STATE;
	op->append.state = s;
}

void op_set_owner(struct op *op, const char *id, const char *name)
{
	op->append.patch |= STORE_SET_OWNER;
	snprintf(op->append.owner, sizeof op->append.owner, "%s", id);
	snprintf(op->append.owner_name, sizeof op->append.owner_name, "%s", name);
}

void op_set_memory(struct op *op, struct dialog_memory *m)
{
	struct buf b;

	dialog_memory_free(op->memory);
	op->memory = m;
	buf_init(&b, BUF_MAX_JSON);
	memory_write(m, &b);
	free(op->dialog);
	op->dialog = buf_take(&b, NULL);
	buf_dispose(&b);
	op->append.patch |= STORE_SET_DIALOG;
	op->append.dialog = op->dialog;
}

int op_step_case(struct op *op, const struct hub_case *k, enum esc_case_event event)
{
	enum esc_case_state next;
	enum esc_case_state from = op->has_change ? op->case_state : k->state;

	if (esc_case_step(from, event, &next) != 0) {
		log_warn("case_step_refused", "case", k->id, "state", esc_case_state_name(from),
			 "event", esc_case_event_name(event), NULL);
		return -1;
	}
	struct store_case_change *ch = &op->change;
	if (!op->has_change) {
		memcpy(ch->id, k->id, sizeof ch->id);
		if (k->state != ESC_CASE_OFFERED) /* nobody has that one yet */
			memcpy(ch->agent, k->agent, sizeof ch->agent);
		snprintf(ch->expect, sizeof ch->expect, "%s", esc_case_state_name(k->state));
		if (k->outcome != ESC_OUTCOME_NONE)
			snprintf(ch->outcome, sizeof ch->outcome, "%s",
				 esc_outcome_name(k->outcome));
	}
	op->has_change = true;
	waits_plan(op, k, event);
	op->case_state = next;
	snprintf(ch->state, sizeof ch->state, "%s", esc_case_state_name(next));
	return 0;
}

void op_fail(struct op *op, const char *code)
{
	for (const struct action *a = op->actions; a; a = a->next) {
		if (a->peer)
			tell_error(op->hub, a->peer, code, a->id,
				   a->case_id[0] ? a->case_id : NULL);
	}
}

static void apply_to_memory(struct op *op, const struct store_append_result *r)
{
	struct conv *c = op->conv;
	const struct store_append *a = &op->append;
	struct hub_case *k = conv_case(op->hub, c);

	c->is_stored = true;
	c->version = r->version;
	c->seq = r->seq;
	c->state = r->state;
	if (r->status != STORE_OK)
		return;
	c->last_ms = a->at_ms;
	if (k)
		k->last_ms = a->at_ms;
	if (a->patch & STORE_SET_OWNER) {
		memcpy(c->owner, a->owner, sizeof c->owner);
		memcpy(c->owner_name, a->owner_name, sizeof c->owner_name);
	}
	if (a->patch & STORE_SET_CASE)
		memcpy(c->case_id, a->case_id, sizeof c->case_id);
	if (a->patch & STORE_SET_LOCALE)
		c->is_locale_new = false;
	if (a->patch & STORE_SET_PAGE)
		c->is_page_new = false;
	if (op->memory) {
		dialog_memory_free(c->memory);
		c->memory = op->memory;
		op->memory = NULL;
	}
}

/* The n-th asker of this operation. */
static const struct action *asker(const struct op *op, size_t n)
{
	const struct action *a = op->actions;

	while (a && n-- > 0)
		a = a->next;
	return a;
}

static void send_message(struct op *op, struct store_message *row, uint64_t seq, uint64_t sender)
{
	const struct conv *c = op->conv;
	const char *case_id = c->case_id[0] ? c->case_id : op->change.id[0] ? op->change.id : NULL;

	if (!case_id && c->watcher_count > 0)
		case_id = ""; /* a supervisor reads along */
	row->seq = seq;
	events_message(op->hub, op->conv, row, case_id, sender);
}

static void ack_customer(struct op *op, const struct action *a, uint64_t seq)
{
	struct link *l = map_get_u64(&op->hub->links, a->peer);

	tell_ack(op->hub, a->peer, a->id, seq);
	if (l && l->conv == op->conv)
		events_acked(l, seq);
}

static void ack_agent(struct op *op, const struct action *a, uint64_t seq)
{
	struct agent_link *w = map_get_u64(&op->hub->agent_links, a->peer);

	tell_ack(op->hub, a->peer, a->id, seq);
	if (w)
		events_acked_agent(op->conv, w, seq);
}

static void send_messages(struct op *op, const struct store_append_result *r)
{
	for (size_t i = 0; i < op->customer_count; i++) {
		ack_customer(op, asker(op, i), r->customer_seq[i]);
		if (r->customer_new[i])
			send_message(op, &op->customer_rows[i], r->customer_seq[i],
				     asker(op, i)->peer);
	}
	if (r->status != STORE_OK && r->status != STORE_DUPLICATE)
		return;
	for (size_t i = 0; i < op->rest_count; i++) {
		bool is_agents = op->rest[i].row.origin == STORE_AGENT ||
				 op->rest[i].row.origin == STORE_AGENT_AI_DRAFT;
		if (is_agents)
			ack_agent(op, op->actions, r->rest_seq[i]);
		if (r->status == STORE_OK)
			send_message(op, &op->rest_rows[i], r->rest_seq[i],
				     is_agents ? op->actions->peer : 0);
	}
}

static void op_complete(struct store_call call, const struct store_append_result *r)
{
	struct op *op = call.ctx;
	struct hub *h = op->hub;
	struct conv *c = op->conv;

	h->ops_in_flight--;
	c->op = NULL;
	switch (r->status) {
	case STORE_OK:
	case STORE_DUPLICATE:
	case STORE_CONFLICT:
		apply_to_memory(op, r);
		send_messages(op, r);
		if (r->status == STORE_DUPLICATE)
			h->counters.duplicates++;
		break;
	case STORE_UNAVAILABLE:
	case STORE_UNKNOWN:
		h->counters.store_errors++;
		op_fail(op, "store_unavailable");
		break;
	case STORE_ID_CONFLICT:
	case STORE_GONE:
	case STORE_CLOSED: break;
	}
	if (r->status == STORE_OK && op->has_change) {
		waits_committed(op);
		hold_committed(op);
		sla_committed(op);
	}
	op->done(op, r);
	op_free(op);
	conv_touch(h, c);
}

void op_submit(struct op *op)
{
	struct hub *h = op->hub;
	struct store_append *a = &op->append;

	for (size_t i = 0; i < op->customer_count; i++)
		op->customer_rows[i] = op->customer[i].row;
	for (size_t i = 0; i < op->rest_count; i++)
		op->rest_rows[i] = op->rest[i].row;
	a->customer = op->customer_rows;
	a->customer_count = op->customer_count;
	a->rest = op->rest_rows;
	a->rest_count = op->rest_count;
	if (op->has_change) {
		figures_plan(op);
		op->change.evidence = op->evidence;
		op->change.summary = op->summary;
		op->change.contact = op->contact;
		a->case_change = &op->change;
	}
	h->ops_in_flight++;
	if (h->ops->append(h->store, a, (struct store_call){.ctx = op}, op_complete) != 0) {
		struct store_append_result r = {.status = STORE_UNAVAILABLE};
		op_complete((struct store_call){.ctx = op}, &r);
	}
}
