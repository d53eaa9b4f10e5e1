/*
 * Moves what the write-ahead log holds into the database file, beside the commits.
 */
#ifndef GATEWAY_STORE_CHECKPOINT_H
#define GATEWAY_STORE_CHECKPOINT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "config/load/attrs.h"
#include "gateway/store/db.h"

struct checkpoint {
	struct db db; /* its own connection */
	pthread_t thread;
	pthread_mutex_t lock; /* guards the three below */
	pthread_cond_t wake;
	bool due, stop, running;
	atomic_bool rest_due; /* little is left: the writer does it between two commits */
};

/* 0, or -1 with nothing running. */
int checkpoint_start(struct checkpoint *c, const char *path) MUSTCHECK;
void checkpoint_stop(struct checkpoint *c);
/* From the writer, after a commit: how many pages the log has. Never waits. */
void checkpoint_note(struct checkpoint *c, struct db *writer, int wal_pages);

#endif
