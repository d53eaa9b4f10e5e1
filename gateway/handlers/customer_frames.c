/*
 * The customer's verbs.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/handlers/handlers.h"
#include "gateway/session/action.h"
#include "gateway/session/conv.h"
#include "gateway/session/tell.h"

static void refuse(struct handlers *x, struct link *l, const struct wire_in *in, const char *code)
{
	tell_error(x->hub, l->peer->id, code, in->id, NULL);
}

static void enqueue(struct handlers *x, struct link *l, const struct wire_in *in, struct action *a)
{
	if (action_add(x->hub, l->conv, a) != 0)
		refuse(x, l, in, "rate_limited");
}

static void on_consent(struct handlers *x, struct link *l, const struct wire_in *in)
{
	struct action *a;

	if (strcmp(in->version, x->hub->config->settings->consent.version) != 0) {
		refuse(x, l, in, "bad_message"); /* a text that was not shown can't be agreed to */
		return;
	}
	a = action_new(ACTION_CONSENT, l->peer->id, in->id, in->version);
	a->flag = in->granted;
	enqueue(x, l, in, a);
}

static void on_message(struct handlers *x, struct link *l, const struct wire_in *in)
{
	if (x->hub->is_draining)
		refuse(x, l, in, "shutting_down");
	else if (in->text_chars > (size_t)x->hub->config->settings->limits.message_chars)
		refuse(x, l, in, "too_large");
	else
		enqueue(x, l, in, action_new(ACTION_MESSAGE, l->peer->id, in->id, in->text));
}

static void on_handoff(struct handlers *x, struct link *l, const struct wire_in *in)
{
	enqueue(x, l, in,
		action_new(in->cancel ? ACTION_CANCEL : ACTION_HANDOFF, l->peer->id, in->id, NULL));
}

static void on_callback(struct handlers *x, struct link *l, const struct wire_in *in)
{
	struct action *a = action_new(ACTION_CALLBACK, l->peer->id, in->id, in->contact);

	a->more = mem_string(in->text);
	enqueue(x, l, in, a);
}

static void on_end(struct handlers *x, struct link *l, const struct wire_in *in)
{
	enqueue(x, l, in, action_new(ACTION_END, l->peer->id, in->id, NULL));
}

static void on_typing(struct handlers *x, struct link *l, const struct wire_in *in)
{
	struct conv *c = l->conv;
	struct buf b;

	(void)in;
	(void)x;
	if (c->watcher_count == 0)
		return;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_typing(&b, "customer", c->case_id, c->case_id[0] ? NULL : c->id);
	conv_send_watchers(c, &b);
	buf_dispose(&b);
}

/* A thumb on its way through the store. */
struct thumb {
	struct hub *hub;
	char conversation[ID_LEN + 1];
	struct action *action; /* what follows when it was taken */
};

static void tell_watchers(struct conv *c, uint64_t seq, bool up)
{
	struct buf b;

	if (c->watcher_count == 0 || !c->case_id[0])
		return;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_feedback(&b, c->case_id, seq, up);
	conv_send_watchers(c, &b);
	buf_dispose(&b);
}

/* Only what the store has taken counts: there may be no bot message of that number. */
static void feedback_stored(struct store_call call, enum store_status st)
{
	struct thumb *t = call.ctx;
	struct hub *h = t->hub;
	struct action *a = t->action;
	struct conv *c = conv_find(h, t->conversation);
	const char *code = st == STORE_UNAVAILABLE || st == STORE_UNKNOWN ? "store_unavailable"
			   : st != STORE_OK && st != STORE_DUPLICATE      ? "not_found"
									  : NULL;

	if (code)
		tell_error(h, a->peer, code, a->id, NULL);
	if (code || !c || st == STORE_DUPLICATE) {
		action_free(a);
	} else {
		tell_watchers(c, a->seq, a->flag);
		if (action_add(h, c, a) != 0)
			log_warn("thumb_refused", "conversation", c->id, NULL);
	}
	free(t);
}

static void on_feedback(struct handlers *x, struct link *l, const struct wire_in *in)
{
	struct hub *h = x->hub;
	struct conv *c = l->conv;

	if (!c->is_stored || in->seq > c->seq) {
		refuse(x, l, in, "not_found");
		return;
	}
	struct thumb *t = mem_new(1, sizeof *t);
	t->hub = h;
	memcpy(t->conversation, c->id, sizeof t->conversation);
	t->action = action_new(ACTION_THUMB, l->peer->id, in->id, NULL);
	t->action->seq = in->seq;
	t->action->flag = in->up;
	struct store_call call = {.ctx = t};
	if (h->ops->feedback(h->store, c->id, in->seq, in->up, hub_now(h), call, feedback_stored) !=
	    0)
		feedback_stored(call, STORE_UNAVAILABLE);
}

/* In line behind what was said before it, so that it is about that. */
static void on_rate(struct handlers *x, struct link *l, const struct wire_in *in)
{
	if (in->text_chars > (size_t)x->hub->config->settings->limits.message_chars) {
		refuse(x, l, in, "too_large");
		return;
	}
	struct action *a = action_new(ACTION_RATE, l->peer->id, in->id, in->comment);
	a->seq = (uint64_t)in->score;
	enqueue(x, l, in, a);
}

/* Known frames that need nothing done. */
static void on_nothing(struct handlers *x, struct link *l, const struct wire_in *in)
{
	(void)x;
	(void)l;
	(void)in;
}

static void on_later(struct handlers *x, struct link *l, const struct wire_in *in)
{
	refuse(x, l, in, "not_available");
}

static void (*const verbs[WIRE_TYPE_COUNT])(struct handlers *x, struct link *l,
					    const struct wire_in *in) = {
	[WIRE_CONSENT] = on_consent, [WIRE_MESSAGE] = on_message,   [WIRE_HANDOFF] = on_handoff,
	[WIRE_TYPING] = on_typing,   [WIRE_READ] = on_nothing,      [WIRE_FEEDBACK] = on_feedback,
	[WIRE_RATE] = on_rate,       [WIRE_CALLBACK] = on_callback, [WIRE_EXPORT] = on_later,
	[WIRE_ERASE] = on_later,     [WIRE_END] = on_end,
};

void customer_frame(struct handlers *x, struct link *l, const struct wire_in *in)
{
	if (verbs[in->type])
		verbs[in->type](x, l, in);
	else
		refuse(x, l, in, "forbidden");
}
