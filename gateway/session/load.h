/*
 * A conversation by id, from memory or from the store.
 */
#ifndef GATEWAY_SESSION_LOAD_H
#define GATEWAY_SESSION_LOAD_H

#include "gateway/session/hub.h"

/* Calls fn(h, c, arg) with the conversation, or with NULL when there is none or the store can't
 * say; maybe before it returns. The conversation stays in memory at least until fn has returned. */
void conv_load(struct hub *h, const char *id, void (*fn)(struct hub *h, struct conv *c, void *arg),
	       void *arg);

#endif
