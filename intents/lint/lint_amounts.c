/*
 * How many examples an intent has, compared with the others of its language: a handful beside
 * dozens is not learned, hundreds beside dozens pull everything to themselves.
 */
#include <stdlib.h>

#include "config/load/mem.h"
#include "intents/lint/lint_impl.h"

#define EXAMPLES_LEAST 8
#define FEW_FROM_MEDIAN 16 /* what the middle intent has, for few to be too few */
#define MANY_TIMES 10      /* the median */
#define INTENTS_LEAST 4    /* to speak of a median */

struct amounts {
	size_t *counts;           /* by intent, in one group */
	struct diag_place *first; /* of its examples there */
	const char **locale;
	size_t *sorted;
};

static int compare_sizes(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return x < y ? -1 : x > y ? 1 : 0;
}

static void count_group(const struct lint *l, size_t group, struct amounts *x)
{
	for (size_t i = 0; i < l->c->intents.count; i++)
		x->counts[i] = 0;
	for (size_t i = 0; i < l->sentences->list.count; i++) {
		const struct sentence *s = &l->sentences->list.items[i];
		const struct catalog_example *e = &l->c->examples.items[s->example];
		if (s->group != group)
			continue;
		if (x->counts[s->intent]++ == 0) {
			x->first[s->intent] = e->at;
			x->locale[s->intent] = l->c->locales.items[e->locale].name;
		}
	}
}

/* Of the intents that have any; 0 when there are too few to compare. */
static size_t median_of(const struct lint *l, const struct amounts *x)
{
	size_t n = 0;
	for (size_t i = 0; i < l->c->intents.count; i++) {
		if (x->counts[i] > 0 && !lint_is_counter_class(l, i))
			x->sorted[n++] = x->counts[i];
	}
	if (n < INTENTS_LEAST)
		return 0;
	qsort(x->sorted, n, sizeof(*x->sorted), compare_sizes);
	return x->sorted[n / 2];
}

static void check_group(const struct lint *l, size_t group, struct amounts *x)
{
	count_group(l, group, x);
	size_t median = median_of(l, x);
	for (size_t i = 0; i < l->c->intents.count && median > 0; i++) {
		const char *id = l->c->intents.items[i].id;
		if (x->counts[i] == 0 || lint_is_counter_class(l, i))
			continue;
		if (x->counts[i] < EXAMPLES_LEAST && median >= FEW_FROM_MEDIAN)
			diag_finding(l->d, "examples-few", x->first[i],
				     "add more ways to say it, at least 8",
				     "intent '%s' has %zu examples in %s, others have %zu", id,
				     x->counts[i], x->locale[i], median);
		else if (x->counts[i] > MANY_TIMES * median && x->counts[i] > 10 * EXAMPLES_LEAST)
			diag_finding(l->d, "examples-unbalanced", x->first[i],
				     "remove those that say the same, or split the intent",
				     "intent '%s' has %zu examples in %s, others have %zu", id,
				     x->counts[i], x->locale[i], median);
	}
}

void lint_amounts(const struct lint *l)
{
	size_t count = l->c->intents.count;
	struct amounts x = {
		.counts = mem_new(count, sizeof(size_t)),
		.first = mem_new(count, sizeof(struct diag_place)),
		.locale = mem_new(count, sizeof(char *)),
		.sorted = mem_new(count, sizeof(size_t)),
	};
	for (size_t g = 0; g < l->c->groups.count; g++)
		check_group(l, g, &x);
	free(x.counts);
	free(x.first);
	free(x.locale);
	free(x.sorted);
}
