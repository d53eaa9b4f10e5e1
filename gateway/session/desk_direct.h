/*
 * What supervisors do with chats that are not theirs: take one over, wherever it is, and say who
 * gets a case that waits. (A case that somebody has goes on through desk_transfer.h.)
 */
#ifndef GATEWAY_SESSION_DESK_DIRECT_H
#define GATEWAY_SESSION_DESK_DIRECT_H

#include "gateway/session/hub.h"

/* Runner of ACTION_TAKE_OVER. With the assistant: a case is opened for the supervisor. In line: an
 * ordinary claim. With a colleague: an ordinary transfer. */
void desk_take_over(struct hub *h, struct conv *c);
/* Runs an ACTION_TRANSFER of a supervisor on a case that waits. */
void desk_reassign(struct hub *h, struct conv *c, const struct hub_case *k);

#endif
