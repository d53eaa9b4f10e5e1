/*
 * One entry of `intents:` from YAML into a catalog. Internal to this folder.
 */
#ifndef INTENTS_INTENT_READ_H
#define INTENTS_INTENT_READ_H

#include "config/load/schema.h"
#include "intents/catalog/catalog.h"

/* What an intent may look like, for the schema. */
extern const struct shape intent_shape;

/* Reads `node` and appends intent, patterns, examples and tests to `c`. All that is wrong goes to
 * `d`; an intent with errors may be appended partly, the caller throws the catalog away in the end.
 */
void intent_read(struct intent_catalog *c, const struct yaml_node *node, struct diag *d);

#endif
