/*
 * From 64-bit hashes to numbers: buckets of eight, each a line of the cache, so that finding one
 * waits for memory once. Half of the hash is kept beside the number, and the bucket tells most of
 * the rest: an unknown hash is taken for a known one once in hundreds of millions. Internal to this
 * folder.
 */
#ifndef INTENTS_BUCKETS_H
#define INTENTS_BUCKETS_H

#include <stddef.h>
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BUCKET_ROOM 8
#define BUCKETS_NONE UINT32_MAX

struct bucket {
	uint32_t tag[BUCKET_ROOM]; /* the upper half of the hash */
	uint32_t number[BUCKET_ROOM];
};

struct buckets {
	struct bucket *all; /* in `memory`, where a line begins */
	void *memory;
	uint32_t count;
};

/* Empty, for up to `room` numbers. */
void buckets_init(struct buckets *b, size_t room);
void buckets_dispose(struct buckets *b);
/* Puts in a hash that is not there yet. */
void buckets_put(struct buckets *b, uint64_t hash, uint32_t number);
size_t buckets_bytes(const struct buckets *b);

static inline struct bucket *bucket_of(const struct buckets *b, uint64_t hash)
{
	return &b->all[(hash & UINT32_MAX) * b->count >> 32];
}

static inline void buckets_prefetch(const struct buckets *b, uint64_t hash)
{
	__builtin_prefetch(bucket_of(b, hash));
}

/* A bit for each place that has the tag, or none of anything and the same bits by chance. */
static inline unsigned bucket_places(const struct bucket *bucket, uint32_t tag)
{
#ifdef __SSE2__
	const __m128i *tags = (const __m128i *)(const void *)bucket->tag;
	__m128i wanted = _mm_set1_epi32((int)tag);
	__m128i low = _mm_cmpeq_epi32(_mm_load_si128(tags), wanted);
	__m128i high = _mm_cmpeq_epi32(_mm_load_si128(tags + 1), wanted);
	return (unsigned)(_mm_movemask_ps(_mm_castsi128_ps(low)) |
			  _mm_movemask_ps(_mm_castsi128_ps(high)) << 4);
#else
	unsigned places = 0;
	for (unsigned i = 0; i < BUCKET_ROOM; i++)
		places |= (bucket->tag[i] == tag ? 1u : 0u) << i;
	return places;
#endif
}

/* The number of a hash, or BUCKETS_NONE. Buckets are filled from the left, and what finds its own
 * full is in the next. */
static inline uint32_t buckets_find(const struct buckets *b, uint64_t hash)
{
	const struct bucket *bucket = bucket_of(b, hash);
	for (;;) {
		unsigned places = bucket_places(bucket, (uint32_t)(hash >> 32));
		if (places != 0)
			return bucket->number[__builtin_ctz(places)];
		if (bucket->number[BUCKET_ROOM - 1] == BUCKETS_NONE)
			return BUCKETS_NONE;
		bucket = bucket + 1 == b->all + b->count ? b->all : bucket + 1;
	}
}

#endif
