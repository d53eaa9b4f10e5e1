/*
 * A matrix of weights in bytes, and sums of its rows: a quarter of the memory of floats, which is
 * what a message waits for. Each row has a scale; a message's values times these scales become
 * 16-bit numbers, so that sums are sums of integers, with the same bits whatever their order.
 * Internal to this folder.
 */
#ifndef INTENTS_PACKED_H
#define INTENTS_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packed {
	int8_t *weights; /* `rows` rows of `stride` bytes */
	float *scale;    /* of each row */
	size_t rows, columns, stride;
};

/* Values that packed_sum() takes at most. */
#define PACKED_VALUES_MAX 16384
/* Columns that a matrix has at most, padding included. */
#define PACKED_COLUMNS_MAX 10016
#define PACKED_MOST 127 /* the largest weight of a row */

/* Room for `rows` rows of `columns`, all 0; the stride is `columns` rounded up to 16. */
void packed_init(struct packed *p, size_t rows, size_t columns);
void packed_dispose(struct packed *p);
/* Sets row `row` to `columns` floats. */
void packed_set(struct packed *p, size_t row, const float *values);
size_t packed_bytes(const struct packed *p);
/* Writes the sum of rows `index[k]` times `value[k]` to `out`, which has room for the stride. */
void packed_sum(const struct packed *p, const uint32_t *index, const float *value, size_t count,
		float *out);

/* The two halves of it, for others. Packs a row of `count` weights into bytes; returns what 1 of
 * them is worth. */
float packed_row(const float *restrict values, size_t count, int8_t *restrict ret);
/* Packs the values of a message, each times its row's scale already; returns what 1 of them is
 * worth, 0 when all are 0. Their sums of products with bytes fit into 32 bits. */
float packed_values(const float *restrict value, size_t count, int16_t *restrict ret);

#endif
