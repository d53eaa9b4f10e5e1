/* Characters are folded one by one, so that each keeps its bytes. */
#include "gateway/guard/view.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "config/text/fold.h"
#include "config/text/normalize.h"
#include "config/text/utf8.h"

#define PER_CHARACTER 18 /* the longest compatibility form, U+FDFA, has 18 */

/* The zeros of the decimal digits that compatibility folding leaves alone. */
static const uint32_t zeros[] = {0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66,
				 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
				 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810};

bool view_is_digit(uint32_t code)
{
	return code >= '0' && code <= '9';
}

bool view_is_han(uint32_t code)
{
	return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
	       (code >= 0x20000 && code <= 0x3FFFF) || code == 0x3007;
}

bool view_is_letter(uint32_t code)
{
	if (code < 0x80)
		return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
	return (code >= 0xC0 && code < 0x2000 && code != 0xD7 && code != 0xF7) ||
	       (code >= 0x2C00 && code < 0x2E00) || (code >= 0xA000 && code < 0xD800);
}

bool view_is_word(uint32_t code)
{
	return view_is_digit(code) || view_is_letter(code);
}

bool view_is_blank(uint32_t code)
{
	return code == ' ' || code == '\n';
}

static uint32_t plain_digit(uint32_t code)
{
	for (size_t i = 0; i < ARRAY_LEN(zeros); i++) {
		if (code >= zeros[i] && code < zeros[i] + 10)
			return '0' + (code - zeros[i]);
	}
	return code;
}

static void push(struct view *v, uint32_t code, struct view_cell cell)
{
	cell.code = plain_digit(code);
	v->cells[v->count++] = cell;
}

/* A mark drawn over or around the character before it: 1̶ and 1⃣ are read as 1. */
static bool is_overlay(const struct view *v, uint32_t code)
{
	bool mark = (code >= 0x0300 && code <= 0x036F) || (code >= 0x20D0 && code <= 0x20FF);

	return mark && v->count > 0 && v->cells[v->count - 1].code < 0x80;
}

static void push_folded(struct view *v, struct view_cell cell)
{
	char out[PER_CHARACTER * 4 + 1];
	long len = normalize_text(v->text + cell.start, cell.end - cell.start, out, sizeof out);

	if (len <= 0) {
		push(v, cell.raw, cell);
		return;
	}
	for (size_t at = 0; at < (size_t)len;) {
		uint32_t code;
		at += utf8_decode(out + at, (size_t)len - at, &code);
		push(v, code, cell);
	}
}

static void add(struct view *v, struct view_cell cell)
{
	uint32_t c = cell.raw;

	if (c < 0x80) {
		cell.upper = c >= 'A' && c <= 'Z';
		push(v, cell.upper ? c + 32 : c == '\n' || c > ' ' ? c : ' ', cell);
	} else if (fold_is_blank((int32_t)c)) {
		push(v, ' ', cell);
	} else if (fold_is_invisible((int32_t)c) || is_overlay(v, c)) {
		return;
	} else if (view_is_han(c)) {
		push(v, (uint32_t)fold_chinese((int32_t)c), cell);
	} else {
		cell.upper = (c >= 0xC0 && c < 0xDF) || (c >= 0x100 && c < 0x180 && c % 2 == 0) ||
			     (c >= 0xFF21 && c <= 0xFF3A);
		push_folded(v, cell);
	}
}

/* Cells that a character becomes at most, by its bytes: most stay one. */
static size_t count_cells(const char *text, size_t len)
{
	size_t count = 1;

	for (size_t i = 0; i < len; i++)
		count += (unsigned char)text[i] < 0xC0 ? 1 : PER_CHARACTER;
	return count;
}

void view_init(struct view *v, const char *text, size_t len)
{
	*v = (struct view){.text = text, .len = len};
	v->cells = mem_new(count_cells(text, len), sizeof *v->cells);
	for (size_t at = 0; at < len;) {
		struct view_cell cell = {.start = (uint32_t)at};
		size_t step = 1, left = len - at > 4 ? 4 : len - at;
		/* A sequence that is none is one byte that nobody looks for. */
		if (utf8_valid(text + at, left) == 0)
			cell.raw = 0xFFFD;
		else
			step = utf8_decode(text + at, left, &cell.raw);
		cell.end = (uint32_t)(at + step);
		add(v, cell);
		at += step;
	}
}

void view_dispose(struct view *v)
{
	free(v->cells);
	v->cells = NULL;
	v->count = 0;
}

uint32_t view_code(const struct view *v, size_t at)
{
	return at < v->count ? v->cells[at].code : 0;
}

size_t view_word_end(const struct view *v, size_t at)
{
	while (view_is_letter(view_code(v, at)) ||
	       ((view_code(v, at) == '\'' || view_code(v, at) == '-') && at > 0 &&
		view_is_letter(view_code(v, at - 1)) && view_is_letter(view_code(v, at + 1))))
		at++;
	return at;
}

size_t view_copy(const struct view *v, size_t from, size_t to, char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = from; i < to && i < v->count && len + 5 <= size; i++)
		len += utf8_encode(v->cells[i].code, out + len);
	out[len] = '\0';
	return len;
}

bool view_has(const struct view *v, size_t at, const char *word)
{
	for (; *word; word++, at++) {
		if (view_code(v, at) != (unsigned char)*word)
			return false;
	}
	return true;
}
