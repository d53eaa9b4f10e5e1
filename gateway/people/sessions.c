/*
 * See sessions.h.
 */
#include "gateway/people/sessions.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

void sessions_init(struct sessions *s)
{
	map_init(&s->by_hash);
	s->generation = 0;
}

void sessions_dispose(struct sessions *s)
{
	struct people_session *one;

	for (size_t i = 0; (one = map_next(&s->by_hash, &i));)
		free(one);
	map_dispose(&s->by_hash);
}

void sessions_put(struct sessions *s, const struct people_session *session)
{
	struct people_session *one = map_take(&s->by_hash, session->hash, TOKEN_HASH_LEN);

	if (!one && s->by_hash.count >= SESSIONS_MAX) {
		uint64_t generation = s->generation;
		sessions_dispose(s);
		sessions_init(s);
		s->generation = generation;
	}
	if (!one)
		one = mem_new(1, sizeof(*one));
	*one = *session;
	map_put(&s->by_hash, one->hash, TOKEN_HASH_LEN, one);
}

const struct people_session *sessions_get(struct sessions *s, const uint8_t hash[TOKEN_HASH_LEN],
					  int64_t now_ms)
{
	const struct people_session *one = map_get(&s->by_hash, hash, TOKEN_HASH_LEN);

	if (!one || now_ms < one->expires_ms)
		return one;
	free(map_take(&s->by_hash, hash, TOKEN_HASH_LEN));
	return NULL;
}

void sessions_drop(struct sessions *s, const uint8_t hash[TOKEN_HASH_LEN])
{
	s->generation++;
	free(map_take(&s->by_hash, hash, TOKEN_HASH_LEN));
}

void sessions_drop_agent(struct sessions *s, const char *agent_id)
{
	struct people_session *one;

	s->generation++;
	for (size_t i = 0; (one = map_next(&s->by_hash, &i));) {
		if (strcmp(one->id, agent_id) != 0)
			continue;
		free(map_take(&s->by_hash, one->hash, TOKEN_HASH_LEN));
		/* Taking may move its neighbours. */
		i = 0;
	}
}
