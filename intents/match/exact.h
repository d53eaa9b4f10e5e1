/*
 * Sentences that are an example word for word (case, punctuation and blanks aside). Internal to
 * this folder.
 */
#ifndef INTENTS_EXACT_H
#define INTENTS_EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/text/tokens.h"

struct exact;

struct exact *exact_create(void);
void exact_destroy(struct exact *e);
/* Adds a normalised text under `number`; the same words may have several. Returns false when they
 * were there already. A text without words (an emoji) is compared as it is. */
bool exact_add(struct exact *e, const char *text, size_t len, const struct token *tokens,
	       size_t token_count, uint32_t number);
/* The first number of a text that `takes` takes (NULL: any), in the order they were added, or
 * EXACT_NONE. */
#define EXACT_NONE UINT32_MAX
uint32_t exact_find(const struct exact *e, const char *text, size_t len, const struct token *tokens,
		    size_t token_count, bool (*takes)(const void *ctx, uint32_t number),
		    const void *ctx);

#endif
