/*
 * The store's threads: one writer with group commit, readers with connections of their own.
 */
#ifndef GATEWAY_STORE_THREADS_H
#define GATEWAY_STORE_THREADS_H

#include "gateway/store/batch.h"
#include "gateway/store/checkpoint.h"
#include "gateway/store/queue.h"

struct writer {
	struct batch_runner *runner; /* borrowed; the thread's own while it runs */
	struct outbox *outbox;       /* borrowed */
	size_t batch_max;
	struct op_queue queue;
	struct checkpoint checkpoint;
	pthread_t thread;
	int wal_pages; /* of the log after the last commit */
};

/* `batch_max`: operations in one commit, 0 = the default. 0, or -1 with nothing running. */
int writer_start(struct writer *w, struct batch_runner *runner, struct outbox *outbox,
		 size_t batch_max, const char *path) MUSTCHECK;
/* Commits what is queued first. */
void writer_stop(struct writer *w);

#define READERS 2

struct reader {
	struct db db;
	struct readers *all;
	pthread_t thread;
};

struct readers {
	struct op_queue queue;
	struct outbox *outbox; /* borrowed */
	struct reader each[READERS];
	size_t running;
};

int readers_start(struct readers *r, struct outbox *outbox, const char *path) MUSTCHECK;
/* Finishes what is queued first. */
void readers_stop(struct readers *r);

/* Runs one read on this connection; sets its status. */
void read_run(struct db *db, struct op *o);

#endif
