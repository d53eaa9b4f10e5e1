/*
 * Opening hours: spans, midnight, holidays, changes of clocks on both halves of the globe. Needs
 * the system's time zone files.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "escalation/policy.h"
#include "escalation/zone.h"

static int64_t utc(const char *text)
{
	struct tm tm = {0};

	cr_assert_not_null(strptime(text, "%Y-%m-%d %H:%M:%S", &tm), "time in this test: %s", text);
	return (int64_t)timegm(&tm) * 1000;
}

static struct esc_policy *policy_of(const char *hours)
{
	char yaml[600];
	struct diag d;
	struct esc_policy *p;

	(void)snprintf(yaml, sizeof(yaml), "hours:\n%s", hours);
	diag_init(&d);
	p = esc_policy_parse("test.yaml", yaml, strlen(yaml), &d);
	if (!p)
		diag_print(&d, stderr);
	cr_assert_not_null(p, "the hours of this test must load (is tzdata installed?)");
	diag_dispose(&d);
	return p;
}

static void expect_open(const struct esc_policy *p, const char *at)
{
	char hours[160];
	int64_t until;

	cr_assert(esc_is_open(p, utc(at), &until, hours), "must be open at %s UTC", at);
}

static void expect_closed(const struct esc_policy *p, const char *at, const char *opens)
{
	char hours[160];
	int64_t until = -1;

	cr_assert_not(esc_is_open(p, utc(at), &until, hours), "must be closed at %s UTC", at);
	cr_assert_eq(until, opens ? utc(opens) : 0,
		     "closed at %s UTC: next opening is %lld, not %s", at, (long long)until,
		     opens ? opens : "unknown");
	cr_assert_gt(strlen(hours), 0, "the customer must be told the hours");
}

#define BERLIN "  zone: Europe/Berlin\n"

Test(hours, as_shipped_open_around_the_clock)
{
	struct diag d;
	struct esc_policy *p;
	char text[160] = "x";

	diag_init(&d);
	p = esc_policy_load(NULL, &d);
	cr_assert_not_null(p);
	expect_open(p, "2026-12-25 03:00:00");
	esc_hours_text(p, "en", text);
	cr_assert_str_eq(text, "");
	esc_policy_destroy(p);
	diag_dispose(&d);
}

Test(hours, a_working_week_in_winter_and_summer)
{
	struct esc_policy *p =
		policy_of(BERLIN "  open:\n    - {days: mon-fri, from: '09:00', to: '18:00'}\n"
				 "    - {days: sat, from: '10:00', to: '14:00'}\n");

	expect_closed(p, "2026-01-05 07:59:59", "2026-01-05 08:00:00"); /* Monday, UTC+1 */
	expect_open(p, "2026-01-05 08:00:00");
	expect_open(p, "2026-01-05 16:59:59");
	expect_closed(p, "2026-01-05 17:00:00", "2026-01-06 08:00:00");
	expect_open(p, "2026-07-06 07:00:00"); /* Monday, UTC+2 */
	expect_closed(p, "2026-07-06 16:00:00", "2026-07-07 07:00:00");
	expect_closed(p, "2026-01-10 13:00:00", "2026-01-12 08:00:00"); /* Saturday to Monday */
	/* Over the change of clocks of 2026-03-29: Saturday closes in winter, Monday opens in
	 * summer. */
	expect_closed(p, "2026-03-28 13:00:00", "2026-03-30 07:00:00");
	/* And back, 2026-10-25. */
	expect_closed(p, "2026-10-24 12:00:00", "2026-10-26 08:00:00");
	/* Past the last year of any table: the rule goes on. */
	expect_closed(p, "2060-07-05 20:00:00", "2060-07-06 07:00:00");
	esc_policy_destroy(p);
}

Test(hours, spans_over_midnight_and_gaps_in_the_night_of_the_change)
{
	struct esc_policy *p =
		policy_of(BERLIN "  open: [{days: sat, from: '22:00', to: '02:30'}]\n");

	expect_open(p, "2026-01-10 21:00:00");
	expect_open(p, "2026-01-11 01:29:59");
	expect_closed(p, "2026-01-11 01:30:00", "2026-01-17 21:00:00");
	/* 02:30 of 2026-03-29 does not exist: closed when the clocks jump, 01:00 UTC. */
	expect_open(p, "2026-03-29 00:59:59");
	expect_closed(p, "2026-03-29 01:00:00", "2026-04-04 20:00:00");
	esc_policy_destroy(p);
}

