#include "gateway/knowledge/terms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "config/text/tokens.h"

#define PREFIX_LETTERS 5 /* bytes of a beginning */
#define PREFIX_FROM 6    /* words of this length have one */
#define PREFIX_CREDIT 0.5
#define GROUP_CREDIT 0.8
#define PHRASE_CREDIT 0.5    /* of a group, for one of several words that tell it */
#define CHARACTER_WEIGHT 0.3 /* of one Chinese character, against a pair */
#define ASKS_WEIGHT 1.0
#define HITS_MAX 128
#define STEM_HITS_MAX 4

/* Words that questions are made of. */
static const char *const stops_en[] = {
	"a",       "an",      "the",    "i",       "me",      "my",       "mine",      "you",
	"your",    "we",      "us",     "our",     "it",      "its",      "is",        "are",
	"am",      "be",      "been",   "was",     "were",    "do",       "does",      "did",
	"done",    "have",    "has",    "had",     "can",     "could",    "will",      "would",
	"shall",   "should",  "may",    "might",   "must",    "what",     "when",      "where",
	"which",   "who",     "why",    "how",     "that",    "this",     "these",     "those",
	"there",   "here",    "of",     "to",      "in",      "on",       "at",        "for",
	"with",    "from",    "by",     "as",      "if",      "or",       "and",       "but",
	"not",     "no",      "so",     "any",     "some",    "get",      "got",       "go",
	"want",    "need",    "like",   "please",  "hi",      "hello",    "thanks",    "ll",
	"ve",      "re",      "s",      "t",       "d",       "m",        "don",       "just",
	"about",   "up",      "out",    "than",    "then",    "into",     "much",      "long",
	"many",    "also",    "tell",   "know",    "they",    "them",     "their",     "he",
	"she",     "his",     "her",    "one",     "still",   "more",     "only",      "too",
	"very",    "now",     "yet",    "already", "ever",    "never",    "all",       "both",
	"each",    "every",   "other",  "another", "same",    "such",     "own",       "after",
	"before",  "during",  "while",  "until",   "because", "through",  "off",       "down",
	"over",    "under",   "again",  "between", "again",   "anything", "something", "everything",
	"someone", "anyone",  "nobody", "itself",  "myself",  "yourself", "wasn",      "isn",
	"aren",    "didn",    "doesn",  "won",     "couldn",  "wouldn",   "shouldn",   "haven",
	"hasn",    "ain",     "ok",     "okay",    "yes",     "hey",      "really",    "actually",
	"maybe",   "perhaps", "lot",    "lots",    "bit",     "let",      "lets",      "put",
	"say",     "says",    "said",   "think",   "seem",    "seems",    "try",       "trying",
	"able",    "going",   "gonna",  "keep",    "keeps",   "kept",     "make",      "makes",
	"made",    "way",     "thing",  "things",  "today",   "tonight",  "tomorrow",  "yesterday",
	"morning", "evening", "week"};
static const char *const stops_de[] = {
	"der",        "die",       "das",     "den",     "dem",     "des",        "ein",
	"eine",       "einen",     "einem",   "einer",   "eines",   "ich",        "mir",
	"mich",       "mein",      "meine",   "meinen",  "meiner",  "meinem",     "sie",
	"ihr",        "ihre",      "ihnen",   "wir",     "uns",     "unser",      "es",
	"er",         "ist",       "sind",    "bin",     "war",     "sein",       "wird",
	"werden",     "werde",     "wurde",   "habe",    "hat",     "haben",      "hatte",
	"kann",       "können",    "könnte",  "muss",    "müssen",  "soll",       "darf",
	"dürfen",     "möchte",    "will",    "wollen",  "was",     "wann",       "wo",
	"wer",        "wie",       "warum",   "welche",  "welcher", "welches",    "welchen",
	"wieso",      "woher",     "wohin",   "viel",    "viele",   "dass",       "dies",
	"diese",      "dieser",    "dieses",  "hier",    "da",      "dort",       "von",
	"zu",         "zum",       "zur",     "in",      "im",      "am",         "an",
	"auf",        "für",       "mit",     "bei",     "aus",     "nach",       "vor",
	"über",       "um",        "als",     "wenn",    "ob",      "oder",       "und",
	"aber",       "nicht",     "kein",    "keine",   "keinen",  "auch",       "nur",
	"noch",       "schon",     "man",     "bitte",   "hallo",   "danke",      "so",
	"denn",       "mal",       "etwas",   "gibt",    "geht",    "machen",     "mache",
	"bekomme",    "bekommen",  "lange",   "durch",   "sich",    "doch",       "habt",
	"hab",        "hatten",    "hätte",   "hätten",  "euch",    "euer",       "eure",
	"euren",      "eurem",     "eurer",   "du",      "dir",     "dich",       "dein",
	"deine",      "deinen",    "könnt",   "konnte",  "konnten", "könnten",    "würde",
	"würden",     "wäre",      "werdet",  "wollt",   "möchten", "sollen",     "sollte",
	"dürft",      "mehr",      "brauche", "brauch",  "braucht", "vom",        "beim",
	"bis",        "bereits",   "alle",    "alles",   "allem",   "jetzt",      "dann",
	"ja",         "nein",      "ok",      "gern",    "gerne",   "wieder",     "ihm",
	"ihn",        "ihrem",     "ihren",   "eben",    "halt",    "eigentlich", "überhaupt",
	"vielleicht", "irgendwie", "jemand",  "niemand", "andere",  "anderen",    "anderer",
	"selbst",     "seit",      "gegen",   "ohne",    "unter",   "während",    "weil",
	"damit",      "dazu",      "davon",   "dafür",   "wegen",   "trotzdem",   "sonst",
	"nun",        "erst",      "immer",   "nie",     "kommt",   "kommen",     "gehen",
	"gehe",       "lassen",    "lasse",   "bleibt",  "heute",   "gestern",    "morgen",
	"nochmal",    "wohl",      "ganz",    "sehr",    "macht",   "gemacht",    "tun",
	"tut",        "möglich"};
