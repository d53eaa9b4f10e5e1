#include "intents/model/packed.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/model/byte_rows.h"

#define LANES 4
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t lane_bits __attribute__((vector_size(LANES * sizeof(int32_t))));
typedef int16_t lane_shorts __attribute__((vector_size(LANES * sizeof(int16_t))));
#define VALUE_MOST 32767.0f
#define SUM_MOST 1.6e7f /* of a message's values: times PACKED_MOST it is below 2^31 */

void packed_init(struct packed *p, size_t rows, size_t columns)
{
	p->rows = rows;
	p->columns = columns;
	p->stride = (columns + BYTE_ROWS_BLOCK - 1) / BYTE_ROWS_BLOCK * BYTE_ROWS_BLOCK;
	p->weights = mem_new(rows * p->stride, sizeof(*p->weights));
	p->scale = mem_new(rows, sizeof(*p->scale));
}

void packed_dispose(struct packed *p)
{
	free(p->weights);
	free(p->scale);
	*p = (struct packed){0};
}

size_t packed_bytes(const struct packed *p)
{
	return p->rows * (p->stride * sizeof(*p->weights) + sizeof(*p->scale));
}

static float size_of(float x)
{
	return x < 0 ? -x : x;
}

/* Several at once, since one would wait for itself. */
static float largest(const float *values, size_t count)
{
	float most[LANES] = {0};
	size_t c = 0;
	for (; c + LANES <= count; c += LANES) {
		for (size_t l = 0; l < LANES; l++) {
			float size = size_of(values[c + l]);
			most[l] = size > most[l] ? size : most[l];
		}
	}
	for (; c < count; c++)
		most[0] = size_of(values[c]) > most[0] ? size_of(values[c]) : most[0];
	for (size_t l = 1; l < LANES; l++)
		most[0] = most[l] > most[0] ? most[l] : most[0];
	return most[0];
}

float packed_row(const float *restrict values, size_t count, int8_t *restrict ret)
{
	float most = largest(values, count);
	if (!(most > 0)) {
		memset(ret, 0, count);
		return 0;
	}
	float by = (float)PACKED_MOST / most;
	for (size_t c = 0; c < count; c++) {
		float x = values[c] * by, half = x < 0 ? -0.5f : 0.5f;
		ret[c] = (int8_t)(int32_t)(x + half);
	}
	return most / PACKED_MOST;
}

void packed_set(struct packed *p, size_t row, const float *values)
{
	p->scale[row] = packed_row(values, p->columns, p->weights + row * p->stride);
}

/* Rows are far apart in memory: all are asked for before the first is needed. */
static void fetch_rows(const struct packed *p, const uint32_t *index, size_t count,
		       const int8_t **ret)
{
	for (size_t k = 0; k < count; k++) {
		ret[k] = p->weights + index[k] * p->stride;
		for (size_t at = 0; at < p->stride; at += 64)
			__builtin_prefetch(ret[k] + at);
	}
}

static float sum_of_sizes(const float *values, size_t count)
{
	float sum[LANES] = {0};
	size_t c = 0;
	for (; c + LANES <= count; c += LANES) {
		for (size_t l = 0; l < LANES; l++)
			sum[l] += size_of(values[c + l]);
	}
	for (; c < count; c++)
		sum[c % LANES] += size_of(values[c]);
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static lanes where(lane_bits is, lanes a, lanes b)
{
	return (lanes)((is & (lane_bits)a) | (~is & (lane_bits)b));
}

/* Values times `by`, at most VALUE_MOST, to the nearest whole numbers. */
static void round_lanes(const float *value, float by, int16_t *ret)
{
	const lanes zero = {0}, most = zero + VALUE_MOST, half = zero + 0.5f;
	lanes x;
	memcpy(&x, value, sizeof(x));
	x = x * by;
	lanes up = where(x < zero, -half, half);
	x = where(x > most, most, where(x < -most, -most, x)) + up;
	lane_shorts shorts =
		__builtin_convertvector(__builtin_convertvector(x, lane_bits), lane_shorts);
	memcpy(ret, &shorts, sizeof(shorts));
}

float packed_values(const float *restrict value, size_t count, int16_t *restrict ret)
{
	float most = largest(value, count), sum = sum_of_sizes(value, count);
	if (!(most > 0))
		return 0;
	float by = VALUE_MOST / most < SUM_MOST / sum ? VALUE_MOST / most : SUM_MOST / sum;
	size_t k = 0;
	for (; k + LANES <= count; k += LANES)
		round_lanes(value + k, by, ret + k);
	if (k < count) {
		float last[LANES] = {0};
		int16_t rounded[LANES];
		memcpy(last, value + k, (count - k) * sizeof(*last));
		round_lanes(last, by, rounded);
		memcpy(ret + k, rounded, (count - k) * sizeof(*rounded));
	}
	return 1.0f / by;
}

void packed_sum(const struct packed *p, const uint32_t *index, const float *value, size_t count,
		float *out)
{
	float scaled[PACKED_VALUES_MAX];
	int16_t values[PACKED_VALUES_MAX];
	int32_t sums[PACKED_COLUMNS_MAX];
	const int8_t *rows[PACKED_VALUES_MAX];
	count = count < PACKED_VALUES_MAX ? count : PACKED_VALUES_MAX;
	fetch_rows(p, index, count, rows);
	for (size_t k = 0; k < count; k++)
		scaled[k] = value[k] * p->scale[index[k]];
	float unit = packed_values(scaled, count, values);
	if (!(unit > 0)) {
		memset(out, 0, p->stride * sizeof(*out));
		return;
	}
	byte_rows_sum((struct byte_rows){rows, values, count, p->stride}, sums);
	for (size_t c = 0; c < p->stride; c++)
		out[c] = (float)sums[c] * unit;
}
