/*
 * Case, conversation and messages are read from the store page by page while the conversation is
 * held in memory; the frame is complete when the last page ends at the seq that memory has. Only
 * then does the socket become a watcher, in the same loop turn, so that no message is missed or
 * sent twice.
 */
#include "gateway/session/transcript.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/dialog/message.h"
#include "gateway/session/callback.h"
#include "gateway/session/conv.h"
#include "gateway/session/hold.h"
#include "gateway/session/load.h"
#include "gateway/session/look_back.h"
#include "gateway/session/notes.h"
#include "gateway/session/observe.h"
#include "gateway/session/past.h"
#include "gateway/session/sla.h"
#include "gateway/session/tell.h"
#include "gateway/session/wrapup.h"
#include "gateway/wire/wire.h"

#define PAGE 200

struct transcript {
	struct hub *hub;
	uint64_t peer;
	char case_id[ID_LEN + 1];
	char *id; /* owned or NULL */
	bool open;
	void (*done)(struct hub *h, uint64_t peer);
	struct conv *conv; /* pinned */
	int64_t since_ms;
	uint64_t last, last_note;
	char *reopened; /* owned JSON of the chat before, or NULL */
	char *past;     /* owned JSON of the conversations before, or NULL: not read yet */
	char *twin;     /* the same of another open one of the same customer */
	struct buf frame, messages, notes;
};

static void finish(struct transcript *t, const char *error)
{
	struct hub *h = t->hub;

	if (error)
		tell_error(h, t->peer, error, t->id, t->case_id);
	if (t->conv) {
		t->conv->pins--;
		conv_touch(h, t->conv);
	}
	if (t->done)
		t->done(h, t->peer);
	buf_dispose(&t->frame);
	buf_dispose(&t->messages);
	buf_dispose(&t->notes);
	free(t->reopened);
	free(t->past);
	free(t->twin);
	free(t->id);
	free(t);
}

/* "escalation" as the wire has it: the stored evidence with outcome and reference added. */
static char *escalation(const struct hub_case *k, const char *evidence)
{
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	buf_text(&b, "{\"outcome\":");
	buf_json(&b, esc_outcome_name(k->outcome));
	buf_text(&b, ",\"reference\":");
	buf_json(&b, k->reference);
	if (evidence && evidence[0] == '{' && evidence[1] != '}') {
		buf_char(&b, ',');
		buf_text(&b, evidence + 1);
	} else {
		buf_text(&b, ",\"reason\":");
		buf_json(&b, esc_reason_name(k->reason));
		buf_text(&b, ",\"evidence\":[]}");
	}
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}

static void send_frame(struct transcript *t, const struct hub_case *k, const struct store_case *row)
{
	struct conv *c = t->conv;
	char since[CLOCK_ISO_LEN + 1], rated[CLOCK_ISO_LEN + 1];
	char *why = escalation(k, row->evidence);
	struct sla_view sla;
	struct hold_view hold;
	struct wrapup_view wrapup;
	struct callback_view callback;

	clock_iso(t->since_ms ? t->since_ms : k->created_ms, since);
	clock_iso(row->rating.at_ms, rated);
	wire_case_start(&t->frame, &(struct wire_case){.case_id = k->id,
						       .conversation = c->id,
						       .state = esc_case_state_name(k->state),
						       .open = t->open,
						       .locale = locale_name(c->locale),
						       .reference = k->reference,
						       .escalation = why,
						       .page = c->page,
						       .name = c->name,
						       .since = since,
						       .consent = consent_name(c->consent),
						       .contact = row->contact,
						       .past = t->past,
						       .twin = t->twin,
						       .rating = {.score = row->rating.score,
								  .comment = row->rating.comment,
								  .at = rated},
						       .sla = sla_view(t->hub, k, &sla),
						       .hold = hold_view(k, true, &hold),
						       .wrapup = wrapup_view(k, &wrapup),
						       .callback = callback_view(k, &callback),
						       .reopened = t->reopened});
	buf_add(&t->frame, t->messages.bytes, t->messages.len);
	wire_case_notes(&t->frame);
	buf_add(&t->frame, t->notes.bytes, t->notes.len);
	wire_case_end(&t->frame);
	free(why);
}

static void read_page(struct transcript *t);
static void read_notes(struct transcript *t);
static void read_case(struct transcript *t);

/* A part of the frame was looked up: NULL, the store did not answer. */
static void keep(struct transcript *t, char **part, char *json)
{
	*part = json;
	if (json)
		read_case(t);
	else
		finish(t, "store_unavailable");
}

static void past_arrived(void *arg, char *json)
{
	struct transcript *t = arg;

	keep(t, &t->reopened, json);
}

static void list_arrived(void *arg, char *json)
{
	struct transcript *t = arg;

	keep(t, &t->past, json);
}

static void twin_arrived(void *arg, char *json)
{
	struct transcript *t = arg;

	keep(t, &t->twin, json);
}

