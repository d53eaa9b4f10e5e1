/*
 * No decision reads the clock so far, which is why a given moment is only checked: what is tried
 * today gives the same answer at any time.
 */
#include "gateway/cli/now.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

bool cli_now_is_valid(const char *text)
{
	struct tm tm = {0};
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	int day = tm.tm_mday;

	if (rest && *rest == '.') {
		size_t digits = strspn(rest + 1, "0123456789");
		rest = digits >= 1 && digits <= 9 ? rest + 1 + digits : NULL;
	}
	if (rest && strcmp(rest, "Z") == 0 && timegm(&tm) != -1 && tm.tm_mday == day)
		return true;
	fprintf(stderr, "frontdesk: --now %s: expected a moment such as 2026-11-22T10:00:00Z\n",
		text);
	return false;
}
