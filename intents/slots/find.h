/*
 * Finders of values in a normalised text, one a kind of slot.
 */
#ifndef INTENTS_FIND_H
#define INTENTS_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/locale.h"

/* A value and the bytes of the normalised text that it was read from. */
struct found {
	size_t start, len;
	char value[256];
};

struct finder_input {
	const char *text; /* normalised, NUL-terminated */
	size_t len;
	const char *typed; /* as it was typed */
	size_t typed_len;
	enum locale locale; /* of the chat */
	bool asked;
};

/* The first value at or after `from`; false when there is none. */
typedef bool finder(const struct finder_input *in, size_t from, struct found *ret);

finder find_number, find_date, find_phone, find_email;

/* Whether a word may begin at `at` (or end before it): there is no letter or digit on its other
 * side. Chinese characters are words of their own. */
bool find_is_edge(const char *text, size_t len, size_t at);

#endif
