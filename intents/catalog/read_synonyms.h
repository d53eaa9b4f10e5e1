/*
 * `synonyms:` of a file of intents: groups of words that mean the same, per locale. The same id
 * again, in whatever file, adds to the group. Internal to this folder.
 */
#ifndef INTENTS_READ_SYNONYMS_H
#define INTENTS_READ_SYNONYMS_H

#include "config/load/schema.h"
#include "intents/catalog/catalog.h"

extern const struct shape read_shape_synonyms;

/* Reads the list `node` (may be NULL) into the catalog. */
void read_synonyms(struct intent_catalog *c, const struct yaml_node *node, struct diag *d);
/* Gives each language of the catalog its synonyms, once all files are read; words of other
 * languages are for whoever adds intents in them. Warns of words that stand in two groups. */
void synonyms_link(struct intent_catalog *c, struct diag *d);

#endif
