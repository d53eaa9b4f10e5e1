/*
 * Postal addresses, by the words that streets are named with and the number beside them; then the
 * post code and town that follow. German has the number behind the street, English and French in
 * front; Chinese goes from the large to the small. Streets without such a word (Unter den Linden)
 * are found by their post code only.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/guard/finder.h"

#define HOUSE_DIGITS_MAX 5
#define LEFT_WORDS_MAX 3
#define TOWN_WORDS_MAX 3

/* Endings of compounds; those behind NULL only in words with a capital letter. */
static const char *const de_endings[] = {"strasse",  "str",   "weg",    "allee", "gasse", "platz",
					 "chaussee", NULL,    "ring",   "damm",  "ufer",  "steig",
					 "pfad",     "markt", "graben", "winkel"};
static const char *const fr_types[] = {"rue",     "avenue", "boulevard", "bd",       "chemin",
				       "impasse", "quai",   "route",     "allée",    "place",
				       "cours",   "square", "passage",   "faubourg", "résidence"};
static const char *const fr_particles[] = {"de", "du", "des", "la",  "le", "les",   "l",     "d",
					   "et", "en", "sur", "aux", "au", "saint", "sainte"};
static const char *const en_types[] = {
	"street",  "road",     "rd",      "avenue",  "ave",     "lane",  "boulevard", "blvd",
	"terrace", "crescent", "highway", "hwy",     "parkway", NULL,    "st",        "ln",
	"drive",   "dr",       "court",   "ct",      "way",     "close", "square",    "place",
	"pl",      "row",      "grove",   "gardens", "hill"};
static const char *const en_units[] = {"apt", "apartment", "suite", "unit", "flat", "floor"};

static bool is_word_of(const struct view *v, size_t from, size_t to, const char *const *words,
		       size_t count, bool any_case)
{
	char text[48];

	view_copy(v, from, to, text, sizeof text);
	for (size_t i = 0; i < count; i++) {
		if (!words[i] && !any_case)
			return false;
		if (words[i] && strcmp(words[i], text) == 0)
			return true;
	}
	return false;
}

static size_t digits_end(const struct view *v, size_t at)
{
	while (view_is_digit(view_code(v, at)))
		at++;
	return at;
}

static size_t skip(const struct view *v, size_t at, const char *any)
{
	for (size_t n = 0; n < 3 && view_code(v, at) && view_code(v, at) < 0x80 &&
			   strchr(any, (int)view_code(v, at));
	     n++)
		at++;
	return at;
}

/* A house number: 5, 12a, 12-14, 12 b. Returns the cell behind it, `at` when there is none. */
static size_t house_end(const struct view *v, size_t at)
{
	size_t end = digits_end(v, at);

	if (end == at || end - at > HOUSE_DIGITS_MAX)
		return at;
	if (view_code(v, end) == '-' && digits_end(v, end + 1) > end + 1)
		end = digits_end(v, end + 1);
	if (view_is_letter(view_code(v, end)) && !view_is_word(view_code(v, end + 1)))
		end++;
	else if (view_code(v, end) == ' ' && view_is_letter(view_code(v, end + 1)) &&
		 !view_is_word(view_code(v, end + 2)) && view_code(v, end + 1) <= 'h')
		end += 2;
	return end;
}

/* Capital words from `at`, hyphens and "an der", "am", "sur" between them. */
static size_t town_end(const struct view *v, size_t at)
{
	size_t end = at;

	for (unsigned n = 0; n < TOWN_WORDS_MAX; n++) {
		size_t stop = view_word_end(v, at);
		if (stop == at || !v->cells[at].upper || view_is_digit(view_code(v, stop)))
			break;
		end = stop;
		if (view_code(v, stop) != ' ')
			break;
		at = stop + 1;
	}
	return end;
}

/* "10115 Berlin", "A-1010 Wien", "75001 Paris", "Berlin", "Springfield, IL 62704" from `at`, which
 * is behind a street; `at` when there is nothing of it. */
