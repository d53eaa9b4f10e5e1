/*
 * Normalisation: the one form of a text that patterns, classifier and cues see.
 *
 * UTF-8 checked, NFKC, case folded, width folded (by NFKC), default-ignorable code points
 * (zero-width, bidi controls) removed, typographic apostrophes, quotes and dashes made plain,
 * Traditional Chinese folded to Simplified (table from OpenCC), runs of white space and control
 * characters one blank, none at the ends.
 */
#ifndef CONFIG_TEXT_NORMALIZE_H
#define CONFIG_TEXT_NORMALIZE_H

#include <stddef.h>

#include "config/load/attrs.h"

/* Longest text that is looked at, in bytes of UTF-8; the wire's limit of 8,000 characters fits (4
 * bytes each). */
#define NORMALIZE_IN_MAX 32000
/* Room that any such text needs at most after NFKC growth; longer results are cut at a character.
 */
#define NORMALIZE_OUT_MAX 65536

/* Writes the normalised, NUL-terminated form of `len` bytes of `text` to `out` (room `size`, at
 * least 1). Bytes after NORMALIZE_IN_MAX are not looked at. Returns the length without NUL, or -1
 * when `text` is not UTF-8 (out is then empty). */
long normalize_text(const char *text, size_t len, char *out, size_t size) MUSTCHECK;

#endif
