/*
 * Looking for a slot's value in a message. Everything is read from the normalised text, so width,
 * case and script do not matter; free text alone is taken as it was typed.
 *
 * Said by the way, a value must be plain: two different dates in one message are no answer to a
 * question that nobody asked. Asked for, the first one counts.
 */
#include "intents/slots/find.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "config/text/utf8.h"
#include "intents/slots.h"
#include "intents/slots/slot.h"

/* ---- words ---- */

static bool is_word_code(uint32_t code)
{
	if (code < 0x80)
		return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
	return code >= 0xc0 && code < 0x2e80; /* from there on: Chinese and its neighbours */
}

static bool is_word_before(const char *text, size_t at)
{
	size_t start = at;
	uint32_t code;

	if (at == 0)
		return false;
	do
		start--;
	while (start > 0 && ((unsigned char)text[start] & 0xc0) == 0x80);
	(void)utf8_decode(text + start, at - start, &code);
	return is_word_code(code);
}

static bool is_word_after(const char *text, size_t len, size_t at)
{
	uint32_t code;

	if (at >= len || ((unsigned char)text[at] & 0xc0) == 0x80)
		return false;
	(void)utf8_decode(text + at, len - at, &code);
	return is_word_code(code);
}

bool find_is_edge(const char *text, size_t len, size_t at)
{
	return !is_word_before(text, at) || !is_word_after(text, len, at);
}

/* ---- places in the message as it was typed ---- */

static bool same_letters(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char x = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] + 32) : a[i];

		if (x != b[i])
			return false;
	}
	return true;
}

/* The same occurrence of the found bytes in the original; 0 bytes when it looks different there. */
static void locate(const struct finder_input *in, const struct found *f, size_t *ret_start,
		   size_t *ret_len)
{
	const char *needle = in->text + f->start;
	size_t before = 0;

	*ret_start = *ret_len = 0;
	if (f->len == 0)
		return;
	for (size_t i = 0; i < f->start; i++)
		before += memcmp(in->text + i, needle, f->len) == 0;
	for (size_t i = 0; i + f->len <= in->typed_len; i++) {
		if (!same_letters(in->typed + i, needle, f->len) || before-- > 0)
			continue;
		*ret_start = i;
		*ret_len = f->len;
		return;
	}
}

/* ---- values ---- */

#define CAPITAL_MAX 500

/* Whether the letter at `at` was typed as a capital, which makes "size M" a value and the "m" of
 * "i'm" none. I and A are words. */
static bool is_capital(const struct finder_input *in, size_t at)
{
	struct found letter = {.start = at, .len = 1};
	size_t start, len;

	if (in->typed_len > CAPITAL_MAX || (at > 0 && in->text[at - 1] == '\''))
		return false;
	locate(in, &letter, &start, &len);
	return len == 1 && in->typed[start] >= 'B' && in->typed[start] <= 'Z' &&
	       in->typed[start] != 'I';
}

/* The longest word of the slot that stands at `at`, or NULL. */
static const struct slot_word *word_at(const struct intent_slot *s, const struct finder_input *in,
				       size_t at)
{
	const struct slot_word *best = NULL;

	for (size_t i = 0; i < s->words.count; i++) {
		const struct slot_word *w = &s->words.items[i];

		if (w->len == 0 || w->len > in->len - at || (best != NULL && w->len <= best->len) ||
		    memcmp(in->text + at, w->normalized, w->len) != 0)
			continue;
		if (find_is_edge(in->text, in->len, at) &&
		    find_is_edge(in->text, in->len, at + w->len) &&
		    (w->len > 1 || in->asked || is_capital(in, at)))
			best = w;
	}
	return best;
}

/* The key of the one value that is named; two of them are none. */
static char *find_value(const struct intent_slot *s, const struct finder_input *in,
			struct found *ret)
{
	const struct slot_word *first = NULL;

	for (size_t at = 0; at < in->len;) {
		const struct slot_word *w = word_at(s, in, at);

		if (w == NULL) {
			at++;
			continue;
		}
		if (first != NULL && w->value != first->value)
			return NULL;
		if (first == NULL) {
			first = w;
			ret->start = at;
			ret->len = w->len;
		}
		at += w->len;
	}
	return first != NULL ? mem_string(s->values.items[first->value]) : NULL;
}

/* ---- patterns ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_gap(char c)
{
	return c == ' ' || c == '-';
}

/* Removes a single blank or hyphen between two digits. */
static size_t join_digits(const char *text, size_t len, char *out)
{
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		if (i > 0 && i + 1 < len && is_gap(text[i]) && is_digit(text[i - 1]) &&
		    is_digit(text[i + 1]))
			continue;
		out[used++] = text[i];
	}
	out[used] = '\0';
	return used;
}

