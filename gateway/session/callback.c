#include "gateway/session/callback.h"

#include <stdio.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/handoff.h"
#include "gateway/session/op.h"
#include "gateway/session/overdue.h"
#include "gateway/words/words.h"

/* Steps the open case, or opens one. Returns it. */
static struct hub_case *place(struct op *op, struct hub_case *k)
{
	bool waits = k && (k->state == ESC_CASE_QUEUED || k->state == ESC_CASE_OFFERED);

	if (!k) {
		k = handoff_new_case(op, ESC_REQUEST);
		if (handoff_place(op, k, ESC_CALLBACK) != 0)
			log_error("case_table", "event", "open_later", NULL);
	} else if (op_step_case(op, k, waits ? ESC_CASE_EXPIRE : ESC_CASE_OPEN_LATER) == 0) {
		snprintf(op->change.outcome, sizeof op->change.outcome, "callback");
		if (k->state == ESC_CASE_CALLBACK) /* due when the team opens */
			op->change.expires_ms = k->expires_ms;
	}
	return k;
}

/* Whoever leaves a contact at night is not left to hope for a call within the hour. */
static void promise(struct op *op, const struct hub_case *k)
{
	const struct hub *h = op->hub;
	char hours[160];

	op->change.contact_due_ms = overdue_opens_ms(op->hub);
	esc_hours_text(h->config->policy, locale_name(op->conv->locale), hours);
	desk_say(op, op->change.contact_due_ms ? WORD_CONTACT_TAKEN_CLOSED : WORD_CONTACT_TAKEN,
		 &(struct word_fill){.reference = k->reference, .hours = hours});
}

void callback_leave(struct hub *h, struct conv *c)
{
	struct hub_case *k = conv_case(h, c);
	struct op *op = handoff_begin(h, c, c->state == STORE_BOT || c->state == STORE_QUEUED);

	if (!op)
		return;
	k = place(op, k);
	op_set_state(op, STORE_BOT);
	op->contact = mem_string(op->actions->text);
	if (op->actions->more && op->actions->more[0])
		op->summary = handoff_summary(op->actions->more, strlen(op->actions->more));
	promise(op, k);
	op_submit(op);
}

void callback_committed(const struct op *op, struct hub_case *k)
{
	if (!op->contact)
		return;
	k->has_contact = true;
	k->contact_ms = op->append.at_ms;
	k->contact_due_ms = op->change.contact_due_ms;
}

const struct wire_callback *callback_view(const struct hub_case *k, struct callback_view *v)
{
	if (!k->contact_ms)
		return NULL;
	clock_iso(k->contact_ms, v->left);
	clock_iso(k->contact_due_ms, v->due);
	v->frame = (struct wire_callback){.left_at = v->left,
					  .due_at = k->contact_due_ms ? v->due : NULL};
	return &v->frame;
}
