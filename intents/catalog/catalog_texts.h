/*
 * Texts that are missing where a customer will need them, and buttons that lead nowhere: warnings.
 * Internal to this folder.
 */
#ifndef INTENTS_CATALOG_TEXTS_H
#define INTENTS_CATALOG_TEXTS_H

#include "intents/catalog/catalog.h"

/* Questions, titles and the like that lack a language which the intent's reply has. */
void catalog_check_texts(const struct intent_catalog *c, struct diag *d);
/* Choices whose text no intent would answer. The catalog must have learned. */
void catalog_check_choices(const struct intent_catalog *c, struct diag *d);

#endif
