/*
 * Sessions that this process has seen lately, so that a request of the console does not ask the
 * store each time. Right because only this process ends sessions (it holds the store's lock).
 */
#ifndef GATEWAY_PEOPLE_SESSIONS_H
#define GATEWAY_PEOPLE_SESSIONS_H

#include "gateway/base/map.h"
#include "gateway/people/people.h"

#define SESSIONS_MAX 4096 /* then all are forgotten, and asked for again */

struct sessions {
	struct map by_hash;  /* owns its struct people_session values */
	uint64_t generation; /* rises when a session ends: what was read from the store before may
				be old */
};

void sessions_init(struct sessions *s);
void sessions_dispose(struct sessions *s);
void sessions_put(struct sessions *s, const struct people_session *session);
/* Borrowed until the next call; NULL when it is unknown or over. */
const struct people_session *sessions_get(struct sessions *s, const uint8_t hash[TOKEN_HASH_LEN],
					  int64_t now_ms);
void sessions_drop(struct sessions *s, const uint8_t hash[TOKEN_HASH_LEN]);
void sessions_drop_agent(struct sessions *s, const char *agent_id);

#endif
