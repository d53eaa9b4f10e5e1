/*
 * Names that are said in languages with capital letters: "my name is Anna Weber", "hier ist …", "je
 * m'appelle …", "my husband …", with a title, or below a letter. What is learned here is looked for
 * in everything that follows.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/utf8.h"
#include "gateway/guard/finder.h"
#include "gateway/guard/mask_impl.h"

#define WORDS_MAX 3
#define SIGN_OFF_MAX 30 /* characters between "Grüße" and the name: "aus Bonn" */

enum wanted {
	SMALL,    /* one word, also in small letters */
	CAPITAL,  /* one capital word */
	FULL,     /* two capital words, or one given name */
	GIVEN,    /* a given name, and the capital words behind it */
	SPEAKING, /* a full name that starts with a given one, or one before "here", "calling" */
};

/* Folded: ß is ss. */
static const struct cue {
	const char *text;
	enum wanted wanted;
} cues[] = {
	/* who is speaking */
	{"my name is", SMALL},
	{"my name's", SMALL},
	{"the name is", SMALL},
	{"the name's", CAPITAL},
	{"i am called", SMALL},
	{"i'm called", SMALL},
	{"i am", FULL},
	{"i'm", FULL},
	{"this is", SPEAKING},
	{"it's", SPEAKING},
	{"it is", SPEAKING},
	{"name:", CAPITAL},
	{"ich heisse", SMALL},
	{"mein name ist", SMALL},
	{"mein name lautet", SMALL},
	{"name ist", CAPITAL},
	{"name lautet", CAPITAL},
	{"ich bin", FULL},
	{"hier ist", FULL},
	{"hier spricht", CAPITAL},
	{"hier schreibt", CAPITAL},
	{"am apparat", FULL},
	{"je m'appelle", SMALL},
	{"mon nom est", SMALL},
	{"je me nomme", SMALL},
	{"nom de famille est", SMALL},
	{"prénom est", SMALL},
	{"je suis", FULL},
	{"ici", FULL},
	{"c'est", GIVEN},
	{"surname is", SMALL},
	{"last name is", SMALL},
	{"first name is", SMALL},
	{"nachname ist", SMALL},
	{"vorname ist", SMALL},
	/* whose it is */
	{"for", GIVEN},
	{"from", GIVEN},
	{"to", GIVEN},
	{"with", GIVEN},
	{"by", GIVEN},
	{"für", GIVEN},
	{"von", GIVEN},
	{"an", GIVEN},
	{"mit", GIVEN},
	{"bei", GIVEN},
	{"pour", GIVEN},
	{"de", GIVEN},
	{"à", GIVEN},
	{"avec", GIVEN},
	{"chez", GIVEN},
	{"under the name", CAPITAL},
	{"under the name of", CAPITAL},
	{"in the name of", CAPITAL},
	{"account holder:", CAPITAL},
	{"cardholder:", CAPITAL},
	{"recipient:", CAPITAL},
	{"addressee:", CAPITAL},
	{"attn", CAPITAL},
	{"c/o", CAPITAL},
	{"contact:", CAPITAL},
	{"auf den namen", CAPITAL},
	{"unter dem namen", CAPITAL},
	{"im namen von", CAPITAL},
	{"inhaber:", CAPITAL},
	{"inhaberin:", CAPITAL},
	{"kontoinhaber:", CAPITAL},
	{"kontoinhaberin:", CAPITAL},
	{"karteninhaber:", CAPITAL},
	{"empfänger:", CAPITAL},
	{"empfängerin:", CAPITAL},
	{"besteller:", CAPITAL},
	{"bestellerin:", CAPITAL},
	{"ansprechpartner:", CAPITAL},
	{"ansprechpartnerin:", CAPITAL},
	{"vorname:", CAPITAL},
	{"nachname:", CAPITAL},
	{"z. hd.", CAPITAL},
	{"zu händen", CAPITAL},
	{"au nom de", CAPITAL},
	{"au nom d'", CAPITAL},
	{"à l'attention de", CAPITAL},
	{"titulaire :", CAPITAL},
	{"titulaire:", CAPITAL},
	{"destinataire :", CAPITAL},
	{"destinataire:", CAPITAL},
	{"nom :", CAPITAL},
	{"nom:", CAPITAL},
	{"prénom :", CAPITAL},
	{"prénom:", CAPITAL},
	{"sous le nom de", CAPITAL},
	{"sous le nom", CAPITAL},
	/* somebody's husband */
	{"my husband", CAPITAL},
	{"my wife", CAPITAL},
	{"my son", CAPITAL},
	{"my daughter", CAPITAL},
	{"my mother", CAPITAL},
	{"my father", CAPITAL},
	{"my brother", CAPITAL},
	{"my sister", CAPITAL},
	{"my friend", CAPITAL},
	{"my partner", CAPITAL},
	{"my neighbour", CAPITAL},
	{"my neighbor", CAPITAL},
	{"my colleague", CAPITAL},
	{"mein mann", GIVEN},
	{"meinem mann", GIVEN},
	{"meinen mann", GIVEN},
	{"mein sohn", GIVEN},
	{"meinem sohn", GIVEN},
	{"meine tochter", GIVEN},
	{"meiner tochter", GIVEN},
	{"meine mutter", GIVEN},
	{"mein vater", GIVEN},
	{"mein bruder", GIVEN},
	{"meine schwester", GIVEN},
	{"mein freund", GIVEN},
	{"meine freundin", GIVEN},
	{"mein nachbar", FULL},
	{"meine nachbarin", FULL},
	{"meinem nachbarn", FULL},
	{"meiner nachbarin", FULL},
	{"mein kollege", FULL},
	{"meine kollegin", FULL},
	{"er heisst", CAPITAL},
	{"sie heisst", CAPITAL},
	{"nachbar heisst", CAPITAL},
	{"nachbarin heisst", CAPITAL},
	{"mann heisst", CAPITAL},
	{"frau heisst", CAPITAL},
	{"sohn heisst", CAPITAL},
	{"tochter heisst", CAPITAL},
	{"freund heisst", CAPITAL},
	{"freundin heisst", CAPITAL},
	{"mon mari", CAPITAL},
	{"ma femme", CAPITAL},
	{"mon fils", CAPITAL},
	{"ma fille", CAPITAL},
	{"ma mère", CAPITAL},
	{"mon père", CAPITAL},
	{"mon frère", CAPITAL},
	{"ma sœur", CAPITAL},
	{"ma soeur", CAPITAL},
	{"mon ami", CAPITAL},
	{"mon amie", CAPITAL},
	{"mon voisin", CAPITAL},
	{"ma voisine", CAPITAL},
	{"mon collègue", CAPITAL},
	{"ma collègue", CAPITAL},
	/* titles */
	{"frau", CAPITAL},
	{"herr", CAPITAL},
	{"herrn", CAPITAL},
	{"mr", CAPITAL},
	{"mr.", CAPITAL},
	{"mrs", CAPITAL},
	{"mrs.", CAPITAL},
	{"ms", CAPITAL},
	{"ms.", CAPITAL},
	{"miss", CAPITAL},
	{"mx", CAPITAL},
	{"dr", CAPITAL},
	{"dr.", CAPITAL},
	{"prof.", CAPITAL},
	{"professor", CAPITAL},
	{"madame", CAPITAL},
	{"monsieur", CAPITAL},
	{"mme", CAPITAL},
	{"mlle", CAPITAL},
	{"mademoiselle", CAPITAL},
	{"m.", CAPITAL},
	/* below a letter */
	{"regards", CAPITAL},
	{"sincerely", CAPITAL},
	{"best wishes", CAPITAL},
	{"cheers", CAPITAL},
	{"grüssen", CAPITAL},
	{"gruss", CAPITAL},
	{"grüsse", CAPITAL},
	{"mfg", CAPITAL},
	{"lg", CAPITAL},
	{"vg", CAPITAL},
	{"cordialement", CAPITAL},
	{"bien à vous", CAPITAL},
	{"salutations", CAPITAL}};

