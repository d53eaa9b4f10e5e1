/*
 * Who looks at which case right now, so that two agents don't answer, or read, the same chat
 * without knowing of each other. Said by each socket (`viewing`), told to the sockets that look at
 * the same case (`viewers`). Nothing of it is stored, and colleagues on another gateway are not
 * known here.
 */
#ifndef GATEWAY_SESSION_VIEWERS_H
#define GATEWAY_SESSION_VIEWERS_H

#include "gateway/session/hub.h"

/* Names of one case that are told; who looks beyond them is not. */
#define VIEWERS_MAX 20

/* From now on the socket shows this case; NULL, or a case that is not open: none. Tells those who
 * look at the one that it left and at the one that it shows now. */
void viewers_set(struct hub *h, struct agent_link *w, const char *case_id);

#endif
