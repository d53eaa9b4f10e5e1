/*
 * Exact resume: every message that a socket has not seen, in order, then one `state`, then it is
 * live.
 */
#ifndef GATEWAY_SESSION_CATCHUP_H
#define GATEWAY_SESSION_CATCHUP_H

#include "gateway/session/hub.h"

/* Starts for a link whose `welcome` was sent and whose cursor says what it has seen. */
void catchup_start(struct hub *h, struct link *l);
/* A link that closes. */
void catchup_forget(struct hub *h, struct link *l);
/* Goes on with those who were slow to read; called by the hub's timer for them. */
void catchup_tick(void *hub);

#endif
