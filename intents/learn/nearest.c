/*
 * Each sample's words and groups of synonyms, as numbers one after the other: a walk over the
 * winning class reads a few kilobytes in a row. A class has its samples by how many numbers they
 * have, so that the walk hardly ever guesses wrongly where one ends, and their starts need not be
 * kept. The n-grams, most of a vector, say little that a reader would call alike, and are left out;
 * so is how often a word is repeated.
 */
#include "intents/learn/nearest.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "intents/base/num.h"

#define NUMBERS_MAX UINT16_MAX /* words past it are left out */
#define KEPT 2                 /* blocks: words, groups */
#define MASK_BITS 32

/* Lengths are rounded up to multiples of these, by a number that no message has: fewer of them are
 * different. */
static const uint16_t round_to[KEPT] = {2, 4};

/* Samples side by side that have as many words and as many groups as each other. */
struct run {
	uint32_t place; /* of the first */
	uint32_t first; /* of its numbers; words come first */
	uint16_t length[KEPT];
};

struct nearest {
	uint32_t *samples; /* by place: class by class, by length */
	size_t sample_count;
	VEC(struct run) runs; /* and one that ends them */
	uint32_t *class_run;  /* first run of each class, and the end */
	size_t class_count;
	VEC(uint16_t) numbers;
	float *unit[KEPT]; /* by place: what an idf of 1 is worth in the sample's vector of length
			      1; NULL for groups where there are none */
	/* The features that are kept are numbered in order: a bit each, and by mask how many are
	 * kept before it. */
	uint32_t *mask;
	uint16_t *before;
	size_t mask_count;
	VEC(float) idf; /* by number */
};

/* ---- numbers ---- */

static bool is_kept(const struct nearest *n, uint32_t feature)
{
	return (n->mask[feature / MASK_BITS] >> feature % MASK_BITS & 1) != 0;
}

/* Of a feature that is kept. */
static uint16_t number_of(const struct nearest *n, uint32_t feature)
{
	uint32_t below = n->mask[feature / MASK_BITS] & ((1u << feature % MASK_BITS) - 1);
	return (uint16_t)(n->before[feature / MASK_BITS] + __builtin_popcount(below));
}

static void number_features(struct nearest *n, const struct lexicon *lexicon)
{
	size_t count = lexicon_count(lexicon);
	n->mask_count = count / MASK_BITS + 1;
	n->mask = mem_new(n->mask_count, sizeof(*n->mask));
	n->before = mem_new(n->mask_count, sizeof(*n->before));
	for (uint32_t f = 0; f < count; f++) {
		enum bag_block block = lexicon_block(lexicon, f);
		if (f % MASK_BITS == 0)
			n->before[f / MASK_BITS] = (uint16_t)n->idf.count;
		if ((block != BAG_WORDS && block != BAG_GROUPS) || n->idf.count == NUMBERS_MAX)
			continue;
		n->mask[f / MASK_BITS] |= 1u << f % MASK_BITS;
		*vec_push(&n->idf) = lexicon_idf(lexicon, f);
	}
	vec_fit(&n->idf);
}

/* ---- samples ---- */

/* What samples are ordered by. */
struct ordered {
	uint32_t sample;
	uint16_t length[KEPT];
};

struct making {
	struct nearest *n;
	const struct sparse_set *vectors;
	const struct lexicon *lexicon;
};

/* Whether feature `k` of the vectors is kept, and in which block. */
static bool is_kept_in(const struct making *x, size_t k, size_t *ret_block)
{
	uint32_t feature = x->vectors->index[k];
	if (!is_kept(x->n, feature))
		return false;
	*ret_block = lexicon_block(x->lexicon, feature) == BAG_WORDS ? 0 : 1;
	return true;
}

static struct ordered measure(const struct making *x, uint32_t sample)
{
	struct ordered ret = {.sample = sample};
	size_t b;
	for (size_t k = x->vectors->start[sample]; k < x->vectors->start[sample + 1]; k++) {
		if (is_kept_in(x, k, &b))
			ret.length[b]++;
	}
	for (b = 0; b < KEPT; b++)
		ret.length[b] =
			(uint16_t)((ret.length[b] + round_to[b] - 1) / round_to[b] * round_to[b]);
	return ret;
}

