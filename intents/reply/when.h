/*
 * Conditions: `when:` of an intent or of a reply. All that is given must hold.
 */
#ifndef INTENTS_WHEN_H
#define INTENTS_WHEN_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/vec.h"
#include "config/text/pattern.h"
#include "intents/facts.h"

struct texts {
	VEC(const char *) items; /* borrowed */
};

struct when_fact {
	const char *name;    /* borrowed */
	struct texts values; /* one of them, compared as text */
};

enum when_hours { WHEN_ANY_HOURS, WHEN_OPEN, WHEN_CLOSED };

struct when {
	struct pattern *page; /* owned, or NULL */
	struct texts locales, channels;
	enum when_hours hours;
	VEC(struct when_fact) facts;
};

/* A zeroed condition always holds. */
bool when_holds(const struct when *w, const struct intent_facts *f);
void when_dispose(struct when *w);

#endif
