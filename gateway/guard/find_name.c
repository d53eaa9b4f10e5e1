/*
 * Names that are said: "my name is Anna Weber", "ich heiße …", "je m'appelle …", "我叫…", with a
 * title, or below a letter. What is learned here is looked for in everything that follows.
 */
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/utf8.h"
#include "gateway/guard/finder.h"
#include "gateway/guard/mask_impl.h"

#define WORDS_MAX 3
#define HAN_NAME_LEAST 2
#define HAN_NAME_MOST 4
#define HAN_NAME_USUAL 3

/* Folded: ß is ss. `least`: capital words that must follow, 0: the first may be small. */
static const struct cue {
	const char *text;
	unsigned least;
} cues[] = {{"my name is", 0},
	    {"my name's", 0},
	    {"the name is", 0},
	    {"i am called", 0},
	    {"i'm called", 0},
	    {"i am", 2},
	    {"i'm", 2},
	    {"this is", 2},
	    {"name:", 1},
	    {"ich heisse", 0},
	    {"mein name ist", 0},
	    {"mein name lautet", 0},
	    {"name ist", 1},
	    {"name lautet", 1},
	    {"je m'appelle", 0},
	    {"mon nom est", 0},
	    {"je me nomme", 0},
	    {"je suis", 2},
	    {"frau", 1},
	    {"herr", 1},
	    {"herrn", 1},
	    {"mr", 1},
	    {"mr.", 1},
	    {"mrs", 1},
	    {"mrs.", 1},
	    {"ms", 1},
	    {"ms.", 1},
	    {"miss", 1},
	    {"dr.", 1},
	    {"madame", 1},
	    {"monsieur", 1},
	    {"mme", 1},
	    {"mlle", 1},
	    {"m.", 1},
	    {"regards", 1},
	    {"sincerely", 1},
	    {"best wishes", 1},
	    {"cheers", 1},
	    {"grüssen", 1},
	    {"gruss", 1},
	    {"grüsse", 1},
	    {"mfg", 1},
	    {"lg", 1},
	    {"vg", 1},
	    {"cordialement", 1},
	    {"bien à vous", 1},
	    {"salutations", 1}};

/* Not names, though they may follow a cue with a small letter. */
static const char *const no_names[] = {
	"and",     "not",     "on",         "the",       "a",    "an",    "in",  "wrong",
	"missing", "spelled", "misspelled", "different", "i",    "my",    "it",  "is",
	"und",     "nicht",   "falsch",     "auf",       "im",   "ich",   "der", "die",
	"das",     "mit",     "aus",        "et",        "pas",  "sur",   "je",  "le",
	"la",      "mal",     "faux",       "de",        "from", "with",  "for", "to",
	"please",  "bitte",   "but",        "aber",      "mais", "about", "here"};

static const char *const han_cues[] = {"我叫",   "我的名字是", "我的名字叫", "我名字叫",
				       "姓名是", "姓名",       "收件人是",   "收件人",
				       "收货人", "联系人",     "本人叫",     "我姓"};
static const char *const han_titles[] = {"先生", "小姐", "女士", "太太"};
/* Characters that begin what is said next, not a name's. */
static const char han_stops[] = "的了想要请问你您我在这那和买订电手住地来是有给把寄退换不没昨今能可"
				"为也就会吗呢吧啊下查先女";

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

/* The cell behind the UTF-8 `text` if it stands at `at`, else 0. */
static size_t behind(const struct view *v, size_t at, const char *text)
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

static void learn(struct finder *f, size_t from, size_t to)
{
	const struct view *v = &f->view;
	size_t start = v->cells[from].start;

	if (!finder_is_free(f, from, to))
		return;
	mask_know_name(f->mask, v->text + start, v->cells[to - 1].end - start);
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

static void try_cue(struct finder *f, size_t at, const struct cue *c)
{
	const struct view *v = &f->view;
	size_t end = behind(v, at, c->text), from;
	unsigned count;

	if (!end || view_is_word(view_code(v, end)))
		return;
	from = skip_blanks(v, view_code(v, end) == ':' ? end + 1 : end, true);
	if (from >= v->count)
		return;
	end = read_words(v, from, c->least == 0, &count);
	if (count > 0 && count >= c->least)
		learn(f, from, end);
}

static void try_han_cue(struct finder *f, size_t at, const char *cue)
{
	const struct view *v = &f->view;
	size_t from = behind(v, at, cue), end;
	unsigned count;
	char text[8];

	if (!from)
		return;
	while (view_code(v, from) == ' ' || view_code(v, from) == ':' ||
	       view_code(v, from) == 0x662F)
		from++;
	for (end = from; view_is_han(view_code(v, end)) && end - from <= HAN_NAME_MOST; end++) {
		view_copy(v, end, end + 1, text, sizeof text);
		if (strstr(han_stops, text))
			break;
	}
	if (end - from > HAN_NAME_MOST)
		end = from + HAN_NAME_USUAL;
	if (end - from >= HAN_NAME_LEAST)
		learn(f, from, end);
	else if (end == from && from < v->count && (end = read_words(v, from, true, &count)) > from)
		learn(f, from, end);
}

/* 王先生: hidden with the title, since one character alone stands everywhere. */
static void try_han_title(struct finder *f, size_t at)
{
	const struct view *v = &f->view;

	for (size_t i = 0; i < ARRAY_LEN(han_titles); i++) {
		size_t end = behind(v, at, han_titles[i]);
		char text[8];
		if (!end || !view_is_han(view_code(v, at - 1)))
			continue;
		view_copy(v, at - 1, at, text, sizeof text);
		if (!strstr(han_stops, text) && !strstr("位名个", text))
			finder_take(f, at - 1, end, MASK_NAME);
	}
}

void find_said_names(struct finder *f)
{
	const struct view *v = &f->view;

	for (size_t i = 0; i < v->count; i++) {
		uint32_t c = v->cells[i].code;
		if (view_is_han(c)) {
			for (size_t k = 0; k < ARRAY_LEN(han_cues); k++)
				try_han_cue(f, i, han_cues[k]);
			try_han_title(f, i);
		} else if (view_is_letter(c) && !view_is_word(view_code(v, i - 1))) {
			for (size_t k = 0; k < ARRAY_LEN(cues); k++)
				try_cue(f, i, &cues[k]);
		}
	}
}
