/*
 * Trained by AdaGrad, an example at a time, a step size for each row of weights (a feature, a
 * unit). Dropout of most of the input makes the net tell classes by whatever words are left, which
 * is what short messages need. An example that the net is sure of teaches it nothing and is left
 * out of the next pass: more than half of them soon are.
 *
 * The hidden function is h = z / (1 + exp(-1.702 z)). Everything is additions, multiplications,
 * divisions and square roots of floats in a fixed order, with an exp of our own: the same bits
 * everywhere, with registers of eight floats or of four.
 */
#include "intents/model/net.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/base/num.h"

#define LANES 8
#define BLOCK NET_UNITS_STEP /* units whose sums stay in registers */
#define SURE 0.03f           /* of its class; less is missing to 1 */
#define START_WITHIN 0.03f   /* of the first weights */
#define STEADY 1e-6f         /* in the step's divisor */
#define SHARPNESS 1.702f
#define CANCEL_EVERY 256 /* examples */

#define INLINE static inline __attribute__((always_inline))

/* Two halves where the processor has no such registers. */
typedef float lanes __attribute__((vector_size(32), may_alias, aligned(4)));

struct training {
	const struct model_data *data;
	const struct net_plan *plan;
	struct net *net;
	float *first_square, *second_square; /* sums of squared gradients, a row each */
	float *sum, *hidden, *slope;         /* by unit */
	float *back;                         /* by unit: what dropout makes of it, then its error */
	float *share;                        /* by class: probability, then error */
	uint32_t *kept;                      /* features of the example that dropout left */
	float *kept_value;
	size_t kept_count;
	bool *sure; /* by example: the next pass leaves it out */
	uint64_t seed, bits;
};

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* In [0, 1). */
static float next_share(uint64_t *seed)
{
	return (float)(next_random(seed) >> 40) / 16777216.0f;
}

/* Whether dropout leaves the `i`-th: a quarter of a random number each. */
INLINE bool is_kept(struct training *t, size_t i, float keep)
{
	t->bits = i % 4 == 0 ? next_random(&t->seed) : t->bits >> 16;
	return (uint32_t)(t->bits & 0xFFFF) < (uint32_t)(keep * 65536.0f);
}

INLINE void row_add(float *to, const float *row, float by, size_t count)
{
	lanes *a = (lanes *)to;
	const lanes *b = (const lanes *)row;
	for (size_t i = 0; i < count / LANES; i++)
		a[i] += b[i] * by;
}

