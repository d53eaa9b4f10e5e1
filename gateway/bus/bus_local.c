/*
 * The bus of one process: a queue that is delivered at the end of the loop turn (or on the next
 * one, by a timer), so that no subscriber runs inside a publisher, as it will be with a bus on the
 * network. Subscriptions of a topic hang in a list behind a hash map.
 *
 * Nothing is freed while a delivery runs: unsubscribing marks, the end of the delivery frees. At
 * the queue's bound an event is dropped and BUS_RESUMED is told instead: whoever listens then asks
 * the store, which is the truth.
 *
 * The fault mode drops, doubles and swaps events by a seeded generator; what is built on the bus
 * has to pass its tests under it.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "config/load/mem.h"
#include "gateway/base/map.h"
#include "gateway/bus/bus.h"

#define QUEUE_DEFAULT 65536
#define BYTES_DEFAULT ((size_t)64 * 1024 * 1024)
#define SUBSCRIPTIONS_DEFAULT 262144

struct queued {
	STAILQ_ENTRY(queued) link;
	struct bus_event event; /* its texts point behind the struct */
	size_t bytes;
};

struct topic;

struct subscription {
	LIST_ENTRY(subscription) link;
	struct topic *topic;
	uint64_t number;
	bus_receive *fn;                /* NULL: unsubscribed, freed after the delivery */
	struct subscription *next_dead; /* then */
	void *ctx;
};

struct topic {
	LIST_HEAD(, subscription) subscribers;
	char name[BUS_TOPIC_MAX + 1];
};

struct bus {
	struct bus_local_config config;
	struct loop_timer *timer; /* NULL: driven by bus_local_turn() */
	bool timer_set;
	STAILQ_HEAD(, queued) queue;
	size_t count, bytes;
	bool lost; /* BUS_RESUMED is due */
	bool up_told;
	struct map topics, numbers; /* name -> struct topic, number -> struct subscription; owned */
	size_t subscriptions;
	uint64_t last_number;
	struct subscription *dead; /* marked during a delivery */
	bool delivering, destroyed;
	uint64_t random;
};

/* ---- faults ---- */

static uint64_t next_random(struct bus *b)
{
	/* xorshift64*: only for tests */
	b->random ^= b->random >> 12;
	b->random ^= b->random << 25;
	b->random ^= b->random >> 27;
	return b->random * 2685821657736338717ULL;
}

static bool happens(struct bus *b, unsigned per_mille)
{
	return per_mille > 0 && (next_random(b) >> 33) % 1000 < per_mille;
}

/* ---- topics ---- */

static void free_subscription(struct bus *b, struct subscription *s)
{
	struct topic *t = s->topic;

	LIST_REMOVE(s, link);
	free(s);
	if (LIST_EMPTY(&t->subscribers)) {
		map_take_text(&b->topics, t->name);
		free(t);
	}
}

/* What was unsubscribed from inside a callback. */
static void bury_dead(struct bus *b)
{
	while (b->dead) {
		struct subscription *s = b->dead;
		b->dead = s->next_dead;
		free_subscription(b, s);
	}
}

static uint64_t local_subscribe(struct bus *b, const char *name, bus_receive *fn, void *ctx)
{
	if (b->subscriptions >= b->config.subscriptions_max || strlen(name) > BUS_TOPIC_MAX)
		return 0;
	struct topic *t = map_get_text(&b->topics, name);
	if (!t) {
		t = mem_new(1, sizeof(*t));
		memcpy(t->name, name, strlen(name) + 1);
		LIST_INIT(&t->subscribers);
		map_put_text(&b->topics, t->name, t);
	}
	struct subscription *s = mem_new(1, sizeof(*s));
	s->topic = t;
	s->fn = fn;
	s->ctx = ctx;
	s->number = ++b->last_number;
	LIST_INSERT_HEAD(&t->subscribers, s, link);
	map_put_u64(&b->numbers, s->number, s);
	b->subscriptions++;
	return s->number;
}

static void local_unsubscribe(struct bus *b, uint64_t number)
{
	struct subscription *s = number ? map_take_u64(&b->numbers, number) : NULL;

	if (!s)
		return;
	b->subscriptions--;
	if (b->delivering) {
		s->fn = NULL;
		s->next_dead = b->dead;
		b->dead = s;
	} else {
		free_subscription(b, s);
	}
}

/* ---- events ---- */

static struct queued *copy_event(const struct bus_event *e)
{
	size_t topic = strlen(e->topic) + 1, kind = strlen(e->kind) + 1;
	struct queued *q = mem_resize(NULL, 1, sizeof(*q) + topic + kind + e->len + 1);
	char *at = (char *)(q + 1);

	q->event = *e;
	q->bytes = topic + kind + e->len;
	q->event.topic = memcpy(at, e->topic, topic);
	q->event.kind = memcpy(at + topic, e->kind, kind);
	at += topic + kind;
	if (e->len)
		memcpy(at, e->bytes, e->len);
	at[e->len] = '\0';
	q->event.bytes = e->len ? at : NULL;
	return q;
}

