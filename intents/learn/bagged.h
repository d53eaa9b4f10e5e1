/*
 * The features of samples, made once for several trainings. Internal to this folder.
 */
#ifndef INTENTS_BAGGED_H
#define INTENTS_BAGGED_H

#include "intents/learn/trained.h"

struct bagged; /* immutable */

/* Of as many of the samples, from the first on, as a hundred megabytes hold. Returns owned. */
struct bagged *bagged_create(const struct bag_language *language, const struct sample *samples,
			     size_t count, struct intent_scratch *s);
void bagged_destroy(struct bagged *b);
/* Of sample number `i`; NULL when it is not one of them. Borrowed. */
const struct bag_item *bagged_items(const struct bagged *b, size_t i, size_t *ret_count);

#endif
