/* The timer wheel against its promise: never early, late by a tick at most, any node may be touched
 * from a callback. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "gateway/ws/wheel.h"

#define NODES 500

struct probe {
	struct wheel_node node; /* first */
	int64_t due_ms;
	int fired;
};

struct run {
	struct wheel *wheel;
	int64_t now_ms;
	struct probe *other;
};

static void on_due(void *arg, struct wheel_node *n)
{
	struct run *r = arg;
	struct probe *p = (struct probe *)n;

	cr_assert_geq(r->now_ms, p->due_ms, "fired early");
	cr_assert_lt(r->now_ms, p->due_ms + 2 * WHEEL_TICK_MS, "fired late");
	p->fired++;
}

Test(wheel, fires_each_node_once_and_in_time)
{
	static struct wheel w;
	static struct probe p[NODES];
	struct run r = {.wheel = &w};

	srand(7);
	wheel_init(&w, 1000);
	for (int i = 0; i < NODES; i++) {
		p[i].due_ms = 1000 + rand() % 400000; /* three rounds of the wheel */
		wheel_set(&w, &p[i].node, p[i].due_ms);
	}
	cr_assert_eq(w.count, NODES);
	for (r.now_ms = 1000; r.now_ms < 402000; r.now_ms += WHEEL_TICK_MS / 2)
		wheel_run(&w, r.now_ms, on_due, &r);
	for (int i = 0; i < NODES; i++)
		cr_assert_eq(p[i].fired, 1, "node %d fired %d times", i, p[i].fired);
	cr_assert_eq(w.count, 0);
}

Test(wheel, a_moved_or_cancelled_node_does_not_fire_at_its_old_time)
{
	static struct wheel w;
	struct probe a = {.due_ms = 5000}, b = {.due_ms = 1500};
	struct run r = {.wheel = &w};

	wheel_init(&w, 1000);
	wheel_set(&w, &a.node, 1500);
	wheel_set(&w, &a.node, 5000);
	wheel_set(&w, &b.node, 1500);
	wheel_cancel(&w, &b.node);
	wheel_cancel(&w, &b.node);
	for (r.now_ms = 1000; r.now_ms <= 6000; r.now_ms += 100)
		wheel_run(&w, r.now_ms, on_due, &r);
	cr_assert_eq(a.fired, 1);
	cr_assert_eq(b.fired, 0);
}

static struct probe others[2];

static void cancel_other(void *arg, struct wheel_node *n)
{
	struct run *r = arg;

	((struct probe *)n)->fired++;
	wheel_cancel(r->wheel, &r->other[0].node);
	wheel_cancel(r->wheel, &r->other[1].node);
	wheel_set(r->wheel, n, r->now_ms + 1000);
}

Test(wheel, a_callback_may_cancel_nodes_that_are_due_too_and_set_itself)
{
	static struct wheel w;
	struct probe p[3] = {0};
	struct run r = {.wheel = &w, .now_ms = 2000, .other = &p[1]};

	wheel_init(&w, 1000);
	for (int i = 0; i < 3; i++)
		wheel_set(&w, &p[i].node, 1500);
	wheel_run(&w, 2000, cancel_other, &r);
	cr_assert_eq(p[0].fired, 1);
	cr_assert_eq(p[1].fired + p[2].fired, 0, "cancelled while they were due");
	cr_assert_eq(w.count, 1);
	r.now_ms = 3250;
	wheel_run(&w, 3250, cancel_other, &r);
	cr_assert_eq(p[0].fired, 2);
	wheel_cancel(&w, &p[0].node);
}

Test(wheel, a_time_in_the_past_fires_on_the_next_tick)
{
	static struct wheel w;
	struct probe p = {0};
	struct run r = {.wheel = &w, .other = others};

	wheel_init(&w, 100000);
	wheel_set(&w, &p.node, 5);
	r.now_ms = 100250;
	wheel_run(&w, r.now_ms, cancel_other, &r);
	cr_assert_eq(p.fired, 1);
}

Test(wheel, survives_a_long_sleep)
{
	static struct wheel w;
	struct probe p[2] = {0};
	struct run r = {.wheel = &w, .now_ms = 100000000, .other = others};

	wheel_init(&w, 0);
	wheel_set(&w, &p[0].node, 1000);
	wheel_set(&w, &p[1].node, 200000);
	wheel_run(&w, r.now_ms, cancel_other, &r);
	cr_assert_eq(p[0].fired + p[1].fired, 2);
}
