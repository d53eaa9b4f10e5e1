/*
 * Streets that no word tells: "Am Bach 12", "8 Piccadilly", "14 La Croix Blanche". Capital words
 * with a house number are one where the text says so before ("my address is", "ich wohne"), where a
 * post code follows, behind a preposition that streets begin with, and a few are known by name.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/guard/address.h"

#define WORDS_MAX 4
#define HOUSE_MAX 4   /* digits */
#define BEFORE_MAX 48 /* characters that may say that an address follows */

/* ---- whether the text says that an address follows ---- */

/* What is said of an address. After those behind the NULL another word must come ("to", "nach"). */
static const char *const cues[] = {"address",
				   "adresse",
				   "anschrift",
				   "lieferadresse",
				   "rechnungsadresse",
				   "lieferanschrift",
				   "rechnungsanschrift",
				   "versandadresse",
				   "wohne",
				   "wohnen",
				   "wohnt",
				   "wohnhaft",
				   "habite",
				   "habitons",
				   "j'habite",
				   "domicilié",
				   "domiciliée",
				   NULL,
				   "live",
				   "lives",
				   "living",
				   "moved",
				   "move",
				   "deliver",
				   "delivered",
				   "delivery",
				   "ship",
				   "shipped",
				   "send",
				   "sent",
				   "went",
				   "liefern",
				   "geliefert",
				   "lieferung",
				   "liefert",
				   "schicken",
				   "schicke",
				   "schickt",
				   "geschickt",
				   "senden",
				   "gesendet",
				   "umgezogen",
				   "ziehe",
				   "ziehen",
				   "gezogen",
				   "paket",
				   "livrez",
				   "livrez-moi",
				   "livrer",
				   "livré",
				   "livrée",
				   "livraison",
				   "envoyez",
				   "envoyez-moi",
				   "envoyer",
				   "expédier",
				   "déménagé"};
/* What may stand between, those behind the NULL also right in front of the street. */
static const char *const links[] = {
	"jetzt",    "bitte", "sie",  "es",     "uns",  "mir",  "neue",   "neu",   "ging",
	"geht",     "wird",  "soll", "bin",    "sind", "wir",  "ich",    "nun",   "it",
	"me",       "us",    "now",  "please", "new",  "this", "parcel", "order", "moi",
	"nous",     "ma",    "mon",  "colis",  "de",   "my",   "das",    "le",    "paket",
	"nouvelle", "c'est", "now",  NULL,     "to",   "at",   "is",     "in",    "on",
	"an",       "nach",  "ist",  "lautet", "die",  "der",  "dem",    "den",   "zu",
	"zur",      "am",    "auf",  "au",     "à",    "la",   "est"};

static bool is_told(const struct view *v, size_t at)
{
	size_t least = at > BEFORE_MAX ? at - BEFORE_MAX : 0;
	bool is_near = false;

	while (at > least) {
		size_t from;
		while (at > 0 && !view_is_word(v->cells[at - 1].code)) {
			uint32_t c = v->cells[--at].code;
			if (!(c == ' ' || c == ':' || c == ',' || c == '\n'))
				return false;
			is_near |= c == ':';
		}
		from = at;
		while (from > 0 &&
		       (view_is_letter(v->cells[from - 1].code) ||
			v->cells[from - 1].code == '\'' || v->cells[from - 1].code == '-'))
			from--;
		if (from == at)
			return false;
		if (address_is_word(v, from, at, cues, ARRAY_LEN(cues), is_near))
			return true;
		if (!address_is_word(v, from, at, links, ARRAY_LEN(links), true))
			return false;
		is_near |= !address_is_word(v, from, at, links, ARRAY_LEN(links), false);
		at = from;
	}
	return false;
}

/* ---- the words of a street ---- */

static const char *const particles[] = {"der", "den", "dem", "am",  "an",  "im",
					"of",  "the", "de",  "du",  "des", "la",
					"le",  "les", "l",   "von", "zu",  "auf"};
