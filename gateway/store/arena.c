/*
 * See arena.h. Chunks of 4 KiB, larger ones for larger requests; the first request of an append
 * fits into one chunk nearly always, so that an operation costs two allocations however many
 * strings it has.
 */
#include "gateway/store/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define ARENA_CHUNK ((size_t)4096 - 32)

struct arena_chunk {
	struct arena_chunk *before;
	size_t used, room;
	alignas(max_align_t) char bytes[];
};

void arena_dispose(struct arena *a)
{
	struct arena_chunk *c = a->last;
	while (c) {
		struct arena_chunk *before = c->before;
		free(c);
		c = before;
	}
	a->last = NULL;
	a->total = 0;
}

void *arena_take(struct arena *a, size_t size)
{
	size_t need = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	struct arena_chunk *c = a->last;

	if (!c || c->room - c->used < need) {
		size_t room = need > ARENA_CHUNK ? need : ARENA_CHUNK;
		c = mem_resize(NULL, 1, sizeof(*c) + room);
		c->before = a->last;
		c->used = 0;
		c->room = room;
		a->last = c;
	}
	void *got = c->bytes + c->used;
	c->used += need;
	a->total += need;
	return got;
}

char *arena_copy(struct arena *a, const void *bytes, size_t len)
{
	char *copy = arena_take(a, len + 1);
	if (len)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

char *arena_string(struct arena *a, const char *text)
{
	return text ? arena_copy(a, text, strlen(text)) : NULL;
}
