/*
 * The second stage of learning: slower, better models for a catalog that already serves.
 *
 * intent_catalog_load() is quick, so that a changed file goes live at once; then the same catalog
 * is refined on the builder thread and swapped in. What was trained is kept in a folder, by the
 * hash of what it was trained from, so that a restart does not train again.
 */
#ifndef INTENTS_REFINE_H
#define INTENTS_REFINE_H

#include <stdatomic.h>
#include <stddef.h>

#include "intents/intent.h"

struct intent_refine {
	const atomic_bool *cancel; /* stop soon when it becomes true; NULL: never */
	const char *cache_dir;     /* made when it is missing; NULL: keep nothing */
	size_t cache_bytes;        /* of kept models together; the oldest go first */
};

enum intent_refined {
	INTENT_REFINED,        /* trained */
	INTENT_REFINED_KEPT,   /* read from the folder */
	INTENT_REFINE_NO_GAIN, /* too small, or no better on held-back examples: stay with what is
				*/
	INTENT_REFINE_CANCELLED,
};

/* Makes a better catalog of the same files, with a hash of its own. Returns owned, NULL for the
 * last two results; the intents, texts and ids are those of `c`, of which the new one keeps what it
 * needs alive: either may be destroyed first, from any thread. Blocking, seconds to a minute. A
 * folder that cannot be written or a file in it that is broken is as if there was none. */
struct intent_catalog *intent_catalog_refine(const struct intent_catalog *c,
					     const struct intent_refine *how,
					     enum intent_refined *ret);

#endif
