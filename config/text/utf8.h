/*
 * UTF-8 as the standard has it: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef CONFIG_TEXT_UTF8_H
#define CONFIG_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The number of valid bytes at the start of `text`: `len` when all of it is UTF-8, else the offset
 * of the first sequence that is not. */
size_t utf8_valid(const char *text, size_t len);
/* Decodes the sequence at the start of valid UTF-8 (len >= 1); returns its length in bytes, 1 to 4.
 */
size_t utf8_decode(const char *text, size_t len, uint32_t *ret_code);
/* Writes `code` (a valid scalar value) to `out` (room for 4); returns the length. */
size_t utf8_encode(uint32_t code, char *out);
/* Code points of valid UTF-8. */
size_t utf8_count(const char *text, size_t len);
/* The largest n <= max such that text[0..n) ends between characters; `text` is valid UTF-8 of `len`
 * bytes. */
size_t utf8_cut(const char *text, size_t len, size_t max);

#endif
