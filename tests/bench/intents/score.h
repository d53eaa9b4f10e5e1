/* What is counted: right answers, calibration, and how well strangers are told from customers. */
#ifndef TESTS_BENCH_INTENTS_SCORE_H
#define TESTS_BENCH_INTENTS_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/vec.h"

struct judged {
	double confidence;
	bool right;    /* the best guess is the truth */
	bool answered; /* it was known well enough */
	bool outside;  /* out of scope: there is no truth */
};

struct score {
	VEC(struct judged) list;
};

void score_add(struct score *s, struct judged j);
void score_dispose(struct score *s);
/* Percent of the messages in scope whose best guess is right. */
double score_accuracy(const struct score *s);
/* Percent in scope that are answered, and rightly (`right`) or wrongly. */
double score_answered(const struct score *s, bool right);
/* Percent out of scope that are not answered. */
double score_refused(const struct score *s);
/* Mean distance of confidence and share of right guesses over ten bins, in percent. */
double score_calibration_error(const struct score *s);
/* Chance that a message in scope is surer than one out of scope. */
double score_auroc(const struct score *s);
/* Percent out of scope that are refused by the threshold that still lets `accuracy` percent of
 * those in scope be answered rightly; -1 when no threshold does. */
double score_recall_at(const struct score *s, double accuracy);

#endif
