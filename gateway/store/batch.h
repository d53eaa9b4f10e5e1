/*
 * One transaction of many operations, and what their outcome says about the disk. Used by the
 * writer's thread, and directly by a store that is opened without a loop.
 */
#ifndef GATEWAY_STORE_BATCH_H
#define GATEWAY_STORE_BATCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/store/op.h"

struct batch_runner {
	struct db db;
	struct heads heads;
	atomic_bool healthy;     /* the last commit worked */
	_Atomic int64_t last_ms; /* how long it took */
	bool silent;             /* a failed operation of this batch was logged already */
};

/* Commits the list `first` (linked by next, in order); afterwards every operation has its status.
 * Nothing is applied of one whose status is STORE_UNAVAILABLE. */
void batch_run(struct batch_runner *r, struct op *first);
/* Tries an empty change after a failure, so that health comes back without traffic. */
void batch_probe(struct batch_runner *r);

#endif
