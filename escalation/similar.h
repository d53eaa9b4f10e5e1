/*
 * How alike two texts are, from sketches small enough to be kept with a conversation: the texts
 * themselves are never stored twice.
 */
#ifndef ESCALATION_SIMILAR_H
#define ESCALATION_SIMILAR_H

#include <stddef.h>
#include <stdint.h>

#define SKETCH_WORDS 8

/* Sketches a text (normalised or not). Returns how many pieces of text went in: sketches of fewer
 * than a handful say little. */
size_t sketch_text(const char *text, size_t len, uint64_t ret[SKETCH_WORDS]);
/* Estimated Jaccard similarity of the sets of pieces, 0 to 1 (standard error about .06 in the
 * middle, 0 for equal texts). */
double sketch_similarity(const uint64_t a[SKETCH_WORDS], const uint64_t b[SKETCH_WORDS]);

#endif