static size_t place_end(const struct view *v, size_t at)
{
	size_t from = skip(v, at, ", \n"), code, end;

	if (view_is_letter(view_code(v, from)) && view_code(v, from + 1) == '-' &&
	    view_is_digit(view_code(v, from + 2)))
		from += 2;
	code = digits_end(v, from);
	if (code - from >= 4 && code - from <= 5) {
		end = town_end(v, skip(v, code, " "));
		return end > code + 1 ? end : code;
	}
	if (from >= v->count || from == at || (end = town_end(v, from)) == from)
		return at;
	from = skip(v, end, ", ");
	code = view_word_end(v, from);
	if (code == from + 2 && v->cells[from].upper && v->cells[from + 1].upper)
		from = skip(v, code, " ");
	code = digits_end(v, from);
	if (code - from == 5) {
		end = code;
		if (view_code(v, end) == '-' && digits_end(v, end + 1) == end + 5)
			end += 5;
	}
	return end;
}

static size_t word_start(const struct view *v, size_t at)
{
	while (at > 0 &&
	       (view_is_letter(v->cells[at - 1].code) ||
		(v->cells[at - 1].code == '-' && at > 1 && view_is_letter(v->cells[at - 2].code))))
		at--;
	return at;
}

/* Capital words before `at` belong to the street: "Berliner Straße". */
static size_t street_start(const struct view *v, size_t at)
{
	for (unsigned n = 0; n < LEFT_WORDS_MAX && at > 1 && v->cells[at - 1].code == ' '; n++) {
		size_t start = word_start(v, at - 1);
		if (start == at - 1 || !v->cells[start].upper)
			break;
		at = start;
	}
	return at;
}

/* ---- German: Hauptstr. 5, 10115 Berlin ---- */

static bool ends_as_street(const struct view *v, size_t from, size_t to, bool *ret_whole)
{
	char text[64];
	size_t len = view_copy(v, from, to, text, sizeof text);
	bool any = v->cells[from].upper;

	for (size_t i = 0; i < ARRAY_LEN(de_endings); i++) {
		const char *e = de_endings[i];
		if (!e && !any)
			return false;
		size_t n = e ? strlen(e) : 0;
		if (n && len >= n && memcmp(text + len - n, e, n) == 0) {
			*ret_whole = len == n;
			return true;
		}
	}
	return false;
}

static bool try_german(struct finder *f, size_t from, size_t to, size_t *ret_end)
{
	const struct view *v = &f->view;
	bool whole;
	size_t at, end, start = from;

	if (!ends_as_street(v, from, to, &whole))
		return false;
	at = skip(v, skip(v, to, "."), " ");
	end = house_end(v, at);
	if (end == at || (end - at == 4 && (view_has(v, at, "19") || view_has(v, at, "20"))))
		return false;
	if (whole || v->cells[from].upper)
		start = street_start(v, from);
	if (whole && start == from)
		return false;
	*ret_end = place_end(v, end);
	finder_take(f, start, *ret_end, MASK_ADDRESS);
	return true;
}

/* ---- French: 12 bis, rue Victor Hugo, 75001 Paris ---- */

/* Names of streets go on over capital words and particles; of small words the first two count. */
static size_t french_name_end(const struct view *v, size_t at)
{
	size_t end = at;

	for (unsigned n = 0, small = 0; n < 7; n++) {
		size_t stop = at;
		while (view_is_letter(view_code(v, stop)) || view_code(v, stop) == '-')
			stop++;
		bool particle =
			is_word_of(v, at, stop, fr_particles, ARRAY_LEN(fr_particles), true);
		if (stop == at || (!particle && !v->cells[at].upper && ++small > 2))
			break;
		end = particle ? end : stop;
		at = stop;
		if (view_code(v, at) != ' ' && view_code(v, at) != '\'')
			break;
		at++;
	}
	return end;
}

