#include "intents/features/buckets.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

/* Four fifths full: of those that are looked for, one in twenty is not in its own bucket. */
#define FULL_OF_TEN 8

void buckets_init(struct buckets *b, size_t room)
{
	b->count = (uint32_t)(room * 10 / (BUCKET_ROOM * FULL_OF_TEN) + 1);
	b->memory = mem_new(b->count + (size_t)1, sizeof(*b->all));
	uintptr_t past = (uintptr_t)b->memory % sizeof(*b->all);
	b->all = (struct bucket *)(void *)((char *)b->memory +
					   (past == 0 ? 0 : sizeof(*b->all) - past));
	memset(b->all, 0xFF, b->count * sizeof(*b->all));
}

void buckets_dispose(struct buckets *b)
{
	free(b->memory);
	*b = (struct buckets){0};
}

void buckets_put(struct buckets *b, uint64_t hash, uint32_t number)
{
	struct bucket *bucket = bucket_of(b, hash);
	while (bucket->number[BUCKET_ROOM - 1] != BUCKETS_NONE)
		bucket = bucket + 1 == b->all + b->count ? b->all : bucket + 1;
	size_t i = 0;
	while (bucket->number[i] != BUCKETS_NONE)
		i++;
	bucket->tag[i] = (uint32_t)(hash >> 32);
	bucket->number[i] = number;
}

size_t buckets_bytes(const struct buckets *b)
{
	return (b->count + (size_t)1) * sizeof(*b->all);
}
