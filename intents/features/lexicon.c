/*
 * A table from 64-bit hashes to feature numbers. Two features with the same hash are one feature:
 * with a million features that happens once in ten thousand catalogs.
 */
#include "intents/features/sparse.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "intents/base/num.h"
#include "intents/features/buckets.h"

#define PRUNE_FROM 5000 /* examples */
#define NONE LEXICON_NONE
#define LOG_TABLE 64
#define LANES 4
#define AHEAD 8           /* features */
#define PAIRS_MISSED 0.3f /* most pairs of a message are new: what that says the words say too */
#define GROUPS_WEIGHT 0.8 /* of the synonyms, beside 1 of each other block; 0.6 to 1 do alike */

/* While examples are counted. */
struct counted {
	uint64_t hash;
	uint32_t examples; /* that have it */
	unsigned char block;
};

/* What all features of a block that are as frequent weigh. There are fewer different ones than a
 * uint16_t counts: each is twice as often in the examples as one before it in at most a few, and 64
 * MiB of examples have 200 million features. */
struct weight {
	float idf;
	unsigned char block;
};

struct lexicon {
	VEC(struct counted) counted; /* empty once finished */
	struct buckets features;
	size_t room; /* of `features` */
	size_t examples, count;
	uint16_t *weight_of; /* by feature */
	VEC(struct weight) weights;
	float unknown_square[BAG_BLOCKS]; /* the largest squared idf, of pairs less */
	float count_weight[LOG_TABLE];    /* 1 + log n */
};

struct lexicon *lexicon_create(void)
{
	struct lexicon *l = mem_new(1, sizeof(*l));
	l->room = 1024;
	buckets_init(&l->features, l->room);
	for (size_t n = 0; n < LOG_TABLE; n++)
		l->count_weight[n] = n == 0 ? 0.0f : (float)(1.0 + num_log((double)n));
	return l;
}

void lexicon_destroy(struct lexicon *l)
{
	if (l == NULL)
		return;
	vec_dispose(&l->counted);
	buckets_dispose(&l->features);
	free(l->weight_of);
	vec_dispose(&l->weights);
	free(l);
}

static void index_all(struct lexicon *l, size_t room)
{
	buckets_dispose(&l->features);
	buckets_init(&l->features, room);
	l->room = room;
	for (size_t i = 0; i < l->counted.count; i++)
		buckets_put(&l->features, l->counted.items[i].hash, (uint32_t)i);
}

