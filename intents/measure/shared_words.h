/*
 * Why two intents are mixed up: the words that the examples of both use, and few other intents do.
 */
#ifndef INTENTS_SHARED_WORDS_H
#define INTENTS_SHARED_WORDS_H

#include <stddef.h>

#include "intents/intent.h"

#define SHARED_WORDS 5
#define SHARED_WORD_MAX 47

struct shared_word {
	char text[SHARED_WORD_MAX + 1]; /* as an example writes it; Chinese: two characters */
	size_t in_a, in_b;              /* examples of either intent with it */
};

/* The weightiest words that `a` and `b` share in the language of `locale`, at most SHARED_WORDS.
 * Returns how many. */
size_t shared_words(const struct intent_catalog *c, const char *locale, const struct intent *a,
		    const struct intent *b, struct shared_word ret[SHARED_WORDS]);

#endif
