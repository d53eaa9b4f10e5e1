/*
 * What the wait estimate is measured from, and how right it was: how long chats take, how fast they
 * are taken, what was promised and what became of it.
 */
#ifndef GATEWAY_SESSION_WAITS_H
#define GATEWAY_SESSION_WAITS_H

#include "gateway/session/hub.h"

struct op;

/* Reads what was measured before the start; done(arg) then, also when the store could not. */
void waits_load(struct hub *h, void (*done)(void *arg), void *arg);
/* The case takes this step: puts what it measures into the operation. */
void waits_plan(struct op *op, const struct hub_case *k, enum esc_case_event event);
/* The step is stored; before memory follows it. */
void waits_committed(struct op *op);
/* Whether a case in that state waits in the line. */
bool waits_in(enum esc_case_state s);
/* Whether its customer was told a wait. Who was to be given to somebody at once was not: counting
 * that would only make the mean look good. */
bool waits_was_told(const struct hub_case *k);
/* The case stands in the line: what its customer is told first is the promise that it is judged by.
 */
void waits_in_line(struct hub *h, struct hub_case *k);

#endif
