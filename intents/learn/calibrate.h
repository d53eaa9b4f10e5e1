/*
 * From scores to confidences, fitted on messages that the model had not seen (cross-validation).
 * Internal to this folder.
 *
 * `margin` (ranking.h) is what is compared everywhere. Confidence is a logistic curve of it, so it
 * rises strictly with it, and says how often such an answer is right. The threshold is the margin
 * below which the weakest tenth of the right answers lay, within bounds.
 */
#ifndef INTENTS_CALIBRATE_H
#define INTENTS_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One message of the cross-validation. */
struct outcome {
	double margin;
	bool right;
};

struct calibration {
	double slope, offset; /* of the logistic curve over the margin */
	double threshold;     /* a confidence */
	double warmth;        /* temperature of the softmax over all classes */
	double right;         /* share of held-back samples whose best class was right */
	double gap;           /* between the two best scores; below, they are too close to tell */
};

/* A message whose class is one of the two best. */
struct duel {
	double gap; /* of their scores */
	bool first_is_right;
};

/* What stands for a catalog that is too small to tell. */
struct calibration calibration_default(void);
/* Fits slope, offset and threshold. */
void calibrate_margin(struct calibration *c, struct outcome *outcomes, size_t count);
/* Fits the gap. */
void calibrate_gap(struct calibration *c, const struct duel *duels, size_t count);
/* Fits the temperature on `count` rows of `stride` scores of `class_count` classes. */
void calibrate_warmth(struct calibration *c, const float *scores, const uint32_t *labels,
		      size_t count, size_t stride, size_t class_count);
/* In (0, CONFIDENCE_CAP), rising strictly. */
double calibration_confidence(const struct calibration *c, double margin);

/* Answers by examples stay below this; the same sentence, then patterns, lie above. */
#define CONFIDENCE_CAP 0.98
#define CONFIDENCE_EXACT 0.985
#define CONFIDENCE_PATTERN 0.99

#endif
