/*
 * Groups of words that mean the same to a shop ("cancel", "call off", "storno"), and which of them
 * a message has. Read from the catalog's `synonyms:`, one set a language.
 *
 * A pattern is a word, several words in a row, the beginning of a word (`cancel*`), its end
 * (`*paket`) or any part of it (`*storn*`); Chinese, which has no blanks, is found anywhere. All of
 * these become plain strings that are searched for in a plain form of the message: words with a
 * blank before and after, so that an edge of a word is a blank.
 */
#ifndef INTENTS_SYNONYMS_H
#define INTENTS_SYNONYMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/text/tokens.h"

#define SYNONYM_BYTES_MAX 96 /* of a pattern */

enum synonym_fault {
	SYNONYM_FINE,
	SYNONYM_EMPTY, /* no letter, no digit */
	SYNONYM_SHORT, /* a part of a word this short is in words of any meaning */
	SYNONYM_LONG,
	SYNONYM_STAR, /* a star inside */
};

/* What is searched for: NUL-terminated. */
struct synonym_form {
	char bytes[SYNONYM_BYTES_MAX + 3];
	size_t len;
};

/* Makes the form of a pattern as it stands in the file. *ret is untouched unless SYNONYM_FINE. */
enum synonym_fault synonym_form_of(const char *pattern, struct synonym_form *ret);

struct synonyms; /* immutable once all are added */

struct synonym_hit {
	uint64_t group; /* a hash of the group's id, whatever the order of files */
	size_t start, len;
};

struct synonyms *synonyms_create(void);
void synonyms_destroy(struct synonyms *s);
/* Adds the bytes of a form to group `id`. The same form may be in several groups. */
void synonyms_add(struct synonyms *s, const char *id, const char *form);
size_t synonyms_bytes(const struct synonyms *s);
/* Whether there is no blank between a token and the one before it in the plain form. */
bool synonyms_are_one(const struct token *before, const struct token *t);
/* Finds all forms in the plain form of a message, in order of their starts; a form that lies within
 * another one counts too. Returns how many, at most `max`. */
size_t synonyms_find(const struct synonyms *s, const char *plain, size_t len,
		     struct synonym_hit *ret, size_t max);

#endif