static bool try_french(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t end = digits_end(v, at), type, stop;

	type = skip(v, end, ", ");
	if (end - at > 4 || type == end)
		return false;
	if (view_has(v, type, "bis ") || view_has(v, type, "ter ") || view_has(v, type, "bis,"))
		type = skip(v, type + 3, ", ");
	stop = view_word_end(v, type);
	if (!is_word_of(v, type, stop, fr_types, ARRAY_LEN(fr_types), true))
		return false;
	stop = skip(v, stop, ".");
	if (view_code(v, stop) != ' ' || (end = french_name_end(v, stop + 1)) == stop + 1)
		return false;
	*ret_end = place_end(v, end);
	finder_take(f, at, *ret_end, MASK_ADDRESS);
	return true;
}

/* ---- English: 221B Baker Street, London NW1 6XE ---- */

static size_t unit_end(const struct view *v, size_t at)
{
	size_t from = skip(v, at, "., "), end = view_word_end(v, from);

	if (end == from || !is_word_of(v, from, end, en_units, ARRAY_LEN(en_units), true))
		return at;
	from = skip(v, end, ". #");
	end = house_end(v, from);
	return end > from ? end : at;
}

/* NW1 6XE: capitals, a digit, a blank or none, a digit, two capitals. */
static size_t postcode_end(const struct view *v, size_t at)
{
	size_t i = at, letters = 0;

	while (letters < 3 && view_is_letter(view_code(v, i)) && v->cells[i].upper)
		i++, letters++;
	if (letters < 1 || letters > 2 || !view_is_digit(view_code(v, i)))
		return at;
	i++;
	if (view_is_digit(view_code(v, i)) && !view_is_letter(view_code(v, i + 1)))
		i++;
	else if (view_is_letter(view_code(v, i)) && v->cells[i].upper)
		i++;
	i = view_code(v, i) == ' ' ? i + 1 : i;
	if (!view_is_digit(view_code(v, i)) || !view_is_letter(view_code(v, i + 1)) ||
	    !view_is_letter(view_code(v, i + 2)) || !v->cells[i + 1].upper ||
	    !v->cells[i + 2].upper || view_is_word(view_code(v, i + 3)))
		return at;
	return i + 3;
}

static bool try_english(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t house = house_end(v, at), from = house, previous = 0, end = 0;

	for (unsigned n = 0; n < 5 && view_code(v, from) == ' ' && !end; n++) {
		size_t stop = view_word_end(v, from + 1);
		bool capital = stop > from + 1 && v->cells[from + 1].upper;
		if (stop == from + 1)
			break;
		if (n > 0 &&
		    is_word_of(v, from + 1, stop, en_types, ARRAY_LEN(en_types),
			       capital && v->cells[previous].upper) &&
		    (n <= 2 || capital))
			end = stop;
		previous = from + 1;
		from = stop;
	}
	if (!end)
		return false;
	end = place_end(v, unit_end(v, skip(v, end, ".")));
	from = skip(v, end, ", \n");
	*ret_end = from < v->count && postcode_end(v, from) > from ? postcode_end(v, from) : end;
	finder_take(f, at, *ret_end, MASK_ADDRESS);
	return true;
}

/* ---- Chinese: 北京市朝阳区建国路88号3楼 ---- */

static bool is_one(uint32_t code, const uint32_t *set, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (set[i] == code)
			return true;
	}
	return false;
}

/* 路 街 道 巷 弄 段 村 里 区 园 厦 寓 苑 坊 庄 场 镇 城 */
static const uint32_t zh_places[] = {0x8DEF, 0x8857, 0x9053, 0x5DF7, 0x5F04, 0x6BB5,
				     0x6751, 0x91CC, 0x533A, 0x56ED, 0x53A6, 0x5BD3,
				     0x82D1, 0x574A, 0x5E84, 0x573A, 0x9547, 0x57CE};
/* 号 栋 幢 座 室 楼 弄 巷 层 之 单 元 院 段 */
static const uint32_t zh_units[] = {0x53F7, 0x680B, 0x5E62, 0x5EA7, 0x5BA4, 0x697C, 0x5F04,
				    0x5DF7, 0x5C42, 0x4E4B, 0x5355, 0x5143, 0x9662, 0x6BB5};
