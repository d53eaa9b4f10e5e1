/*
 * Two rows at a time with SSE2, where one instruction multiplies and adds two products; one number
 * after the other elsewhere. Integers: both give the same.
 */
#include "intents/model/packed.h"

#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "config/load/mem.h"

#define BLOCK 16 /* columns that are summed together */
#define WEIGHT_MOST 127
#define VALUE_MOST 32767.0f
#define SUM_MOST 1.6e7f /* of a message's values: times WEIGHT_MOST it is below 2^31 */

void packed_init(struct packed *p, size_t rows, size_t columns)
{
	p->rows = rows;
	p->columns = columns;
	p->stride = (columns + BLOCK - 1) / BLOCK * BLOCK;
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

void packed_set(struct packed *p, size_t row, const float *values)
{
	int8_t *weights = p->weights + row * p->stride;
	float most = 0;
	for (size_t c = 0; c < p->columns; c++)
		most = size_of(values[c]) > most ? size_of(values[c]) : most;
	p->scale[row] = most / WEIGHT_MOST;
	memset(weights, 0, p->stride);
	if (!(most > 0))
		return;
	for (size_t c = 0; c < p->columns; c++) {
		float x = values[c] * ((float)WEIGHT_MOST / most);
		weights[c] = (int8_t)(x < 0 ? x - 0.5f : x + 0.5f);
	}
}

/* Rows are far apart in memory: all are asked for before the first is needed. */
static void fetch_rows(const struct packed *p, const uint32_t *index, size_t count)
{
	for (size_t k = 0; k < count; k++) {
		const int8_t *row = p->weights + index[k] * p->stride;
		for (size_t at = 0; at < p->stride; at += 64)
			__builtin_prefetch(row + at);
	}
}

/* The values as integers; returns what 1 of them is worth. */
static float pack_values(const struct packed *p, const uint32_t *index, const float *value,
			 size_t count, int16_t *ret)
{
	float most = 0, sum = 0;
	for (size_t k = 0; k < count; k++) {
		float size = size_of(value[k] * p->scale[index[k]]);
		most = size > most ? size : most;
		sum += size;
	}
	if (!(most > 0))
		return 0;
	float by = VALUE_MOST / most < SUM_MOST / sum ? VALUE_MOST / most : SUM_MOST / sum;
	for (size_t k = 0; k < count; k++) {
		float x = value[k] * p->scale[index[k]] * by;
		x = x > VALUE_MOST ? VALUE_MOST : x < -VALUE_MOST ? -VALUE_MOST : x;
		ret[k] = (int16_t)(x < 0 ? x - 0.5f : x + 0.5f);
	}
	return 1.0f / by;
}

/* The columns from `first` on. */
#ifdef __SSE2__
static __m128i load(const int8_t *bytes)
{
	return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

static void sum_block(const struct packed *p, const uint32_t *index, const int16_t *value,
		      size_t count, size_t first, int32_t sums[BLOCK])
{
	const __m128i zero = _mm_setzero_si128();
	__m128i sum[4] = {zero, zero, zero, zero};
	for (size_t k = 0; k < count; k += 2) {
		bool pair = k + 1 < count;
		__m128i a = load(p->weights + index[k] * p->stride + first);
		__m128i b = pair ? load(p->weights + index[k + 1] * p->stride + first) : zero;
		uint32_t second = pair ? (uint16_t)value[k + 1] : 0;
		__m128i by = _mm_set1_epi32((int32_t)(second << 16 | (uint16_t)value[k]));
		__m128i low = _mm_unpacklo_epi8(a, b), high = _mm_unpackhi_epi8(a, b);
		const __m128i wide[4] = {
			_mm_srai_epi16(_mm_unpacklo_epi8(zero, low), 8),
			_mm_srai_epi16(_mm_unpackhi_epi8(zero, low), 8),
			_mm_srai_epi16(_mm_unpacklo_epi8(zero, high), 8),
			_mm_srai_epi16(_mm_unpackhi_epi8(zero, high), 8),
		};
		for (int i = 0; i < 4; i++)
			sum[i] = _mm_add_epi32(sum[i], _mm_madd_epi16(wide[i], by));
	}
	for (int i = 0; i < 4; i++)
		_mm_storeu_si128((__m128i *)(void *)(sums + 4 * i), sum[i]);
}
#else
static void sum_block(const struct packed *p, const uint32_t *index, const int16_t *value,
		      size_t count, size_t first, int32_t sums[BLOCK])
{
	memset(sums, 0, BLOCK * sizeof(*sums));
	for (size_t k = 0; k < count; k++) {
		const int8_t *row = p->weights + index[k] * p->stride + first;
		for (size_t c = 0; c < BLOCK; c++)
			sums[c] += (int32_t)row[c] * value[k];
	}
}
#endif

void packed_sum(const struct packed *p, const uint32_t *index, const float *value, size_t count,
		float *out)
{
	int16_t values[PACKED_VALUES_MAX];
	count = count < PACKED_VALUES_MAX ? count : PACKED_VALUES_MAX;
	fetch_rows(p, index, count);
	float unit = pack_values(p, index, value, count, values);
	if (!(unit > 0)) {
		memset(out, 0, p->stride * sizeof(*out));
		return;
	}
	for (size_t first = 0; first < p->stride; first += BLOCK) {
		int32_t sums[BLOCK];
		sum_block(p, index, values, count, first, sums);
		for (size_t c = 0; c < BLOCK; c++)
			out[first + c] = (float)sums[c] * unit;
	}
}
