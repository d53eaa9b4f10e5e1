/*
 * What the customer says, and the bot's answer to it: both in one store operation.
 */
#ifndef GATEWAY_SESSION_TURN_H
#define GATEWAY_SESSION_TURN_H

#include "gateway/session/hub.h"

/* Runners of actions (action.h): take their actions from the line of an idle conversation. */
void turn_run(struct hub *h, struct conv *c);
void turn_consent(struct hub *h, struct conv *c);
void turn_thumb(struct hub *h, struct conv *c);
void turn_due(struct hub *h, struct conv *c);
/* Answers what the store has and nobody answered, with what was shown already (left.h). */
void turn_unanswered(struct hub *h, struct conv *c);

/* What the customer said while an errand or a model was under way: stored already, answered when
 * that has been said. */
bool turn_is_waiting(const struct conv *c);
void turn_later(struct hub *h, struct conv *c);
void turn_forget_later(struct conv *c);
/* The turn was not answered: its text goes into the next one. */
void turn_keep(struct conv *c, const char *text, const char *id, uint64_t seq);

#endif
