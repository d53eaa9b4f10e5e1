/*
 * How much of a question stands in a passage, told as a few numbers. bm25 orders the passages of
 * one question, but its value says nothing between questions; these do, and fit.h makes them the
 * chance that the passage answers it.
 */
#ifndef GATEWAY_KNOWLEDGE_SCORE_H
#define GATEWAY_KNOWLEDGE_SCORE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/load/locale.h"
#include "config/load/vec.h"
#include "gateway/knowledge/features.h"
#include "gateway/knowledge/terms.h"

/* How many passages of a language have a term. */
struct frequency {
	uint64_t hash;
	unsigned passages;
};

struct term_set {
	uint64_t *items; /* owned; sorted, each once */
	size_t count;
};

struct scored_passage {
	struct term_set head, all; /* of title and headings; of everything */
	struct term_set *sentences;
	size_t sentence_count;
	enum locale locale;
};

struct scorer {
	struct frequency *frequencies[LOCALE_COUNT]; /* owned; sorted by hash */
	size_t frequency_count[LOCALE_COUNT];
	size_t passage_count[LOCALE_COUNT];
	VEC(struct scored_passage) passages;
};

/* Adds the next passage. */
void scorer_add(struct scorer *s, enum locale locale, const struct passage_terms *p);
/* Once all are added. */
void scorer_finish(struct scorer *s);
void scorer_dispose(struct scorer *s);

/* A question as it is compared with the passages of one language. */
struct asked;
/* Returns owned; borrows nothing. */
struct asked *scorer_ask(const struct scorer *s, enum locale l, const struct terms *question);
void asked_free(struct asked *a);
/* Fills `ret`. False when they share nothing. */
bool scorer_score(const struct scorer *s, size_t passage, const struct asked *a,
		  double ret[FEATURE_COUNT]);

#endif
