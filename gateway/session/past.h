/*
 * The chat that a case goes on with, for agents: what was said and noted then.
 */
#ifndef GATEWAY_SESSION_PAST_H
#define GATEWAY_SESSION_PAST_H

#include "gateway/session/hub.h"

/* Reads it and calls done() with the `reopened` object of a `case` frame: owned by done(), NULL
 * when the store could not read it. */
void past_read(struct hub *h, const struct store_past *p, void (*done)(void *arg, char *json),
	       void *arg);

#endif
