/*
 * What is shown of a reply is stored before: after a crash the transcript has what was read.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/dialog/ground_json.h"
#include "gateway/session/ask_impl.h"
#include "gateway/session/conv.h"
#include "gateway/wire/wire.h"
#include "gateway/words/words.h"

static void write_delta(const struct ask *a, struct buf *b, const char *text, size_t len,
			bool is_first, bool cancelled)
{
	wire_write_delta(b,
			 &(struct wire_delta){
				 .reply = a->reply_to ? a->reply_to : "m",
				 .label = is_first ? word_raw(WORD_LABEL, a->reply_locale) : NULL,
				 .text = text,
				 .len = len,
				 .cancelled = cancelled});
}

static void send_delta(const struct ask *a, size_t from, size_t to, bool cancelled)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	write_delta(a, &b, to > from ? a->speech.shown.bytes + from : "", to - from, from == 0,
		    cancelled);
	if (buf_check(&b) == 0)
		conv_send_customers(a->conv, &b);
	buf_dispose(&b);
}

void ask_show_end(struct ask *a)
{
	a->is_cancelled = true;
	if (a->shown_len > 0)
		send_delta(a, a->shown_len, a->shown_len, true);
}

void ask_greet(struct link *l)
{
	const struct ask *a = l->conv->ask;
	struct buf b;

	if (!a || a->shown_len == 0)
		return;
	buf_init(&b, BUF_MAX_FRAME);
	write_delta(a, &b, a->speech.shown.bytes, a->shown_len, true, false);
	if (buf_check(&b) == 0)
		peer_send(l->peer, b.bytes, b.len);
	buf_dispose(&b);
}

/* ---- storing it ---- */

void ask_note_speech(struct ask *a, struct dialog_said *s)
{
	const struct speech *speech = &a->speech;

	free(a->shown);
	a->shown = mem_copy(speech->shown.bytes ? speech->shown.bytes : "", speech->shown.len);
	s->text = a->shown;
	s->prompt = a->prompt;
	memcpy(s->cited, speech->cites.passages, sizeof s->cited);
	s->cited_count = speech->cites.count;
	memcpy(s->verdicts, speech->verdicts, sizeof s->verdicts);
	s->verdict_count = speech->verdict_count;
}

/* JSON of the evidence that a reply has which ends here. Owned by the caller. */
static char *evidence_so_far(struct ask *a)
{
	struct dialog_step step = {.passage_count = a->passage_count,
				   .asked_before = a->asked_before};
	struct dialog_said said = {.end = DIALOG_SAID_BROKEN, .outcome = "interrupted"};

	ask_note_speech(a, &said);
	memcpy(step.passages, a->passages, sizeof step.passages);
	char *grounded = ground_json(config_set_ground(a->config), &step, &said);
	char *json = ground_said_wrap(grounded);
	free(grounded);
	return json;
}

static void shown_kept(struct store_call call, enum store_status st)
{
	struct hub *h = call.ctx;
	struct ask *a = map_get_u64(&h->asks, call.id);

	if (!a)
		return;
	a->is_keeping = false;
	if (st != STORE_OK) { /* the next sentence tries again; the stored reply has them all */
		a->kept_len = a->shown_len;
		return;
	}
	if (!a->is_cancelled)
		send_delta(a, a->shown_len, a->kept_len, false);
	a->shown_len = a->kept_len;
	ask_show(a);
}

void ask_show(struct ask *a)
{
	struct hub *h = a->hub;
	struct store_call call = {.ctx = h, .id = a->number};

	if (a->is_keeping || a->said.text || a->speech.shown.len == a->kept_len)
		return;
	a->is_keeping = true;
	a->kept_len = a->speech.shown.len;
	char *said = evidence_so_far(a);
	if (h->ops->shown_keep(h->store, a->conv->id, said, call, shown_kept) != 0)
		shown_kept(call, STORE_UNAVAILABLE);
	free(said);
}

void ask_show_first(struct ask *a)
{
	if (a->is_cancelled || a->is_keeping || a->shown_len > 0 || a->speech.shown.len == 0)
		return;
	send_delta(a, 0, a->speech.shown.len, false);
	a->shown_len = a->speech.shown.len;
}
