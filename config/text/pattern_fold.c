/*
 * A walk over the source of a pattern that knows just enough of the syntax: escapes (left alone),
 * character classes (no groups inside, ranges left alone, since folding one end of a-z would change
 * what lies between) and everything else.
 */
#include "config/text/pattern_fold.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "config/text/fold.h"
#include "config/text/utf8.h"

#define CODES_MAX 32 /* the longest NFKC form of one character is 18 */

struct folder {
	VEC(char) out;
	VEC(unsigned) map;
	unsigned character; /* of the source */
};

static void put(struct folder *f, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		*vec_push(&f->out) = bytes[i];
		*vec_push(&f->map) = f->character;
	}
}

static bool is_alnum(int32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void put_code(struct folder *f, int32_t code)
{
	char bytes[4];
	size_t len = utf8_encode((uint32_t)code, bytes);

	if (code < 0x80 && !is_alnum(code))
		put(f, "\\", 1);
	put(f, bytes, len);
}

static void put_folded(struct folder *f, uint32_t code, bool in_class)
{
	utf8proc_int32_t codes[CODES_MAX];
	utf8proc_ssize_t count;
	int last_class = 0;

	count = utf8proc_decompose_char(fold_punctuation((int32_t)code), codes, CODES_MAX,
					UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
						UTF8PROC_IGNORE | UTF8PROC_COMPOSE,
					&last_class);
	if (count > 0 && count <= CODES_MAX)
		count = utf8proc_normalize_utf32(codes, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (count <= 0 || count > CODES_MAX) /* ignorable: texts have none */
		return;
	if (count > 1 && !in_class)
		put(f, "(?:", 3);
	for (utf8proc_ssize_t i = 0; i < count; i++)
		put_code(f, fold_chinese(codes[i]));
	if (count > 1 && !in_class)
		put(f, ")", 1);
}

/* Where the walk stands in the syntax. */
struct syntax {
	bool is_escaped, in_class, is_quoted; /* \Q...\E */
	bool at_class_start;                  /* a ] here is a literal */
	uint32_t last;                        /* the character before */
};

static void step_ascii(struct syntax *s, uint32_t c)
{
	bool was_start = s->at_class_start;

	s->at_class_start = false;
	if (s->is_quoted) {
		s->is_quoted = !(s->last == '\\' && c == 'E');
	} else if (s->is_escaped) {
		s->is_quoted = c == 'Q';
		s->is_escaped = false;
	} else if (c == '\\') {
		s->is_escaped = true;
	} else if (s->in_class) {
		if (c == ']' && !was_start)
			s->in_class = false;
		else if (c == '^' && was_start && s->last == '[')
			s->at_class_start = true;
	} else if (c == '[') {
		s->in_class = s->at_class_start = true;
	}
	s->last = c;
}

char *pattern_fold(const char *regex, size_t len, size_t *ret_len, unsigned **ret_map)
{
	struct folder f = {0};
	struct syntax s = {0};

	for (size_t at = 0; at < len; f.character++) {
		uint32_t c;
		size_t step = utf8_decode(regex + at, len - at, &c);
		bool is_range = s.in_class &&
				(s.last == '-' || (at + step < len && regex[at + step] == '-'));

		if (c < 0x80) {
			put(&f, regex + at, 1);
			step_ascii(&s, c);
		} else {
			/* What \Q quotes is not folded either: escapes would be literal there. */
			if (s.is_quoted || is_range)
				put(&f, regex + at, step);
			else
				put_folded(&f, c, s.in_class);
			s.is_escaped = s.at_class_start = false;
			s.last = c;
		}
		at += step;
	}
	*vec_push(&f.out) = '\0';
	*vec_push(&f.map) = f.character;
	*ret_len = f.out.count - 1;
	*ret_map = f.map.items;
	return f.out.items;
}
