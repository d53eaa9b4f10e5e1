#include "intents/match/scratch.h"

#include <stdlib.h>

#include "config/load/mem.h"

struct intent_scratch *intent_scratch_create(void)
{
	struct intent_scratch *s = mem_new(1, sizeof(*s));
	s->rules = rules_scratch_create();
	s->stemmers = stemmers_create();
	s->bag = bag_create();
	s->vector = mem_new(1, sizeof(*s->vector));
	s->scores = mem_new(SCRATCH_CLASSES, sizeof(*s->scores));
	return s;
}

void intent_scratch_destroy(struct intent_scratch *s)
{
	if (s == NULL)
		return;
	rules_scratch_destroy(s->rules);
	stemmers_destroy(s->stemmers);
	bag_destroy(s->bag);
	free(s->vector);
	free(s->scores);
	free(s->dense);
	free(s);
}
