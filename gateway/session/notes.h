/*
 * Notes: what agents tell each other about a case. Stored with the conversation, shown to every
 * agent who looks, never to the customer: they take no seq, and their frame is sent to watchers
 * only.
 */
#ifndef GATEWAY_SESSION_NOTES_H
#define GATEWAY_SESSION_NOTES_H

#include "gateway/base/buf.h"
#include "gateway/session/hub.h"

struct op;

/* Runs ACTION_NOTE: any agent may write one on an open case. */
void notes_add(struct hub *h, struct conv *c);
/* After an operation with a note was committed: counts it and sends it to who looks. */
void notes_committed(struct op *op, const struct store_append_result *r);
/* Appends the `note` frame of a stored note. */
void notes_write_frame(struct buf *b, const struct store_note *n);

#endif
