/*
 * The one loop thread: libuv underneath, none of its types here. Everything in gateway/ runs on it
 * except what says otherwise.
 *
 * Order of a turn: sockets are read and timers fire; then the end-of-turn hooks run in the order of
 * registration (turns of conversations are formed, then outgoing frames are flushed).
 */
#ifndef GATEWAY_LOOP_LOOP_H
#define GATEWAY_LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "config/load/attrs.h"

struct loop;
struct loop_timer;
struct loop_poll;
struct loop_watch;

struct loop *loop_create(void) MUSTCHECK;
/* Runs until loop_stop(). Turn-end hooks run only in here, so what they use may be destroyed
 * afterwards in any order. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);
/* Closes what is its own, finishes work that waits, frees. Returns 0, or -1 when handles of others
 * were still open (a bug, logged): the loop then still exists, and may be destroyed again once they
 * are. */
int loop_destroy(struct loop *l);
/* The uv_loop_t *, for libraries that join the loop. */
void *loop_native(struct loop *l);

/* The time of this turn. */
int64_t loop_now_wall_ms(const struct loop *l);
int64_t loop_now_mono_ms(const struct loop *l);

/* Runs fn(arg) on the loop thread soon. The only call allowed from other threads. Never drops;
 * wakes the loop. */
void loop_post(struct loop *l, void (*fn)(void *arg), void *arg);

/* Runs `work` on a worker thread, then `done` on the loop. `lane` bounds how many run at once (each
 * lane has its own limit). */
enum loop_lane {
	LOOP_LANE_PASSWORD /* 2 at once */,
	LOOP_LANE_BUILD /* 1 at once */,
	LOOP_LANE_REFINE /* 1 at once */,
	LOOP_LANE_COUNT
};
void loop_work(struct loop *l, enum loop_lane lane, void (*work)(void *arg),
	       void (*done)(void *arg), void *arg);

/* A timer: first after `delay_ms`, then every `repeat_ms` (0 = once). Destroying it in its own
 * callback is fine. */
struct loop_timer *loop_timer_create(struct loop *l, void (*fn)(void *arg), void *arg);
void loop_timer_start(struct loop_timer *t, int64_t delay_ms, int64_t repeat_ms);
void loop_timer_stop(struct loop_timer *t);
void loop_timer_destroy(struct loop_timer *t);

/* `fn` runs on the loop, whichever thread the kernel interrupted. */
void loop_on_signal(struct loop *l, int signo, void (*fn)(void *arg, int signo), void *arg);

/* At the end of every turn, and once more before the loop sleeps: must be cheap when there is
 * nothing to do. */
void loop_on_turn_end(struct loop *l, void (*fn)(void *arg), void *arg);

/* Watches a file descriptor that the caller owns. */
#define LOOP_READ 1
#define LOOP_WRITE 2
struct loop_poll *loop_poll_create(struct loop *l, int fd, void (*fn)(void *arg, int events),
				   void *arg);
void loop_poll_set(struct loop_poll *p, int events);
void loop_poll_destroy(struct loop_poll *p);

/* Calls fn(arg, name) when something in the folder `dir` was written, made, renamed or removed;
 * name is the file's, NULL when not known. Events may be joined. Returns NULL when the system
 * cannot watch it: no such folder, out of watches. */
struct loop_watch *loop_watch_create(struct loop *l, const char *dir,
				     void (*fn)(void *arg, const char *name), void *arg);
void loop_watch_destroy(struct loop_watch *w);

#endif
