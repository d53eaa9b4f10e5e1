/*
 * A case whose timer is over: it has waited too long in a line, or the team opens. The timers stand
 * in the store, so that a restart loses none; whether one still means anything is seen when its
 * action runs.
 */
#ifndef GATEWAY_SESSION_OVERDUE_H
#define GATEWAY_SESSION_OVERDUE_H

#include "gateway/session/hub.h"

/* When the team opens next, as the timer of a case that is told to wait for that; 0 = unknown. */
int64_t overdue_opens_ms(struct hub *h);
/* After a start or a reload: the hours may be others now. */
void overdue_hours_changed(struct hub *h);
/* Adds the action to the case's conversation. */
void overdue_add(struct hub *h, const struct hub_case *k);
/* Runner of the action. */
void overdue_run(struct hub *h, struct conv *c);

#endif