/* Eight sums, added at the end. */
INLINE float row_dot(const float *x, const float *y, size_t count)
{
	const lanes *a = (const lanes *)x, *b = (const lanes *)y;
	lanes sum = {0};
	for (size_t i = 0; i < count / LANES; i++)
		sum += a[i] * b[i];
	return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* ---- forward ---- */

/* Rows are far apart in memory: what is kept is asked for before the first is needed. */
INLINE void drop_input(struct training *t, size_t example)
{
	const struct sparse_set *set = t->data->vectors;
	float keep = t->plan->keep_input;
	size_t start = set->start[example], units = t->net->units;
	t->kept_count = 0;
	for (size_t k = start; k < set->start[example + 1]; k++) {
		if (!is_kept(t, k - start, keep))
			continue;
		const float *row = t->net->first + set->index[k] * units;
		for (size_t j = 0; j < units; j += 16)
			__builtin_prefetch(row + j);
		t->kept[t->kept_count] = set->index[k];
		t->kept_value[t->kept_count++] = set->value[k] / keep;
	}
}

INLINE void fill_sums(struct training *t)
{
	size_t units = t->net->units;
	for (size_t j = 0; j < units; j += BLOCK) {
		lanes total[BLOCK / LANES] = {{0}};
		for (size_t k = 0; k < t->kept_count; k++) {
			const lanes *row = (const lanes *)(t->net->first + t->kept[k] * units + j);
			float x = t->kept_value[k];
			for (size_t i = 0; i < BLOCK / LANES; i++)
				total[i] += row[i] * x;
		}
		memcpy(t->sum + j, total, sizeof(total));
	}
}

INLINE void fill_hidden(struct training *t)
{
	size_t units = t->net->units;
	float keep = t->plan->keep_hidden, more = 1.0f / keep;
	fill_sums(t);
	for (size_t j = 0; j < units; j++)
		t->back[j] = is_kept(t, j, keep) ? more : 0;
	for (size_t j = 0; j < units; j += NUM_LANES) {
		num_lanes z = *(num_lanes *)(t->sum + j), kept = *(num_lanes *)(t->back + j);
		num_lanes gate = num_gate_lanes(SHARPNESS * z);
		*(num_lanes *)(t->hidden + j) = z * gate * kept;
		*(num_lanes *)(t->slope + j) = gate * (1.0f + SHARPNESS * z * (1.0f - gate)) * kept;
	}
}

/* Leaves each class's probability, less 1 for the right one: the error. */
INLINE void fill_errors(struct training *t, uint32_t label)
{
	const struct net *n = t->net;
	memcpy(t->share, n->second + n->units * n->stride, n->stride * sizeof(*t->share));
	for (size_t j = 0; j < n->units; j++) {
		if (t->hidden[j] != 0)
			row_add(t->share, n->second + j * n->stride, t->hidden[j], n->stride);
	}
	float best = t->share[0], sum = 0;
	for (size_t c = 1; c < n->class_count; c++)
		best = t->share[c] > best ? t->share[c] : best;
	for (size_t c = 0; c < n->stride; c += NUM_LANES) {
		num_lanes *share = (num_lanes *)(t->share + c);
		*share = num_exp_lanes(*share - best);
	}
	for (size_t c = 0; c < n->class_count; c++)
		sum += t->share[c];
	float each = 1.0f / sum;
	for (size_t c = 0; c < n->class_count; c++)
		t->share[c] *= each;
	for (size_t c = n->class_count; c < n->stride; c++)
		t->share[c] = 0;
	t->share[label] -= 1.0f;
}

/* ---- backward ---- */

INLINE float step_size(const struct training *t, float *square, float added)
{
	*square += added;
	return t->plan->rate * num_inverse_root(*square + STEADY);
}

INLINE void learn_second(struct training *t)
{
	const struct net *n = t->net;
	float error = row_dot(t->share, t->share, n->stride) / (float)n->class_count;
	for (size_t j = 0; j < n->units; j++) {
		float h = t->hidden[j], *row = n->second + j * n->stride;
		t->back[j] = 0;
		if (t->slope[j] == 0 && h == 0)
			continue;
		t->back[j] = row_dot(row, t->share, n->stride) * t->slope[j];
		float rate = step_size(t, &t->second_square[j], h * h * error);
		row_add(row, t->share, -rate * h, n->stride);
	}
	float rate = step_size(t, &t->second_square[n->units], error);
	row_add(n->second + n->units * n->stride, t->share, -rate, n->stride);
}

INLINE void learn_first(struct training *t)
{
	const struct net *n = t->net;
	float error = row_dot(t->back, t->back, n->units) / (float)n->units;
	for (size_t k = 0; k < t->kept_count; k++) {
		float x = t->kept_value[k];
		float rate = step_size(t, &t->first_square[t->kept[k]], x * x * error);
		row_add(n->first + t->kept[k] * n->units, t->back, -rate * x, n->units);
	}
}

/* ---- an example ---- */

INLINE void learn_with(struct training *t, size_t example)
{
	uint32_t label = t->data->labels[example];
	drop_input(t, example);
	fill_hidden(t);
	fill_errors(t, label);
	t->sure[example] = t->share[label] > -SURE;
	if (t->sure[example])
		return;
	learn_second(t);
	learn_first(t);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void learn_avx2(struct training *t, size_t example)
{
	learn_with(t, example);
}
#endif

static void learn(struct training *t, size_t example)
{
#ifdef __x86_64__
	if (!t->plan->plain && __builtin_cpu_supports("avx2")) {
		learn_avx2(t, example);
		return;
	}
#endif
	learn_with(t, example);
}

/* ---- all of it ---- */

static void shuffle(uint32_t *order, size_t count, uint64_t *seed)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)(next_random(seed) % i);
		uint32_t swap = order[i - 1];
		order[i - 1] = order[j];
		order[j] = swap;
	}
}

