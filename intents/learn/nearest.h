/*
 * The examples that are nearest to a message: the evidence for an answer. Internal to this folder.
 */
#ifndef INTENTS_NEAREST_H
#define INTENTS_NEAREST_H

#include "intents/features/sparse.h"
#include "intents/match/scratch.h"

struct nearest; /* immutable */

struct near_sample {
	uint32_t sample;
	double similarity; /* cosine of the features, 0 to 1 */
};

/* `vectors` (borrowed, has to live as long) are the samples', `lexicon` made them. Returns owned.
 */
struct nearest *nearest_create(const struct sparse_set *vectors, const struct lexicon *lexicon);
void nearest_destroy(struct nearest *n);
/* Of `count` samples the `most` (at most INTENT_EXAMPLES) nearest to the vector in `s`, nearest
 * first. Returns how many. */
size_t nearest_find(const struct nearest *n, struct intent_scratch *s, const uint32_t *samples,
		    size_t count, size_t most, struct near_sample *ret);

#endif
