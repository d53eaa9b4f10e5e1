/*
 * A running SHA-256. The only file of this folder that knows libsodium.
 */
#ifndef INTENTS_DIGEST_H
#define INTENTS_DIGEST_H

#include <stddef.h>

#include "intents/intent.h"

struct digest; /* opaque */

/* Returns owned. */
struct digest *digest_create(void);
/* Adds `len` bytes, preceded by their number, so that two parts never look like one. */
void digest_add(struct digest *g, const void *bytes, size_t len);
/* Writes "sha256:…" to `ret` and releases `g`. */
void digest_finish(struct digest *g, char ret[INTENT_HASH_LEN + 1]);

#endif
