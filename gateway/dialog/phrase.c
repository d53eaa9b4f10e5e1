/*
 * Phrases are compared by their words without what stands between them, so that "never mind",
 * "Nevermind!" and "算 了" are found without a list of spellings. Traditional characters are
 * Simplified ones here: normalisation folds them.
 */
#include "gateway/dialog/phrase.h"

#include <string.h>

#include "config/load/attrs.h"
#include "config/load/locale.h"
#include "config/text/normalize.h"
#include "config/text/tokens.h"

#define WORDS_MAX 8
#define KEY_MAX 96
#define SENTENCE_MAX 64 /* words that are looked at; who says more has said it by then */

static const char *const stops[] = {
	"stop",
	"stopit",
	"stopthis",
	"stopplease",
	"pleasestop",
	"nevermind",
	"nevermindthen",
	"nvm",
	"forgetit",
	"forgetaboutit",
	"cancel",
	"cancelthis",
	"cancelthat",
	"abort",
	"quit",
	"exit",
	"leaveit",
	"dropit",
	"nothanks",
	"nothankyou",
	"letitbe",
	"notnow",
	"notyet",
	"later",
	"startover",
	"enough",
	"stopp",
	"stopbitte",
	"halt",
	"egal",
	"istegal",
	"vergisses",
	"vergessensiees",
	"abbrechen",
	"abbruch",
	"lassenwires",
	"lasses",
	"lassensiees",
	"lassgut",
	"schongut",
	"neindanke",
	"dochnicht",
	"liebernicht",
	"nochnicht",
	"jetztnicht",
	"später",
	"hatsicherledigt",
	"erledigt",
	"arretez",
	"arrêtez",
	"arrete",
	"arrête",
	"laissetomber",
	"laisseztomber",
	"tantpis",
	"annuler",
	"annulez",
	"annule",
	"oubliez",
	"oublie",
	"oubliezca",
	"oubliezça",
	"oublieca",
	"oublieça",
	"oubliecela",
	"oubliezcela",
	"onoublie",
	"pasencore",
	"plustard",
	"cestbon",
	"nonmerci",
	"pasmaintenant",
	"算了",
	"算了吧",
	"还没",
	"以后再说",
	"不用了",
	"不要了",
	"不必了",
	"取消",
	"停止",
	"停",
	"没事了",
	"没关系",
	"先不用",
	"不用",
	"结束",
	"先这样",
};

static const char *const corrections[] = {
	"no",
	"nope",
	"sorry",
	"wait",
	"imean",
	"imeant",
	"actually",
	"correction",
	"rather",
	"wrong",
	"oops",
	"thatswrong",
	"itis",
	"its",
	"nein",
	"ne",
	"nee",
	"moment",
	"ichmeine",
	"ichmeinte",
	"doch",
	"sondern",
	"korrektur",
	"falsch",
	"quatsch",
	"ups",
	"vielmehr",
	"entschuldigung",
	"non",
	"pardon",
	"desole",
	"désolé",
	"désolée",
	"jeveuxdire",
	"jevoulaisdire",
	"plutot",
	"plutôt",
	"enfait",
	"erreur",
	"cest",
	"不是",
	"不对",
	"不",
	"错",
	"错了",
	"抱歉",
	"应该是",
	"是",
	"我是说",
	"更正",
	"说错了",
	"打错了",
};

/* The words of the text, or of its first `most`, one after the other; "" when there are more words
 * than a phrase has and all were wanted. */
static void key_of(const char *text, size_t len, size_t most, char out[KEY_MAX])
{
	struct token t[WORDS_MAX + 1];
	size_t count = tokens_split(text, len, t, WORDS_MAX + 1), used = 0;

	out[0] = '\0';
	if (most == 0 && count > WORDS_MAX)
		return;
	if (most && count > most)
		count = most;
	for (size_t i = 0; i < count; i++) {
		if (used + t[i].len >= KEY_MAX) {
			out[0] = '\0';
			return;
		}
		memcpy(out + used, text + t[i].start, t[i].len);
		used += t[i].len;
		out[used] = '\0';
	}
}

static bool is_among(const char *key, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], key) == 0)
			return true;
	}
	return false;
}

