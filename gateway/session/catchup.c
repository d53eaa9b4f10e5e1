/*
 * Pages come from the store; while a socket catches up it gets no live frames, and it is done when
 * its cursor has reached the conversation's seq. A reader who is slow gets the next page when it
 * has read the last one; one who doesn't read at all is closed.
 */
#include "gateway/session/catchup.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/dialog/message.h"
#include "gateway/session/ask.h"
#include "gateway/session/conv.h"
#include "gateway/session/tell.h"

#define PAGE 100
#define QUEUED_MAX ((size_t)256 * 1024)
#define PATIENCE_MS 30000
/* How soon a slow reader is looked at again: this times QUEUED_MAX is the fastest that it is
 * served. */
#define SLOW_EVERY_MS 10

/* A page on its way. */
struct page {
	struct hub *hub;
	uint64_t peer;
	char conversation[ID_LEN + 1];
};

static void next_page(struct hub *h, struct link *l);

/* Whether enough waits for this reader. */
static bool is_full(const struct link *l)
{
	return l->peer->ops->queued && l->peer->ops->queued(l->peer) > QUEUED_MAX;
}

void catchup_forget(struct hub *h, struct link *l)
{
	if (l->catchup_since_ms != 0)
		h->slow_links--;
	if (h->slow_links == 0)
		loop_timer_stop(h->slow_timer);
	l->catchup_since_ms = 0;
}

static void finish(struct hub *h, struct link *l)
{
	l->is_live = true;
	catchup_forget(h, l);
	tell_state(h, l->conv, l);
	ask_greet(l);
	conv_touch(h, l->conv);
}

static void go_on(struct hub *h, struct link *l)
{
	struct conv *c = l->conv;

	if (l->cursor >= c->seq || !c->is_stored) {
		finish(h, l);
		return;
	}
	if (is_full(l)) {
		if (l->catchup_since_ms == 0) {
			l->catchup_since_ms = hub_now(h);
			h->slow_links++;
			loop_timer_start(h->slow_timer, SLOW_EVERY_MS, SLOW_EVERY_MS);
		}
		return; /* catchup_tick() comes back */
	}
	catchup_forget(h, l);
	next_page(h, l);
}

static void page_read(struct store_call call, enum store_status st, const struct store_message *m,
		      size_t count, bool more)
{
	struct page *p = call.ctx;
	struct hub *h = p->hub;
	struct link *l = map_get_u64(&h->links, p->peer);
	/* A socket that was moved meanwhile gets the pages of where it is now. */
	bool is_wanted = l && l->conv && !l->is_live && strcmp(l->conv->id, p->conversation) == 0;
	struct buf b;

	(void)more;
	free(p);
	if (!is_wanted)
		return;
	if (st != STORE_OK || count == 0) {
		tell_error(h, l->peer->id, "store_unavailable", NULL, NULL);
		peer_close(l->peer, PEER_CLOSE_OVERLOAD, "store unavailable");
		return;
	}
	buf_init(&b, BUF_MAX_FRAME);
	for (size_t i = 0; i < count && !is_full(l); i++) {
		if (m[i].seq <= l->cursor)
			continue;
		buf_clear(&b);
		message_write_frame(&b, &m[i], NULL);
		peer_send(l->peer, b.bytes, b.len);
		l->cursor = m[i].seq;
	}
	buf_dispose(&b);
	go_on(h, l);
}

static void next_page(struct hub *h, struct link *l)
{
	struct page *p = mem_new(1, sizeof *p);
	struct store_call call = {.ctx = p};

	*p = (struct page){.hub = h, .peer = l->peer->id};
	memcpy(p->conversation, l->conv->id, sizeof p->conversation);
	if (h->ops->read_after(h->store, l->conv->id, l->cursor, PAGE, call, page_read) != 0)
		page_read(call, STORE_UNAVAILABLE, NULL, 0, false);
}

void catchup_start(struct hub *h, struct link *l)
{
	go_on(h, l);
}

void catchup_tick(void *hub)
{
	struct hub *h = hub;
	struct link *l;

	if (h->slow_links == 0)
		return;
	for (size_t i = 0; (l = map_next(&h->links, &i));) {
		if (l->catchup_since_ms == 0 || !l->conv)
			continue;
		if (hub_now(h) - l->catchup_since_ms > PATIENCE_MS)
			peer_close(l->peer, PEER_CLOSE_OVERLOAD, "slow reader");
		else
			go_on(h, l);
	}
}