static int compare_lengths(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	for (size_t i = 0; i < KEPT; i++) {
		if (x->length[i] != y->length[i])
			return x->length[i] < y->length[i] ? -1 : 1;
	}
	return (x->sample > y->sample) - (x->sample < y->sample);
}

static void add_sample(const struct making *x, size_t place, uint32_t sample)
{
	struct nearest *n = x->n;
	double square[KEPT] = {0}, whole = 0;
	for (size_t b = 0; b < KEPT; b++) {
		double raw = 0;
		size_t block, first = n->numbers.count;
		for (size_t k = x->vectors->start[sample]; k < x->vectors->start[sample + 1]; k++) {
			if (!is_kept_in(x, k, &block) || block != b)
				continue;
			uint16_t number = number_of(n, x->vectors->index[k]);
			double idf = (double)n->idf.items[number];
			double value = (double)x->vectors->value[k];
			*vec_push(&n->numbers) = number;
			raw += idf * idf;
			square[b] += value * value;
		}
		while ((n->numbers.count - first) % round_to[b] != 0)
			*vec_push(&n->numbers) = (uint16_t)n->idf.count;
		n->unit[b][place] = raw > 0 ? (float)num_sqrt(square[b] / raw) : 0.0f;
		whole += square[b];
	}
	for (size_t b = 0; b < KEPT && whole > 0; b++)
		n->unit[b][place] /= (float)num_sqrt(whole);
	n->samples[place] = sample;
}

/* Puts the samples of a class, from `place` on, in order. */
static void add_class(const struct making *x, size_t place, struct ordered *list, size_t count)
{
	qsort(list, count, sizeof(*list), compare_lengths);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || list[i].length[0] != list[i - 1].length[0] ||
		    list[i].length[1] != list[i - 1].length[1])
			*vec_push(&x->n->runs) =
				(struct run){.place = (uint32_t)(place + i),
					     .first = (uint32_t)x->n->numbers.count,
					     .length = {list[i].length[0], list[i].length[1]}};
		add_sample(x, place + i, list[i].sample);
	}
}

struct nearest *nearest_create(const struct sparse_set *vectors, const struct lexicon *lexicon,
			       const struct near_classes *classes)
{
	struct nearest *n = mem_new(1, sizeof(*n));
	const struct making x = {n, vectors, lexicon};
	struct ordered *list = mem_new(vectors->count, sizeof(*list));
	bool has_groups = false;
	n->sample_count = vectors->count;
	n->class_count = classes->count;
	n->samples = mem_new(vectors->count, sizeof(*n->samples));
	n->class_run = mem_new(classes->count + 1, sizeof(*n->class_run));
	for (size_t b = 0; b < KEPT; b++)
		n->unit[b] = mem_new(vectors->count, sizeof(*n->unit[b]));
	number_features(n, lexicon);
	for (size_t k = 0; k < classes->count; k++) {
		size_t first = classes->start[k], end = classes->start[k + 1];
		for (size_t i = first; i < end; i++) {
			list[i] = measure(&x, classes->samples[i]);
			has_groups |= list[i].length[1] > 0;
		}
		n->class_run[k] = (uint32_t)n->runs.count;
		add_class(&x, first, list + first, end - first);
	}
	n->class_run[classes->count] = (uint32_t)n->runs.count;
	*vec_push(&n->runs) = (struct run){.place = (uint32_t)vectors->count};
	if (!has_groups) {
		free(n->unit[1]);
		n->unit[1] = NULL;
	}
	vec_fit(&n->runs);
	vec_fit(&n->numbers);
	free(list);
	return n;
}

void nearest_destroy(struct nearest *n)
{
	if (n == NULL)
		return;
	vec_dispose(&n->numbers);
	vec_dispose(&n->runs);
	vec_dispose(&n->idf);
	for (size_t b = 0; b < KEPT; b++)
		free(n->unit[b]);
	free(n->samples);
	free(n->class_run);
	free(n->mask);
	free(n->before);
	free(n);
}

