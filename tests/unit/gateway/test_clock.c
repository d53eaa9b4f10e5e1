/* Stamps as text, over the calendar's corners. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "gateway/base/clock.h"

static const char *iso(int64_t ms)
{
	static char text[CLOCK_ISO_LEN + 1];

	clock_iso(ms, text);
	return text;
}

Test(clock, writes_known_moments)
{
	cr_assert_str_eq(iso(0), "1970-01-01T00:00:00.000Z");
	cr_assert_str_eq(iso(-1), "1969-12-31T23:59:59.999Z");
	cr_assert_str_eq(iso(951782400000), "2000-02-29T00:00:00.000Z");
	cr_assert_str_eq(iso(4107542399999), "2100-02-28T23:59:59.999Z");
	cr_assert_str_eq(iso(4107542400000), "2100-03-01T00:00:00.000Z");
	cr_assert_str_eq(iso(1795359845678), "2026-11-22T15:04:05.678Z");
}

Test(clock, is_held_within_what_the_format_can_say)
{
	cr_assert_str_eq(iso(INT64_MAX), "9999-12-31T23:59:59.999Z");
	cr_assert_str_eq(iso(INT64_MIN), "0000-01-01T00:00:00.000Z");
}

Test(clock, agrees_with_the_c_library_for_every_day_of_400_years)
{
	for (int64_t day = 0; day < 146097; day++) {
		time_t t = (time_t)(day * 86400 + 3723);
		char want[64];
		struct tm tm;

		gmtime_r(&t, &tm);
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%S.042Z", &tm);
		cr_assert_str_eq(iso((int64_t)t * 1000 + 42), want, "day %lld", (long long)day);
	}
}

Test(clock, runs)
{
	int64_t wall = clock_wall_ms(), mono = clock_mono_ns();

	cr_assert_gt(wall, 1700000000000);
	cr_assert_geq(clock_mono_ns(), mono);
	cr_assert_geq(clock_wall_ms(), wall - 5000);
}
