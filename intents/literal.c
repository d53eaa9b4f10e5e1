/*
 * A small recursive parser of regular expressions. For each branch it keeps the best candidate so
 * far: a run of characters that stand next to each other and have to be there, or the set of a
 * group that has to be there. An alternation's set is the union of its branches' sets, and none if
 * one branch has none.
 */
#include "intents/literal.h"

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

static void run_flush(struct run *run, struct literal_set *best)
{
	if (run->len >= 2 &&
	    (best->count == 0 ||
	     is_better(&(struct literal_set){.items[0].len = run->len, .count = 1}, best))) {
		best->count = 1;
		memcpy(best->items[0].bytes, run->bytes, run->len);
		best->items[0].len = run->len;
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

/* Reads a quantifier if there is one. *ret_min is the least number of times (1 without), *ret_any
 * whether there was one. */
static void read_quantifier(struct parser *p, bool *ret_optional, bool *ret_any)
{
	int c = peek(p, 0);
	*ret_optional = c == '?' || c == '*';
	*ret_any = *ret_optional || c == '+';
	if (*ret_any) {
		p->at++;
	} else if (c == '{') {
		size_t n = 1;
		bool zero = peek(p, 1) == ',';
		if (peek(p, 1) == '0' && (peek(p, 2) == ',' || peek(p, 2) == '}'))
			zero = true;
		while ((peek(p, n) >= '0' && peek(p, n) <= '9') || peek(p, n) == ',' ||
		       peek(p, n) == ' ')
			n++;
		if (peek(p, n) != '}' || n == 1)
			return; /* a plain brace */
		*ret_optional = zero || peek(p, 1) == ' ';
		*ret_any = true;
		p->at += n + 1;
	}
	if (*ret_any && (peek(p, 0) == '?' || peek(p, 0) == '+'))
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
	if (strchr("bBAzZGK", c) != NULL)
		return 0;
	if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
		return c < 0x80 ? c : -1;
	int close = peek(p, 0) == '{'    ? '}'
		    : peek(p, 0) == '<'  ? '>'
		    : peek(p, 0) == '\'' ? '\''
					 : 0;
	if (strchr("pPxoNgku", c) != NULL && close != 0) {
		const char *end = memchr(p->s + p->at + 1, close, p->len - p->at - 1);
		p->at = end == NULL ? p->len : (size_t)(end - p->s) + 1;
	} else if (strchr("pPc", c) != NULL) {
		p->at++;
	} else if (strchr("xouUgk0123456789", c) != NULL) {
		while ((peek(p, 0) >= '0' && peek(p, 0) <= '9') ||
		       (peek(p, 0) >= 'a' && peek(p, 0) <= 'f') ||
		       (peek(p, 0) >= 'A' && peek(p, 0) <= 'F'))
			p->at++; /* too many at most: a literal less, never one too many */
	}
	return -1;
}

/* What a "(" opens. */
enum group { GROUP_PLAIN, GROUP_LOOK, GROUP_SKIP, GROUP_UNKNOWN };

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
	if (c == '=' || c == '!') {
		kind = GROUP_LOOK;
	} else if (c == '<' && (next == '=' || next == '!')) {
		kind = GROUP_LOOK;
		head = 3;
	} else if (c == '#') {
		kind = GROUP_SKIP;
	} else if (c == '<' || c == '\'' || (c == 'P' && next == '<')) {
		const char *end = memchr(p->s + p->at, c == '\'' ? '\'' : '>', p->len - p->at);
		if (c == '\'' && end != NULL)
			end = memchr(p->s + p->at + 2, '\'', p->len - p->at - 2);
		if (end == NULL)
			return GROUP_UNKNOWN;
		head = (size_t)(end - (p->s + p->at)) + 1;
	} else if (c != ':' && c != '>' && c != '|') {
		return GROUP_UNKNOWN; /* flags, conditions, recursion */
	}
	p->at += head;
	return kind;
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
	if (kind == GROUP_PLAIN && !optional && is_better(inner, best))
		*best = *inner;
	free(inner);
}

static void parse_character(struct parser *p, const char *bytes, size_t len, struct run *run,
			    struct literal_set *best)
{
	bool optional, any;
	read_quantifier(p, &optional, &any);
	if (!optional)
		run_add(run, bytes, len);
	if (any)
		run_flush(run, best);
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
			parse_character(p, &byte, 1, run, best);
		} else if (literal < 0) {
			run_flush(run, best);
			read_quantifier(p, &optional, &any);
		}
	} else if (c == '(') {
		run_flush(run, best);
		parse_group(p, depth, best);
	} else if (c == '.' || c == '[') {
		run_flush(run, best);
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
		parse_character(p, bytes, step, run, best);
	}
}

/* One branch, up to "|", ")" or the end. */
static void parse_branch(struct parser *p, unsigned depth, struct literal_set *best)
{
	struct run run = {.len = 0};
	while (p->at < p->len && !p->failed && p->s[p->at] != '|' && p->s[p->at] != ')')
		parse_atom(p, depth, &run, best);
	run_flush(&run, best);
}

static void parse_alternation(struct parser *p, unsigned depth, struct literal_set *ret)
{
	struct literal_set *branch = mem_new(1, sizeof(*branch));
	bool none = false;
	ret->count = 0;
	for (;;) {
		branch->count = 0;
		parse_branch(p, depth, branch);
		if (branch->count == 0 || ret->count + branch->count > LITERAL_ANY_MAX)
			none = true;
		for (size_t i = 0; !none && i < branch->count; i++)
			ret->items[ret->count++] = branch->items[i];
		if (p->failed || peek(p, 0) != '|')
			break;
		p->at++;
	}
	if (none)
		ret->count = 0;
	free(branch);
}

bool literal_find(const char *regex, size_t len, struct literal_set *ret)
{
	size_t folded_len;
	unsigned *map;
	char *folded = pattern_fold(regex, len, &folded_len, &map);
	free(map);
	struct parser p = {.s = folded, .len = folded_len};
	ret->count = 0;
	parse_alternation(&p, 0, ret);
	if (p.failed || p.at < p.len)
		ret->count = 0;
	free(folded);
	return ret->count > 0;
}
