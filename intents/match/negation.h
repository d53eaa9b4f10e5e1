/*
 * "Do not cancel my order": whether a message denies what its words would be. Internal to this
 * folder.
 */
#ifndef INTENTS_NEGATION_H
#define INTENTS_NEGATION_H

#include "intents/catalog/catalog.h"
#include "intents/match/scratch.h"
#include "intents/patterns/phrases.h"

/* What was decided. */
struct negation_case {
	const struct intent_catalog *c;
	const char *locale;              /* that matched */
	const struct language *language; /* that judged; NULL: a pattern did */
	size_t intent;
	size_t pattern_start, pattern_len; /* what a pattern matched */
};

/* Denials in the text of `s` that are about the intent, by start; 0: it is meant as it is said. The
 * features in `s` are overwritten. */
size_t negation_find(const struct negation_case *x, struct intent_scratch *s,
		     struct denial ret[DENIALS_MAX]);

#endif
