/*
 * When the desk is open: weekly hours in a time zone with its daylight saving, and holidays. Pure
 * once loaded: the time comes in as a parameter, always UTC in milliseconds since 1970.
 *
 * A week may hold up to HOURS_SPANS_MAX spans; one that ends at or before its start runs into the
 * next day. Hours with no span at all mean: open around the clock.
 */
#ifndef ESCALATION_HOURS_H
#define ESCALATION_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"

#define HOURS_SPANS_MAX 28
#define HOURS_HOLIDAYS_MAX 366
#define HOURS_TEXT_ROOM 160

struct zone;

struct hours_span {
	unsigned char days; /* bit 0 Monday to bit 6 Sunday: the days it begins on */
	short from, to;     /* minutes of the local day, 0 to 1440 */
};

struct hours_date {
	int year;       /* 0 = every year */
	int month, day; /* from 1 */
};

struct hours {
	struct zone *zone; /* owned; NULL = UTC */
	char zone_name[64];
	struct hours_span spans[HOURS_SPANS_MAX];
	size_t span_count;
	struct hours_date
		holidays[HOURS_HOLIDAYS_MAX]; /* spans that begin on these local days do not open */
	size_t holiday_count;
};

void hours_dispose(struct hours *h);
/* Whether it is open at `now_ms`. When not, *ret_until_ms is the next opening (0: none within 400
 * days). */
bool hours_is_open(const struct hours *h, int64_t now_ms, int64_t *ret_until_ms);
/* When `open_ms` of opening time have passed since `from_ms`; 0: not within the 400 days after some
 * opening. Around the clock that is plain addition. */
int64_t hours_add(const struct hours *h, int64_t from_ms, int64_t open_ms);
/* How much opening time lies between the two; 0 when `to_ms` is not the later one. */
int64_t hours_between(const struct hours *h, int64_t from_ms, int64_t to_ms);
/* The week as text in the words of `locale` (default English), e.g. "Mon-Fri 09:00-18:00
 * (Europe/Berlin)"; "" when open around the clock. */
void hours_text(const struct hours *h, const char *locale, char buf[HOURS_TEXT_ROOM]);
/* "mon", "mon-fri", "sat, sun" to bits. Returns 0, or -1. */
int hours_parse_days(const char *text, unsigned char *ret_days) MUSTCHECK;
/* "09:00" to minutes, "24:00" being 1440. Returns 0, or -1. */
int hours_parse_time(const char *text, short *ret_minutes) MUSTCHECK;
/* "2026-12-26" or "12-25" (every year). Returns 0, or -1. */
int hours_parse_date(const char *text, struct hours_date *ret) MUSTCHECK;

#endif
