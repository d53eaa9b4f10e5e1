/*
 * Hashes of words and n-grams: FNV-1a, mixed. Internal to this folder.
 */
#ifndef INTENTS_HASH_H
#define INTENTS_HASH_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t hash_mix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdULL;
	h ^= h >> 33;
	h *= 0xc4ceb9fe1a85ec53ULL;
	return h ^ h >> 33;
}

/* Where a hash of bytes begins; then hash_more() for each piece, and hash_mix() at the end. */
static inline uint64_t hash_start(uint64_t seed)
{
	return seed * 0x9E3779B97F4A7C15ULL ^ 14695981039346656037ULL;
}

static inline uint64_t hash_more(uint64_t h, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * 1099511628211ULL;
	return h;
}

#endif
