/*
 * What an agent does with a case: claim, reply, return to the bot, close. Runners of actions.
 */
#ifndef GATEWAY_SESSION_DESK_WORK_H
#define GATEWAY_SESSION_DESK_WORK_H

#include "gateway/session/hub.h"

void desk_claim(struct hub *h, struct conv *c);
void desk_reply(struct hub *h, struct conv *c);
void desk_return(struct hub *h, struct conv *c);
void desk_close(struct hub *h, struct conv *c);
/* Counts an agent's assigned cases again and tells the desk. */
void desk_agent_changed(struct hub *h, struct agent *a);

#endif