static void case_read(struct store_call call, enum store_status st, const struct store_case *row)
{
	struct transcript *t = call.ctx;
	struct hub *h = t->hub;
	struct hub_case *k = map_get_text(&h->cases, t->case_id);
	struct agent_link *w = map_get_u64(&h->agent_links, t->peer);

	if (!w) {
		finish(t, NULL);
		return;
	}
	if (st != STORE_OK || !k) {
		finish(t, st == STORE_UNAVAILABLE ? "store_unavailable" : "not_found");
		return;
	}
	if (row->reopens.case_id[0] && !t->reopened) {
		past_read(h, &row->reopens, past_arrived, t);
		return;
	}
	if (!t->past) {
		look_back_list(h, t->conv->id, list_arrived, t);
		return;
	}
	if (!t->twin) {
		look_back_twin(h, t->conv->id, twin_arrived, t);
		return;
	}
	if (t->conv->seq > t->last) { /* something was said while the case was read */
		read_page(t);
		return;
	}
	if (t->conv->notes > t->last_note) {
		read_notes(t);
		return;
	}
	t->conv->notes = t->last_note;
	send_frame(t, k, row);
	if (buf_check(&t->frame) != 0) {
		finish(t, "internal");
		return;
	}
	peer_send(w->peer, t->frame.bytes, t->frame.len);
	conv_watch(t->conv, w, t->last, t->last_note, t->open);
	finish(t, NULL);
}

static void read_case(struct transcript *t)
{
	struct hub *h = t->hub;

	if (h->ops->case_by_id(h->store, t->case_id, (struct store_call){.ctx = t}, case_read) != 0)
		finish(t, "store_unavailable");
}

static void notes_read(struct store_call call, enum store_status st, const struct store_note *n,
		       size_t count, bool more)
{
	struct transcript *t = call.ctx;

	if (st != STORE_OK) {
		finish(t, "store_unavailable");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (t->notes.len)
			buf_char(&t->notes, ',');
		notes_write_frame(&t->notes, &n[i]);
		t->last_note = n[i].number;
	}
	if (more)
		read_notes(t);
	else
		read_case(t);
}

static void read_notes(struct transcript *t)
{
	struct hub *h = t->hub;

	if (h->ops->notes_after(h->store, t->conv->id, t->last_note, PAGE,
				(struct store_call){.ctx = t}, notes_read) != 0)
		finish(t, "store_unavailable");
}

static void page_read(struct store_call call, enum store_status st, const struct store_message *m,
		      size_t count, bool more)
{
	struct transcript *t = call.ctx;

	if (st != STORE_OK) {
		finish(t, "store_unavailable");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (t->last == 0 && !t->since_ms)
			t->since_ms = m[i].at_ms;
		if (t->messages.len)
			buf_char(&t->messages, ',');
		message_write_frame(&t->messages, &m[i], t->case_id);
		t->last = m[i].seq;
	}
	if ((more || t->last < t->conv->seq) && count > 0) {
		read_page(t);
		return;
	}
	read_notes(t);
}

static void read_page(struct transcript *t)
{
	struct hub *h = t->hub;

	if (h->ops->read_after(h->store, t->conv->id, t->last, PAGE, (struct store_call){.ctx = t},
			       page_read) != 0)
		finish(t, "store_unavailable");
}

static void conv_loaded(struct hub *h, struct conv *c, void *arg)
{
	struct transcript *t = arg;

	(void)h;
	if (!c) {
		finish(t, "store_unavailable");
		return;
	}
	t->conv = c;
	c->pins++;
	read_page(t);
}

void transcript_send(struct hub *h, uint64_t peer, const char *id, const char *case_id, bool open,
		     void (*done)(struct hub *h, uint64_t peer))
{
	struct hub_case *k = map_get_text(&h->cases, case_id);
	struct transcript *t = mem_new(1, sizeof *t);

	t->hub = h;
	t->peer = peer;
	memcpy(t->case_id, case_id, strnlen(case_id, ID_LEN));
	t->id = mem_string(id);
	t->open = open;
	t->done = done;
	buf_init(&t->frame, BUF_MAX_TRANSCRIPT);
	buf_init(&t->messages, BUF_MAX_TRANSCRIPT);
	buf_init(&t->notes, BUF_MAX_TRANSCRIPT);
	if (!k) {
		finish(t, "not_found");
		return;
	}
	conv_load(h, k->conversation, conv_loaded, t);
}

void transcript_refresh(struct hub *h, struct conv *c, struct watcher *w)
{
	if (w->is_observer && !c->case_id[0]) {
		observe_refresh(h, c, w);
		return;
	}
	if (w->is_refreshing || !c->case_id[0])
		return;
	w->is_refreshing = true;
	transcript_send(h, w->link->peer->id, NULL, c->case_id, w->is_open, NULL);
}
