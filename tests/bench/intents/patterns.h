/* Patterns behind the prefilter, and each tried in turn. */
#ifndef TESTS_BENCH_INTENTS_PATTERNS_H
#define TESTS_BENCH_INTENTS_PATTERNS_H

#include "tests/bench/intents/data.h"

/* Prints a line for 100, 1,000 and 10,000 patterns made of the messages' words. */
void bench_patterns(const struct messages *m);

#endif
