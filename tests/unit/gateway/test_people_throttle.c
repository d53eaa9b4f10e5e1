/*
 * The login throttle, on pretended time; and the rules for names and passwords.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "gateway/people/people.h"
#include "gateway/people/throttle.h"

static struct throttle t;

static void setup(void)
{
	static const uint8_t secret[16] = {1, 2, 3};
	throttle_init(&t, 5, 1000, 60000, secret);
}

static void teardown(void)
{
	throttle_dispose(&t);
}

TestSuite(people_throttle, .init = setup, .fini = teardown);

Test(people_throttle, five_failures_then_doubling)
{
	static const int64_t waits[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};
	int64_t now = 1000000;
	for (int i = 0; i < 5; i++)
		cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.1", now), 0, "failure %d", i);
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.1", now), waits[i], "wait %zu", i);
		now += waits[i];
		cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.1", now), 0, "after wait %zu", i);
	}
}

Test(people_throttle, name_and_address_together)
{
	for (int i = 0; i < 5; i++)
		cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.1", 1000), 0);
	cr_expect_gt(throttle_begin(&t, "anna", "10.0.0.1", 1000), 0);
	cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.2", 1000), 0,
		     "anna herself, from her own place, must get in");
	cr_expect_eq(throttle_begin(&t, "bert", "10.0.0.1", 1000), 0);
}

Test(people_throttle, only_failures_count)
{
	for (int i = 0; i < 50; i++) {
		cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.1", 1000), 0);
		throttle_success(&t, "anna", "10.0.0.1");
	}
	for (int i = 0; i < 50; i++) {
		cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.1", 1000), 0);
		throttle_refund(&t, "anna", "10.0.0.1");
	}
}

Test(people_throttle, forgets_after_a_quiet_time)
{
	for (int i = 0; i < 5; i++)
		cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.1", 1000), 0);
	for (int i = 0; i < 4; i++)
		cr_expect_eq(throttle_begin(&t, "anna", "10.0.0.1", 1000 + 1000 + 60000), 0);
}

Test(people_throttle, is_bounded)
{
	char name[32];
	for (int i = 0; i < 3 * THROTTLE_ENTRIES; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		cr_assert_eq(throttle_begin(&t, name, "10.0.0.1", 1000 + i), 0);
	}
	for (int i = 0; i < 4; i++)
		cr_expect_eq(throttle_begin(&t, name, "10.0.0.1", 20000), 0);
	cr_expect_gt(throttle_begin(&t, name, "10.0.0.1", 20000), 0, "the latest is remembered");
}

Test(people_throttle, rules)
{
	char name[80];
	memset(name, 'x', sizeof(name));
	name[64] = '\0';
	cr_expect_null(people_rules_name(name));
	name[64] = 'x', name[65] = '\0';
	cr_expect(people_rules_name(name));
	cr_expect_null(people_rules_name("Zo\xc3\xab van den \xe6\x9d\x8e"));
	cr_expect(people_rules_name(""));
	cr_expect(people_rules_name("a\nb"));
	cr_expect(people_rules_name("a\xe2\x80\xae"
				    "b"));
	cr_expect(people_rules_name("\xff"));
	cr_expect(people_rules_name(" a"));
	cr_expect_null(people_rules_role("supervisor"));
	cr_expect(people_rules_role("root"));
	cr_expect(people_rules_password("1234567"));
	cr_expect_null(people_rules_password("12345678"));
	cr_expect(people_rules_password("\xe6\x9d\x8e\xe6\x9d\x8e\xe6\x9d\x8e"),
		  "nine bytes are three characters");
}
