/*
 * The weights of solver.h, in bytes: each feature's row has a scale, and each message's values
 * times these scales become 16-bit numbers, so that scores are sums of integers: a quarter of the
 * memory, which is what a message waits for, and the same bits whatever the order. Costs a few
 * hundredths of a point.
 */
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "config/load/mem.h"
#include "intents/model/model.h"
#include "intents/model/solver.h"

#define LARGE 5000 /* examples: from here on every pass counts, and is worth more */
#define GAP 0.1f

#define BLOCK 16 /* classes that are summed together */
#define WEIGHT_MOST 127
#define VALUE_MOST 32767.0f
#define SUM_MOST 1.6e7f /* of a message's values: times WEIGHT_MOST it is below 2^31 */
#define VALUES_MOST BAG_ITEMS

struct linear {
	int8_t *weights; /* feature_count rows of `stride` bytes */
	float *scale;    /* of each row */
	size_t stride;   /* a multiple of BLOCK */
	size_t feature_count;
};

/* ---- making it ---- */

static void pack_row(struct linear *m, size_t feature, const float *row, size_t classes)
{
	float most = 0;
	for (size_t c = 0; c < classes; c++) {
		float size = row[c] < 0 ? -row[c] : row[c];
		most = size > most ? size : most;
	}
	m->scale[feature] = most / WEIGHT_MOST;
	if (!(most > 0))
		return;
	for (size_t c = 0; c < classes; c++) {
		float x = row[c] * ((float)WEIGHT_MOST / most);
		m->weights[feature * m->stride + c] = (int8_t)(x < 0 ? x - 0.5f : x + 0.5f);
	}
}

static unsigned passes_for(const struct model_data *data)
{
	unsigned passes = data->vectors->count > LARGE ? 6 : 12;
	return data->rough ? passes * 2 / 3 : passes;
}

static void *linear_train(const struct model_data *data)
{
	const struct solver_limits limits = {.passes = passes_for(data), .gap = GAP};
	struct linear *m = mem_new(1, sizeof(*m));
	size_t stride;
	float *weights = solver_run(data, &limits, &stride);
	m->stride = (data->class_count + BLOCK - 1) / BLOCK * BLOCK;
	m->feature_count = data->feature_count;
	m->weights = mem_new(m->feature_count * m->stride, sizeof(*m->weights));
	m->scale = mem_new(m->feature_count, sizeof(*m->scale));
	for (size_t f = 0; f < m->feature_count; f++)
		pack_row(m, f, weights + f * stride, data->class_count);
	free(weights);
	return m;
}

static void linear_destroy(void *model)
{
	struct linear *m = model;
	if (m == NULL)
		return;
	free(m->weights);
	free(m->scale);
	free(m);
}

static size_t linear_bytes(const void *model)
{
	const struct linear *m = model;
	return m->feature_count * (m->stride * sizeof(*m->weights) + sizeof(*m->scale));
}

/* ---- scores ---- */

/* The values as integers; returns what one of them is worth. */
static float pack_values(const struct linear *m, const struct sparse *v, int16_t *values)
{
	float most = 0, sum = 0;
	for (size_t k = 0; k < v->count; k++) {
		float x = v->value[k] * m->scale[v->index[k]];
		most = x > most ? x : most;
		sum += x;
	}
	if (!(most > 0))
		return 0;
	float by = VALUE_MOST / most < SUM_MOST / sum ? VALUE_MOST / most : SUM_MOST / sum;
	for (size_t k = 0; k < v->count; k++)
		values[k] = (int16_t)(v->value[k] * m->scale[v->index[k]] * by + 0.5f);
	return 1.0f / by;
}

#ifdef __SSE2__
/* Pairs of rows are interleaved, so that one instruction multiplies and adds two products. */
static void sum_block(const struct linear *m, const struct sparse *v, const int16_t *values,
		      size_t first, int32_t sums[BLOCK])
{
	const __m128i zero = _mm_setzero_si128();
	__m128i sum[4] = {zero, zero, zero, zero};
	for (size_t k = 0; k < v->count; k += 2) {
		bool pair = k + 1 < v->count;
		const int8_t *row = m->weights + v->index[k] * m->stride + first;
		const int8_t *next = pair ? m->weights + v->index[k + 1] * m->stride + first : row;
		__m128i a = _mm_loadu_si128((const __m128i *)(const void *)row);
		__m128i b = _mm_loadu_si128((const __m128i *)(const void *)next);
		__m128i by = _mm_set1_epi32(
			(int32_t)((uint32_t)(uint16_t)values[k] |
				  (uint32_t)(uint16_t)(pair ? values[k + 1] : 0) << 16));
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
static void sum_block(const struct linear *m, const struct sparse *v, const int16_t *values,
		      size_t first, int32_t sums[BLOCK])
{
	memset(sums, 0, BLOCK * sizeof(*sums));
	for (size_t k = 0; k < v->count; k++) {
		const int8_t *row = m->weights + v->index[k] * m->stride + first;
		for (size_t c = 0; c < BLOCK; c++)
			sums[c] += (int32_t)row[c] * values[k];
	}
}
#endif

static void linear_score(const void *model, const struct sparse *v, float *scores)
{
	const struct linear *m = model;
	int16_t values[VALUES_MOST];
	float unit = pack_values(m, v, values);
	if (!(unit > 0)) {
		memset(scores, 0, m->stride * sizeof(*scores));
		return;
	}
	for (size_t first = 0; first < m->stride; first += BLOCK) {
		int32_t sums[BLOCK];
		sum_block(m, v, values, first, sums);
		for (size_t c = 0; c < BLOCK; c++)
			scores[first + c] = (float)sums[c] * unit;
	}
}

const struct intent_model model_linear = {
	.kind = "linear-2",
	.train = linear_train,
	.destroy = linear_destroy,
	.bytes = linear_bytes,
	.score = linear_score,
};
