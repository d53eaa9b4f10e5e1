/* Labelled messages from files of `label<TAB>text` lines, and catalogs made of them. */
#ifndef TESTS_BENCH_INTENTS_DATA_H
#define TESTS_BENCH_INTENTS_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/vec.h"
#include "intents/intent.h"

struct message {
	char *label, *text; /* owned */
};

struct messages {
	VEC(struct message) list;
};

/* Appends the lines of DIR/NAME.tsv; false when there is no such file. */
bool messages_read(struct messages *m, const char *dir, const char *name);
void messages_dispose(struct messages *m);

/* The id of a label: catalogs allow fewer characters. `out` has room for INTENT_ID_MAX + 1. */
void label_id(const char *label, char *out);
/* A catalog of the messages as examples of `locale`, with `out_of_scope` (may be NULL) as the
 * counter-class. Ends the program when it does not load. */
struct intent_catalog *catalog_of_messages(const struct messages *m, const char *locale,
					   const struct messages *out_of_scope);
/* A catalog of `yaml`. */
struct intent_catalog *catalog_of_yaml(const char *yaml);

/* Seconds of processor time: other work on the machine does not count. */
double seconds(void);

#endif
