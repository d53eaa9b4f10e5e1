/*
 * Tables of character folding. Binary search in the generated table: twelve steps in 12 KB, and
 * only for characters in the range that the table covers at all.
 */
#include "config/text/fold.h"

#include <utf8proc.h>

#include "config/load/attrs.h"
#include "config/text/utf8.h"

static const struct row {
	uint16_t from, to;
} trad_simp[] = {
#include "config/text/trad_simp.inc"
};

int32_t fold_punctuation(int32_t code)
{
	switch (code) {
	case '`':
	case 0x00B4:
	case 0x02B9:
	case 0x02BC:
	case 0x2018:
	case 0x2019:
	case 0x201A:
	case 0x201B:
	case 0x2032: return '\'';
	case 0x00AB:
	case 0x00BB:
	case 0x201C:
	case 0x201D:
	case 0x201E:
	case 0x201F:
	case 0x2033: return '"';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212: return '-';
	default: return code;
	}
}

int32_t fold_chinese(int32_t code)
{
	size_t low = 0, high = ARRAY_LEN(trad_simp);

	if (code < trad_simp[0].from || code > trad_simp[ARRAY_LEN(trad_simp) - 1].from)
		return code;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (trad_simp[middle].from == code)
			return trad_simp[middle].to;
		if (trad_simp[middle].from < code)
			low = middle + 1;
		else
			high = middle;
	}
	return code;
}

bool fold_has_traditional(const char *text, size_t len)
{
	if (utf8_valid(text, len) != len)
		return false;
	for (size_t at = 0; at < len;) {
		uint32_t code;
		at += utf8_decode(text + at, len - at, &code);
		if (fold_chinese((int32_t)code) != (int32_t)code)
			return true;
	}
	return false;
}

bool fold_is_blank(int32_t code)
{
	if (code < 0x80)
		return code <= ' ' || code == 0x7F;
	switch (utf8proc_category(code)) {
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
	case UTF8PROC_CATEGORY_CC: return true;
	default: return false;
	}
}

bool fold_is_invisible(int32_t code)
{
	if (fold_is_blank(code))
		return true;
	if (code < 0x80)
		return false;
	/* Hangul fillers and the combining joiner are letters and marks by category; U+2800 is an
	 * empty braille cell. */
	return utf8proc_category(code) == UTF8PROC_CATEGORY_CF || code == 0x034F ||
	       code == 0x115F || code == 0x1160 || code == 0x2800 || code == 0x3164 ||
	       code == 0xFFA0 || (code >= 0xFE00 && code <= 0xFE0F);
}
