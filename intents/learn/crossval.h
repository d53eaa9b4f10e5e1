/*
 * Calibration by cross-validation: parts of the examples are held back in turn and judged by what
 * was learned from the rest. Internal to this folder.
 */
#ifndef INTENTS_CROSSVAL_H
#define INTENTS_CROSSVAL_H

#include "intents/learn/calibrate.h"
#include "intents/learn/trained.h"

/* `counter_class` may be past all classes: there is none. */
struct calibration crossval(enum stem_kind stem, const struct sample *samples, size_t count,
			    size_t class_count, size_t counter_class, struct intent_scratch *s);
/* What is compared with the threshold, for a class of score `score`. */
struct rivals {
	double best;    /* score of the best class other than this and the counter-class */
	double counter; /* of the counter-class */
	bool has_counter;
};
/* The best score of all classes but `best` and `counter` (-1 at least: what a class scores for a
 * message that is not its). */
double crossval_runner_up(const float *scores, size_t count, size_t best, size_t counter);
double crossval_margin(double score, const struct rivals *rivals, const struct sparse *v);

#endif
