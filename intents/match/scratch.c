#include "intents/match/scratch.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

enum scratch_allowed { ALLOWED_UNKNOWN, ALLOWED_YES, ALLOWED_NO };

struct intent_scratch *intent_scratch_create(void)
{
	struct intent_scratch *s = mem_new(1, sizeof(*s));
	s->rules = rules_scratch_create();
	s->pattern = pattern_scratch_create();
	s->stemmers = stemmers_create();
	s->bag = bag_create();
	s->vector = mem_new(1, sizeof(*s->vector));
	s->scores = mem_new(SCRATCH_CLASSES, sizeof(*s->scores));
	s->room = mem_new(3 * SCRATCH_CLASSES, sizeof(*s->room));
	return s;
}

void intent_scratch_destroy(struct intent_scratch *s)
{
	if (s == NULL)
		return;
	rules_scratch_destroy(s->rules);
	pattern_scratch_destroy(s->pattern);
	stemmers_destroy(s->stemmers);
	bag_destroy(s->bag);
	free(s->vector);
	free(s->scores);
	free(s->room);
	free(s->dense);
	free(s->allowed);
	free(s);
}

void scratch_begin(struct intent_scratch *s, const struct intent_context *context, size_t intents)
{
	s->context = context != NULL && context->allows != NULL ? context : NULL;
	if (s->context == NULL)
		return;
	if (s->allowed_room < intents) {
		s->allowed = mem_resize(s->allowed, intents, sizeof(*s->allowed));
		s->allowed_room = intents;
	}
	memset(s->allowed, ALLOWED_UNKNOWN, intents);
}

bool scratch_allows(struct intent_scratch *s, const struct intent *i, size_t index)
{
	if (s->context == NULL)
		return true;
	if (s->allowed[index] == ALLOWED_UNKNOWN)
		s->allowed[index] =
			s->context->allows(s->context->ctx, i) ? ALLOWED_YES : ALLOWED_NO;
	return s->allowed[index] == ALLOWED_YES;
}

void intent_scratch_use_patterns(struct intent_scratch *s, bool use)
{
	s->no_patterns = !use;
}
