/*
 * A message event holds both frames, ready to send: the customer's, then the agents' (with case and
 * evidence). A state event holds nothing but the case's id: what the state is, is read where it is
 * told.
 */
#include "gateway/session/events.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/base/log.h"
#include "gateway/dialog/message.h"
#include "gateway/session/catchup.h"
#include "gateway/session/conv.h"
#include "gateway/session/observe.h"
#include "gateway/session/tell.h"
#include "gateway/session/transcript.h"

struct event_head {
	uint64_t sender; /* peer of the gateway `node`, 0 = none */
	size_t first;    /* bytes of the customer's frame */
	char node[ID_LEN + 1];
};

static void publish(struct hub *h, const struct conv *c, const struct bus_event *e)
{
	if (h->bus_ops->publish(h->bus, e) != 0)
		log_warn("bus_full", "conversation", c ? c->id : "", "kind", e->kind, NULL);
	h->event_turn = h->turns;
}

void events_message(struct hub *h, struct conv *c, const struct store_message *row,
		    const char *case_id, uint64_t sender)
{
	struct event_head head = {.sender = sender};
	struct buf b;

	memcpy(head.node, h->node, sizeof head.node);
	buf_init(&b, BUF_MAX_TRANSCRIPT);
	buf_add(&b, &head, sizeof head);
	message_write_frame(&b, row, NULL);
	head.first = b.len - sizeof head;
	if (case_id)
		message_write_frame(&b, row, case_id);
	if (buf_check(&b) == 0) {
		memcpy(b.bytes, &head, sizeof head);
		publish(h, c,
			&(struct bus_event){.topic = c->id,
					    .kind = "message",
					    .seq = row->seq,
					    .version = c->version,
					    .bytes = b.bytes,
					    .len = b.len});
	}
	c->event_turn = h->turns;
	buf_dispose(&b);
}

void events_state(struct hub *h, struct conv *c, const char *case_id)
{
	publish(h, c,
		&(struct bus_event){.topic = c->id,
				    .kind = "state",
				    .seq = c->seq,
				    .version = c->version,
				    .bytes = case_id,
				    .len = case_id ? strlen(case_id) + 1 : 0});
	c->event_turn = h->turns;
}

void events_note(struct hub *h, struct conv *c, uint64_t number, const struct buf *frame)
{
	publish(h, c,
		&(struct bus_event){.topic = c->id,
				    .kind = "note",
				    .seq = number,
				    .bytes = frame->bytes,
				    .len = frame->len});
	c->event_turn = h->turns;
}

void events_desk(struct hub *h)
{
	publish(h, NULL, &(struct bus_event){.topic = BUS_TOPIC_DESK, .kind = "changed"});
}

bool events_under_way(const struct hub *h, const struct conv *c)
{
	return c->event_turn == h->turns;
}

/* ---- arriving ---- */

void events_acked(struct link *l, uint64_t seq)
{
	if (l->is_live && seq == l->cursor + 1)
		l->cursor = seq;
}

void events_acked_agent(struct conv *c, const struct agent_link *w, uint64_t seq)
{
	struct watcher *x = conv_watcher(c, w);

	if (x && seq == x->cursor + 1)
		x->cursor = seq;
}

static void fall_behind(struct hub *h, struct link *l)
{
	l->is_live = false;
	catchup_start(h, l);
}

