/*
 * Numbers and telephone numbers. Separators of numbers differ by country: of two different ones the
 * last is the decimal point, one that comes twice groups thousands, and a single one before exactly
 * three digits is what the chat's language makes of it.
 */
#include <stdio.h>
#include <string.h>

#include "intents/slots/find.h"

#define NUMBER_MAX 60
#define PHONE_LEAST 7
#define PHONE_MOST 15 /* E.164 */
#define PHONE_LEAST_UNASKED 9

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- numbers ---- */

/* Whether `c` may stand between the digits of a number. */
static bool is_separator(char c, bool blanks)
{
	return c == '.' || c == ',' || c == '\'' || (c == ' ' && blanks);
}

/* The separator that is the decimal point in `s`, as an offset; `len` when there is none. */
static size_t decimal_point(const struct finder_input *in, const char *s, size_t len)
{
	bool comma_is_point = in->locale == LOCALE_DE || in->locale == LOCALE_FR;
	size_t last = len, count = 0;

	for (size_t i = 0; i < len; i++) {
		if (!is_digit(s[i]))
			last = i;
	}
	if (last == len || s[last] == ' ' || s[last] == '\'')
		return len;
	for (size_t i = 0; i < len; i++)
		count += s[i] == s[last];
	if (count > 1)
		return len;
	for (size_t i = 0; i < last; i++) {
		if (!is_digit(s[i]))
			return last;
	}
	if (len - last - 1 != 3 || last > 3 || s[0] == '0')
		return last;
	return (s[last] == ',') == comma_is_point ? last : len;
}

/* Whether the digits before the point come in groups of three, where they are grouped. */
static bool is_grouped(const char *s, size_t whole)
{
	size_t run = 0, groups = 0;

	for (size_t i = 0; i <= whole; i++) {
		if (i < whole && is_digit(s[i])) {
			run++;
			continue;
		}
		if (groups > 0 ? run != 3 : run > 3 && i < whole)
			return false;
		groups++;
		run = 0;
	}
	return true;
}

/* The bytes of the number that begins at the digit `s`. */
static size_t number_len(const char *s, bool blanks)
{
	size_t len = 0;

	while (is_digit(s[len]) || (is_separator(s[len], blanks) && is_digit(s[len + 1])))
		len++;
	return len;
}

static void write_number(const char *s, size_t len, size_t point, bool negative, char *out)
{
	size_t used = 0, zeros;

	if (negative)
		out[used++] = '-';
	zeros = strspn(s, "0");
	if (zeros > 0 && (zeros >= point || !is_digit(s[zeros])))
		zeros--;
	for (size_t i = zeros; i < len; i++) {
		if (is_digit(s[i]))
			out[used++] = s[i];
		else if (i == point)
			out[used++] = '.';
	}
	out[used] = '\0';
}

/* The number at the digit `s`: its length and decimal point; 0 when its groups are none. Blanks
 * group in an answer only: "order 2 300" said by the way could be two things. */
static size_t number_at(const struct finder_input *in, const char *s, size_t *ret_point)
{
	for (int blanks = in->asked; blanks >= 0; blanks--) {
		size_t len = number_len(s, blanks != 0);

		*ret_point = decimal_point(in, s, len);
		if (len <= NUMBER_MAX && is_grouped(s, *ret_point))
			return len;
	}
	return 0;
}

bool find_number(const struct finder_input *in, size_t from, struct found *ret)
{
	for (size_t at = from; at < in->len; at++) {
		const char *s = in->text + at;
		bool negative = at > 0 && s[-1] == '-' && (at == 1 || s[-2] == ' ');
		size_t len, point;

		if (!is_digit(*s))
			continue;
		len = find_is_edge(in->text, in->len, at) ? number_at(in, s, &point) : 0;
		if (len > 0) {
			ret->start = at - (negative ? 1 : 0);
			ret->len = len + (negative ? 1 : 0);
			write_number(s, len, point, negative, ret->value);
			return true;
		}
		at += number_len(s, false);
	}
	return false;
}

/* ---- telephone numbers ---- */

static bool is_phone_char(char c)
{
	return is_digit(c) || c == ' ' || c == '-' || c == '/' || c == '.' || c == '(' || c == ')';
}

/* Digits of `s`, "+" in front when it is international; the "(0)" of +49 (0) 30 is not dialled from
 * abroad. Returns the number of digits. */
static size_t write_phone(const char *s, size_t len, char *out)
{
	size_t used = 0;
	bool international = s[0] == '+' || strncmp(s, "00", 2) == 0;

	if (international)
		out[used++] = '+';
	for (size_t i = s[0] == '+' ? 1 : international ? 2 : 0; i < len; i++) {
		if (international && strncmp(s + i, "(0)", 3) == 0)
			i += 2;
		else if (is_digit(s[i]) && used < PHONE_MOST + 2)
			out[used++] = s[i];
	}
	out[used] = '\0';
	return used - (international ? 1 : 0);
}

bool find_phone(const struct finder_input *in, size_t from, struct found *ret)
{
	size_t least = in->asked ? PHONE_LEAST : PHONE_LEAST_UNASKED;

	for (size_t at = from; at < in->len; at++) {
		const char *s = in->text + at;
		size_t len = 1, digits;

		if (!is_digit(*s) && *s != '+' && *s != '(')
			continue;
		while (is_phone_char(s[len]))
			len++;
		while (len > 1 && !is_digit(s[len - 1]))
			len--;
		digits = write_phone(s, len, ret->value);
		if (digits >= least && digits <= PHONE_MOST &&
		    find_is_edge(in->text, in->len, at) &&
		    (in->asked || *s == '+' || *s == '0' || strncmp(s, "(0", 2) == 0)) {
			ret->start = at;
			ret->len = len;
			return true;
		}
		at += len - 1;
	}
	return false;
}
