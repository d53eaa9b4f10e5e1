/*
 * Normalisation by utf8proc, with a path of its own for plain ASCII, which most messages are: that
 * one needs no memory and no tables. Everything else is decomposed into a buffer of code points on
 * the stack (a long text: on the heap), composed again and written out with the foldings that
 * Unicode knows nothing about.
 */
#include "config/text/normalize.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "config/load/mem.h"
#include "config/text/fold.h"
#include "config/text/utf8.h"

#define STACK_CODES 4096
#define OPTIONS \
	(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)

/* The output so far; blanks wait until something follows, so that none ends the text. */
struct writer {
	char *out;
	size_t len, size;
	bool has_blank;
};

/* Returns false when the text is full. */
static bool write_code(struct writer *w, int32_t code)
{
	char bytes[4];
	size_t need;

	if (fold_is_blank(code)) {
		w->has_blank = w->len > 0;
		return true;
	}
	need = utf8_encode((uint32_t)code, bytes);
	if (w->len + need + w->has_blank >= w->size)
		return false;
	if (w->has_blank)
		w->out[w->len++] = ' ';
	w->has_blank = false;
	for (size_t i = 0; i < need; i++)
		w->out[w->len++] = bytes[i];
	return true;
}

static bool is_ascii(const char *text, size_t len)
{
	unsigned char all = 0;

	for (size_t i = 0; i < len; i++)
		all |= (unsigned char)text[i];
	return all < 0x80;
}

/* The same for a byte of ASCII, without the questions that only other characters raise. */
static bool write_byte(struct writer *w, char c)
{
	if (w->len + 1 + w->has_blank >= w->size)
		return false;
	if (w->has_blank)
		w->out[w->len++] = ' ';
	w->has_blank = false;
	w->out[w->len++] = c;
	return true;
}

static void write_ascii(struct writer *w, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + ('a' - 'A'));
		if (c >= 'a' && c <= 'z') {
			if (!write_byte(w, c))
				break;
		} else if (c == ' ') {
			w->has_blank = w->len > 0;
		} else if (!write_code(w, fold_punctuation(c))) {
			break;
		}
	}
}

static utf8proc_int32_t before_nfkc(utf8proc_int32_t code, void *unused)
{
	(void)unused;
	return fold_punctuation(code);
}

/* Returns false if utf8proc refuses the text. */
static bool write_unicode(struct writer *w, const char *text, size_t len)
{
	const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)text;
	utf8proc_int32_t stack[STACK_CODES + 1], *codes = stack;
	utf8proc_ssize_t room = STACK_CODES, count;

	count = utf8proc_decompose_custom(in, (utf8proc_ssize_t)len, codes, room, OPTIONS,
					  before_nfkc, NULL);
	if (count > room) {
		room = count;
		codes = mem_new((size_t)room + 1, sizeof(*codes));
		count = utf8proc_decompose_custom(in, (utf8proc_ssize_t)len, codes, room, OPTIONS,
						  before_nfkc, NULL);
	}
	if (count > 0)
		count = utf8proc_normalize_utf32(codes, count, OPTIONS);
	for (utf8proc_ssize_t i = 0; i < count; i++) {
		if (!write_code(w, fold_chinese(codes[i])))
			break;
	}
	if (codes != stack)
		free(codes);
	return count >= 0;
}

long normalize_text(const char *text, size_t len, char *out, size_t size)
{
	struct writer w = {.out = out, .size = size};

	out[0] = '\0';
	if (utf8_valid(text, len) != len)
		return -1;
	len = utf8_cut(text, len, NORMALIZE_IN_MAX);
	if (is_ascii(text, len))
		write_ascii(&w, text, len);
	else if (!write_unicode(&w, text, len))
		return -1;
	out[w.len] = '\0';
	return (long)w.len;
}