static void message_arrived(struct hub *h, struct conv *c, const struct bus_event *e)
{
	const char *bytes = e->bytes;
	struct event_head head;

	memcpy(&head, bytes, sizeof head);
	const char *frame = bytes + sizeof head, *agents_frame = frame + head.first;
	size_t agents_len = e->len - sizeof head - head.first;
	uint64_t sender = memcmp(head.node, h->node, sizeof head.node) == 0 ? head.sender : 0;
	for (struct link *l = c->links; l; l = l->next) {
		if (!l->is_live || e->seq <= l->cursor)
			continue;
		if (e->seq > l->cursor + 1) {
			fall_behind(h, l);
			continue;
		}
		if (l->peer->id != sender)
			peer_send(l->peer, frame, head.first);
		l->cursor = e->seq;
	}
	for (size_t i = 0; i < c->watcher_count; i++) {
		struct watcher *w = &c->watchers[i];
		if (e->seq <= w->cursor)
			continue;
		/* Who reads along goes on with the case as soon as there is one. */
		if (e->seq > w->cursor + 1 || agents_len == 0 ||
		    (w->is_observer && c->case_id[0])) {
			transcript_refresh(h, c, w);
			continue;
		}
		if (w->is_observer)
			observe_message(c, w, agents_frame, agents_len, e->seq);
		else if (w->link->peer->id != sender)
			peer_send(w->link->peer, agents_frame, agents_len);
		w->cursor = e->seq;
	}
}

/* Like a message, but for agents alone: customers' sockets are not looked at here. */
static void note_arrived(struct hub *h, struct conv *c, const struct bus_event *e)
{
	if (e->seq > c->notes)
		c->notes = e->seq;
	for (size_t i = 0; i < c->watcher_count; i++) {
		struct watcher *w = &c->watchers[i];
		if (e->seq <= w->notes)
			continue;
		if (e->seq > w->notes + 1) {
			transcript_refresh(h, c, w);
			continue;
		}
		peer_send(w->link->peer, e->bytes, e->len);
		w->notes = e->seq;
	}
}

static void state_arrived(struct hub *h, struct conv *c, const struct bus_event *e)
{
	const char *case_id = e->len ? e->bytes : NULL;

	for (struct link *l = c->links; l; l = l->next) {
		if (l->is_live)
			tell_state(h, c, l);
	}
	for (size_t i = 0; i < c->watcher_count; i++) {
		if (c->watchers[i].is_observer)
			observe_state(h, c, &c->watchers[i]);
	}
	if (!case_id)
		return;
	tell_state_watchers(h, c, case_id);
	if (strcmp(case_id, c->case_id) != 0) /* that case is over: nobody looks at it any more */
		conv_unwatch_all(h, c);
}

static void arrived(void *ctx, const struct bus_event *e)
{
	struct conv *c = ctx;

	if (strcmp(e->kind, "message") == 0)
		message_arrived(c->hub, c, e);
	else if (strcmp(e->kind, "state") == 0)
		state_arrived(c->hub, c, e);
	else if (strcmp(e->kind, "note") == 0)
		note_arrived(c->hub, c, e);
}

static void desk_changed(void *ctx, const struct bus_event *e)
{
	struct hub *h = ctx;

	(void)e;
	h->is_queue_dirty = h->is_assign_due = true;
}

void events_subscribe(struct hub *h, struct conv *c)
{
	c->subscription = h->bus_ops->subscribe(h->bus, c->id, arrived, c);
	if (!c->subscription)
		log_warn("bus_subscriptions_full", "conversation", c->id, NULL);
}

void events_unsubscribe(struct hub *h, struct conv *c)
{
	h->bus_ops->unsubscribe(h->bus, c->subscription);
	c->subscription = 0;
}

void events_start(struct hub *h)
{
	h->desk_subscription = h->bus_ops->subscribe(h->bus, BUS_TOPIC_DESK, desk_changed, h);
}

void events_stop(struct hub *h)
{
	h->bus_ops->unsubscribe(h->bus, h->desk_subscription);
}

void events_check(struct hub *h)
{
	struct conv *c;

	for (size_t i = 0; (c = map_next(&h->convs, &i));) {
		for (struct link *l = c->links; l; l = l->next) {
			if (l->is_live && l->cursor < c->seq && !events_under_way(h, c))
				fall_behind(h, l);
		}
		for (size_t k = 0; k < c->watcher_count; k++) {
			const struct watcher *w = &c->watchers[k];
			if ((w->cursor < c->seq || w->notes < c->notes) && !events_under_way(h, c))
				transcript_refresh(h, c, &c->watchers[k]);
		}
	}
	h->is_queue_dirty = true;
}
