/*
 * The one pair that every column with a person's words passes: texts, quotes, evidence, dialog
 * memory, notes, contacts, summaries, pages. Today the identity; a key per conversation goes in
 * here without touching a caller. What is sealed is stored as a blob and never compared or searched
 * by the database.
 */
#ifndef GATEWAY_STORE_SEAL_H
#define GATEWAY_STORE_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "gateway/store/arena.h"

struct sealed {
	const void *bytes; /* NULL for no value */
	size_t len;
};

/* The bytes to store for `text` (NULL: no value). Borrows from `text`. */
struct sealed seal_text(const char *text);
/* The text that was stored, owned by `a`; NULL for no value. */
char *seal_open(struct arena *a, const void *bytes, size_t len);
/* Whether the stored bytes are this text. */
bool seal_is(const void *bytes, size_t len, const char *text);

#endif
