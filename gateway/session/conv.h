/*
 * A conversation in memory: made, found, loaded, let go; its sockets and watchers.
 */
#ifndef GATEWAY_SESSION_CONV_H
#define GATEWAY_SESSION_CONV_H

#include "gateway/base/buf.h"
#include "gateway/session/hub.h"

/* A new conversation that nobody has stored yet, found by the hash of `token`. Never NULL. */
struct conv *conv_new(struct hub *h, const char *token, enum locale l);
/* What the store knows; returns the one in memory when there is one already. */
struct conv *conv_from_store(struct hub *h, const struct store_conv *row,
			     const uint8_t *token_hash);
struct conv *conv_find(struct hub *h, const char *id);
struct conv *conv_find_token(struct hub *h, const uint8_t hash[TOKEN_HASH_LEN]);
/* A closed conversation starts again under a new id and the same token; sockets stay. */
void conv_renew(struct hub *h, struct conv *c);
/* Looked at at the end of this loop turn. */
void conv_touch(struct hub *h, struct conv *c);
/* Frees it when nobody needs it: no socket, no watcher, nothing to do. */
void conv_let_go(struct hub *h, struct conv *c);
void conv_free(struct hub *h, struct conv *c);

void conv_attach(struct conv *c, struct link *l);
void conv_detach(struct hub *h, struct link *l);
/* From now on the agent's socket hears of the conversation; it has everything up to `cursor` and
 * the note `notes`. */
void conv_watch(struct conv *c, struct agent_link *w, uint64_t cursor, uint64_t notes,
		bool is_open);
/* The entry of that socket, or NULL; valid until the next change. */
struct watcher *conv_watcher(struct conv *c, const struct agent_link *w);
void conv_unwatch(struct hub *h, struct conv *c, const struct agent_link *w);
/* The case is over: what the customer says from now on is not for those who looked. */
void conv_unwatch_all(struct hub *h, struct conv *c);
/* The open case, or NULL. */
struct hub_case *conv_case(struct hub *h, const struct conv *c);

/* One frame that is no message to every socket that has caught up. */
void conv_send_customers(struct conv *c, const struct buf *frame);
/* One frame to every agent who looks . */
void conv_send_watchers(struct conv *c, const struct buf *frame);

#endif
