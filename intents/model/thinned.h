/*
 * The weights of a linear model as it is kept: most rows are nearly empty, since a rare feature
 * speaks for and against few classes. Those are lists of their weights, the others rows of bytes
 * (packed.h). Internal to this folder.
 */
#ifndef INTENTS_THINNED_H
#define INTENTS_THINNED_H

#include <stddef.h>
#include <stdint.h>

struct thinned; /* immutable */

/* Of `rows` rows of `columns` floats, `stride` apart. Returns owned. */
struct thinned *thinned_create(const float *weights, size_t rows, size_t columns, size_t stride);
void thinned_destroy(struct thinned *t);
size_t thinned_bytes(const struct thinned *t);
/* Writes the sum of rows `index[k]` times `value[k]` to `out`, which has room for the columns
 * rounded up to 16. Looks at PACKED_VALUES_MAX values at most. */
void thinned_sum(const struct thinned *t, const uint32_t *index, const float *value, size_t count,
		 float *out);

#endif