Test(hours, holidays_once_and_every_year)
{
	struct esc_policy *p =
		policy_of(BERLIN "  open: [{days: mon-sun, from: '09:00', to: '18:00'}]\n"
				 "  holidays: ['12-25', 2026-12-26]\n");

	expect_closed(p, "2026-12-25 10:00:00", "2026-12-27 08:00:00");
	expect_closed(p, "2027-12-25 10:00:00", "2027-12-26 08:00:00");
	esc_policy_destroy(p);
}

Test(hours, around_the_clock_on_some_days)
{
	struct esc_policy *p = policy_of("  open: [{days: sat-sun, from: '00:00', to: '24:00'}]\n");

	expect_open(p, "2026-01-10 00:00:00");
	expect_open(p, "2026-01-11 23:59:59");
	expect_closed(p, "2026-01-12 00:00:00", "2026-01-17 00:00:00");
	esc_policy_destroy(p);
}

Test(hours, south_of_the_equator)
{
	struct esc_policy *p =
		policy_of("  zone: Australia/Sydney\n  open: [{days: mon-sun, from: '09:00', to: "
			  "'17:00'}]\n");

	expect_open(p, "2026-01-04 22:00:00");                          /* UTC+11 */
	expect_closed(p, "2026-07-05 22:30:00", "2026-07-05 23:00:00"); /* UTC+10 */
	expect_closed(p, "2061-01-10 21:30:00", "2061-01-10 22:00:00");
	esc_policy_destroy(p);
}

Test(hours, never_open_is_said_as_unknown)
{
	/* The only open day of the week is a holiday for longer than anybody looks ahead. */
	struct esc_policy *p = policy_of(
		"  open: [{days: mon, from: '09:00', to: '10:00'}]\n  holidays: [2026-01-05]\n");

	expect_closed(p, "2026-01-05 09:30:00", "2026-01-12 09:00:00");
	esc_policy_destroy(p);
}

Test(hours, text_for_customers)
{
	struct esc_policy *p =
		policy_of(BERLIN "  open:\n    - {days: mon-fri, from: '09:00', to: '18:00'}\n"
				 "    - {days: 'sat, sun', from: '10:00', to: '14:00'}\n");
	char text[160];

	esc_hours_text(p, "en", text);
	cr_assert_str_eq(text, "Mon-Fri 09:00-18:00, Sat, Sun 10:00-14:00 (Europe/Berlin)");
	esc_hours_text(p, "de", text);
	cr_assert_str_eq(text, "Mo-Fr 09:00-18:00, Sa, So 10:00-14:00 (Europe/Berlin)");
	esc_hours_text(p, "zh-Hant", text);
	cr_assert_str_eq(text, "週一至週五 09:00-18:00, 週六, 週日 10:00-14:00 (Europe/Berlin)");
	esc_hours_text(p, "xx", text);
	cr_assert_str_eq(text, "Mon-Fri 09:00-18:00, Sat, Sun 10:00-14:00 (Europe/Berlin)");
	esc_policy_destroy(p);
}

/* libc as oracle: every hour over many years, in zones with odd rules. */
Test(zone, offsets_equal_those_of_libc, .timeout = 60)
{
	static const char *const names[] = {
		"Europe/Berlin",       "America/New_York",  "Asia/Shanghai",     "Asia/Kolkata",
		"Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca", "UTC"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct zone *z = zone_load(names[i]);

		cr_assert_not_null(z, "no zone %s: is tzdata installed?", names[i]);
		cr_assert_eq(setenv("TZ", names[i], 1), 0);
		tzset();
		for (int64_t t = 1700000000; t < 2600000000; t += 3600 * 11 + 17) {
			time_t at = (time_t)t;
			struct tm tm;

			(void)localtime_r(&at, &tm);
			cr_assert_eq(zone_offset(z, t), (int)tm.tm_gmtoff,
				     "%s at %lld: %d, libc says %ld", names[i], (long long)t,
				     zone_offset(z, t), tm.tm_gmtoff);
		}
		zone_destroy(z);
	}
}

Test(zone, names_cannot_leave_the_folder)
{
	cr_assert_null(zone_load("../../../etc/passwd"));
	cr_assert_null(zone_load("/etc/localtime"));
	cr_assert_null(zone_load(""));
	cr_assert_null(zone_load("Europe/Nowhere"));
}

Test(zone, broken_bytes_are_refused)
{
	unsigned char bytes[60] = "TZif2";

	cr_assert_null(zone_parse(bytes, 0));
	cr_assert_null(zone_parse(bytes, 20));
	cr_assert_null(zone_parse(bytes, sizeof(bytes)));
	memset(bytes + 20, 0xFF, 24);
	cr_assert_null(zone_parse(bytes, sizeof(bytes)));
}
