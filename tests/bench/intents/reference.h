/*
 * What the plain recipe reaches on the same messages, in the same run: stemmed words, pairs of them
 * and character n-grams by sublinear TF-IDF, and LIBLINEAR's support vectors at full precision.
 * None of the matcher's own features, weights or models, only its normalised text and its stems.
 */
#ifndef TESTS_BENCH_INTENTS_REFERENCE_H
#define TESTS_BENCH_INTENTS_REFERENCE_H

#include "tests/bench/intents/data.h"

/* Percent of `valid` whose class is found by what was learned from `train`; without any, by as many
 * `folds` of `train` as catalogs of these messages are cross-validated in. */
double reference_accuracy(const struct messages *train, const struct messages *valid,
			  const char *locale, size_t folds);

#endif
