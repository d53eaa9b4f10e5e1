/*
 * Between the decision and its commit the case is held and the chat is counted, so that the next
 * decision sees both. An offer that is declined is not made to the same agent again for a minute;
 * one that is not answered sets the agent to away, since somebody who does not look gets no further
 * ones.
 */
#include "gateway/session/assign.h"

#include <stdio.h>
#include <string.h>

#include "gateway/base/log.h"
#include "gateway/session/conv.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/handoff.h"
#include "gateway/session/load.h"
#include "gateway/session/op.h"
#include "gateway/session/tell.h"
#include "gateway/session/transcript.h"
#include "gateway/wire/wire.h"

#define DECLINED_FOR_MS 60000
/* A turn of the loop gives out at most so many: the rest follows in the next. */
#define BATCH_MAX 64

static void send_all(const struct agent *a, const struct buf *frame)
{
	for (struct agent_link *w = a->links; w; w = w->next) {
		if (w->is_ready)
			peer_send(w->peer, frame->bytes, frame->len);
	}
}

/* ---- giving out ---- */

static void add_work(struct hub *h, struct conv *c, void *arg)
{
	struct action *a = arg;
	struct agent *who = map_get_text(&h->agents, a->agent);
	bool is_offer = a->kind == ACTION_OFFER;
	char case_id[ID_LEN + 1];

	memcpy(case_id, a->case_id, sizeof case_id);
	if (c && action_add(h, c, a) == 0)
		return;
	if (!c)
		action_free(a);
	if (who && is_offer)
		who->has_offer = false;
	assign_failed(h, case_id, who);
}

static void start(struct hub *h, const struct hub_case *k, struct agent *who, enum action_kind kind)
{
	struct action *a = action_new(kind, 0, NULL, NULL);

	memcpy(a->case_id, k->id, sizeof a->case_id);
	memcpy(a->agent, who->id, sizeof a->agent);
	a->flag = true; /* the chat is counted already */
	esc_desk_hold(h->desk, k->id, true);
	who->chats++;
	who->has_offer |= kind == ACTION_OFFER;
	who->idle_ms = hub_now(h);
	desk_agent_changed(h, who);
	conv_load(h, k->conversation, add_work, a);
}

void assign_run(struct hub *h)
{
	struct esc_rules r = esc_policy_rules(h->config->policy);
	struct esc_pair pair;

	h->is_assign_due = false;
	if (r.mode == ESC_MODE_MANUAL || h->is_draining)
		return;
	for (int n = 0; n < BATCH_MAX; n++) {
		if (!esc_assign(h->config->policy, h->desk, hub_now(h), &pair))
			return;
		struct hub_case *k = map_get_text(&h->cases, pair.waiting->case_id);
		struct agent *who = map_get_text(&h->agents, pair.agent->id);
		if (!k || !who) {
			log_error("desk_out_of_step", "case", pair.waiting->case_id, NULL);
			return;
		}
		/* Nobody waits at a screen for a callback: it needs no quick yes. */
		bool is_asked = r.mode == ESC_MODE_OFFER && k->state != ESC_CASE_CALLBACK;
		start(h, k, who, is_asked ? ACTION_OFFER : ACTION_CLAIM);
	}
	h->is_assign_due = true;
}

void assign_failed(struct hub *h, const char *case_id, struct agent *who)
{
	esc_desk_hold(h->desk, case_id, false);
	if (!who)
		return;
	if (who->chats > 0)
		who->chats--;
	desk_agent_changed(h, who);
}

void assign_tell_case(struct hub *h, const struct hub_case *k)
{
	const struct agent *who = map_get_text(&h->agents, k->agent);

	for (const struct agent_link *w = who ? who->links : NULL; w; w = w->next)
		transcript_send(h, w->peer->id, NULL, k->id, false, NULL);
}

/* ---- offers ---- */

static void offer_failed(struct hub *h, const char *case_id, struct agent *who)
{
	if (who)
		who->has_offer = false;
	assign_failed(h, case_id, who);
}

static void write_offer(struct hub *h, const struct hub_case *k, int64_t ms, struct buf *b)
{
	int64_t now = hub_now(h);

	wire_write_offer(b, &(struct wire_offer){
				    .case_id = k->id,
				    .seconds = ms > 0 ? (ms + 999) / 1000 : 0,
				    .reason = esc_reason_name(k->reason),
				    .team = k->team,
				    .priority = k->priority,
				    .locale = locale_name(k->locale),
				    .waiting_seconds =
					    now > k->created_ms ? (now - k->created_ms) / 1000 : 0,
				    .summary = k->summary,
				    .reference = k->reference});
}

static void tell_offer(struct hub *h, const struct hub_case *k, const struct agent *who, int64_t ms)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	write_offer(h, k, ms, &b);
	send_all(who, &b);
	buf_dispose(&b);
}

void assign_offers_to(struct hub *h, struct agent_link *w)
{
	struct hub_case *k;
	struct buf b;

	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (k->state != ESC_CASE_OFFERED || strcmp(k->agent, w->agent->id) != 0)
			continue;
		buf_init(&b, BUF_MAX_FRAME);
		write_offer(h, k, k->expires_ms - hub_now(h), &b);
		peer_send(w->peer, b.bytes, b.len);
		buf_dispose(&b);
	}
}

void assign_offer_over(struct hub *h, const struct hub_case *k)
{
	struct agent *who =
		k->state == ESC_CASE_OFFERED ? map_get_text(&h->agents, k->agent) : NULL;

	if (!who)
		return;
	if (who->chats > 0)
		who->chats--;
	who->has_offer = false;
	desk_agent_changed(h, who);
	tell_offer(h, k, who, 0);
}

