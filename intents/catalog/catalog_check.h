/*
 * What is odd, but works: all of it warnings. Internal to this folder.
 */
#ifndef INTENTS_CATALOG_CHECK_H
#define INTENTS_CATALOG_CHECK_H

#include "intents/catalog/catalog.h"

/* Looks at the whole of a read catalog (examples normalised) and adds warnings to `d`. */
void catalog_check(const struct intent_catalog *c, struct diag *d);

#endif
