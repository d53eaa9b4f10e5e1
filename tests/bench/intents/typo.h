/* Typing errors for measuring: one a message, in a word of four letters or more. */
#ifndef BENCH_INTENTS_TYPO_H
#define BENCH_INTENTS_TYPO_H

#include <stdint.h>

/* Returns a copy of `text`, owned, with a letter left out, added, replaced or swapped with its
 * neighbour. Moves `seed`. */
char *typo_of(const char *text, uint64_t *seed);

#endif
