/*
 * Whoever may open a case may read what the same customer said before, and nothing else: the list
 * is made anew for each look.
 */
#include "gateway/session/look_back.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/buf.h"
#include "gateway/base/clock.h"
#include "gateway/session/past.h"
#include "gateway/session/tell.h"
#include "gateway/wire/wire.h"

/* ---- the list ---- */

struct listing {
	void (*done)(void *arg, char *json);
	void *arg;
};

static void write_row(struct buf *b, const struct store_past *row)
{
	char started[CLOCK_ISO_LEN + 1], ended[CLOCK_ISO_LEN + 1];

	clock_iso(row->started_ms, started);
	clock_iso(row->closed_ms, ended);
	wire_write_past(b, &(struct wire_past){.conversation = row->conversation,
					       .started = started,
					       .ended = ended,
					       .case_id = row->case_id,
					       .reference = row->reference,
					       .reason = row->reason,
					       .agent = row->agent_name,
					       .disposition = row->disposition,
					       .score = row->rating.score});
}

static void list_read(struct store_call call, enum store_status st, const struct store_past *rows,
		      size_t count)
{
	struct listing *l = call.ctx;
	char *json = NULL;
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	buf_char(&b, '[');
	for (size_t i = 0; st == STORE_OK && i < count; i++) {
		if (i)
			buf_char(&b, ',');
		write_row(&b, &rows[i]);
	}
	buf_char(&b, ']');
	/* One that memory still has and nobody stored has no past. */
	if (st == STORE_OK || st == STORE_GONE)
		json = buf_take(&b, NULL);
	buf_dispose(&b);
	l->done(l->arg, json);
	free(l);
}

void look_back_list(struct hub *h, const char *conversation, void (*done)(void *arg, char *json),
		    void *arg)
{
	struct listing *l = mem_new(1, sizeof *l);
	struct store_call call = {.ctx = l};

	*l = (struct listing){.done = done, .arg = arg};
	if (h->ops->past(h->store, conversation, LOOK_BACK_MAX, call, list_read) != 0)
		list_read(call, STORE_UNAVAILABLE, NULL, 0);
}

static void twin_read(struct store_call call, enum store_status st, const struct store_past *row,
		      size_t count)
{
	struct listing *l = call.ctx;
	char *json = NULL;
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	if (count > 0)
		write_row(&b, row);
	else
		buf_text(&b, "null");
	if (st == STORE_OK)
		json = buf_take(&b, NULL);
	buf_dispose(&b);
	l->done(l->arg, json);
	free(l);
}

void look_back_twin(struct hub *h, const char *conversation, void (*done)(void *arg, char *json),
		    void *arg)
{
	struct listing *l = mem_new(1, sizeof *l);
	struct store_call call = {.ctx = l};

	*l = (struct listing){.done = done, .arg = arg};
	if (h->ops->twin(h->store, conversation, call, twin_read) != 0)
		twin_read(call, STORE_UNAVAILABLE, NULL, 0);
}

/* ---- one of them ---- */

struct looking {
	struct hub *hub;
	uint64_t peer;
	char *id; /* owned or NULL */
	char case_id[ID_LEN + 1], conversation[ID_LEN + 1];
};

static void finish(struct looking *l, const char *error)
{
	if (error)
		tell_error(l->hub, l->peer, error, l->id, l->case_id);
	free(l->id);
	free(l);
}

static void whole_read(void *arg, char *json)
{
	struct looking *l = arg;
	const struct agent_link *w = map_get_u64(&l->hub->agent_links, l->peer);
	struct buf b;

	if (!json) {
		finish(l, "store_unavailable");
		return;
	}
	buf_init(&b, BUF_MAX_TRANSCRIPT);
	wire_write_earlier(&b, l->case_id, json);
	free(json);
	bool fits = buf_check(&b) == 0;
	if (w && fits)
		peer_send(w->peer, b.bytes, b.len);
	buf_dispose(&b);
	finish(l, fits ? NULL : "internal");
}

static void past_known(struct store_call call, enum store_status st, const struct store_past *rows,
		       size_t count)
{
	struct looking *l = call.ctx;

	if (st != STORE_OK) {
		finish(l, st == STORE_GONE ? "not_found" : "store_unavailable");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(rows[i].conversation, l->conversation) == 0) {
			past_read(l->hub, &rows[i], whole_read, l);
			return;
		}
	}
	finish(l, "not_found");
}

void look_back(struct hub *h, uint64_t peer, const char *id, const char *case_id,
	       const char *conversation)
{
	const struct hub_case *k = map_get_text(&h->cases, case_id);
	struct looking *l = mem_new(1, sizeof *l);

	l->hub = h;
	l->peer = peer;
	l->id = mem_string(id);
	memcpy(l->case_id, case_id, strnlen(case_id, ID_LEN));
	memcpy(l->conversation, conversation, strnlen(conversation, ID_LEN));
	if (!k)
		finish(l, "not_found");
	else if (h->ops->past(h->store, k->conversation, LOOK_BACK_MAX,
			      (struct store_call){.ctx = l}, past_known) != 0)
		finish(l, "store_unavailable");
}
