/*
 * The best classes of a message, and the margin that everything is compared by. Internal to this
 * folder.
 */
#ifndef INTENTS_RANKING_H
#define INTENTS_RANKING_H

#include <stdbool.h>
#include <stddef.h>

#include "intents/features/sparse.h"
#include "intents/intent.h"

/* One more than candidates are shown: the third is the rival of "one of the first two". */
#define RANKING_TOP (INTENT_CANDIDATES + 1)

struct ranking {
	struct {
		size_t label;
		double score;
	} top[RANKING_TOP]; /* without the counter-class, best first */
	size_t count;
	double counter; /* score of the counter-class, if there is one */
	bool has_counter;
	bool counter_won;
};

/* Which classes take part; NULL in the place of the filter: all. */
struct ranking_filter {
	bool (*allows)(const void *ctx, size_t label);
	const void *ctx;
};

/* `counter` may be past all classes: there is none. */
void ranking_make(struct ranking *r, const float *scores, size_t class_count, size_t counter,
		  const struct ranking_filter *filter);
/* The margin of place `i` against its strongest rival. */
double ranking_margin(const struct ranking *r, size_t i, const struct sparse *v);
/* Of "one of the first two": the best against the third. */
double ranking_margin_of_two(const struct ranking *r, const struct sparse *v);

#endif
