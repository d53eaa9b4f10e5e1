/*
 * Tokens of a normalised text: runs of letters, marks and digits; each Han, Hiragana or Katakana
 * character its own token, and each Thai, Lao, Myanmar or Khmer one with its marks. An apostrophe
 * inside a run splits it ("don't" -> don, t).
 */
#ifndef CONFIG_TEXT_TOKENS_H
#define CONFIG_TEXT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

struct token {
	unsigned start, len; /* bytes in the normalised text */
	bool is_cjk;
};

/* Fills at most `max` tokens; returns how many there are (<= max). */
size_t tokens_split(const char *text, size_t len, struct token *tokens, size_t max);

#endif
