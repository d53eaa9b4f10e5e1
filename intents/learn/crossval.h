/*
 * Cross-validation: parts of the examples are held back in turn and judged by what was learned from
 * the rest. Internal to this folder.
 */
#ifndef INTENTS_CROSSVAL_H
#define INTENTS_CROSSVAL_H

#include "intents/learn/calibrate.h"
#include "intents/learn/ranking.h"
#include "intents/learn/trained.h"

struct crossval_set {
	struct bag_language language;
	const struct sample *samples;
	size_t count, class_count;
	size_t counter_class; /* may be past all classes: there is none */
	struct training_way way;
	/* Whether a class may be considered where the sample is one of `truth`; NULL: always. */
	bool (*meets)(const void *ctx, size_t truth, size_t label);
	const void *ctx;
	const float *ahead;  /* by class, of the scores of those that meet; NULL: nothing */
	size_t judge_one_in; /* of those held back; 0: all */
};

/* Called for each sample that was held back; `s` holds its features and scores. */
typedef void (*crossval_fn)(void *ctx, const struct sample *sample, const struct ranking *r,
			    const struct intent_scratch *s);

/* Runs the first `runs` of `folds` folds; false when it was cancelled. */
bool crossval_run(const struct crossval_set *set, uint32_t folds, uint32_t runs,
		  struct intent_scratch *s, crossval_fn fn, void *ctx);
/* Fits the numbers that make confidences of scores; false when it was cancelled. */
bool crossval_calibrate(const struct crossval_set *all, struct intent_scratch *s,
			struct calibration *ret);

#endif
