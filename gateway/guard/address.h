/* The parts of postal addresses: house numbers, towns, post codes. */
#ifndef GATEWAY_GUARD_ADDRESS_H
#define GATEWAY_GUARD_ADDRESS_H

#include "gateway/guard/finder.h"

/* Whether cells [from, to) are one of `words`; those behind a NULL only with `any_case`. */
bool address_is_word(const struct view *v, size_t from, size_t to, const char *const *words,
		     size_t count, bool any_case);
size_t address_digits_end(const struct view *v, size_t at);
/* Over at most three of the ASCII characters `any`. */
size_t address_skip(const struct view *v, size_t at, const char *any);
/* A house number: 5, 12a, 12-14, 12 b. Returns the cell behind it, `at` when there is none. */
size_t address_house_end(const struct view *v, size_t at);
/* Up to three capital words from `at`; `at` when there are none. */
size_t address_town_end(const struct view *v, size_t at);
/* "10115 Berlin", "A-1010 Wien", "Berlin", "Springfield, IL 62704" from `at`, which is behind a
 * street; `at` when there is nothing of it. */
size_t address_place_end(const struct view *v, size_t at);
/* NW1 6XE: a post code of the United Kingdom, in capitals, or in small letters where the area is
 * one. `at` when it is none. */
size_t address_postcode_end(const struct view *v, size_t at);
/* The start of the word that ends at `at`. */
size_t address_word_start(const struct view *v, size_t at);

/* Whether the word in cells [from, to) says "street" in German; *ret_whole: and nothing else. */
bool address_ends_as_street(const struct view *v, size_t from, size_t to, bool *ret_whole);

/* From a digit or letter at `at` that begins a word: takes the address there, *ret_end the cell
 * behind it. Each has kinds of its own: Chinese; streets that no word tells. */
bool address_try_chinese(struct finder *f, size_t at, size_t *ret_end);
bool address_try_street(struct finder *f, size_t at, size_t *ret_end);
bool address_is_numeral(uint32_t code);

#endif
