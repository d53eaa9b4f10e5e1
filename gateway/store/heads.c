/*
 * See heads.h. Direct mapped: one slot an id, the later one wins. An LRU was not worth its links: a
 * miss costs one indexed read.
 */
#include "gateway/store/heads.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

void heads_init(struct heads *h)
{
	h->slots = mem_new(HEADS_SLOTS, sizeof(*h->slots));
}

void heads_dispose(struct heads *h)
{
	free(h->slots);
	h->slots = NULL;
}

void heads_clear(struct heads *h)
{
	memset(h->slots, 0, HEADS_SLOTS * sizeof(*h->slots));
}

/* The last bytes of a UUIDv7 are random. */
static size_t heads_slot(const uint8_t id[DB_ID_BYTES])
{
	return ((size_t)id[13] << 16 | (size_t)id[14] << 8 | id[15]) & (HEADS_SLOTS - 1);
}

bool heads_get(const struct heads *h, const uint8_t id[DB_ID_BYTES], struct head *ret)
{
	const struct head *slot = &h->slots[heads_slot(id)];

	if (slot->n == 0 || memcmp(slot->id, id, DB_ID_BYTES) != 0)
		return false;
	*ret = *slot;
	return true;
}

void heads_put(struct heads *h, const struct head *head)
{
	h->slots[heads_slot(head->id)] = *head;
}
