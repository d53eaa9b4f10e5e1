#include "gateway/cli/terminal.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/utf8.h"

/* Code points that take two columns, and those that take none (what follows is at least coarse: an
 * alphabet table would be larger than its use). */
static const struct range {
	uint32_t from, to;
	unsigned width;
} ranges[] = {
	{0x0300, 0x036F, 0}, {0x200B, 0x200F, 0},   {0x202A, 0x202E, 0},   {0x2060, 0x2069, 0},
	{0xFE00, 0xFE0F, 0}, {0xFEFF, 0xFEFF, 0},   {0x1100, 0x115F, 2},   {0x2E80, 0xA4CF, 2},
	{0xAC00, 0xD7A3, 2}, {0xF900, 0xFAFF, 2},   {0xFE30, 0xFE6F, 2},   {0xFF00, 0xFF60, 2},
	{0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1FAFF, 2}, {0x20000, 0x3FFFD, 2},
};

static size_t width_of(uint32_t code)
{
	for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
		if (code >= ranges[i].from && code <= ranges[i].to)
			return ranges[i].width;
	}
	return 1;
}

/* The character at `text`, or 0 and one byte when it is none. Returns its bytes. */
static size_t decode(const char *text, size_t len, uint32_t *ret)
{
	*ret = 0;
	return utf8_valid(text, len < 4 ? len : 4) > 0 ? utf8_decode(text, len, ret) : 1;
}

/* Bytes of the character at `text`, 1 for an invalid byte; its width in *ret. */
static size_t step(const char *text, size_t len, size_t *ret_width)
{
	uint32_t code;
	size_t bytes = decode(text, len, &code);

	*ret_width = width_of(code);
	return bytes;
}

size_t terminal_width(const char *text, size_t len)
{
	size_t columns = 0, width;

	for (size_t at = 0; at < len;) {
		at += step(text + at, len - at, &width);
		columns += width;
	}
	return columns;
}

void terminal_column(FILE *out, const char *text, size_t width)
{
	size_t len = strlen(text), columns = 0, at = 0, one;
	bool cut = terminal_width(text, len) > width;
	size_t room = cut && width >= 3 ? width - 3 : width;

	while (at < len) {
		size_t bytes = step(text + at, len - at, &one);
		if (columns + one > room)
			break;
		columns += one;
		at += bytes;
	}
	fwrite(text, 1, at, out);
	if (cut && width >= 3) {
		fputs("...", out);
		columns += 3;
	}
	fprintf(out, "%*s", (int)(width - columns), "");
}

/* Punctuation that begins no line: 、。，：；！？」』）》】 and the quotes. */
static bool hangs(uint32_t code)
{
	static const uint32_t marks[] = {0x3001, 0x3002, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF01, 0xFF1F,
					 0x300D, 0x300F, 0xFF09, 0x300B, 0x3011, 0x201D, 0x2019};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (marks[i] == code)
			return true;
	}
	return false;
}

/* Bytes that stay on one line: a word, or a wide character with the punctuation behind it. */
static size_t piece_len(const char *text, size_t len)
{
	uint32_t code;
	size_t at = decode(text, len, &code);
	bool wide = width_of(code) == 2;

	while (at < len && text[at] != ' ' && text[at] != '\n') {
		size_t bytes = decode(text + at, len - at, &code);
		if (!hangs(code) && (wide || width_of(code) == 2))
			break;
		at += bytes;
	}
	return at;
}

void terminal_wrap(FILE *out, size_t first, size_t indent, const char *text)
{
	size_t column = first, blank = 0;

	for (size_t left = strlen(text); left > 0;) {
		size_t len = piece_len(text, left), width = terminal_width(text, len);
		if (column > indent && column > first && column + blank + width > TERMINAL_WIDTH) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (blank) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, len, out);
		column += width;
		blank = strspn(text + len, " \n");
		text += len + blank;
		left -= len + blank;
		blank = blank > 0;
	}
	fputc('\n', out);
}

/* The printed form of one character, at most 9 bytes and a NUL; returns its columns. */
static size_t printed(const char *text, size_t bytes, char out[10])
{
	uint32_t code;
	size_t valid = decode(text, bytes, &code);

	if (valid == 1 && (code == 0 || code >= 0x80))
		return (size_t)snprintf(out, 10, "\\x%02x", (unsigned char)*text);
	if (code == '\n')
		return (size_t)snprintf(out, 10, "\\n");
	if (code == '"' || code == '\\')
		return (size_t)snprintf(out, 10, "\\%c", (char)code);
	if (code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F) ||
	    (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x2069) ||
	    code == 0xFEFF)
		return (size_t)snprintf(out, 10, "\\u%04x", (unsigned)code);
	memcpy(out, text, valid);
	out[valid] = '\0';
	return width_of(code);
}

/* Prints characters while they fit; returns where it stopped. `out` NULL: only counts. */
static size_t quote_some(FILE *out, const char *text, size_t len, size_t room)
{
	size_t columns = 0, at = 0, one;
	char shown[10];

	while (at < len) {
		size_t bytes = step(text + at, len - at, &one);
		one = printed(text + at, bytes, shown);
		if (columns + one > room)
			break;
		if (out)
			fputs(shown, out);
		columns += one;
		at += bytes;
	}
	return at;
}

void terminal_quote(FILE *out, const char *text, size_t len, size_t width)
{
	size_t room = width > 5 ? width - 2 : 3;

	fputc('"', out);
	if (quote_some(NULL, text, len, room) == len) {
		quote_some(out, text, len, room);
	} else {
		quote_some(out, text, len, room - 3);
		fputs("...", out);
	}
	fputc('"', out);
}
