/*
 * Folding of single characters, shared by the normalisation of texts and of the literals in
 * patterns.
 */
#ifndef CONFIG_TEXT_FOLD_H
#define CONFIG_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before NFKC: typographic apostrophes, quotes and dashes as their plain forms, all others
 * unchanged. (NFKC would make of a free-standing acute accent a blank with a mark on it, and people
 * type I´m.) */
int32_t fold_punctuation(int32_t code);
/* After NFKC: Traditional Chinese to Simplified, all others unchanged. */
int32_t fold_chinese(int32_t code);
/* Whether a text has a character that only Traditional Chinese writes; not of what is no UTF-8. */
bool fold_has_traditional(const char *text, size_t len);
/* White space, separators and control characters. */
bool fold_is_blank(int32_t code);
/* The same, and what takes no room at all: zero-width and other format characters, fillers. */
bool fold_is_invisible(int32_t code);

#endif
