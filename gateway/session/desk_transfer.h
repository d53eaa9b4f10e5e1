/*
 * A case goes from the agent who has it to a team's line or to a colleague, with what there is to
 * say about it.
 */
#ifndef GATEWAY_SESSION_DESK_TRANSFER_H
#define GATEWAY_SESSION_DESK_TRANSFER_H

#include "gateway/session/hub.h"

/* Runs ACTION_TRANSFER. */
void desk_transfer(struct hub *h, struct conv *c);

#endif
