/*
 * Two loads of one conversation may be under way at once; the second finds what the first brought.
 */
#include "gateway/session/load.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "gateway/session/conv.h"

struct load {
	struct hub *hub;
	void (*fn)(struct hub *h, struct conv *c, void *arg);
	void *arg;
};

static void loaded(struct store_call call, enum store_status st, const struct store_conv *row)
{
	struct load *l = call.ctx;
	struct conv *c = st == STORE_OK ? conv_from_store(l->hub, row, NULL) : NULL;

	l->fn(l->hub, c, l->arg);
	if (c)
		conv_touch(l->hub, c);
	free(l);
}

void conv_load(struct hub *h, const char *id, void (*fn)(struct hub *h, struct conv *c, void *arg),
	       void *arg)
{
	struct conv *c = conv_find(h, id);

	if (c) {
		fn(h, c, arg);
		return;
	}
	struct load *l = mem_new(1, sizeof *l);
	*l = (struct load){.hub = h, .fn = fn, .arg = arg};
	if (h->ops->conv_by_id(h->store, id, (struct store_call){.ctx = l}, loaded) != 0)
		loaded((struct store_call){.ctx = l}, STORE_UNAVAILABLE, NULL);
}
