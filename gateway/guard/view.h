/*
 * A text as it is read, not as it is written: one cell a character, with full-width and styled
 * forms as plain ones, small letters, Simplified Chinese, digits of all scripts as 0 to 9, and
 * nothing that takes no room. Each cell knows its bytes, so that what is found can be cut out of
 * the original.
 */
#ifndef GATEWAY_GUARD_VIEW_H
#define GATEWAY_GUARD_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view_cell {
	uint32_t code; /* folded */
	uint32_t raw;  /* as written */
	uint32_t start, end;
	bool upper; /* a capital letter */
};

struct view {
	struct view_cell *cells; /* owned */
	size_t count;
	const char *text; /* borrowed */
	size_t len;
};

void view_init(struct view *v, const char *text, size_t len);
/* Numbers that are spelled out become digits, each with the bytes of its word. */
void view_fold_spelled(struct view *v);
void view_dispose(struct view *v);
/* The folded character, 0 beyond the ends (also for `at` SIZE_MAX). */
uint32_t view_code(const struct view *v, size_t at);
bool view_is_digit(uint32_t code);
/* Of an alphabet; Chinese is none. */
bool view_is_letter(uint32_t code);
bool view_is_han(uint32_t code);
/* A letter or digit: what is next to it may belong to it. */
bool view_is_word(uint32_t code);
bool view_is_blank(uint32_t code);
/* The end of the run of letters that begins at `at`; an apostrophe or hyphen between two counts. */
size_t view_word_end(const struct view *v, size_t at);
/* Writes cells [from, to) as UTF-8, cut at a character; returns the length. */
size_t view_copy(const struct view *v, size_t from, size_t to, char *out, size_t size);
/* Whether the ASCII text `word` stands at `at`. */
bool view_has(const struct view *v, size_t at, const char *word);

#endif
