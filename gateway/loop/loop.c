/*
 * The loop: thin over libuv, whose types stay in this file.
 *
 * Turn-end hooks run from two places. The check handle runs them right after the sockets were
 * served. The prepare handle runs them once more before the loop may sleep, because timers fire
 * after the check phase (since libuv 1.45) or before the next poll (until 1.44), and what they
 * queued must not wait for the next event from outside.
 *
 * Wall time is the loop's own time plus an offset that is looked at once a turn and only moved when
 * it is off by more than a few milliseconds: stamps of one turn are equal, and rounding never makes
 * them step back.
 */
#include "gateway/loop/loop.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <uv.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "gateway/base/clock.h"
#include "gateway/base/log.h"

#define WALL_SLACK_MS 3
#define DESTROY_ROUNDS 1000

struct loop_hook {
	void (*fn)(void *arg);
	void *arg;
};

struct loop_posted {
	struct loop_posted *next;
	void (*fn)(void *arg);
	void *arg;
};

struct loop_job {
	uv_work_t request;
	struct loop *loop;
	struct loop_job *next;
	enum loop_lane lane;
	void (*work)(void *arg);
	void (*done)(void *arg);
	void *arg;
};

struct lane {
	struct loop_job *first, **last;
	unsigned running;
};

static const unsigned lane_limit[LOOP_LANE_COUNT] = {
	[LOOP_LANE_PASSWORD] = 2,
	[LOOP_LANE_BUILD] = 1,
	[LOOP_LANE_REFINE] = 1,
};

struct loop_signal {
	uv_signal_t handle; /* first: freed by close_and_free() */
	struct loop_signal *next;
	void (*fn)(void *arg, int signo);
	void *arg;
};

struct loop {
	uv_loop_t uv;
	uv_check_t check;
	uv_prepare_t prepare;
	uv_async_t wake;
	bool stopped; /* hooks rest: loop_run() is over, or was not begun */
	int64_t wall_offset_ms;
	VEC(struct loop_hook) hooks;
	struct loop_signal *signals;
	struct lane lanes[LOOP_LANE_COUNT];
	pthread_mutex_t lock; /* guards the two below */
	struct loop_posted *posted_first, **posted_last;
};

struct loop_timer {
	uv_timer_t handle; /* first */
	void (*fn)(void *arg);
	void *arg;
};

struct loop_poll {
	uv_poll_t handle; /* first */
	void (*fn)(void *arg, int events);
	void *arg;
};

struct loop_watch {
	uv_fs_event_t handle; /* first */
	void (*fn)(void *arg, const char *name);
	void *arg;
};

/* ---- turns ---- */

static void sync_wall(struct loop *l)
{
	int64_t offset = clock_wall_ms() - clock_mono_ns() / 1000000;
	int64_t gap = offset - l->wall_offset_ms;

	if (gap > WALL_SLACK_MS || gap < -WALL_SLACK_MS)
		l->wall_offset_ms = offset;
}

static void run_hooks(struct loop *l)
{
	for (size_t i = 0; i < l->hooks.count && !l->stopped; i++)
		l->hooks.items[i].fn(l->hooks.items[i].arg);
}

static void on_check(uv_check_t *handle)
{
	struct loop *l = handle->data;

	sync_wall(l);
	run_hooks(l);
}

static void on_prepare(uv_prepare_t *handle)
{
	run_hooks(handle->data);
}

void loop_on_turn_end(struct loop *l, void (*fn)(void *arg), void *arg)
{
	struct loop_hook *hook = vec_push(&l->hooks);

	*hook = (struct loop_hook){.fn = fn, .arg = arg};
}

int64_t loop_now_mono_ms(const struct loop *l)
{
	return (int64_t)uv_now(&l->uv);
}

int64_t loop_now_wall_ms(const struct loop *l)
{
	return (int64_t)uv_now(&l->uv) + l->wall_offset_ms;
}

/* ---- calls from other threads ---- */

static void run_posted(struct loop *l)
{
	struct loop_posted *first;

	pthread_mutex_lock(&l->lock);
	first = l->posted_first;
	l->posted_first = NULL;
	l->posted_last = &l->posted_first;
	pthread_mutex_unlock(&l->lock);
	while (first) {
		struct loop_posted *next = first->next;

		first->fn(first->arg);
		free(first);
		first = next;
	}
}

