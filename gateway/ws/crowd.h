/*
 * How many sockets each address has open and how fast it opens them. A hash table with a hard
 * bound: addresses without an open socket wait in a list, least recently used first, and are
 * forgotten when room is needed.
 */
#ifndef GATEWAY_WS_CROWD_H
#define GATEWAY_WS_CROWD_H

#include <stddef.h>
#include <stdint.h>

#include "gateway/ws/address.h"

struct crowd;
struct crowd_member;

enum crowd_answer {
	CROWD_IN,
	CROWD_TOO_MANY /* sockets */,
	CROWD_TOO_FAST /* connects a second */
};

/* At most `most` addresses are known at a time; more than that cannot have a socket open at once.
 */
struct crowd *crowd_create(size_t most);
void crowd_destroy(struct crowd *c);
/* Counts one socket in. Gives the member to hand back to crowd_leave(), or NULL when it was
 * refused. */
enum crowd_answer crowd_join(struct crowd *c, const struct address *a, int64_t sockets,
			     int64_t per_second, int64_t now_ms, struct crowd_member **ret_member);
void crowd_leave(struct crowd *c, struct crowd_member *m);
/* Addresses known now. */
size_t crowd_count(const struct crowd *c);

#endif
