/*
 * An agent's socket: opened, login checked, frames read, closed.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/handlers/handlers.h"
#include "gateway/session/conv.h"
#include "gateway/session/tell.h"

static void on_open(void *ctx, struct peer *p)
{
	struct handlers *x = ctx;
	struct agent_link *w = mem_new(1, sizeof *w);

	w->peer = p;
	w->pending_end = &w->pending;
	p->session = w;
	map_put_u64(&x->hub->agent_links, p->id, w);
	agent_hello(x, w);
}

static void keep(struct handlers *x, struct agent_link *w, const char *json, size_t len)
{
	if (w->pending_count >= PENDING_MAX) {
		struct wire_error e;
		wire_peek(json, len, &e);
		tell_error(x->hub, w->peer->id, "rate_limited", e.id, e.case_id);
		return;
	}
	*w->pending_end = pending_new(json, len);
	w->pending_end = &(*w->pending_end)->next;
	w->pending_count++;
}

void agent_receive(struct handlers *x, struct agent_link *w, const char *json, size_t len)
{
	struct wire_in in;
	struct wire_error e;

	if (!w->is_ready) {
		keep(x, w, json, len);
		return;
	}
	if (wire_parse(WIRE_AGENT, json, len, &in, &e) != 0) {
		tell_error(x->hub, w->peer->id, e.code, e.id, e.case_id);
		return;
	}
	agent_frame(x, w, &in);
	wire_in_dispose(&in);
}

static void on_message(void *ctx, struct peer *p, const char *json, size_t len)
{
	agent_receive(ctx, p->session, json, len);
}

static void on_refused(void *ctx, struct peer *p, const char *code, const char *json, size_t len)
{
	struct handlers *x = ctx;
	struct wire_error e;

	wire_peek(json, len, &e);
	tell_error(x->hub, p->id, code, e.id, e.case_id);
}

static void on_closed(void *ctx, struct peer *p)
{
	struct handlers *x = ctx;
	struct agent_link *w = p->session;
	struct conv *c;

	if (!w)
		return;
	map_take_u64(&x->hub->agent_links, p->id);
	for (size_t i = 0; (c = map_next(&x->hub->convs, &i));)
		conv_unwatch(x->hub, c, w);
	agent_bye(x, w);
	while (w->pending) {
		struct pending *next = w->pending->next;
		free(w->pending);
		w->pending = next;
	}
	free(w);
	p->session = NULL;
}

struct peer_events agent_events(struct handlers *ctx)
{
	return (struct peer_events){.on_open = on_open,
				    .on_message = on_message,
				    .on_refused = on_refused,
				    .on_closed = on_closed,
				    .ctx = ctx};
}
