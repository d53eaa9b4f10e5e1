/*
 * Characters that a provider cut in the middle. Models write tokens, and a token may be half a
 * character: some servers then send bytes that are no UTF-8 yet, or one surrogate of a pair, and
 * the rest with the next event. A JSON reader rightly refuses both, so they travel through it in
 * disguise: chars_disguise() before, chars_add() after. Pure.
 */
#ifndef GATEWAY_LLM_CHARS_H
#define GATEWAY_LLM_CHARS_H

#include "gateway/base/buf.h"

/* What waits for its other half. */
struct chars {
	char bytes[4];
	size_t count;
	uint32_t high; /* a first surrogate, or 0 */
};

/* Appends JSON text in which each stray byte and each lone \u surrogate is one character of a
 * private plane. */
void chars_disguise(struct buf *out, const char *json, size_t len);
/* Appends the text of a JSON string (valid UTF-8) with halves joined; what never finds its other
 * half becomes U+FFFD. `out` gets whole characters only. */
void chars_add(struct chars *c, struct buf *out, const char *text, size_t len);
/* The text is over: a half that is left becomes U+FFFD. */
void chars_end(struct chars *c, struct buf *out);

#endif
