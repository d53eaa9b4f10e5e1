/*
 * One thread's working memory for matching: everything a message needs, made once. Internal to this
 * folder.
 */
#ifndef INTENTS_SCRATCH_H
#define INTENTS_SCRATCH_H

#include <stdbool.h>

#include "config/text/normalize.h"
#include "config/text/tokens.h"
#include "intents/features/bag.h"
#include "intents/features/sparse.h"
#include "intents/features/stem.h"
#include "intents/intent.h"
#include "intents/patterns/rules.h"

/* Tokens of a message that are looked at; a customer's question is in its first 500 words. */
#define SCRATCH_TOKENS 512
/* Classes of a model: every intent. */
#define SCRATCH_CLASSES ((size_t)INTENT_MAX + 16)

struct intent_scratch {
	char text[NORMALIZE_OUT_MAX + 1];
	size_t len;
	char whole[NORMALIZE_OUT_MAX + 1]; /* the text, while a part of it is matched */
	struct token tokens[SCRATCH_TOKENS];
	size_t token_count;
	struct rules_scratch *rules;
	bool no_patterns; /* decide by examples alone */
	struct pattern_scratch *pattern;
	struct stemmers *stemmers;
	struct bag *bag;
	struct sparse *vector;
	float *scores; /* SCRATCH_CLASSES, aligned for the models */
	float *room;   /* three times as many, for them to work in */
	float *dense;  /* one number a word and group of synonyms, all 0 between uses */
	size_t dense_room;
	const struct intent_context *context; /* of the match at hand; NULL: all are allowed */
	unsigned char *allowed;               /* by intent: enum scratch_allowed */
	size_t allowed_room;
};

/* Begins a match in `context` (borrowed until the next begin; NULL: none) against `intents`
 * intents. */
void scratch_begin(struct intent_scratch *s, const struct intent_context *context, size_t intents);
/* Whether the context allows intent number `index`, which is `i`. The counter-class is not asked
 * for here. */
bool scratch_allows(struct intent_scratch *s, const struct intent *i, size_t index);

#endif
