#include "gateway/cli/since.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* "7d", "12h", "30m". */
static int64_t parse_age(const char *text, int64_t now_ms)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	int64_t unit = *end == 'd'   ? (int64_t)24 * 3600 * 1000
		       : *end == 'h' ? (int64_t)3600 * 1000
		       : *end == 'm' ? (int64_t)60 * 1000
				     : 0;

	if (*text < '0' || *text > '9' || unit == 0 || end[1] != '\0' || n > 100000)
		return -1;
	int64_t at = now_ms - (int64_t)n * unit;
	return at > 0 ? at : 0;
}

int64_t since_parse(const char *text, int64_t now_ms)
{
	struct tm tm = {0};
	const char *rest = strptime(text, "%Y-%m-%d", &tm);
	int day = tm.tm_mday;

	if (rest && *rest == 'T') {
		rest = strptime(rest, "T%H:%M:%S", &tm);
		rest = rest && strcmp(rest, "Z") == 0 ? rest + 1 : NULL;
	}
	if (!rest || *rest)
		return parse_age(text, now_ms);
	time_t at = timegm(&tm);
	return at >= 0 && tm.tm_mday == day ? (int64_t)at * 1000 : -1;
}
