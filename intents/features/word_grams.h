/*
 * The character n-grams of words, and for the words that examples often have the features that
 * these are: most words of a message need no hashing and no search then. Internal to this folder
 * and to whoever trains.
 */
#ifndef INTENTS_WORD_GRAMS_H
#define INTENTS_WORD_GRAMS_H

#include <stddef.h>
#include <stdint.h>

struct lexicon;
struct speller;

/* N-grams of 2 to 4 characters of the first 64 bytes of a word, with a blank before and after. */
#define WORD_GRAMS_MAX 200
/* Where the hashes of n-grams begin. */
#define WORD_GRAMS_SEED 0x69

/* Writes the hashes of a word's n-grams in order; returns how many. */
size_t word_gram_hashes(const char *word, size_t len, uint64_t ret[WORD_GRAMS_MAX]);

struct word_grams; /* immutable */

/* Of the frequent words of `speller`, as `lexicon` (borrowed, has to live as long) has them; both
 * are finished. Returns owned. */
struct word_grams *word_grams_create(const struct speller *speller, const struct lexicon *lexicon);
void word_grams_destroy(struct word_grams *g);
size_t word_grams_bytes(const struct word_grams *g);
/* The features of the speller's word `number`, in order of its n-grams; *ret_count is 0 when they
 * are not kept. */
const uint32_t *word_grams_of(const struct word_grams *g, uint32_t number, size_t *ret_count);
const struct lexicon *word_grams_lexicon(const struct word_grams *g);

#endif
