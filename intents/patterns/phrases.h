/*
 * What a matcher knows about sentences as such, whatever the shop: where a clause ends, which words
 * deny what follows, what asks for something, where a second question may begin. Four languages;
 * others have none of it. Internal to this folder.
 */
#ifndef INTENTS_PHRASES_H
#define INTENTS_PHRASES_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/text/pattern.h"

enum phrase_language { PHRASES_EN, PHRASES_DE, PHRASES_FR, PHRASES_ZH, PHRASES_LANGUAGES };

struct phrases; /* immutable */

/* Returns owned. What goes to `d` is wrong with our own table. */
struct phrases *phrases_create(struct diag *d) MUSTCHECK;
void phrases_destroy(struct phrases *p);
/* Of a BCP 47 tag; PHRASES_LANGUAGES when there are none for it. */
enum phrase_language phrases_language_of(const char *locale);

/* "do not cancel my order": the denial, and which of its words is the one denied. */
struct denial {
	size_t start, end;           /* bytes: from the denying words to the end of their reach */
	size_t word_start, word_end; /* "not", or all the denying words */
	size_t reach_start;          /* what is said of the denied thing begins here, to `end` */
	size_t head_start, head_end; /* what is denied */
};
#define DENIALS_MAX 4
/* The wishes and orders in a normalised text that something be not done; statements ("did not
 * arrive", "I can't pay"), questions and conditions are none. */
size_t phrases_denials(const struct phrases *p, struct pattern_scratch *s,
		       enum phrase_language language, const char *text, size_t len,
		       struct denial ret[DENIALS_MAX]);

/* Whether a normalised clause asks or orders something, rather than telling it. */
bool phrases_asks(const struct phrases *p, struct pattern_scratch *s, enum phrase_language language,
		  const char *text, size_t len);

/* Whether a second question may begin in what is left of a text (as typed but for Simplified
 * Chinese, valid UTF-8), and the bytes between. */
bool phrases_joint(const struct phrases *p, struct pattern_scratch *s, const char *text, size_t len,
		   size_t *ret_start, size_t *ret_len);

#endif
