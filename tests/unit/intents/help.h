/* Catalogs from texts, for the tests of this folder. */
#ifndef TESTS_UNIT_INTENTS_HELP_H
#define TESTS_UNIT_INTENTS_HELP_H

#include "intents/intent.h"

struct folder {
	char path[64];
};

/* A fresh, empty folder. */
struct folder folder_make(void);
void folder_write(const struct folder *f, const char *name, const char *text);
/* Removes the folder and the files in it. */
void folder_remove(const struct folder *f);

/* A catalog of one file, a.yaml. What is wrong with it is left in *ret_said: owned, one line each,
 * sorted, without the folder. */
struct intent_catalog *catalog_of(const char *yaml, char **ret_said);
/* The same, which must have no error. */
struct intent_catalog *catalog_good(const char *yaml);
/* Loads a folder; *ret_said as above. */
struct intent_catalog *catalog_in(const struct folder *f, char **ret_said);

/* Matches and returns the id of what is answered, or "-". */
const char *answer(const struct intent_catalog *c, struct intent_scratch *s, const char *locale,
		   const char *text, struct intent_decision *ret);

#endif
