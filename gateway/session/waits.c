/*
 * A chat's time runs from the moment an agent has it to the moment the agent has room again. A case
 * that somebody was free for when it came measures how fast agents pick up; all others say nothing
 * about that. What was promised is not stored: a case that waits through a restart is not judged.
 */
#include "gateway/session/waits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/session/op.h"

/* ---- at start ---- */

struct load {
	struct hub *hub;
	void (*done)(void *arg);
	void *arg;
};

static void times_read(struct store_call call, enum store_status st, const struct store_time *t,
		       size_t count)
{
	struct load *l = call.ctx;
	struct esc_times *times = esc_desk_times(l->hub->desk);

	if (st != STORE_OK)
		log_warn("times_not_read", NULL);
	for (size_t i = 0; i < count; i++) {
		if (t[i].kind == STORE_HANDLED)
			esc_times_handled(times, t[i].team, t[i].ms);
		else
			esc_times_picked_up(times, t[i].ms);
	}
	l->done(l->arg);
	free(l);
}

void waits_load(struct hub *h, void (*done)(void *arg), void *arg)
{
	struct load *l = mem_new(1, sizeof *l);

	*l = (struct load){.hub = h, .done = done, .arg = arg};
	if (h->ops->times(h->store, (struct store_call){.ctx = l}, times_read) != 0)
		times_read((struct store_call){.ctx = l}, STORE_UNAVAILABLE, NULL, 0);
}

/* ---- measuring ---- */

bool waits_in(enum esc_case_state s)
{
	return s == ESC_CASE_QUEUED || s == ESC_CASE_OFFERED;
}

bool waits_was_told(const struct hub_case *k)
{
	return k->promise_ms > 0 || (k->promise_ms == 0 && !k->is_direct);
}

static bool frees_agent(enum esc_case_event e)
{
	return e == ESC_CASE_FINISH || e == ESC_CASE_RETURN || e == ESC_CASE_TO_TEAM ||
	       e == ESC_CASE_TO_AGENT;
}

static void measure(struct op *op, enum store_time_kind kind, const char *team, int64_t ms)
{
	struct store_time *t = &op->change.time;

	if (ms < 0) /* the clock went back */
		return;
	op->change.has_time = true;
	t->kind = kind;
	t->ms = ms;
	snprintf(t->team, sizeof t->team, "%s", team);
}

void waits_plan(struct op *op, const struct hub_case *k, enum esc_case_event event)
{
	int64_t now = hub_now(op->hub);

	if (k->state == ESC_CASE_ASSIGNED && frees_agent(event) && k->assigned_ms)
		measure(op, STORE_HANDLED, k->team, now - k->assigned_ms);
	else if (waits_in(k->state) && event == ESC_CASE_CLAIM && k->is_direct)
		measure(op, STORE_PICKED_UP, "", now - k->in_line_ms);
}

/* Upper ends of the histogram's buckets, in seconds: promised minus real. */
const int64_t hub_wait_error_ends[WAIT_ERROR_BUCKETS - 1] = {-900, -300, -120, -60, -30, -10, 0,
							     10,   30,   60,   120, 300, 900};

static void judge(struct hub *h, int64_t promised_ms, int64_t waited_ms)
{
	struct hub_wait_error *e = &h->counters.wait_error;
	int64_t error = promised_ms - waited_ms;
	size_t i = 0;

	while (i < WAIT_ERROR_BUCKETS - 1 && error > hub_wait_error_ends[i] * 1000)
		i++;
	e->buckets[i]++;
	e->sum_ms += error;
	e->absolute_ms += error < 0 ? -error : error;
}

void waits_committed(struct op *op)
{
	struct hub *h = op->hub;
	struct hub_case *k = op->opened ? op->opened : map_get_text(&h->cases, op->change.id);
	const struct store_time *t = &op->change.time;
	int64_t now = hub_now(h);

	if (op->change.has_time && t->kind == STORE_HANDLED)
		esc_times_handled(esc_desk_times(h->desk), t->team, t->ms);
	else if (op->change.has_time)
		esc_times_picked_up(esc_desk_times(h->desk), t->ms);
	if (!k)
		return;
	if (op->case_state == ESC_CASE_ASSIGNED) {
		if (waits_in(k->state) && k->in_line_ms && waits_was_told(k))
			judge(h, k->promise_ms, now - k->in_line_ms);
		if (k->state != ESC_CASE_ASSIGNED || strcmp(k->agent, op->change.agent) != 0)
			k->assigned_ms = now;
	}
	if (op->case_state == ESC_CASE_QUEUED && (op->opened || !waits_in(k->state))) {
		k->in_line_ms = now;
		k->is_promise_due = true;
	}
}

void waits_in_line(struct hub *h, struct hub_case *k)
{
	const struct esc_policy *p = h->config->policy;
	const struct esc_waiting *w = esc_desk_find(h->desk, k->id);
	size_t position = esc_desk_position(h->desk, k->id);
	struct esc_service s;

	if (!k->is_promise_due || !w || !position)
		return;
	esc_times_arrived(esc_desk_times(h->desk), k->team, k->priority, hub_now(h));
	esc_desk_service(p, h->desk, w->pool, hub_now(h), &s);
	k->is_promise_due = false;
	k->promise_ms = esc_desk_wait_by(h->desk, &s, w, hub_now(h));
	k->is_direct = position <= s.free;
}
