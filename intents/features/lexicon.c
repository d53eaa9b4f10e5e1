/*
 * An open-addressing table from 64-bit hashes to feature numbers. Two features with the same hash
 * are one feature: with a million features that happens once in ten million catalogs. Once it is
 * finished half of the hash is kept, beside the number in the slot, and the slot's place tells some
 * more of it: a message's unknown feature is taken for a known one once in a billion.
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
#define LANES 4
#define AHEAD 8           /* features */
#define GROUPS_WEIGHT 0.8 /* of the synonyms, beside 1 of each other block; 0.6 to 1 do alike */

/* While examples are counted. */
struct counted {
	uint64_t hash;
	uint32_t examples; /* that have it */
	unsigned char block;
};

struct slot {
	uint32_t tag; /* the upper half of the hash */
	uint32_t feature;
};

struct lexicon {
	VEC(struct counted) counted; /* empty once finished */
	struct slot *slots;
	size_t room; /* a power of two */
	size_t examples, count;
	float *idf;                       /* by feature */
	unsigned char *block;             /* by feature */
	float unknown_square[BAG_BLOCKS]; /* the largest squared idf */
	float count_weight[LOG_TABLE];    /* 1 + log n */
};

static void make_slots(struct lexicon *l, size_t room)
{
	free(l->slots);
	l->room = room;
	l->slots = mem_new(room, sizeof(*l->slots));
	memset(l->slots, 0xFF, room * sizeof(*l->slots));
}

struct lexicon *lexicon_create(void)
{
	struct lexicon *l = mem_new(1, sizeof(*l));
	make_slots(l, 1024);
	for (size_t n = 0; n < LOG_TABLE; n++)
		l->count_weight[n] = n == 0 ? 0.0f : (float)(1.0 + num_log((double)n));
	return l;
}

void lexicon_destroy(struct lexicon *l)
{
	if (l == NULL)
		return;
	vec_dispose(&l->counted);
	free(l->slots);
	free(l->idf);
	free(l->block);
	free(l);
}

/* Where the feature is, or would be. */
static struct slot *slot_of(const struct lexicon *l, uint64_t hash)
{
	size_t at = (size_t)hash & (l->room - 1);
	uint32_t tag = (uint32_t)(hash >> 32);
	while (l->slots[at].feature != NONE && l->slots[at].tag != tag)
		at = (at + 1) & (l->room - 1);
	return &l->slots[at];
}

static void index_all(struct lexicon *l, size_t room)
{
	make_slots(l, room);
	for (size_t i = 0; i < l->counted.count; i++) {
		uint64_t hash = l->counted.items[i].hash;
		*slot_of(l, hash) = (struct slot){(uint32_t)(hash >> 32), (uint32_t)i};
	}
}

void lexicon_add(struct lexicon *l, const struct bag_item *items, size_t count)
{
	l->examples++;
	for (size_t i = 0; i < count; i++) {
		struct slot *slot = slot_of(l, items[i].hash);
		if (slot->feature != NONE) {
			l->counted.items[slot->feature].examples++;
			continue;
		}
		*slot = (struct slot){(uint32_t)(items[i].hash >> 32), (uint32_t)l->counted.count};
		*vec_push(&l->counted) = (struct counted){
			.hash = items[i].hash, .block = items[i].block, .examples = 1};
		if (l->counted.count * 2 > l->room)
			index_all(l, 4 * l->room);
	}
}

/* In large catalogs pairs and n-grams that were seen once are dropped. */
static void prune(struct lexicon *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->counted.count; i++) {
		struct counted f = l->counted.items[i];
		if (l->examples <= PRUNE_FROM || f.examples > 1 || f.block == BAG_WORDS)
			l->counted.items[kept++] = f;
	}
	l->counted.count = kept;
}

/* What an intent is known by are often common words, and its rarest n-grams chance: the smoothed
 * idf to the power of 3/4, of n-grams 1/2. */
static float idf_of(const struct lexicon *l, enum bag_block block, uint32_t examples)
{
	double rare = num_log((1.0 + (double)l->examples) / (1.0 + examples)) + 1.0;
	double root = num_sqrt(rare);
	switch (block) {
	case BAG_WORDS:
	case BAG_PAIRS: return (float)(root * num_sqrt(root));
	case BAG_GRAMS: return (float)root;
	default: return (float)rare;
	}
}

