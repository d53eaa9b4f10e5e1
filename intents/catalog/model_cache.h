/*
 * Bytes kept in a folder under a hash: written whole or not at all, checked when read, the oldest
 * removed when there are too many. Internal to this folder.
 */
#ifndef INTENTS_MODEL_CACHE_H
#define INTENTS_MODEL_CACHE_H

#include <stddef.h>

/* Returns owned bytes, or NULL: nothing is kept under `hash` ("sha256:…"), or it is broken. */
unsigned char *model_cache_read(const char *dir, const char *hash, size_t *ret_len);
/* Keeps `len` bytes; then removes the oldest while all together are more than `most`. What cannot
 * be written is not kept. */
void model_cache_write(const char *dir, const char *hash, const unsigned char *data, size_t len,
		       size_t most);

#endif
