/*
 * Operations on their way to a thread, and completions on their way back to the loop.
 */
#ifndef GATEWAY_STORE_QUEUE_H
#define GATEWAY_STORE_QUEUE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "gateway/loop/loop.h"
#include "gateway/store/op.h"

/* ---- to a thread ---- */

struct op_queue {
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t wake;
	struct op *first, **tail;
	unsigned waiting; /* threads in op_queue_take */
	bool stop;
};

void op_queue_init(struct op_queue *q);
/* Destroys what is left in it, uncompleted. */
void op_queue_dispose(struct op_queue *q);
void op_queue_put(struct op_queue *q, struct op *o);
/* Takes up to `most` operations as a list, waiting for the first one; NULL when `wait_ms` (0 = for
 * ever) is over or the queue was stopped and is empty (*ret_stop). */
struct op *op_queue_take(struct op_queue *q, size_t most, int64_t wait_ms, bool *ret_stop);
/* Takers get what is left, then NULL with *ret_stop. */
void op_queue_stop(struct op_queue *q);

/* Starts a thread with all signals blocked. 0, or -1. */
int op_thread_start(pthread_t *t, void *(*fn)(void *arg), void *arg) MUSTCHECK;

/* ---- back to the loop ---- */

/* Outlives its store while completions are under way: they find out that it is closed and run no
 * more. */
struct outbox {
	struct loop *loop; /* NULL: completions run at once */
	atomic_uint users;
	bool closed; /* loop thread only, as are the counts: accepted and not yet completed */
	size_t writes, reads;
};

struct outbox *outbox_create(struct loop *l);
/* The store's end: nothing is delivered any more. */
void outbox_close(struct outbox *b);
/* Completes a list of operations and destroys them. From any thread. */
void outbox_deliver(struct outbox *b, struct op *first);

#endif