void lexicon_finish(struct lexicon *l)
{
	size_t room = 1024;
	prune(l);
	l->count = l->counted.count;
	l->idf = mem_new(l->count, sizeof(*l->idf));
	l->block = mem_new(l->count, sizeof(*l->block));
	for (size_t i = 0; i < l->count; i++) {
		const struct counted *f = &l->counted.items[i];
		l->idf[i] = idf_of(l, (enum bag_block)f->block, f->examples);
		l->block[i] = f->block;
	}
	for (int b = 0; b < BAG_BLOCKS; b++) {
		float most = idf_of(l, (enum bag_block)b, 1);
		l->unknown_square[b] = most * most;
	}
	while (2 * room < 3 * l->count)
		room *= 2;
	index_all(l, room);
	vec_dispose(&l->counted);
}

size_t lexicon_count(const struct lexicon *l)
{
	return l->count;
}

enum bag_block lexicon_block(const struct lexicon *l, uint32_t feature)
{
	return (enum bag_block)l->block[feature];
}

float lexicon_idf(const struct lexicon *l, uint32_t feature)
{
	return l->idf[feature];
}

size_t lexicon_bytes(const struct lexicon *l)
{
	return sizeof(*l) + l->count * (sizeof(*l->idf) + sizeof(*l->block)) +
	       l->room * sizeof(*l->slots);
}

static float item_weight(const struct lexicon *l, const struct bag_item *item)
{
	size_t n = item->count;
	return l->count_weight[n < LOG_TABLE ? n : LOG_TABLE - 1] * item->weight;
}

void lexicon_vector(const struct lexicon *l, const struct bag_item *items, size_t count,
		    struct sparse *ret)
{
	float squares[BAG_BLOCKS][LANES] = {{0}}, scale[BAG_BLOCKS];
	size_t total[BAG_BLOCKS] = {0}, unknown[BAG_BLOCKS] = {0};
	ret->count = 0;
	for (size_t i = 0; i < count && i < AHEAD; i++)
		__builtin_prefetch(&l->slots[items[i].hash & (l->room - 1)]);
	for (size_t i = 0; i < count; i++) {
		if (i + AHEAD < count) /* the table is larger than the cache */
			__builtin_prefetch(&l->slots[items[i + AHEAD].hash & (l->room - 1)]);
		uint32_t f = slot_of(l, items[i].hash)->feature;
		size_t b = items[i].block;
		float w = item_weight(l, &items[i]);
		if (f == NONE) {
			if (items[i].quiet)
				continue;
			total[b]++;
			unknown[b]++;
			squares[b][i % LANES] += w * w * l->unknown_square[b];
			continue;
		}
		w *= l->idf[f];
		total[b]++;
		squares[b][i % LANES] += w * w; /* one sum would wait for itself */
		ret->index[ret->count] = f;
		ret->value[ret->count] = w;
		ret->block[ret->count++] = (unsigned char)b;
	}
	ret->words_square = 0;
	for (size_t b = 0; b < BAG_BLOCKS; b++) {
		const float *part = squares[b];
		float square = (part[0] + part[1]) + (part[2] + part[3]);
		double weight = b == BAG_GROUPS ? GROUPS_WEIGHT : 1.0;
		if (square > 0 && (b == BAG_WORDS || b == BAG_GROUPS))
			ret->words_square += weight * weight;
		scale[b] = square > 0 ? (float)(weight / num_sqrt((double)square)) : 0.0f;
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

void sparse_set_init(struct sparse_set *s, size_t count)
{
	*s = (struct sparse_set){.start = mem_new(count + 1, sizeof(*s->start))};
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
	if (at + v->count > s->room) {
		s->room = 2 * s->room + v->count;
		s->index = mem_resize(s->index, s->room, sizeof(*s->index));
		s->value = mem_resize(s->value, s->room, sizeof(*s->value));
	}
	if (v->count > 0) {
		memcpy(s->index + at, v->index, v->count * sizeof(*v->index));
		memcpy(s->value + at, v->value, v->count * sizeof(*v->value));
	}
	s->start[++s->count] = at + v->count;
}
