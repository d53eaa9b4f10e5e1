/*
 * A timer wheel: one node a connection, set and cancelled in constant time, however many there are.
 * Coarse on purpose (a tick is 250 ms): it carries pings and time-outs of seconds.
 */
#ifndef GATEWAY_WS_WHEEL_H
#define GATEWAY_WS_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WHEEL_TICK_MS 250
#define WHEEL_SLOTS 512 /* 128 s; later times pass their slot and wait for the next round */

struct wheel_node {
	struct wheel_node *next, *prev; /* NULL when not set */
	int64_t due_ms;
};

struct wheel {
	struct wheel_node slots[WHEEL_SLOTS]; /* heads of rings */
	int64_t tick;                         /* the last one that was run */
	size_t count;
};

void wheel_init(struct wheel *w, int64_t now_ms);
/* Sets or moves it. Never fires early; late by at most one tick. */
void wheel_set(struct wheel *w, struct wheel_node *n, int64_t due_ms);
void wheel_cancel(struct wheel *w, struct wheel_node *n);
/* Takes every node that is due out of the wheel and calls fn with it. fn may set, move and cancel
 * any node. */
void wheel_run(struct wheel *w, int64_t now_ms, void (*fn)(void *arg, struct wheel_node *n),
	       void *arg);

#endif