static const char *const stops_fr[] = {
	"le",       "la",      "les",      "l",        "un",         "une",      "des",
	"de",       "du",      "d",        "je",       "j",          "me",       "m",
	"mon",      "ma",      "mes",      "tu",       "vous",       "votre",    "vos",
	"nous",     "notre",   "nos",      "il",       "elle",       "on",       "ils",
	"ce",       "cet",     "cette",    "ces",      "c",          "s",        "se",
	"est",      "sont",    "suis",     "être",     "était",      "a",        "ai",
	"as",       "avez",    "avons",    "ont",      "avoir",      "peux",     "peut",
	"puis",     "pouvez",  "pouvoir",  "dois",     "doit",       "faut",     "faire",
	"fait",     "fais",    "veux",     "voudrais", "que",        "qu",       "qui",
	"quoi",     "quand",   "où",       "quel",     "quelle",     "quels",    "quelles",
	"comment",  "combien", "pourquoi", "y",        "en",         "au",       "aux",
	"à",        "dans",    "sur",      "pour",     "par",        "avec",     "sans",
	"chez",     "si",      "ou",       "et",       "mais",       "ne",       "n",
	"pas",      "plus",    "t",        "là",       "bonjour",    "merci",    "svp",
	"plaît",    "ça",      "cela",     "leur",     "leurs",      "lui",      "son",
	"sa",       "ses",     "aussi",    "très",     "bien",       "moi",      "elles",
	"eux",      "même",    "mêmes",    "déjà",     "encore",     "alors",    "donc",
	"après",    "avant",   "pendant",  "tout",     "tous",       "toute",    "toutes",
	"autre",    "autres",  "rien",     "quelque",  "quelques",   "quelqu",   "été",
	"étais",    "sera",    "serai",    "serait",   "seront",     "soit",     "avait",
	"avais",    "aurai",   "aura",     "aurait",   "vais",       "va",       "vas",
	"allez",    "vont",    "veut",     "voulez",   "vouloir",    "souhaite", "aimerais",
	"devoir",   "devrai",  "oui",      "non",      "ok",         "chose",    "choses",
	"ici",      "entre",   "sous",     "vers",     "jamais",     "toujours", "vraiment",
	"peu",      "trop",    "juste",    "est-ce",   "lequel",     "laquelle", "dont",
	"hier",     "demain",  "matin",    "soir",     "maintenant", "aujourd",  "hui",
	"possible", "passe",   "passer",   "mettre",   "met"};
/* Chinese: what is between these is compared. Longer ones first. */
static const char *const stops_zh[] = {
	"可不可以", "能不能", "是不是", "有没有", "为什么", "怎么样", "怎么办", "怎样", "怎么",
	"什么",     "如何",   "请问",   "可以",   "需要",   "如果",   "哪些",   "哪里", "多少",
	"我们",     "你们",   "您们",   "他们",   "这个",   "那个",   "一下",   "能否", "是否",
	"的",       "了",     "吗",     "呢",     "吧",     "我",     "你",     "您",   "他",
	"她",       "它",     "是",     "在",     "有",     "和",     "与",     "或",   "就",
	"都",       "也",     "会",     "要",     "想",     "请",     "把",     "被",   "给",
	"到",       "从",     "对",     "用",     "能",     "这",     "那",     "哪",   "啊",
	"很",       "还",     "再",     "又",     "让",     "几",     "没",     "不"};

