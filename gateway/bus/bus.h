/*
 * The bus: tells everybody who listens that something was committed. Never the truth, never blocks:
 * an event carries seq and version, a reader drops old ones and fetches from the store on a gap. An
 * interface (const table of functions); bus_local.c serves one process.
 */
#ifndef GATEWAY_BUS_BUS_H
#define GATEWAY_BUS_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "gateway/loop/loop.h"

struct bus;

#define BUS_TOPIC_DESK "desk" /* other topics: a conversation's id */
#define BUS_TOPIC_MAX 40
#define BUS_KIND_MAX 31

struct bus_event {
	const char *topic; /* at most BUS_TOPIC_MAX bytes */
	const char *kind;  /* a word of the publisher and its readers, at most BUS_KIND_MAX bytes */
	uint64_t seq, version; /* of the conversation after the commit; 0 where they mean nothing */
	const void *bytes;     /* may be NULL when len is 0 */
	size_t len;
};

enum bus_state {
	BUS_UP,     /* events flow */
	BUS_DOWN,   /* nothing arrives */
	BUS_RESUMED /* subscriptions are live again, anything before may be missed: ask the store */
};

/* Both run on the loop, never inside publish or subscribe. The event is borrowed for the call. */
typedef void bus_receive(void *ctx, const struct bus_event *e);
typedef void bus_state_changed(void *ctx, enum bus_state s);

struct bus_ops {
	const char *name; /* "local" */
	void (*destroy)(struct bus *b);
	/* Copies the event. 0, or -1 when it cannot be taken (queue full): then it is dropped and
	 * BUS_RESUMED follows, so that nobody waits for it. */
	int (*publish)(struct bus *b, const struct bus_event *e);
	/* Returns the subscription's number (never 0), or 0 at the limit. The same topic may be
	 * subscribed many times. */
	uint64_t (*subscribe)(struct bus *b, const char *topic, bus_receive *fn, void *ctx);
	/* Nothing is delivered to it any more, also of what is under way. 0 is fine; may be called
	 * from inside a callback. */
	void (*unsubscribe)(struct bus *b, uint64_t subscription);
	/* The end of a loop turn: delivers or sends off what waits, so that what was published in
	 * the turn leaves with it. Without it everything goes a turn later. */
	void (*turn)(struct bus *b);
};

/* ---- one process ---- */

extern const struct bus_ops bus_local;

struct bus_local_config {
	size_t queue_max;            /* events under way; 0 = 65,536 */
	size_t queue_bytes_max;      /* 0 = 64 MiB */
	size_t subscriptions_max;    /* 0 = 262,144 */
	bus_state_changed *on_state; /* or NULL */
	void *state_ctx;
	/* Faults for tests, in per mille of the events; all 0 in the product. */
	unsigned drop, duplicate, reorder;
	uint64_t seed;
};

/* `l` NULL: nothing is delivered until bus_local_turn() (tests). Owned by the caller; release with
 * bus_local.destroy. */
struct bus *bus_local_create(struct loop *l, const struct bus_local_config *c) MUSTCHECK;
/* Delivers what was published before the call. Returns how many callbacks ran. */
size_t bus_local_turn(struct bus *b);

#endif
