/*
 * Weighted sums of rows of bytes: where a message's time goes. The same integers come out whichever
 * way they are summed, so the processor at hand may choose. Internal to this folder.
 */
#ifndef INTENTS_BYTE_ROWS_H
#define INTENTS_BYTE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns that are summed together: the stride of a row is a multiple of it. */
#define BYTE_ROWS_BLOCK 16

/* Rows of `stride` bytes, and what each is multiplied by. */
struct byte_rows {
	const int8_t *const *row;
	const int16_t *value;
	size_t count, stride;
};

enum byte_rows_way { BYTE_ROWS_PLAIN, BYTE_ROWS_SSE2, BYTE_ROWS_AVX2, BYTE_ROWS_WAYS };

/* Writes the sum of the rows times their values to `sums`, `stride` numbers. The products' sizes
 * add up to less than 2^31. */
void byte_rows_sum(struct byte_rows m, int32_t *sums);
/* The same in a given way; false where this processor does not know it. */
bool byte_rows_sum_by(enum byte_rows_way way, struct byte_rows m, int32_t *sums);

#endif
