#include "gateway/session/feed.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/session/callback.h"
#include "gateway/session/conv.h"
#include "gateway/session/sla.h"
#include "gateway/session/tell.h"
#include "gateway/wire/wire.h"

/* At most so often: agents read with their eyes. */
#define FEED_EVERY_MS 100

static const char *offered_to(struct hub *h, const struct hub_case *k)
{
	const struct agent *a =
		k && k->state == ESC_CASE_OFFERED ? map_get_text(&h->agents, k->agent) : NULL;

	return a ? a->name : NULL;
}

/* What serves each line now, asked once a frame. */
struct services {
	bool known[64];
	struct esc_service of[64];
};

static const struct esc_service *service_of(struct hub *h, struct services *s, unsigned pool)
{
	if (!s->known[pool % 64])
		esc_desk_service(h->config->policy, h->desk, pool, hub_now(h), &s->of[pool % 64]);
	s->known[pool % 64] = true;
	return &s->of[pool % 64];
}

static int64_t wait_of(struct hub *h, struct services *s, const struct esc_waiting *w)
{
	int64_t ms = esc_desk_wait_by(h->desk, service_of(h, s, w->pool), w, hub_now(h));

	return ms < 0 ? -1 : (ms + 999) / 1000;
}

struct entry_times {
	char since[CLOCK_ISO_LEN + 1], until[CLOCK_ISO_LEN + 1];
	struct sla_view sla;
	struct callback_view callback;
};

static void write_queue(struct hub *h, struct buf *b)
{
	struct services services = {0};
	size_t count = esc_desk_length(h->desk);
	struct wire_queue_entry *entries = mem_new(count, sizeof *entries);
	struct entry_times *times = mem_new(count, sizeof *times);
	int64_t now = hub_now(h);

	for (size_t i = 0; i < count; i++) {
		const struct esc_waiting *w = esc_desk_at(h->desk, i);
		const struct hub_case *k = map_get_text(&h->cases, w->case_id);
		clock_iso(w->since_ms, times[i].since);
		if (w->state == ESC_CASE_CALLBACK && k && k->expires_ms)
			clock_iso(k->expires_ms, times[i].until);
		entries[i] = (struct wire_queue_entry){
			.case_id = w->case_id,
			.reason = esc_reason_name(w->reason),
			.team = w->team,
			.priority = w->priority,
			.locale = w->locale,
			.waiting_seconds = now > w->since_ms ? (now - w->since_ms) / 1000 : 0,
			.position = (int64_t)esc_desk_position(h->desk, w->case_id),
			.summary = k ? k->summary : NULL,
			.reference = w->reference,
			.state = esc_case_state_name(w->state),
			.offered_to = offered_to(h, k),
			.wait_seconds = wait_of(h, &services, w),
			.since = times[i].since,
			.until = times[i].until,
			.sla = k ? sla_view(h, k, &times[i].sla) : NULL,
			.callback = k ? callback_view(k, &times[i].callback) : NULL,
		};
	}
	wire_write_queue(b, entries, count);
	free(times);
	free(entries);
}

void feed_queue_to(struct hub *h, struct agent_link *w)
{
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	write_queue(h, &b);
	if (buf_check(&b) == 0)
		peer_send(w->peer, b.bytes, b.len);
	buf_dispose(&b);
}

static void to_agents(struct hub *h)
{
	struct agent_link *w;
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	for (size_t i = 0; (w = map_next(&h->agent_links, &i));) {
		if (!w->is_ready)
			continue;
		if (b.len == 0)
			write_queue(h, &b);
		if (buf_check(&b) == 0)
			peer_send(w->peer, b.bytes, b.len);
	}
	buf_dispose(&b);
}

/* Customers whose place in the line moved, or whose wait became known or unknown. */
static void to_customers(struct hub *h)
{
	size_t count = esc_desk_length(h->desk);
	struct services services = {0};

	for (size_t i = 0; i < count; i++) {
		const struct esc_waiting *w = esc_desk_at(h->desk, i);
		const struct hub_case *k =
			w->state != ESC_CASE_CALLBACK ? map_get_text(&h->cases, w->case_id) : NULL;
		struct conv *c = k ? conv_find(h, k->conversation) : NULL;
		if (!c || !c->links || c->state != STORE_QUEUED)
			continue;
		if (c->position_told != (unsigned)esc_desk_position(h->desk, k->id) ||
		    c->is_wait_told != (wait_of(h, &services, w) >= 0)) {
			for (struct link *l = c->links; l; l = l->next) {
				if (l->is_live)
					tell_state(h, c, l);
			}
		}
	}
}

void feed_tick(struct hub *h)
{
	if (!h->is_queue_dirty || hub_now(h) - h->queue_sent_ms < FEED_EVERY_MS)
		return;
	h->is_queue_dirty = false;
	h->queue_sent_ms = hub_now(h);
	to_agents(h);
	to_customers(h);
}
