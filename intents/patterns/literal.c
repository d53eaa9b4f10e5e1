/*
 * A small recursive parser of regular expressions. For each branch it keeps the best candidate so
 * far: a run of characters that stand next to each other and have to be there, or the set of a
 * group that has to be there. An alternation's set is the union of its branches' sets, and none if
 * one branch has none. A pattern without alternatives at its top has a second best too.
 */
#include "intents/patterns/literal.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/pattern_fold.h"
#include "config/text/utf8.h"

#define DEPTH_MAX 12

struct parser {
	const char *s;
	size_t len, at;
	bool failed; /* something that changes how the rest reads: no answer at all */
	struct literal_set *second; /* of the branch at the top */
};

struct run {
	char bytes[LITERAL_BYTES_MAX];
	size_t len;
	bool full;
};

static int peek(const struct parser *p, size_t ahead)
{
	return p->at + ahead < p->len ? (unsigned char)p->s[p->at + ahead] : -1;
}

static size_t shortest(const struct literal_set *set)
{
	size_t least = LITERAL_BYTES_MAX;
	for (size_t i = 0; i < set->count; i++) {
		if (set->items[i].len < least)
			least = set->items[i].len;
	}
	return least;
}

/* Longer is rarer; past 6 bytes fewer alternatives are worth more. */
static bool is_better(const struct literal_set *a, const struct literal_set *b)
{
	if (a->count == 0 || b->count == 0)
		return a->count > 0;
	size_t la = shortest(a), lb = shortest(b);
	if (la > 6)
		la = 6;
	if (lb > 6)
		lb = 6;
	return la != lb ? la > lb : a->count < b->count;
}

static void set_copy(struct literal_set *to, const struct literal_set *from)
{
	memcpy(to->items, from->items, from->count * sizeof(*from->items));
	to->count = from->count;
}

static void offer(const struct parser *p, unsigned depth, const struct literal_set *set,
		  struct literal_set *best)
{
	if (is_better(set, best)) {
		if (depth == 0)
			set_copy(p->second, best);
		set_copy(best, set);
	} else if (depth == 0 && is_better(set, p->second)) {
		set_copy(p->second, set);
	}
}

static void run_flush(const struct parser *p, unsigned depth, struct run *run,
		      struct literal_set *best)
{
	if (run->len >= 2) {
		struct literal_set one;
		memcpy(one.items[0].bytes, run->bytes, run->len);
		one.items[0].len = run->len;
		one.count = 1;
		offer(p, depth, &one, best);
	}
	run->len = 0;
	run->full = false;
}

