/*
 * Plain yes and no, the answers to an open offer. Whole messages only: "yes, but my order is late"
 * is no yes. Listed here and not in the cue tables because they are asked without a policy.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/tokens.h"
#include "escalation/score.h"

#define WORDS_MAX 8

/* Words as normalised, and blanks between them; Chinese without. */
static const char *const yes_words[] = {
	"yes",     "yeah",       "yep",        "yup",        "ya",     "y",      "sure",
	"ok",      "okay",       "okey",       "k",          "fine",   "please", "do",
	"correct", "absolutely", "definitely", "certainly",  "gladly", "ja",     "jo",
	"jep",     "jawohl",     "klar",       "gerne",      "gern",   "bitte",  "unbedingt",
	"sicher",  "oui",        "ouais",      "volontiers", "svp",    "stp",    "si",
	"sí",      "vale",       "claro",      "certo",      "sim",    "graag",  "accord",
	"d",       "好",         "是",         "要",         "行",     "可以",   "嗯",
	"对",      "需要",       "没问题",     "当然",       "麻烦",   "请",
};
static const char *const yes_fillers[] = {
	"that",  "would",  "be",     "great",  "good",  "nice",   "lovely", "it",   "go",
	"ahead", "thanks", "thank",  "you",    "of",    "course", "i",      "want", "like",
	"to",    "pls",    "plz",    "das",    "waere", "wäre",   "nett",   "gut",  "super",
	"toll",  "mach",   "machen", "sie",    "danke", "d",      "bien",   "sur",  "sûr",
	"merci", "plait",  "plaît",  "s",      "il",    "vous",   "te",     "avec", "plaisir",
	"por",   "favor",  "per",    "favore", "per",   "de",     "的",     "了",   "吧",
	"啊",    "呀",     "谢",     "你",     "您",    "我",     "啦",     "哦",   "意",
	"愿",    "帮",     "问",     "题",     "没",    "当",     "然",     "麻",   "烦",
	"可",    "以",     "需",     "要",
};
static const char *const no_words[] = {
	"not", "no",  "nope", "nah", "n",  "never", "nein", "ne", "nee",  "nö",   "nicht", "non",
	"nan", "nao", "não",  "不",  "否", "别",    "算",   "没", "不用", "不要", "不必",
};
static const char *const no_fillers[] = {
	"thanks", "thank",   "you",   "not",    "now",   "need",    "necessary", "it",
	"is",     "s",       "fine",  "ok",     "okay",  "i",       "m",         "don",
	"t",      "want",    "that",  "danke",  "nötig", "notig",   "noetig",    "jetzt",
	"gerade", "brauche", "ich",   "lieber", "merci", "pas",     "besoin",    "maintenant",
	"la",     "peine",   "ça",    "ca",     "va",    "gracias", "grazie",    "obrigado",
	"dank",   "bedankt", "用",    "要",     "必",    "需",      "了",        "谢",
	"的",     "先",      "暂",    "时",     "吧",    "行",      "事",        "好",
	"你",     "您",      "关",    "系",     "没",    "不",      "mind",      "never",
	"later",  "please",  "bitte", "mehr",
};

static bool is_among(const char *text, size_t len, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(words[i]) == len && !memcmp(words[i], text, len))
			return true;
	}
	return false;
}

struct list {
	const char *const *words;
	size_t count;
};

/* Begins with one of `heads` and holds nothing but those and `fillers`. */
static bool is_plain(const char *text, size_t len, struct list heads, struct list fillers)
{
	struct token t[WORDS_MAX + 1];
	size_t count = tokens_split(text, len, t, WORDS_MAX + 1), head;

	if (!count || count > WORDS_MAX)
		return false;
	head = t[0].len;
	/* A Chinese head may take two or three characters. */
	while (!is_among(text + t[0].start, head, heads.words, heads.count)) {
		if (!t[0].is_cjk || head >= 9 || t[0].start + head + 3 > len)
			return false;
		head += 3;
	}
	for (size_t i = 1; i < count; i++) {
		const char *word = text + t[i].start;

		if (t[i].start >= t[0].start + head &&
		    !is_among(word, t[i].len, fillers.words, fillers.count) &&
		    !is_among(word, t[i].len, heads.words, heads.count))
			return false;
	}
	return true;
}

bool esc_is_yes(const char *normalized, size_t len)
{
	return is_plain(normalized, len, (struct list){yes_words, ARRAY_LEN(yes_words)},
			(struct list){yes_fillers, ARRAY_LEN(yes_fillers)});
}

bool esc_is_no(const char *normalized, size_t len)
{
	return is_plain(normalized, len, (struct list){no_words, ARRAY_LEN(no_words)},
			(struct list){no_fillers, ARRAY_LEN(no_fillers)});
}
