/*
 * Ends of sentences, for texts that are still coming in. When in doubt there is none: a sentence
 * that is checked together with the next one is only later, one that was cut in two is checked
 * wrongly.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/utf8.h"
#include "gateway/guard/output.h"

/* In small letters, without their last point. */
static const char *const abbreviations[] = {
	"nr",   "no",   "art",    "str",  "bzw",  "ca",  "evtl", "ggf",  "inkl", "zzgl", "usw",
	"dr",   "mr",   "mrs",    "ms",   "prof", "st",  "tel",  "vs",   "env",  "av",   "bd",
	"mme",  "mlle", "approx", "min",  "max",  "std", "tgl",  "abs",  "vgl",  "mind", "max",
	"bspw", "sog",  "etc",    "exkl", "gem",  "hr",  "fr",   "jan",  "feb",  "mrz",  "apr",
	"jun",  "jul",  "aug",    "sep",  "sept", "okt", "oct",  "nov",  "dez",  "dec",  "janv",
	"févr", "juil", "déc",    "inc",  "ltd",  "co",  "cie",  "num",  "dept", "est",  "fig",
	"p",    "pp",   "z",      "b",    "d",    "h",   "u",    "a",    "s",    "o",    "i",
	"e",    "g",    "m",      "ex",   "réf",  "ref", "bzgl", "mwst", "exp",  "mo",   "di",
	"mi",   "do",   "sa",     "so",   "mon",  "tue", "wed",  "thu",  "fri",  "sat",  "sun"};

static bool is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Whether the point at `at` belongs to an abbreviation, an ordinal or a point of a list. */
static bool is_inner_point(const char *text, size_t at)
{
	char word[8];
	size_t start = at;

	while (start > 0 && (is_letter((unsigned char)text[start - 1])))
		start--;
	if (start == at) {
		size_t digits = at;
		while (digits > 0 && text[digits - 1] >= '0' && text[digits - 1] <= '9')
			digits--;
		return at - digits >= 1 && at - digits <= 2; /* "am 5. Mai", "1. Paket" */
	}
	if (at - start >= sizeof word)
		return false;
	for (size_t i = start; i < at; i++)
		word[i - start] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
	word[at - start] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(abbreviations); i++) {
		if (strcmp(abbreviations[i], word) == 0)
			return true;
	}
	return at - start == 1;
}

/* The bytes of a closing quote or bracket at `at`, 0: none. */
static size_t closing(const char *text, size_t len)
{
	static const char *const marks[] = {"\"", "'", ")", "]",  "*",  "_",  "”",
					    "“",  "’", "»", "」", "』", "）", "】",
					    "》", "…", "!", "?",  ".",  "！", "？"};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		size_t n = strlen(marks[i]);
		if (n <= len && memcmp(text, marks[i], n) == 0)
			return n;
	}
	return 0;
}

/* The bytes of a sign that ends a sentence, 0: none. `ret_wide`: one that needs no blank behind. */
static size_t ending(const char *text, size_t len, size_t at, bool *ret_wide)
{
	static const char *const wide[] = {"。", "！", "？"};

	*ret_wide = true;
	if (text[at] == '\n')
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(wide); i++) {
		if (len - at >= 3 && memcmp(text + at, wide[i], 3) == 0)
			return 3;
	}
	*ret_wide = false;
	if (text[at] == '!' || text[at] == '?')
		return 1;
	if (len - at >= 3 && memcmp(text + at, "…", 3) == 0)
		return 3;
	return text[at] == '.' && !is_inner_point(text, at) ? 1 : 0;
}

size_t guard_sentence_end(const char *text, size_t len)
{
	size_t best = 0;

	for (size_t i = 0; i < len;) {
		bool wide;
		size_t n = ending(text, len, i, &wide), end;
		if (n == 0) {
			i++;
			continue;
		}
		for (end = i + n; end < len && (n = closing(text + end, len - end)) > 0;)
			end += n;
		i = end;
		/* What comes may still belong to it: a quote, a digit. */
		if (end == len && text[len - 1] != '\n')
			break;
		if (!wide && text[end] != ' ' && text[end] != '\n')
			continue;
		while (end < len && (text[end] == ' ' || text[end] == '\n'))
			end++;
		best = i = end;
	}
	return best;
}
