/*
 * The byte buffer grows by doubling and never past its maximum. A failed append frees the bytes at
 * once: a half-written frame must not be able to leave by a path that forgot to look at `broken`,
 * and a client that makes us build too large a text does not keep the memory.
 */
#include "gateway/base/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define BUF_FIRST 512

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.max = max};
}

void buf_dispose(struct buf *b)
{
	free(b->bytes);
	*b = (struct buf){.max = b->max};
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	b->broken = false;
	if (b->bytes)
		b->bytes[0] = '\0';
}

static void buf_break(struct buf *b)
{
	free(b->bytes);
	b->bytes = NULL;
	b->len = b->room = 0;
	b->broken = true;
}

/* Makes place for `more` bytes and a NUL; false when the buffer is or becomes broken. */
static bool buf_reserve(struct buf *b, size_t more)
{
	size_t room = b->room ? b->room : BUF_FIRST;

	if (b->broken)
		return false;
	if (more > b->max || b->len > b->max - more) {
		buf_break(b);
		return false;
	}
	if (b->len + more + 1 <= b->room)
		return true;
	while (room < b->len + more + 1)
		room *= 2;
	if (room > b->max + 1)
		room = b->max + 1;
	b->bytes = mem_resize(b->bytes, room, 1);
	b->room = room;
	return true;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
	if (!buf_reserve(b, len))
		return;
	if (len)
		memcpy(b->bytes + b->len, bytes, len);
	b->len += len;
	b->bytes[b->len] = '\0';
}

void buf_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t free_room = b->room - b->len;
	va_list args;
	int len;

	/* Mostly it fits what is there, and is formatted once. */
	va_start(args, fmt);
	len = vsnprintf(b->room ? b->bytes + b->len : NULL, free_room, fmt, args);
	va_end(args);
	if (len < 0) {
		buf_break(b);
		return;
	}
	if ((size_t)len >= free_room || b->broken || b->len + (size_t)len > b->max) {
		if (b->room)
			b->bytes[b->len] = '\0';
		if (!buf_reserve(b, (size_t)len))
			return;
		va_start(args, fmt);
		vsnprintf(b->bytes + b->len, (size_t)len + 1, fmt, args);
		va_end(args);
	}
	b->len += (size_t)len;
}

void buf_u64(struct buf *b, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	buf_add(b, digits + at, sizeof(digits) - at);
}

void buf_i64(struct buf *b, int64_t value)
{
	if (value >= 0) {
		buf_u64(b, (uint64_t)value);
		return;
	}
	buf_char(b, '-');
	buf_u64(b, 0 - (uint64_t)value);
}

void buf_fixed(struct buf *b, double value, unsigned digits)
{
	static const uint64_t powers[] = {1,      10,      100,      1000,      10000,
					  100000, 1000000, 10000000, 100000000, 1000000000};
	char text[20];
	size_t at = sizeof(text);

	if (digits >= sizeof(powers) / sizeof(*powers) || !(value > -1e9 && value < 1e9)) {
		buf_printf(b, "%.*f", (int)digits, value);
		return;
	}
	/* Half up on the decimal digits; a value that rounds to nothing is written without a sign.
	 */
	uint64_t scaled = (uint64_t)((value < 0 ? -value : value) * (double)powers[digits] + 0.5);
	if (value < 0 && scaled > 0)
		buf_char(b, '-');
	buf_u64(b, scaled / powers[digits]);
	if (digits == 0)
		return;
	uint64_t rest = scaled % powers[digits];
	for (unsigned i = 0; i < digits; i++) {
		text[--at] = (char)('0' + rest % 10);
		rest /= 10;
	}
	text[--at] = '.';
	buf_add(b, text + at, sizeof(text) - at);
}

/* The escape of a byte that may not stand in a JSON string by itself, or NULL with `len` 0 for all
 * others. */
static size_t json_escape(unsigned char c, char out[7])
{
	static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	if (c >= 0x20 && c != '"' && c != '\\')
		return 0;
	for (size_t i = 0; i + 1 < sizeof(named); i += 2) {
		if ((char)c == named[i]) {
			out[0] = '\\';
			out[1] = named[i + 1];
			return 2;
		}
	}
	return (size_t)snprintf(out, 7, "\\u%04x", c);
}

void buf_json_n(struct buf *b, const char *text, size_t len)
{
	size_t from = 0;
	char escape[7];

	if (!buf_reserve(b, len + 2)) /* one growth in the usual case of nothing to escape */
		return;
	buf_char(b, '"');
	for (size_t i = 0; i < len; i++) {
		size_t n = json_escape((unsigned char)text[i], escape);

		if (!n)
			continue;
		buf_add(b, text + from, i - from);
		buf_add(b, escape, n);
		from = i + 1;
	}
	buf_add(b, text + from, len - from);
	buf_char(b, '"');
}

void buf_json(struct buf *b, const char *text)
{
	if (text)
		buf_json_n(b, text, strlen(text));
	else
		buf_text(b, "null");
}

int buf_check(const struct buf *b)
{
	return b->broken ? -1 : 0;
}

char *buf_take(struct buf *b, size_t *ret_len)
{
	char *bytes = b->bytes;

	if (ret_len)
		*ret_len = b->len;
	if (!b->len) {
		buf_dispose(b);
		bytes = NULL;
	}
	*b = (struct buf){.max = b->max};
	return bytes;
}

/* FNV-1a. */
uint64_t buf_print(const struct buf *b)
{
	uint64_t print = 14695981039346656037u;

	for (size_t i = 0; i < b->len; i++)
		print = (print ^ (unsigned char)b->bytes[i]) * 1099511628211u;
	return print;
}
