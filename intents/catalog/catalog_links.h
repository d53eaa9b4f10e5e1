/*
 * Names that must exist somewhere in the catalog: known only when all files are read. Internal to
 * this folder.
 */
#ifndef INTENTS_CATALOG_LINKS_H
#define INTENTS_CATALOG_LINKS_H

#include "intents/catalog/catalog.h"

/* Adds errors to `d` for `follows:` and tests that name what is not there. */
void catalog_check_links(const struct intent_catalog *c, struct diag *d);

#endif
