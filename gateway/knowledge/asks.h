/*
 * What kind of answer a question wants, where its words tell: "how long" wants a span of time, "how
 * much" an amount. A passage that has one is likelier the answer, whatever its other words are.
 */
#ifndef GATEWAY_KNOWLEDGE_ASKS_H
#define GATEWAY_KNOWLEDGE_ASKS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/locale.h"

enum asks { ASKS_TIME, ASKS_MONEY, ASKS_COUNT };

struct asks_finder;

struct asks_finder *asks_create(void);
void asks_destroy(struct asks_finder *f);
/* Whether a question wants that kind, or a text has it (`is_text`). `plain`: the words with a blank
 * before and after each (intents/features/synonyms.h). */
bool asks_find(const struct asks_finder *f, enum locale l, enum asks kind, bool is_text,
	       const char *plain, size_t len);

#endif
