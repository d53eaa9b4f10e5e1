/*
 * Earlier conversations of a customer, for the agents who have a case of that customer in view:
 * which there were, and one of them whole, to read.
 */
#ifndef GATEWAY_SESSION_LOOK_BACK_H
#define GATEWAY_SESSION_LOOK_BACK_H

#include "gateway/session/hub.h"

#define LOOK_BACK_MAX 20

/* Calls done() with the `past` array of a `case` frame: owned by done(), NULL when the store could
 * not read it. */
void look_back_list(struct hub *h, const char *conversation, void (*done)(void *arg, char *json),
		    void *arg);
/* The same with the `twin` of a `case` frame: JSON, "null" when there is none. */
void look_back_twin(struct hub *h, const char *conversation, void (*done)(void *arg, char *json),
		    void *arg);
/* Sends the `earlier` frame to the agent's socket `peer`, if that conversation is among those
 * before the case's; else `not_found`. `id` (may be NULL) is that of the frame that asked. */
void look_back(struct hub *h, uint64_t peer, const char *id, const char *case_id,
	       const char *conversation);

#endif
