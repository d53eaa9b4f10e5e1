/*
 * The words of a catalog, and the mending of typing errors: a word of four or more letters that the
 * catalog does not know becomes the most frequent catalog word that one edit away (a letter too
 * many, too few, wrong, or two swapped).
 */
#ifndef INTENTS_SPELLER_H
#define INTENTS_SPELLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "intents/features/stem.h"

/* A word of a message, or the one it was meant to be. */
struct speller_word {
	const char *text; /* borrowed from the message or the speller */
	size_t len;
	uint64_t stem;   /* hash of its stem (stem.h); 0: not known yet */
	uint32_t number; /* among the speller's; SPELLER_NONE: it is none of them */
};
#define SPELLER_NONE UINT32_MAX

struct speller; /* immutable once finished */

struct speller *speller_create(void);
void speller_destroy(struct speller *s);
/* Counts one occurrence of a normalised word (copied). */
void speller_add(struct speller *s, const char *word, size_t len);
/* Remembers the stems of the words so far: known words need no stemmer then. */
void speller_stem(struct speller *s, struct stemmers *stemmers, enum stem_kind kind);
/* Makes the index of words one edit away; no words are added after this. */
void speller_finish(struct speller *s);
size_t speller_bytes(const struct speller *s);
/* Its words, numbered in the order they came in. */
size_t speller_word_count(const struct speller *s);
const char *speller_word_at(const struct speller *s, uint32_t number, size_t *ret_len);
/* How often a word was added. */
size_t speller_seen(const struct speller *s, uint32_t number);
bool speller_knows(const struct speller *s, const char *word, size_t len);
/* Makes of *word the catalog's word when it is known or can be mended, and says whether. */
bool speller_mend(const struct speller *s, struct speller_word *word);

#endif
