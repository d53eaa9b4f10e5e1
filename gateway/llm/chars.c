/*
 * The disguise: byte 0xNN stands as U+10F7NN, surrogate U+XXXX as U+10XXXX. Both lie in the last
 * private plane, which no text of people uses.
 */
#include "gateway/llm/chars.h"

#include <string.h>

#include "config/text/utf8.h"

#define BYTE_BASE 0x10f700u
#define SURROGATE_BASE 0x100000u
#define REPLACEMENT 0xfffdu

static void put(struct buf *out, uint32_t code)
{
	char bytes[4];

	buf_add(out, bytes, utf8_encode(code, bytes));
}

/* ---- before the JSON reader ---- */

/* The value of "\uXXXX" at `at`, or -1. */
static int32_t escaped(const char *at, const char *end)
{
	int32_t value = 0;

	if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		char c = at[i], low = (char)(c | 0x20);
		int digit = c >= '0' && c <= '9'       ? c - '0'
			    : low >= 'a' && low <= 'f' ? low - 'a' + 10
						       : -1;
		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

/* Takes what begins with a backslash; returns how many bytes that is. */
static size_t disguise_escape(struct buf *out, const char *at, const char *end)
{
	int32_t value = escaped(at, end), next;
	size_t len = end - at < 2 ? 1 : 2;

	if (value >= 0xd800 && value <= 0xdfff) {
		next = value < 0xdc00 ? escaped(at + 6, end) : -1;
		if (next < 0xdc00 || next > 0xdfff) {
			put(out, SURROGATE_BASE + (uint32_t)value);
			return 6;
		}
		len = 12;
	} else if (value >= 0) {
		len = 6;
	}
	buf_add(out, at, len);
	return len;
}

/* The same for text that is UTF-8. */
static void disguise_valid(struct buf *out, const char *json, const char *end)
{
	while (json < end) {
		const char *escape = memchr(json, '\\', (size_t)(end - json));
		const char *plain_end = escape ? escape : end;

		buf_add(out, json, (size_t)(plain_end - json));
		json = plain_end;
		if (escape)
			json += disguise_escape(out, json, end);
	}
}

void chars_disguise(struct buf *out, const char *json, size_t len)
{
	const char *end = json + len;

	while (json < end) {
		size_t valid = utf8_valid(json, (size_t)(end - json));

		disguise_valid(out, json, json + valid);
		json += valid;
		if (json < end)
			put(out, BYTE_BASE + (uint8_t)*json++);
	}
}

/* ---- behind it ---- */

static void drop_half(struct chars *c, struct buf *out)
{
	if (c->count > 0 || c->high)
		put(out, REPLACEMENT);
	c->count = 0;
	c->high = 0;
}

/* How many bytes a character has that begins with this one; 0: none does. */
static size_t length_of(uint8_t first)
{
	return first >= 0xc2 && first <= 0xdf   ? 2
	       : first >= 0xe0 && first <= 0xef ? 3
	       : first >= 0xf0 && first <= 0xf4 ? 4
						: 0;
}

static void add_byte(struct chars *c, struct buf *out, uint8_t byte)
{
	bool goes_on = (byte & 0xc0) == 0x80;

	if (c->high || (c->count > 0 && !goes_on))
		drop_half(c, out);
	if (c->count == 0 && !length_of(byte)) {
		put(out, REPLACEMENT);
		return;
	}
	c->bytes[c->count++] = (char)byte;
	if (c->count < length_of((uint8_t)c->bytes[0]))
		return;
	if (utf8_valid(c->bytes, c->count) == c->count)
		buf_add(out, c->bytes, c->count);
	else
		put(out, REPLACEMENT);
	c->count = 0;
}

static void add_surrogate(struct chars *c, struct buf *out, uint32_t code)
{
	if (code < 0xdc00) {
		drop_half(c, out);
		c->high = code;
	} else if (c->high) {
		put(out, 0x10000 + ((c->high - 0xd800) << 10) + (code - 0xdc00));
		c->high = 0;
	} else {
		drop_half(c, out);
		put(out, REPLACEMENT);
	}
}

void chars_add(struct chars *c, struct buf *out, const char *text, size_t len)
{
	while (len > 0) {
		uint32_t code;
		size_t n = utf8_decode(text, len, &code);

		if (code >= BYTE_BASE + 0x80 && code <= BYTE_BASE + 0xff) {
			add_byte(c, out, (uint8_t)(code - BYTE_BASE));
		} else if (code >= SURROGATE_BASE + 0xd800 && code <= SURROGATE_BASE + 0xdfff) {
			add_surrogate(c, out, code - SURROGATE_BASE);
		} else {
			drop_half(c, out);
			buf_add(out, text, n);
		}
		text += n;
		len -= n;
	}
}

void chars_end(struct chars *c, struct buf *out)
{
	drop_half(c, out);
}
