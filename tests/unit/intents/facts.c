/* See facts.h. */
#include "tests/unit/intents/facts.h"

#include <string.h>

static const char *get(const void *ctx, const char *name)
{
	for (const struct fact *f = ctx; f != NULL && f->name != NULL; f++) {
		if (strcmp(f->name, name) == 0)
			return f->value;
	}
	return NULL;
}

struct intent_facts facts_of(const struct fact *table)
{
	return (struct intent_facts){
		.get = get, .ctx = table, .locale = "en", .channel = "widget", .open = true};
}