static void run_add(struct run *run, const char *bytes, size_t len)
{
	if (run->full || run->len + len > LITERAL_BYTES_MAX) {
		run->full = true; /* its beginning is still required */
		return;
	}
	for (size_t i = 0; i < len; i++) {
		char c = bytes[i];
		run->bytes[run->len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(int c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_one_of(int c, const char *set)
{
	return c > 0 && strchr(set, c) != NULL;
}

/* Reads {2}, {2,}, {2,3}, {,3} (in newer versions, also with blanks, of PCRE2). Returns false for a
 * plain brace. */
static bool read_range(struct parser *p, bool *ret_optional)
{
	size_t n = 1;
	while (is_digit(peek(p, n)) || is_one_of(peek(p, n), ", "))
		n++;
	if (peek(p, n) != '}' || n == 1)
		return false;
	bool from_zero = peek(p, 1) == '0' && is_one_of(peek(p, 2), ",}");
	*ret_optional = from_zero || is_one_of(peek(p, 1), ", ");
	p->at += n + 1;
	return true;
}

/* Reads a quantifier if there is one: whether what stands before it may be missing, and whether
 * there was one at all. */
static void read_quantifier(struct parser *p, bool *ret_optional, bool *ret_any)
{
	int c = peek(p, 0);
	*ret_optional = is_one_of(c, "?*");
	*ret_any = is_one_of(c, "?*+");
	if (*ret_any)
		p->at++;
	else if (c == '{')
		*ret_any = read_range(p, ret_optional);
	if (*ret_any && is_one_of(peek(p, 0), "?+"))
		p->at++;
}

static void skip_class(struct parser *p)
{
	p->at++; /* [ */
	if (peek(p, 0) == '^')
		p->at++;
	if (peek(p, 0) == ']')
		p->at++;
	while (p->at < p->len && p->s[p->at] != ']') {
		if (p->s[p->at] == '\\' && peek(p, 1) == 'Q')
			p->failed = true;
		if (p->s[p->at] == '\\')
			p->at++;
		else if (p->s[p->at] == '[' &&
			 (peek(p, 1) == ':' || peek(p, 1) == '.' || peek(p, 1) == '=')) {
			const char *end = memchr(p->s + p->at + 2, ']', p->len - p->at - 2);
			if (end != NULL)
				p->at = (size_t)(end - p->s);
		}
		p->at++;
	}
	p->at++;
}

static bool is_alnum(int c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What belongs to an escape, as in \p{Lu}, \k<name>. Too much of it is skipped at most: a literal
 * less, never one too many. */
static void skip_argument(struct parser *p, int escape)
{
	int open = peek(p, 0);
	int close = open == '{' ? '}' : open == '<' ? '>' : open == '\'' ? '\'' : 0;
	if (close != 0 && is_one_of(escape, "pPxoNgku")) {
		const char *end = memchr(p->s + p->at + 1, close, p->len - p->at - 1);
		p->at = end == NULL ? p->len : (size_t)(end - p->s) + 1;
	} else if (is_one_of(escape, "pPc")) {
		p->at++;
	} else if (is_one_of(escape, "xouUgk0123456789")) {
		while (is_hex(peek(p, 0)))
			p->at++;
	}
}

/* After a backslash. Returns the literal character, 0 for a place that uses no character, -1 for
 * anything else. */
static int read_escape(struct parser *p)
{
	p->at++;
	int c = peek(p, 0);
	p->at++;
	if (c < 0 || c == 'Q' || c == 'E') {
		p->failed = true;
		return -1;
	}
	if (is_one_of(c, "bBAzZGK"))
		return 0;
	if (!is_alnum(c))
		return c < 0x80 ? c : -1;
	skip_argument(p, c);
	return -1;
}

/* What a "(" opens. */
enum group { GROUP_PLAIN, GROUP_LOOK, GROUP_SKIP, GROUP_UNKNOWN };

/* (?<name>, (?'name', (?P<name>: the length of the name with its marks, 0 when it does not end. */
static size_t group_name(const struct parser *p)
{
	bool quoted = peek(p, 1) == '\'';
	size_t skip = quoted ? 2 : 1;
	const char *start = p->s + p->at;
	const char *end = memchr(start + skip, quoted ? '\'' : '>', p->len - p->at - skip);
	return end == NULL ? 0 : (size_t)(end - start) + 1;
}

static enum group read_group_head(struct parser *p)
{
	p->at++; /* ( */
	if (peek(p, 0) == '*')
		return GROUP_UNKNOWN;
	if (peek(p, 0) != '?')
		return GROUP_PLAIN;
	int c = peek(p, 1), next = peek(p, 2);
	size_t head = 2;
	enum group kind = GROUP_PLAIN;
	if (is_one_of(c, "=!")) {
		kind = GROUP_LOOK;
	} else if (c == '<' && is_one_of(next, "=!")) {
		kind = GROUP_LOOK;
		head = 3;
	} else if (c == '#') {
		kind = GROUP_SKIP;
	} else if (is_one_of(c, "<'") || (c == 'P' && next == '<')) {
		head = group_name(p);
	} else if (!is_one_of(c, ":>|")) {
		head = 0; /* flags, conditions, recursion */
	}
	p->at += head;
	return head == 0 ? GROUP_UNKNOWN : kind;
}

static void parse_alternation(struct parser *p, unsigned depth, struct literal_set *ret);

static void parse_group(struct parser *p, unsigned depth, struct literal_set *best)
{
	enum group kind = read_group_head(p);
	if (kind == GROUP_UNKNOWN || depth >= DEPTH_MAX) {
		p->failed = true;
		return;
	}
	struct literal_set *inner = mem_new(1, sizeof(*inner));
	if (kind == GROUP_SKIP) {
		while (p->at < p->len && p->s[p->at] != ')')
			p->at++;
	} else {
		parse_alternation(p, depth + 1, inner);
	}
	if (peek(p, 0) != ')')
		p->failed = true;
	p->at++;
	bool optional, any;
	read_quantifier(p, &optional, &any);
	if (kind == GROUP_PLAIN && !optional)
		offer(p, depth, inner, best);
	free(inner);
}

static void parse_character(struct parser *p, unsigned depth, const char *bytes, size_t len,
			    struct run *run, struct literal_set *best)
{
	bool optional, any;
	read_quantifier(p, &optional, &any);
	if (!optional)
		run_add(run, bytes, len);
	if (any)
		run_flush(p, depth, run, best);
}

static void parse_atom(struct parser *p, unsigned depth, struct run *run, struct literal_set *best)
{
	int c = peek(p, 0);
	bool optional, any;
	if (c == '^' || c == '$') {
		p->at++;
	} else if (c == '\\') {
		int literal = read_escape(p);
		char byte = (char)literal;
		if (literal > 0) {
			parse_character(p, depth, &byte, 1, run, best);
		} else if (literal < 0) {
			run_flush(p, depth, run, best);
			read_quantifier(p, &optional, &any);
		}
	} else if (c == '(') {
		run_flush(p, depth, run, best);
		parse_group(p, depth, best);
	} else if (c == '.' || c == '[') {
		run_flush(p, depth, run, best);
		if (c == '[')
			skip_class(p);
		else
			p->at++;
		read_quantifier(p, &optional, &any);
	} else {
		unsigned code;
		const char *bytes = p->s + p->at;
		size_t step = utf8_decode(bytes, p->len - p->at, &code);
		p->at += step;
		parse_character(p, depth, bytes, step, run, best);
	}
}

/* One branch, up to "|", ")" or the end. */
static void parse_branch(struct parser *p, unsigned depth, struct literal_set *best)
{
	struct run run = {.len = 0};
	while (p->at < p->len && !p->failed && p->s[p->at] != '|' && p->s[p->at] != ')')
		parse_atom(p, depth, &run, best);
	run_flush(p, depth, &run, best);
}

static void parse_alternation(struct parser *p, unsigned depth, struct literal_set *ret)
{
	struct literal_set *branch = mem_new(1, sizeof(*branch));
	bool none = false;
	size_t branches = 1;
	ret->count = 0;
	for (;;) {
		branch->count = 0;
		if (depth == 0)
			p->second->count = 0;
		parse_branch(p, depth, branch);
		if (branch->count == 0 || ret->count + branch->count > LITERAL_ANY_MAX)
			none = true;
		for (size_t i = 0; !none && i < branch->count; i++)
			ret->items[ret->count++] = branch->items[i];
		if (p->failed || peek(p, 0) != '|')
			break;
		p->at++;
		branches++;
	}
	if (depth == 0 && branches > 1)
		p->second->count = 0;
	if (none)
		ret->count = 0;
	free(branch);
}

bool literal_find(const char *regex, size_t len, struct literal_set *ret,
		  struct literal_set *ret_second)
{
	size_t folded_len;
	unsigned *map;
	char *folded = pattern_fold(regex, len, &folded_len, &map);
	free(map);
	struct parser p = {.s = folded, .len = folded_len, .second = ret_second};
	ret->count = ret_second->count = 0;
	parse_alternation(&p, 0, ret);
	if (p.failed || p.at < p.len)
		ret->count = 0;
	if (ret->count == 0)
		ret_second->count = 0;
	free(folded);
	return ret->count > 0;
}
