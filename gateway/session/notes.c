/*
 * A note is an operation of its own that expects nothing but an open case: what the customer or a
 * colleague does meanwhile is no reason to lose it. A transfer's words are a note too
 * (desk_transfer.c).
 */
#include "gateway/session/notes.h"

#include <stdio.h>
#include <string.h>

#include "gateway/base/clock.h"
#include "gateway/session/conv.h"
#include "gateway/session/events.h"
#include "gateway/session/op.h"
#include "gateway/session/tell.h"
#include "gateway/wire/wire.h"

void notes_write_frame(struct buf *b, const struct store_note *n)
{
	char at[CLOCK_ISO_LEN + 1];

	clock_iso(n->at_ms, at);
	wire_write_note(b, &(struct wire_note){.case_id = n->case_id,
					       .id = n->client_id,
					       .number = n->number,
					       .after = n->after,
					       .at = at,
					       .from = n->agent_name,
					       .text = n->text ? n->text : "",
					       .to_team = n->to_team,
					       .to_agent = n->to_agent_name});
}

/* In the work after a closed chat the writer's windows need not look at the conversation any more.
 */
static void to_writer(const struct op *op, const struct buf *frame)
{
	struct hub *h = op->hub;
	const struct hub_case *k = map_get_text(&h->cases, op->note.case_id);
	const struct agent *who = map_get_text(&h->agents, op->note.agent);

	if (!k || k->state != ESC_CASE_WRAPUP || !who)
		return;
	for (const struct agent_link *w = who->links; w; w = w->next) {
		if (!conv_watcher(op->conv, w))
			peer_send(w->peer, frame->bytes, frame->len);
	}
}

void notes_committed(struct op *op, const struct store_append_result *r)
{
	struct hub *h = op->hub;
	struct buf b;

	op->note.number = r->note_number;
	op->note.after = r->seq;
	if (r->note_number > op->conv->notes)
		op->conv->notes = r->note_number;
	h->counters.notes++;
	buf_init(&b, BUF_MAX_FRAME);
	notes_write_frame(&b, &op->note);
	if (buf_check(&b) == 0) {
		events_note(h, op->conv, r->note_number, &b);
		to_writer(op, &b);
	}
	buf_dispose(&b);
}

static void add_done(struct op *op, const struct store_append_result *r)
{
	const struct action *a = op->actions;

	switch (r->status) {
	case STORE_OK:
	case STORE_DUPLICATE:
		if (a->id)
			tell_ack(op->hub, a->peer, a->id, 0);
		if (r->status == STORE_OK)
			notes_committed(op, r);
		break;
	case STORE_ID_CONFLICT: op_fail(op, "id_conflict"); break;
	case STORE_CONFLICT:
	case STORE_CLOSED: op_fail(op, "wrong_state"); break;
	case STORE_GONE: op_fail(op, "not_found"); break;
	case STORE_UNAVAILABLE:
	case STORE_UNKNOWN: break; /* said already */
	}
}

void notes_add(struct hub *h, struct conv *c)
{
	struct action *a = action_take(c);
	const struct agent *who = map_get_text(&h->agents, a->agent);

	if (!who || !map_get_text(&h->cases, a->case_id)) {
		tell_error(h, a->peer, who ? "wrong_state" : "forbidden", a->id, a->case_id);
		action_free(a);
		return;
	}
	struct op *op = op_new(h, c);
	struct store_note *n = &op->note;
	op->actions = a;
	op->done = add_done;
	memcpy(n->case_id, a->case_id, sizeof n->case_id);
	memcpy(n->agent, who->id, sizeof n->agent);
	memcpy(n->agent_name, who->name, sizeof n->agent_name);
	n->client_id = a->id;
	n->at_ms = hub_now(h);
	n->text = a->text;
	op->append.note = n;
	op->append.expect_version = UINT64_MAX; /* the case alone decides */
	op->append.expect_state = false;
	op->append.patch = 0; /* with nothing but the note a closed chat takes it, too */
	op_submit(op);
}
