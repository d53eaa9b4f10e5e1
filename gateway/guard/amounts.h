/*
 * Amounts, percentages, durations and days in a normalised text of any of the languages, as numbers
 * that can be compared: "49,90 €" is "EUR 49.90", "two weeks" are "14 Tage".
 */
#ifndef GATEWAY_GUARD_AMOUNTS_H
#define GATEWAY_GUARD_AMOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum amount_kind {
	AMOUNT_MONEY,   /* in hundredths */
	AMOUNT_PERCENT, /* in hundredths */
	AMOUNT_HOURS,   /* hours, days, weeks */
	AMOUNT_MONTHS,  /* months, years */
	AMOUNT_DATE,    /* month * 100 + day */
	AMOUNT_WEEKDAY, /* 1 Monday to 7 Sunday; 8 tomorrow, 9 the day after */
};

struct amount {
	enum amount_kind kind;
	int64_t value, other; /* `other`: the second way to read 3/4, else the same */
	size_t start, len;    /* bytes in the normalised text */
};

/* Fills at most `max`; returns how many. */
size_t amounts_find(const char *text, size_t len, struct amount *ret, size_t max);
bool amount_is_among(const struct amount *a, const struct amount *all, size_t count);

#endif
