/*
 * Sentences that are an example word for word (case, punctuation and blanks aside). Internal to
 * this folder.
 */
#ifndef INTENTS_EXACT_H
#define INTENTS_EXACT_H

#include <stddef.h>
#include <stdint.h>

#include "config/text/tokens.h"

struct exact;

struct exact *exact_create(void);
void exact_destroy(struct exact *e);
/* Adds a normalised text under `number`, unless the same words are there already; returns the
 * number they have. A text without words (an emoji) is compared as it is. */
uint32_t exact_add(struct exact *e, const char *text, size_t len, const struct token *tokens,
		   size_t token_count, uint32_t number);
/* The number of a text, or EXACT_NONE. */
#define EXACT_NONE UINT32_MAX
uint32_t exact_find(const struct exact *e, const char *text, size_t len, const struct token *tokens,
		    size_t token_count);

#endif
