/*
 * A socket that is none: keeps every frame, so that a test can look at what a customer would have
 * got, and in which order.
 */
#ifndef TESTS_SUPPORT_GATEWAY_FAKE_PEER_H
#define TESTS_SUPPORT_GATEWAY_FAKE_PEER_H

#include "gateway/session/peer.h"

#define FAKE_FRAMES_MAX 256

struct fake_peer {
	struct peer peer;
	char *frames[FAKE_FRAMES_MAX]; /* owned */
	unsigned count;
	enum peer_close closed; /* 0 = open */
};

void fake_peer_init(struct fake_peer *p, uint64_t id, enum peer_role role);
void fake_peer_dispose(struct fake_peer *p);
/* Forgets the frames. */
void fake_peer_clear(struct fake_peer *p);
/* The first frame from `from` on that has `part` in it: its index, or -1. */
int fake_peer_find(const struct fake_peer *p, unsigned from, const char *part);
/* How many frames have `part` in them. */
unsigned fake_peer_count(const struct fake_peer *p, const char *part);

#endif