static const struct stops {
	const char *const *words;
	size_t count;
} stops_of[LOCALE_COUNT] = {[LOCALE_EN] = {stops_en, sizeof stops_en / sizeof *stops_en},
			    [LOCALE_DE] = {stops_de, sizeof stops_de / sizeof *stops_de},
			    [LOCALE_FR] = {stops_fr, sizeof stops_fr / sizeof *stops_fr}};

static bool is_stop(enum locale l, const char *word, size_t len)
{
	for (size_t i = 0; i < stops_of[l].count; i++) {
		if (strlen(stops_of[l].words[i]) == len &&
		    memcmp(stops_of[l].words[i], word, len) == 0)
			return true;
	}
	return false;
}

/* A text while it is taken apart. */
struct work {
	struct terms *out;
	const struct term_maker *maker;
	enum locale locale;
	const char *text; /* normalised */
	struct token *tokens;
	size_t count;
	struct synonym_hit hits[HITS_MAX];
	size_t hit_count;
	bool asks[ASKS_COUNT];
	size_t *plain; /* owned: where each token stands in the form that synonyms are found in */
};

static void push(struct work *w, const char *prefix, const char *text, size_t len, double credit,
		 double weight)
{
	struct term *new = vec_push(&w->out->items);
	size_t room = TERM_ROOM - 1 - strlen(prefix);

	memcpy(new->text, prefix, strlen(prefix));
	memcpy(new->text + strlen(prefix), text, len < room ? len : room);
	new->unit = w->out->units;
	new->credit = credit;
	new->weight = weight;
}

static void push_group(struct work *w, uint64_t group, double credit)
{
	char name[24];
	int len = snprintf(name, sizeof name, "%016llx", (unsigned long long)group);

	push(w, "1", name, (size_t)len, credit, 1);
}

/* ---- synonyms ---- */

/* Finds the groups, in the words with a blank before and after each. */
static void find_groups(struct work *w)
{
	const struct synonyms *s = w->maker->synonyms[w->locale];
	char *plain;
	size_t used = 0;

	if (w->count == 0)
		return;
	plain = mem_new(NORMALIZE_OUT_MAX + w->count + 2, 1);
	for (size_t i = 0; i < w->count; i++) {
		if (i == 0 || !synonyms_are_one(&w->tokens[i - 1], &w->tokens[i]))
			plain[used++] = ' ';
		w->plain[i] = used;
		memcpy(plain + used, w->text + w->tokens[i].start, w->tokens[i].len);
		used += w->tokens[i].len;
	}
	plain[used++] = ' ';
	w->hit_count = s ? synonyms_find(s, plain, used, w->hits, HITS_MAX) : 0;
	for (int kind = 0; w->maker->asks && kind < ASKS_COUNT; kind++)
		w->asks[kind] = asks_find(w->maker->asks, w->locale, (enum asks)kind,
					  w->maker->learns, plain, used);
	free(plain);
}

/* ---- words ---- */

/* Borrowed until the next call. */
static const char *stem_of(const struct work *w, const char *word, size_t len, size_t *ret_len)
{
	return stem_word(w->maker->stemmers, stem_kind_of(locale_name(w->locale)), word, len,
			 ret_len);
}

/* The groups that the token `i` has a part in: "gift wrap" is told by both, and "wrap" alone is not
 * what a text on gift cards is about. Returns whether there are any. */
static bool push_groups(struct work *w, size_t i)
{
	size_t start = w->plain[i], end = start + w->tokens[i].len;
	bool any = false;

	for (size_t k = 0; k < w->hit_count; k++) {
		const struct synonym_hit *h = &w->hits[k];
		bool is_phrase = h->start + 1 < start || h->start + h->len > end + 1;
		if (h->start >= end || h->start + h->len <= start)
			continue;
		push_group(w, h->group, is_phrase ? PHRASE_CREDIT : GROUP_CREDIT);
		any = true;
	}
	return any;
}

/* The groups of a word's stem, where the word itself has none: Saturdays are a Saturday. */
static void push_stem_groups(struct work *w, const char *stem, size_t len)
{
	const struct synonyms *s = w->maker->synonyms[w->locale];
	struct synonym_hit hits[STEM_HITS_MAX];
	char plain[TERM_ROOM + 2];
	size_t count;

	if (!s || len >= TERM_ROOM)
		return;
	count = (size_t)snprintf(plain, sizeof plain, " %.*s ", (int)len, stem);
	count = synonyms_find(s, plain, count, hits, STEM_HITS_MAX);
	for (size_t k = 0; k < count; k++)
		push_group(w, hits[k].group, GROUP_CREDIT);
}