static bool is_cancelled(const struct net_plan *plan)
{
	return plan->cancel != NULL && atomic_load(plan->cancel);
}

static bool run_passes(struct training *t, uint32_t *order)
{
	size_t count = t->data->vectors->count;
	for (unsigned pass = 0; pass < t->plan->passes; pass++) {
		shuffle(order, count, &t->seed);
		for (size_t i = 0; i < count; i++) {
			if (i % CANCEL_EVERY == 0 && is_cancelled(t->plan))
				return false;
			if (t->sure[order[i]])
				t->sure[order[i]] = false;
			else
				learn(t, order[i]);
		}
	}
	return true;
}

static struct net *net_new(const struct model_data *data, const struct net_plan *plan,
			   uint64_t *seed)
{
	struct net *n = mem_new(1, sizeof(*n));
	n->units = plan->units;
	n->class_count = data->class_count;
	n->feature_count = data->feature_count;
	n->stride = (data->class_count + 15) / 16 * 16;
	n->first = mem_new(n->feature_count * n->units, sizeof(*n->first));
	n->second = mem_new((n->units + 1) * n->stride, sizeof(*n->second));
	for (size_t i = 0; i < n->feature_count * n->units; i++)
		n->first[i] = (next_share(seed) * 2.0f - 1.0f) * START_WITHIN;
	for (size_t j = 0; j < n->units; j++) {
		for (size_t c = 0; c < n->class_count; c++)
			n->second[j * n->stride + c] =
				(next_share(seed) * 2.0f - 1.0f) * START_WITHIN;
	}
	return n;
}

struct net *net_train(const struct model_data *data, const struct net_plan *plan)
{
	uint64_t seed = plan->seed;
	struct net *n = net_new(data, plan, &seed);
	size_t most = 0, examples = data->vectors->count;
	for (size_t i = 0; i < examples; i++) {
		size_t count = data->vectors->start[i + 1] - data->vectors->start[i];
		most = count > most ? count : most;
	}
	struct training t = {
		.data = data,
		.plan = plan,
		.net = n,
		.first_square = mem_new(n->feature_count, sizeof(float)),
		.second_square = mem_new(n->units + 1, sizeof(float)),
		.sum = mem_new(n->units, sizeof(float)),
		.hidden = mem_new(n->units, sizeof(float)),
		.slope = mem_new(n->units, sizeof(float)),
		.back = mem_new(n->units, sizeof(float)),
		.share = mem_new(n->stride, sizeof(float)),
		.kept = mem_new(most, sizeof(uint32_t)),
		.kept_value = mem_new(most, sizeof(float)),
		.sure = mem_new(examples, sizeof(bool)),
		.seed = seed,
	};
	uint32_t *order = mem_new(examples, sizeof(*order));
	for (size_t i = 0; i < examples; i++)
		order[i] = (uint32_t)i;
	bool done = run_passes(&t, order);
	free(order);
	free(t.sure);
	free(t.kept_value);
	free(t.kept);
	free(t.share);
	free(t.back);
	free(t.slope);
	free(t.hidden);
	free(t.sum);
	free(t.second_square);
	free(t.first_square);
	if (!done) {
		net_destroy(n);
		return NULL;
	}
	return n;
}

void net_destroy(struct net *n)
{
	if (n == NULL)
		return;
	free(n->first);
	free(n->second);
	free(n);
}
