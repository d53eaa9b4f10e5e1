/*
 * An errand: a request to the shop's system that the answer to a turn waits for.
 *
 * The customer's message is stored and acknowledged before it is sent, together with the fact that
 * something is about to be changed. While it is under way the conversation goes on: messages are
 * stored, the button for a person works, an agent may take over. What came back is a turn decided
 * anew with that result; the store takes its reply only if the conversation is still the bot's.
 */
#ifndef GATEWAY_SESSION_ERRAND_H
#define GATEWAY_SESSION_ERRAND_H

#include "gateway/dialog/dialog.h"
#include "gateway/session/hub.h"

struct op;

/* Notes in the operation that the turn needs `step->request`; sent by errand_start() once the
 * operation is stored. `config` is what the step was decided with. */
void errand_plan(struct op *op, struct config_set *config, const struct dialog_turn *turn,
		 struct dialog_step *step, const char *reply_to);
/* Sends what the committed operation planned. Harmless when that is nothing. */
void errand_start(struct op *op);
/* When a stored turn that waits for this one is due, if nothing comes back (wall time). */
int64_t errand_due_ms(const struct errand *e, int64_t now_ms);

/* The result is there and nobody has looked at it. */
bool errand_is_ready(const struct conv *c);
/* Says what came of it. */
void errand_run(struct hub *h, struct conv *c);
/* The store would not take the reply and the turn is due: tries once more, if the result is there.
 */
void errand_again(struct conv *c);

/* The conversation is over or leaves memory: nobody waits for the result any more. */
void errand_orphan(struct hub *h, struct conv *c);
void errand_free(struct errand *e);
void errand_forget_all(struct hub *h);

#endif
