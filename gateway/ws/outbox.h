/*
 * What waits to be sent to one connection: whole frames, packed into chunks of at most 64 KiB (a
 * larger frame has a chunk of its own). A chunk is what one write takes, so what was handed over
 * always ends with a frame, and dropping the rest never cuts one.
 */
#ifndef GATEWAY_WS_OUTBOX_H
#define GATEWAY_WS_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/ws/frame.h"

#define OUTBOX_CHUNK ((size_t)64 * 1024)

struct outbox_chunk {
	struct outbox_chunk *next;
	size_t len, room;
	uint8_t bytes[];
};

struct outbox {
	struct outbox_chunk *first, *last; /* owned */
	size_t bytes;
};

/* Adds one frame. False, and nothing changed, when more than `limit` bytes would wait; a frame that
 * finds nothing waiting is taken whatever its size. */
bool outbox_add(struct outbox *o, enum frame_kind kind, const void *payload, size_t len,
		size_t limit);
/* The chunk to write next, or NULL. */
struct outbox_chunk *outbox_peek(struct outbox *o);
/* Drops the first chunk. */
void outbox_pop(struct outbox *o);
/* Drops everything and its memory. */
void outbox_clear(struct outbox *o);

#endif
