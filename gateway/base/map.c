/*
 * Linear probing with backward-shift deletion; FNV-1a over at most 40 bytes. Keys are ids and
 * hashes that the process makes itself or 256-bit random tokens' hashes, so nobody outside can aim
 * at one bucket.
 */
#include "gateway/base/map.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

static size_t hash(const void *key, size_t len)
{
	const unsigned char *p = key;
	uint64_t h = 14695981039346656037ull;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 1099511628211ull;
	return (size_t)(h ^ (h >> 29));
}

void map_init(struct map *m)
{
	*m = (struct map){0};
}

void map_dispose(struct map *m)
{
	free(m->slots);
	map_init(m);
}

/* The slot that holds the key, or the free one where it would go. room > 0. */
static struct map_slot *probe(const struct map *m, const void *key, size_t len)
{
	for (size_t i = hash(key, len);; i++) {
		struct map_slot *s = &m->slots[i & (m->room - 1)];
		if (!s->value || (s->len == len && memcmp(s->key, key, len) == 0))
			return s;
	}
}

void *map_get(const struct map *m, const void *key, size_t len)
{
	if (m->room == 0 || len > MAP_KEY_MAX)
		return NULL;
	return probe(m, key, len)->value;
}

static void grow(struct map *m)
{
	struct map bigger = {.room = m->room ? m->room * 2 : 16, .count = m->count};

	bigger.slots = mem_new(bigger.room, sizeof *bigger.slots);
	for (size_t i = 0; i < m->room; i++) {
		if (m->slots[i].value)
			*probe(&bigger, m->slots[i].key, m->slots[i].len) = m->slots[i];
	}
	free(m->slots);
	*m = bigger;
}

void map_put(struct map *m, const void *key, size_t len, void *value)
{
	if (len > MAP_KEY_MAX)
		return;
	if ((m->count + 1) * 4 > m->room * 3)
		grow(m);
	struct map_slot *s = probe(m, key, len);
	if (!s->value) {
		m->count++;
		s->len = (uint8_t)len;
		memcpy(s->key, key, len);
	}
	s->value = value;
}

void *map_take(struct map *m, const void *key, size_t len)
{
	if (m->room == 0 || len > MAP_KEY_MAX)
		return NULL;
	struct map_slot *s = probe(m, key, len);
	void *value = s->value;
	if (!value)
		return NULL;
	s->value = NULL;
	m->count--;
	/* Whoever stands behind the gap may have been pushed there by it: move them up. */
	for (size_t i = (size_t)(s - m->slots) + 1; m->slots[i & (m->room - 1)].value; i++) {
		struct map_slot moved = m->slots[i & (m->room - 1)];
		m->slots[i & (m->room - 1)].value = NULL;
		*probe(m, moved.key, moved.len) = moved;
	}
	return value;
}

void *map_get_text(const struct map *m, const char *key)
{
	return map_get(m, key, strlen(key));
}

void map_put_text(struct map *m, const char *key, void *value)
{
	map_put(m, key, strlen(key), value);
}

void *map_take_text(struct map *m, const char *key)
{
	return map_take(m, key, strlen(key));
}

void *map_get_u64(const struct map *m, uint64_t key)
{
	return map_get(m, &key, sizeof key);
}

void map_put_u64(struct map *m, uint64_t key, void *value)
{
	map_put(m, &key, sizeof key, value);
}

void *map_take_u64(struct map *m, uint64_t key)
{
	return map_take(m, &key, sizeof key);
}

void *map_next(const struct map *m, size_t *iterator)
{
	while (*iterator < m->room) {
		void *value = m->slots[(*iterator)++].value;
		if (value)
			return value;
	}
	return NULL;
}
