/*
 * One-against-rest support vectors with squared hinge loss, as weights in floats. Internal to this
 * folder; a test holds it to LIBLINEAR's optimum.
 */
#ifndef INTENTS_SOLVER_H
#define INTENTS_SOLVER_H

#include "intents/model/model.h"

struct solver_limits {
	unsigned passes; /* over the examples, at most */
	float gap;       /* largest violation of a pass that counts as solved */
};

/* Returns owned weights: feature_count rows of `*ret_stride` floats, one for each class and padding
 * after them. For every class c these minimise |w|^2 / 2 + sum of max(0, 1 - y w x)^2, y being 1
 * for the examples of c and -1 for all others. */
float *solver_run(const struct model_data *data, const struct solver_limits *limits,
		  size_t *ret_stride);

#endif
