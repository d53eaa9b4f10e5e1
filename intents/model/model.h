/*
 * A classifier over sparse vectors, exchangeable: each is a table of functions, and whoever trains
 * one picks the table. Scores are comparable among the classes of one message; calibration
 * (calibrate.h) makes confidences of them, whatever their scale.
 */
#ifndef INTENTS_MODEL_H
#define INTENTS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intents/features/sparse.h"

/* What one training leaves to the next on nearly the same samples, which then starts where that one
 * ended. */
struct model_memory {
	float *dual; /* a row of MODEL_MEMORY_ROW(classes) for each sample; zeroed at first */
	bool filled;
};
#define MODEL_MEMORY_ROW(classes) (((classes) + 7) / 8 * 8)

/* What a model is trained on. All borrowed for the call. */
struct model_data {
	const struct sparse_set *vectors;
	const uint32_t *labels; /* class of each vector */
	size_t class_count;
	size_t feature_count;
	bool rough;                  /* to calibrate with, not to keep: may be cheaper */
	struct model_memory *memory; /* NULL: none */
	const uint32_t *samples;     /* number of each vector there; NULL without it */
};

struct intent_model {
	const char *kind; /* part of the catalog hash */
	/* Returns owned; the same data give the same bits. */
	void *(*train)(const struct model_data *data);
	void (*destroy)(void *model);
	/* How much memory a model takes. */
	size_t (*bytes)(const void *model);
	/* Writes a score for each class. `scores` has room for class_count rounded up to a multiple
	 * of 16. */
	void (*score)(const void *model, const struct sparse *v, float *scores);
};

/* Support vectors of all classes together. */
extern const struct intent_model model_linear;
/* The mean of each class: for catalogs that are too large for the former (`model_fits_linear`). */
extern const struct intent_model model_centroid;

#endif
