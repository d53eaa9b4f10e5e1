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
	double similarity; /* cosine of words and groups of synonyms, 0 to 1 */
};

/* The samples of class k: `samples` from start[k] to before start[k + 1]. */
struct near_classes {
	const uint32_t *samples;
	const size_t *start;
	size_t count;
};

/* `vectors` are the samples', made by `lexicon`. All borrowed for the call. Returns owned. */
struct nearest *nearest_create(const struct sparse_set *vectors, const struct lexicon *lexicon,
			       const struct near_classes *classes);
void nearest_destroy(struct nearest *n);
size_t nearest_bytes(const struct nearest *n);
size_t nearest_dense_room(const struct nearest *n);
/* Of a class the `most` (at most INTENT_EXAMPLES) samples nearest to the vector in `s`, nearest
 * first; none that shares nothing with it. Returns how many. `s->dense` has nearest_dense_room().
 */
size_t nearest_find(const struct nearest *n, struct intent_scratch *s, size_t class, size_t most,
		    struct near_sample *ret);

#endif
