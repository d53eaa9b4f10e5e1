/*
 * Literals of a pattern in the form that normalised texts have, so that whoever writes patterns may
 * write Groß, ’ or 訂單.
 */
#ifndef CONFIG_TEXT_PATTERN_FOLD_H
#define CONFIG_TEXT_PATTERN_FOLD_H

#include <stddef.h>

#include "config/load/attrs.h"

/* Returns the owned, folded, NUL-terminated form of valid UTF-8. ASCII stays as it is (patterns
 * ignore case anyway); other characters get NFKC, case and Chinese folding, several or special ones
 * as a group or escaped. *ret_map (owned) says for each byte of the result, and for its end, which
 * character (from 0) of `regex` it came from. */
char *pattern_fold(const char *regex, size_t len, size_t *ret_len, unsigned **ret_map) MUSTCHECK;

#endif
