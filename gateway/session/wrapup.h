/*
 * The work after a closed chat: its case stays with the agent, in state wrapup, until its timer is
 * over or the agent says so, and takes one of the agent's places so long. Meanwhile the agent may
 * write notes and say anew how the chat ended.
 */
#ifndef GATEWAY_SESSION_WRAPUP_H
#define GATEWAY_SESSION_WRAPUP_H

#include "gateway/base/clock.h"
#include "gateway/session/hub.h"
#include "gateway/wire/wire.h"

struct op;

/* The operation closes a chat (its case's step is FINISH): sets the timer, or goes on to the end
 * where the policy gives no time. */
void wrapup_plan(struct op *op, const struct hub_case *k);
/* That is stored: true when the case stays, and the agent's place with it. */
bool wrapup_begins(struct op *op, struct hub_case *k);
/* The timer is over. */
void wrapup_over(struct hub *h, struct hub_case *k);

/* The agent's verb `wrapup`: another disposition, the end, or both. What is wrong with it is
 * answered. */
void wrapup_say(struct hub *h, const struct agent_link *w, const struct wire_in *in);

/* What frames say of it, with room for its time. */
struct wrapup_view {
	struct wire_wrapup frame;
	char until[CLOCK_ISO_LEN + 1];
};
/* NULL when the case is in another state. Lives as long as `v` and `k`. */
const struct wire_wrapup *wrapup_view(const struct hub_case *k, struct wrapup_view *v);

#endif
