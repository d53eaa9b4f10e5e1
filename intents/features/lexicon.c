/*
 * An open-addressing table from 64-bit hashes to feature numbers. Two features with the same hash
 * are one feature: with a million features that happens once in ten million catalogs.
 */
#include "intents/features/sparse.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "intents/base/num.h"

#define PRUNE_FROM 5000 /* examples */
#define NONE UINT32_MAX
#define LOG_TABLE 64
#define AHEAD 12          /* features */
#define GROUPS_WEIGHT 0.8 /* of the synonyms, beside 1 of each other block; 0.6 to 1 do alike */

struct feature {
	uint64_t hash;
	float idf;
	uint32_t examples; /* that have it */
	enum bag_block block;
};

struct lexicon {
	VEC(struct feature) features;
	uint32_t *slots;
	size_t room; /* a power of two */
	size_t examples;
	float unknown_square;          /* the largest squared idf */
	float count_weight[LOG_TABLE]; /* 1 + log n */
};

struct lexicon *lexicon_create(void)
{
	struct lexicon *l = mem_new(1, sizeof(*l));
	l->room = 1024;
	l->slots = mem_new(l->room, sizeof(*l->slots));
	memset(l->slots, 0xFF, l->room * sizeof(*l->slots));
	for (size_t n = 0; n < LOG_TABLE; n++)
		l->count_weight[n] = n == 0 ? 0.0f : (float)(1.0 + num_log((double)n));
	return l;
}

void lexicon_destroy(struct lexicon *l)
{
	if (l == NULL)
		return;
	vec_dispose(&l->features);
	free(l->slots);
	free(l);
}

static size_t slot_of(const struct lexicon *l, uint64_t hash)
{
	size_t slot = (size_t)hash & (l->room - 1);
	while (l->slots[slot] != NONE && l->features.items[l->slots[slot]].hash != hash)
		slot = (slot + 1) & (l->room - 1);
	return slot;
}

static void index_again(struct lexicon *l)
{
	l->room = 1024;
	while (l->room < 3 * l->features.count)
		l->room *= 2;
	free(l->slots);
	l->slots = mem_new(l->room, sizeof(*l->slots));
	memset(l->slots, 0xFF, l->room * sizeof(*l->slots));
	for (size_t i = 0; i < l->features.count; i++)
		l->slots[slot_of(l, l->features.items[i].hash)] = (uint32_t)i;
}

void lexicon_add(struct lexicon *l, const struct bag_item *items, size_t count)
{
	l->examples++;
	for (size_t i = 0; i < count; i++) {
		size_t slot = slot_of(l, items[i].hash);
		if (l->slots[slot] != NONE) {
			l->features.items[l->slots[slot]].examples++;
			continue;
		}
		l->slots[slot] = (uint32_t)l->features.count;
		*vec_push(&l->features) = (struct feature){
			.hash = items[i].hash, .block = items[i].block, .examples = 1};
		if (l->features.count * 2 > l->room)
			index_again(l);
	}
}

void lexicon_finish(struct lexicon *l)
{
	size_t kept = 0;
	double least = num_log((1.0 + (double)l->examples) / 2.0) + 1.0;
	for (size_t i = 0; i < l->features.count; i++) {
		struct feature f = l->features.items[i];
		if (l->examples > PRUNE_FROM && f.examples == 1 && f.block != BAG_WORDS)
			continue;
		f.idf = (float)(num_log((1.0 + (double)l->examples) / (1.0 + f.examples)) + 1.0);
		l->features.items[kept++] = f;
	}
	l->features.count = kept;
	l->unknown_square = (float)(least * least);
	index_again(l);
}

size_t lexicon_count(const struct lexicon *l)
{
	return l->features.count;
}

enum bag_block lexicon_block(const struct lexicon *l, uint32_t feature)
{
	return l->features.items[feature].block;
}

