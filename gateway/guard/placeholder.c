#include "gateway/guard/placeholder.h"

#include <string.h>

#include "config/load/attrs.h"

#define DIGITS_MAX 4
#define BLANKS_MAX 2

static const char *const names[] = {"MAIL",  "PHONE",    "CARD", "IBAN",   "ADDRESS",
				    "ORDER", "CUSTOMER", "NAME", "NUMBER", "TEXT"};

_Static_assert(ARRAY_LEN(names) == MASK_KIND_COUNT, "a name for each kind");

const char *mask_kind_name(enum mask_kind kind)
{
	return names[kind];
}

/* The bracket that closes `open`, 0: `open` is none. */
static uint32_t closer_of(uint32_t open)
{
	static const uint32_t pairs[][2] = {{0xAB, 0xBB},     {0x2039, 0x203A}, {'<', '>'},
					    {'[', ']'},       {'{', '}'},       {0x300A, 0x300B},
					    {0x3008, 0x3009}, {0x3010, 0x3011}, {0xFF1C, 0xFF1E},
					    {0xFF3B, 0xFF3D}, {0xFF5B, 0xFF5D}};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		if (pairs[i][0] == open)
			return pairs[i][1];
	}
	return 0;
}

/* Reading along the cells; `end` is set where the text was too short to say. */
struct reader {
	const struct view *v;
	size_t at;
	bool ended;
};

static uint32_t peek(struct reader *r)
{
	if (r->at >= r->v->count)
		r->ended = true;
	return view_code(r->v, r->at);
}

static void skip_blanks(struct reader *r)
{
	for (int i = 0; i < BLANKS_MAX && peek(r) == ' '; i++)
		r->at++;
}

static bool read_name(struct reader *r, bool exact, enum mask_kind *ret)
{
	bool ended = false;

	for (int k = 0; k < MASK_KIND_COUNT; k++) {
		struct reader copy = {.v = r->v, .at = r->at};
		const char *c = names[k];
		while (*c && peek(&copy) == (uint32_t)(*c + 32) &&
		       (!exact || r->v->cells[copy.at].upper)) {
			copy.at++;
			c++;
		}
		ended |= *c && copy.ended;
		if (!*c) {
			r->at = copy.at;
			*ret = (enum mask_kind)k;
			return true;
		}
	}
	r->ended |= ended;
	return false;
}

static bool read_separator(struct reader *r, bool exact)
{
	if (peek(r) == '\\')
		r->at++;
	if (peek(r) == '_') {
		r->at++;
		return true;
	}
	if (!exact && (peek(r) == '-' || peek(r) == ' '))
		r->at++;
	return !exact;
}

static bool read_number(struct reader *r, unsigned *ret)
{
	size_t from = r->at;

	*ret = 0;
	while (view_is_digit(peek(r)) && r->at - from < DIGITS_MAX)
		*ret = *ret * 10 + (peek(r) - '0'), r->at++;
	return r->at > from;
}

static bool read_body(struct reader *r, bool exact, struct placeholder *ret)
{
	return read_name(r, exact, &ret->kind) && read_separator(r, exact) &&
	       read_number(r, &ret->number);
}

static bool read_closer(struct reader *r, uint32_t closer)
{
	uint32_t c = peek(r);

	if (c == 0 || r->v->cells[r->at].raw != closer)
		return false;
	r->at++;
	return true;
}

/* `<<MAIL_1>>` too; not the text of a link, `[MAIL_1](…)`. */
static bool read_bracketed(struct reader *r, struct placeholder *ret)
{
	uint32_t open = r->v->cells[r->at].raw, closer = closer_of(open);
	bool twice;

	r->at++;
	(void)peek(r);
	twice = r->at < r->v->count && r->v->cells[r->at].raw == open;
	if (twice)
		r->at++;
	skip_blanks(r);
	if (!read_body(r, false, ret))
		return false;
	skip_blanks(r);
	if (!read_closer(r, closer) || (twice && !read_closer(r, closer)))
		return false;
	ret->end = r->at;
	return open != '[' || peek(r) != '(';
}

static bool read_bare(struct reader *r, struct placeholder *ret)
{
	if (!read_body(r, true, ret))
		return false;
	ret->end = r->at;
	return !view_is_word(peek(r)) && peek(r) != '_';
}

enum placeholder_result placeholder_at(const struct view *v, size_t at, uint32_t before, bool whole,
				       struct placeholder *ret)
{
	struct reader r = {.v = v, .at = at};
	bool found;

	if (at > 0)
		before = v->cells[at - 1].code;
	if (closer_of(v->cells[at].raw))
		found = read_bracketed(&r, ret);
	else if (v->cells[at].upper && !view_is_word(before) && before != '_')
		found = read_bare(&r, ret);
	else
		return PLACEHOLDER_NO;
	if (r.ended && !whole)
		return PLACEHOLDER_MORE;
	return found ? PLACEHOLDER_YES : PLACEHOLDER_NO;
}