static void on_wake(uv_async_t *handle)
{
	run_posted(handle->data);
}

void loop_post(struct loop *l, void (*fn)(void *arg), void *arg)
{
	struct loop_posted *p = mem_new(1, sizeof(*p));

	p->fn = fn;
	p->arg = arg;
	pthread_mutex_lock(&l->lock);
	*l->posted_last = p;
	l->posted_last = &p->next;
	pthread_mutex_unlock(&l->lock);
	uv_async_send(&l->wake);
}

/* ---- work on other threads ---- */

static void run_lane(struct loop *l, enum loop_lane lane);

static void job_work(uv_work_t *request)
{
	struct loop_job *job = request->data;

	job->work(job->arg);
}

static void job_done(uv_work_t *request, int status)
{
	struct loop_job *job = request->data;
	struct loop *l = job->loop;
	enum loop_lane lane = job->lane;

	(void)status; /* nothing here cancels work */
	l->lanes[lane].running--;
	job->done(job->arg);
	free(job);
	run_lane(l, lane);
}

static void run_lane(struct loop *l, enum loop_lane lane)
{
	struct lane *ln = &l->lanes[lane];

	while (ln->first && ln->running < lane_limit[lane]) {
		struct loop_job *job = ln->first;

		ln->first = job->next;
		if (!ln->first)
			ln->last = &ln->first;
		ln->running++;
		uv_queue_work(&l->uv, &job->request, job_work, job_done);
	}
}

void loop_work(struct loop *l, enum loop_lane lane, void (*work)(void *arg),
	       void (*done)(void *arg), void *arg)
{
	struct loop_job *job = mem_new(1, sizeof(*job));

	*job = (struct loop_job){.loop = l, .lane = lane, .work = work, .done = done, .arg = arg};
	job->request.data = job;
	*l->lanes[lane].last = job;
	l->lanes[lane].last = &job->next;
	run_lane(l, lane);
}

/* ---- handles ---- */

/* Every handle of ours is the first member of its owned struct. */
static void free_handle(uv_handle_t *handle)
{
	free(handle);
}

static void on_timer(uv_timer_t *handle)
{
	struct loop_timer *t = (struct loop_timer *)handle;

	t->fn(t->arg);
}

struct loop_timer *loop_timer_create(struct loop *l, void (*fn)(void *arg), void *arg)
{
	struct loop_timer *t = mem_new(1, sizeof(*t));

	t->fn = fn;
	t->arg = arg;
	uv_timer_init(&l->uv, &t->handle);
	return t;
}

void loop_timer_start(struct loop_timer *t, int64_t delay_ms, int64_t repeat_ms)
{
	uv_timer_start(&t->handle, on_timer, delay_ms > 0 ? (uint64_t)delay_ms : 0,
		       repeat_ms > 0 ? (uint64_t)repeat_ms : 0);
}

void loop_timer_stop(struct loop_timer *t)
{
	uv_timer_stop(&t->handle);
}

void loop_timer_destroy(struct loop_timer *t)
{
	if (t)
		uv_close((uv_handle_t *)&t->handle, free_handle);
}

static void on_signal(uv_signal_t *handle, int signo)
{
	struct loop_signal *s = (struct loop_signal *)handle;

	s->fn(s->arg, signo);
}

void loop_on_signal(struct loop *l, int signo, void (*fn)(void *arg, int signo), void *arg)
{
	struct loop_signal *s = mem_new(1, sizeof(*s));

	s->fn = fn;
	s->arg = arg;
	s->next = l->signals;
	l->signals = s;
	uv_signal_init(&l->uv, &s->handle);
	uv_signal_start(&s->handle, on_signal, signo);
}

static void on_poll(uv_poll_t *handle, int status, int events)
{
	struct loop_poll *p = (struct loop_poll *)handle;
	int seen = 0;

	/* An error shows to the owner as readiness: its own read or write then says which. */
	if (status < 0 || (events & UV_READABLE))
		seen |= LOOP_READ;
	if (status < 0 || (events & UV_WRITABLE))
		seen |= LOOP_WRITE;
	p->fn(p->arg, seen);
}

struct loop_poll *loop_poll_create(struct loop *l, int fd, void (*fn)(void *arg, int events),
				   void *arg)
{
	struct loop_poll *p = mem_new(1, sizeof(*p));

	p->fn = fn;
	p->arg = arg;
	if (uv_poll_init(&l->uv, &p->handle, fd) < 0) {
		free(p);
		return NULL;
	}
	return p;
}