static void wake(struct bus *b)
{
	if (!b->timer || b->timer_set)
		return;
	b->timer_set = true;
	loop_timer_start(b->timer, 0, 0);
}

static int enqueue(struct bus *b, const struct bus_event *e)
{
	if (b->count >= b->config.queue_max || b->bytes + e->len > b->config.queue_bytes_max) {
		b->lost = true;
		return -1;
	}
	struct queued *q = copy_event(e);
	if (!STAILQ_EMPTY(&b->queue) && happens(b, b->config.reorder))
		STAILQ_INSERT_HEAD(&b->queue, q, link);
	else
		STAILQ_INSERT_TAIL(&b->queue, q, link);
	b->count++;
	b->bytes += q->bytes;
	return 0;
}

static int local_publish(struct bus *b, const struct bus_event *e)
{
	int rc = -1;

	wake(b);
	if (strlen(e->topic) > BUS_TOPIC_MAX || strlen(e->kind) > BUS_KIND_MAX)
		return -1;
	if (happens(b, b->config.drop)) {
		/* A lossy bus tells that it lost something, sooner or later. */
		b->lost = true;
		return 0;
	}
	rc = enqueue(b, e);
	if (rc == 0 && happens(b, b->config.duplicate))
		return enqueue(b, e);
	return rc;
}

static size_t deliver_one(struct bus *b, const struct bus_event *e)
{
	struct topic *t = map_get_text(&b->topics, e->topic);
	struct subscription *s;
	size_t calls = 0;

	if (!t)
		return 0;
	LIST_FOREACH(s, &t->subscribers, link)
	{
		if (!s->fn || b->destroyed)
			continue;
		s->fn(s->ctx, e);
		calls++;
	}
	return calls;
}

static void tell_state(struct bus *b)
{
	if (!b->up_told) {
		b->up_told = true;
		if (b->config.on_state)
			b->config.on_state(b->config.state_ctx, BUS_UP);
	}
	if (!b->lost || b->destroyed)
		return;
	b->lost = false;
	if (b->config.on_state)
		b->config.on_state(b->config.state_ctx, BUS_RESUMED);
}

static void free_bus(struct bus *b);

size_t bus_local_turn(struct bus *b)
{
	size_t calls = 0;

	if (b->delivering)
		return 0;
	b->delivering = true;
	/* What callbacks publish waits for the next turn. */
	for (size_t left = b->count; left > 0 && !b->destroyed; left--) {
		struct queued *q = STAILQ_FIRST(&b->queue);
		STAILQ_REMOVE_HEAD(&b->queue, link);
		b->count--;
		b->bytes -= q->bytes;
		calls += deliver_one(b, &q->event);
		free(q);
	}
	tell_state(b);
	b->delivering = false;
	bury_dead(b);
	if (b->destroyed)
		free_bus(b);
	return calls;
}

static void local_turn(struct bus *b)
{
	(void)bus_local_turn(b);
	if (b->timer_set && b->count == 0) {
		loop_timer_stop(b->timer);
		b->timer_set = false;
	}
}

static void on_timer(void *arg)
{
	struct bus *b = arg;

	b->timer_set = false;
	bus_local_turn(b);
}

/* ---- life ---- */

struct bus *bus_local_create(struct loop *l, const struct bus_local_config *c)
{
	struct bus *b = mem_new(1, sizeof(*b));

	b->config = *c;
	if (b->config.queue_max == 0)
		b->config.queue_max = QUEUE_DEFAULT;
	if (b->config.queue_bytes_max == 0)
		b->config.queue_bytes_max = BYTES_DEFAULT;
	if (b->config.subscriptions_max == 0)
		b->config.subscriptions_max = SUBSCRIPTIONS_DEFAULT;
	b->random = c->seed ? c->seed : 1;
	STAILQ_INIT(&b->queue);
	map_init(&b->topics);
	map_init(&b->numbers);
	if (l) {
		b->timer = loop_timer_create(l, on_timer, b);
		wake(b);
	}
	return b;
}

static void free_bus(struct bus *b)
{
	struct subscription *s;
	struct queued *q;

	for (size_t i = 0; (s = map_next(&b->numbers, &i));)
		free_subscription(b, s);
	map_dispose(&b->numbers);
	map_dispose(&b->topics);
	while ((q = STAILQ_FIRST(&b->queue))) {
		STAILQ_REMOVE_HEAD(&b->queue, link);
		free(q);
	}
	free(b);
}

static void local_destroy(struct bus *b)
{
	if (!b || b->destroyed)
		return;
	b->destroyed = true;
	loop_timer_destroy(b->timer);
	b->timer = NULL;
	/* From inside a callback: bus_local_turn() frees it. */
	if (!b->delivering)
		free_bus(b);
}

const struct bus_ops bus_local = {
	.name = "local",
	.destroy = local_destroy,
	.publish = local_publish,
	.subscribe = local_subscribe,
	.unsubscribe = local_unsubscribe,
	.turn = local_turn,
};
