/*
 * The way to a person: opening a case (or bringing an open one back in line), leaving the line,
 * waiting too long, ending the chat. Every one of these tells the customer which
 * outcome holds.
 */
#ifndef GATEWAY_SESSION_HANDOFF_H
#define GATEWAY_SESSION_HANDOFF_H

#include "gateway/dialog/dialog.h"
#include "gateway/session/hub.h"

struct op;

/* Puts a handoff into an operation of a conversation in state bot: the case, the outcome, the
 * sentence for the customer. `text` is what the customer said last, for the line's summary. */
void handoff_open(struct op *op, const struct dialog_step *step, const char *text, size_t len);
/* Its parts, for what opens a case in another way: a new case with reference, team and priority;
 * what it becomes (-1 when the state machine says no); the first words of a text on one line,
 * owned. */
struct hub_case *handoff_new_case(struct op *op, enum esc_reason reason);
int handoff_place(struct op *op, struct hub_case *k, enum esc_outcome outcome) MUSTCHECK;
/* An operation of the conversation whose first action it takes, when it `fits`; else the asker gets
 * `wrong_state` and NULL comes back. Completed like every handoff. */
struct op *handoff_begin(struct hub *h, struct conv *c, bool fits);
char *handoff_summary(const char *text, size_t len);
/* After the operation was committed: line, counters, `state` frames. Harmless when it held no
 * handoff. */
void handoff_committed(struct op *op, const struct store_append_result *r);
/* A case that is over: out of the line and out of memory. */
void handoff_forget(struct hub *h, struct hub_case *k);
/* An open case as the store knows it, into memory and line (at start). */
void handoff_remember(struct hub *h, const struct store_case *row);

/* Puts the case into the line, or has its entry there follow it. */
void handoff_to_line(struct hub *h, struct hub_case *k);

/* Runners of actions. */
void handoff_button(struct hub *h, struct conv *c);
void handoff_cancel(struct hub *h, struct conv *c);
void handoff_end(struct hub *h, struct conv *c);

#endif
