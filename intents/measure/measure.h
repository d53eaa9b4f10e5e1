/*
 * How good a catalog is, from messages whose meaning is known: shares, intents, locales, what was
 * taken for what, and whether a confidence of 0.9 is right nine times of ten.
 */
#ifndef INTENTS_MEASURE_H
#define INTENTS_MEASURE_H

#include <stddef.h>

#include "config/load/vec.h"

#define MEASURE_BINS 10

/* One message; the strings are borrowed and have to outlive the measure. */
struct measure_row {
	const char *locale;
	const char *expected; /* intent id; NULL: out of scope, nothing must be answered */
	const char *got;      /* what is answered; NULL: nothing */
	const char *best;     /* the best guess, answered or not; NULL: there is none */
	double confidence;    /* of the best guess */
};

struct measure_counts {
	size_t in_scope;   /* messages with an expected intent: right + wrong + silent */
	size_t right;      /* answered with it */
	size_t wrong;      /* answered with another one */
	size_t silent;     /* not answered */
	size_t best_right; /* the best guess was it, answered or not */
	size_t out_of_scope;
	size_t refused; /* of those out of scope: not answered */
};

struct measure_intent {
	const char *id;
	size_t messages;      /* expected to be this */
	size_t right, silent; /* of these */
	size_t answered;      /* all that were answered as this */
	size_t from_outside;  /* of these: were out of scope */
};

struct measure_locale {
	const char *name;
	struct measure_counts counts;
};

/* What was taken for what. A message out of scope counts when it was answered, another one also
 * when only its best guess was wrong. */
struct measure_pair {
	const char *expected; /* NULL: out of scope */
	const char *got;
	size_t count, answered;
};

struct measure_bin {
	size_t count, right;
	double confidence; /* mean of its messages */
};

struct measure {
	struct measure_counts all;
	VEC(struct measure_intent) intents; /* by id */
	VEC(struct measure_locale) locales; /* in order of appearance */
	VEC(struct measure_pair) pairs;     /* most frequent first */
	struct measure_bin bins[MEASURE_BINS];
	double calibration_error; /* mean distance of confidence and share of right guesses */
};

/* Fills *ret; measure_dispose() releases it. */
void measure_rows(const struct measure_row *rows, size_t count, struct measure *ret);
void measure_dispose(struct measure *m);
/* part / whole, or -1 when there is no whole. */
double measure_share(size_t part, size_t whole);

#endif
