/*
 * Postal addresses, by the words that streets are named with and the number beside them; then the
 * post code and town that follow. German has the number behind the street, English and French in
 * front. Chinese ones and streets without such a word have files of their own.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/guard/address.h"

#define LEFT_WORDS_MAX 3

/* Endings of compounds; those behind NULL only in words with a capital letter. */
static const char *const de_endings[] = {"strasse",  "str",   "weg",    "allee", "gasse", "platz",
					 "chaussee", NULL,    "ring",   "damm",  "ufer",  "steig",
					 "pfad",     "markt", "graben", "winkel"};
static const char *const fr_types[] = {
	"rue",         "avenue",  "boulevard", "bd",       "chemin",    "impasse",  "quai",
	"route",       "allée",   "place",     "cours",    "passage",   "faubourg", "résidence",
	"lotissement", "hameau",  "sentier",   "ruelle",   "esplanade", "venelle",  "montée",
	"promenade",   NULL,      "square",    "cité",     "villa",     "quartier", "voie",
	"clos",        "domaine", "zone",      "traverse", "rond-point"};
static const char *const fr_particles[] = {"de", "du", "des", "la",  "le", "les",   "l",
					   "d",  "en", "sur", "aux", "au", "saint", "sainte"};
static const char *const en_types[] = {
	"street",  "road",     "rd",      "avenue",  "ave",     "lane",  "boulevard", "blvd",
	"terrace", "crescent", "highway", "hwy",     "parkway", NULL,    "st",        "ln",
	"drive",   "dr",       "court",   "ct",      "way",     "close", "square",    "place",
	"pl",      "row",      "grove",   "gardens", "hill"};
static const char *const en_units[] = {"apt", "apartment", "suite", "unit", "flat", "floor"};

/* Capital words before `at` belong to the street: "Berliner Straße". */
static size_t street_start(const struct view *v, size_t at)
{
	for (unsigned n = 0; n < LEFT_WORDS_MAX && at > 1 && v->cells[at - 1].code == ' '; n++) {
		size_t start = address_word_start(v, at - 1);
		if (start == at - 1 || !v->cells[start].upper)
			break;
		at = start;
	}
	return at;
}

/* ---- German: Hauptstr. 5, 10115 Berlin ---- */

bool address_ends_as_street(const struct view *v, size_t from, size_t to, bool *ret_whole)
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

/* "Alter Markt 3", "Am Ring 5", but not "Sessel Winkel 4": what stands in front of a street's word
 * is said of it. */
