/*
 * What a customer says to a form rather than about the shop: stop, no - another value, in the
 * languages the gateway speaks. All read normalised text (config/text/normalize.h).
 */
#ifndef GATEWAY_DIALOG_PHRASE_H
#define GATEWAY_DIALOG_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "gateway/words/words.h"

/* The whole message says "let it be": "never mind", "vergiss es", "算了". */
bool phrase_stops(const char *normalized, size_t len);
/* It begins like a correction: "no, …", "ich meinte …", "不是，…". */
bool phrase_corrects(const char *normalized, size_t len);
/* It speaks of another one: "my other order", "die zweite", "l'autre", "另一个". */
bool phrase_names_other(const char *normalized, size_t len);
/* The message is that sentence of ours in any of the languages, as a pressed button sends it. */
bool phrase_is_word(const char *text, size_t len, enum word w);
/* The message is this text, however it is spelled (case, width, punctuation at the ends). */
bool phrase_is_text(const char *normalized, size_t len, const char *text);

/* Whether every word of the message begins a word of `text`: half of what a button says, typed. */
bool phrase_is_half(const char *normalized, size_t len, const char *text);

#endif