/* What has a number behind it and is no street: days, months, parts of things, what is counted. */
static const char *const no_streets[] = {
	"montag",       "dienstag",   "mittwoch",    "donnerstag",   "freitag",     "samstag",
	"sonntag",      "januar",     "februar",     "märz",         "april",       "mai",
	"juni",         "juli",       "august",      "september",    "oktober",     "november",
	"dezember",     "monday",     "tuesday",     "wednesday",    "thursday",    "friday",
	"saturday",     "sunday",     "january",     "february",     "march",       "may",
	"june",         "july",       "october",     "december",     "lundi",       "mardi",
	"mercredi",     "jeudi",      "vendredi",    "samedi",       "dimanche",    "janvier",
	"février",      "mars",       "avril",       "juin",         "juillet",     "août",
	"septembre",    "octobre",    "novembre",    "décembre",     "jan",         "feb",
	"apr",          "jun",        "jul",         "aug",          "sep",         "sept",
	"oct",          "nov",        "dec",         "dez",          "okt",         "muttertag",
	"valentinstag", "geburtstag", "weihnachten", "ostern",       "heiligabend", "advent",
	"jahr",         "monat",      "tag",         "woche",        "kw",          "uhr",
	"stunde",       "minute",     "morgen",      "abend",        "mittag",      "wochenende",
	"grösse",       "farbe",      "nummer",      "nr",           "punkt",       "seite",
	"zeile",        "kapitel",    "abschnitt",   "position",     "version",     "variante",
	"ausführung",   "modell",     "serie",       "set",          "paket",       "karton",
	"preis",        "schnitt",    "angebot",     "packung",      "bestellung",  "auftrag",
	"rechnung",     "lieferung",  "artikel",     "warenkorb",    "shop",        "filiale",
	"lager",        "stock",      "etage",       "bild",         "foto",        "teil",
	"fach",         "regal",      "schritt",     "breite",       "länge",       "höhe",
	"tiefe",        "stufe",      "klasse",      "kategorie",    "abteilung",   "gruppe",
	"reihe",        "runde",      "saison",      "quartal",      "hand",        "order",
	"invoice",      "size",       "number",      "no",           "page",        "step",
	"item",         "model",      "version",     "set",          "box",         "pack",
	"day",          "week",       "month",       "year",         "commande",    "facture",
	"taille",       "numéro",     "modèle",      "lot",          "étape",       "noël",
	"pâques",       "pack",       "article",     "page",         "option",      "typ",
	"type",         "ende",       "anfang",      "durchschnitt", "wert",        "betrag",
	"höchstpreis",  "maximum",    "minimum",     "gewicht",      "alter"};
/* What follows a number of things, of time or money. */
static const char *const units[] = {
	"uhr",      "h",      "am",      "pm",      "stück",   "stk",    "mal",     "x",
	"von",      "bis",    "paar",    "oder",    "tage",    "tagen",  "wochen",  "jahre",
	"jahren",   "monate", "monaten", "stunden", "minuten", "days",   "weeks",   "years",
	"months",   "hours",  "minutes", "pieces",  "items",   "or",     "of",      "jours",
	"semaines", "mois",   "ans",     "heures",  "minutes", "pièces", "ou",      "cm",
	"mm",       "m",      "km",      "kg",      "g",       "l",      "ml",      "inch",
	"zoll",     "liter",  "litres",  "gramm",   "kilo",    "euro",   "euros",   "eur",
	"usd",      "gbp",    "chf",     "dollar",  "dollars", "pounds", "franken", "prozent",
	"percent",  "cent",   "per",     "pro",     "par",     "times",  "fois",    "times",
	"mg",       "w",      "v",       "gb",      "tb",      "prozent"};
static const char *const known[] = {"broadway",  "piccadilly", "strand",   "whitehall",
				    "cheapside", "haymarket",  "kingsway", "aldwych",
				    "bowery",    "embankment"};

static bool is_in(const struct view *v, size_t from, size_t to, const char *const *words,
		  size_t count)
{
	return address_is_word(v, from, to, words, count, true);
}

/* Also "Bestellnummer", whatever numbers it. */
static bool is_no_street(const struct view *v, size_t from, size_t to)
{
	static const char number[] = "nummer";
	size_t len = sizeof number - 1;

	return is_in(v, from, to, no_streets, ARRAY_LEN(no_streets)) ||
	       (to - from > len && view_has(v, to - len, number));
}

/* Capital words from `at`, particles between them; *ret_last is where the last one begins. `at`:
 * none, or one of them is no street's. */
static size_t words_end(const struct view *v, size_t at, size_t *ret_last)
{
	size_t end = at, from = at;

	for (unsigned n = 0; n < WORDS_MAX;) {
		size_t stop = view_word_end(v, from);
		if (stop == from || is_no_street(v, from, stop))
			break;
		if (v->cells[from].upper) {
			*ret_last = from;
			end = stop;
			n++;
		} else if (end == at || !is_in(v, from, stop, particles, ARRAY_LEN(particles))) {
			break;
		}
		if (view_code(v, stop) != ' ')
			break;
		from = stop + 1;
	}
	return end;
}

/* Whether the number that ends at `at` counts what follows it. German capital words are things. */
static bool is_count(const struct view *v, size_t at)
{
	size_t from = at + (view_code(v, at) == ' '), end = view_word_end(v, from);
	uint32_t c = view_code(v, from);

	if (c == '%' || c == 0x20AC || c == '$' || c == 0xA3 || c == 0xD7 || c == '*' || c == '+' ||
	    ((c == '.' || c == ',' || c == ':' || c == '/') &&
	     view_is_digit(view_code(v, from + 1))))
		return true;
	if (from == at || end == from)
		return view_is_digit(c);
	return v->cells[from].upper || is_in(v, from, end, units, ARRAY_LEN(units));
}

static bool is_year(const struct view *v, size_t from, size_t end)
{
	return end - from == 4 && (view_has(v, from, "19") || view_has(v, from, "20"));
}

/* The cell behind a house number that stands behind a street at `at`, 0: none. */
static size_t number_end(const struct view *v, size_t at)
{
	size_t from = address_skip(v, at, " ,"), end = address_house_end(v, from);

	if (from == at || end == from || address_digits_end(v, from) - from > HOUSE_MAX ||
	    is_year(v, from, end))
		return 0;
	return end;
}

