/*
 * Reading a Rasa project: what is gathered over all of its files before intents and responses are
 * brought together. Internal to this folder.
 */
#ifndef INTENTS_IMPORT_RASA_H
#define INTENTS_IMPORT_RASA_H

#include "config/load/yaml_tree.h"
#include "intents/import/import.h"

/* One kind of thing that does not carry over, told once with its number. */
struct rasa_count {
	char *what; /* owned */
	struct diag_place first;
	size_t count;
};

struct rasa_button {
	char *title;  /* owned */
	char *intent; /* owned: what its payload asks for; NULL: nothing */
};

/* `utter_…` of a domain. */
struct rasa_response {
	char *name; /* owned */
	struct diag_place at;
	struct import_texts texts;
	VEC(struct rasa_button) buttons; /* of the first variant that has some */
	bool used;
};

/* "After this intent that action", from a rule or story. */
struct rasa_link {
	char *intent, *action; /* owned */
};

struct rasa {
	struct import *im;
	struct diag *diag;
	const char *locale;
	VEC(struct rasa_count) counts;
	VEC(struct rasa_response) responses;
	VEC(struct rasa_link) links;
};

/* Counts one more of `what` at `at`. */
void rasa_count(struct rasa *r, const char *what, struct diag_place at);
void rasa_nlu(struct rasa *r, const struct yaml_node *list);
void rasa_responses(struct rasa *r, const struct yaml_node *map);
/* `kind`: "rule" or "story". */
void rasa_stories(struct rasa *r, const struct yaml_node *list, const char *kind);

#endif
