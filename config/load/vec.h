/*
 * A bounded growable array: VEC(struct thing) declares one, vec_push() appends. Items may move when
 * it grows, so keep indexes, not pointers, while it is being filled.
 */
#ifndef CONFIG_LOAD_VEC_H
#define CONFIG_LOAD_VEC_H

#include <stddef.h>

#include "config/load/attrs.h"

#define VEC(type)             \
	struct {              \
		type *items;  \
		size_t count; \
		size_t room;  \
	}

/* Grows `*items` (element size `size`) so that one more than `count` fits. Aborts past 2^31 items:
 * callers have smaller limits. */
void vec_reserve(void **items, size_t *room, size_t count, size_t size);

/* Gives back the room beyond the last item. */
void vec_trim(void **items, size_t *room, size_t count, size_t size);
#define vec_fit(v) vec_trim((void **)&(v)->items, &(v)->room, (v)->count, sizeof(*(v)->items))

/* Appends one zeroed item and yields a pointer to it, valid until the next push. */
#define vec_push(v)                                                                      \
	(vec_reserve((void **)&(v)->items, &(v)->room, (v)->count, sizeof(*(v)->items)), \
	 &(v)->items[(v)->count++])

#define vec_dispose(v)                      \
	do {                                \
		free((v)->items);           \
		(v)->items = NULL;          \
		(v)->count = (v)->room = 0; \
	} while (0)

#endif
