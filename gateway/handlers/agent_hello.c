/*
 * A new socket of an agent: the login cookie is checked (the upgrade itself is let through, so that
 * a browser can tell "not logged in" from "not there"), then `welcome`, a `case` for each own open
 * case, and the line, in this order.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/handlers/handlers.h"
#include "gateway/session/assign.h"
#include "gateway/session/away.h"
#include "gateway/session/copilot.h"
#include "gateway/session/desk_work.h"
#include "gateway/session/feed.h"
#include "gateway/session/roster.h"
#include "gateway/session/transcript.h"
#include "gateway/session/viewers.h"

#define OWN_CASES_MAX 256

static struct agent *agent_of(struct hub *h, const struct people_session *s)
{
	struct agent *a = map_get_text(&h->agents, s->id);
	struct hub_case *k;

	if (a)
		return a;
	a = mem_new(1, sizeof *a);
	memcpy(a->id, s->id, sizeof a->id);
	memcpy(a->name, s->name, sizeof a->name);
	memcpy(a->role, s->role, sizeof a->role);
	a->presence = ESC_AVAILABLE;
	a->idle_ms = hub_now(h);
	for (size_t i = 0; (k = map_next(&h->cases, &i));) {
		if (strcmp(k->agent, a->id) == 0 &&
		    (k->state == ESC_CASE_ASSIGNED || k->state == ESC_CASE_OFFERED ||
		     k->state == ESC_CASE_WRAPUP)) {
			a->chats++;
			a->has_offer |= k->state == ESC_CASE_OFFERED;
		}
	}
	map_put_text(&h->agents, a->id, a);
	return a;
}

static const char *presence_name(enum esc_presence p)
{
	return wire_presence_name(p == ESC_AVAILABLE ? WIRE_AVAILABLE
				  : p == ESC_BUSY    ? WIRE_BUSY
						     : WIRE_AWAY);
}

void agent_tell_presence_to(struct peer *p, const struct agent *a)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_presence(&b, a->name, presence_name(a->presence));
	peer_send(p, b.bytes, b.len);
	buf_dispose(&b);
}

void agent_tell_presence(struct handlers *x, struct agent *a)
{
	struct buf b;

	desk_agent_changed(x->hub, a);
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_presence(&b, a->name, presence_name(a->presence));
	for (struct agent_link *w = a->links; w; w = w->next) {
		if (w->is_ready)
			peer_send(w->peer, b.bytes, b.len);
	}
	buf_dispose(&b);
}

/* All own cases were sent: the line, then whatever the agent said meanwhile. */
static void finish(struct handlers *x, struct agent_link *w)
{
	uint64_t id = w->peer->id;
	struct pending *p = w->pending;

	w->is_ready = true;
	feed_queue_to(x->hub, w);
	roster_to(x->hub, w);
	assign_offers_to(x->hub, w);
	w->pending = NULL;
	w->pending_end = &w->pending;
	w->pending_count = 0;
	while (p) {
		struct pending *next = p->next;
		if (map_get_u64(&x->hub->agent_links, id) == w)
			agent_receive(x, w, p->json, p->len);
		free(p);
		p = next;
	}
}

/* The transcript's completion knows hub and peer; the handlers hang on the link's peer. */
static void case_sent(struct hub *h, uint64_t peer)
{
	struct agent_link *w = map_get_u64(&h->agent_links, peer);

	if (!w || w->is_ready)
		return;
	if (--w->boot_count == 0)
		finish(w->handlers, w);
}

/* Adds the ids of the agent's cases in that state; returns how many there are then. */
static size_t own_cases(struct hub *h, const struct agent *a, enum esc_case_state state,
			const char *ids[OWN_CASES_MAX], size_t count)
{
	struct hub_case *k;

	for (size_t i = 0; count < OWN_CASES_MAX && (k = map_next(&h->cases, &i));) {
		if (k->state == state && strcmp(k->agent, a->id) == 0)
			ids[count++] = k->id;
	}
	return count;
}

/* The open ones are named in `welcome`; those that are worked on after the chat only follow it. */
static void send_cases(struct handlers *x, struct agent_link *w)
{
	struct hub *h = x->hub;
	const char *ids[OWN_CASES_MAX];
	size_t open = own_cases(h, w->agent, ESC_CASE_ASSIGNED, ids, 0);
	size_t count = own_cases(h, w->agent, ESC_CASE_WRAPUP, ids, open);
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_agent_welcome(&b, w->agent->name, presence_name(w->agent->presence), ids, open);
	peer_send(w->peer, b.bytes, b.len);
	buf_dispose(&b);
	if (count == 0) {
		finish(x, w);
		return;
	}
	w->boot_count = (unsigned)count;
	for (size_t i = 0; i < count; i++)
		transcript_send(h, w->peer->id, NULL, ids[i], false, case_sent);
}

static void checked(struct store_call call, enum people_status st, const struct people_session *s)
{
	struct handlers *x = call.ctx;
	struct agent_link *w = map_get_u64(&x->hub->agent_links, call.id);

	if (!w)
		return;
	if (st == PEOPLE_UNAVAILABLE) {
		peer_close(w->peer, PEER_CLOSE_OVERLOAD, "store unavailable");
		return;
	}
	if (st != PEOPLE_OK) {
		peer_close(w->peer, PEER_CLOSE_LOGIN_OVER, "login over");
		return;
	}
	w->agent = agent_of(x->hub, s);
	w->next = w->agent->links;
	w->agent->links = w;
	memcpy(w->login, s->hash, sizeof w->login);
	w->login_ends_ms = s->expires_ms;
	desk_agent_changed(x->hub, w->agent);
	log_info("agent_connected", "agent", w->agent->id, NULL);
	send_cases(x, w);
}

void agent_hello(struct handlers *x, struct agent_link *w)
{
	w->handlers = x;
	people_check(x->people, w->peer->cookie, hub_now(x->hub),
		     (struct store_call){.ctx = x, .id = w->peer->id}, checked);
}

void agent_bye(struct handlers *x, struct agent_link *w)
{
	struct agent *a = w->agent;

	if (!a)
		return;
	viewers_set(x->hub, w, NULL);
	copilot_forget(x->hub, w);
	for (struct agent_link **p = &a->links; *p; p = &(*p)->next) {
		if (*p == w) {
			*p = w->next;
			break;
		}
	}
	desk_agent_changed(x->hub, a);
	if (!a->links) {
		log_info("agent_gone", "agent", a->id, "chats", log_num(a->chats), NULL);
		if (a->chats == 0) {
			map_take_text(&x->hub->agents, a->id);
			free(a);
		}
	}
}

void agent_login_ended(void *ctx, const char *agent_id, const uint8_t *hash)
{
	struct handlers *x = ctx;
	struct agent_link *w;

	if (!hash) { /* disabled: nobody waits for someone who does not come back */
		struct agent *a = map_get_text(&x->hub->agents, agent_id);
		if (a)
			a->is_disabled = true;
		away_release_all(x->hub, agent_id);
	}
	for (size_t i = 0; (w = map_next(&x->hub->agent_links, &i));) {
		if (!w->agent || (!hash && strcmp(w->agent->id, agent_id) != 0))
			continue;
		if (!hash || memcmp(hash, w->login, sizeof w->login) == 0)
			peer_close(w->peer, PEER_CLOSE_LOGIN_OVER, "login over");
	}
}
