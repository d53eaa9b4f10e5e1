/*
 * The weights of solver.h, kept in bytes, the small ones not at all (thinned.h).
 */
#include <stdlib.h>

#include "intents/model/model.h"
#include "intents/model/solver.h"
#include "intents/model/thinned.h"

#define LARGE 5000 /* examples: from here on passes cost much, and fewer do */
#define GAP 0.1f

/* Who starts where another training ended is nearly there. */
static unsigned passes_for(const struct model_data *data)
{
	bool large = data->vectors->count > LARGE;
	if (data->memory != NULL && data->memory->filled)
		return data->rough ? (large ? 2 : 3) : (large ? 4 : 5);
	return data->rough ? (large ? 3 : 4) : (large ? 6 : 12);
}

static void *linear_train(const struct model_data *data)
{
	const struct solver_limits limits = {.passes = passes_for(data), .gap = GAP};
	size_t stride;
	float *weights = solver_run(data, &limits, &stride);
	struct thinned *m = thinned_create(weights, data->feature_count, data->class_count, stride);
	free(weights);
	return m;
}

static void linear_destroy(void *model)
{
	thinned_destroy(model);
}

static size_t linear_bytes(const void *model)
{
	return thinned_bytes(model);
}

static void linear_score(const void *model, const struct sparse *v, float *scores)
{
	thinned_sum(model, v->index, v->value, v->count, scores);
}

const struct intent_model model_linear = {
	.kind = "linear-5",
	.train = linear_train,
	.destroy = linear_destroy,
	.bytes = linear_bytes,
	.score = linear_score,
};
