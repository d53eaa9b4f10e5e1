/*
 * Read like a transcript: the conversation is held in memory, the frame is complete when the last
 * page ends at the seq that memory has, and in the same loop turn the socket becomes a watcher.
 */
#include "gateway/session/observe.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/dialog/message.h"
#include "gateway/session/conv.h"
#include "gateway/session/load.h"
#include "gateway/session/tell.h"
#include "gateway/session/transcript.h"
#include "gateway/wire/wire.h"

#define PAGE 200

struct reading {
	struct hub *hub;
	uint64_t peer;
	char *id;          /* owned or NULL */
	struct conv *conv; /* pinned */
	int64_t since_ms;
	uint64_t last;
	struct buf messages;
};

static void finish(struct reading *r, const char *error)
{
	if (error)
		tell_error(r->hub, r->peer, error, r->id, NULL);
	if (r->conv) {
		r->conv->pins--;
		conv_touch(r->hub, r->conv);
	}
	buf_dispose(&r->messages);
	free(r->id);
	free(r);
}

/* Everything up to the transcript, whose messages are those above `after`. */
static void start_frame(struct buf *b, const struct conv *c, int64_t since_ms, uint64_t after)
{
	char since[CLOCK_ISO_LEN + 1];

	if (since_ms)
		clock_iso(since_ms, since);
	wire_conversation_start(
		b, &(struct wire_conversation){.conversation = c->id,
					       .state = store_conv_state_name(c->state),
					       .locale = locale_name(c->locale),
					       .page = c->page,
					       .name = c->name,
					       .since = since_ms ? since : NULL,
					       .consent = consent_name(c->consent),
					       .after = after});
}

/* What this socket read before is over. */
static void leave_last(struct hub *h, struct agent_link *w)
{
	struct conv *c = w->observes[0] ? conv_find(h, w->observes) : NULL;
	const struct watcher *x = c ? conv_watcher(c, w) : NULL;

	if (x && x->is_observer)
		conv_unwatch(h, c, w);
	w->observes[0] = '\0';
}

static void send_frame(struct reading *r, struct agent_link *w)
{
	struct conv *c = r->conv;
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	start_frame(&b, c, r->since_ms, 0);
	buf_add(&b, r->messages.bytes, r->messages.len);
	wire_conversation_end(&b);
	if (buf_check(&b) != 0) {
		tell_error(r->hub, r->peer, "internal", r->id, NULL);
	} else {
		peer_send(w->peer, b.bytes, b.len);
		leave_last(r->hub, w);
		memcpy(w->observes, c->id, sizeof w->observes);
		conv_watch(c, w, r->last, c->notes, true);
		conv_watcher(c, w)->is_observer = true;
	}
	buf_dispose(&b);
}

static void read_page(struct reading *r);

static void page_read(struct store_call call, enum store_status st, const struct store_message *m,
		      size_t count, bool more)
{
	struct reading *r = call.ctx;
	struct agent_link *w = map_get_u64(&r->hub->agent_links, r->peer);

	if (st != STORE_OK || !w) {
		finish(r, w ? "store_unavailable" : NULL);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (!r->since_ms)
			r->since_ms = m[i].at_ms;
		if (r->messages.len)
			buf_char(&r->messages, ',');
		message_write_frame(&r->messages, &m[i], "");
		r->last = m[i].seq;
	}
	if ((more || r->last < r->conv->seq) && count > 0) {
		read_page(r);
		return;
	}
	if (r->conv->case_id[0]) /* opened while it was read */
		transcript_send(r->hub, r->peer, r->id, r->conv->case_id, true, NULL);
	else
		send_frame(r, w);
	finish(r, NULL);
}

static void read_page(struct reading *r)
{
	struct hub *h = r->hub;

	if (h->ops->read_after(h->store, r->conv->id, r->last, PAGE, (struct store_call){.ctx = r},
			       page_read) != 0)
		finish(r, "store_unavailable");
}

static void conv_loaded(struct hub *h, struct conv *c, void *arg)
{
	struct reading *r = arg;

	if (!c || !c->is_stored) {
		finish(r, "not_found");
		return;
	}
	if (c->case_id[0]) {
		transcript_send(h, r->peer, r->id, c->case_id, true, NULL);
		finish(r, NULL);
		return;
	}
	r->conv = c;
	c->pins++;
	read_page(r);
}

void observe(struct hub *h, uint64_t peer, const char *id, const char *conversation)
{
	struct reading *r = mem_new(1, sizeof *r);

	r->hub = h;
	r->peer = peer;
	r->id = mem_string(id);
	buf_init(&r->messages, BUF_MAX_TRANSCRIPT);
	conv_load(h, conversation, conv_loaded, r);
}

void observe_refresh(struct hub *h, struct conv *c, struct watcher *w)
{
	if (w->is_refreshing)
		return;
	w->is_refreshing = true;
	observe(h, w->link->peer->id, NULL, c->id);
}

void observe_message(struct conv *c, struct watcher *w, const char *frame, size_t len, uint64_t seq)
{
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	start_frame(&b, c, 0, seq - 1);
	buf_add(&b, frame, len);
	wire_conversation_end(&b);
	if (buf_check(&b) == 0)
		peer_send(w->link->peer, b.bytes, b.len);
	w->cursor = seq;
	buf_dispose(&b);
}

void observe_state(struct hub *h, struct conv *c, struct watcher *w)
{
	struct buf b;

	if (c->case_id[0]) {
		transcript_refresh(h, c, w);
		return;
	}
	buf_init(&b, BUF_MAX_FRAME);
	start_frame(&b, c, 0, w->cursor);
	wire_conversation_end(&b);
	if (buf_check(&b) == 0)
		peer_send(w->link->peer, b.bytes, b.len);
	buf_dispose(&b);
}
