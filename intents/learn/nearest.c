/*
 * An intent has many examples and an example many n-grams, so words alone choose a few examples,
 * and all features order them.
 */
#include "intents/learn/nearest.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "intents/base/num.h"

#define FEW 8

struct nearest {
	const struct sparse_set *vectors;
	struct sparse_set words; /* the same samples, their words only */
};

struct nearest *nearest_create(const struct sparse_set *vectors, const struct lexicon *lexicon)
{
	struct nearest *n = mem_new(1, sizeof(*n));
	struct sparse *v = mem_new(1, sizeof(*v));
	size_t total = 0;
	for (size_t k = 0; k < vectors->start[vectors->count]; k++)
		total += lexicon_block(lexicon, vectors->index[k]) == BAG_WORDS ? 1 : 0;
	n->vectors = vectors;
	sparse_set_init(&n->words, vectors->count, total);
	for (size_t i = 0; i < vectors->count; i++) {
		v->count = 0;
		for (size_t k = vectors->start[i]; k < vectors->start[i + 1]; k++) {
			if (lexicon_block(lexicon, vectors->index[k]) != BAG_WORDS)
				continue;
			v->index[v->count] = vectors->index[k];
			v->value[v->count++] = vectors->value[k];
		}
		sparse_set_add(&n->words, v);
	}
	free(v);
	return n;
}

void nearest_destroy(struct nearest *n)
{
	if (n == NULL)
		return;
	sparse_set_dispose(&n->words);
	free(n);
}

static double dot(const struct sparse_set *set, size_t i, const float *dense)
{
	double sum = 0;
	for (size_t k = set->start[i]; k < set->start[i + 1]; k++)
		sum += (double)set->value[k] * (double)dense[set->index[k]];
	return sum;
}

static double cosine(const struct sparse_set *set, size_t i, const struct intent_scratch *s)
{
	double square = 0;
	for (size_t k = set->start[i]; k < set->start[i + 1]; k++)
		square += (double)set->value[k] * (double)set->value[k];
	if (!(square > 0) || !(s->vector->blocks > 0))
		return 0;
	double c = dot(set, i, s->dense) / num_sqrt(square * s->vector->blocks);
	return c > 1 ? 1 : c;
}

/* Keeps the `most` best, best first; the earlier one where two are alike. */
static size_t keep(struct near_sample *list, size_t count, size_t most, struct near_sample one)
{
	size_t at = count < most ? count : most;
	for (; at > 0 && one.similarity > list[at - 1].similarity; at--) {
		if (at < most)
			list[at] = list[at - 1];
	}
	if (at < most)
		list[at] = one;
	return count < most ? count + 1 : count;
}

size_t nearest_find(const struct nearest *n, struct intent_scratch *s, const uint32_t *samples,
		    size_t count, size_t most, struct near_sample *ret)
{
	const struct sparse *v = s->vector;
	struct near_sample few[FEW];
	size_t few_count = 0, found = 0;
	for (size_t i = 0; i < v->count; i++)
		s->dense[v->index[i]] = v->value[i];
	for (size_t i = 0; i < count; i++) {
		double alike = dot(&n->words, samples[i], s->dense);
		few_count = keep(few, few_count, FEW, (struct near_sample){samples[i], alike});
	}
	for (size_t i = 0; i < few_count; i++) {
		double alike = cosine(n->vectors, few[i].sample, s);
		found = keep(ret, found, most, (struct near_sample){few[i].sample, alike});
	}
	for (size_t i = 0; i < v->count; i++)
		s->dense[v->index[i]] = 0;
	return found;
}
