/*
 * The gateway's own sentences in the five languages (words.def), with placeholders filled in.
 */
#ifndef GATEWAY_WORDS_WORDS_H
#define GATEWAY_WORDS_WORDS_H

#include <stddef.h>

#include "config/load/locale.h"

enum word {
#define WORD(name, en, de, fr, hant, hans) WORD_##name,
#include "gateway/words/words.def"
#undef WORD
	WORD_COUNT
};

/* The raw sentence, placeholders and all; LOCALE_NONE reads as English. Never NULL. */
const char *word_raw(enum word w, enum locale l);

/* What the placeholders stand for; NULL reads as the empty text. */
struct word_fill {
	const char *shop, *agent, *reference, *title, *other, *hours, *minutes;
};
/* Writes the sentence to `out` (room `size` >= 1), cut at a character if it does not fit. Returns
 * the length. */
size_t word_write(enum word w, enum locale l, const struct word_fill *fill, char *out, size_t size);

/* The sentence of an error code ("bad_json"…); of `internal` for a code that is not in the list. */
const char *word_error(const char *code, enum locale l);
/* The same about a "team", an "agent" or a "disposition" that a frame named. */
const char *word_error_about(const char *code, const char *about, enum locale l);

#endif