static bool names_street(const struct view *v, size_t start, size_t street)
{
	static const char *const ends[] = {"er", "e", "en", "es", "em", "am", "im", "zum"};
	char text[24];
	size_t from = address_word_start(v, street - 1), len;

	if (address_is_word(v, street, view_word_end(v, street), de_endings, ARRAY_LEN(de_endings),
			    false))
		return true;
	from = from > start ? from : start;
	len = view_copy(v, from, street - 1, text, sizeof text);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t n = strlen(ends[i]);
		if (len >= n && memcmp(text + len - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

static bool try_german(struct finder *f, size_t from, size_t to, size_t *ret_end)
{
	const struct view *v = &f->view;
	bool whole;
	size_t at, end, start = from;

	if (!address_ends_as_street(v, from, to, &whole))
		return false;
	at = address_skip(v, address_skip(v, to, "."), " ");
	end = address_house_end(v, at);
	if (end == at || (end - at == 4 && (view_has(v, at, "19") || view_has(v, at, "20"))))
		return false;
	if (whole || v->cells[from].upper)
		start = street_start(v, from);
	if (whole && (start == from || !names_street(v, start, from)))
		return false;
	*ret_end = address_place_end(v, end);
	finder_take(f, start, *ret_end, MASK_ADDRESS);
	return true;
}

/* ---- French: 12 bis, rue Victor Hugo, 75001 Paris ---- */

/* What is said behind a street that is written in small letters. */
static const char *const fr_ends[] = {"pas",  "svp",  "merci", "s'il", "s",     "pour",
				      "avec", "mais", "ou",    "où",   "je",    "est",
				      "c",    "et",   "dans",  "par",  "avant", "à",
				      "chez", "qui",  "que",   "vous", "demain"};

/* Names of streets go on over capital words and particles; of small words the first two count. */
static size_t french_name_end(const struct view *v, size_t at)
{
	size_t end = at;

	for (unsigned n = 0, small = 0; n < 7; n++) {
		size_t stop = at;
		while (view_is_letter(view_code(v, stop)) || view_code(v, stop) == '-')
			stop++;
		bool particle =
			address_is_word(v, at, stop, fr_particles, ARRAY_LEN(fr_particles), true);
		if (stop == at || address_is_word(v, at, stop, fr_ends, ARRAY_LEN(fr_ends), true) ||
		    (!particle && !v->cells[at].upper && ++small > 2))
			break;
		end = particle ? end : stop;
		at = stop;
		if (view_code(v, at) != ' ' && view_code(v, at) != '\'')
			break;
		at++;
	}
	return end;
}

static bool has_capital(const struct view *v, size_t from, size_t to)
{
	while (from < to && !v->cells[from].upper)
		from++;
	return from < to;
}

static bool try_french(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t end = address_digits_end(v, at), type, stop;

	type = address_skip(v, end, ", ");
	if (end - at > 4 || type == end)
		return false;
	if (view_has(v, type, "bis ") || view_has(v, type, "ter ") || view_has(v, type, "bis,"))
		type = address_skip(v, type + 3, ", ");
	stop = view_word_end(v, type);
	if (!address_is_word(v, type, stop, fr_types, ARRAY_LEN(fr_types), true))
		return false;
	bool sure = address_is_word(v, type, stop, fr_types, ARRAY_LEN(fr_types), false);
	stop = address_skip(v, stop, ".");
	if (view_code(v, stop) != ' ' || (end = french_name_end(v, stop + 1)) == stop + 1 ||
	    (!sure && !has_capital(v, stop + 1, end)))
		return false;
	*ret_end = address_place_end(v, end);
	finder_take(f, at, *ret_end, MASK_ADDRESS);
	return true;
}

/* ---- English: 221B Baker Street, London NW1 6XE ---- */

static size_t unit_end(const struct view *v, size_t at)
{
	size_t from = address_skip(v, at, "., "), end = view_word_end(v, from);

	if (end == from || !address_is_word(v, from, end, en_units, ARRAY_LEN(en_units), true))
		return at;
	from = address_skip(v, end, ". #");
	end = address_house_end(v, from);
	return end > from ? end : at;
}

static bool try_english(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t house = address_house_end(v, at), from = house, previous = 0, end = 0;

	for (unsigned n = 0; n < 5 && view_code(v, from) == ' ' && !end; n++) {
		size_t stop = view_word_end(v, from + 1);
		bool capital = stop > from + 1 && v->cells[from + 1].upper;
		if (stop == from + 1)
			break;
		if (n > 0 &&
		    address_is_word(v, from + 1, stop, en_types, ARRAY_LEN(en_types),
				    capital && v->cells[previous].upper) &&
		    (n <= 2 || capital))
			end = stop;
		previous = from + 1;
		from = stop;
	}
	if (!end)
		return false;
	end = address_place_end(v, unit_end(v, address_skip(v, end, ".")));
	from = address_skip(v, end, ", \n");
	*ret_end = from < v->count && address_postcode_end(v, from) > from
			   ? address_postcode_end(v, from)
			   : end;
	finder_take(f, at, *ret_end, MASK_ADDRESS);
	return true;
}

/* ---- what is left: post codes with a town, UK post codes, boxes ---- */

/* "Le Bourg, " in front of a post code: a name that stands there for the street. */
static size_t place_start(const struct view *v, size_t at)
{
	size_t start = at, from = at;

	while (from > 0 && (view_is_blank(view_code(v, from - 1)) || view_code(v, from - 1) == ','))
		from--;
	if (at - from < 2 && view_code(v, from) != '\n')
		return at;
	for (unsigned n = 0; n <= LEFT_WORDS_MAX && from > 0; n++) {
		size_t word = address_word_start(v, from);
		if (word == from || !v->cells[word].upper)
			break;
		start = word;
		from = word;
		if (view_code(v, word - 1) != ' ')
			break;
		from--;
	}
	while (from > 0 && view_code(v, from - 1) == ' ')
		from--;
	return from == 0 || view_code(v, from - 1) == ':' || view_code(v, from - 1) == '\n' ? start
											    : at;
}

static bool try_number(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t end = address_digits_end(v, at), town;

	if (end - at != 5 || view_code(v, end) != ' ')
		return false;
	town = address_town_end(v, end + 1);
	if (town == end + 1)
		return false;
	finder_take(f, place_start(v, at), town, MASK_ADDRESS);
	*ret_end = town;
	return true;
}

static bool try_letters(struct finder *f, size_t at, size_t to, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t end = address_postcode_end(v, at);

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
		end = address_digits_end(v, from + 1);
		if (end > from + 1) {
			*ret_end = address_place_end(v, end);
			finder_take(f, at, *ret_end, MASK_ADDRESS);
			return true;
		}
	}
	return try_german(f, at, to, ret_end);
}

static bool try_all(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	uint32_t c = v->cells[at].code;

	if (address_is_numeral(c) && !address_is_numeral(view_code(v, at - 1)) &&
	    address_try_chinese(f, at, ret_end))
		return true;
	if (view_is_word(view_code(v, at - 1)))
		return false;
	if (view_is_digit(c))
		return try_french(f, at, ret_end) || try_english(f, at, ret_end) ||
		       address_try_street(f, at, ret_end) || try_number(f, at, ret_end);
	return view_is_letter(c) && (try_letters(f, at, view_word_end(v, at), ret_end) ||
				     address_try_street(f, at, ret_end));
}

void find_addresses(struct finder *f)
{
	for (size_t i = 0; i < f->view.count; i++) {
		size_t end;
		if (f->states[i] == CELL_FREE && try_all(f, i, &end))
			i = end - 1;
	}
}