/* Ends of letters. Behind those after the NULL a single name must be a given one or stand on a line
 * of its own: "Danke, Retoure" names nobody. */
static const char *const sign_offs[] = {
	"regards",      "best",        "sincerely",  "faithfully",  "yours",
	"wishes",       "cheers",      "gruss",      "grüsse",      "grüssen",
	"mfg",          "lg",          "vg",         "herzlichst",  "hochachtungsvoll",
	"cordialement", "salutations", "vous",       "amicalement", "bises",
	"bisous",       NULL,          "thanks",     "you",         "thx",
	"love",         "bye",         "danke",      "dank",        "noch",
	"tag",          "abend",       "wochenende", "tschüss",     "ciao",
	"merci",        "journée",     "soirée",     "week-end",    "avance",
	"advance",      "voraus"};

static const char *const given_names[] = {
#include "gateway/guard/given_names.inc"
};

/* Not names, though they may follow a cue with a small letter. */
static const char *const no_names[] = {
	"and",        "not",       "on",         "the",         "a",
	"an",         "in",        "wrong",      "missing",     "spelled",
	"misspelled", "different", "i",          "my",          "it",
	"is",         "und",       "nicht",      "falsch",      "auf",
	"im",         "ich",       "der",        "die",         "das",
	"mit",        "aus",       "et",         "pas",         "sur",
	"je",         "le",        "la",         "mal",         "faux",
	"de",         "from",      "with",       "for",         "to",
	"please",     "bitte",     "but",        "aber",        "mais",
	"about",      "here",      "est-ce",     "est",         "il",
	"elle",       "c'est",     "ce",         "que",         "vous",
	"nous",       "mon",       "ma",         "les",         "des",
	"un",         "une",       "avec",       "pour",        "dans",
	"si",         "où",        "hi",         "hello",       "dear",
	"bonjour",    "hallo",     "guten",      "liebe",       "sehr",
	"kann",       "can",       "could",      "do",          "is",
	"are",        "wann",      "wie",        "wo",          "was",
	"when",       "what",      "how",        "where",       "sie",
	"wir",        "you",       "we",         "they",        "this",
	"that",       "there",     "no",         "yes",         "ja",
	"nein",       "oui",       "non",        "ok",          "sorry",
	"ps",         "best",      "regards",    "thanks",      "danke",
	"merci",      "gruss",     "grüsse",     "tschüss",     "ciao",
	"bye",        "bonne",     "schönen",    "vielen",      "sincerely",
	"yours",      "kind",      "many",       "cheers",      "cordialement",
	"lg",         "mfg",       "monday",     "tuesday",     "wednesday",
	"thursday",   "friday",    "saturday",   "sunday",      "montag",
	"dienstag",   "mittwoch",  "donnerstag", "freitag",     "samstag",
	"sonntag",    "christmas", "easter",     "weihnachten", "ostern",
	"noël",       "pâques",    "black",      "mother's",    "kunde",
	"kundin",     "student",   "studentin",  "neukunde",    "stammkunde"};

