/*
 * A reply that a gateway which is gone had begun to show: what customers have read becomes its
 * message, with a sentence that it broke off, before anything else is said.
 */
#ifndef GATEWAY_SESSION_LEFT_H
#define GATEWAY_SESSION_LEFT_H

#include "gateway/dialog/ground_json.h"
#include "gateway/session/hub.h"

/* From what the store has kept; NULL when that is nothing, or cannot be read. Owned. */
struct ground_said *left_read(const char *json);
void left_free(struct ground_said *said);
/* Whether it is to be told before the first action in line: a turn that nobody answered in time,
 * or whatever would overtake a reply. */
bool left_is_due(const struct conv *c);
void left_forget(struct conv *c);

#endif
