/*
 * Range reduction by powers of two, then a short series. See num.h for why libm is not used.
 */
#include "intents/num.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

static const double ln2_high = 6.93147180369123816490e-01; /* upper bits of ln 2: k * it is exact */
static const double ln2_low = 1.90821492927058770002e-10;

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
	double sum = 1.0;
	for (int n = 14; n > 0; n--)
		sum = 1.0 + r * sum / n;
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
	double sum = 0.0;
	for (int n = 21; n > 0; n -= 2)
		sum = sum * s2 + 1.0 / n;
	return k * ln2_high + (k * ln2_low + 2.0 * s * sum);
}

double num_sqrt(double x)
{
	if (!(x >= DBL_MIN))
		return 0.0;
	double y = num_exp(0.5 * num_log(x));
	y = 0.5 * (y + x / y);
	return 0.5 * (y + x / y);
}

double num_sigmoid(double x)
{
	if (x >= 0)
		return 1.0 / (1.0 + num_exp(-x));
	double e = num_exp(x);
	return e / (1.0 + e);
}