/* Behind these a name was that of who speaks. */
static const char *const speaking[] = {"here", "speaking", "calling", "again", "writing", "from"};

static bool is_one_of(const struct view *v, size_t from, size_t to, const char *const *words,
		      size_t count)
{
	char text[64];

	view_copy(v, from, to, text, sizeof text);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], text) == 0)
			return true;
	}
	return false;
}

size_t finder_behind(const struct view *v, size_t at, const char *text)
{
	size_t len = strlen(text);

	for (size_t used = 0; used < len; at++) {
		uint32_t code;
		used += utf8_decode(text + used, len - used, &code);
		if (view_code(v, at) != code)
			return 0;
	}
	return at;
}

static bool is_name_of(const struct view *v, size_t from, const char *const *words, size_t count)
{
	return is_one_of(v, from, view_word_end(v, from), words, count);
}

/* As far as nothing else was found there. */
static void learn(struct finder *f, size_t from, size_t to)
{
	const struct view *v = &f->view;
	size_t end = from;

	while (end < to && f->states[end] == CELL_FREE)
		end++;
	while (end > from && !view_is_word(v->cells[end - 1].code))
		end--;
	if (end > from)
		mask_know_name(f->mask, v->text + v->cells[from].start,
			       v->cells[end - 1].end - v->cells[from].start);
}

static size_t skip_blanks(const struct view *v, size_t at, bool lines)
{
	while (view_code(v, at) == ' ' ||
	       (lines && (view_code(v, at) == '\n' || view_code(v, at) == ',')))
		at++;
	return at;
}

/* Up to three words from `at`: capital ones, or small ones where `small`. Initials may have points.
 */
static size_t read_words(const struct view *v, size_t at, bool small, unsigned *ret_count)
{
	size_t end = at;

	for (*ret_count = 0; *ret_count < WORDS_MAX; (*ret_count)++) {
		size_t stop = view_word_end(v, at);
		if (stop == at || (!v->cells[at].upper && !small) ||
		    (!v->cells[at].upper && *ret_count == 2) ||
		    is_one_of(v, at, stop, no_names, ARRAY_LEN(no_names)))
			break;
		end = stop;
		if (stop - at == 1 && view_code(v, stop) == '.')
			stop++;
		at = stop;
		if (view_code(v, at) != ' ')
			return (*ret_count)++, end;
		at++;
	}
	return end;
}

static bool is_given(const struct view *v, size_t at)
{
	size_t end = view_word_end(v, at), dash = at;

	while (dash < end && v->cells[dash].code != '-')
		dash++;
	return is_one_of(v, at, dash, given_names, ARRAY_LEN(given_names));
}