/* A value of nothing but digits and blanks loses the blanks. */
static char *canonical(const char *text, size_t len)
{
	char *value = mem_copy(text, len);
	size_t used = 0;

	if (strspn(value, "0123456789 ") != len)
		return value;
	for (size_t i = 0; i < len; i++) {
		if (value[i] != ' ')
			value[used++] = value[i];
	}
	value[used] = '\0';
	return value;
}

/* Whether both sides of `at` are digits: a value that ends there is a part of a longer number. */
static bool splits_number(const char *text, size_t len, size_t at)
{
	return at > 0 && at < len && is_digit(text[at - 1]) && is_digit(text[at]);
}

/* The first match that is no part of a longer number: ten digits of a card are no order. */
static bool find_whole(const struct intent_slot *s, struct pattern_scratch *scratch,
		       const char *text, size_t len, struct found *ret)
{
	size_t from = 0;

	while (from < len) {
		const char *rest = text + from;
		size_t left = len - from, start = 0, taken = 0;

		if (pattern_find(s->pattern, scratch, rest, left, &start, &taken) != PATTERN_YES)
			return false;
		if (!splits_number(rest, left, start) &&
		    !splits_number(rest, left, start + taken)) {
			(void)pattern_find_value(s->pattern, scratch, rest, left, &ret->start,
						 &ret->len);
			ret->start += from;
			return ret->len > 0;
		}
		for (from += start + taken; from < len && is_digit(text[from]);)
			from++;
	}
	return false;
}

static char *find_pattern(const struct intent_slot *s, const struct finder_input *in,
			  struct found *ret)
{
	struct pattern_scratch *scratch = pattern_scratch_create();
	struct found f = {0};
	char *value = NULL;

	if (find_whole(s, scratch, in->text, in->len, &f)) {
		ret->start = f.start;
		ret->len = f.len;
		value = canonical(in->text + f.start, f.len);
	} else if (in->asked) {
		char *joined = mem_new(in->len + 1, 1);
		size_t joined_len = join_digits(in->text, in->len, joined);

		if (find_whole(s, scratch, joined, joined_len, &f))
			value = canonical(joined + f.start, f.len);
		free(joined);
	}
	pattern_scratch_destroy(scratch);
	return value;
}

/* ---- types ---- */

static char *find_typed(finder *find, const struct finder_input *in, struct found *ret)
{
	struct found next;

	if (!find(in, 0, ret))
		return NULL;
	for (size_t at = ret->start + ret->len; !in->asked && find(in, at, &next);
	     at = next.start + next.len) {
		if (strcmp(next.value, ret->value) != 0)
			return NULL;
	}
	return mem_string(ret->value);
}

/* ---- all kinds ---- */

/* The whole message without blanks around it. */
static char *take_all(const char *text, size_t len, size_t *ret_start, size_t *ret_len)
{
	size_t start = 0;

	while (start < len && (unsigned char)text[start] <= ' ')
		start++;
	while (len > start && (unsigned char)text[len - 1] <= ' ')
		len--;
	if (len == start || utf8_valid(text + start, len - start) != len - start ||
	    memchr(text + start, '\0', len - start) != NULL)
		return NULL;
	*ret_start = start;
	*ret_len = len - start;
	return mem_copy(text + start, len - start);
}

static char *find_kind(const struct intent_slot *s, const struct finder_input *in,
		       struct found *ret)
{
	static finder *const finders[] = {
		[SLOT_NUMBER] = find_number,
		[SLOT_DATE] = find_date,
		[SLOT_PHONE] = find_phone,
		[SLOT_EMAIL] = find_email,
	};

	switch (s->kind) {
	case SLOT_PATTERN: return find_pattern(s, in, ret);
	case SLOT_VALUES: return find_value(s, in, ret);
	default: return find_typed(finders[s->kind], in, ret);
	}
}

char *intent_slot_find(const struct intent_slot *s, const char *locale, const char *text,
		       size_t len, bool asked, size_t *ret_start, size_t *ret_len)
{
	struct finder_input in = {.typed = text, .typed_len = len, .asked = asked};
	struct found found = {0};
	size_t unused_start = 0, unused_len = 0;
	char *normalized, *value = NULL;
	long normalized_len;

	ret_start = ret_start != NULL ? ret_start : &unused_start;
	ret_len = ret_len != NULL ? ret_len : &unused_len;
	*ret_start = *ret_len = 0;
	if (s->kind == SLOT_TEXT)
		return asked ? take_all(text, len, ret_start, ret_len) : NULL;
	in.locale = locale != NULL ? locale_lookup(locale) : LOCALE_NONE;
	normalized = mem_new(NORMALIZE_OUT_MAX + 1, 1);
	normalized_len = normalize_text(text, len, normalized, NORMALIZE_OUT_MAX + 1);
	if (normalized_len > 0) {
		in.text = normalized;
		in.len = (size_t)normalized_len;
		value = find_kind(s, &in, &found);
		if (value != NULL)
			locate(&in, &found, ret_start, ret_len);
	}
	free(normalized);
	return value;
}
