/*
 * A customer who writes again soon after an agent closed the chat is back with people, not with the
 * assistant: with the same agent where there is room, else in front of the line. It is a new
 * conversation with a case of its own, which remembers the one before.
 */
#ifndef GATEWAY_SESSION_REOPEN_H
#define GATEWAY_SESSION_REOPEN_H

#include "gateway/session/hub.h"

struct op;

/* Whether the next message of `c`, which is closed or was just begun anew, goes back to people. */
bool reopen_fits(struct hub *h, const struct conv *c);
/* Puts the case into the operation that stores that message. */
void reopen_open(struct op *op, const char *text, size_t len);
/* After that operation, whatever became of it. Harmless for every other one. */
void reopen_settled(struct op *op, const struct store_append_result *r);

#endif
