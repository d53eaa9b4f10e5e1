/* A small net by itself: it learns, and the width of the registers does not matter. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/base/num.h"
#include "intents/model/net.h"

#define EXAMPLES 240
#define CLASSES 6
#define FEATURES 48 /* a class: six of its own; the rest are anybody's */
#define EACH 5

struct toy {
	struct sparse_set set;
	uint32_t labels[EXAMPLES];
	struct model_data data;
};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525U + 1013904223U;
	return (*seed >> 8) % below;
}

/* Three features of the class, two of all. */
static void toy_make(struct toy *t)
{
	struct sparse *v = mem_new(1, sizeof(*v));
	uint32_t seed = 7;
	sparse_set_init(&t->set, EXAMPLES);
	for (uint32_t i = 0; i < EXAMPLES; i++) {
		t->labels[i] = i % CLASSES;
		v->count = EACH;
		for (uint32_t k = 0; k < EACH; k++) {
			uint32_t own = t->labels[i] * 6 + 2 * k + draw(&seed, 2);
			v->index[k] = k < 3 ? own : 36 + 6 * (k - 3) + draw(&seed, 6);
			v->value[k] = 0.6f;
		}
		sparse_set_add(&t->set, v);
	}
	t->data = (struct model_data){.vectors = &t->set,
				      .labels = t->labels,
				      .class_count = CLASSES,
				      .feature_count = FEATURES};
	free(v);
}

static struct net *train(const struct toy *t, unsigned passes, bool plain)
{
	const struct net_plan plan = {.units = NET_UNITS_STEP,
				      .passes = passes,
				      .seed = 42,
				      .rate = 0.03f,
				      .keep_input = 0.6f,
				      .keep_hidden = 0.7f,
				      .plain = plain};
	return net_train(&t->data, &plan);
}

static uint32_t best_class(const struct net *n, const struct sparse_set *set, size_t example)
{
	double best = 0;
	uint32_t label = CLASSES;
	for (uint32_t c = 0; c < CLASSES; c++) {
		double score = (double)n->second[n->units * n->stride + c];
		for (size_t j = 0; j < n->units; j++) {
			double z = 0;
			for (size_t k = set->start[example]; k < set->start[example + 1]; k++)
				z += (double)(n->first[set->index[k] * n->units + j] *
					      set->value[k]);
			score += z * num_sigmoid(1.702 * z) * (double)n->second[j * n->stride + c];
		}
		if (label == CLASSES || score > best) {
			best = score;
			label = c;
		}
	}
	return label;
}

Test(net, learns_what_is_there_to_learn)
{
	struct toy t;
	size_t right = 0;
	toy_make(&t);
	struct net *n = train(&t, 30, false);
	for (size_t i = 0; i < EXAMPLES; i++)
		right += best_class(n, &t.set, i) == t.labels[i];
	cr_expect_geq(right, EXAMPLES * 95 / 100, "only %zu are right", right);
	net_destroy(n);
	sparse_set_dispose(&t.set);
}

/* Long enough for examples that it is sure of and leaves out. */
Test(net, wide_and_narrow_registers_give_the_same_bits)
{
	struct toy t;
	toy_make(&t);
	struct net *wide = train(&t, 30, false), *narrow = train(&t, 30, true);
	struct net *shorter = train(&t, 29, true);
	size_t first = FEATURES * wide->units, second = (wide->units + 1) * wide->stride;
	cr_expect_eq(memcmp(wide->first, narrow->first, first * sizeof(float)), 0);
	cr_expect_eq(memcmp(wide->second, narrow->second, second * sizeof(float)), 0);
	cr_expect_neq(memcmp(shorter->first, narrow->first, first * sizeof(float)), 0,
		      "the last pass changes something, so bits are compared that moved");
	net_destroy(wide);
	net_destroy(narrow);
	net_destroy(shorter);
	sparse_set_dispose(&t.set);
}
