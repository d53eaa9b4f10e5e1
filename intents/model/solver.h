/*
 * Support vectors of all classes together (Crammer and Singer), as weights in floats. Internal to
 * this folder; a test holds it to LIBLINEAR's optimum.
 */
#ifndef INTENTS_SOLVER_H
#define INTENTS_SOLVER_H

#include "intents/model/model.h"

struct solver_limits {
	unsigned passes; /* over the examples, at most */
	float gap;       /* largest violation of a pass that counts as solved */
};

/* Returns owned weights: feature_count rows of `*ret_stride` floats, one for each class and padding
 * after them. They minimise |w|^2 / 2 + the sum of what each example lacks to a lead of 2 of its
 * own class over the best other one. */
float *solver_run(const struct model_data *data, const struct solver_limits *limits,
		  size_t *ret_stride);

#endif
