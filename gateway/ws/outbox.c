/*
 * The last chunk starts small (an acknowledgement and a reply fit) and grows by doubling up to its
 * full size: an idle connection owns nothing, a busy one mostly one malloc and one write a turn, a
 * slow one few large pieces.
 */
#include "gateway/ws/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define FIRST_CHUNK ((size_t)1000) /* with its header inside malloc's small bins */

/* The chunk that takes `need` more bytes: the last one, grown where it may, or a new one. */
static struct outbox_chunk *chunk_for(struct outbox *o, size_t need)
{
	struct outbox_chunk **link = &o->first, *c = o->last;
	size_t len = 0, room = FIRST_CHUNK;

	if (c && c->room - c->len >= need)
		return c;
	if (c && c->len + need <= OUTBOX_CHUNK) {
		len = c->len;
		room = c->room;
		while (*link != c)
			link = &(*link)->next;
	} else {
		link = c ? &c->next : &o->first;
		c = NULL;
	}
	while (room < len + need && room < OUTBOX_CHUNK)
		room = room * 2 < OUTBOX_CHUNK ? room * 2 : OUTBOX_CHUNK;
	if (room < len + need)
		room = len + need;
	c = mem_resize(c, sizeof(*c) + room, 1);
	c->next = NULL;
	c->len = len;
	c->room = room;
	*link = o->last = c;
	return c;
}

bool outbox_add(struct outbox *o, enum frame_kind kind, const void *payload, size_t len,
		size_t limit)
{
	uint8_t head[FRAME_HEAD_MAX];
	size_t head_len = frame_head(kind, len, head), need = head_len + len;
	struct outbox_chunk *c;

	if (o->bytes && (need > limit || o->bytes > limit - need))
		return false;
	c = chunk_for(o, need);
	memcpy(c->bytes + c->len, head, head_len);
	if (len)
		memcpy(c->bytes + c->len + head_len, payload, len);
	c->len += need;
	o->bytes += need;
	return true;
}

struct outbox_chunk *outbox_peek(struct outbox *o)
{
	return o->first;
}

void outbox_pop(struct outbox *o)
{
	struct outbox_chunk *c = o->first;

	o->first = c->next;
	if (!o->first)
		o->last = NULL;
	o->bytes -= c->len;
	free(c);
}

void outbox_clear(struct outbox *o)
{
	while (o->first)
		outbox_pop(o);
}