void lexicon_add(struct lexicon *l, const struct bag_item *items, size_t count)
{
	l->examples++;
	for (size_t i = 0; i < count; i++) {
		uint32_t feature = buckets_find(&l->features, items[i].hash);
		if (feature != NONE) {
			l->counted.items[feature].examples++;
			continue;
		}
		if (l->counted.count == l->room)
			index_all(l, 4 * l->room);
		buckets_put(&l->features, items[i].hash, (uint32_t)l->counted.count);
		*vec_push(&l->counted) = (struct counted){
			.hash = items[i].hash, .block = items[i].block, .examples = 1};
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

/* Of features that are alike, one weight is kept. */
static void weigh_all(struct lexicon *l)
{
	size_t row = l->examples + 1;
	uint16_t *found = mem_new(BAG_BLOCKS * row, sizeof(*found)); /* its number + 1 */
	l->weight_of = mem_new(l->count, sizeof(*l->weight_of));
	for (size_t i = 0; i < l->count; i++) {
		const struct counted *f = &l->counted.items[i];
		uint16_t *weight = &found[f->block * row + f->examples];
		if (*weight == 0) {
			float idf = idf_of(l, (enum bag_block)f->block, f->examples);
			*vec_push(&l->weights) = (struct weight){idf, f->block};
			*weight = (uint16_t)l->weights.count;
		}
		l->weight_of[i] = (uint16_t)(*weight - 1);
	}
	vec_fit(&l->weights);
	free(found);
}

void lexicon_finish(struct lexicon *l)
{
	prune(l);
	l->count = l->counted.count;
	weigh_all(l);
	for (int b = 0; b < BAG_BLOCKS; b++) {
		float most = idf_of(l, (enum bag_block)b, 1);
		l->unknown_square[b] = (b == BAG_PAIRS ? PAIRS_MISSED : 1.0f) * most * most;
	}
	index_all(l, l->count);
	vec_dispose(&l->counted);
}

uint32_t lexicon_find(const struct lexicon *l, uint64_t hash)
{
	return buckets_find(&l->features, hash);
}

size_t lexicon_count(const struct lexicon *l)
{
	return l->count;
}

enum bag_block lexicon_block(const struct lexicon *l, uint32_t feature)
{
	return (enum bag_block)l->weights.items[l->weight_of[feature]].block;
}

float lexicon_idf(const struct lexicon *l, uint32_t feature)
{
	return l->weights.items[l->weight_of[feature]].idf;
}

size_t lexicon_bytes(const struct lexicon *l)
{
	return sizeof(*l) + l->count * sizeof(*l->weight_of) +
	       l->weights.count * sizeof(*l->weights.items) + buckets_bytes(&l->features);
}

static float item_weight(const struct lexicon *l, const struct bag_item *item)
{
	size_t n = item->count;
	return l->count_weight[n < LOG_TABLE ? n : LOG_TABLE - 1] * item->weight;
}

/* Writes the feature of each item, or NONE, to `ret`, and has what they weigh fetched. The table is
 * larger than the cache: what comes AHEAD is fetched too. */
static void find_features(const struct lexicon *l, const struct bag_item *items, size_t count,
			  uint32_t *restrict ret)
{
	const struct buckets features = l->features;
	const uint16_t *weight_of = l->weight_of;
	for (size_t i = 0; i < count && i < AHEAD; i++)
		buckets_prefetch(&features, items[i].hash);
	for (size_t i = 0; i < count; i++) {
		size_t ahead = i + AHEAD < count ? i + AHEAD : i;
		if (items[ahead].state != BAG_FOUND)
			buckets_prefetch(&features, items[ahead].hash);
		uint32_t feature = items[i].state == BAG_FOUND
					   ? (uint32_t)items[i].hash
					   : buckets_find(&features, items[i].hash);
		__builtin_prefetch(&weight_of[feature == NONE ? 0 : feature]);
		ret[i] = feature;
	}
}

/* What a message has of each block. */
struct weighed {
	float squares[BAG_BLOCKS][LANES]; /* one sum would wait for itself */
	uint32_t known[BAG_BLOCKS], unknown[BAG_BLOCKS];
};

/* Leaves the known features and their weights in `ret`, whose indexes are of all items before. */
static void weigh(const struct lexicon *l, const struct bag_item *items, size_t count,
		  struct sparse *restrict ret, struct weighed *restrict x)
{
	const struct weight *weights = l->weights.items;
	const uint16_t *weight_of = l->weight_of;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t f = ret->index[i];
		size_t b = items[i].block;
		float w = item_weight(l, &items[i]);
		if (f == NONE) {
			if (items[i].state == BAG_QUIET)
				continue;
			x->unknown[b]++;
			x->squares[b][i % LANES] += w * w * l->unknown_square[b];
			continue;
		}
		w *= weights[weight_of[f]].idf;
		x->known[b]++;
		x->squares[b][i % LANES] += w * w;
		ret->index[kept] = f;
		ret->value[kept] = w;
		ret->block[kept++] = (unsigned char)b;
	}
	ret->count = kept;
}

static double unknown_share(const struct weighed *x, enum bag_block b)
{
	uint32_t total = x->known[b] + x->unknown[b];
	return total > 0 ? (double)x->unknown[b] / (double)total : 0.0;
}

void lexicon_vector(const struct lexicon *l, const struct bag_item *items, size_t count,
		    struct sparse *ret)
{
	struct weighed x = {0};
	float scale[BAG_BLOCKS];
	find_features(l, items, count, ret->index);
	weigh(l, items, count, ret, &x);
	ret->words_square = 0;
	for (size_t b = 0; b < BAG_BLOCKS; b++) {
		const float *part = x.squares[b];
		float square = (part[0] + part[1]) + (part[2] + part[3]);
		double weight = b == BAG_GROUPS ? GROUPS_WEIGHT : 1.0;
		if (square > 0 && (b == BAG_WORDS || b == BAG_GROUPS))
			ret->words_square += weight * weight;
		scale[b] = square > 0 ? (float)(weight / num_sqrt((double)square)) : 0.0f;
	}
	for (size_t i = 0; i < ret->count; i++)
		ret->value[i] *= scale[ret->block[i]];
	ret->unknown = 0;
	ret->unknown += unknown_share(&x, BAG_WORDS);
	ret->unknown += unknown_share(&x, BAG_GRAMS);
	ret->known_words = x.known[BAG_WORDS] + x.known[BAG_GROUPS];
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
