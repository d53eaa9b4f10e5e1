/*
 * Which intents the classes of a language are, for what their follow-ups ask: examples have no
 * chat, so each is judged among the intents that are considered where its own is. Internal to this
 * folder.
 */
#ifndef INTENTS_ROSTER_H
#define INTENTS_ROSTER_H

#include "intents/catalog/catalog.h"
#include "intents/learn/crossval.h"

struct roster {
	const struct intent_catalog *c;
	const size_t *class_intent; /* by class */
	size_t class_count;
};

/* By class, what is added to the score of a follow-up where it is considered. Owned; NULL: no class
 * is one. */
float *roster_ahead(const struct roster *x);
/* Has the samples judged so. Both must outlive the set; without follow-ups nothing changes. */
void roster_let_meet(const struct roster *x, const float *ahead, struct crossval_set *set);

#endif
