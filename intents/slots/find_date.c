/*
 * Full dates as people write them: 2026-12-24, 2026/12/24, 24.12.2026, 24/12/2026, 2026年12月24日,
 * 24. Dezember 2026, Dec 24th, 2026, 1er janvier 2026. Day before month, as most of the world
 * writes, unless only the other order is a date. A date without a year needs to know what day it
 * is, which nobody tells this folder, so it is none.
 */
#include <stdio.h>
#include <string.h>

#include "config/load/attrs.h"
#include "intents/base/calendar.h"
#include "intents/slots/find.h"

struct cursor {
	const char *s; /* NUL-terminated */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of `least` to `most` digits, no more following; -1: none. */
static int take_number(struct cursor *c, int least, int most)
{
	int value = 0, count = 0;

	while (count < most && is_digit(c->s[count]))
		value = value * 10 + (c->s[count++] - '0');
	if (count < least || is_digit(c->s[count]))
		return -1;
	c->s += count;
	return value;
}

static bool take_text(struct cursor *c, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(c->s, text, len) != 0)
		return false;
	c->s += len;
	return true;
}

static void take_blanks(struct cursor *c)
{
	while (*c->s == ' ')
		c->s++;
}

/* One of . / - with blanks around it. */
static char take_separator(struct cursor *c)
{
	char found;

	take_blanks(c);
	found = *c->s;
	if (found != '.' && found != '/' && found != '-')
		return '\0';
	c->s++;
	take_blanks(c);
	return found;
}

/* Normalised names of the months, 1 to 12; a beginning of three characters or more will do. */
static const struct {
	const char *name;
	int month;
} months[] = {
	{"january", 1},   {"januar", 1},    {"jänner", 1},    {"janvier", 1},   {"february", 2},
	{"februar", 2},   {"février", 2},   {"fevrier", 2},   {"march", 3},     {"märz", 3},
	{"maerz", 3},     {"mars", 3},      {"april", 4},     {"avril", 4},     {"may", 5},
	{"mai", 5},       {"june", 6},      {"juni", 6},      {"juin", 6},      {"july", 7},
	{"juli", 7},      {"juillet", 7},   {"august", 8},    {"août", 8},      {"aout", 8},
	{"september", 9}, {"septembre", 9}, {"october", 10},  {"oktober", 10},  {"octobre", 10},
	{"november", 11}, {"novembre", 11}, {"december", 12}, {"dezember", 12}, {"décembre", 12},
	{"decembre", 12},
};

/* Returns 0 when there is no name of a month, or one that could be two. */
static int take_month(struct cursor *c)
{
	size_t len = 0;
	int month = 0;

	while ((c->s[len] >= 'a' && c->s[len] <= 'z') || (unsigned char)c->s[len] >= 0x80)
		len++;
	for (size_t i = 0; i < ARRAY_LEN(months) && len >= 3; i++) {
		if (strncmp(months[i].name, c->s, len) != 0)
			continue;
		if (month != 0 && month != months[i].month)
			return 0;
		month = months[i].month;
	}
	if (month == 0)
		return 0;
	c->s += len;
	(void)take_text(c, ".");
	take_blanks(c);
	return month;
}

struct date {
	int year, month, day;
};

static bool is_sane(const struct date *d)
{
	return d->year >= 1900 && d->year < 3000 && calendar_is_day(d->year, d->month, d->day);
}

/* 2026-12-24, 2026/12/24, 2026年12月24日 (the characters are simplified by now). */
static bool year_first(struct cursor *c, struct date *d)
{
	char separator;

	d->year = take_number(c, 4, 4);
	if (d->year < 0)
		return false;
	take_blanks(c);
	if (take_text(c, "年")) {
		take_blanks(c);
		d->month = take_number(c, 1, 2);
		take_blanks(c);
		if (!take_text(c, "月"))
			return false;
		take_blanks(c);
		d->day = take_number(c, 1, 2);
		take_blanks(c);
		(void)(take_text(c, "日") || take_text(c, "号"));
		return is_sane(d);
	}
	separator = take_separator(c);
	d->month = separator != '\0' ? take_number(c, 1, 2) : -1;
	if (d->month < 0 || take_separator(c) != separator)
		return false;
	d->day = take_number(c, 1, 2);
	return is_sane(d);
}

/* 24.12.2026, 24/12/2026, 12/24/2026 */
static bool day_first(struct cursor *c, struct date *d)
{
	char separator;

	d->day = take_number(c, 1, 2);
	separator = d->day >= 0 ? take_separator(c) : '\0';
	d->month = separator != '\0' ? take_number(c, 1, 2) : -1;
	if (d->month < 0 || take_separator(c) != separator)
		return false;
	d->year = take_number(c, 4, 4);
	if (d->month > 12 && separator == '/') {
		int swap = d->month;

		d->month = d->day;
		d->day = swap;
	}
	return is_sane(d);
}

static void take_ordinal(struct cursor *c)
{
	static const char *const endings[] = {"st", "nd", "rd", "th", "er", "."};

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (take_text(c, endings[i]))
			break;
	}
	take_blanks(c);
}

/* 24. Dezember 2026, 24th of December 2026 */
static bool day_and_name(struct cursor *c, struct date *d)
{
	d->day = take_number(c, 1, 2);
	if (d->day < 0)
		return false;
	take_ordinal(c);
	(void)take_text(c, "of ");
	d->month = take_month(c);
	(void)take_text(c, ", ");
	d->year = take_number(c, 4, 4);
	return is_sane(d);
}

/* December 24th, 2026 */
static bool name_first(struct cursor *c, struct date *d)
{
	d->month = take_month(c);
	if (d->month == 0)
		return false;
	d->day = take_number(c, 1, 2);
	if (d->day < 0)
		return false;
	take_ordinal(c);
	(void)take_text(c, ",");
	take_blanks(c);
	d->year = take_number(c, 4, 4);
	return is_sane(d);
}

bool find_date(const struct finder_input *in, size_t from, struct found *ret)
{
	static bool (*const forms[])(struct cursor *, struct date *) = {year_first, day_first,
									day_and_name, name_first};

	for (size_t at = from; at < in->len; at++) {
		if (!find_is_edge(in->text, in->len, at))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
			struct cursor c = {in->text + at};
			struct date d = {0};

			if (!forms[i](&c, &d))
				continue;
			ret->start = at;
			ret->len = (size_t)(c.s - in->text) - at;
			(void)snprintf(ret->value, sizeof(ret->value), "%04d-%02d-%02d", d.year,
				       d.month, d.day);
			return true;
		}
	}
	return false;
}
