/*
 * A hashed wheel of rings. A slot holds all times that are congruent, so a node whose time is a
 * round away is met, found not due and left. Due nodes are first moved to a list of their own:
 * whatever the callback does to other nodes, the walk stays valid.
 */
#include "gateway/ws/wheel.h"

static void ring_init(struct wheel_node *head)
{
	head->next = head->prev = head;
}

static void ring_add(struct wheel_node *head, struct wheel_node *n)
{
	n->prev = head->prev;
	n->next = head;
	head->prev->next = n;
	head->prev = n;
}

static void ring_remove(struct wheel_node *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	n->next = n->prev = NULL;
}

void wheel_init(struct wheel *w, int64_t now_ms)
{
	for (size_t i = 0; i < WHEEL_SLOTS; i++)
		ring_init(&w->slots[i]);
	w->tick = now_ms / WHEEL_TICK_MS;
	w->count = 0;
}

void wheel_cancel(struct wheel *w, struct wheel_node *n)
{
	if (!n->next)
		return;
	ring_remove(n);
	w->count--;
}

void wheel_set(struct wheel *w, struct wheel_node *n, int64_t due_ms)
{
	/* The first tick at or after the time, and never one that was run already. */
	int64_t tick = (due_ms + WHEEL_TICK_MS - 1) / WHEEL_TICK_MS;

	if (tick <= w->tick)
		tick = w->tick + 1;
	wheel_cancel(w, n);
	n->due_ms = due_ms;
	ring_add(&w->slots[(size_t)tick % WHEEL_SLOTS], n);
	w->count++;
}

static void collect(struct wheel_node *slot, struct wheel_node *due, int64_t now_ms)
{
	struct wheel_node *next;

	for (struct wheel_node *n = slot->next; n != slot; n = next) {
		next = n->next;
		if (n->due_ms > now_ms)
			continue;
		ring_remove(n);
		ring_add(due, n);
	}
}

void wheel_run(struct wheel *w, int64_t now_ms, void (*fn)(void *arg, struct wheel_node *n),
	       void *arg)
{
	int64_t to = now_ms / WHEEL_TICK_MS, from = w->tick + 1;
	struct wheel_node due;

	ring_init(&due);
	if (to - from >= WHEEL_SLOTS)
		from = to - WHEEL_SLOTS + 1;
	for (int64_t t = from; t <= to; t++)
		collect(&w->slots[(size_t)t % WHEEL_SLOTS], &due, now_ms);
	if (to > w->tick)
		w->tick = to;
	while (due.next != &due) {
		struct wheel_node *n = due.next;

		ring_remove(n);
		w->count--;
		fn(arg, n);
	}
}
