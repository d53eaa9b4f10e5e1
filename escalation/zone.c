/*
 * TZif (RFC 8536): a header and a version 1 block with 32-bit times, then, from version 2 on, the
 * same again with 64-bit times and a footer holding the rule for the time after the last transition
 * in POSIX notation ("CET-1CEST,M3.5.0,M10.5.0/3"). Only the 64-bit block and the footer are read.
 * Broken bytes give NULL, never a guess.
 */
#include "escalation/zone.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define ZONE_FILE_MAX (256 * 1024)
#define HEADER_BYTES 44
#define DAY 86400

/* When a clock is changed in each year: M month.week.day, Julian day without leap days, or
 * zero-based day. */
struct change {
	char kind; /* 'M', 'J', 'D' */
	int month, week, day;
	int time; /* seconds of the local day, may lie outside of it */
};

struct footer {
	bool known, has_dst;
	int std_offset, dst_offset; /* seconds east */
	struct change to_dst, to_std;
};

struct zone {
	size_t count;
	int64_t *at; /* owned: instants of change, ascending */
	int *offset; /* owned: seconds east from there on */
	int first;   /* offset before all of them */
	struct footer footer;
};

/* ---- days ---- */

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t days_of(int64_t year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static bool is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t year_of(int64_t at)
{
	int64_t year = 1970 + at / (365 * DAY + DAY / 4);

	while (days_of(year + 1, 1, 1) * DAY <= at)
		year++;
	while (days_of(year, 1, 1) * DAY > at)
		year--;
	return year;
}

/* ---- the footer ---- */

/* Reads a number up to three digits; returns NULL when there is none. */
static const char *read_number(const char *s, int *ret)
{
	int n = 0, digits = 0;

	for (; *s >= '0' && *s <= '9' && digits < 3; s++, digits++)
		n = n * 10 + (*s - '0');
	*ret = n;
	return digits ? s : NULL;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static const char *read_time(const char *s, int *ret)
{
	int sign = *s == '-' ? -1 : 1, total = 0, unit = 3600;

	if (*s == '-' || *s == '+')
		s++;
	for (;;) {
		int n;

		s = read_number(s, &n);
		if (!s)
			return NULL;
		total += n * unit;
		if (*s != ':' || unit == 1)
			break;
		unit /= 60;
		s++;
	}
	*ret = sign * total;
	return s;
}

static const char *skip_name(const char *s)
{
	const char *start = s;

	if (*s == '<') {
		s = strchr(s, '>');
		return s ? s + 1 : NULL;
	}
	while ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'))
		s++;
	return s > start ? s : NULL;
}

static const char *read_change(const char *s, struct change *c)
{
	c->kind = 'D';
	c->time = 2 * 3600;
	if (*s == 'J' || *s == 'M')
		c->kind = *s++;
	if (c->kind == 'M') {
		s = read_number(s, &c->month);
		if (!s || *s++ != '.' || !(s = read_number(s, &c->week)) || *s++ != '.')
			return NULL;
		if (c->month < 1 || c->month > 12 || c->week < 1 || c->week > 5)
			return NULL;
	}
	s = read_number(s, &c->day);
	if (!s || (c->kind == 'M' && c->day > 6))
		return NULL;
	return *s == '/' ? read_time(s + 1, &c->time) : s;
}

static int read_footer(const char *s, struct footer *f)
{
	int west;

	s = skip_name(s);
	if (!s || !(s = read_time(s, &west)))
		return -1;
	f->std_offset = -west;
	f->known = true;
	if (!*s)
		return 0;
	s = skip_name(s);
	if (!s)
		return -1;
	f->dst_offset = f->std_offset + 3600;
	if (*s != ',') {
		s = read_time(s, &west);
		if (!s)
			return -1;
		f->dst_offset = -west;
	}
	if (*s++ != ',' || !(s = read_change(s, &f->to_dst)) || *s++ != ',' ||
	    !(s = read_change(s, &f->to_std)) || *s)
		return -1;
	f->has_dst = true;
	return 0;
}

/* Local time of a change in `year`, as seconds since 1970 as if it were UTC. */
static int64_t change_in(const struct change *c, int64_t year)
{
	int64_t day;

	if (c->kind == 'J') {
		day = days_of(year, 1, 1) + c->day - 1 + (is_leap(year) && c->day >= 60);
	} else if (c->kind == 'D') {
		day = days_of(year, 1, 1) + c->day;
	} else {
		int64_t first = days_of(year, c->month, 1);
		int64_t next =
			c->month == 12 ? days_of(year + 1, 1, 1) : days_of(year, c->month + 1, 1);
		int weekday = (int)(((first + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */

		day = first + (c->day - weekday + 7) % 7 + (c->week - 1) * 7;
		if (day >= next)
			day -= 7;
	}
	return day * DAY + c->time;
}

static int footer_offset(const struct footer *f, int64_t at)
{
	int64_t year, start, end;
	bool dst;

	if (!f->has_dst)
		return f->std_offset;
	year = year_of(at + f->std_offset);
	start = change_in(&f->to_dst, year) - f->std_offset;
	end = change_in(&f->to_std, year) - f->dst_offset;
	/* South of the equator summer spans the turn of the year. */
	dst = start < end ? at >= start && at < end : at >= start || at < end;
	return dst ? f->dst_offset : f->std_offset;
}

/* ---- the file ---- */

static uint32_t be32(const unsigned char *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int64_t be64(const unsigned char *b)
{
	return (int64_t)((uint64_t)be32(b) << 32 | be32(b + 4));
}

struct counts {
	size_t isut, isstd, leap, time, type, chars;
};

static int read_header(const unsigned char *b, size_t len, struct counts *c)
{
	size_t *const fields[] = {&c->isut, &c->isstd, &c->leap, &c->time, &c->type, &c->chars};

	if (len < HEADER_BYTES || memcmp(b, "TZif", 4) != 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		*fields[i] = be32(b + 20 + i * 4);
		if (*fields[i] > 10000)
			return -1;
	}
	return 0;
}

static size_t block_bytes(const struct counts *c, size_t time_bytes)
{
	return c->time * (time_bytes + 1) + c->type * 6 + c->chars + c->leap * (time_bytes + 4) +
	       c->isstd + c->isut;
}

/* Reads transitions and types of the 64-bit block at `b`, whose size was checked. */
static int read_block(const unsigned char *b, const struct counts *c, struct zone *z)
{
	const unsigned char *index = b + c->time * 8;
	const unsigned char *types = index + c->time;

	if (!c->type)
		return -1;
	z->count = c->time;
	z->at = mem_new(c->time, sizeof(*z->at));
	z->offset = mem_new(c->time, sizeof(*z->offset));
	z->first = (int)be32(types);
	for (size_t i = 0; i < c->time; i++) {
		if (index[i] >= c->type)
			return -1;
		z->at[i] = be64(b + i * 8);
		if (i && z->at[i] <= z->at[i - 1])
			return -1;
		z->offset[i] = (int)be32(types + index[i] * 6);
	}
	return 0;
}

static int read_rest(const unsigned char *b, size_t len, struct footer *f)
{
	char text[128];
	const unsigned char *end;

	if (len < 2 || b[0] != '\n')
		return -1;
	end = memchr(b + 1, '\n', len - 1);
	if (!end || (size_t)(end - b) > sizeof(text))
		return -1;
	memcpy(text, b + 1, (size_t)(end - b - 1));
	text[end - b - 1] = '\0';
	return text[0] ? read_footer(text, f) : 0;
}

struct zone *zone_parse(const unsigned char *bytes, size_t len)
{
	struct zone *z = mem_new(1, sizeof(*z));
	struct counts c;
	size_t skip;

	if (read_header(bytes, len, &c) || bytes[4] < '2')
		goto broken;
	skip = HEADER_BYTES + block_bytes(&c, 4);
	if (skip > len || read_header(bytes + skip, len - skip, &c))
		goto broken;
	skip += HEADER_BYTES;
	if (block_bytes(&c, 8) > len - skip || read_block(bytes + skip, &c, z))
		goto broken;
	skip += block_bytes(&c, 8);
	if (read_rest(bytes + skip, len - skip, &z->footer))
		goto broken;
	return z;
broken:
	zone_destroy(z);
	return NULL;
}

/* Zone names come from a file that ops staff edit: letters, digits, "_+-/", and no way out of the
 * folder. */
static bool is_zone_name(const char *name)
{
	if (!*name || strlen(name) > 60 || *name == '/' || strstr(name, "//"))
		return false;
	return !name[strspn(name,
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/")];
}

struct zone *zone_load(const char *name)
{
	static const char *const folders[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo"};
	struct zone *z = NULL;

	if (!is_zone_name(name))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(folders) && !z; i++) {
		char path[128];
		unsigned char *bytes;
		FILE *in;

		(void)snprintf(path, sizeof(path), "%s/%s", folders[i], name);
		in = fopen(path, "rbe");
		if (!in)
			continue;
		bytes = mem_new(ZONE_FILE_MAX, 1);
		z = zone_parse(bytes, fread(bytes, 1, ZONE_FILE_MAX, in));
		free(bytes);
		(void)fclose(in);
	}
	return z;
}

void zone_destroy(struct zone *z)
{
	if (!z)
		return;
	free(z->at);
	free(z->offset);
	free(z);
}

/* ---- conversion ---- */

int zone_offset(const struct zone *z, int64_t at)
{
	size_t low = 0, high;

	if (!z)
		return 0;
	high = z->count;
	if ((!z->count || at >= z->at[z->count - 1]) && z->footer.known)
		return footer_offset(&z->footer, at);
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (z->at[mid] <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? z->offset[low - 1] : z->first;
}

int64_t zone_to_utc(const struct zone *z, int64_t local)
{
	/* The offsets on both sides of any change near by; a day is more than any offset. */
	int before = zone_offset(z, local - DAY);
	int after = zone_offset(z, local + DAY);
	int64_t low, high;

	if (zone_offset(z, local - before) == before)
		return local - before; /* also the first of two */
	if (zone_offset(z, local - after) == after)
		return local - after;
	/* Skipped: the instant of the change lies between the two readings. */
	low = local - after;
	high = local - before;
	while (low + 1 < high) {
		int64_t mid = low + (high - low) / 2;

		if (zone_offset(z, mid) == before)
			low = mid;
		else
			high = mid;
	}
	return high;
}
