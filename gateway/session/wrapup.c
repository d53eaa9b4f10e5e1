/*
 * The timer is a row of the store like all others, so a restart neither frees the place at once nor
 * keeps it for ever. A store that does not take the end is asked again by the next sweep.
 */
#include "gateway/session/wrapup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/handoff.h"
#include "gateway/session/op.h"

void wrapup_plan(struct op *op, const struct hub_case *k)
{
	int64_t ms = esc_policy_wrapup_ms(op->hub->config->policy);

	if (op->case_state != ESC_CASE_WRAPUP)
		return;
	if (ms > 0) {
		op->change.expires_ms = hub_now(op->hub) + ms;
		op->change.time.ms += op->change.has_time ? ms : 0; /* the place is taken so long */
	} else if (op_step_case(op, k, ESC_CASE_DONE) != 0) {
		log_error("case_table", "event", "done", NULL);
	}
}

bool wrapup_begins(struct op *op, struct hub_case *k)
{
	if (!k || op->case_state != ESC_CASE_WRAPUP)
		return false;
	k->state = ESC_CASE_WRAPUP;
	k->expires_ms = op->change.expires_ms;
	return true;
}

struct ending {
	struct hub *hub;
	char case_id[ID_LEN + 1];
};

static void ended(struct store_call call, enum store_status st)
{
	struct ending *e = call.ctx;
	struct hub *h = e->hub;
	struct hub_case *k = map_get_text(&h->cases, e->case_id);

	if (k && k->state == ESC_CASE_WRAPUP && (st == STORE_OK || st == STORE_GONE)) {
		struct agent *who = map_get_text(&h->agents, k->agent);

		if (who && who->chats > 0) {
			who->chats--;
			desk_agent_changed(h, who);
		}
		handoff_forget(h, k);
	}
	h->ops_in_flight--;
	free(e);
}

void wrapup_over(struct hub *h, struct hub_case *k)
{
	struct ending *e = mem_new(1, sizeof *e);

	e->hub = h;
	memcpy(e->case_id, k->id, sizeof e->case_id);
	h->ops_in_flight++;
	if (h->ops->case_wrapped_up(h->store, k->id, (struct store_call){.ctx = e}, ended) != 0)
		ended((struct store_call){.ctx = e}, STORE_UNAVAILABLE);
}