/* Where the key goes on after one of the words, or NULL. */
static const char *after_any(const char *key, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(words[i]);
		if (strncmp(key, words[i], len) == 0 && key[len])
			return key + len;
	}
	return NULL;
}

/* Takes one of the words off the end. False when none stands there, or nothing else does. */
static bool cut_any(char *key, const char *const *words, size_t count)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < count; i++) {
		size_t word = strlen(words[i]);
		if (word < len && strcmp(key + len - word, words[i]) == 0) {
			key[len - word] = '\0';
			return true;
		}
	}
	return false;
}

bool phrase_stops(const char *normalized, size_t len)
{
	/* "No, never mind", "ach, egal", "vergiss es bitte", "laissez tomber svp". */
	static const char *const before[] = {"no", "nein", "nee",  "non", "ok",     "okay",  "oh",
					     "ah", "ach",  "well", "bon", "please", "bitte", "不"};
	static const char *const after[] = {"please",       "pls",          "thanks", "thankyou",
					    "bitte",        "danke",        "merci",  "svp",
					    "silvousplait", "silvousplaît", "谢谢",   "吧"};
	char key[KEY_MAX];

	key_of(normalized, len, 0, key);
	do {
		if (is_among(key, stops, ARRAY_LEN(stops)))
			return true;
		const char *rest = after_any(key, before, ARRAY_LEN(before));
		if (rest && is_among(rest, stops, ARRAY_LEN(stops)))
			return true;
	} while (cut_any(key, after, ARRAY_LEN(after)));
	return false;
}

bool phrase_corrects(const char *normalized, size_t len)
{
	char key[KEY_MAX];

	for (size_t words = 1; words <= 4; words++) {
		key_of(normalized, len, words, key);
		if (is_among(key, corrections, ARRAY_LEN(corrections)))
			return true;
	}
	return false;
}

bool phrase_names_other(const char *normalized, size_t len)
{
	static const char *const words[] = {
		"other",    "another", "second", "different", "else",    "andere",   "anderen",
		"anderer",  "anderes", "zweite", "zweiten",   "weitere", "weiteren", "autre",
		"deuxième", "seconde", "另",     "别",        "二",
	};
	struct token t[SENTENCE_MAX];
	size_t count = tokens_split(normalized, len, t, SENTENCE_MAX);

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < ARRAY_LEN(words); k++) {
			if (strlen(words[k]) == t[i].len &&
			    memcmp(words[k], normalized + t[i].start, t[i].len) == 0)
				return true;
		}
	}
	return false;
}

bool phrase_is_word(const char *text, size_t len, enum word w)
{
	for (int l = 0; l < LOCALE_COUNT; l++) {
		const char *word = word_raw(w, (enum locale)l);
		if (strlen(word) == len && memcmp(word, text, len) == 0)
			return true;
	}
	return false;
}

bool phrase_is_text(const char *normalized, size_t len, const char *text)
{
	char other[512], key[KEY_MAX], other_key[KEY_MAX];
	long n = normalize_text(text, strlen(text), other, sizeof other);

	if (n <= 0)
		return false;
	if ((size_t)n == len && memcmp(other, normalized, len) == 0)
		return true;
	key_of(normalized, len, 0, key);
	key_of(other, (size_t)n, 0, other_key);
	return key[0] && strcmp(key, other_key) == 0;
}

#define HALF_LEAST 3 /* bytes of a word that begins another: one Chinese character */

static bool begins_any(const char *word, size_t len, const char *text, const struct token *t,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool fits = len == t[i].len || (len >= HALF_LEAST && len < t[i].len);
		if (fits && memcmp(text + t[i].start, word, len) == 0)
			return true;
	}
	return false;
}

bool phrase_is_half(const char *normalized, size_t len, const char *text)
{
	struct token said[WORDS_MAX + 1], words[2 * WORDS_MAX];
	char other[512];
	long n = normalize_text(text, strlen(text), other, sizeof other);
	size_t count = tokens_split(normalized, len, said, WORDS_MAX + 1), all;

	if (n <= 0 || count == 0 || count > WORDS_MAX)
		return false;
	all = tokens_split(other, (size_t)n, words, ARRAY_LEN(words));
	for (size_t i = 0; i < count; i++) {
		if (!begins_any(normalized + said[i].start, said[i].len, other, words, all))
			return false;
	}
	return true;
}
