/* Facts from a table, for the tests of replies and actions. */
#ifndef TESTS_UNIT_INTENTS_FACTS_H
#define TESTS_UNIT_INTENTS_FACTS_H

#include "intents/facts.h"

struct fact {
	const char *name, *value; /* the last one's name is NULL */
};

/* Facts of an English chat with an open desk; `table` is borrowed. */
struct intent_facts facts_of(const struct fact *table);

#endif
