/*
 * Fits the chance that a passage answers a question. In two steps: logistic regression over the
 * three best passages of each question, again and again with the ranking that it gives, finds what
 * puts the right one first; then a logistic curve of that sum over the best passages alone makes it
 * the chance that the best one is right (Platt's scaling).
 */
#ifndef TESTS_SUPPORT_GATEWAY_KNOWLEDGE_FIT_H
#define TESTS_SUPPORT_GATEWAY_KNOWLEDGE_FIT_H

#include "gateway/knowledge/fit.h"
#include "tests/support/gateway/knowledge_set.h"

struct knowledge_fit {
	double alone[FIT_TERMS], follow_up[FIT_TERMS]; /* as gateway/knowledge/fit.c has them */
};

#define NO_FOLD FOLDS
/* Fits on all rows but those of fold `but` (NO_FOLD: on all). The same result on every machine. */
void knowledge_fit(const struct knowledge_set *s, size_t but, struct knowledge_fit *ret);

/* The best passage of a row, as the search picks it with these coefficients. */
struct best {
	double score; /* 0: nothing found */
	bool is_right, is_follow_up;
	bool is_among_three; /* the right one is */
};
/* `fair`: the score below which a question leans on the one before it. `with_before` false: as if
 * there were none. */
struct best knowledge_fit_best(const struct knowledge_fit *f, const struct asked_row *r,
			       double fair, bool with_before);

#endif
