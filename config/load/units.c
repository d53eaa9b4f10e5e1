/*
 * One table a kind, from the largest unit down, read in both directions. No calendar units: a month
 * has no length.
 */
#include "config/load/units.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	const char *name;
	int64_t factor;
};

static const struct unit durations[] = {
	{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1},
};
static const struct unit sizes[] = {
	{"GiB", 1024 * 1024 * 1024},
	{"MiB", 1024 * 1024},
	{"KiB", 1024},
	{"", 1},
};

/* Reads digits; *ret_end is what follows them. */
static int read_digits(const char *text, const char **ret_end, int64_t *ret_value)
{
	char *end;
	long long value;

	if (!isdigit((unsigned char)text[0]))
		return -1;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno != 0)
		return -1;
	*ret_end = end;
	*ret_value = value;
	return 0;
}

static int read_unit(const char *text, const struct unit *units, size_t count, int64_t *ret_value)
{
	const char *name;
	int64_t value;

	if (read_digits(text, &name, &value) != 0)
		return -1;
	if (value == 0 && *name == '\0') {
		*ret_value = 0;
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(units[i].name, name) != 0)
			continue;
		if (value > INT64_MAX / units[i].factor)
			return -1;
		*ret_value = value * units[i].factor;
		return 0;
	}
	return -1;
}

int units_duration(const char *text, int64_t *ret_ms)
{
	return read_unit(text, durations, ARRAY_LEN(durations), ret_ms);
}

int units_size(const char *text, int64_t *ret_bytes)
{
	return read_unit(text, sizes, ARRAY_LEN(sizes), ret_bytes);
}

int units_integer(const char *text, int64_t *ret_value)
{
	const char *digits = text + (text[0] == '-' || text[0] == '+'), *end;
	int64_t value;

	if (read_digits(digits, &end, &value) != 0 || *end != '\0')
		return -1;
	*ret_value = text[0] == '-' ? -value : value;
	return 0;
}

int units_real(const char *text, double *ret_value)
{
	char *end;
	double value;

	/* strtod also takes hexadecimal, "inf" and leading blanks. */
	if (text[0] == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0')
		return -1;
	value = strtod(text, &end);
	if (end == text || *end != '\0' || !isfinite(value))
		return -1;
	*ret_value = value;
	return 0;
}

static void format_unit(int64_t value, const struct unit *units, size_t count, char *out)
{
	size_t i = 0;

	while (i + 1 < count && (value == 0 || value % units[i].factor != 0))
		i++;
	snprintf(out, UNITS_TEXT_SIZE, "%lld%s", (long long)(value / units[i].factor),
		 units[i].name);
}

void units_format_duration(int64_t ms, char out[UNITS_TEXT_SIZE])
{
	format_unit(ms, durations, ARRAY_LEN(durations), out);
}

void units_format_size(int64_t bytes, char out[UNITS_TEXT_SIZE])
{
	format_unit(bytes, sizes, ARRAY_LEN(sizes), out);
}
