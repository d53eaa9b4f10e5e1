/*
 * Two rows at a time with SSE2 and AVX2, where one instruction multiplies and adds two products;
 * one number after the other elsewhere. AVX2 is not in every x86-64 processor, so it is asked for
 * when the program runs. AVX-512 was no faster: rows have to come from memory first.
 */
#include "intents/model/byte_rows.h"

#include <string.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

#define BLOCK BYTE_ROWS_BLOCK

static void sum_plain(struct byte_rows m, int32_t *sums)
{
	memset(sums, 0, m.stride * sizeof(*sums));
	for (size_t k = 0; k < m.count; k++) {
		for (size_t c = 0; c < m.stride; c++)
			sums[c] += (int32_t)m.row[k][c] * m.value[k];
	}
}

#ifdef __SSE2__
/* Two rows and what they are multiplied by; the last of an odd number has a row of zeros beside it.
 */
struct pair {
	const int8_t *a, *b;
	int32_t by;
};

static const int8_t zeros[4 * BLOCK];

static struct pair pair_at(struct byte_rows m, size_t k, size_t first)
{
	bool both = k + 1 < m.count;
	uint32_t second = both ? (uint16_t)m.value[k + 1] : 0;
	return (struct pair){.a = m.row[k] + first,
			     .b = both ? m.row[k + 1] + first : zeros,
			     .by = (int32_t)(second << 16 | (uint16_t)m.value[k])};
}

static __m128i load(const int8_t *bytes)
{
	return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

static void sum_sse2(struct byte_rows m, int32_t *sums)
{
	const __m128i zero = _mm_setzero_si128();
	for (size_t first = 0; first < m.stride; first += BLOCK) {
		__m128i sum[4] = {zero, zero, zero, zero};
		for (size_t k = 0; k < m.count; k += 2) {
			struct pair p = pair_at(m, k, first);
			__m128i a = load(p.a), b = load(p.b), by = _mm_set1_epi32(p.by);
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
		for (size_t i = 0; i < 4; i++)
			_mm_storeu_si128((__m128i *)(void *)(sums + first + 4 * i), sum[i]);
	}
}

/* BLOCKS blocks from column `first` on; their sums stay in registers. */
#define SUM_AVX2(NAME, BLOCKS)                                                                    \
	__attribute__((target("avx2"))) static void NAME(struct byte_rows m, size_t first,        \
							 int32_t *sums)                           \
	{                                                                                         \
		__m256i sum[2 * (BLOCKS)];                                                        \
		for (int i = 0; i < 2 * (BLOCKS); i++)                                            \
			sum[i] = _mm256_setzero_si256();                                          \
		for (size_t k = 0; k < m.count; k += 2) {                                         \
			struct pair p = pair_at(m, k, first);                                     \
			__m256i by = _mm256_set1_epi32(p.by);                                     \
			for (int i = 0; i < (BLOCKS); i++) {                                      \
				__m128i a = load(p.a + BLOCK * i), b = load(p.b + BLOCK * i);     \
				__m256i low = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(a, b));      \
				__m256i high = _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(a, b));     \
				sum[2 * i] =                                                      \
					_mm256_add_epi32(sum[2 * i], _mm256_madd_epi16(low, by)); \
				sum[2 * i + 1] = _mm256_add_epi32(sum[2 * i + 1],                 \
								  _mm256_madd_epi16(high, by));   \
			}                                                                         \
		}                                                                                 \
		for (int i = 0; i < 2 * (BLOCKS); i++)                                            \
			_mm256_storeu_si256((__m256i *)(void *)(sums + first + 8 * i), sum[i]);   \
	}

SUM_AVX2(sum_four_blocks, 4)
SUM_AVX2(sum_two_blocks, 2)
SUM_AVX2(sum_a_block, 1)

static void sum_avx2(struct byte_rows m, int32_t *sums)
{
	size_t first = 0;
	for (; first + 4 * BLOCK <= m.stride; first += 4 * BLOCK)
		sum_four_blocks(m, first, sums);
	for (; first + 2 * BLOCK <= m.stride; first += 2 * BLOCK)
		sum_two_blocks(m, first, sums);
	for (; first < m.stride; first += BLOCK)
		sum_a_block(m, first, sums);
}
#endif

static bool can(enum byte_rows_way way)
{
#ifdef __SSE2__
	return way != BYTE_ROWS_AVX2 || __builtin_cpu_supports("avx2");
#else
	return way == BYTE_ROWS_PLAIN;
#endif
}

bool byte_rows_sum_by(enum byte_rows_way way, struct byte_rows m, int32_t *sums)
{
	if (!can(way))
		return false;
	switch (way) {
#ifdef __SSE2__
	case BYTE_ROWS_AVX2: sum_avx2(m, sums); break;
	case BYTE_ROWS_SSE2: sum_sse2(m, sums); break;
#endif
	default: sum_plain(m, sums); break;
	}
	return true;
}

void byte_rows_sum(struct byte_rows m, int32_t *sums)
{
	int way = BYTE_ROWS_WAYS - 1;
	while (!byte_rows_sum_by((enum byte_rows_way)way, m, sums))
		way--;
}
