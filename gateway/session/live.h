/*
 * Every chat there is at this moment, for supervisors: where a customer is connected or a case is
 * open, the assistant's too. With everybody who works here, also who is gone and still has chats.
 */
#ifndef GATEWAY_SESSION_LIVE_H
#define GATEWAY_SESSION_LIVE_H

#include "gateway/session/hub.h"
#include "gateway/wire/wire.h"

#define LIVE_PAGE 50

/* Whether that person looks after others' chats: sees all, takes over, reassigns. */
bool live_may(const struct agent *a);
/* From now on the socket gets that page of the list, at once and whenever something of it changes;
 * WIRE_SHOW_NONE ends it. A page that is not there is the last one. */
void live_set(struct hub *h, struct agent_link *w, enum wire_show show, uint64_t page);
/* Sends lists that changed; once a second at most. */
void live_tick(struct hub *h);

#endif
