/*
 * The weights of solver.h, packed into bytes (packed.h), which costs a few hundredths of a point.
 */
#include <stdlib.h>

#include "config/load/mem.h"
#include "intents/model/model.h"
#include "intents/model/packed.h"
#include "intents/model/solver.h"

#define LARGE 5000 /* examples: from here on every pass counts, and is worth more */
#define GAP 0.1f

static unsigned passes_for(const struct model_data *data)
{
	unsigned passes = data->vectors->count > LARGE ? 6 : 12;
	return data->rough ? passes * 2 / 3 : passes;
}

static void *linear_train(const struct model_data *data)
{
	const struct solver_limits limits = {.passes = passes_for(data), .gap = GAP};
	struct packed *m = mem_new(1, sizeof(*m));
	size_t stride;
	float *weights = solver_run(data, &limits, &stride);
	packed_init(m, data->feature_count, data->class_count);
	for (size_t f = 0; f < data->feature_count; f++)
		packed_set(m, f, weights + f * stride);
	free(weights);
	return m;
}

static void linear_destroy(void *model)
{
	struct packed *m = model;
	if (m == NULL)
		return;
	packed_dispose(m);
	free(m);
}

static size_t linear_bytes(const void *model)
{
	return packed_bytes(model);
}

static void linear_score(const void *model, const struct sparse *v, float *scores)
{
	packed_sum(model, v->index, v->value, v->count, scores);
}

const struct intent_model model_linear = {
	.kind = "linear-2",
	.train = linear_train,
	.destroy = linear_destroy,
	.bytes = linear_bytes,
	.score = linear_score,
};