/* "meiner Frau Rosen schicken" says no name. */
static bool is_a_wife(const struct view *v, size_t at)
{
	size_t start = at;

	while (start > 0 && (view_is_letter(v->cells[start - 1].code) || start == at))
		start--;
	return view_has(v, at, "frau") &&
	       (view_has(v, start, "mein") || view_has(v, start, "dein") ||
		view_has(v, start, "sein") || view_has(v, start, "eine ") ||
		view_has(v, start, "ihre"));
}

static bool is_wanted(const struct view *v, enum wanted wanted, size_t from, size_t end,
		      unsigned count)
{
	switch (wanted) {
	case SMALL:
	case CAPITAL: return true;
	case FULL: return count >= 2 || is_given(v, from);
	case GIVEN: return is_given(v, from);
	case SPEAKING:
		return (count >= 2 && is_given(v, from)) ||
		       is_name_of(v, skip_blanks(v, end, false), speaking, ARRAY_LEN(speaking)) ||
		       (is_given(v, from) && view_code(v, end) == ',');
	}
	return false;
}

static void try_cue(struct finder *f, size_t at, const struct cue *c)
{
	const struct view *v = &f->view;
	size_t end = finder_behind(v, at, c->text), from;
	enum wanted wanted = is_a_wife(v, at) ? GIVEN : c->wanted;
	unsigned count;

	if (!end || (view_is_word(view_code(v, end)) && view_code(v, end - 1) != '\'') ||
	    (strcmp(c->text, "m.") == 0 && !v->cells[at].upper))
		return;
	from = skip_blanks(v, view_code(v, end) == ':' ? end + 1 : end,
			   wanted == SMALL || wanted == CAPITAL);
	if (from >= v->count)
		return;
	end = read_words(v, from, wanted == SMALL, &count);
	if (count > 0 && is_wanted(v, wanted, from, end, count))
		learn(f, from, end);
}

/* ---- below a letter ---- */

/* From behind a sign-off over the rest of its line: "Grüße aus Bonn\n". */
static size_t rest_end(const struct view *v, size_t at)
{
	size_t end = at;

	while (end - at < SIGN_OFF_MAX && (view_is_letter(view_code(v, end)) ||
					   view_code(v, end) == ' ' || view_code(v, end) == '-'))
		end++;
	return end;
}

static bool is_line_end(const struct view *v, size_t at)
{
	while (view_code(v, at) == ' ' || view_code(v, at) == '.' || view_code(v, at) == '!')
		at++;
	return at >= v->count || view_code(v, at) == '\n';
}

/* A name that a text or line ends with: on a line of its own or a given one, else of at least
 * `least` words. */
static void try_signature(struct finder *f, size_t at, unsigned least)
{
	const struct view *v = &f->view;
	unsigned count;
	size_t from = at, end;
	bool own_line = false;

	while (view_code(v, from) == ' ' || view_code(v, from) == ',' ||
	       view_code(v, from) == '.' || view_code(v, from) == '!' ||
	       view_code(v, from) == '\n' || view_code(v, from) == '-')
		own_line |= v->cells[from++].code == '\n';
	if (from >= v->count)
		return;
	end = read_words(v, from, is_given(v, from), &count);
	if (count > 0 && is_line_end(v, end) && (own_line || count >= least || is_given(v, from)))
		learn(f, from, end);
}

static void try_sign_off(struct finder *f, size_t at)
{
	const struct view *v = &f->view;
	size_t end = view_word_end(v, at), rest;
	bool strong = true;
	char text[32];

	view_copy(v, at, end, text, sizeof text);
	for (size_t i = 0;; i++) {
		if (i == ARRAY_LEN(sign_offs))
			return;
		if (!sign_offs[i])
			strong = false;
		else if (strcmp(sign_offs[i], text) == 0)
			break;
	}
	if (view_code(v, end) == ' ' && strong && strcmp(text, "best") != 0)
		try_signature(f, end, 2);
	rest = rest_end(v, end);
	if (view_code(v, rest) == ',')
		try_signature(f, rest, rest == end && strong ? 1 : 2);
	else if (view_code(v, rest) == '\n' || view_code(v, rest) == '.' ||
		 view_code(v, rest) == '!') /* "Thanks! Great Service" */
		try_signature(f, rest, strong ? 2 : WORDS_MAX + 1);
}

void find_said_names(struct finder *f)
{
	const struct view *v = &f->view;

	for (size_t i = 0; i < v->count; i++) {
		if (!view_is_letter(v->cells[i].code) || view_is_word(view_code(v, i - 1)))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(cues); k++) {
			unsigned char first = (unsigned char)cues[k].text[0];
			if (first >= 0x80 || first == v->cells[i].code)
				try_cue(f, i, &cues[k]);
		}
		try_sign_off(f, i);
	}
	find_han_names(f);
}
