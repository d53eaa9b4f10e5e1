/*
 * The waiting line as agents see it, and positions as customers see them; both follow changes with
 * a short delay, so that a thousand changes cost one frame.
 */
#ifndef GATEWAY_SESSION_FEED_H
#define GATEWAY_SESSION_FEED_H

#include "gateway/session/hub.h"

/* The whole line to one agent's socket. */
void feed_queue_to(struct hub *h, struct agent_link *w);
/* The line to everybody and new positions to the customers, if it changed and the last time is long
 * enough ago. */
void feed_tick(struct hub *h);

#endif
