/*
 * Word stems: "orders" and "ordered" are one word to the classifier. The only file of this folder
 * that knows libstemmer.
 */
#ifndef INTENTS_STEM_H
#define INTENTS_STEM_H

#include <stddef.h>
#include <stdint.h>

enum stem_kind { STEM_NONE, STEM_ENGLISH, STEM_GERMAN, STEM_FRENCH, STEM_COUNT };

struct stemmers; /* one thread's stemmers of all languages */

struct stemmers *stemmers_create(void);
void stemmers_destroy(struct stemmers *s);
/* How words of the BCP 47 tag `locale` are stemmed. */
enum stem_kind stem_kind_of(const char *locale);
/* The stem of a normalised word; borrowed until the next call (the word itself where there is
 * nothing to do). */
const char *stem_word(struct stemmers *s, enum stem_kind kind, const char *word, size_t len,
		      size_t *ret_len);
/* The hash of the stem. */
uint64_t stem_hash(struct stemmers *s, enum stem_kind kind, const char *word, size_t len);

#endif
