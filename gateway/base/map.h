/*
 * A hash map from short byte keys to pointers; open addressing, keys copied. Order of iteration is
 * not defined.
 */
#ifndef GATEWAY_BASE_MAP_H
#define GATEWAY_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#define MAP_KEY_MAX 40

struct map_slot {
	void *value; /* NULL: free */
	uint8_t len;
	char key[MAP_KEY_MAX];
};

struct map {
	struct map_slot *slots; /* owned */
	size_t count, room;     /* room is 0 or a power of two */
};

void map_init(struct map *m);
void map_dispose(struct map *m); /* the values stay the caller's */
/* Borrowed value or NULL. Keys are at most MAP_KEY_MAX bytes (longer ones are never found, and not
 * to be put). */
void *map_get(const struct map *m, const void *key, size_t len);
/* Puts or replaces; `value` is not NULL. */
void map_put(struct map *m, const void *key, size_t len, void *value);
/* Removes; returns the value or NULL. */
void *map_take(struct map *m, const void *key, size_t len);

/* The same with a NUL-terminated key, and with a number. */
void *map_get_text(const struct map *m, const char *key);
void map_put_text(struct map *m, const char *key, void *value);
void *map_take_text(struct map *m, const char *key);
void *map_get_u64(const struct map *m, uint64_t key);
void map_put_u64(struct map *m, uint64_t key, void *value);
void *map_take_u64(struct map *m, uint64_t key);

/* Visits each value: for (size_t i = 0; (v = map_next(m, &i));) */
void *map_next(const struct map *m, size_t *iterator);

#endif
