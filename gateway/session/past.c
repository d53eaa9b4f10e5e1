/*
 * Read page by page like a transcript. A closed conversation never changes, so nothing has to be
 * looked at twice.
 */
#include "gateway/session/past.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/buf.h"
#include "gateway/base/clock.h"
#include "gateway/dialog/message.h"
#include "gateway/session/notes.h"
#include "gateway/wire/wire.h"

#define PAGE 200

struct past {
	struct hub *hub;
	struct store_past row;
	void (*done)(void *arg, char *json);
	void *arg;
	uint64_t last, last_note;
	size_t parts; /* of the list that is being written */
	struct buf json;
};

static void finish(struct past *p, bool is_read)
{
	char *json = is_read && buf_check(&p->json) == 0 ? buf_take(&p->json, NULL) : NULL;

	buf_dispose(&p->json);
	p->done(p->arg, json);
	free(p);
}

static void field(struct buf *b, const char *lead, const char *text)
{
	buf_text(b, lead);
	buf_json(b, text[0] ? text : NULL);
}

static void notes_read(struct store_call call, enum store_status st, const struct store_note *n,
		       size_t count, bool more)
{
	struct past *p = call.ctx;
	struct hub *h = p->hub;

	for (size_t i = 0; st == STORE_OK && i < count; i++) {
		if (p->parts++ > 0)
			buf_char(&p->json, ',');
		notes_write_frame(&p->json, &n[i]);
		p->last_note = n[i].number;
	}
	if (st != STORE_OK) {
		finish(p, false);
	} else if (!more) {
		buf_text(&p->json, "]}");
		finish(p, true);
	} else if (h->ops->notes_after(h->store, p->row.conversation, p->last_note, PAGE, call,
				       notes_read) != 0) {
		finish(p, false);
	}
}

static void page_read(struct store_call call, enum store_status st, const struct store_message *m,
		      size_t count, bool more)
{
	struct past *p = call.ctx;
	struct hub *h = p->hub;
	int rc;

	if (st != STORE_OK) {
		finish(p, false);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (p->parts++ > 0)
			buf_char(&p->json, ',');
		message_write_frame(&p->json, &m[i], p->row.case_id);
		p->last = m[i].seq;
	}
	if (more) {
		rc = h->ops->read_after(h->store, p->row.conversation, p->last, PAGE, call,
					page_read);
	} else {
		buf_text(&p->json, "],\"notes\":[");
		p->parts = 0;
		rc = h->ops->notes_after(h->store, p->row.conversation, 0, PAGE, call, notes_read);
	}
	if (rc != 0)
		finish(p, false);
}

void past_read(struct hub *h, const struct store_past *row, void (*done)(void *arg, char *json),
	       void *arg)
{
	struct past *p = mem_new(1, sizeof *p);
	struct store_call call = {.ctx = p};
	char at[CLOCK_ISO_LEN + 1];

	*p = (struct past){.hub = h, .row = *row, .done = done, .arg = arg};
	buf_init(&p->json, BUF_MAX_TRANSCRIPT);
	clock_iso(row->closed_ms, at);
	field(&p->json, "{\"case\":", row->case_id);
	field(&p->json, ",\"conversation\":", row->conversation);
	field(&p->json, ",\"reference\":", row->reference);
	field(&p->json, ",\"agent\":", row->agent_name);
	field(&p->json, ",\"closed_at\":", at);
	field(&p->json, ",\"disposition\":", row->disposition);
	clock_iso(row->rating.at_ms, at);
	wire_rating(&p->json, &(struct wire_rating){.score = row->rating.score,
						    .comment = row->rating.comment,
						    .at = at});
	p->row.rating.comment = NULL; /* borrowed, and written */
	buf_text(&p->json, ",\"transcript\":[");
	if (h->ops->read_after(h->store, p->row.conversation, 0, PAGE, call, page_read) != 0)
		finish(p, false);
}
