/*
 * Numbers that are spelled out: "four one one double one", "null eins sieben", "zéro six douze",
 * 一三八 一二三四. A run of such words becomes the digits that it says, so that whoever looks for
 * numbers afterwards needs to know nothing of it. Short runs stay words: "two or three chairs".
 */
#include "gateway/guard/view.h"

#include <string.h>

#include "config/load/attrs.h"

#define WORDS_LEAST 4  /* in a row; "eins, zwei, drei" is no number */
#define DIGITS_LEAST 6 /* of Chinese numerals with blanks or digits between them */
#define WORD_ROOM 48
#define LETTERS_MOST 20 /* siebenundzwanzig has 16 */
#define SEPARATOR_MOST 3

/* In three languages at once: they share few words, and those mean the same. */
static const struct numeral {
	const char *word;
	unsigned char value;
} numerals[] = {
	{"zero", 0},      {"oh", 0},        {"o", 0},          {"one", 1},       {"two", 2},
	{"three", 3},     {"four", 4},      {"five", 5},       {"six", 6},       {"seven", 7},
	{"eight", 8},     {"nine", 9},      {"ten", 10},       {"eleven", 11},   {"twelve", 12},
	{"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},   {"sixteen", 16},  {"seventeen", 17},
	{"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},    {"thirty", 30},   {"forty", 40},
	{"fifty", 50},    {"sixty", 60},    {"seventy", 70},   {"eighty", 80},   {"ninety", 90},
	{"null", 0},      {"ein", 1},       {"eins", 1},       {"zwei", 2},      {"zwo", 2},
	{"drei", 3},      {"vier", 4},      {"fünf", 5},       {"fuenf", 5},     {"sechs", 6},
	{"sieben", 7},    {"acht", 8},      {"neun", 9},       {"zehn", 10},     {"elf", 11},
	{"zwölf", 12},    {"zwoelf", 12},   {"dreizehn", 13},  {"vierzehn", 14}, {"fünfzehn", 15},
	{"sechzehn", 16}, {"siebzehn", 17}, {"achtzehn", 18},  {"neunzehn", 19}, {"zwanzig", 20},
	{"dreissig", 30}, {"vierzig", 40},  {"fünfzig", 50},   {"sechzig", 60},  {"siebzig", 70},
	{"achtzig", 80},  {"neunzig", 90},  {"zéro", 0},       {"un", 1},        {"deux", 2},
	{"trois", 3},     {"quatre", 4},    {"cinq", 5},       {"sept", 7},      {"huit", 8},
	{"neuf", 9},      {"dix", 10},      {"onze", 11},      {"douze", 12},    {"treize", 13},
	{"quatorze", 14}, {"quinze", 15},   {"seize", 16},     {"vingt", 20},    {"vingts", 20},
	{"trente", 30},   {"quarante", 40}, {"cinquante", 50}, {"soixante", 60}, {"septante", 70},
	{"huitante", 80}, {"nonante", 90}};

static int numeral_of(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(numerals); i++) {
		if (numerals[i].word[0] == word[0] && strcmp(numerals[i].word, word) == 0)
			return numerals[i].value;
	}
	return -1;
}

/* Also siebenundzwanzig; -1: no number. */
static int value_of_word(const char *word)
{
	int value = numeral_of(word), unit, tens;
	const char *and = value < 0 ? strstr(word, "und") : NULL;
	char front[WORD_ROOM];

	if (!and || and == word)
		return value;
	memcpy(front, word, (size_t)(and-word));
	front[and-word] = '\0';
	unit = numeral_of(front);
	tens = numeral_of(and+3);
	return unit >= 1 && unit <= 9 && tens >= 20 ? tens + unit : -1;
}

/* The number word at `at`, letters without hyphens; returns the cell behind it, `at`: none. */
static size_t read_word(const struct view *v, size_t at, int *ret_value)
{
	char word[WORD_ROOM];
	size_t end = at;

	if (view_is_word(view_code(v, at - 1)))
		return at;
	while (view_is_letter(view_code(v, end)) && end - at < LETTERS_MOST)
		end++;
	if (end == at || view_is_word(view_code(v, end)))
		return at;
	view_copy(v, at, end, word, sizeof word);
	*ret_value = value_of_word(word);
	return *ret_value >= 0 ? end : at;
}

static size_t separator_end(const struct view *v, size_t at)
{
	size_t end = at;

	while (end - at < SEPARATOR_MOST && view_code(v, end) && view_code(v, end) < 0x80 &&
	       strchr(" -,./\n", (int)view_code(v, end)))
		end++;
	return end;
}

/* What one spoken group says: at most two digits, or one repeated. */
struct group {
	char digits[4];
	size_t count, end;
	bool is_word;
};

static void set_value(struct group *g, int value)
{
	g->count = 0;
	if (value >= 10)
		g->digits[g->count++] = (char)('0' + value / 10);
	g->digits[g->count++] = (char)('0' + value % 10);
}

/* The unit behind the tens: twenty-one, vingt et un, soixante-dix-huit, quatre-vingt-douze. */
static void join_unit(const struct view *v, int value, struct group *g)
{
	for (;;) {
		size_t from = separator_end(v, g->end), end;
		int next;
		if (view_has(v, from, "et ") || view_has(v, from, "et-"))
			from += 3;
		end = from > g->end ? read_word(v, from, &next) : from;
		if (end == from)
			return;
		if (value == 4 && next == 20 && view_code(v, from) == 'v')
			value = 80;
		else if (value >= 20 && value % 10 == 0 && next >= 1 &&
			 next <= (value == 60 || value == 80 ? 16 : 9))
			value += next;
		else
			return;
		g->end = end;
		set_value(g, value);
	}
}

/* The group at `at`: a number in words, "double seven", or a digit as it is. */
static bool read_group(const struct view *v, size_t at, struct group *g)
{
	size_t times = view_has(v, at, "double ") ? 2 : view_has(v, at, "triple ") ? 3 : 1;
	size_t from = at + (times > 1 ? strlen("double ") : 0);
	int value;

	*g = (struct group){.end = read_word(v, from, &value), .is_word = true};
	if (g->end > from) {
		set_value(g, value);
		if (times == 1)
			join_unit(v, value, g);
		while (times-- > 1 && value < 10)
			g->digits[g->count++] = g->digits[0];
		return true;
	}
	*g = (struct group){.digits = {(char)view_code(v, at)}, .count = 1, .end = at + 1};
	return view_is_digit(view_code(v, at));
}

/* Where the group behind `g` begins, 0: none does. */
static size_t next_group(const struct view *v, const struct group *g)
{
	size_t from = separator_end(v, g->end);
	struct group next;

	if (!read_group(v, from, &next) || (from == g->end && (g->is_word || next.is_word)))
		return 0;
	return from;
}

/* Enough words; digits may stand among them. */
static bool is_run(const struct view *v, size_t at)
{
	unsigned words = 0;
	struct group g;

	if (view_is_word(view_code(v, at - 1)) || !read_group(v, at, &g))
		return false;
	for (;;) {
		words += g.is_word;
		at = next_group(v, &g);
		if (at == 0 || words >= WORDS_LEAST)
			return words >= WORDS_LEAST;
		read_group(v, at, &g);
	}
}

/* Writes the run at `at` to `to` as digits side by side; what separates them belongs to the one in
 * front. Returns the cell behind the run. */
static size_t write_run(struct view *v, size_t at, size_t *to)
{
	struct group g;

	for (;;) {
		struct view_cell cell = v->cells[at];
		read_group(v, at, &g);
		size_t next = next_group(v, &g);
		cell.end = v->cells[(next ? next : g.end) - 1].end;
		cell.upper = false;
		for (size_t k = 0; k < g.count; k++) {
			cell.code = (uint32_t)(unsigned char)g.digits[k];
			v->cells[(*to)++] = cell;
		}
		if (!next)
			return g.end;
		at = next;
	}
}

static void fold_words(struct view *v)
{
	size_t to = 0;

	for (size_t at = 0; at < v->count;) {
		if (view_is_word(v->cells[at].code) && is_run(v, at))
			at = write_run(v, at, &to);
		else
			v->cells[to++] = v->cells[at++];
	}
	v->count = to;
}

/* ---- Chinese: 一三八 一二三四 五六七八, 幺 for one ---- */

static int han_value(uint32_t code)
{
	static const uint32_t han[] = {0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
				       0x516D, 0x4E03, 0x516B, 0x4E5D, 0x3007, 0x5E7A};

	for (size_t i = 0; i < ARRAY_LEN(han); i++) {
		if (han[i] == code)
			return i < 10 ? (int)i : i == 10 ? 0 : 1;
	}
	return -1;
}

static bool is_han_part(const struct view *v, size_t at)
{
	return view_is_digit(view_code(v, at)) || han_value(view_code(v, at)) >= 0;
}

/* Numerals and digits with single blanks or dashes between them; returns the cell behind. */
static size_t han_run_end(const struct view *v, size_t at, size_t *ret_digits)
{
	bool is_han = false;
	size_t end = at;

	for (*ret_digits = 0; is_han_part(v, at); at = end) {
		is_han |= !view_is_digit(v->cells[at].code);
		(*ret_digits)++;
		end = at + 1;
		if ((view_code(v, end) == ' ' || view_code(v, end) == '-') &&
		    is_han_part(v, end + 1))
			end++;
	}
	*ret_digits = is_han ? *ret_digits : 0;
	return end;
}

static void fold_han(struct view *v)
{
	for (size_t at = 0; at < v->count;) {
		size_t digits, end = han_run_end(v, at, &digits);
		for (size_t i = at; digits >= DIGITS_LEAST && i < end; i++) {
			int value = han_value(v->cells[i].code);
			if (value >= 0)
				v->cells[i].code = (uint32_t)('0' + value);
		}
		at = end > at ? end : at + 1;
	}
}

void view_fold_spelled(struct view *v)
{
	fold_words(v);
	fold_han(v);
}
