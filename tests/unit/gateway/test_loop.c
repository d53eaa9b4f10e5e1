/* The loop: order of a turn, timers, posts from other threads, work lanes, descriptors, a clean
 * end. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/base/clock.h"
#include "gateway/loop/loop.h"

struct bench {
	struct loop *loop;
	struct loop_timer *timer;
	struct loop_poll *poll;
	char trace[64];
	int count, fd[2];
	atomic_int running, most;
	pthread_t loop_thread;
};

static void mark(struct bench *b, char c)
{
	size_t len = strlen(b->trace);

	if (len + 1 < sizeof(b->trace))
		b->trace[len] = c;
}

static void stop(void *arg)
{
	loop_stop(((struct bench *)arg)->loop);
}

/* Ends the test with a message instead of hanging when what it waits for never comes. */
static void too_late(void *arg)
{
	(void)arg;
	cr_assert_fail("the loop waited 10 s for something that did not happen");
}

static void run(struct bench *b)
{
	struct loop_timer *limit = loop_timer_create(b->loop, too_late, NULL);

	loop_timer_start(limit, 10000, 0);
	loop_run(b->loop);
	loop_timer_destroy(limit);
}

static void finish(struct bench *b)
{
	cr_assert_eq(loop_destroy(b->loop), 0, "handles were left open");
}

static void on_repeat(void *arg)
{
	struct bench *b = arg;

	if (++b->count == 3) {
		loop_timer_destroy(b->timer); /* in its own callback */
		stop(b);
	}
}

Test(loop, a_timer_repeats_and_may_destroy_itself)
{
	struct bench b = {.loop = loop_create()};

	b.timer = loop_timer_create(b.loop, on_repeat, &b);
	loop_timer_start(b.timer, 1, 1);
	run(&b);
	cr_assert_eq(b.count, 3);
	finish(&b);
}

static void on_timer(void *arg)
{
	mark(arg, 't');
}

static void hook_a(void *arg)
{
	struct bench *b = arg;

	if (strchr(b->trace, 't') && !strchr(b->trace, 'a'))
		mark(b, 'a');
}

static void hook_b(void *arg)
{
	struct bench *b = arg;

	if (strchr(b->trace, 'a') && !strchr(b->trace, 'b')) {
		mark(b, 'b');
		stop(b);
	}
}

Test(loop, what_a_timer_caused_is_flushed_in_the_same_turn_in_order)
{
	struct bench b = {.loop = loop_create()};
	int64_t from = clock_mono_ns();

	loop_on_turn_end(b.loop, hook_a, &b);
	loop_on_turn_end(b.loop, hook_b, &b);
	b.timer = loop_timer_create(b.loop, on_timer, &b);
	loop_timer_start(b.timer, 1, 0);
	run(&b); /* nothing else wakes the loop: if hooks waited for the next event, the limit would
		    fire */
	cr_assert_str_eq(b.trace, "tab");
	cr_assert_lt(clock_mono_ns() - from, 5000000000);
	loop_timer_destroy(b.timer);
	finish(&b);
}

static void on_post(void *arg)
{
	struct bench *b = arg;

	cr_assert(pthread_equal(pthread_self(), b->loop_thread), "posted work left the loop");
	if (++b->count == 4 * 5000)
		stop(b);
}

static void *poster(void *arg)
{
	struct bench *b = arg;

	for (int i = 0; i < 5000; i++)
		loop_post(b->loop, on_post, b);
	return NULL;
}

Test(loop, posts_from_many_threads_all_arrive)
{
	struct bench b = {.loop = loop_create(), .loop_thread = pthread_self()};
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, poster, &b);
	run(&b);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	cr_assert_eq(b.count, 4 * 5000);
	finish(&b);
}

static void work(void *arg)
{
	struct bench *b = arg;
	int now = atomic_fetch_add(&b->running, 1) + 1, most = atomic_load(&b->most);

	while (now > most && !atomic_compare_exchange_weak(&b->most, &most, now))
		;
	for (volatile int i = 0; i < 2000000; i++)
		;
	atomic_fetch_sub(&b->running, 1);
}

static void work_done(void *arg)
{
	struct bench *b = arg;

	if (++b->count == 12)
		stop(b);
}

Test(loop, a_lane_runs_no_more_than_its_limit_at_once)
{
	struct bench b = {.loop = loop_create()};

	for (int i = 0; i < 12; i++)
		loop_work(b.loop, LOOP_LANE_PASSWORD, work, work_done, &b);
	run(&b);
	cr_assert_eq(b.count, 12);
	cr_assert_leq(atomic_load(&b.most), 2, "%d ran at once", atomic_load(&b.most));
	finish(&b);
}

Test(loop, work_that_waits_at_the_end_is_finished)
{
	struct bench b = {.loop = loop_create()};

	for (int i = 0; i < 5; i++)
		loop_work(b.loop, LOOP_LANE_BUILD, work, work_done, &b);
	finish(&b);
	cr_assert_eq(b.count, 5);
}

static void on_readable(void *arg, int events)
{
	struct bench *b = arg;
	char c;

	cr_assert(events & LOOP_READ);
	cr_assert_eq(read(b->fd[0], &c, 1), 1);
	mark(b, c);
	loop_poll_destroy(b->poll);
	stop(b);
}

Test(loop, watches_descriptors)
{
	struct bench b = {.loop = loop_create()};

	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, b.fd), 0);
	b.poll = loop_poll_create(b.loop, b.fd[0], on_readable, &b);
	loop_poll_set(b.poll, LOOP_READ);
	cr_assert_eq(write(b.fd[1], "r", 1), 1);
	run(&b);
	cr_assert_str_eq(b.trace, "r");
	finish(&b);
	close(b.fd[0]);
	close(b.fd[1]);
}

static void on_signal(void *arg, int signo)
{
	cr_assert_eq(signo, SIGUSR1);
	stop(arg);
}

Test(loop, signals_arrive_on_the_loop)
{
	struct bench b = {.loop = loop_create()};

	loop_on_signal(b.loop, SIGUSR1, on_signal, &b);
	kill(getpid(), SIGUSR1);
	run(&b);
	finish(&b);
}

Test(loop, its_wall_time_is_the_clocks)
{
	struct bench b = {.loop = loop_create()};
	int64_t gap = loop_now_wall_ms(b.loop) - clock_wall_ms();

	cr_assert(gap > -1000 && gap < 1000, "off by %lld ms", (long long)gap);
	finish(&b);
}

Test(loop, a_handle_left_open_is_told)
{
	struct loop *l = loop_create();
	struct loop_timer *t = loop_timer_create(l, on_timer, NULL);

	cr_assert_eq(loop_destroy(l), -1);
	loop_timer_destroy(t);
	cr_assert_eq(loop_destroy(l), 0);
}
