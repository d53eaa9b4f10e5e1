/*
 * Dates, numbers and capitals in five languages, by table: no system locale, so that the same value
 * reads the same on every machine. A time is shown as it was given, nobody knows the customer's
 * zone.
 */
#include "intents/reply/filter.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "config/text/utf8.h"

/* Digits of an amount of money behind the point. */
#define CENTS 2

static const char *const words[FILTER_COUNT] = {"date", "number", "amount", "upper"};

const char *const *filter_words(void)
{
	return words;
}

enum filter filter_of(const char *word)
{
	for (int i = 0; i < FILTER_COUNT; i++) {
		if (strcmp(words[i], word) == 0)
			return (enum filter)(i + 1);
	}
	return FILTER_NONE;
}

/* ---- date ---- */

static const char *const months[3][12] = {
	{"January", "February", "March", "April", "May", "June", "July", "August", "September",
	 "October", "November", "December"},
	{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
	 "Oktober", "November", "Dezember"},
	{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
	 "octobre", "novembre", "décembre"},
};

struct moment {
	int year, month, day, hour, minute;
	bool has_time;
};

/* Digits at `*s`, exactly `count`; moves behind them. -1: there are none. */
static int digits(const char **s, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		value = value * 10 + (**s - '0');
	}
	return value;
}

/* Reads YYYY-MM-DD, and after it THH:MM when it is there. */
static bool read_moment(const char *s, struct moment *m)
{
	*m = (struct moment){0};
	m->year = digits(&s, 4);
	if (m->year < 0 || *s++ != '-')
		return false;
	m->month = digits(&s, 2);
	if (m->month < 1 || m->month > 12 || *s++ != '-')
		return false;
	m->day = digits(&s, 2);
	if (m->day < 1 || m->day > 31)
		return false;
	if (*s == '\0')
		return true;
	if (*s != 'T' && *s != ' ')
		return false;
	s++;
	m->hour = digits(&s, 2);
	if (m->hour < 0 || m->hour > 23 || *s++ != ':')
		return false;
	m->minute = digits(&s, 2);
	m->has_time = true;
	return m->minute >= 0 && m->minute < 60;
}

static char *format_date(const char *value, enum locale l)
{
	struct moment m;
	char date[64], text[96];

	if (!read_moment(value, &m))
		return NULL;
	switch (l) {
	case LOCALE_DE:
		(void)snprintf(date, sizeof(date), "%d. %s %d", m.day, months[1][m.month - 1],
			       m.year);
		break;
	case LOCALE_FR:
		(void)snprintf(date, sizeof(date), "%d%s %s %d", m.day, m.day == 1 ? "er" : "",
			       months[2][m.month - 1], m.year);
		break;
	case LOCALE_ZH_HANT:
	case LOCALE_ZH_HANS:
		(void)snprintf(date, sizeof(date), "%d年%d月%d日", m.year, m.month, m.day);
		break;
	default:
		(void)snprintf(date, sizeof(date), "%d %s %d", m.day, months[0][m.month - 1],
			       m.year);
	}
	if (!m.has_time)
		return mem_string(date);
	(void)snprintf(text, sizeof(text), "%s%s%02d:%02d%s", date,
		       l == LOCALE_FR                               ? " à "
		       : l == LOCALE_ZH_HANT || l == LOCALE_ZH_HANS ? " "
								    : ", ",
		       m.hour, m.minute, l == LOCALE_DE ? " Uhr" : "");
	return mem_string(text);
}

/* ---- number ---- */

/* French groups with a narrow no-break space. At least `decimals` digits stand behind the point;
 * none that is there is taken away, because rounding is for whoever knows what it counts. */
static char *format_number(const char *value, enum locale l, size_t decimals)
{
	const char *group = l == LOCALE_DE ? "." : l == LOCALE_FR ? "\u202f" : ",";
	const char *point = l == LOCALE_DE || l == LOCALE_FR ? "," : ".";
	const char *s = value[0] == '-' ? value + 1 : value;
	size_t whole = strspn(s, "0123456789");
	size_t fraction = s[whole] == '.' ? strspn(s + whole + 1, "0123456789") : 0;
	size_t used = whole + (s[whole] == '.' ? fraction + 1 : 0);
	char *text = NULL;
	size_t size;

	if (whole == 0 || s[used] != '\0' || (s[whole] == '.' && fraction == 0))
		return NULL;
	FILE *out = open_memstream(&text, &size);
	if (out == NULL)
		abort();
	if (s != value)
		fputc('-', out);
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			fputs(group, out);
		fputc(s[i], out);
	}
	if (fraction > 0 || decimals > 0)
		fputs(point, out);
	fputs(fraction > 0 ? s + whole + 1 : "", out);
	for (size_t i = fraction; i < decimals; i++)
		fputc('0', out);
	fclose(out);
	return text;
}

/* ---- upper ---- */

/* Capitals of the letters that English, German and French have. */
static uint32_t upper_of(uint32_t code)
{
	if ((code >= 'a' && code <= 'z') || (code >= 0xe0 && code <= 0xfe && code != 0xf7))
		return code - 0x20;
	if (code == 0x153) /* oe */
		return 0x152;
	return code == 0xff ? 0x178 : code; /* y with diaeresis */
}

static char *format_upper(const char *value)
{
	size_t len = strlen(value), out_len = 0;
	char *out = mem_new(2 * len + 1, 1);

	if (utf8_valid(value, len) != len) {
		free(out);
		return NULL;
	}
	for (size_t i = 0; i < len;) {
		uint32_t code;

		i += utf8_decode(value + i, len - i, &code);
		if (code == 0xdf) { /* sharp s */
			out[out_len++] = 'S';
			out[out_len++] = 'S';
		} else {
			out_len += utf8_encode(upper_of(code), out + out_len);
		}
	}
	return out;
}

char *filter_apply(enum filter f, const char *value, const char *locale)
{
	enum locale l = locale != NULL ? locale_lookup(locale) : LOCALE_EN;

	switch (f) {
	case FILTER_DATE: return format_date(value, l);
	case FILTER_NUMBER: return format_number(value, l, 0);
	case FILTER_AMOUNT: return format_number(value, l, CENTS);
	case FILTER_UPPER: return format_upper(value);
	case FILTER_NONE: break;
	}
	return NULL;
}
