/*
 * What a merge changes in memory once it is stored: sockets, what was about to be said, cases,
 * agents.
 */
#ifndef GATEWAY_SESSION_MERGED_H
#define GATEWAY_SESSION_MERGED_H

#include "gateway/session/hub.h"

struct op;

/* The sockets of `from` go on in `into`, which they get from its beginning; with `token`, or NULL
 * when their own ones lead there. */
void merged_move_links(struct hub *h, struct conv *into, struct conv *from, const char *token);
/* `op` was that of the conversation that goes on; `by` is an agent's id or "". */
void merged_committed(struct op *op, struct conv *from, const char *by);

#endif
