/*
 * Features that the classifier knows, with their weights, and messages as sparse vectors over them.
 *
 * Weight: (1 + log count) * idf, smoothed and damped idf, each block of features scaled to
 * length 1. A feature that is not known still counts for the length of its block, so strange
 * messages get weak vectors, and its share is reported.
 */
#ifndef INTENTS_SPARSE_H
#define INTENTS_SPARSE_H

#include <stddef.h>
#include <stdint.h>

#include "intents/features/bag.h"

struct lexicon; /* features by hash; immutable once finished */

/* One message. Indexes are in order of first appearance, each once. */
struct sparse {
	uint32_t index[BAG_ITEMS];
	float value[BAG_ITEMS];
	unsigned char block[BAG_ITEMS]; /* enum bag_block */
	size_t count;
	double unknown; /* share of words plus share of character n-grams that are not known: 0 to 2
			 */
	size_t known_words;  /* different words with a known stem, and groups of synonyms */
	double words_square; /* of the length of words and groups, unknown ones included */
};

/* Many messages, one after the other. */
struct sparse_set {
	uint32_t *index;
	float *value;
	size_t *start; /* count + 1 of them */
	size_t count, room;
};

struct lexicon *lexicon_create(void);
void lexicon_destroy(struct lexicon *l);
/* Counts the features of one example. */
void lexicon_add(struct lexicon *l, const struct bag_item *items, size_t count);
/* Weighs them after the last example. In large catalogs pairs and n-grams that were seen once are
 * dropped. */
void lexicon_finish(struct lexicon *l);
/* The feature of a hash, or LEXICON_NONE. */
#define LEXICON_NONE UINT32_MAX
uint32_t lexicon_find(const struct lexicon *l, uint64_t hash);
size_t lexicon_count(const struct lexicon *l);
enum bag_block lexicon_block(const struct lexicon *l, uint32_t feature);
float lexicon_idf(const struct lexicon *l, uint32_t feature);
size_t lexicon_bytes(const struct lexicon *l);
void lexicon_vector(const struct lexicon *l, const struct bag_item *items, size_t count,
		    struct sparse *ret);

/* Makes room for `count` vectors. */
void sparse_set_init(struct sparse_set *s, size_t count);
void sparse_set_dispose(struct sparse_set *s);
/* Appends a vector. */
void sparse_set_add(struct sparse_set *s, const struct sparse *v);

#endif