size_t nearest_bytes(const struct nearest *n)
{
	size_t by_sample = sizeof(*n->samples) + sizeof(float);
	if (n->unit[1] != NULL)
		by_sample += sizeof(float);
	return sizeof(*n) + n->mask_count * (sizeof(*n->mask) + sizeof(*n->before)) +
	       n->idf.count * sizeof(*n->idf.items) + n->sample_count * by_sample +
	       (n->class_count + 1) * sizeof(*n->class_run) +
	       n->runs.count * sizeof(*n->runs.items) +
	       n->numbers.count * sizeof(*n->numbers.items);
}

size_t nearest_dense_room(const struct nearest *n)
{
	return n->idf.count + 1;
}

/* ---- asking ---- */

struct near_best {
	struct near_sample *list;
	size_t count, most;
};

static bool is_nearer(struct near_sample a, struct near_sample b)
{
	return a.similarity > b.similarity || (a.similarity >= b.similarity && a.sample < b.sample);
}

/* Keeps the best, best first; the earlier one where two are alike. */
static void keep(struct near_best *best, struct near_sample one)
{
	size_t at = best->count;
	if (at == best->most) {
		if (!is_nearer(one, best->list[at - 1]))
			return;
		at--;
	} else {
		best->count++;
	}
	for (; at > 0 && is_nearer(one, best->list[at - 1]); at--)
		best->list[at] = best->list[at - 1];
	best->list[at] = one;
}

static float sum_of(const uint16_t *numbers, size_t count, const float *dense)
{
	float sum = 0;
	for (size_t i = 0; i < count; i += 2) { /* there is an even number */
		sum += dense[numbers[i]];
		sum += dense[numbers[i + 1]];
	}
	return sum;
}

static void walk(const struct nearest *n, const struct run *run, const float *dense,
		 bool with_groups, struct near_best *best)
{
	const uint16_t *numbers = n->numbers.items + run->first;
	size_t words = run->length[0], groups = run->length[1];
	for (uint32_t place = run->place; place < run[1].place; place++) {
		float alike = sum_of(numbers, words, dense) * n->unit[0][place];
		numbers += words;
		if (with_groups && groups > 0)
			alike += sum_of(numbers, groups, dense) * n->unit[1][place];
		numbers += groups;
		if (alike > 0)
			keep(best, (struct near_sample){n->samples[place],
							alike > 1 ? 1.0 : (double)alike});
	}
}

/* Spreads the vector, times `by`, over `dense`, and lists where. */
static size_t fill_dense(const struct nearest *n, const struct sparse *v, float by, float *dense,
			 uint16_t *ret_filled, bool *ret_has_groups)
{
	size_t count = 0;
	*ret_has_groups = false;
	for (size_t i = 0; i < v->count; i++) {
		bool kept = v->block[i] == BAG_WORDS || v->block[i] == BAG_GROUPS;
		if (!kept || !is_kept(n, v->index[i]))
			continue;
		uint16_t number = number_of(n, v->index[i]);
		dense[number] = by * v->value[i] * n->idf.items[number];
		ret_filled[count++] = number;
		*ret_has_groups |= v->block[i] == BAG_GROUPS;
	}
	return count;
}

size_t nearest_find(const struct nearest *n, struct intent_scratch *s, size_t class, size_t most,
		    struct near_sample *ret)
{
	struct near_best best = {.list = ret, .most = most};
	uint16_t filled[BAG_ITEMS];
	double square = s->vector->words_square;
	float by = square > 0 ? (float)(1.0 / num_sqrt(square)) : 0.0f;
	bool has_groups;
	size_t count = fill_dense(n, s->vector, by, s->dense, filled, &has_groups);
	for (uint32_t r = n->class_run[class]; r < n->class_run[class + 1]; r++)
		walk(n, &n->runs.items[r], s->dense, has_groups, &best);
	for (size_t i = 0; i < count; i++)
		s->dense[filled[i]] = 0;
	return best.count;
}
