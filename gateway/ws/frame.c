/*
 * Own framing instead of lws_write()'s: several frames then leave in one write (see README.md).
 * UTF-8 is checked once a message is whole, eight ASCII bytes at a time, instead of byte by byte in
 * the library.
 */
#include "gateway/ws/frame.h"

#include <string.h>

size_t frame_head(enum frame_kind kind, size_t len, uint8_t out[FRAME_HEAD_MAX])
{
	out[0] = (uint8_t)(0x80 | (unsigned)kind);
	if (len < 126) {
		out[1] = (uint8_t)len;
		return 2;
	}
	if (len < 65536) {
		out[1] = 126;
		out[2] = (uint8_t)(len >> 8);
		out[3] = (uint8_t)len;
		return 4;
	}
	out[1] = 127;
	for (unsigned i = 0; i < 8; i++)
		out[2 + i] = (uint8_t)((uint64_t)len >> (56 - 8 * i));
	return 10;
}

/* How many bytes the character takes whose first byte is `lead`, or 0; `least` and `most` bound its
 * second byte. */
static size_t char_length(uint8_t lead, uint8_t *least, uint8_t *most)
{
	*least = 0x80;
	*most = 0xbf;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef) {
		if (lead == 0xe0)
			*least = 0xa0; /* overlong */
		if (lead == 0xed)
			*most = 0x9f; /* surrogates */
		return 3;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		if (lead == 0xf0)
			*least = 0x90;
		if (lead == 0xf4)
			*most = 0x8f; /* above U+10FFFF */
		return 4;
	}
	return 0;
}

bool frame_is_utf8(const char *text, size_t len)
{
	const uint8_t *p = (const uint8_t *)text, *end = p + len;

	while (p < end) {
		uint8_t least, most;
		uint64_t eight;
		size_t n;

		if (end - p >= 8) {
			memcpy(&eight, p, 8);
			if (!(eight & 0x8080808080808080ULL)) {
				p += 8;
				continue;
			}
		}
		if (*p < 0x80) {
			p++;
			continue;
		}
		n = char_length(*p, &least, &most);
		if (!n || (size_t)(end - p) < n || p[1] < least || p[1] > most)
			return false;
		for (size_t i = 2; i < n; i++)
			if ((p[i] & 0xc0) != 0x80)
				return false;
		p += n;
	}
	return true;
}