/* Words of the texts that are nearly this one. */
static void push_near(struct work *w, const char *word, size_t len)
{
	struct vocabulary *v = w->maker->vocabularies[w->locale];
	struct near_word near[VOCABULARY_NEAR_MAX];
	size_t stem_len, count;

	if (!v)
		return;
	const char *s = stem_of(w, word, len, &stem_len);
	if (w->maker->learns) {
		vocabulary_add(v, word, len, s, stem_len);
		return;
	}
	count = vocabulary_near(v, word, len, s, stem_len, w->locale == LOCALE_DE, near);
	for (size_t i = 0; i < count; i++)
		push(w, "", near[i].stem, strlen(near[i].stem), near[i].credit, 1);
}

static void add_word(struct work *w, size_t i)
{
	const char *word = w->text + w->tokens[i].start;
	size_t len = w->tokens[i].len, stem_len;
	const char *stem;

	if (is_stop(w->locale, word, len))
		return;
	stem = stem_of(w, word, len, &stem_len);
	push(w, "", stem, stem_len, 1, 1);
	if (!push_groups(w, i))
		push_stem_groups(w, stem_of(w, word, len, &stem_len), stem_len);
	if (len >= PREFIX_FROM) {
		size_t n = PREFIX_LETTERS;
		while (n < len && ((unsigned char)word[n] & 0xC0) == 0x80)
			n++;
		push(w, "0", word, n, PREFIX_CREDIT, 1);
	}
	push_near(w, word, len);
	w->out->units++;
}

/* Bytes of a stop word of Chinese at `text`, 0: none. */
static size_t chinese_stop(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof stops_zh / sizeof *stops_zh; i++) {
		size_t n = strlen(stops_zh[i]);
		if (n <= len && memcmp(stops_zh[i], text, n) == 0)
			return n;
	}
	return 0;
}

/* Pairs of neighbours that no stop word parts. Tokens [from, to) are Chinese characters in a row.
 */
static void add_pairs(struct work *w, size_t from, size_t to)
{
	const struct token *t = w->tokens;
	size_t end = t[to - 1].start + t[to - 1].len, before = to;

	while (from < to) {
		size_t stop = chinese_stop(w->text + t[from].start, end - t[from].start);
		if (stop > 0) {
			size_t behind = t[from].start + stop;
			while (from < to && t[from].start < behind)
				from++;
			before = to;
			continue;
		}
		if (before < to) {
			push(w, "", w->text + t[before].start, t[before].len + t[from].len, 1, 1);
			w->out->units++;
		}
		push(w, "", w->text + t[from].start, t[from].len, 1, CHARACTER_WEIGHT);
		w->out->units++;
		before = from++;
	}
}

/* Groups count by themselves: Chinese words have no edges to belong to. */
static void add_chinese_groups(struct work *w)
{
	for (size_t k = 0; k < w->hit_count; k++) {
		push_group(w, w->hits[k].group, GROUP_CREDIT);
		w->out->units++;
	}
}

static void add_all(struct work *w)
{
	for (size_t i = 0, to; i < w->count; i = to) {
		for (to = i + 1;
		     w->tokens[i].is_cjk && to < w->count && w->tokens[to].is_cjk &&
		     w->tokens[to].start == w->tokens[to - 1].start + w->tokens[to - 1].len;)
			to++;
		if (w->tokens[i].is_cjk)
			add_pairs(w, i, to);
		else
			add_word(w, i);
	}
	if (w->locale == LOCALE_ZH_HANT || w->locale == LOCALE_ZH_HANS)
		add_chinese_groups(w);
	for (int kind = 0; kind < ASKS_COUNT; kind++) {
		if (w->asks[kind])
			push(w, kind == ASKS_TIME ? "2time" : "2money", "", 0, 1, ASKS_WEIGHT);
		w->out->units += w->asks[kind];
	}
}

void terms_add(struct terms *t, const struct term_maker *m, enum locale locale, const char *text,
	       size_t len)
{
	struct work w = {.out = t, .maker = m, .locale = locale};
	char *plain = mem_new(NORMALIZE_OUT_MAX + 1, 1);
	long n = normalize_text(text, len, plain, NORMALIZE_OUT_MAX + 1);
	size_t room = n > 0 ? (size_t)n : 0;

	w.text = plain;
	w.tokens = mem_new(room + 1, sizeof *w.tokens);
	w.plain = mem_new(room + 1, sizeof *w.plain);
	w.count = tokens_split(plain, room, w.tokens, room);
	find_groups(&w);
	add_all(&w);
	free(w.tokens);
	free(w.plain);
	free(plain);
}

void terms_dispose(struct terms *t)
{
	vec_dispose(&t->items);
}
