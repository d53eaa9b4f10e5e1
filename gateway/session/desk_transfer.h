/*
 * A case goes from the agent who has it to a team's line or to a colleague, with what there is to
 * say about it.
 */
#ifndef GATEWAY_SESSION_DESK_TRANSFER_H
#define GATEWAY_SESSION_DESK_TRANSFER_H

#include "gateway/session/hub.h"

/* Runs ACTION_TRANSFER. */
/* Why nobody can be given a chat, or NULL: gone (NULL), away, or with no room. `is_self`: somebody
 * takes it, so that being away is no reason. */
const char *desk_target_refusal(struct hub *h, const struct agent *to, bool is_self);

void desk_transfer(struct hub *h, struct conv *c);

#endif
