/*
 * A recursive parser. Of a class or an escape only one character that it takes is kept.
 */
#include "intents/lint/regex.h"

#include <stdlib.h>
#include <string.h>

#include "config/text/utf8.h"

#define DEPTH_MAX 40
#define BYTES_MAX 4096
#define RANGES_MAX 64
#define HAN 0x4E2D

struct reader {
	const char *s;
	size_t len, at;
	struct regex *r;
	unsigned depth;
	bool failed;
};

static size_t read_choice(struct reader *p);

static int peek(const struct reader *p, size_t ahead)
{
	return p->at + ahead < p->len ? (unsigned char)p->s[p->at + ahead] : -1;
}

static bool is_one_of(int c, const char *set)
{
	return c > 0 && strchr(set, c) != NULL;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static size_t add(struct reader *p, enum regex_kind kind)
{
	struct regex_node *n = vec_push(&p->r->nodes);
	*n = (struct regex_node){.kind = kind, .child = REGEX_NONE, .next = REGEX_NONE};
	return p->r->nodes.count - 1;
}

static size_t add_character(struct reader *p, uint32_t code)
{
	size_t node = add(p, REGEX_CHARACTER);
	p->r->nodes.items[node].code = code;
	return node;
}

static uint32_t read_code(struct reader *p)
{
	uint32_t code = 0;
	if (p->at < p->len)
		p->at += utf8_decode(p->s + p->at, p->len - p->at, &code);
	else
		p->failed = true;
	return code;
}

/* ---- escapes ---- */

static int hex_value(int c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* After \x: HH or {HHHH}. */
static uint32_t read_hex(struct reader *p)
{
	bool braced = peek(p, 0) == '{';
	uint32_t code = 0;
	size_t digits = 0;
	p->at += braced ? 1 : 0;
	for (; hex_value(peek(p, 0)) >= 0 && digits < (braced ? 6 : 2); digits++)
		code = code * 16 + (uint32_t)hex_value(p->s[p->at++]);
	if (braced && peek(p, 0) != '}')
		p->failed = true;
	p->at += braced ? 1 : 0;
	if (digits == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
		p->failed = true;
	return code;
}

/* {Name} or one letter after \p. */
static uint32_t read_property(struct reader *p)
{
	const char *name = p->s + p->at;
	const char *end = peek(p, 0) == '{' ? memchr(name, '}', p->len - p->at) : NULL;
	bool is_han = end != NULL && end - name == 4 && memcmp(name, "{Han", 4) == 0;
	bool is_number = peek(p, 0) == 'N' || (end != NULL && peek(p, 1) == 'N');
	p->at += end != NULL ? (size_t)(end - name) + 1 : 1;
	return is_han ? HAN : is_number ? '0' : 'a';
}

/* \k<name>, \g{1}: nothing that could be written down. */
static void skip_reference(struct reader *p)
{
	int open = peek(p, 0);
	int close = open == '{' ? '}' : open == '<' ? '>' : open == '\'' ? '\'' : 0;
	const char *end = close != 0 ? memchr(p->s + p->at, close, p->len - p->at) : NULL;
	if (end != NULL)
		p->at = (size_t)(end - p->s) + 1;
	else
		p->failed = true;
}

/* After the backslash. Returns false for what takes no character. */
static bool read_escape(struct reader *p, uint32_t *ret_code)
{
	static const char controls[] = "tnrfea", meant[] = "\t\n\r\f\033\a";
	static const char sets[] = "wdsWDSNhHvV", members[] = "a0 !aaa a\na";
	int c = peek(p, 0);
	if (c < 0 || is_one_of(c, "QEcouURXC")) {
		p->failed = true;
		return false;
	}
	if (is_one_of(c, "bBAzZGK") || is_digit(c)) {
		while (is_digit(peek(p, 0)) || is_one_of(peek(p, 0), "bBAzZGK")) {
			p->at++;
			if (!is_digit(c))
				break;
		}
		return false;
	}
	if (c >= 0x80 || !is_one_of(c, "tnrfeawdsWDSNhHvVxpPgk")) {
		*ret_code = read_code(p);
		return true;
	}
	p->at++;
	if (is_one_of(c, "gk")) {
		skip_reference(p);
		return false;
	}
	if (c == 'x')
		*ret_code = read_hex(p);
	else if (is_one_of(c, "pP"))
		*ret_code = read_property(p);
	else if (is_one_of(c, controls))
		*ret_code = (uint32_t)meant[strchr(controls, c) - controls];
	else
		*ret_code = (uint32_t)members[strchr(sets, c) - sets];
	return true;
}

/* ---- classes ---- */

struct set {
	struct {
		uint32_t from, to;
	} ranges[RANGES_MAX];
	size_t count;
	bool negated;
};

static void set_add(struct set *s, uint32_t from, uint32_t to)
{
	if (s->count == RANGES_MAX)
		return;
	s->ranges[s->count].from = from;
	s->ranges[s->count++].to = to;
}

static bool set_has(const struct set *s, uint32_t code)
{
	for (size_t i = 0; i < s->count; i++) {
		if (code >= s->ranges[i].from && code <= s->ranges[i].to)
			return !s->negated;
	}
	return s->negated;
}

/* A letter when it takes one, so that classes that overlap get the same. */
static uint32_t set_member(const struct set *s)
{
	static const uint32_t tried[] = {'a', '0', ' ', 'e', 'x', '-', HAN, '!', '_', '.'};
	for (size_t i = 0; i < sizeof(tried) / sizeof(tried[0]); i++) {
		if (set_has(s, tried[i]))
			return tried[i];
	}
	return s->count > 0 ? s->ranges[0].from : 'a';
}

static bool read_posix(struct reader *p, struct set *s)
{
	const char *name = p->s + p->at;
	if (peek(p, 0) != '[' || peek(p, 1) != ':')
		return false;
	const char *end = memchr(name + 2, ']', p->len - p->at - 2);
	if (end == NULL)
		return false;
	p->at = (size_t)(end - p->s) + 1;
	if (strncmp(name + 2, "digit", 5) == 0)
		set_add(s, '0', '9');
	else if (strncmp(name + 2, "space", 5) == 0 || strncmp(name + 2, "blank", 5) == 0)
		set_add(s, ' ', ' ');
	else if (strncmp(name + 2, "punct", 5) == 0)
		set_add(s, '!', '/');
	else
		set_add(s, 'a', 'z');
	return true;
}

/* One member of a class; an escape stands for more than its example. */
static uint32_t read_member(struct reader *p, struct set *s)
{
	uint32_t code = 0;
	if (peek(p, 0) != '\\')
		return read_code(p);
	p->at++;
	int c = peek(p, 0);
	if (c == 'b') {
		p->at++;
		return '\b';
	}
	if (!read_escape(p, &code))
		p->failed = true;
	if (c == 'w')
		set_add(s, 'a', 'z');
	if (is_one_of(c, "wd"))
		set_add(s, '0', '9');
	return code;
}

static size_t read_class(struct reader *p)
{
	struct set s = {.count = 0};
	p->at++;
	if (peek(p, 0) == '^') {
		s.negated = true;
		p->at++;
	}
	for (bool first = true; !p->failed && (first || peek(p, 0) != ']'); first = false) {
		if (p->at >= p->len)
			p->failed = true;
		else if (!read_posix(p, &s)) {
			uint32_t from = read_member(p, &s), to = from;
			if (peek(p, 0) == '-' && peek(p, 1) != ']' && peek(p, 1) >= 0) {
				p->at++;
				to = read_member(p, &s);
			}
			set_add(&s, from, to);
		}
	}
	p->at++;
	return add_character(p, set_member(&s));
}

/* ---- groups ---- */

static bool skip_to(struct reader *p, int end)
{
	const char *found = memchr(p->s + p->at, end, p->len - p->at);
	if (found == NULL)
		p->failed = true;
	else
		p->at = (size_t)(found - p->s) + 1;
	return found != NULL;
}

/* (?i) and (?i:; the x flag changes how the rest reads. Returns whether a group follows. */
static bool read_flags(struct reader *p)
{
	while (is_one_of(peek(p, 0), "imsnJU-^"))
		p->at++;
	int c = peek(p, 0);
	p->at++;
	if (c != ':' && c != ')')
		p->failed = true;
	return c == ':';
}

/* After "(?". *ret_kind is LOOK or SEQUENCE. Returns whether there is something inside. */
static bool read_head(struct reader *p, enum regex_kind *ret_kind)
{
	int c = peek(p, 0), next = peek(p, 1);
	*ret_kind = REGEX_SEQUENCE;
	if (is_one_of(c, "=!") || (c == '<' && is_one_of(next, "=!"))) {
		*ret_kind = REGEX_LOOK;
		p->at += c == '<' ? 2 : 1;
		return true;
	}
	if (c == '#') {
		while (p->at < p->len && p->s[p->at] != ')')
			p->at++;
		p->at++;
		return false;
	}
	if (is_one_of(c, ":>|")) {
		p->at++;
		return true;
	}
	if (c == '<' || c == '\'' || (c == 'P' && next == '<')) {
		p->at += c == 'P' ? 2 : 1;
		return skip_to(p, c == '\'' ? '\'' : '>');
	}
	return read_flags(p);
}

static size_t read_group(struct reader *p)
{
	enum regex_kind kind = REGEX_SEQUENCE;
	p->at++;
	if (peek(p, 0) == '*') {
		p->failed = true;
		return REGEX_NONE;
	}
	if (peek(p, 0) == '?') {
		p->at++;
		if (!read_head(p, &kind))
			return add(p, REGEX_NOTHING);
	}
	size_t group = add(p, kind);
	size_t inside = read_choice(p);
	p->r->nodes.items[group].child = inside;
	if (peek(p, 0) != ')')
		p->failed = true;
	p->at++;
	return group;
}

/* ---- the whole ---- */

static bool read_number(struct reader *p, uint32_t *ret)
{
	uint32_t n = 0;
	if (!is_digit(peek(p, 0)))
		return false;
	while (is_digit(peek(p, 0)) && n < 100000)
		n = n * 10 + (uint32_t)(p->s[p->at++] - '0');
	*ret = n;
	return true;
}

/* {2}, {2,}, {2,3}, {,3}; leaves a plain brace alone. */
static bool read_range(struct reader *p, uint32_t *ret_least, uint32_t *ret_most)
{
	size_t from = p->at++;
	bool has_least = read_number(p, ret_least);
	bool has_most = has_least;
	*ret_most = *ret_least;
	if (peek(p, 0) == ',') {
		p->at++;
		has_most = read_number(p, ret_most);
		if (!has_most)
			*ret_most = REGEX_MANY;
	}
	if ((has_least || has_most) && peek(p, 0) == '}') {
		p->at++;
		return true;
	}
	p->at = from;
	return false;
}

static bool read_quantifier(struct reader *p, uint32_t *ret_least, uint32_t *ret_most)
{
	int c = peek(p, 0);
	*ret_least = 0;
	if (c == '{')
		return read_range(p, ret_least, ret_most);
	if (!is_one_of(c, "?*+"))
		return false;
	*ret_least = c == '+' ? 1 : 0;
	*ret_most = c == '?' ? 1 : REGEX_MANY;
	p->at++;
	return true;
}

static size_t repeat(struct reader *p, size_t node)
{
	uint32_t least, most;
	while (!p->failed && read_quantifier(p, &least, &most)) {
		size_t outer = add(p, REGEX_REPEAT);
		struct regex_node *n = &p->r->nodes.items[outer];
		n->least = least;
		n->most = most;
		n->child = node;
		n->possessive = peek(p, 0) == '+';
		if (is_one_of(peek(p, 0), "?+"))
			p->at++;
		node = outer;
	}
	return node;
}

static size_t read_atom(struct reader *p)
{
	uint32_t code;
	switch (peek(p, 0)) {
	case '^':
	case '$': p->at++; return add(p, REGEX_NOTHING);
	case '.': p->at++; return add_character(p, 'a');
	case '[': return read_class(p);
	case '(': return read_group(p);
	case '\\':
		p->at++;
		return read_escape(p, &code) ? add_character(p, code) : add(p, REGEX_NOTHING);
	default: return add_character(p, read_code(p));
	}
}

static size_t read_sequence(struct reader *p)
{
	size_t sequence = add(p, REGEX_SEQUENCE), last = REGEX_NONE;
	while (!p->failed && p->at < p->len && p->s[p->at] != '|' && p->s[p->at] != ')') {
		size_t node = read_atom(p);
		if (p->failed)
			break;
		node = repeat(p, node);
		if (last == REGEX_NONE)
			p->r->nodes.items[sequence].child = node;
		else
			p->r->nodes.items[last].next = node;
		last = node;
	}
	return sequence;
}

static size_t read_choice(struct reader *p)
{
	size_t choice = add(p, REGEX_CHOICE);
	if (++p->depth > DEPTH_MAX)
		p->failed = true;
	size_t last = p->failed ? REGEX_NONE : read_sequence(p);
	p->r->nodes.items[choice].child = last;
	while (!p->failed && peek(p, 0) == '|') {
		p->at++;
		size_t branch = read_sequence(p);
		p->r->nodes.items[last].next = branch;
		last = branch;
	}
	p->depth--;
	return choice;
}

bool regex_parse(const char *text, size_t len, struct regex *ret)
{
	struct reader p = {.s = text, .len = len, .r = ret};
	*ret = (struct regex){.root = 0};
	if (len > BYTES_MAX)
		return false;
	ret->root = read_choice(&p);
	return !p.failed && p.at == p.len;
}

void regex_dispose(struct regex *r)
{
	vec_dispose(&r->nodes);
}
