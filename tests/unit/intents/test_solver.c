/* LIBLINEAR is the oracle: the same optimum, the same predictions. */
#include <criterion/criterion.h>
#include <linear.h>
#include <stdint.h>
#include <stdlib.h>

#include "config/load/mem.h"
#include "intents/model/solver.h"

#define EXAMPLES 400
#define FEATURES 90
#define CLASSES 7
#define WORDS 9 /* features an example has */

struct problem_set {
	struct sparse_set vectors;
	uint32_t labels[EXAMPLES];
};

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Each class likes some features; a third are anybody's, and a tenth of the labels are wrong. */
static void make_set(struct problem_set *p)
{
	uint64_t seed = 88172645463325252ULL;
	sparse_set_init(&p->vectors, EXAMPLES);
	struct sparse *v = mem_new(1, sizeof(*v));
	for (size_t i = 0; i < EXAMPLES; i++) {
		uint32_t label = (uint32_t)(next_random(&seed) % CLASSES);
		v->count = 0;
		for (uint32_t k = 0; k < WORDS; k++) {
			bool own = next_random(&seed) % 3 != 0;
			uint32_t any = (uint32_t)(next_random(&seed) % (FEATURES / WORDS));
			uint32_t f = own ? (label * 3 + any % 3) % (FEATURES / WORDS) : any;
			v->index[v->count] = f + k * (FEATURES / WORDS);
			v->value[v->count++] = 0.2f + (float)(next_random(&seed) % 1000) / 1500.0f;
		}
		sparse_set_add(&p->vectors, v);
		bool wrong = next_random(&seed) % 10 == 0;
		p->labels[i] = wrong ? (uint32_t)(next_random(&seed) % CLASSES) : label;
	}
	free(v);
}

static void silent(const char *text)
{
	(void)text;
}

/* Their weights as rows of CLASSES: they want a lead of 1, so all of it is half as large. */
static double *liblinear_weights(const struct problem_set *p)
{
	size_t total = p->vectors.start[EXAMPLES];
	struct feature_node *nodes = mem_new(total + EXAMPLES, sizeof(*nodes)), *at = nodes;
	struct feature_node *rows[EXAMPLES];
	double labels[EXAMPLES];
	for (size_t i = 0; i < EXAMPLES; i++) {
		rows[i] = at;
		labels[i] = (double)p->labels[i];
		for (size_t k = p->vectors.start[i]; k < p->vectors.start[i + 1]; k++)
			*at++ = (struct feature_node){(int)p->vectors.index[k] + 1,
						      (double)p->vectors.value[k]};
		*at++ = (struct feature_node){.index = -1};
	}
	const struct problem problem = {
		.l = EXAMPLES, .n = FEATURES, .y = labels, .x = rows, .bias = -1};
	const struct parameter parameter = {.solver_type = MCSVM_CS, .eps = 1e-7, .C = 0.5};
	set_print_string_function(silent);
	struct model *m = train(&problem, &parameter);
	int order[CLASSES];
	get_labels(m, order);
	double *weights = mem_new((size_t)FEATURES * CLASSES, sizeof(*weights));
	for (size_t f = 0; f < FEATURES; f++) {
		for (size_t c = 0; c < CLASSES; c++)
			weights[f * CLASSES + (size_t)order[c]] = 2 * m->w[f * CLASSES + c];
	}
	free_and_destroy_model(&m);
	free(nodes);
	return weights;
}

static double score(const struct problem_set *p, const double *weights, size_t i, size_t c)
{
	double sum = 0;
	for (size_t k = p->vectors.start[i]; k < p->vectors.start[i + 1]; k++)
		sum += (double)p->vectors.value[k] *
		       weights[p->vectors.index[k] * (size_t)CLASSES + c];
	return sum;
}

static double objective(const struct problem_set *p, const double *weights)
{
	double sum = 0;
	for (size_t k = 0; k < (size_t)FEATURES * CLASSES; k++)
		sum += weights[k] * weights[k] / 2;
	for (size_t i = 0; i < EXAMPLES; i++) {
		double own = score(p, weights, i, p->labels[i]), lack = 0;
		for (size_t c = 0; c < CLASSES; c++) {
			double less = 2 + score(p, weights, i, c) - own;
			lack = c != p->labels[i] && less > lack ? less : lack;
		}
		sum += lack;
	}
	return sum;
}

static size_t best_class(const struct problem_set *p, const double *weights, size_t i)
{
	size_t best = 0;
	for (size_t c = 1; c < CLASSES; c++)
		best = score(p, weights, i, c) > score(p, weights, i, best) ? c : best;
	return best;
}

