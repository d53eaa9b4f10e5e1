/*
 * Who works here, as the consoles see it (`desk` frame): teams, agents who are there, how chats may
 * end. With the errors that list what would have done, and the count of how chats ended.
 */
#ifndef GATEWAY_SESSION_ROSTER_H
#define GATEWAY_SESSION_ROSTER_H

#include "gateway/session/action.h"
#include "gateway/session/hub.h"

/* The `desk` frame to one agent's socket. */
void roster_to(struct hub *h, struct agent_link *w);
/* … to everybody, if something of it changed and the last time is long enough ago. */
void roster_tick(struct hub *h);
/* An agent of that name who is connected, or NULL. */
struct agent *roster_find(struct hub *h, const char *name);

/* Errors with the names that would have done. */
void roster_refuse_team(struct hub *h, const struct action *a);
void roster_refuse_agent(struct hub *h, const struct action *a, const char *code);
void roster_refuse_disposition(struct hub *h, const struct action *a);

/* A chat that an agent closed is done, the work after it included: counts how it ended. */
void roster_ended(struct hub *h, const char *disposition);

#endif
