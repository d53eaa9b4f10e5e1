/*
 * IBANs and payment cards: both prove themselves by their check digits, so they are believed in any
 * spelling and next to anything.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/guard/finder.h"

#define CARD_LEAST 13
#define CARD_MOST 19
#define IBAN_MOST 34
#define GAP_MOST 3

static const struct country {
	char code[3];
	unsigned char len;
} countries[] = {
	{"ad", 24}, {"ae", 23}, {"al", 28}, {"at", 20}, {"az", 28}, {"ba", 20}, {"be", 16},
	{"bg", 22}, {"bh", 22}, {"br", 29}, {"by", 28}, {"ch", 21}, {"cr", 22}, {"cy", 28},
	{"cz", 24}, {"de", 22}, {"dk", 18}, {"do", 28}, {"ee", 20}, {"eg", 29}, {"es", 24},
	{"fi", 18}, {"fo", 18}, {"fr", 27}, {"gb", 22}, {"ge", 22}, {"gi", 23}, {"gl", 18},
	{"gr", 27}, {"gt", 28}, {"hr", 21}, {"hu", 28}, {"ie", 22}, {"il", 23}, {"iq", 23},
	{"is", 26}, {"it", 27}, {"jo", 30}, {"kw", 30}, {"kz", 20}, {"lb", 28}, {"li", 21},
	{"lt", 20}, {"lu", 20}, {"lv", 21}, {"mc", 27}, {"md", 24}, {"me", 22}, {"mk", 19},
	{"mr", 27}, {"mt", 31}, {"mu", 30}, {"nl", 18}, {"no", 15}, {"pk", 24}, {"pl", 28},
	{"pt", 25}, {"qa", 29}, {"ro", 24}, {"rs", 22}, {"sa", 24}, {"se", 24}, {"si", 19},
	{"sk", 24}, {"sm", 27}, {"tn", 24}, {"tr", 26}, {"ua", 29}, {"va", 22}, {"xk", 20}};

/* What may stand between two characters of a number that is written in groups. */
static bool is_gap(uint32_t c)
{
	return view_is_blank(c) || c == '-' || c == '.' || c == '/' || c == '_' || c == ',' ||
	       c == 0xB7 || c == 0x2022 || c == '*' || c == '|' || c == ':' || c == '(' ||
	       c == ')' || c == '\'' || c == '+';
}

/* The next character of the number behind `at`, over a gap; the count of cells when there is none.
 */
static size_t next_in_group(const struct finder *f, size_t at, bool (*is_part)(uint32_t))
{
	for (size_t gap = 0; gap <= GAP_MOST && at < f->view.count; gap++, at++) {
		if (is_part(f->view.cells[at].code))
			return f->states[at] == CELL_FREE ? at : f->view.count;
		if (!is_gap(f->view.cells[at].code))
			break;
	}
	return f->view.count;
}

/* ---- IBAN ---- */

static bool is_iban_char(uint32_t c)
{
	return view_is_digit(c) || (c >= 'a' && c <= 'z');
}

static size_t iban_len(const char *code)
{
	for (size_t i = 0; i < ARRAY_LEN(countries); i++) {
		if (memcmp(countries[i].code, code, 2) == 0)
			return countries[i].len;
	}
	return 0;
}

/* Words in a row are letters too, and one in 97 such rows has the right check digits. */
static bool iban_is_right(const char *iban, size_t len)
{
	unsigned rest = 0, digits = 0;

	for (size_t i = 0; i < len; i++) {
		char c = iban[(i + 4) % len];
		unsigned value = c >= 'a' ? (unsigned)(c - 'a') + 10 : (unsigned)(c - '0');
		rest = (rest * (value >= 10 ? 100 : 10) + value) % 97;
		digits += value < 10;
	}
	return rest == 1 && digits * 5 >= len * 2;
}

/* The cell behind the IBAN that begins at `at`, 0: none. */
static size_t iban_end(const struct finder *f, size_t at)
{
	char iban[IBAN_MOST];
	size_t len = 0, want = 2;

	while (len < want && at < f->view.count) {
		iban[len++] = (char)f->view.cells[at].code;
		if (len == 2 && (want = iban_len(iban)) == 0)
			return 0;
		if ((len == 3 || len == 4) && iban[len - 1] > '9')
			return 0;
		at = len < want ? next_in_group(f, at + 1, is_iban_char) : at + 1;
	}
	return len == want && iban_is_right(iban, len) ? at : 0;
}

void find_ibans(struct finder *f)
{
	for (size_t i = 0; i + 14 < f->view.count; i++) {
		uint32_t c = f->view.cells[i].code;
		size_t end;
		if (c < 'a' || c > 'z' || f->states[i] != CELL_FREE || !(end = iban_end(f, i)))
			continue;
		finder_take(f, i, end, MASK_IBAN);
		i = end - 1;
	}
}

/* ---- cards ---- */

/* Whether a card number may begin like that: the ranges of the networks. */
static bool is_issuer(const char *d)
{
	int two = (d[0] - '0') * 10 + d[1] - '0';
	int four = two * 100 + (d[2] - '0') * 10 + d[3] - '0';

	return d[0] == '4' || (two >= 50 && two <= 69) || (four >= 2221 && four <= 2720) ||
	       two == 34 || two == 37 || two == 35 || two == 36 || two == 38 || two == 39 ||
	       two == 30 || two == 81;
}

static bool luhn_is_right(const char *digits, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned d = (unsigned)(digits[len - 1 - i] - '0');
		sum += i % 2 == 0 ? d : d < 5 ? 2 * d : 2 * d - 9;
	}
	return sum % 10 == 0;
}

/* The cell behind the longest card number that begins at the digit `at`, 0: none. It ends where a
 * group ends. */
static size_t card_end(const struct finder *f, size_t at)
{
	char digits[CARD_MOST];
	size_t len = 0, found = 0;

	while (at < f->view.count && len < CARD_MOST) {
		digits[len++] = (char)f->view.cells[at].code;
		if (len >= CARD_LEAST && !view_is_digit(view_code(&f->view, at + 1)) &&
		    is_issuer(digits) && luhn_is_right(digits, len))
			found = at + 1;
		at = next_in_group(f, at + 1, view_is_digit);
	}
	return found;
}

void find_cards(struct finder *f)
{
	for (size_t i = 0; i + CARD_LEAST <= f->view.count; i++) {
		size_t end;
		if (!view_is_digit(f->view.cells[i].code) || f->states[i] != CELL_FREE ||
		    (view_is_digit(view_code(&f->view, i - 1)) && f->states[i - 1] == CELL_FREE) ||
		    !(end = card_end(f, i)))
			continue;
		finder_take(f, i, end, MASK_CARD);
		i = end - 1;
	}
}
