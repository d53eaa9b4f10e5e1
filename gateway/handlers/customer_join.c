/*
 * A hello with two tokens: a tab that found out that another one of its browser has a conversation
 * of its own. Having both tokens is the proof that they are one customer's.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/handlers/handlers.h"
#include "gateway/session/conv.h"
#include "gateway/session/merge.h"
#include "gateway/session/merged.h"
#include "gateway/session/tell.h"

struct join {
	struct handlers *handlers;
	uint64_t peer;
	struct conv *conv; /* pinned: that of the link's token */
	char joins[TOKEN_LEN + 1];
	uint8_t hash[TOKEN_HASH_LEN]; /* of joins */
};

/* Back in the state of before the hello: the browser tries again. */
static void fail(struct hub *h, struct link *l)
{
	tell_error(h, l->peer->id, "store_unavailable", l->hello_id, NULL);
	peer_close(l->peer, PEER_CLOSE_OVERLOAD, "store unavailable");
}

static void joined(struct hub *h, void *ctx, bool ok)
{
	struct join *j = ctx;
	struct link *l = map_get_u64(&h->links, j->peer);
	uint8_t hash[TOKEN_HASH_LEN];

	if (l)
		l->is_opening = false;
	if (l && !ok) {
		fail(h, l);
	} else if (l) { /* both tokens lead to the same one now */
		token_hash(h->token_key, l->token, hash);
		if (conv_find_token(h, hash))
			customer_attach(j->handlers, l, conv_find_token(h, hash), true);
		else
			customer_resume(j->handlers, l);
	}
	free(j);
}

/* Takes `j`. `other` may be NULL: not known any more. */
static void decide(struct join *j, struct link *l, struct conv *other)
{
	struct hub *h = j->handlers->hub;
	struct conv *c = j->conv, *stays = c;

	c->pins--;
	conv_touch(h, c);
	if (other && other != c) {
		l->is_opening = true;
		stays = merge_tabs(h, c, other, joined, j);
	}
	if (!stays)
		return;
	if (stays != c)
		memcpy(l->token, j->joins, sizeof l->token);
	if (other && stays != other && !other->is_stored)
		merged_move_links(h, stays, other, l->token);
	else if (stays != c && !c->is_stored)
		merged_move_links(h, stays, c, l->token);
	l->is_opening = false;
	customer_attach(j->handlers, l, stays, true);
	free(j);
}

static void found(struct store_call call, enum store_status st, const struct store_conv *row)
{
	struct join *j = call.ctx;
	struct hub *h = j->handlers->hub;
	struct link *l = map_get_u64(&h->links, j->peer);

	if (l && (st == STORE_OK || st == STORE_GONE)) {
		l->is_opening = false;
		struct conv *other = st == STORE_OK ? conv_from_store(h, row, j->hash) : NULL;
		if (other)
			conv_touch(h, other);
		decide(j, l, other);
		return;
	}
	j->conv->pins--;
	conv_touch(h, j->conv);
	if (l) {
		l->is_opening = false;
		fail(h, l);
	}
	free(j);
}

void customer_join(struct handlers *x, struct link *l, struct conv *c)
{
	struct hub *h = x->hub;
	struct join *j = mem_new(1, sizeof *j);
	struct store_call call = {.ctx = j};

	*j = (struct join){.handlers = x, .peer = l->peer->id, .conv = c};
	memcpy(j->joins, l->joins, sizeof j->joins);
	l->joins[0] = '\0';
	c->pins++;
	token_hash(h->token_key, j->joins, j->hash);
	struct conv *other = conv_find_token(h, j->hash);
	if (other) {
		decide(j, l, other);
		return;
	}
	l->is_opening = true;
	if (h->ops->conv_by_token(h->store, j->hash, hub_now(h), call, found) != 0)
		found(call, STORE_UNAVAILABLE, NULL);
}
