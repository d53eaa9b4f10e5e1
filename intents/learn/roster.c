/*
 * A follow-up has few examples beside all others, and none of those was said after the answer that
 * it leans on: where that answer was given, it is far likelier than its share of the examples. Half
 * a unit of the scores was the least that finds most of the shipped catalog's.
 */
#include "intents/learn/roster.h"

#include "config/load/mem.h"
#include "intents/facts.h"

#define FOLLOW_UP_AHEAD 0.5F

static const struct intent *intent_at(const struct roster *x, size_t label)
{
	return &x->c->intents.items[x->class_intent[label]];
}

float *roster_ahead(const struct roster *x)
{
	float *ahead = NULL;
	for (size_t k = 0; k < x->class_count; k++) {
		if (!intent_is_follow_up(intent_at(x, k)))
			continue;
		if (ahead == NULL)
			ahead = mem_new(x->class_count, sizeof(*ahead));
		ahead[k] = FOLLOW_UP_AHEAD;
	}
	return ahead;
}

static bool meet(const void *ctx, size_t truth, size_t label)
{
	const struct roster *x = ctx;
	return intent_meets(intent_at(x, truth), intent_at(x, label));
}

void roster_let_meet(const struct roster *x, const float *ahead, struct crossval_set *set)
{
	if (ahead == NULL)
		return;
	set->meets = meet;
	set->ctx = x;
	set->ahead = ahead;
}
