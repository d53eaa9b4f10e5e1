/*
 * Splitting a normalised text. Latin, Cyrillic, Greek and Hangul come as words; Chinese and
 * Japanese have no blanks, so each character is a token and whoever needs words forms n-grams over
 * them. utf8proc knows no scripts, hence the ranges.
 */
#include "config/text/tokens.h"

#include <stdint.h>
#include <utf8proc.h>

#include "config/text/utf8.h"

/* Scripts that write words without blanks between them: like Chinese, each character with its marks
 * is a token. Thai, Lao, Myanmar, Khmer. */
static bool is_unspaced(uint32_t c)
{
	return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
	       (c >= 0x1780 && c <= 0x17FF);
}

static bool is_mark(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

/* Han, Hiragana, Katakana (with the prolonged sound mark and the iteration marks), Bopomofo is left
 * to the words. */
static bool is_cjk(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) ||
	       (c >= 0x4E00 && c <= 0x9FFF) || c == 0x3005 || c == 0x3007 ||
	       (c >= 0x31F0 && c <= 0x31FF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_word(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO: return true;
	default: return false;
	}
}

size_t tokens_split(const char *text, size_t len, struct token *tokens, size_t max)
{
	size_t count = 0, at = 0;
	struct token *open = NULL; /* the run that the next letter continues */

	while (at < len) {
		if (open != NULL && text[at] >= 'a' && text[at] <= 'z') {
			open->len++;
			at++;
			continue;
		}
		uint32_t c;
		size_t step = utf8_decode(text + at, len - at, &c);
		bool cjk = c >= 0x80 && (is_cjk(c) || is_unspaced(c)), word = is_word(c);
		bool mark = cjk && is_unspaced(c) && is_mark(c);

		if (word && !cjk && open != NULL) {
			open->len += (unsigned)step;
		} else if (mark && count > 0 &&
			   tokens[count - 1].start + tokens[count - 1].len == at) {
			tokens[count - 1].len += (unsigned)step;
		} else if (word) {
			if (count == max)
				return count;
			tokens[count] = (struct token){(unsigned)at, (unsigned)step, cjk};
			open = cjk ? NULL : &tokens[count];
			count++;
		} else {
			open = NULL;
		}
		at += step;
	}
	return count;
}
