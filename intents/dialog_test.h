/*
 * Conversations written as tests inside the YAML (`tests:` with `turns:`). Here is what they say;
 * who runs them is not this folder's business.
 */
#ifndef INTENTS_DIALOG_TEST_H
#define INTENTS_DIALOG_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "intents/intent.h"

/* All borrowed from the catalog. */
struct intent_pair {
	const char *name, *value;
	struct diag_place at;
};

/* One message and what must come of it; what is NULL (or unset) is not looked at. */
struct intent_dialog_turn {
	const char *say;
	const char *intent;            /* id of what is answered */
	const char *reply, *not_reply; /* a part of the text that must, must not be there */
	const char *escalate;          /* reason */
	const char *team;
	const char *state; /* bot, queued, human or closed */
	bool has_label, label;
	const struct intent_pair *slots; /* values that must be known after the turn */
	size_t slot_count;
	const struct intent_pair *results; /* what the action answers in this turn */
	size_t result_count;
	bool has_action; /* `action:` stands there, with results or failed */
	bool action_failed;
	struct diag_place at;
};

struct intent_dialog_test {
	const struct intent *intent; /* where it stands */
	const char *locale;          /* never NULL */
	const char *page;            /* or NULL */
	const struct intent_dialog_turn *turns;
	size_t turn_count;
	struct diag_place at;
};

size_t intent_catalog_dialog_test_count(const struct intent_catalog *c);
struct intent_dialog_test intent_catalog_dialog_test(const struct intent_catalog *c, size_t index);

#endif
