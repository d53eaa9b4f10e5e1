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
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/handoff.h"
#include "gateway/session/op.h"
#include "gateway/session/roster.h"
#include "gateway/session/tell.h"

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
	snprintf(k->disposition, sizeof k->disposition, "%s", op->change.disposition);
	return true;
}

/* ---- told ---- */

const struct wire_wrapup *wrapup_view(const struct hub_case *k, struct wrapup_view *v)
{
	if (k->state != ESC_CASE_WRAPUP)
		return NULL;
	clock_iso(k->expires_ms, v->until);
	v->frame = (struct wire_wrapup){.until = v->until, .disposition = k->disposition};
	return &v->frame;
}

/* To all windows of its agent: the conversation is closed and has nobody else to tell. */
static void tell(struct hub *h, const struct hub_case *k, bool is_over)
{
	const struct agent *who = map_get_text(&h->agents, k->agent);
	struct wrapup_view v;
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_state(&b, &(struct wire_state){.state = store_conv_state_name(STORE_ENDED),
						  .outcome = esc_outcome_name(k->outcome),
						  .wait_seconds = -1,
						  .reference = k->reference,
						  .reason = esc_reason_name(k->reason),
						  .case_id = k->id,
						  .wrapup = is_over ? NULL : wrapup_view(k, &v)});
	for (const struct agent_link *w = who ? who->links : NULL; w; w = w->next)
		peer_send(w->peer, b.bytes, b.len);
	buf_dispose(&b);
}

/* ---- what changes it ---- */

/* An end, or another disposition, on its way through the store. */
struct change {
	struct hub *hub;
	uint64_t peer; /* who asked; 0 = the timer */
	char case_id[ID_LEN + 1], disposition[65];
	char *id; /* owned: the frame's, or NULL */
};

static struct change *change_new(struct hub *h, const struct hub_case *k)
{
	struct change *e = mem_new(1, sizeof *e);

	e->hub = h;
	memcpy(e->case_id, k->id, sizeof e->case_id);
	h->ops_in_flight++;
	return e;
}

static void change_free(struct change *e)
{
	e->hub->ops_in_flight--;
	free(e->id);
	free(e);
}

/* Over, for whatever reason: the place is free. */
static void leave(struct hub *h, struct hub_case *k)
{
	struct agent *who = map_get_text(&h->agents, k->agent);
	struct conv *c = conv_find(h, k->conversation);

	desk_agent_freed(h, who);
	roster_ended(h, k->disposition);
	tell(h, k, true);
	if (c)
		conv_unwatch_all(h, c);
	handoff_forget(h, k);
}

static void ended(struct store_call call, enum store_status st)
{
	struct change *e = call.ctx;
	struct hub *h = e->hub;
	struct hub_case *k = map_get_text(&h->cases, e->case_id);

	if (st != STORE_OK && st != STORE_GONE)
		tell_error(h, e->peer, "store_unavailable", e->id, e->case_id);
	else if (k && k->state == ESC_CASE_WRAPUP)
		leave(h, k);
	change_free(e);
}

static void end(struct hub *h, const struct hub_case *k, uint64_t peer, const char *id)
{
	struct change *e = change_new(h, k);

	e->peer = peer;
	e->id = mem_string(id);
	if (h->ops->case_wrapped_up(h->store, k->id, (struct store_call){.ctx = e}, ended) != 0)
		ended((struct store_call){.ctx = e}, STORE_UNAVAILABLE);
}

void wrapup_over(struct hub *h, struct hub_case *k)
{
	end(h, k, 0, NULL);
}

static void said(struct store_call call, enum store_status st)
{
	struct change *e = call.ctx;
	struct hub *h = e->hub;
	struct hub_case *k = map_get_text(&h->cases, e->case_id);

	if (st == STORE_OK && k && k->state == ESC_CASE_WRAPUP) {
		memcpy(k->disposition, e->disposition, sizeof k->disposition);
		tell(h, k, false);
	} else if (st != STORE_OK) {
		tell_error(h, e->peer, st == STORE_GONE ? "wrong_state" : "store_unavailable",
			   e->id, e->case_id);
	}
	change_free(e);
}

static void say(struct hub *h, const struct hub_case *k, uint64_t peer, const struct wire_in *in)
{
	struct change *e = change_new(h, k);
	struct store_call call = {.ctx = e};

	e->peer = peer;
	e->id = mem_string(in->id);
	snprintf(e->disposition, sizeof e->disposition, "%s", in->disposition);
	if (h->ops->case_disposition(h->store, k->id, e->disposition, call, said) != 0)
		said(call, STORE_UNAVAILABLE);
}

static const char *refusal(const struct hub_case *k, const struct agent_link *w,
			   const struct wire_in *in)
{
	if (!k)
		return "not_found";
	if (k->state != ESC_CASE_WRAPUP)
		return "wrong_state";
	if (strcmp(k->agent, w->agent->id) != 0)
		return "forbidden";
	return in->disposition || in->done ? NULL : "bad_message";
}

void wrapup_say(struct hub *h, const struct agent_link *w, const struct wire_in *in)
{
	struct hub_case *k = map_get_text(&h->cases, in->case_id);
	const char *code = refusal(k, w, in);
	uint64_t peer = w->peer->id;

	if (code) {
		tell_error(h, peer, code, in->id, in->case_id);
		return;
	}
	if (in->disposition && !esc_policy_has_disposition(h->config->policy, in->disposition)) {
		struct action *a = action_new(ACTION_CLOSE, peer, in->id, NULL);
		memcpy(a->case_id, k->id, sizeof a->case_id);
		roster_refuse_disposition(h, a);
		action_free(a);
		return;
	}
	if (in->disposition)
		say(h, k, peer, in);
	if (in->done) /* behind it in the store's line */
		end(h, k, peer, in->id);
}
