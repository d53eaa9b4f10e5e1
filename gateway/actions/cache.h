/*
 * Answers that may be given again: a bounded map, the longest unused go first. Pure: time comes in.
 */
#ifndef GATEWAY_ACTIONS_CACHE_H
#define GATEWAY_ACTIONS_CACHE_H

#include <stddef.h>
#include <stdint.h>

#define CACHE_KEY_LEN 32

struct cache;

struct cache_answer {
	int status;
	const char *body; /* borrowed until the next call, NUL-terminated */
	size_t len;
};

struct cache *cache_create(void);
void cache_destroy(struct cache *c);
/* Drops what does not fit any more; 0 keeps nothing. A new cache has 0. */
void cache_resize(struct cache *c, size_t max_bytes);
/* 1 with an answer that was put at most `max_age_ms` ago, else 0. */
int cache_get(struct cache *c, const uint8_t key[CACHE_KEY_LEN], int64_t now_ms, int64_t max_age_ms,
	      struct cache_answer *ret_answer);
/* Copies the answer, replaces an older one. One over a quarter of the whole is not kept: a few
 * large answers must not push out all others. */
void cache_put(struct cache *c, const uint8_t key[CACHE_KEY_LEN], int64_t now_ms,
	       const struct cache_answer *answer);
size_t cache_bytes(const struct cache *c);

#endif
