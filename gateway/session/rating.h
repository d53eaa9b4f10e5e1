/*
 * A customer's rating of the chat as a whole.
 */
#ifndef GATEWAY_SESSION_RATING_H
#define GATEWAY_SESSION_RATING_H

#include "gateway/session/hub.h"

/* Runner of ACTION_RATE. A conversation may be rated once it has an answer or is closed, else
 * wrong_state; again and it is changed. Agents who look are told. */
void rating_run(struct hub *h, struct conv *c);

#endif
