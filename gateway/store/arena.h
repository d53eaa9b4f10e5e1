/*
 * Memory of one operation: everything it carries, released at once. Strings that a read returns
 * live here until its completion has run.
 */
#ifndef GATEWAY_STORE_ARENA_H
#define GATEWAY_STORE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *last; /* owned chain */
	size_t total;             /* bytes given out */
};

/* Zero-initialised is an empty arena. */
void arena_dispose(struct arena *a);
/* `size` bytes, aligned for any type, not zeroed, valid until arena_dispose(). Never NULL. */
void *arena_take(struct arena *a, size_t size);
/* A copy of `len` bytes with a NUL after them. */
char *arena_copy(struct arena *a, const void *bytes, size_t len);
/* The same of a string; NULL gives NULL. */
char *arena_string(struct arena *a, const char *text);

#endif
