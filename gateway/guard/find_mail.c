/*
 * E-mail addresses: letters of any alphabet, blanks around the @ and the points where the rest
 * leaves no doubt, and what people write to hide them: "anna (at) example (dot) com", "anna dot
 * weber at example dot com", "anna 艾特 qq 点 com".
 */
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/guard/finder.h"

#define LOCAL_MAX 64
#define DOMAIN_MAX 253

static bool is_local(uint32_t c)
{
	return view_is_word(c) || (c && c < 0x80 && strchr("._%+-'!#$&*=?^{|}~", (int)c));
}

static size_t skip_blank(const struct view *v, size_t at)
{
	return view_code(v, at) == ' ' ? at + 1 : at;
}

/* The cell behind one of the spellings at `at`, with a blank before and after; 0: none. */
static size_t read_sign(const struct view *v, size_t at, const char *const *spellings)
{
	size_t start = skip_blank(v, at);

	for (; *spellings; spellings++) {
		if (view_has(v, start, *spellings))
			return skip_blank(v, start + strlen(*spellings));
	}
	return 0;
}

static const char *const ats[] = {"@", "(at)", "[at]", "{at}", "<at>", "(a)", NULL};
static const char *const dots[] = {".",       "(dot)",   "[dot]",   "{dot}",   "(.)", "[.]",
				   "(punkt)", "[punkt]", "(point)", "[point]", NULL};
static const char *const endings[] = {"com",  "net",     "org",   "de", "at", "ch",  "fr",
				      "be",   "lu",      "eu",    "uk", "co", "io",  "info",
				      "tw",   "cn",      "hk",    "mo", "sg", "edu", "gov",
				      "shop", "example", "email", "me"};

static size_t label_end(const struct view *v, size_t at)
{
	while (view_is_word(view_code(v, at)) || view_code(v, at) == '-')
		at++;
	return at;
}

static bool is_ending(const struct view *v, size_t from, size_t to)
{
	char word[16];
	size_t len = view_copy(v, from, to, word, sizeof word);

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (strcmp(endings[i], word) == 0 && len == to - from)
			return true;
	}
	return false;
}

/* The cell behind the domain at `at`; 0: none. A blank beside a point is only believed before an
 * ending that is one. */
static size_t domain_end(const struct view *v, size_t at)
{
	size_t end = label_end(v, at), labels = 1;

	if (end == at)
		return 0;
	for (;;) {
		size_t next = read_sign(v, end, dots), stop;
		if (!next || (stop = label_end(v, next)) == next || stop - at > DOMAIN_MAX)
			break;
		if (next != end + 1 && view_code(v, next) != 0 && !is_ending(v, next, stop) &&
		    (view_code(v, end) == ' ' || view_code(v, next - 1) == ' '))
			break;
		end = stop;
		labels++;
	}
	while (end > at && view_code(v, end - 1) == '-')
		end--;
	return labels > 1 || end - at >= 2 ? end : 0;
}

/* Not into an address before it: of "a@b.c+d@e.co" the second one is "+d@e.co". */
static size_t local_start(const struct finder *f, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < LOCAL_MAX && is_local(view_code(&f->view, start - 1)) &&
	       finder_is_free(f, start - 1, start))
		start--;
	return start;
}

static bool is_han_name(const struct view *v, size_t start)
{
	return start > 0 && view_is_han(view_code(v, start - 1));
}

static bool has_point(const struct view *v, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!view_is_word(v->cells[i].code) && v->cells[i].code != '-')
			return true;
	}
	return false;
}

/* ---- in words ---- */

/* Latin ones stand between blanks. */
static const char *const at_words[] = {" at ", " ät ",   " arobase ", " chez ",
				       "艾特", "小老鼠", "圈a"};
static const char *const dot_words[] = {" dot ", " punkt ", " point ", "点", "."};

/* The cell behind the first of `words` that stands at `at`, 0: none. */
static size_t word_behind(const struct view *v, size_t at, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t end = finder_behind(v, at, words[i]);
		if (end)
			return skip_blank(v, end);
	}
	return 0;
}

static size_t han_blank(const struct view *v, size_t at)
{
	return view_code(v, at) == ' ' && view_is_han(view_code(v, at + 1)) ? at + 1 : at;
}

/* The cell behind "example dot com" at `at`, 0: it does not end as a domain. */
static size_t spelled_domain_end(const struct view *v, size_t at)
{
	size_t end = label_end(v, at), last = at;
	bool is_spelled = false;

	while (end > last) {
		size_t dot = han_blank(v, end);
		size_t next = word_behind(v, dot, dot_words, ARRAY_LEN(dot_words));
		if (!next || label_end(v, next) == next)
			break;
		is_spelled |= view_code(v, dot) != '.';
		last = next;
		end = label_end(v, next);
	}
	return last > at && is_spelled && is_ending(v, last, end) ? end : 0;
}

/* ---- what stands on both sides ---- */

/* With a blank beside the @ only a domain with a point makes an address: "look @anna" is none. */
static bool try_at(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t sign_end = read_sign(v, at, ats), end, start, spelled;

	if (!sign_end || !(end = domain_end(v, sign_end)) ||
	    ((view_code(v, at) == ' ' || view_code(v, sign_end - 1) == ' ') &&
	     !has_point(v, sign_end, end)))
		return false;
	start = local_start(f, at);
	if (start == at && view_code(v, at) == '@' && is_han_name(v, start))
		start--; /* 王@example.com: the mailbox is never shown without its first letter */
	if (start == at)
		return false;
	spelled = spelled_domain_end(v, sign_end);
	*ret_end = spelled > end ? spelled : end;
	finder_take(f, start, *ret_end, MASK_MAIL);
	return true;
}

/* "anna dot weber" before `at`. */
static size_t spelled_local_start(const struct finder *f, size_t at)
{
	const struct view *v = &f->view;
	size_t start = local_start(f, at);

	for (size_t gap = 3; start < at && gap <= 8 && gap < start; gap++) {
		size_t word = start - gap;
		if (word_behind(v, word, dot_words, ARRAY_LEN(dot_words) - 1) == start &&
		    local_start(f, word) < word) {
			start = local_start(f, word);
			gap = 2;
		}
	}
	return start;
}

static bool try_spelled(struct finder *f, size_t at, size_t *ret_end)
{
	const struct view *v = &f->view;
	size_t domain = word_behind(v, at, at_words, ARRAY_LEN(at_words));
	size_t to = at > 0 && view_code(v, at - 1) == ' ' ? at - 1 : at, start, end;

	if (!domain || !(end = spelled_domain_end(v, domain)))
		return false;
	start = spelled_local_start(f, to);
	if (start == to)
		return false;
	finder_take(f, start, end, MASK_MAIL);
	*ret_end = end;
	return true;
}

void find_mails(struct finder *f)
{
	for (size_t i = 1; i < f->view.count; i++) {
		uint32_t c = f->view.cells[i].code;
		size_t end;
		if (((c == ' ' || c == '@' || c == '(' || c == '[' || c == '{' || c == '<') &&
		     try_at(f, i, &end)) ||
		    ((c == ' ' || view_is_han(c)) && try_spelled(f, i, &end)))
			i = end - 1;
	}
}
