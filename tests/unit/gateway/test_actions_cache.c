/* Kept answers: age, bounds, order of eviction; all in pretended time. */
#include <criterion/criterion.h>
#include <string.h>

#include "gateway/actions/cache.h"

static void key_of(unsigned n, uint8_t key[CACHE_KEY_LEN])
{
	memset(key, 0, CACHE_KEY_LEN);
	key[0] = (uint8_t)n;
	key[1] = (uint8_t)(n >> 8);
}

static void put(struct cache *c, unsigned n, int64_t now, const char *body)
{
	uint8_t key[CACHE_KEY_LEN];

	key_of(n, key);
	cache_put(c, key, now,
		  &(struct cache_answer){.status = 200, .body = body, .len = strlen(body)});
}

static const char *get(struct cache *c, unsigned n, int64_t now, int64_t max_age)
{
	uint8_t key[CACHE_KEY_LEN];
	struct cache_answer a;

	key_of(n, key);
	return cache_get(c, key, now, max_age, &a) ? a.body : NULL;
}

Test(actions_cache, an_answer_may_be_as_old_as_the_asker_says)
{
	struct cache *c = cache_create();

	cache_resize(c, 1 << 20);
	put(c, 1, 1000, "one");
	cr_expect_str_eq(get(c, 1, 61000, 60000), "one");
	cr_expect_null(get(c, 1, 61001, 60000));
	cr_expect_str_eq(get(c, 1, 61001, 120000), "one", "another asker takes older ones");
	cr_expect_null(get(c, 2, 1000, 60000));
	put(c, 1, 70000, "newer");
	cr_expect_str_eq(get(c, 1, 70001, 60000), "newer");
	cache_destroy(c);
}

Test(actions_cache, the_longest_unused_goes_first)
{
	struct cache *c = cache_create();
	size_t each;

	cache_resize(c, 1 << 20);
	put(c, 0, 0, "0");
	each = cache_bytes(c);
	cache_resize(c, each * 4);
	for (unsigned i = 1; i < 4; i++)
		put(c, i, 0, "x");
	cr_expect_str_eq(get(c, 0, 0, 1000), "0");
	put(c, 4, 0, "x");
	cr_expect_null(get(c, 1, 0, 1000), "1 was unused for longest");
	cr_expect_str_eq(get(c, 0, 0, 1000), "0");
	for (unsigned i = 5; i < 1000; i++) {
		put(c, i, 0, "x");
		cr_assert_leq(cache_bytes(c), each * 4);
	}
	cache_resize(c, 0);
	cr_expect_eq(cache_bytes(c), 0);
	put(c, 1, 0, "one");
	cr_expect_null(get(c, 1, 0, 1000), "nothing is kept at 0");
	cache_destroy(c);
}

Test(actions_cache, a_large_answer_does_not_push_out_the_others)
{
	struct cache *c = cache_create();
	char large[3001];

	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	cache_resize(c, 10000);
	put(c, 1, 0, "one");
	put(c, 2, 0, large);
	cr_expect_null(get(c, 2, 0, 1000));
	cr_expect_str_eq(get(c, 1, 0, 1000), "one");
	put(c, 1, 0, large);
	cr_expect_null(get(c, 1, 0, 1000),
		       "an answer that is out of date is not kept in its place");
	cache_destroy(c);
}
