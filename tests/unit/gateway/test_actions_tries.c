/* The client for the shop's systems: what is tried again, what happens at each limit, how it ends.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/gateway/actions_bench.h"

/* ---- tries ---- */

/* A port that was free a moment ago. */
static void closed_port(char url[40])
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	cr_assert_eq(bind(fd, (struct sockaddr *)&a, len), 0);
	cr_assert_eq(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	close(fd);
	snprintf(url, 40, "http://127.0.0.1:%u", ntohs(a.sin_port));
}

Test(actions_tries, refused_connections_are_tried_again)
{
	struct actions_bench b;
	const struct outcome *o;
	char url[40];

	actions_bench_set_up(&b);
	closed_port(url);
	b.settings.base_url = url;
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings});
	o = actions_bench_ask(&b, (struct actions_request){
					  .is_post = true, .url = "/x", .retries = 2, .key = "k"});
	EXPECT(o, "connect");
	cr_expect_eq(o->tries, 3);
	cr_expect_not(o->is_in_doubt, "nothing was sent");
	cr_expect_eq(actions_counters(b.actions)->retries, 2);
	actions_bench_tear_down(&b);
}

Test(actions_tries, a_shop_that_is_busy_is_asked_again)
{
	struct actions_bench b;
	const struct outcome *o;

	actions_bench_set_up(&b);
	o = actions_bench_ask(&b, (struct actions_request){.is_post = true,
							   .url = "/flaky/2",
							   .body = "{}",
							   .retries = 3,
							   .key = "the-same"});
	EXPECT(o, "ok");
	cr_expect_eq(o->status, 200);
	cr_expect_eq(o->tries, 3);
	cr_expect_not(o->is_in_doubt);
	o = actions_bench_ask(&b, (struct actions_request){.url = "/status/504", .retries = 1});
	EXPECT(o, "ok");
	cr_expect_eq(o->status, 504);
	cr_expect_eq(o->tries, 2);
	actions_bench_tear_down(&b);
}

Test(actions_tries, a_post_without_key_is_sent_once)
{
	struct actions_bench b;
	const struct outcome *o;

	actions_bench_set_up(&b);
	o = actions_bench_ask(
		&b, (struct actions_request){.is_post = true, .url = "/status/503", .retries = 3});
	cr_expect_eq(o->status, 503);
	cr_expect_eq(o->tries, 1);
	cr_expect(o->is_in_doubt);
	cr_expect_eq(fake_shop_requests(b.shop), 1);
	actions_bench_tear_down(&b);
}

Test(actions_tries, a_shop_that_wants_long_pauses_is_not_asked_again)
{
	struct actions_bench b;

	actions_bench_set_up(&b);
	cr_expect_eq(
		actions_bench_ask(&b, (struct actions_request){.url = "/later/60", .retries = 3})
			->tries,
		1);
	cr_expect_eq(
		actions_bench_ask(&b, (struct actions_request){.url = "/later/1", .retries = 1})
			->tries,
		2);
	actions_bench_tear_down(&b);
}

Test(actions_tries, a_shop_that_hangs_runs_into_the_time_out_of_each_try)
{
	struct actions_bench b;
	const struct outcome *o;

	actions_bench_set_up(&b);
	o = actions_bench_ask(
		&b, (struct actions_request){.url = "/hang", .timeout_ms = 100, .retries = 1});
	EXPECT(o, "timeout");
	cr_expect_eq(o->tries, 2);
	cr_expect_not(o->is_in_doubt, "a GET changes nothing");
	o = actions_bench_ask(
		&b, (struct actions_request){
			    .is_post = true, .url = "/hang", .timeout_ms = 100, .key = "k"});
	EXPECT(o, "timeout");
	cr_expect(o->is_in_doubt);
	actions_bench_tear_down(&b);
}

Test(actions_tries, a_kept_connection_that_the_shop_has_closed)
{
	struct actions_bench b;

	actions_bench_set_up(&b);
	for (int i = 0; i < 4; i++)
		EXPECT(actions_bench_ask(
			       &b, (struct actions_request){.is_post = i % 2, .url = "/close"}),
		       "ok");
	actions_bench_tear_down(&b);
}

/* ---- limits ---- */

Test(actions_tries, a_place_a_line_and_no_more)
{
	struct actions_bench b;
	uint64_t first, second, third, fourth;

	actions_bench_set_up(&b);
	b.settings.max_in_flight = 1;
	b.settings.queue = 2;
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings});
	first = actions_bench_start(&b, (struct actions_request){.url = "/hang"});
	second = actions_bench_start(&b, (struct actions_request){.url = "/ok", .timeout_ms = 150});
	third = actions_bench_start(&b, (struct actions_request){.url = "/ok"});
	fourth = actions_bench_start(&b, (struct actions_request){.url = "/ok"});
	cr_expect_eq(actions_counters(b.actions)->in_flight, 1);
	cr_expect_eq(actions_counters(b.actions)->waiting, 2);
	actions_bench_run(&b, 2);
	cr_expect_eq(b.outcomes[0].id, fourth, "the line was full: at once");
	EXPECT(&b.outcomes[0], "busy");
	cr_expect_eq(b.outcomes[1].id, second, "it waited for its whole time-out");
	EXPECT(&b.outcomes[1], "busy");
	actions_cancel(b.actions, first);
	actions_bench_run(&b, 3);
	cr_expect_eq(b.outcomes[2].id, third);
	EXPECT(&b.outcomes[2], "ok");
	cr_expect_eq(actions_counters(b.actions)->in_flight, 0);
	cr_expect_eq(actions_counters(b.actions)->waiting, 0);
	cr_expect_eq(actions_counters(b.actions)->cancelled, 1);
	actions_bench_tear_down(&b);
}

