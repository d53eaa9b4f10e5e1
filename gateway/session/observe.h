/*
 * A chat that nobody has a case of, as a supervisor reads it: the whole of it, then what happens.
 * One a socket at a time. When a case is opened, the reader goes on with that (`case` frame).
 */
#ifndef GATEWAY_SESSION_OBSERVE_H
#define GATEWAY_SESSION_OBSERVE_H

#include "gateway/session/hub.h"

/* Sends the `conversation` frame to the agent's socket `peer`, or the `case` frame when a case is
 * open. `id` (may be NULL) is that of the frame that asked, for errors. */
void observe(struct hub *h, uint64_t peer, const char *id, const char *conversation);
/* The same again for a socket that missed something. */
void observe_refresh(struct hub *h, struct conv *c, struct watcher *w);
/* A message was stored; `frame` is the agents' form of it. */
void observe_message(struct conv *c, struct watcher *w, const char *frame, size_t len,
		     uint64_t seq);
/* The state changed. */
void observe_state(struct hub *h, struct conv *c, struct watcher *w);

#endif
