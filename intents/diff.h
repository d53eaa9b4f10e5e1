/*
 * What changed from one catalog to the next, intent by intent, for the log of a reload. It compares
 * what the files say, so a key that is added to the format is compared without a word here.
 */
#ifndef INTENTS_DIFF_H
#define INTENTS_DIFF_H

#include "intents/intent.h"

enum intent_change { INTENT_ADDED, INTENT_REMOVED, INTENT_CHANGED };
#define INTENT_CHANGES 3

/* `what` of a changed intent names the parts, lists with the number of new and gone items, cut at
 * INTENT_DIFF_WHAT bytes: "examples.de +2 -1, patterns +1, reply.en"; "" for the other two. All
 * borrowed for the call. */
#define INTENT_DIFF_WHAT 400
typedef void intent_diff_each(void *ctx, enum intent_change change, const char *id,
			      struct diag_place at, const char *what);

/* Calls `each` for every intent that differs: new and changed ones in the order of `after`, then
 * the removed ones. Returns how many. An intent that only moved in its file, or to another, is no
 * change. */
size_t intent_catalog_diff(const struct intent_catalog *before, const struct intent_catalog *after,
			   intent_diff_each *each, void *ctx);

#endif
