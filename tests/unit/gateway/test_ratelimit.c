/* The token bucket, and the crowd of addresses that uses it. */
#include <criterion/criterion.h>
#include <string.h>

#include "gateway/ws/crowd.h"
#include "gateway/ws/ratelimit.h"

Test(ratelimit, gives_its_burst_then_its_rate)
{
	struct ratelimit r;
	int64_t now = 1000;

	ratelimit_init(&r, 40, now);
	for (int i = 0; i < 40; i++)
		cr_assert(ratelimit_take(&r, 20, 40, now), "token %d of the burst", i);
	cr_assert_not(ratelimit_take(&r, 20, 40, now));
	cr_assert_not(ratelimit_take(&r, 20, 40, now + 49));
	cr_assert(ratelimit_take(&r, 20, 40, now + 50));
	cr_assert_not(ratelimit_take(&r, 20, 40, now + 99));
	cr_assert(ratelimit_take(&r, 20, 40, now + 100));
}

Test(ratelimit, loses_nothing_to_rounding_when_asked_often)
{
	struct ratelimit r;
	int given = 0;

	ratelimit_init(&r, 1, 0);
	cr_assert(ratelimit_take(&r, 3, 1, 0));
	for (int64_t now = 1; now <= 10000; now++)
		given += ratelimit_take(&r, 3, 1, now);
	cr_assert_geq(given, 29, "3 a second for 10 s, got %d", given);
	cr_assert_leq(given, 30);
}

Test(ratelimit, never_holds_more_than_its_burst)
{
	struct ratelimit r;

	ratelimit_init(&r, 2, 0);
	cr_assert(ratelimit_take(&r, 1000000, 2, INT64_MAX / 2));
	cr_assert(ratelimit_take(&r, 1, 2, INT64_MAX / 2));
	cr_assert_not(ratelimit_take(&r, 1, 2, INT64_MAX / 2));
	cr_assert_not(ratelimit_is_full(&r, 1, 2, INT64_MAX / 2));
	cr_assert(ratelimit_is_full(&r, 1, 2, INT64_MAX / 2 + 2000));
}

Test(ratelimit, a_clock_that_steps_back_gives_nothing)
{
	struct ratelimit r;

	ratelimit_init(&r, 1, 100000);
	cr_assert(ratelimit_take(&r, 10, 1, 100000));
	cr_assert_not(ratelimit_take(&r, 10, 1, 50000));
	cr_assert(ratelimit_take(&r, 10, 1, 50100), "it goes on from the new time");
}

static struct address address(const char *text)
{
	struct address a;

	cr_assert_eq(address_parse(text, strlen(text), &a), 0, "%s", text);
	return a;
}

Test(crowd, counts_sockets_of_an_address)
{
	struct crowd *c = crowd_create(100);
	struct crowd_member *m[3];
	struct address a = address("192.0.2.1"), b = address("192.0.2.2");

	cr_assert_eq(crowd_join(c, &a, 2, 100, 0, &m[0]), CROWD_IN);
	cr_assert_eq(crowd_join(c, &a, 2, 100, 0, &m[1]), CROWD_IN);
	cr_assert_eq(crowd_join(c, &a, 2, 100, 0, &m[2]), CROWD_TOO_MANY);
	cr_assert_null(m[2]);
	cr_assert_eq(crowd_join(c, &b, 2, 100, 0, &m[2]), CROWD_IN, "another address is another");
	crowd_leave(c, m[0]);
	cr_assert_eq(crowd_join(c, &a, 2, 100, 0, &m[0]), CROWD_IN);
	crowd_leave(c, NULL);
	crowd_destroy(c);
}

Test(crowd, counts_connects_a_second)
{
	struct crowd *c = crowd_create(100);
	struct crowd_member *m;
	struct address a = address("192.0.2.1");

	for (int i = 0; i < 5; i++) {
		cr_assert_eq(crowd_join(c, &a, 1000, 5, 0, &m), CROWD_IN);
		crowd_leave(c, m);
	}
	cr_assert_eq(crowd_join(c, &a, 1000, 5, 100, &m), CROWD_TOO_FAST);
	cr_assert_eq(crowd_join(c, &a, 1000, 5, 200, &m), CROWD_IN);
	crowd_leave(c, m);
	crowd_destroy(c);
}

Test(crowd, an_ipv6_network_is_one_address)
{
	struct crowd *c = crowd_create(100);
	struct crowd_member *m;
	struct address a = address("2001:db8:1:2::1"), b = address("2001:db8:1:2:ffff::9"),
		       other = address("2001:db8:1:3::1");

	cr_assert_eq(crowd_join(c, &a, 1, 100, 0, &m), CROWD_IN);
	cr_assert_eq(crowd_join(c, &b, 1, 100, 0, &m), CROWD_TOO_MANY);
	cr_assert_eq(crowd_join(c, &other, 1, 100, 0, &m), CROWD_IN);
	crowd_destroy(c);
}

Test(crowd, remembers_no_more_than_it_may)
{
	struct crowd *c = crowd_create(50);
	struct crowd_member *kept, *m;
	struct address first = address("10.9.9.9"), a = address("10.0.0.0");

	cr_assert_eq(crowd_join(c, &first, 1, 1000, 0, &kept), CROWD_IN);
	for (unsigned i = 0; i < 100000; i++) {
		a.bytes[13] = (uint8_t)(i >> 16);
		a.bytes[14] = (uint8_t)(i >> 8);
		a.bytes[15] = (uint8_t)i;
		cr_assert_eq(crowd_join(c, &a, 1, 1000, 0, &m), CROWD_IN);
		crowd_leave(c, m);
	}
	cr_assert_eq(crowd_count(c), 50);
	cr_assert_eq(crowd_join(c, &first, 1, 1000, 0, &m), CROWD_TOO_MANY,
		     "an address with an open socket is never forgotten");
	crowd_leave(c, kept);
	crowd_destroy(c);
}
