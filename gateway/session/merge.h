/*
 * Two open conversations of one customer become one: the messages of the one that ends follow those
 * of the one that goes on, its sockets come along, its case closes as "merged". Nobody else's words
 * can get in: that two are one customer's is proven by a browser that has the tokens of both, and
 * an agent can merge only what was proven so.
 *
 * Both lines of actions are held while the one operation of the store runs, so that nothing is said
 * in between that would belong to neither.
 */
#ifndef GATEWAY_SESSION_MERGE_H
#define GATEWAY_SESSION_MERGE_H

#include "gateway/session/hub.h"

/* The disposition of a case that ended in another one. */
#define MERGE_DISPOSITION "merged"

typedef void merge_done(struct hub *h, void *ctx, bool ok);

/* The two belong to the same browser. Returns the one to go on with, of two that need no merge
 * (one was never stored, or is over) or cannot have it (two agents are in the middle of both, which
 * is told to both: they decide); or NULL when they are being made one, then done(ctx) follows. */
struct conv *merge_tabs(struct hub *h, struct conv *one, struct conv *other, merge_done *done,
			void *ctx);

/* An agent's wish: `a` is taken, with the agent's own case and the other conversation in `more`.
 * Refusals go to its peer. */
void merge_asked(struct hub *h, struct action *a);

/* Runners of actions: the conversation that ends is held; the one that goes on takes it in. */
void merge_hold(struct hub *h, struct conv *c);
void merge_run(struct hub *h, struct conv *c);

/* The conversation leaves memory with the gateway. */
void merge_forget(struct hub *h, struct conv *c);

#endif
