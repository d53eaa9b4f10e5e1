/*
 * Range reduction by powers of two, then a short series. See num.h for why libm is not used.
 */
#include "intents/base/num.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

static const double ln2_high = 6.93147180369123816490e-01; /* upper bits of ln 2: k * it is exact */
static const double ln2_low = 1.90821492927058770002e-10;

static const double inverse_factorial[] = {
	1.0,
	1.0,
	1.0 / 2,
	1.0 / 6,
	1.0 / 24,
	1.0 / 120,
	1.0 / 720,
	1.0 / 5040,
	1.0 / 40320,
	1.0 / 362880,
	1.0 / 3628800,
	1.0 / 39916800,
	1.0 / 479001600.0,
	1.0 / 6227020800.0,
};
static const double inverse_odd[] = {
	1.0, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19,
};

static double power_of_two(int k)
{
	uint64_t bits = (uint64_t)(k + 1023) << 52;
	double x;
	memcpy(&x, &bits, sizeof(x));
	return x;
}

double num_exp(double x)
{
	if (!(x > -700.0))
		return 0.0;
	if (x > 700.0)
		x = 700.0;
	/* x = k ln 2 + r with |r| <= ln 2 / 2 */
	double scaled = x * 1.44269504088896338700;
	int k = (int)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
	double r = (x - k * ln2_high) - k * ln2_low;
	double sum = inverse_factorial[13];
	for (int n = 12; n >= 0; n--)
		sum = inverse_factorial[n] + r * sum;
	return sum * power_of_two(k);
}

double num_log(double x)
{
	if (!(x >= DBL_MIN))
		x = DBL_MIN;
	uint64_t bits;
	memcpy(&bits, &x, sizeof(bits));
	int k = (int)(bits >> 52) - 1023;
	bits = (bits & 0xfffffffffffffULL) | (uint64_t)1023 << 52;
	double m;
	memcpy(&m, &bits, sizeof(m));
	if (m > 1.41421356237309514547) {
		m *= 0.5;
		k++;
	}
	/* log m = 2 atanh(s), s = (m - 1) / (m + 1), |s| <= 0.172 */
	double s = (m - 1.0) / (m + 1.0);
	double s2 = s * s;
	double sum = inverse_odd[9];
	for (int n = 8; n >= 0; n--)
		sum = inverse_odd[n] + s2 * sum;
	return k * ln2_high + (k * ln2_low + 2.0 * s * sum);
}

double num_sqrt(double x)
{
	if (!(x >= DBL_MIN))
		return 0.0;
	/* Half the exponent is a first guess within 6 %; each step of Newton's doubles the digits.
	 */
	uint64_t bits;
	memcpy(&bits, &x, sizeof(bits));
	bits = (bits >> 1) + ((uint64_t)1023 << 51);
	double y;
	memcpy(&y, &bits, sizeof(y));
	for (int step = 0; step < 4; step++)
		y = 0.5 * (y + x / y);
	return y;
}

double num_sigmoid(double x)
{
	if (x >= 0)
		return 1.0 / (1.0 + num_exp(-x));
	double e = num_exp(x);
	return e / (1.0 + e);
}
