/*
 * A case waits once: until somebody has it for the first time. Its service levels are due by the
 * policy that held when it was opened, last came to another team or was last on hold; a changed
 * policy does not make yesterday's answers late.
 */
#include "gateway/session/figures.h"

#include "gateway/session/hub.h"
#include "gateway/session/op.h"
#include "gateway/session/sla.h"
#include "gateway/session/waits.h"

static void plan_due(struct op *op, const struct hub_case *k)
{
	struct store_case_change *ch = &op->change;
	struct hub_case after;

	sla_after(op, k, &after);
	ch->has_due = ch->open || ch->team[0];
	ch->has_paused = ch->hold.since_ms != k->hold.since_ms &&
			 (after.paused_ms != k->paused_ms ||
			  after.sla.due_ms[ESC_RESOLUTION] != k->sla.due_ms[ESC_RESOLUTION]);
	ch->paused_ms = after.paused_ms;
	ch->first_due_ms = after.sla.due_ms[ESC_FIRST_RESPONSE];
	ch->solve_due_ms = after.sla.due_ms[ESC_RESOLUTION];
}

static void plan_wait(struct op *op, const struct hub_case *k)
{
	int64_t from = k->in_line_ms ? k->in_line_ms : k->created_ms;
	int64_t waited = hub_now(op->hub) - from;

	op->change.has_wait = true;
	op->change.waited_ms = waited > 0 ? waited : 0; /* the clock may have gone back */
	op->change.promised_ms = waits_was_told(k) ? k->promise_ms : -1;
}

void figures_plan(struct op *op)
{
	const struct hub_case *k =
		op->opened ? op->opened : map_get_text(&op->hub->cases, op->change.id);

	if (!k)
		return;
	plan_due(op, k);
	if (!op->change.open && op->case_state == ESC_CASE_ASSIGNED && waits_in(k->state))
		plan_wait(op, k);
}
