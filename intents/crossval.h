/*
 * Calibration by cross-validation: parts of the examples are held back in turn and judged by what
 * was learned from the rest. Internal to this folder.
 */
#ifndef INTENTS_CROSSVAL_H
#define INTENTS_CROSSVAL_H

#include "intents/calibrate.h"
#include "intents/trained.h"

/* `counter_class` may be past all classes: there is none. */
struct calibration crossval(enum stem_kind stem, const struct sample *samples, size_t count,
			    size_t class_count, size_t counter_class, struct intent_scratch *s);
/* What is compared: the score of a class, less that of the counter-class (0 without one), less a
 * cost for the unknown share. */
double crossval_margin(double score, double counter, const struct sparse *v);

#endif
