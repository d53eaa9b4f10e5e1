/*
 * The only calls to the system's clocks. Calendar text is made with our own arithmetic instead of
 * gmtime_r + strftime: the stamp stands in every message, and this is a tenth of the cost
 * (days-to-civil by Howard Hinnant, era of 400 years).
 */
#include "gateway/base/clock.h"

#include <time.h>

#define NS_PER_S 1000000000LL
#define MS_PER_DAY 86400000LL

int64_t clock_wall_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_mono_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void put_digits(char *out, int64_t value, int width)
{
	for (int i = width - 1; i >= 0; i--) {
		out[i] = (char)('0' + value % 10);
		value /= 10;
	}
}

/* Clamped to the years 0000 to 9999, which is what the format can say. */
void clock_iso(int64_t wall_ms, char out[CLOCK_ISO_LEN + 1])
{
	static const char shape[CLOCK_ISO_LEN + 1] = "0000-00-00T00:00:00.000Z";
	const int64_t least = -62167219200000LL, most = 253402300799999LL;
	int64_t ms = wall_ms < least ? least : wall_ms > most ? most : wall_ms;
	int64_t day = ms / MS_PER_DAY, in_day = ms % MS_PER_DAY;

	if (in_day < 0) {
		in_day += MS_PER_DAY;
		day--;
	}
	/* Days since 0000-03-01, so that the leap day is the last of a year. */
	int64_t z = day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t month = mp < 10 ? mp + 3 : mp - 9;

	for (int i = 0; i <= CLOCK_ISO_LEN; i++)
		out[i] = shape[i];
	put_digits(out, yoe + era * 400 + (month <= 2), 4);
	put_digits(out + 5, month, 2);
	put_digits(out + 8, doy - (153 * mp + 2) / 5 + 1, 2);
	put_digits(out + 11, in_day / 3600000, 2);
	put_digits(out + 14, in_day / 60000 % 60, 2);
	put_digits(out + 17, in_day / 1000 % 60, 2);
	put_digits(out + 20, in_day % 1000, 3);
}
