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

/* 1 / (1 + e^-x). */
static inline float num_gate(float x)
{
	return 1.0f / (1.0f + num_exp_fast(-x));
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
