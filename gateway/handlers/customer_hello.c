/*
 * hello: a token leads to its conversation (memory first, then the store), anything else to a new
 * one. A token older than a day is replaced; the old one lives five minutes more, for the other
 * tabs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/handlers/handlers.h"
#include "gateway/session/catchup.h"
#include "gateway/session/conv.h"
#include "gateway/session/tell.h"

#define TOKEN_FRESH_MS ((int64_t)24 * 3600 * 1000)
#define TOKEN_GRACE_MS ((int64_t)5 * 60 * 1000)

/* Frames that came while the conversation was looked up. */
static void run_pending(struct handlers *x, struct link *l)
{
	uint64_t id = l->peer->id;
	struct pending *p = l->pending;

	l->pending = NULL;
	l->pending_end = &l->pending;
	l->pending_count = 0;
	while (p) {
		struct pending *next = p->next;
		if (map_get_u64(&x->hub->links, id) == l)
			customer_receive(x, l, p->json, p->len);
		free(p);
		p = next;
	}
}

void customer_attach(struct handlers *x, struct link *l, struct conv *c, bool resumed)
{
	struct hub *h = x->hub;

	if (c->link_count >= (unsigned)h->config->settings->limits.sockets_per_conversation) {
		tell_error(h, l->peer->id, "at_capacity", l->hello_id, NULL);
		peer_close(l->peer, PEER_CLOSE_POLICY, "too many sockets");
		return;
	}
	if (c->locale != l->locale) {
		c->locale = l->locale;
		c->is_locale_new = c->is_stored;
	}
	if (l->page && (!c->page || strcmp(c->page, l->page) != 0)) {
		free(c->page);
		c->page = mem_string(l->page);
		c->is_page_new = c->is_stored;
	}
	if (l->name) {
		free(c->name);
		c->name = mem_string(l->name);
	}
	conv_attach(c, l);
	l->cursor = l->after < c->seq ? l->after : c->seq;
	tell_welcome(h, c, l, l->token, resumed);
	if (resumed)
		h->counters.resumed++;
	else
		h->counters.opened++;
	catchup_start(h, l);
	run_pending(x, l);
}

static void start_new(struct handlers *x, struct link *l)
{
	token_new(l->token);
	struct conv *c = conv_new(x->hub, l->token, l->locale);
	conv_touch(x->hub, c);
	l->after = 0;
	customer_attach(x, l, c, false);
}

static void token_renewed(struct store_call call, enum store_status st)
{
	(void)call;
	(void)st; /* when it failed, the new token is unknown later and the old one still lives: the
		     client starts over with it */
}

/* Replaces a token that is older than a day; other sockets go on with the old one for a while. */
static void refresh_token(struct handlers *x, struct link *l, struct conv *c)
{
	struct hub *h = x->hub;
	uint8_t hash[TOKEN_HASH_LEN];
	char token[TOKEN_LEN + 1];

	if (!c->is_stored || hub_now(h) - c->token_issued_ms < TOKEN_FRESH_MS)
		return;
	token_new(token);
	token_hash(h->token_key, token, hash);
	if (h->ops->token_add(h->store, c->id, hash, hub_now(h), hub_now(h) + TOKEN_GRACE_MS,
			      (struct store_call){.ctx = h}, token_renewed) != 0)
		return;
	if (conv_find_token(h, c->token_hash) == c)
		map_take(&h->tokens, c->token_hash, TOKEN_HASH_LEN);
	memcpy(c->token_hash, hash, TOKEN_HASH_LEN);
	memcpy(l->token, token, sizeof l->token);
	c->token_issued_ms = hub_now(h);
	map_put(&h->tokens, hash, TOKEN_HASH_LEN, c);
}

static void enter(struct handlers *x, struct link *l, struct conv *c)
{
	if (l->joins[0]) {
		customer_join(x, l, c);
		return;
	}
	refresh_token(x, l, c);
	customer_attach(x, l, c, true);
}

struct lookup {
	struct handlers *handlers;
	uint64_t peer;
	uint8_t hash[TOKEN_HASH_LEN];
};

static void found(struct store_call call, enum store_status st, const struct store_conv *row)
{
	struct lookup *k = call.ctx;
	struct handlers *x = k->handlers;
	struct link *l = map_get_u64(&x->hub->links, k->peer);

	if (l) {
		l->is_opening = false;
		if (st == STORE_OK) {
			struct conv *c = conv_from_store(x->hub, row, k->hash);
			conv_touch(x->hub, c);
			enter(x, l, c);
		} else if (st == STORE_GONE && l->joins[0]) { /* the other tab's was never stored */
			memcpy(l->token, l->joins, sizeof l->token);
			l->joins[0] = '\0';
			customer_resume(x, l);
		} else if (st == STORE_GONE) {
			tell_error(x->hub, k->peer, "session_expired", l->hello_id, NULL);
			start_new(x, l);
		} else {
			tell_error(x->hub, k->peer, "store_unavailable", l->hello_id, NULL);
			peer_close(l->peer, PEER_CLOSE_OVERLOAD, "store unavailable");
		}
	}
	free(k);
}

void customer_resume(struct handlers *x, struct link *l)
{
	struct hub *h = x->hub;
	struct lookup *k = mem_new(1, sizeof *k);

	k->handlers = x;
	k->peer = l->peer->id;
	token_hash(h->token_key, l->token, k->hash);
	struct conv *c = conv_find_token(h, k->hash);
	if (c) {
		free(k);
		enter(x, l, c);
		return;
	}
	l->is_opening = true;
	struct store_call call = {.ctx = k};
	if (h->ops->conv_by_token(h->store, k->hash, hub_now(h), call, found) != 0)
		found(call, STORE_UNAVAILABLE, NULL);
}

void customer_hello(struct handlers *x, struct link *l, const struct wire_in *in)
{
	struct hub *h = x->hub;

	if (l->conv) {
		tell_error(h, l->peer->id, "wrong_state", in->id, NULL);
		return;
	}
	l->locale = hub_locale(h, in->locale);
	l->after = in->after;
	free(l->page);
	l->page = mem_string(in->page);
	free(l->name);
	l->name = mem_string(in->name);
	free(l->hello_id);
	l->hello_id = mem_string(in->id);
	if (in->identity)
		tell_error(h, l->peer->id, "not_available", in->id, NULL);
	if (!in->token) {
		start_new(x, l);
	} else if (!token_is_valid(in->token)) {
		tell_error(h, l->peer->id, "session_expired", in->id, NULL);
		start_new(x, l);
	} else {
		memcpy(l->token, in->token, TOKEN_LEN);
		l->joins[0] = '\0';
		if (in->joins && token_is_valid(in->joins) && strcmp(in->joins, in->token) != 0)
			memcpy(l->joins, in->joins, sizeof l->joins);
		customer_resume(x, l);
	}
}
