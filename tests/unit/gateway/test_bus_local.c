/*
 * The bus of one process: delivery on the next turn, order, bounds, faults.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "gateway/bus/bus.h"
#include "gateway/loop/loop.h"

static struct bus *bus;
static char heard[4096];
static char plain[] = "", first_tag[] = "1:", second_tag[] = "2:", other_tag[] = "other:";
static unsigned resumed, up;
static uint64_t other;

static void on_state(void *ctx, enum bus_state s)
{
	(void)ctx;
	up += s == BUS_UP;
	resumed += s == BUS_RESUMED;
}

static void hear(void *ctx, const struct bus_event *e)
{
	size_t at = strlen(heard);
	snprintf(heard + at, sizeof(heard) - at, "%s%s/%s/%d/%.*s ", (const char *)ctx, e->topic,
		 e->kind, (int)e->seq, (int)e->len, e->bytes ? (const char *)e->bytes : "");
}

static int tell(const char *topic, uint64_t seq, const char *bytes)
{
	struct bus_event e = {
		.topic = topic, .kind = "m", .seq = seq, .bytes = bytes, .len = strlen(bytes)};
	return bus_local.publish(bus, &e);
}

static void make(struct bus_local_config c)
{
	c.on_state = on_state;
	bus = bus_local_create(NULL, &c);
}

static void teardown(void)
{
	bus_local.destroy(bus);
}

TestSuite(bus_local, .fini = teardown);

Test(bus_local, delivers_on_the_next_turn_in_order)
{
	make((struct bus_local_config){0});
	bus_local.subscribe(bus, "a", hear, plain);
	bus_local.subscribe(bus, "b", hear, plain);
	tell("a", 1, "x");
	tell("nobody", 1, "");
	tell("b", 1, "y");
	tell("a", 2, "");
	cr_expect_str_empty(heard, "delivered inside publish");
	cr_expect_eq(bus_local_turn(bus), 3u);
	cr_expect_str_eq(heard, "a/m/1/x b/m/1/y a/m/2/ ");
	cr_expect_eq(up, 1u);
	cr_expect_eq(resumed, 0u);
	cr_expect_eq(bus_local_turn(bus), 0u);
}

Test(bus_local, every_subscriber_of_a_topic_hears)
{
	make((struct bus_local_config){0});
	uint64_t one = bus_local.subscribe(bus, "a", hear, first_tag);
	uint64_t two = bus_local.subscribe(bus, "a", hear, second_tag);
	cr_assert(one && two && one != two);
	tell("a", 1, "");
	cr_expect_eq(bus_local_turn(bus), 2u);
	bus_local.unsubscribe(bus, two);
	bus_local.unsubscribe(bus, two);
	bus_local.unsubscribe(bus, 0);
	heard[0] = '\0';
	tell("a", 2, "");
	cr_expect_eq(bus_local_turn(bus), 1u);
	cr_expect_str_eq(heard, "1:a/m/2/ ");
}

static void drop_other(void *ctx, const struct bus_event *e)
{
	hear(ctx, e);
	bus_local.unsubscribe(bus, other);
	tell("a", e->seq + 1, "");
}

Test(bus_local, callbacks_may_unsubscribe_and_publish)
{
	make((struct bus_local_config){0});
	other = bus_local.subscribe(bus, "a", hear, other_tag);
	bus_local.subscribe(bus, "a", drop_other, first_tag);
	tell("a", 1, "");
	tell("a", 5, "");
	cr_expect_eq(bus_local_turn(bus), 2u);
	cr_expect_str_eq(heard, "1:a/m/1/ 1:a/m/5/ ");
	cr_expect_eq(bus_local_turn(bus), 2u, "what a callback publishes waits for the next turn");
}

Test(bus_local, is_bounded_and_tells)
{
	make((struct bus_local_config){.queue_max = 3, .subscriptions_max = 1});
	cr_assert(bus_local.subscribe(bus, "a", hear, plain));
	cr_expect_eq(bus_local.subscribe(bus, "b", hear, plain), 0u);
	for (uint64_t i = 1; i <= 3; i++)
		cr_expect_eq(tell("a", i, ""), 0);
	cr_expect_eq(tell("a", 4, ""), -1);
	cr_expect_eq(bus_local_turn(bus), 3u);
	cr_expect_eq(resumed, 1u, "who listens must learn that something may be missed");
	cr_expect_eq(tell("a", 5, ""), 0);
}

static unsigned calls;
static uint64_t highest;
static bool disorder;

static void count(void *ctx, const struct bus_event *e)
{
	(void)ctx;
	calls++;
	disorder = disorder || e->seq < highest;
	if (e->seq > highest)
		highest = e->seq;
}

Test(bus_local, faults_drop_double_and_swap)
{
	make((struct bus_local_config){.drop = 100, .duplicate = 100, .reorder = 100, .seed = 42});
	bus_local.subscribe(bus, "a", count, NULL);
	for (uint64_t i = 1; i <= 1000; i++)
		tell("a", i, "");
	bus_local_turn(bus);
	cr_expect(disorder);
	cr_expect(calls > 900 && calls < 1100 && calls != 1000, "%u calls", calls);
	cr_expect_eq(resumed, 1u);
	unsigned first = calls;
	bus_local.destroy(bus);
	make((struct bus_local_config){.drop = 100, .duplicate = 100, .reorder = 100, .seed = 42});
	bus_local.subscribe(bus, "a", count, NULL);
	calls = 0;
	for (uint64_t i = 1; i <= 1000; i++)
		tell("a", i, "");
	bus_local_turn(bus);
	cr_expect_eq(calls, first, "the same seed gives the same faults");
}

static void hear_and_stop(void *ctx, const struct bus_event *e)
{
	hear(plain, e);
	loop_stop(ctx);
}

Test(bus_local, runs_on_a_loop)
{
	struct loop *l = loop_create();
	bus = bus_local_create(l, &(struct bus_local_config){.on_state = on_state});
	bus_local.subscribe(bus, "a", hear_and_stop, l);
	tell("a", 1, "x");
	cr_expect_str_empty(heard);
	loop_run(l);
	cr_expect_str_eq(heard, "a/m/1/x ");
	bus_local.destroy(bus);
	bus = NULL;
	cr_expect_eq(loop_destroy(l), 0);
}
