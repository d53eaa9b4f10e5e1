/*
 * The features of a message, as 64-bit hashes with their counts, in order of first appearance.
 *
 * Four blocks, each weighted for itself later: stemmed words; pairs of stems, neighbours and with
 * one or two words between, and the first and the last one and two; character n-grams inside the
 * borders of words (2 to 4 letters; in Chinese 1 to 4 characters); where the catalog has synonyms,
 * the groups of them that the message has, and every two of these together.
 */
#ifndef INTENTS_BAG_H
#define INTENTS_BAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/text/tokens.h"
#include "intents/features/stem.h"

#define BAG_ITEMS 16384

enum bag_block { BAG_WORDS, BAG_PAIRS, BAG_GRAMS, BAG_GROUPS, BAG_BLOCKS };

enum bag_state {
	BAG_HASHED,
	BAG_QUIET, /* hashed; a number, two groups: says nothing when it is not known */
	BAG_FOUND, /* the feature is known already, in the place of its hash */
};

struct bag_item {
	uint64_t hash; /* or, where that was found, the feature */
	float weight;  /* of the kind of feature: pairs over a gap are worth less */
	uint16_t count;
	unsigned char block; /* enum bag_block */
	unsigned char state; /* enum bag_state */
};

struct bag; /* one message at a time; reused */
struct speller;
struct synonyms;
struct word_grams;

/* How the words of a language are read. */
struct bag_language {
	enum stem_kind stem;
	const struct synonyms *synonyms; /* borrowed; NULL: none */
	/* Of the words of the speller that a bag is filled by, borrowed: their n-grams are found
	 * already then. NULL: every feature is a hash, which is what is learned from. */
	const struct word_grams *grams;
};

struct bag *bag_create(void);
void bag_destroy(struct bag *b);
/* Replaces the contents by the features of the tokens of `text`. `speller` (may be NULL) mends
 * unknown words first. */
void bag_fill(struct bag *b, struct stemmers *stemmers, const struct bag_language *language,
	      const struct speller *speller, const char *text, const struct token *tokens,
	      size_t token_count);
const struct bag_item *bag_items(const struct bag *b, size_t *ret_count);
/* How many words the message had, and how many of them the speller knew or mended, or are
 * synonyms (all, without a speller). */
size_t bag_word_count(const struct bag *b);
size_t bag_known_count(const struct bag *b);
/* A number: digits, or a mix with at least three of them (an order number says nothing by itself).
 */
bool bag_is_number(const char *word, size_t len);

#endif