/* W1J, SE15: the first half of a post code behind a town, `at` when it is none. */
static size_t outward_end(const struct view *v, size_t at)
{
	size_t end = at, digits;

	while (end < v->count && end - at < 2 && view_is_letter(v->cells[end].code) &&
	       v->cells[end].upper)
		end++;
	digits = address_digits_end(v, end);
	if (end == at || digits == end || digits - end > 2)
		return at;
	end = view_is_letter(view_code(v, digits)) ? digits + 1 : digits;
	return view_is_word(view_code(v, end)) ? at : end;
}

/* Behind a street: 10115 Berlin, London NW1 6XE, London W1J; `at` when no post code comes. */
static size_t coded_place_end(const struct view *v, size_t at)
{
	size_t from = address_skip(v, at, ", \n"), code = address_digits_end(v, from), end;

	if (code - from >= 4 && code - from <= 5 && view_code(v, code) == ' ' &&
	    !is_year(v, from, code) && address_town_end(v, code + 1) > code + 1)
		return address_town_end(v, code + 1);
	if (from >= v->count)
		return at;
	if ((end = address_postcode_end(v, from)) > from)
		return end;
	if ((end = address_town_end(v, from)) == from)
		return at;
	from = address_skip(v, end, ", ");
	if (from >= v->count)
		return at;
	if ((end = address_postcode_end(v, from)) > from || (end = outward_end(v, from)) > from)
		return end;
	return at;
}

/* ---- the kinds ---- */

static void take(struct finder *f, size_t from, size_t end, size_t *ret_end)
{
	size_t coded = coded_place_end(&f->view, end);

	*ret_end = coded > end ? coded : end;
	finder_take(f, from, *ret_end, MASK_ADDRESS);
}

/* "am bach 12": the words behind the preposition may be small where an address is told. */
static const char *const prepositions[] = {
	"am ",        "im ",         "an der ",     "an den ",    "an dem ",
	"auf der ",   "auf dem ",    "auf den ",    "in der ",    "in den ",
	"zum ",       "zur ",        "beim ",       "bei der ",   "unter den ",
	"unter der ", "hinter der ", "hinter dem ", "vor dem ",   "vor der ",
	"über der ",  "zu den ",     "ob der ",     "neben der ", "zwischen den "};

static size_t preposition_end(const struct view *v, size_t at)
{
	for (size_t i = 0; i < ARRAY_LEN(prepositions); i++) {
		const char *word = prepositions[i];
		size_t end = at;
		if (view_code(v, at) < 0x80 && view_code(v, at) != (unsigned char)word[0])
			continue;
		for (; *word; word++, end++) {
			uint32_t want = (unsigned char)*word;
			if (want == 0xC3) /* über */
				want = 0xC0 | ((unsigned char)*++word & 0x3F);
			if (view_code(v, end) != want)
				break;
		}
		if (!*word)
			return end;
	}
	return at;
}

static bool try_preposition(struct finder *f, size_t at, bool told, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t from = preposition_end(v, at), last = from, end, number;
	bool whole;

	if (from == at || from >= v->count)
		return false;
	end = words_end(v, from, &last);
	if (end > from && !v->cells[at].upper && address_ends_as_street(v, last, end, &whole) &&
	    !whole)
		return false; /* "in der Hauptstraße": the preposition is not the street's */
	if (end == from && told) {
		end = view_word_end(v, from);
		if (is_no_street(v, from, end))
			return false;
	}
	if (end == from || !(number = number_end(v, end)) || is_count(v, number))
		return false;
	take(f, at, number, ret_end);
	return true;
}

/* "Alte Mühle 3" */
static bool try_words(struct finder *f, size_t at, bool told, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t last, end, number;

	if (!v->cells[at].upper || (end = words_end(v, at, &last)) == at ||
	    !(number = number_end(v, end)) || is_count(v, number))
		return false;
	if (!told && coded_place_end(v, number) == number &&
	    !(last == at && is_in(v, at, end, known, ARRAY_LEN(known))))
		return false;
	take(f, at, number, ret_end);
	return true;
}

/* "19 Elm Park", "14 La Croix Blanche" */
static bool try_number_first(struct finder *f, size_t at, bool told, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t number = address_house_end(v, at), from = address_skip(v, number, " ,"), last, end;

	if (number == at || from == number || from >= v->count || !v->cells[from].upper ||
	    address_digits_end(v, at) - at > HOUSE_MAX || (end = words_end(v, from, &last)) == from)
		return false;
	if (!told && coded_place_end(v, end) == end &&
	    !is_in(v, from, end, known, ARRAY_LEN(known)))
		return false;
	if (told && view_code(v, end) == ',') /* the town */
		end = address_place_end(v, end);
	take(f, at, end, ret_end);
	return true;
}

bool address_try_street(struct finder *f, size_t at, size_t *ret_end)
{
	bool told = is_told(&f->view, at);

	if (view_is_digit(f->view.cells[at].code))
		return try_number_first(f, at, told, ret_end);
	return try_preposition(f, at, told, ret_end) || try_words(f, at, told, ret_end);
}
