/*
 * Each sample's words and groups of synonyms, as numbers one after the other, class by class: a
 * walk over the winning class reads a few kilobytes in a row. The n-grams, most of a vector, say
 * little that a reader would call alike, and are not kept; nor is how often a word is repeated.
 */
#include "intents/learn/nearest.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "intents/base/num.h"

#define NONE UINT16_MAX /* also for words past the 65,535th, which are left out */

static const enum bag_block kept_blocks[] = {BAG_WORDS, BAG_GROUPS};
#define KEPT (sizeof(kept_blocks) / sizeof(kept_blocks[0]))

/* What the samples have of one block, in class order. */
struct listed {
	VEC(uint16_t) numbers;
	uint32_t *start; /* by place, and the end */
	float *unit; /* by place: what an idf of 1 is worth in the sample's vector of length 1 */
};

struct nearest {
	const uint32_t *samples; /* in class order */
	size_t sample_count, feature_count;
	uint16_t *number; /* by feature, of those kept; NONE: not kept */
	VEC(float) idf;   /* by number */
	struct listed of[KEPT];
};

static void number_features(struct nearest *n, const struct lexicon *lexicon)
{
	n->number = mem_new(n->feature_count, sizeof(*n->number));
	for (uint32_t f = 0; f < n->feature_count; f++) {
		enum bag_block block = lexicon_block(lexicon, f);
		bool kept = block == BAG_WORDS || block == BAG_GROUPS;
		n->number[f] = NONE;
		if (!kept || n->idf.count == NONE)
			continue;
		n->number[f] = (uint16_t)n->idf.count;
		*vec_push(&n->idf) = lexicon_idf(lexicon, f);
	}
}

/* Returns the square of the length of this part of the vector. */
static double add_sample(struct nearest *n, size_t b, const struct sparse_set *v,
			 const struct lexicon *lexicon, size_t place)
{
	struct listed *l = &n->of[b];
	uint32_t sample = n->samples[place];
	double square = 0, raw = 0;
	for (size_t k = v->start[sample]; k < v->start[sample + 1]; k++) {
		uint16_t number = n->number[v->index[k]];
		if (number == NONE || lexicon_block(lexicon, v->index[k]) != kept_blocks[b])
			continue;
		*vec_push(&l->numbers) = number;
		raw += (double)n->idf.items[number] * (double)n->idf.items[number];
		square += (double)v->value[k] * (double)v->value[k];
	}
	l->start[place + 1] = (uint32_t)l->numbers.count;
	l->unit[place] = raw > 0 ? (float)num_sqrt(square / raw) : 0.0f;
	return square;
}

struct nearest *nearest_create(const struct sparse_set *vectors, const struct lexicon *lexicon,
			       const uint32_t *samples)
{
	struct nearest *n = mem_new(1, sizeof(*n));
	n->samples = samples;
	n->sample_count = vectors->count;
	n->feature_count = lexicon_count(lexicon);
	number_features(n, lexicon);
	for (size_t b = 0; b < KEPT; b++) {
		n->of[b].start = mem_new(n->sample_count + 1, sizeof(*n->of[b].start));
		n->of[b].unit = mem_new(n->sample_count, sizeof(*n->of[b].unit));
	}
	for (size_t place = 0; place < n->sample_count; place++) {
		double square = 0;
		for (size_t b = 0; b < KEPT; b++)
			square += add_sample(n, b, vectors, lexicon, place);
		for (size_t b = 0; b < KEPT && square > 0; b++)
			n->of[b].unit[place] /= (float)num_sqrt(square);
	}
	for (size_t b = 0; b < KEPT; b++)
		vec_fit(&n->of[b].numbers);
	vec_fit(&n->idf);
	return n;
}

void nearest_destroy(struct nearest *n)
{
	if (n == NULL)
		return;
	for (size_t b = 0; b < KEPT; b++) {
		vec_dispose(&n->of[b].numbers);
		free(n->of[b].start);
		free(n->of[b].unit);
	}
	vec_dispose(&n->idf);
	free(n->number);
	free(n);
}

size_t nearest_bytes(const struct nearest *n)
{
	size_t bytes = sizeof(*n) + n->feature_count * sizeof(*n->number) +
		       n->idf.count * sizeof(*n->idf.items);
	for (size_t b = 0; b < KEPT; b++)
		bytes += n->of[b].numbers.count * sizeof(uint16_t) +
			 n->sample_count * (sizeof(uint32_t) + sizeof(float));
	return bytes;
}

size_t nearest_dense_room(const struct nearest *n)
{
	return n->idf.count;
}

/* Keeps the `most` best, best first; the earlier one where two are alike. */
static size_t keep(struct near_sample *list, size_t count, size_t most, struct near_sample one)
{
	size_t at = count < most ? count : most - 1;
	if (count == most && one.similarity <= list[at].similarity)
		return count;
	for (; at > 0 && one.similarity > list[at - 1].similarity; at--)
		list[at] = list[at - 1];
	list[at] = one;
	return count < most ? count + 1 : count;
}

static float product(const struct listed *l, size_t place, const float *dense)
{
	float sum = 0;
	for (uint32_t i = l->start[place]; i < l->start[place + 1]; i++)
		sum += dense[l->numbers.items[i]];
	return sum * l->unit[place];
}

static void fill_dense(const struct nearest *n, const struct sparse *v, float by, float *dense)
{
	for (size_t i = 0; i < v->count; i++) {
		if (v->block[i] != BAG_WORDS && v->block[i] != BAG_GROUPS)
			continue;
		uint16_t number = n->number[v->index[i]];
		if (number != NONE)
			dense[number] = by * v->value[i] * n->idf.items[number];
	}
}

size_t nearest_find(const struct nearest *n, struct intent_scratch *s, struct near_class class,
		    size_t most, struct near_sample *ret)
{
	bool has_groups = n->of[1].numbers.count > 0;
	double square = s->vector->words_square;
	size_t found = 0;
	fill_dense(n, s->vector, square > 0 ? (float)(1.0 / num_sqrt(square)) : 0.0f, s->dense);
	for (size_t place = class.first; place < class.end; place++) {
		float alike = product(&n->of[0], place, s->dense);
		if (has_groups)
			alike += product(&n->of[1], place, s->dense);
		if (alike > 0)
			found = keep(ret, found, most,
				     (struct near_sample){n->samples[place],
							  alike > 1 ? 1.0 : (double)alike});
	}
	fill_dense(n, s->vector, 0, s->dense);
	return found;
}