static void offer_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct hub_case *k = map_get_text(&h->cases, op->change.id);
	struct agent *who = map_get_text(&h->agents, op->actions->agent);

	if (r->status != STORE_OK || !k) {
		offer_failed(h, op->change.id, who);
		return;
	}
	k->leaves_line_ms = k->expires_ms;
	k->expires_ms = op->change.expires_ms;
	k->state = ESC_CASE_OFFERED;
	memcpy(k->agent, op->change.agent, sizeof k->agent);
	h->counters.offered++;
	handoff_to_line(h, k);
	if (who)
		tell_offer(h, k, who, k->expires_ms - hub_now(h));
}

static bool is_there(const struct agent *who)
{
	return who && who->links && who->presence == ESC_AVAILABLE;
}

void assign_offer(struct hub *h, struct conv *c)
{
	struct action *a = action_take(c);
	struct hub_case *k = map_get_text(&h->cases, a->case_id);
	struct agent *who = map_get_text(&h->agents, a->agent);

	if (!k || k->state != ESC_CASE_QUEUED || !is_there(who)) {
		offer_failed(h, a->case_id, who);
		action_free(a);
		return;
	}
	struct op *op = op_new(h, c);
	op->actions = a;
	op->done = offer_done;
	op->append.expect_version = UINT64_MAX; /* the case decides */
	if (op_step_case(op, k, ESC_CASE_OFFER) == 0) {
		memcpy(op->change.agent, who->id, sizeof op->change.agent);
		op->change.expires_ms =
			hub_now(h) + esc_policy_rules(h->config->policy).offer_timeout_ms;
	}
	op_submit(op);
}

/* ---- no ---- */

static void set_away(struct hub *h, struct agent *who)
{
	struct buf b;

	who->presence = ESC_AWAY;
	desk_agent_changed(h, who);
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_presence(&b, who->name, wire_presence_name(WIRE_AWAY));
	send_all(who, &b);
	buf_dispose(&b);
}

void assign_not_to(struct hub *h, const char *case_id, const char *agent_id)
{
	esc_desk_decline(h->desk, case_id, agent_id, hub_now(h) + DECLINED_FOR_MS);
}

static void decline_done(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	const struct action *a = op->actions;
	struct agent *who = map_get_text(&h->agents, a->agent);

	if (r->status != STORE_OK) {
		if (r->status != STORE_UNAVAILABLE && r->status != STORE_UNKNOWN)
			op_fail(op, "wrong_state");
		return;
	}
	h->counters.declined++;
	handoff_committed(op, r);
	assign_not_to(h, op->change.id, a->agent);
	log_info("offer_declined", "case", op->change.id, "agent", a->agent, "how",
		 a->peer   ? "answer"
		 : a->flag ? "late"
			   : "gone",
		 NULL);
	if (a->flag && who)
		set_away(h, who);
}

void assign_decline(struct hub *h, struct conv *c)
{
	struct action *a = action_take(c);
	struct hub_case *k = map_get_text(&h->cases, a->case_id);

	if (!k || k->state != ESC_CASE_OFFERED || strcmp(k->agent, a->agent) != 0) {
		if (a->peer)
			tell_error(h, a->peer, "wrong_state", a->id, a->case_id);
		action_free(a);
		return;
	}
	struct op *op = op_new(h, c);
	op->actions = a;
	op->done = decline_done;
	op->append.expect_version = UINT64_MAX;
	if (op_step_case(op, k, ESC_CASE_DECLINE) == 0)
		op->change.expires_ms = k->leaves_line_ms;
	op_submit(op);
}

static void add_decline(struct hub *h, struct conv *c, void *arg)
{
	struct action *a = arg;

	if (!c)
		action_free(a);
	else if (action_add(h, c, a) != 0)
		log_warn("decline_refused", "conversation", c->id, NULL);
}

static void take_back(struct hub *h, const struct hub_case *k, bool late)
{
	struct action *a = action_new(ACTION_DECLINE, 0, NULL, NULL);

	memcpy(a->case_id, k->id, sizeof a->case_id);
	memcpy(a->agent, k->agent, sizeof a->agent);
	a->flag = late;
	conv_load(h, k->conversation, add_decline, a);
}

void assign_offer_late(struct hub *h, struct hub_case *k)
{
	take_back(h, k, true);
}

void assign_sweep(struct hub *h)
{
	struct hub_case *k;

	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (k->state != ESC_CASE_OFFERED)
			continue;
		/* An offer that would last longer than any: the clock went back. */
		if (!is_there(map_get_text(&h->agents, k->agent)) ||
		    k->expires_ms - hub_now(h) >
			    esc_policy_rules(h->config->policy).offer_timeout_ms)
			take_back(h, k, false);
	}
	h->is_assign_due = true; /* waits that are long enough now, declines that are over */
}

void assign_config_changed(struct hub *h)
{
	struct hub_case *k;
	struct agent *a;

	esc_desk_set_aging(h->desk, esc_policy_rules(h->config->policy).aging_ms);
	for (size_t i = 0; (a = map_next(&h->agents, &i));)
		desk_agent_changed(h, a);
	for (size_t i = 0; (k = map_next(&h->cases, &i));) { /* teams may share lines anew */
		const struct esc_waiting *w = esc_desk_find(h->desk, k->id);
		if (w && w->pool != esc_policy_pool(h->config->policy, k->team))
			handoff_to_line(h, k);
	}
	h->is_assign_due = true;
}
