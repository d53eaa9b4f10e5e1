/*
 * See queue.h. One mutex a queue; the producer signals only when somebody waits, so that a busy
 * writer costs its producers no system call. What arrives during a commit is taken as one list:
 * that is the group of the next commit.
 */
#include "gateway/store/queue.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"

void op_queue_init(struct op_queue *q)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&q->wake, &attr);
	pthread_condattr_destroy(&attr);
	q->first = NULL;
	q->tail = &q->first;
	q->waiting = 0;
	q->stop = false;
}

void op_queue_dispose(struct op_queue *q)
{
	while (q->first) {
		struct op *o = q->first;
		q->first = o->next;
		op_destroy(o);
	}
	pthread_cond_destroy(&q->wake);
	pthread_mutex_destroy(&q->lock);
}

void op_queue_put(struct op_queue *q, struct op *o)
{
	o->next = NULL;
	pthread_mutex_lock(&q->lock);
	*q->tail = o;
	q->tail = &o->next;
	bool wake = q->waiting > 0;
	pthread_mutex_unlock(&q->lock);
	if (wake)
		pthread_cond_signal(&q->wake);
}

/* false when the time is over. */
static bool wait_for_work(struct op_queue *q, int64_t wait_ms)
{
	struct timespec until = {0};
	int rc = 0;

	if (wait_ms > 0) {
		int64_t ns = clock_mono_ns() + wait_ms * 1000000;
		until.tv_sec = (time_t)(ns / 1000000000);
		until.tv_nsec = (long)(ns % 1000000000);
	}
	q->waiting++;
	while (!q->first && !q->stop && rc != ETIMEDOUT)
		rc = wait_ms > 0 ? pthread_cond_timedwait(&q->wake, &q->lock, &until)
				 : pthread_cond_wait(&q->wake, &q->lock);
	q->waiting--;
	return q->first != NULL;
}

struct op *op_queue_take(struct op_queue *q, size_t most, int64_t wait_ms, bool *ret_stop)
{
	struct op *first = NULL;

	pthread_mutex_lock(&q->lock);
	if (wait_for_work(q, wait_ms)) {
		struct op *last = q->first;
		first = last;
		for (size_t i = 1; i < most && last->next; i++)
			last = last->next;
		q->first = last->next;
		if (!q->first)
			q->tail = &q->first;
		last->next = NULL;
	}
	*ret_stop = !first && q->stop;
	pthread_mutex_unlock(&q->lock);
	return first;
}

void op_queue_stop(struct op_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->stop = true;
	pthread_mutex_unlock(&q->lock);
	pthread_cond_broadcast(&q->wake);
}

int op_thread_start(pthread_t *t, void *(*fn)(void *arg), void *arg)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = pthread_create(t, NULL, fn, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 ? 0 : -1;
}

/* ---- back to the loop ---- */

struct delivery {
	struct outbox *box;
	struct op *first;
};

struct outbox *outbox_create(struct loop *l)
{
	struct outbox *b = mem_new(1, sizeof(*b));

	b->loop = l;
	atomic_init(&b->users, 1);
	return b;
}

static void outbox_leave(struct outbox *b)
{
	if (atomic_fetch_sub(&b->users, 1) == 1)
		free(b);
}

void outbox_close(struct outbox *b)
{
	b->closed = true;
	outbox_leave(b);
}

static void run_completions(struct outbox *b, struct op *first)
{
	while (first) {
		struct op *o = first;
		first = o->next;
		if (!b->closed) {
			*(o->write ? &b->writes : &b->reads) -= 1;
			o->deliver(o);
		}
		op_destroy(o);
	}
}

static void on_loop(void *arg)
{
	struct delivery *d = arg;

	run_completions(d->box, d->first);
	outbox_leave(d->box);
	free(d);
}

void outbox_deliver(struct outbox *b, struct op *first)
{
	if (!b->loop) {
		run_completions(b, first);
		return;
	}
	struct delivery *d = mem_new(1, sizeof(*d));
	d->box = b;
	d->first = first;
	atomic_fetch_add(&b->users, 1);
	loop_post(b->loop, on_loop, d);
}
