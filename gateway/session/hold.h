/*
 * An agent looks into something while the customer waits: begun, gone on with, ended. The case
 * stays with its agent. The customer is told who and about how long; when that time is over and the
 * agent has not written, the customer is told that too, once, and the hold is `is_over` until the
 * agent does something.
 */
#ifndef GATEWAY_SESSION_HOLD_H
#define GATEWAY_SESSION_HOLD_H

#include "gateway/base/clock.h"
#include "gateway/session/hub.h"
#include "gateway/wire/wire.h"

struct op;

/* Minutes that an agent may name. */
#define HOLD_MINUTES_MAX 240

/* Runners of actions. */
void hold_begin(struct hub *h, struct conv *c);
void hold_resume(struct hub *h, struct conv *c);
void hold_over(struct hub *h, struct conv *c);

/* Puts the end of the case's hold, if there is one, into an operation that holds no other step: its
 * agent writes. */
void hold_end_in(struct op *op, const struct hub_case *k);
/* Puts into the operation of a merge, after the step of the case that goes on, if there is one,
 * which hold it has then: a time that its agent has told the customer in either of the two keeps
 * standing. `ends` may be NULL. */
void hold_merge_in(struct op *op, const struct hub_case *k, const struct hub_case *ends);
/* A step of the case is stored: memory follows. */
void hold_committed(const struct op *op);
/* Every second: holds whose time is over. */
void hold_sweep(struct hub *h);
/* Chats on hold, those over included. */
size_t hold_count(const struct hub *h);

/* What frames say of it, with room for its times. */
struct hold_view {
	struct wire_hold frame;
	char since[CLOCK_ISO_LEN + 1], until[CLOCK_ISO_LEN + 1];
};
/* For agents, or for the customer, who is told nothing of one that is over; NULL when there is
 * none. Lives as long as `v`. */
const struct wire_hold *hold_view(const struct hub_case *k, bool for_agents, struct hold_view *v);

#endif