Test(actions_tries, cancelled_ones_are_not_told)
{
	struct actions_bench b;
	uint64_t running, waiting, ended;

	actions_bench_set_up(&b);
	b.settings.max_in_flight = 1;
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings});
	running = actions_bench_start(&b, (struct actions_request){.url = "/hang"});
	waiting = actions_bench_start(&b, (struct actions_request){.url = "/ok"});
	ended = actions_bench_start(&b, (struct actions_request){.url = "file:///x"});
	actions_cancel(b.actions, waiting);
	actions_cancel(b.actions, ended);
	actions_cancel(b.actions, running);
	actions_cancel(b.actions, running);
	actions_cancel(b.actions, 4711);
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "/ok"}), "ok");
	cr_expect_eq(b.count, 1);
	actions_bench_tear_down(&b);
}

Test(actions_tries, the_end_may_come_at_any_time)
{
	struct actions_bench b;
	char url[40];

	actions_bench_set_up(&b);
	closed_port(url);
	b.settings.max_in_flight = 3;
	b.settings.queue = 8;
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings});
	(void)actions_bench_ask(
		&b, (struct actions_request){.url = "/ok"}); /* leaves an idle connection */
	(void)actions_bench_start(&b, (struct actions_request){.url = "/hang"});
	(void)actions_bench_start(&b, (struct actions_request){.url = "/later/1", .retries = 3});
	(void)actions_bench_start(&b, (struct actions_request){.url = "/ok"});
	(void)actions_bench_start(&b, (struct actions_request){.url = "/ok"});
	(void)actions_bench_start(&b, (struct actions_request){.url = "file:///x"});
	actions_bench_run(&b, 4);
	actions_bench_tear_down(&b); /* one hangs, one is paused */
	cr_expect_eq(b.count, 4);
}

Test(actions_tries, stopping_ends_the_line_and_lets_the_rest_finish)
{
	struct actions_bench b;

	actions_bench_set_up(&b);
	b.settings.max_in_flight = 1;
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings});
	(void)actions_bench_start(&b, (struct actions_request){.url = "/status/503", .retries = 3});
	(void)actions_bench_start(&b, (struct actions_request){.url = "/ok"});
	actions_stop(b.actions);
	(void)actions_bench_start(&b, (struct actions_request){.url = "/ok"});
	actions_bench_run(&b, 3);
	EXPECT(&b.outcomes[0], "shutting_down");
	EXPECT(&b.outcomes[1], "shutting_down");
	cr_expect_eq(b.outcomes[2].status, 503);
	cr_expect_eq(b.outcomes[2].tries, 1);
	actions_bench_tear_down(&b);
}

/* ---- callbacks that act ---- */

struct chain {
	struct actions_bench *bench;
	uint64_t self, other;
	int left;
};

static void go_on(void *ctx, uint64_t id, const struct actions_result *r)
{
	struct chain *c = ctx;
	const struct actions_request next = {.intent = "a_test", .url = "/ok", .timeout_ms = 5000};

	cr_expect_eq(id, c->self);
	cr_expect_eq(r->error, ACTIONS_OK);
	actions_cancel(c->bench->actions, id);
	actions_cancel(c->bench->actions, c->other);
	if (c->left-- > 0)
		c->self = actions_start(c->bench->actions, &next, go_on, c);
	else
		loop_stop(c->bench->loop);
}

Test(actions_tries, who_is_told_may_start_and_cancel)
{
	struct actions_bench b;
	const struct actions_request r = {.intent = "a_test", .url = "/ok", .timeout_ms = 5000};
	struct chain c = {.bench = &b, .left = 3};

	actions_bench_set_up(&b);
	c.other = actions_bench_start(&b, (struct actions_request){.url = "/hang"});
	c.self = actions_start(b.actions, &r, go_on, &c);
	loop_run(b.loop);
	cr_expect_eq(c.left, -1);
	cr_expect_eq(fake_shop_requests(b.shop) >= 4, true);
	actions_bench_tear_down(&b);
}

/* ---- answers that are given again ---- */

Test(actions_tries, answers_are_kept_for_those_who_take_old_ones)
{
	const struct actions_header ada = {"Authorization", "Bearer ada"};
	const struct actions_header bob = {"Authorization", "Bearer bob"};
	struct actions_request r = {.url = "/echo", .headers = &ada, .header_count = 1};
	struct actions_bench b;

	actions_bench_set_up(&b);
	r.cache_ms = 60000;
	cr_expect_not(actions_bench_ask(&b, r)->is_cached);
	cr_expect(actions_bench_ask(&b, r)->is_cached);
	cr_expect_eq(b.outcomes[1].status, 200);
	cr_expect_eq(b.outcomes[1].tries, 0);
	cr_expect_str_eq(b.outcomes[1].body, b.outcomes[0].body);
	r.headers = &bob;
	cr_expect_not(actions_bench_ask(&b, r)->is_cached, "another token, another answer");
	r.headers = &ada;
	r.cache_ms = 0;
	cr_expect_not(actions_bench_ask(&b, r)->is_cached, "a fresh one was asked for");
	r.cache_ms = 60000;
	r.is_post = true;
	cr_expect_not(actions_bench_ask(&b, r)->is_cached, "a POST never is");
	cr_expect_eq(fake_shop_requests(b.shop), 4);
	cr_expect_eq(actions_counters(b.actions)->cached, 1);
	actions_bench_tear_down(&b);
}

Test(actions_tries, failures_are_not_kept)
{
	struct actions_request r = {.url = "/status/404", .cache_ms = 60000};
	struct actions_bench b;

	actions_bench_set_up(&b);
	(void)actions_bench_ask(&b, r);
	cr_expect_not(actions_bench_ask(&b, r)->is_cached);
	actions_bench_tear_down(&b);
}
