/*
 * The words of a catalog, and the mending of typing errors: a word of four or more letters that the
 * catalog does not know becomes the most frequent catalog word that one edit away (a letter too
 * many, too few, wrong, or two swapped).
 */
#ifndef INTENTS_SPELLER_H
#define INTENTS_SPELLER_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"

struct speller; /* immutable once finished */

struct speller *speller_create(void);
void speller_destroy(struct speller *s);
/* Counts one occurrence of a normalised word (copied). */
void speller_add(struct speller *s, const char *word, size_t len);
/* Makes the index of words one edit away; no words are added after this. */
void speller_finish(struct speller *s);
size_t speller_bytes(const struct speller *s);
bool speller_knows(const struct speller *s, const char *word, size_t len);
/* Sets *ret_word to the word itself when it is known, to the catalog's word when it can be mended,
 * and otherwise leaves it to the word; says whether the result is known. Borrows from `word` or
 * `s`. */
bool speller_mend(const struct speller *s, const char *word, size_t len, const char **ret_word,
		  size_t *ret_len);

#endif
