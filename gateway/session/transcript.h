/*
 * The whole of a case for an agent: transcript, why it escalated, what is known of the customer.
 * From then on the agent's socket gets what happens.
 */
#ifndef GATEWAY_SESSION_TRANSCRIPT_H
#define GATEWAY_SESSION_TRANSCRIPT_H

#include "gateway/session/hub.h"

/* Sends the `case` frame to the agent's socket `peer`; `open`: only looking. `id` (may be NULL) is
 * that of the frame that asked, for errors. `done` (may be NULL) is told when it was sent or could
 * not be; the peer may be gone by then. */
void transcript_send(struct hub *h, uint64_t peer, const char *id, const char *case_id, bool open,
		     void (*done)(struct hub *h, uint64_t peer));

/* The same again for a socket that missed something. */
void transcript_refresh(struct hub *h, struct conv *c, struct watcher *w);

#endif
