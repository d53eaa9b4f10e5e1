/*
 * How likely a passage answers a question: from how much of the question stands in it. bm25 orders
 * the passages of one question, but its value says nothing between questions.
 */
#ifndef GATEWAY_KNOWLEDGE_SCORE_H
#define GATEWAY_KNOWLEDGE_SCORE_H

#include <stdint.h>

#include "config/load/locale.h"
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

struct scorer {
	struct frequency *frequencies[LOCALE_COUNT]; /* owned; sorted by hash */
	size_t frequency_count[LOCALE_COUNT];
	size_t passage_count[LOCALE_COUNT];
	struct term_set *heads, *all; /* owned: of each passage */
	enum locale *locales;         /* owned */
	size_t count, room;
};

/* Adds the next passage. */
void scorer_add(struct scorer *s, enum locale locale, const struct terms *head,
		const struct terms *body);
/* Once all are added. */
void scorer_finish(struct scorer *s);
void scorer_dispose(struct scorer *s);
/* What the score is made of: how much of the question stands in the passage and in its headings, as
 * a share of the question and by its weight. */
struct knowledge_score {
	double score, share, head_share, weight, head_weight;
};

/* All 0 when they share nothing. */
void scorer_score(const struct scorer *s, size_t passage, const struct terms *question,
		  struct knowledge_score *ret);

#endif