static double *weights_of(const struct model_data *data, unsigned passes)
{
	const struct solver_limits limits = {.passes = passes, .gap = 1e-5f};
	size_t stride;
	float *floats = solver_run(data, &limits, &stride);
	double *weights = mem_new((size_t)FEATURES * CLASSES, sizeof(*weights));
	for (size_t f = 0; f < FEATURES; f++) {
		for (size_t c = 0; c < CLASSES; c++)
			weights[f * CLASSES + c] = (double)floats[f * stride + c];
	}
	free(floats);
	return weights;
}

static struct model_data data_of(const struct problem_set *p)
{
	return (struct model_data){.vectors = &p->vectors,
				   .labels = p->labels,
				   .class_count = CLASSES,
				   .feature_count = FEATURES};
}

static double *own_weights(const struct problem_set *p, unsigned passes)
{
	const struct model_data data = data_of(p);
	return weights_of(&data, passes);
}

/* Every fifth example is held back first; the second training then has all of them. */
static double *weights_after_a_fold(const struct problem_set *p, unsigned passes)
{
	struct model_memory memory = {
		.dual = mem_new(EXAMPLES * MODEL_MEMORY_ROW(CLASSES), sizeof(float))};
	struct sparse_set fold;
	struct sparse *v = mem_new(1, sizeof(*v));
	uint32_t labels[EXAMPLES], numbers[EXAMPLES], all[EXAMPLES];
	sparse_set_init(&fold, EXAMPLES);
	for (uint32_t i = 0; i < EXAMPLES; i++) {
		all[i] = i;
		if (i % 5 == 0)
			continue;
		v->count = 0;
		for (size_t k = p->vectors.start[i]; k < p->vectors.start[i + 1]; k++) {
			v->index[v->count] = p->vectors.index[k];
			v->value[v->count++] = p->vectors.value[k];
		}
		labels[fold.count] = p->labels[i];
		numbers[fold.count] = i;
		sparse_set_add(&fold, v);
	}
	struct model_data data = data_of(p);
	data.memory = &memory;
	data.vectors = &fold;
	data.labels = labels;
	data.samples = numbers;
	free(weights_of(&data, 8));
	data.vectors = &p->vectors;
	data.labels = p->labels;
	data.samples = all;
	double *weights = weights_of(&data, passes);
	free(memory.dual);
	free(v);
	sparse_set_dispose(&fold);
	return weights;
}

Test(solver, a_start_from_a_fold_ends_at_the_same_optimum_sooner)
{
	struct problem_set p;
	make_set(&p);
	double *best = own_weights(&p, 2000), *warm = weights_after_a_fold(&p, 2000);
	double *soon = weights_after_a_fold(&p, 4), *cold = own_weights(&p, 4);
	double least = objective(&p, best), own = objective(&p, warm);
	double over_soon = objective(&p, soon) / least - 1;
	double over_cold = objective(&p, cold) / least - 1;
	cr_expect_float_eq(own, least, least * 1e-5, "%.9f, not %.9f", own, least);
	cr_expect_lt(over_soon, over_cold * 0.7, "after four passes %f over, not from a fold %f",
		     over_soon, over_cold);
	free(cold);
	free(soon);
	free(warm);
	free(best);
	sparse_set_dispose(&p.vectors);
}

Test(solver, the_optimum_of_liblinear)
{
	struct problem_set p;
	make_set(&p);
	double *theirs = liblinear_weights(&p), *ours = own_weights(&p, 2000);
	double *hasty = own_weights(&p, 12);
	size_t alike = 0;
	double best = objective(&p, theirs), own = objective(&p, ours),
	       early = objective(&p, hasty);
	cr_expect_lt(own, best * (1 + 1e-5), "%.9f, not %.9f", own, best);
	cr_expect_gt(own, best * (1 - 1e-5), "%.9f, not %.9f", own, best);
	cr_expect_lt(early, best * 1.08, "after twelve passes: %.6f, not %.6f", early, best);
	for (size_t i = 0; i < EXAMPLES; i++) {
		for (size_t c = 0; c < CLASSES; c++)
			cr_expect_float_eq(score(&p, ours, i, c), score(&p, theirs, i, c), 0.02,
					   "example %zu, class %zu", i, c);
		alike += best_class(&p, hasty, i) == best_class(&p, theirs, i) ? 1 : 0;
	}
	cr_expect_geq(alike, EXAMPLES * 95 / 100, "twelve passes: %zu alike", alike);
	free(hasty);
	free(ours);
	free(theirs);
	sparse_set_dispose(&p.vectors);
}

Test(solver, the_same_data_give_the_same_bits)
{
	struct problem_set p;
	make_set(&p);
	double *a = own_weights(&p, 6), *b = own_weights(&p, 6);
	cr_expect_arr_eq(a, b, FEATURES * CLASSES * sizeof(*a));
	free(a);
	free(b);
	sparse_set_dispose(&p.vectors);
}
