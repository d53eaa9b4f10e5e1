/*
 * Growth of VEC arrays: doubling from a small start, so that filling costs O(n). The macros in
 * vec.h do the typing; everything that needs no type is here.
 */
#include "config/load/vec.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define VEC_ROOM_FIRST 8
#define VEC_ROOM_MAX ((size_t)1 << 31)

void vec_reserve(void **items, size_t *room, size_t count, size_t size)
{
	if (count >= *room) {
		size_t more = *room == 0 ? VEC_ROOM_FIRST : *room * 2;

		if (more > VEC_ROOM_MAX)
			abort();
		*items = mem_resize(*items, more, size);
		*room = more;
	}
	/* The item that is about to be pushed starts as zeroes. */
	memset((char *)*items + count * size, 0, size);
}

void vec_trim(void **items, size_t *room, size_t count, size_t size)
{
	if (count == *room || count == 0)
		return;
	*items = mem_resize(*items, count, size);
	*room = count;
}
