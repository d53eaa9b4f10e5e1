/*
 * A customer's socket: opened, frames read, closed.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/handlers/handlers.h"
#include "gateway/session/catchup.h"
#include "gateway/session/conv.h"
#include "gateway/session/tell.h"

struct pending *pending_new(const char *json, size_t len)
{
	struct pending *p = mem_new(1, sizeof *p + len + 1);

	p->len = len;
	memcpy(p->json, json, len);
	return p;
}

static void on_open(void *ctx, struct peer *p)
{
	struct handlers *x = ctx;
	struct link *l = mem_new(1, sizeof *l);

	l->peer = p;
	l->locale = hub_locale(x->hub, NULL);
	l->pending_end = &l->pending;
	p->session = l;
	map_put_u64(&x->hub->links, p->id, l);
}

static void keep(struct handlers *x, struct link *l, const char *json, size_t len)
{
	if (l->pending_count >= PENDING_MAX) {
		struct wire_error e;
		wire_peek(json, len, &e);
		tell_error(x->hub, l->peer->id, "rate_limited", e.id, NULL);
		return;
	}
	*l->pending_end = pending_new(json, len);
	l->pending_end = &(*l->pending_end)->next;
	l->pending_count++;
}

void customer_receive(struct handlers *x, struct link *l, const char *json, size_t len)
{
	struct wire_in in;
	struct wire_error e;

	if (l->is_opening) {
		keep(x, l, json, len);
		return;
	}
	if (wire_parse(WIRE_CUSTOMER, json, len, &in, &e) != 0) {
		tell_error(x->hub, l->peer->id, e.code, e.id, NULL);
		return;
	}
	if (in.type == WIRE_HELLO)
		customer_hello(x, l, &in);
	else if (!l->conv)
		tell_error(x->hub, l->peer->id, "wrong_state", in.id, NULL);
	else
		customer_frame(x, l, &in);
	wire_in_dispose(&in);
}

static void on_message(void *ctx, struct peer *p, const char *json, size_t len)
{
	customer_receive(ctx, p->session, json, len);
}

static void on_refused(void *ctx, struct peer *p, const char *code, const char *json, size_t len)
{
	struct handlers *x = ctx;
	struct wire_error e;

	wire_peek(json, len, &e);
	tell_error(x->hub, p->id, code, e.id, NULL);
}

static void on_closed(void *ctx, struct peer *p)
{
	struct handlers *x = ctx;
	struct link *l = p->session;

	if (!l)
		return;
	map_take_u64(&x->hub->links, p->id);
	catchup_forget(x->hub, l);
	conv_detach(x->hub, l);
	while (l->pending) {
		struct pending *next = l->pending->next;
		free(l->pending);
		l->pending = next;
	}
	free(l->page);
	free(l->name);
	free(l->hello_id);
	free(l);
	p->session = NULL;
}

struct peer_events customer_events(struct handlers *ctx)
{
	return (struct peer_events){.on_open = on_open,
				    .on_message = on_message,
				    .on_refused = on_refused,
				    .on_closed = on_closed,
				    .ctx = ctx};
}
