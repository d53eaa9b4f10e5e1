/*
 * Agents who are gone: for good (disabled), or without a connection for longer than
 * `assignment.away_after`. Their chats go back in line, in front of their priority, and the
 * customers are told so. Who comes back in time keeps the chats.
 */
#ifndef GATEWAY_SESSION_AWAY_H
#define GATEWAY_SESSION_AWAY_H

#include "gateway/session/hub.h"

struct op;

/* Starts the timers of assigned cases whose agent has no socket here, stops those of agents who are
 * back. The timers are rows of the store: a restart goes on with them. */
void away_sweep(struct hub *h);
/* The timer of an assigned case is over. */
void away_over(struct hub *h, struct hub_case *k);
/* Every case of an agent who may not work any more. */
void away_release_all(struct hub *h, const char *agent_id);
/* Puts into an operation that has queued the case again that the desk is closed: a line that nobody
 * serves would be no honest outcome. Owner is still who leaves. */
void away_to_closed(struct op *op, const struct hub_case *k);
/* Runner of ACTION_RELEASE. */
void away_release(struct hub *h, struct conv *c);

#endif
