/*
 * See throttle.h. A flat table searched from end to end: logins are rare and the hash behind each
 * costs a thousand times more. Failures are forgotten when nothing failed for as long as the
 * longest delay after the wait was over.
 */
#include "gateway/people/throttle.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define ADDRESS_MAX 64
#define NAME_BYTES 300

void throttle_init(struct throttle *t, unsigned free_failures, int64_t first_delay_ms,
		   int64_t max_delay_ms, const uint8_t secret[16])
{
	t->free_failures = free_failures;
	t->first_delay_ms = first_delay_ms;
	t->max_delay_ms = max_delay_ms;
	memcpy(t->secret, secret, sizeof(t->secret));
	t->entries = mem_new(THROTTLE_ENTRIES, sizeof(*t->entries));
}

void throttle_dispose(struct throttle *t)
{
	free(t->entries);
	t->entries = NULL;
}

static uint64_t key_of(const struct throttle *t, const char *name, const char *address)
{
	unsigned char in[ADDRESS_MAX + 1 + NAME_BYTES];
	uint64_t key;
	size_t a = strnlen(address, ADDRESS_MAX), n = strnlen(name, NAME_BYTES);

	memcpy(in, address, a);
	in[a] = 0;
	memcpy(in + a + 1, name, n);
	crypto_shorthash((unsigned char *)&key, in, a + 1 + n, t->secret);
	return key ? key : 1;
}

static struct throttle_entry *find(struct throttle *t, uint64_t key)
{
	for (size_t i = 0; i < THROTTLE_ENTRIES; i++) {
		if (t->entries[i].key == key)
			return &t->entries[i];
	}
	return NULL;
}

/* A free entry, else the one that failed longest ago. */
static struct throttle_entry *take(struct throttle *t, uint64_t key)
{
	struct throttle_entry *oldest = &t->entries[0];

	for (size_t i = 0; i < THROTTLE_ENTRIES; i++) {
		struct throttle_entry *e = &t->entries[i];
		if (e->key == 0 || e->last_ms < oldest->last_ms)
			oldest = e;
		if (e->key == 0)
			break;
	}
	*oldest = (struct throttle_entry){.key = key};
	return oldest;
}

/* The wait after that many failures. */
static int64_t delay_after(const struct throttle *t, unsigned failures)
{
	int64_t delay = t->first_delay_ms;

	if (failures < t->free_failures)
		return 0;
	for (unsigned i = t->free_failures; i < failures && delay < t->max_delay_ms; i++)
		delay *= 2;
	return delay < t->max_delay_ms ? delay : t->max_delay_ms;
}

int64_t throttle_begin(struct throttle *t, const char *name, const char *address, int64_t now_ms)
{
	uint64_t key = key_of(t, name, address);
	struct throttle_entry *e = find(t, key);

	if (e && now_ms < e->until_ms)
		return e->until_ms - now_ms;
	if (e && now_ms >= e->until_ms + t->max_delay_ms && now_ms >= e->last_ms + t->max_delay_ms)
		e->failures = 0;
	if (!e)
		e = take(t, key);
	e->failures++;
	e->last_ms = now_ms;
	int64_t delay = delay_after(t, e->failures);
	e->until_ms = delay ? now_ms + delay : 0;
	return 0;
}

void throttle_success(struct throttle *t, const char *name, const char *address)
{
	struct throttle_entry *e = find(t, key_of(t, name, address));

	if (e)
		memset(e, 0, sizeof(*e));
}

void throttle_refund(struct throttle *t, const char *name, const char *address)
{
	struct throttle_entry *e = find(t, key_of(t, name, address));

	if (!e)
		return;
	if (e->failures > 0)
		e->failures--;
	e->until_ms = 0;
	if (e->failures == 0)
		memset(e, 0, sizeof(*e));
}
