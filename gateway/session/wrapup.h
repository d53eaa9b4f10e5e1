/*
 * The work after a closed chat: its case stays with the agent, in state wrapup, until its timer is
 * over, and takes one of the agent's places so long.
 */
#ifndef GATEWAY_SESSION_WRAPUP_H
#define GATEWAY_SESSION_WRAPUP_H

#include "gateway/session/hub.h"

struct op;

/* The operation closes a chat (its case's step is FINISH): sets the timer, or goes on to the end
 * where the policy gives no time. */
void wrapup_plan(struct op *op, const struct hub_case *k);
/* That is stored: true when the case stays, and the agent's place with it. */
bool wrapup_begins(struct op *op, struct hub_case *k);
/* The timer is over. */
void wrapup_over(struct hub *h, struct hub_case *k);

#endif
