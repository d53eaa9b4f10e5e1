/*
 * Chained hash with a keyed hash function (SipHash through libsodium), so that a stranger with many
 * IPv6 networks cannot choose the ones that fall into one chain. Forgetting an idle address early
 * gives it a full bucket again, which costs little: it takes as many other addresses as the table
 * has room for.
 */
#include "gateway/ws/crowd.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/ws/ratelimit.h"

struct crowd_member {
	struct crowd_member *chain;
	struct crowd_member *older, *newer; /* in the idle list, while `sockets` is 0 */
	struct address key;
	struct ratelimit connects;
	int64_t sockets;
};

struct crowd {
	unsigned char secret[crypto_shorthash_KEYBYTES];
	struct crowd_member **buckets;
	size_t bucket_count, count, most;
	struct crowd_member *oldest, *newest; /* idle ones */
};

struct crowd *crowd_create(size_t most)
{
	struct crowd *c = mem_new(1, sizeof(*c));

	c->most = most ? most : 1;
	c->bucket_count = 256;
	while (c->bucket_count < c->most)
		c->bucket_count *= 2;
	c->buckets = mem_new(c->bucket_count, sizeof(c->buckets[0]));
	randombytes_buf(c->secret, sizeof(c->secret));
	return c;
}

void crowd_destroy(struct crowd *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->bucket_count; i++) {
		while (c->buckets[i]) {
			struct crowd_member *next = c->buckets[i]->chain;

			free(c->buckets[i]);
			c->buckets[i] = next;
		}
	}
	free(c->buckets);
	free(c);
}

static struct crowd_member **bucket_of(struct crowd *c, const struct address *key)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t h;

	crypto_shorthash(hash, key->bytes, sizeof(key->bytes), c->secret);
	memcpy(&h, hash, sizeof(h));
	return &c->buckets[h & (c->bucket_count - 1)];
}

static void idle_remove(struct crowd *c, struct crowd_member *m)
{
	*(m->older ? &m->older->newer : &c->oldest) = m->newer;
	*(m->newer ? &m->newer->older : &c->newest) = m->older;
	m->older = m->newer = NULL;
}

static void idle_add(struct crowd *c, struct crowd_member *m)
{
	m->older = c->newest;
	m->newer = NULL;
	*(c->newest ? &c->newest->newer : &c->oldest) = m;
	c->newest = m;
}

static void forget_oldest(struct crowd *c)
{
	struct crowd_member *m = c->oldest, **link;

	if (!m)
		return;
	idle_remove(c, m);
	link = bucket_of(c, &m->key);
	while (*link != m)
		link = &(*link)->chain;
	*link = m->chain;
	free(m);
	c->count--;
}

static struct crowd_member *find_or_add(struct crowd *c, const struct address *key, int64_t burst,
					int64_t now_ms)
{
	struct crowd_member **bucket = bucket_of(c, key), *m = *bucket;

	while (m && memcmp(m->key.bytes, key->bytes, sizeof(key->bytes)) != 0)
		m = m->chain;
	if (m)
		return m;
	if (c->count >= c->most)
		forget_oldest(c);
	m = mem_new(1, sizeof(*m));
	m->key = *key;
	ratelimit_init(&m->connects, burst, now_ms);
	m->chain = *bucket;
	*bucket = m;
	idle_add(c, m);
	c->count++;
	return m;
}

enum crowd_answer crowd_join(struct crowd *c, const struct address *a, int64_t sockets,
			     int64_t per_second, int64_t now_ms, struct crowd_member **ret_member)
{
	struct address key = address_key(a);
	struct crowd_member *m = find_or_add(c, &key, per_second, now_ms);

	*ret_member = NULL;
	if (m->sockets >= sockets)
		return CROWD_TOO_MANY;
	if (!ratelimit_take(&m->connects, per_second, per_second, now_ms))
		return CROWD_TOO_FAST;
	if (!m->sockets++)
		idle_remove(c, m);
	*ret_member = m;
	return CROWD_IN;
}

void crowd_leave(struct crowd *c, struct crowd_member *m)
{
	if (m && !--m->sockets)
		idle_add(c, m);
}

size_t crowd_count(const struct crowd *c)
{
	return c->count;
}