/* 到 在 是 住 寄 送 址 为 于 至 往 从 ： 改 成 给 */
static const uint32_t zh_stops[] = {0x5230, 0x5728, 0x662F, 0x4F4F, 0x5BC4, 0x9001, 0x5740, 0x4E3A,
				    0x4E8E, 0x81F3, 0x5F80, 0x4ECE, 0x6539, 0x6210, 0x7ED9};

static bool is_numeral(uint32_t c)
{
	/* 一 to 十 */
	static const uint32_t numerals[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
					    0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341};

	return view_is_digit(c) || is_one(c, numerals, ARRAY_LEN(numerals));
}

/* From the street's number at `at`: over further numbers with their units. */
static size_t chinese_end(const struct view *v, size_t at)
{
	size_t end = at;

	for (;;) {
		size_t from = skip(v, at, "- ");
		size_t stop = from;
		while (is_numeral(view_code(v, stop)) ||
		       (view_is_letter(view_code(v, stop)) && stop - from < 2))
			stop++;
		at = stop;
		while (is_one(view_code(v, at), zh_units, ARRAY_LEN(zh_units)))
			at++;
		if (stop == from || (at == stop && v->cells[stop - 1].code > '9'))
			return end;
		end = at;
	}
}

static bool try_chinese(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t start = at, stop = at;

	while (is_numeral(view_code(v, stop)))
		stop++;
	if (!is_one(view_code(v, stop), zh_units, ARRAY_LEN(zh_units)) ||
	    !is_one(view_code(v, at - 1), zh_places, ARRAY_LEN(zh_places)))
		return false;
	while (start > 0 && at - start < 30 &&
	       (view_is_han(v->cells[start - 1].code) || is_numeral(v->cells[start - 1].code)) &&
	       !is_one(v->cells[start - 1].code, zh_stops, ARRAY_LEN(zh_stops)))
		start--;
	*ret_end = chinese_end(v, at);
	finder_take(f, start, *ret_end, MASK_ADDRESS);
	return true;
}

/* ---- what is left: post codes with a town, UK post codes, boxes ---- */

static bool try_number(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t end = digits_end(v, at), town;

	if (end - at != 5 || view_code(v, end) != ' ')
		return false;
	town = town_end(v, end + 1);
	if (town == end + 1)
		return false;
	finder_take(f, at, town, MASK_ADDRESS);
	*ret_end = town;
	return true;
}

static bool try_letters(struct finder *f, size_t at, size_t to, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t end = postcode_end(v, at);

	if (end > at) {
		finder_take(f, at, end, MASK_ADDRESS);
		*ret_end = end;
		return true;
	}
	if (view_has(v, at, "po box ") || view_has(v, at, "p.o. box ") ||
	    view_has(v, at, "postfach ")) {
		size_t from = at;
		while (view_code(v, from) != 'x' && view_code(v, from) != 'h')
			from++;
		while (!view_is_blank(view_code(v, from)))
			from++;
		end = digits_end(v, from + 1);
		if (end > from + 1) {
			*ret_end = place_end(v, end);
			finder_take(f, at, *ret_end, MASK_ADDRESS);
			return true;
		}
	}
	return try_german(f, at, to, ret_end);
}

void find_addresses(struct finder *f)
{
	const struct view *v = &f->view;

	for (size_t i = 0; i < v->count; i++) {
		uint32_t c = v->cells[i].code;
		size_t end = 0;
		bool first = !view_is_word(view_code(v, i - 1));
		if (f->states[i] != CELL_FREE)
			continue;
		if (is_numeral(c) && !is_numeral(view_code(v, i - 1)) && try_chinese(f, i, &end))
			i = end - 1;
		else if (view_is_digit(c) && first &&
			 (try_french(f, i, &end) || try_english(f, i, &end) ||
			  try_number(f, i, &end)))
			i = end - 1;
		else if (view_is_letter(c) && first) {
			size_t to = view_word_end(v, i);
			i = try_letters(f, i, to, &end) ? end - 1 : to - 1;
		}
	}
}
