#include "gateway/actions/cache.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "config/load/mem.h"
#include "gateway/base/map.h"

struct entry {
	TAILQ_ENTRY(entry) link; /* most recently used first */
	uint8_t key[CACHE_KEY_LEN];
	int64_t put_ms;
	int status;
	size_t len;
	char body[]; /* len bytes and a NUL */
};

struct cache {
	struct map entries;
	TAILQ_HEAD(entries_head, entry) used;
	size_t bytes, max;
};

/* What an entry costs, its slot in the map included. */
static size_t cost(size_t len)
{
	return sizeof(struct entry) + len + 1 + 2 * sizeof(struct map_slot);
}

static void drop(struct cache *c, struct entry *e)
{
	map_take(&c->entries, e->key, sizeof(e->key));
	TAILQ_REMOVE(&c->used, e, link);
	c->bytes -= cost(e->len);
	free(e);
}

struct cache *cache_create(void)
{
	struct cache *c = mem_new(1, sizeof(*c));

	map_init(&c->entries);
	TAILQ_INIT(&c->used);
	return c;
}

void cache_resize(struct cache *c, size_t max_bytes)
{
	c->max = max_bytes;
	while (c->bytes > c->max)
		drop(c, TAILQ_LAST(&c->used, entries_head));
}

void cache_destroy(struct cache *c)
{
	if (!c)
		return;
	cache_resize(c, 0);
	map_dispose(&c->entries);
	free(c);
}

int cache_get(struct cache *c, const uint8_t key[CACHE_KEY_LEN], int64_t now_ms, int64_t max_age_ms,
	      struct cache_answer *ret_answer)
{
	struct entry *e = map_get(&c->entries, key, CACHE_KEY_LEN);

	if (!e || now_ms - e->put_ms > max_age_ms)
		return 0;
	TAILQ_REMOVE(&c->used, e, link);
	TAILQ_INSERT_HEAD(&c->used, e, link);
	*ret_answer = (struct cache_answer){.status = e->status, .body = e->body, .len = e->len};
	return 1;
}

void cache_put(struct cache *c, const uint8_t key[CACHE_KEY_LEN], int64_t now_ms,
	       const struct cache_answer *answer)
{
	struct entry *old = map_get(&c->entries, key, CACHE_KEY_LEN), *e;
	size_t need = cost(answer->len);

	if (old)
		drop(c, old);
	if (need > c->max / 4)
		return;
	e = mem_new(1, sizeof(*e) + answer->len + 1);
	memcpy(e->key, key, CACHE_KEY_LEN);
	memcpy(e->body, answer->body, answer->len);
	e->put_ms = now_ms;
	e->status = answer->status;
	e->len = answer->len;
	TAILQ_INSERT_HEAD(&c->used, e, link);
	map_put(&c->entries, e->key, sizeof(e->key), e);
	c->bytes += need;
	cache_resize(c, c->max);
}

size_t cache_bytes(const struct cache *c)
{
	return c->bytes;
}