void loop_poll_set(struct loop_poll *p, int events)
{
	int want = ((events & LOOP_READ) ? UV_READABLE : 0) |
		   ((events & LOOP_WRITE) ? UV_WRITABLE : 0);

	if (want)
		uv_poll_start(&p->handle, want, on_poll);
	else
		uv_poll_stop(&p->handle);
}

void loop_poll_destroy(struct loop_poll *p)
{
	if (p)
		uv_close((uv_handle_t *)&p->handle, free_handle);
}

static void on_watch(uv_fs_event_t *handle, const char *name, int events, int status)
{
	struct loop_watch *w = (struct loop_watch *)handle;

	(void)events;
	w->fn(w->arg, status < 0 ? NULL : name);
}

struct loop_watch *loop_watch_create(struct loop *l, const char *dir,
				     void (*fn)(void *arg, const char *name), void *arg)
{
	struct loop_watch *w = mem_new(1, sizeof(*w));

	w->fn = fn;
	w->arg = arg;
	uv_fs_event_init(&l->uv, &w->handle);
	if (uv_fs_event_start(&w->handle, on_watch, dir, 0) < 0) {
		loop_watch_destroy(w);
		return NULL;
	}
	return w;
}

void loop_watch_destroy(struct loop_watch *w)
{
	if (w)
		uv_close((uv_handle_t *)&w->handle, free_handle);
}

/* ---- life ---- */

struct loop *loop_create(void)
{
	struct loop *l = mem_new(1, sizeof(*l));

	if (uv_loop_init(&l->uv) < 0) {
		free(l);
		return NULL;
	}
	if (uv_async_init(&l->uv, &l->wake, on_wake) < 0) {
		uv_loop_close(&l->uv);
		free(l);
		return NULL;
	}
	uv_check_init(&l->uv, &l->check);
	uv_prepare_init(&l->uv, &l->prepare);
	l->wake.data = l->check.data = l->prepare.data = l;
	uv_check_start(&l->check, on_check);
	uv_prepare_start(&l->prepare, on_prepare);
	pthread_mutex_init(&l->lock, NULL);
	l->posted_last = &l->posted_first;
	for (int i = 0; i < LOOP_LANE_COUNT; i++)
		l->lanes[i].last = &l->lanes[i].first;
	/* A peer or a log reader that is gone shows as EPIPE. */
	signal(SIGPIPE, SIG_IGN);
	uv_update_time(&l->uv);
	sync_wall(l);
	l->stopped = true;
	return l;
}

void loop_run(struct loop *l)
{
	l->stopped = false;
	while (!l->stopped)
		uv_run(&l->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *l)
{
	l->stopped = true;
	uv_stop(&l->uv);
}

void *loop_native(struct loop *l)
{
	return &l->uv;
}

static bool has_work(const struct loop *l)
{
	for (int i = 0; i < LOOP_LANE_COUNT; i++)
		if (l->lanes[i].running || l->lanes[i].first)
			return true;
	return false;
}

static void log_open_handle(uv_handle_t *handle, void *arg)
{
	const char *name = uv_handle_type_name(handle->type);

	(void)arg;
	log_error("loop_handle_left_open", "kind", name ? name : "?", NULL);
}

static void close_own(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

int loop_destroy(struct loop *l)
{
	int status = 0;

	if (!l)
		return 0;
	l->stopped = true;
	while (has_work(l))
		uv_run(&l->uv, UV_RUN_ONCE);
	run_posted(l);
	while (l->signals) {
		struct loop_signal *next = l->signals->next;

		uv_close((uv_handle_t *)&l->signals->handle, free_handle);
		l->signals = next;
	}
	close_own((uv_handle_t *)&l->check);
	close_own((uv_handle_t *)&l->prepare);
	close_own((uv_handle_t *)&l->wake);
	for (int i = 0; i < DESTROY_ROUNDS && uv_run(&l->uv, UV_RUN_NOWAIT); i++)
		;
	if (uv_loop_close(&l->uv) < 0) {
		uv_walk(&l->uv, log_open_handle, NULL);
		status = -1;
	} else {
		vec_dispose(&l->hooks);
		pthread_mutex_destroy(&l->lock);
		free(l);
	}
	return status;
}
