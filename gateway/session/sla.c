/*
 * Like absence (away.h) this is a matter of state: each sweep compares what is due by policy and
 * the case's own times with what was raised already. Both come from the store, so after a kill
 * nothing is forgotten and nothing raised twice.
 */
#include "gateway/session/sla.h"

#include "gateway/base/log.h"
#include "gateway/session/conv.h"
#include "gateway/session/events.h"
#include "gateway/session/op.h"
#include "gateway/session/tell.h"

static bool is_live(const struct hub_case *k)
{
	return k->state != ESC_CASE_WRAPUP && k->state != ESC_CASE_CLOSED;
}

static bool is_open(const struct hub_case *k, enum esc_target t)
{
	return is_live(k) && (t == ESC_RESOLUTION || !k->answered_ms);
}

const struct wire_sla *sla_view(struct hub *h, const struct hub_case *k, struct sla_view *v)
{
	enum esc_target t;

	if (!is_live(k) || !esc_sla_next(&k->sla, k->answered_ms != 0, &t))
		return NULL;
	clock_iso(k->sla.due_ms[t], v->due);
	v->frame =
		(struct wire_sla){.target = esc_target_name(t),
				  .due_at = v->due,
				  .state = esc_sla_state_name(esc_sla_at(&k->sla, t, hub_now(h)))};
	return &v->frame;
}

/* ---- what is due ---- */

/* Of the case as it is, by the targets of `team`. A hold moves the resolution by all of the time
 * that the customer was told; what is left of it when it ends sooner is taken back. */
static void plan_for(struct hub *h, struct hub_case *k, const char *team)
{
	const struct esc_policy *p = h->config->policy;

	esc_sla_of(p, team, k->priority, k->created_ms, k->paused_ms, &k->sla);
	int64_t paused =
		esc_sla_paused(p, &k->sla, k->paused_ms, k->hold.since_ms, k->hold.until_ms);
	if (paused != k->paused_ms)
		esc_sla_of(p, team, k->priority, k->created_ms, paused, &k->sla);
}

void sla_plan(struct hub *h, struct hub_case *k)
{
	plan_for(h, k, k->team);
}

/* A hold counts until its time is over, it ends, or the next one begins. */
static int64_t hold_ends(const struct hub *h, const struct hub_case *k,
			 const struct store_hold *next)
{
	int64_t ends = k->hold.until_ms, now = hub_now(h);

	if (now < ends)
		ends = now;
	return next->since_ms && next->since_ms < ends ? next->since_ms : ends;
}

void sla_after(const struct op *op, const struct hub_case *k, struct hub_case *ret)
{
	struct hub *h = op->hub;
	const struct store_case_change *ch = &op->change;

	*ret = *k;
	if (ch->hold.since_ms != k->hold.since_ms) {
		ret->hold = (struct store_hold){0};
		plan_for(h, ret, k->team);
		ret->paused_ms = esc_sla_paused(h->config->policy, &ret->sla, k->paused_ms,
						k->hold.since_ms, hold_ends(h, k, &ch->hold));
		ret->hold = ch->hold;
	}
	plan_for(h, ret, ch->team[0] ? ch->team : k->team);
}

/* ---- raising ---- */

static void raised(struct store_call call, enum store_status st)
{
	(void)call;
	/* Not stored: after a restart it would be raised once more. Better than not at all. */
	if (st != STORE_OK && st != STORE_GONE)
		log_warn("sla_not_stored", NULL);
}

static void tell_watchers(struct hub *h, const struct hub_case *k)
{
	struct conv *c = conv_find(h, k->conversation);

	h->is_queue_dirty = true;
	if (c)
		tell_state_watchers(h, c, k->id);
}

static void raise_one(struct hub *h, struct hub_case *k, enum esc_target t, enum esc_sla_state s)
{
	unsigned bit = esc_sla_bit(t, s);

	if (!bit || (k->sla_raised & bit))
		return;
	k->sla_raised |= bit;
	if (s == ESC_SLA_BREACHED)
		h->counters.sla_breached[t]++;
	else
		h->counters.sla_warned[t]++;
	log_info("sla", "case", k->id, "target", esc_target_name(t), "state", esc_sla_state_name(s),
		 "team", k->team, NULL);
	if (h->ops->case_sla(h->store, k->id, bit, (struct store_call){.ctx = h}, raised) != 0)
		log_warn("sla_not_stored", "case", k->id, NULL);
	tell_watchers(h, k);
}

static void check(struct hub *h, struct hub_case *k)
{
	for (int t = 0; t < ESC_TARGET_COUNT; t++) {
		enum esc_target target = (enum esc_target)t;
		if (is_open(k, target))
			raise_one(h, k, target, esc_sla_at(&k->sla, target, hub_now(h)));
	}
}

void sla_sweep(struct hub *h)
{
	struct hub_case *k;

	for (size_t i = 0; (k = map_next(&h->cases, &i));)
		check(h, k);
}

/* ---- met ---- */

static void settle(struct hub *h, struct hub_case *k, enum esc_target t)
{
	if (k->sla.due_ms[t] && esc_sla_at(&k->sla, t, hub_now(h)) != ESC_SLA_BREACHED)
		h->counters.sla_met[t]++;
}

void sla_answered(struct hub *h, struct hub_case *k)
{
	if (!k || k->answered_ms)
		return;
	check(h, k); /* late since the last sweep */
	settle(h, k, ESC_FIRST_RESPONSE);
	k->answered_ms = hub_now(h);
	tell_watchers(h, k);
}

void sla_committed(struct op *op)
{
	struct hub *h = op->hub;
	struct hub_case *k = op->opened ? op->opened : map_get_text(&h->cases, op->change.id);

	if (!k)
		return;
	if (op->opened) {
		sla_plan(h, k);
	} else if (op->change.team[0]) {
		plan_for(h, k, op->change.team);
	} else if ((op->case_state == ESC_CASE_WRAPUP || op->case_state == ESC_CASE_CLOSED) &&
		   (k->state == ESC_CASE_ASSIGNED || k->state == ESC_CASE_CALLBACK)) {
		check(h, k);
		settle(h, k, ESC_RESOLUTION);
	} else if (op->change.has_paused) {
		sla_plan(h, k);
	}
}

void sla_config_changed(struct hub *h)
{
	struct hub_case *k;

	for (size_t i = 0; (k = map_next(&h->cases, &i));)
		sla_plan(h, k);
	h->is_queue_dirty = true;
}
