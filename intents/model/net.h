/*
 * A small net on the same features: one hidden layer, softmax over the classes. Internal to this
 * folder.
 */
#ifndef INTENTS_NET_H
#define INTENTS_NET_H

#include <stdatomic.h>
#include <stdbool.h>

#include "intents/model/model.h"

#define NET_UNITS_STEP 64

struct net_plan {
	size_t units; /* of the hidden layer, a multiple of NET_UNITS_STEP */
	unsigned passes;
	uint64_t seed;
	float rate;
	float keep_input, keep_hidden; /* share that dropout leaves */
	const atomic_bool *cancel;     /* stop when it becomes true; may be NULL */
	bool plain;                    /* without AVX2: the same bits, for tests */
};

struct net {
	float *first;  /* feature_count rows of `units` */
	float *second; /* `units` rows of `stride`, then a row of what is added to each class */
	size_t feature_count, class_count, units, stride;
};

/* Returns owned; NULL when it was cancelled. */
struct net *net_train(const struct model_data *data, const struct net_plan *plan);
void net_destroy(struct net *n);

#endif
