/*
 * exp, log and sqrt of our own.
 *
 * libm's results differ in the last bits between processors (FMA variants are picked at run time),
 * and a decision has to be the same everywhere, so everything that ends in a model or a decision
 * uses these. Built from additions, multiplications and divisions only, which IEEE 754 defines to
 * the bit; the tree is compiled with -ffp-contract=off. Accurate to about 1e-14.
 */
#ifndef INTENTS_NUM_H
#define INTENTS_NUM_H

#include <stdint.h>
#include <string.h>

/* e to the `x`; 0 below -700, the value of 700 above. */
double num_exp(double x);
/* Natural logarithm of `x` > 0 (anything else gives that of the smallest normal number). */
double num_log(double x);
/* Square root of `x` >= 0; 0 for anything else. */
double num_sqrt(double x);
/* 1 / (1 + e^-x), inside (0, 1). */
double num_sigmoid(double x);

/* ---- in floats, to six digits, without branches: compilers make vectors of loops over these ----
 */

/* e to the `x`; that of -80 below, of 80 above. */
static inline float num_exp_fast(float x)
{
	x = x < -80.0f ? -80.0f : x;
	x = x > 80.0f ? 80.0f : x;
	float shifted = x * 1.44269504f + 12582912.0f; /* 1.5 * 2^23: rounds to a whole number */
	float k = shifted - 12582912.0f;
	float r = (x - k * 0.693359375f) - k * -2.12194440e-4f;
	float sum = 1.0f / 720.0f;
	sum = 1.0f / 120.0f + r * sum;
	sum = 1.0f / 24.0f + r * sum;
	sum = 1.0f / 6.0f + r * sum;
	sum = 0.5f + r * sum;
	sum = 1.0f + r * sum;
	sum = 1.0f + r * sum;
	uint32_t bits = (uint32_t)((int32_t)k + 127) << 23;
	float power;
	memcpy(&power, &bits, sizeof(power));
	return sum * power;
}

/* Four at once, the same bits: compilers don't make vectors of the limits above. */
typedef float num_lanes __attribute__((vector_size(16), may_alias, aligned(4)));
typedef int32_t num_ints __attribute__((vector_size(16)));
#define NUM_LANES 4

static inline num_lanes num_choose(num_ints which, num_lanes yes, num_lanes no)
{
	return (num_lanes)(((num_ints)yes & which) | ((num_ints)no & ~which));
}

static inline num_lanes num_exp_lanes(num_lanes x)
{
	const num_lanes least = (num_lanes){0} - 80.0f, most = (num_lanes){0} + 80.0f;
	x = num_choose(x < least, least, x);
	x = num_choose(x > most, most, x);
	num_lanes shifted = x * 1.44269504f + 12582912.0f;
	num_lanes k = shifted - 12582912.0f;
	num_lanes r = (x - k * 0.693359375f) - k * -2.12194440e-4f;
	num_lanes sum = 1.0f / 120.0f + r * (1.0f / 720.0f);
	sum = 1.0f / 24.0f + r * sum;
	sum = 1.0f / 6.0f + r * sum;
	sum = 0.5f + r * sum;
	sum = 1.0f + r * sum;
	sum = 1.0f + r * sum;
	num_ints bits = (__builtin_convertvector(k, num_ints) + 127) << 23;
	return sum * (num_lanes)bits;
}

/* 1 / (1 + e^-x). */
static inline num_lanes num_gate_lanes(num_lanes x)
{
	return 1.0f / (1.0f + num_exp_lanes(-x));
}

/* 1 / sqrt(x) for x > 0: a guess from the bits, three steps of Newton's. */
static inline float num_inverse_root(float x)
{
	uint32_t bits;
	float y;
	memcpy(&bits, &x, sizeof(bits));
	bits = 0x5f375a86U - (bits >> 1);
	memcpy(&y, &bits, sizeof(y));
	for (int step = 0; step < 3; step++)
		y = y * (1.5f - 0.5f * x * y * y);
	return y;
}

#endif
