#include "tests/support/gateway/fake_peer.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

static void keep(struct peer *peer, const char *frame, size_t len)
{
	struct fake_peer *p = (struct fake_peer *)peer;

	if (p->count == FAKE_FRAMES_MAX)
		abort();
	p->frames[p->count++] = mem_copy(frame, len);
}

static void close_it(struct peer *peer, enum peer_close code, const char *reason)
{
	struct fake_peer *p = (struct fake_peer *)peer;

	(void)reason;
	p->closed = code;
	peer->closing = true;
}

static const struct peer_ops ops = {.send = keep, .close = close_it};

void fake_peer_init(struct fake_peer *p, uint64_t id, enum peer_role role)
{
	*p = (struct fake_peer){.peer = {.id = id, .role = role, .ops = &ops}};
}

void fake_peer_clear(struct fake_peer *p)
{
	while (p->count > 0)
		free(p->frames[--p->count]);
}

void fake_peer_dispose(struct fake_peer *p)
{
	fake_peer_clear(p);
}

int fake_peer_find(const struct fake_peer *p, unsigned from, const char *part)
{
	for (unsigned i = from; i < p->count; i++) {
		if (strstr(p->frames[i], part))
			return (int)i;
	}
	return -1;
}

unsigned fake_peer_count(const struct fake_peer *p, const char *part)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->count; i++)
		n += strstr(p->frames[i], part) != NULL;
	return n;
}
