/*
 * What the matcher itself makes of each example when it has learned the others: cross-validation.
 */
#include <stdlib.h>

#include "config/load/mem.h"
#include "intents/lint/lint_impl.h"

#define FOLDS 5
#define SURE 0.9 /* below, it is a hard example, and good catalogs have some in a hundred */

struct lint_deep {
	struct hash_index by_place;
	VEC(struct lint_verdict) verdicts;
	const struct lint_options *options;
	size_t done, total;
};

static uint64_t place_key(struct diag_place at)
{
	return hash_mix(hash_mix((uint64_t)(uintptr_t)at.file, at.line), at.col);
}

/* Only what would really be answered, and with certainty: not to know is no mistake. */
static void note(void *ctx, const struct intent_crossval_item *item)
{
	struct lint_deep *x = ctx;
	x->done++;
	if (x->options->progress != NULL)
		x->options->progress(x->options->ctx, x->done, x->total);
	if (!item->answered || item->predicted == item->truth || item->confidence < SURE)
		return;
	(void)hash_index_put(&x->by_place, place_key(item->at), x->verdicts.count);
	*vec_push(&x->verdicts) = (struct lint_verdict){.intent = item->predicted->index,
							.confidence = item->confidence};
}

struct lint_deep *lint_deep_create(struct intent_catalog *c, const struct lint_options *options)
{
	struct lint_deep *x = mem_new(1, sizeof(*x));
	x->options = options;
	x->total = c->examples.count;
	hash_index_init(&x->by_place, c->examples.count);
	intent_catalog_learn(c);
	(void)intent_crossval(c, FOLDS, note, x);
	return x;
}

void lint_deep_destroy(struct lint_deep *x)
{
	if (x == NULL)
		return;
	hash_index_dispose(&x->by_place);
	vec_dispose(&x->verdicts);
	free(x);
}

const struct lint_verdict *lint_deep_verdict(const struct lint_deep *x, struct diag_place at)
{
	size_t found = hash_index_get(&x->by_place, place_key(at));
	return found != NO_INDEX ? &x->verdicts.items[found] : NULL;
}
