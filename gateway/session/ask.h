/*
 * A question that a language model answers: asked once the customer's message is stored, shown
 * sentence by sentence while it is written, stored as one message in the end.
 *
 * Whatever overtakes it (a person, the next message, the customer's leaving) ends it at once, and
 * what was shown by then is stored first, as it was shown: no socket has seen words that the
 * transcript does not have.
 */
#ifndef GATEWAY_SESSION_ASK_H
#define GATEWAY_SESSION_ASK_H

#include "gateway/dialog/dialog.h"
#include "gateway/session/hub.h"

struct op;

/* Notes in the operation that the turn needs a model (DIALOG_LLM); ask_start() asks it once the
 * operation is stored. `config` is what the step was decided with. */
void ask_plan(struct op *op, struct config_set *config, const struct dialog_turn *turn,
	      const struct dialog_step *step, const char *reply_to);
/* Asks what the committed operation planned. Harmless when that is nothing. */
void ask_start(struct op *op);

/* When a stored turn that waits for this one is due, if nothing comes back (wall time). */
int64_t ask_due_ms(const struct ask *a, int64_t now_ms);

/* Everything has come, and nobody has stored it. */
bool ask_is_ready(const struct conv *c);
/* Decides the turn with it and stores that. */
void ask_run(struct hub *h, struct conv *c);
/* The store would not take it and the turn is due: tries once more. */
void ask_again(struct conv *c);
/* Whether the first action in line goes before the reply that is being written. */
bool ask_is_overtaken(const struct conv *c);
/* Ends it and stores what was shown. */
void ask_cut(struct hub *h, struct conv *c);

/* A socket has caught up in the middle of a reply: it gets what was shown so far. */
void ask_greet(struct link *l);
/* Once a second: customers who have left, and those who wait for the first sentence. */
void ask_sweep(struct hub *h);

/* The conversation is over or leaves memory. */
void ask_orphan(struct hub *h, struct conv *c);
void ask_free(struct ask *a);

#endif
