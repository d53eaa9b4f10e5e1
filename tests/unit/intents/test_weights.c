/* Weights in bytes: each way of summing gives the same integers, and lists the same as full rows.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "intents/model/byte_rows.h"
#include "intents/model/packed.h"
#include "intents/model/thinned.h"

#define ROWS 200

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

Test(weights, every_way_of_summing_gives_the_same_integers)
{
	static const size_t strides[] = {16, 32, 48, 64, 80, 160, 304};
	static const size_t counts[] = {0, 1, 2, 7, 120};
	uint64_t seed = 88172645463325252ULL;
	size_t ways = 0;
	for (size_t t = 0; t < ARRAY_LEN(strides) * ARRAY_LEN(counts); t++) {
		size_t stride = strides[t % ARRAY_LEN(strides)],
		       count = counts[t / ARRAY_LEN(strides)];
		int8_t *weights = mem_new(ROWS * stride, sizeof(*weights));
		int32_t *sums[BYTE_ROWS_WAYS];
		const int8_t *row[120];
		int16_t value[120];
		for (size_t i = 0; i < ROWS * stride; i++)
			weights[i] = (int8_t)((int)(next_random(&seed) % 255) - 127);
		for (size_t k = 0; k < count; k++) {
			row[k] = weights + next_random(&seed) % ROWS * stride;
			value[k] = (int16_t)((int)(next_random(&seed) % 65535) - 32767);
		}
		const struct byte_rows m = {row, value, count, stride};
		for (int way = 0; way < BYTE_ROWS_WAYS; way++) {
			sums[way] = mem_new(stride, sizeof(**sums));
			if (!byte_rows_sum_by((enum byte_rows_way)way, m, sums[way]))
				continue;
			ways++;
			cr_expect_arr_eq(sums[way], sums[BYTE_ROWS_PLAIN], stride * sizeof(**sums),
					 "way %d, %zu columns, %zu rows", way, stride, count);
		}
		for (int way = 0; way < BYTE_ROWS_WAYS; way++)
			free(sums[way]);
		free(weights);
	}
	cr_expect_geq(ways, ARRAY_LEN(strides) * ARRAY_LEN(counts));
}

/* Rows of all kinds: empty, one weight at the far end, few, many. */
static float *make_rows(size_t columns, uint64_t *seed)
{
	static const unsigned one_in[] = {0, 300, 40, 2};
	float *weights = mem_new(ROWS * columns, sizeof(*weights));
	for (size_t r = 0; r < ROWS; r++) {
		for (size_t c = 0; c < columns; c++) {
			unsigned share = one_in[r % ARRAY_LEN(one_in)];
			if (share > 0 && next_random(seed) % share == 0)
				weights[r * columns + c] =
					(float)(next_random(seed) % 2001) / 1000.0f - 1.0f;
		}
		if (r % ARRAY_LEN(one_in) == 1)
			weights[r * columns + columns - 1] = 1.0f;
	}
	return weights;
}

Test(weights, a_thinned_matrix_sums_what_is_large_in_it)
{
	static const size_t sizes[] = {1, 3, 77, 150, 900};
	uint64_t seed = 88172645463325252ULL;
	for (size_t t = 0; t < ARRAY_LEN(sizes); t++) {
		size_t columns = sizes[t], padded = (columns + 15) / 16 * 16;
		float *weights = make_rows(columns, &seed), value[60];
		float *out = mem_new(padded, sizeof(*out));
		uint32_t index[60];
		struct thinned *m = thinned_create(weights, ROWS, columns, columns);
		for (size_t k = 0; k < ARRAY_LEN(value); k++) {
			index[k] = (uint32_t)(next_random(&seed) % ROWS);
			value[k] = (float)(next_random(&seed) % 1000) / 1000.0f;
		}
		thinned_sum(m, index, value, ARRAY_LEN(value), out);
		for (size_t c = 0; c < columns; c++) {
			double sum = 0;
			for (size_t k = 0; k < ARRAY_LEN(value); k++)
				sum += (double)(weights[index[k] * columns + c] * value[k]);
			/* A tenth of a row's largest weight may be missing, and half a byte's step
			 * of rounding. */
			cr_expect_float_eq((double)out[c], sum, 1.2, "%zu of %zu: %f, not %f", c,
					   columns, (double)out[c], sum);
		}
		cr_expect_lt(thinned_bytes(m), 400 + ROWS * (8 + padded));
		thinned_destroy(m);
		free(out);
		free(weights);
	}
}

Test(weights, a_list_holds_its_weights_to_a_rounding)
{
	enum { COLUMNS = 700 };
	static const size_t at[] = {0, 5, 260, 516, 699};
	static const float of[] = {1.0f, -0.5f, 0.25f, -1.0f, 0.75f};
	float *weights = mem_new(COLUMNS, sizeof(*weights)), value = 2.0f;
	float *out = mem_new(COLUMNS + 4, sizeof(*out));
	uint32_t index = 0;
	for (size_t i = 0; i < ARRAY_LEN(at); i++)
		weights[at[i]] = of[i];
	weights[100] = 0.05f; /* small beside 1 */
	struct thinned *m = thinned_create(weights, 1, COLUMNS, COLUMNS);
	thinned_sum(m, &index, &value, 1, out);
	for (size_t i = 0; i < ARRAY_LEN(at); i++)
		cr_expect_float_eq(out[at[i]], 2.0f * of[i], 0.01f);
	cr_expect_float_eq(out[100], 0, 1e-9f);
	cr_expect_float_eq(out[698], 0, 1e-9f);
	thinned_sum(m, &index, &value, 0, out);
	cr_expect_float_eq(out[0], 0, 1e-9f, "nothing known, nothing scored");
	thinned_destroy(m);
	free(out);
	free(weights);
}
