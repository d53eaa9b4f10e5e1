/*
 * Prices and dates: what a model needs to understand the question, and no personal data. They are
 * set aside so that they are not taken for long numbers.
 */
#include "gateway/guard/finder.h"

#include <string.h>

#include "config/load/attrs.h"

#define PRICE_DIGITS_MAX 9

static const char *const currencies[] = {
	"€",      "$",       "£",     "¥",      "eur",     "euro", "euros", "usd", "us$",
	"nt$",    "ntd",     "twd",   "hk$",    "hkd",     "gbp",  "chf",   "cny", "rmb",
	"dollar", "dollars", "pound", "pounds", "franken", "cent", "cents", "%",   "元",
	"块",     "人民币",  "欧元",  "美元",   "港币",    "台币", "新台币"};

/* The length in cells of a currency at `at`, forwards or ending there; 0: none. */
static size_t currency_at(const struct view *v, size_t at, bool backwards)
{
	for (size_t i = 0; i < ARRAY_LEN(currencies); i++) {
		char text[24];
		const char *word = currencies[i];
		size_t cells = 0;
		for (const char *p = word; *p; p++)
			cells += ((unsigned char)*p & 0xC0) != 0x80;
		size_t from = backwards ? at - cells : at;
		if (backwards && cells > at)
			continue;
		view_copy(v, from, from + cells, text, sizeof text);
		if (strcmp(text, word) != 0)
			continue;
		if (view_is_letter(view_code(v, from)) &&
		    (view_is_letter(view_code(v, backwards ? from - 1 : from + cells))))
			continue;
		return cells;
	}
	return 0;
}

/* Digits with points, commas, apostrophes and single blanks between them, as in 1 299,00. */
static size_t amount_end(const struct finder *f, size_t at, size_t *ret_digits)
{
	const struct view *v = &f->view;

	for (*ret_digits = 0; at < v->count && f->states[at] == CELL_FREE; at++) {
		uint32_t c = v->cells[at].code;
		if (view_is_digit(c))
			(*ret_digits)++;
		else if (!(c == '.' || c == ',' || c == '\'' || c == ' ') ||
			 !view_is_digit(view_code(v, at + 1)))
			break;
	}
	return at;
}

static bool mark_price(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t digits, end = amount_end(f, at, &digits), behind = end;

	if (digits > PRICE_DIGITS_MAX)
		return false;
	if (view_code(v, behind) == ' ')
		behind++;
	size_t before = at > 0 && v->cells[at - 1].code == ' ' ? at - 1 : at;
	if (!currency_at(v, behind, false) && !(before > 0 && currency_at(v, before, true)))
		return false;
	finder_mark_plain(f, at, end);
	*ret_end = end;
	return true;
}

/* ---- dates ---- */

/* Up to four digits at `at`; returns the cell behind them. */
static size_t small_number(const struct finder *f, size_t at, unsigned *ret)
{
	size_t from = at;

	*ret = 0;
	while (at - from < 5 && view_is_digit(view_code(&f->view, at)) &&
	       f->states[at] == CELL_FREE)
		*ret = *ret * 10 + (f->view.cells[at++].code - '0');
	return at;
}

static bool is_day_and_month(unsigned a, unsigned b)
{
	return a >= 1 && b >= 1 && ((a <= 31 && b <= 12) || (a <= 12 && b <= 31));
}

static bool is_year(unsigned y)
{
	return y >= 1900 && y <= 2099;
}

/* 2026-11-22, 22.11.2026, 11/22/26, 2024-2026. */
static bool mark_date(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	unsigned a, b, c;
	size_t one = small_number(f, at, &a), two, three;
	uint32_t sep = view_code(v, one);

	if (!(sep == '-' || sep == '.' || sep == '/') || one - at > 4)
		return false;
	two = small_number(f, view_code(v, one + 1) == ' ' ? one + 2 : one + 1, &b);
	if (view_code(v, two) != sep) {
		if (!is_year(a) || !is_year(b) || two - one != 5)
			return false;
		three = two;
	} else {
		size_t from = view_code(v, two + 1) == ' ' ? two + 2 : two + 1;
		three = small_number(f, from, &c);
		bool year_first = is_year(a) && is_day_and_month(b, c) && three > from;
		bool year_last = is_day_and_month(a, b) && (is_year(c) || three - from == 2);
		if (!year_first && !year_last)
			return false;
	}
	/* 06.12.34.56.78 is a telephone number from its first group to its last. */
	if (view_is_digit(view_code(v, three)) ||
	    (view_code(v, three) == sep && view_is_digit(view_code(v, three + 1))) ||
	    (view_code(v, at - 1) == sep && view_is_digit(view_code(v, at - 2))))
		return false;
	finder_mark_plain(f, at, three);
	*ret_end = three;
	return true;
}

void find_prices_and_dates(struct finder *f)
{
	for (size_t i = 0; i < f->view.count; i++) {
		size_t end;
		if (!view_is_digit(f->view.cells[i].code) || f->states[i] != CELL_FREE ||
		    view_is_digit(view_code(&f->view, i - 1)))
			continue;
		if (mark_date(f, i, &end) || mark_price(f, i, &end))
			i = end - 1;
	}
}