size_t lexicon_bytes(const struct lexicon *l)
{
	return sizeof(*l) + l->features.room * sizeof(*l->features.items) +
	       l->room * sizeof(*l->slots);
}

static float item_weight(const struct lexicon *l, const struct bag_item *item)
{
	size_t n = (size_t)item->count;
	return l->count_weight[n < LOG_TABLE ? n : LOG_TABLE - 1] * item->weight;
}

/* The table is larger than the cache: what comes next is asked for early, first the slot, then the
 * feature it names. */
static void fetch_ahead(const struct lexicon *l, const struct bag_item *items, size_t count,
			size_t i)
{
	if (i + AHEAD < count)
		__builtin_prefetch(&l->slots[items[i + AHEAD].hash & (l->room - 1)]);
	if (i + AHEAD / 2 < count) {
		uint32_t f = l->slots[items[i + AHEAD / 2].hash & (l->room - 1)];
		if (f != NONE)
			__builtin_prefetch(&l->features.items[f]);
	}
}

void lexicon_vector(const struct lexicon *l, const struct bag_item *items, size_t count,
		    struct sparse *ret)
{
	float square[BAG_BLOCKS] = {0}, scale[BAG_BLOCKS];
	size_t total[BAG_BLOCKS] = {0}, unknown[BAG_BLOCKS] = {0};
	ret->count = 0;
	for (size_t i = 0; i < count && i < AHEAD; i++)
		__builtin_prefetch(&l->slots[items[i].hash & (l->room - 1)]);
	for (size_t i = 0; i < count; i++) {
		fetch_ahead(l, items, count, i);
		uint32_t f = l->slots[slot_of(l, items[i].hash)];
		enum bag_block b = items[i].block;
		float w = item_weight(l, &items[i]);
		if (f == NONE) {
			if (items[i].quiet)
				continue;
			total[b]++;
			unknown[b]++;
			square[b] += w * w * l->unknown_square;
			continue;
		}
		w *= l->features.items[f].idf;
		total[b]++;
		square[b] += w * w;
		ret->index[ret->count] = f;
		ret->value[ret->count] = w;
		ret->block[ret->count++] = (unsigned char)b;
	}
	ret->blocks = 0;
	for (size_t b = 0; b < BAG_BLOCKS; b++) {
		double weight = b == BAG_GROUPS ? GROUPS_WEIGHT : 1.0;
		ret->blocks += square[b] > 0 ? weight * weight : 0.0;
		scale[b] = square[b] > 0 ? (float)(weight / num_sqrt((double)square[b])) : 0.0f;
	}
	for (size_t i = 0; i < ret->count; i++)
		ret->value[i] *= scale[ret->block[i]];
	ret->unknown = 0;
	if (total[BAG_WORDS] > 0)
		ret->unknown += (double)unknown[BAG_WORDS] / (double)total[BAG_WORDS];
	if (total[BAG_GRAMS] > 0)
		ret->unknown += (double)unknown[BAG_GRAMS] / (double)total[BAG_GRAMS];
	ret->known_words =
		total[BAG_WORDS] - unknown[BAG_WORDS] + total[BAG_GROUPS] - unknown[BAG_GROUPS];
}

/* ---- sets ---- */

void sparse_set_init(struct sparse_set *s, size_t count, size_t total)
{
	s->index = mem_new(total, sizeof(*s->index));
	s->value = mem_new(total, sizeof(*s->value));
	s->start = mem_new(count + 1, sizeof(*s->start));
	s->count = 0;
}

void sparse_set_dispose(struct sparse_set *s)
{
	free(s->index);
	free(s->value);
	free(s->start);
	*s = (struct sparse_set){0};
}

void sparse_set_add(struct sparse_set *s, const struct sparse *v)
{
	size_t at = s->start[s->count];
	memcpy(s->index + at, v->index, v->count * sizeof(*v->index));
	memcpy(s->value + at, v->value, v->count * sizeof(*v->value));
	s->start[++s->count] = at + v->count;
}
