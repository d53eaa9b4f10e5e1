/*
 * Logistic regression in one variable by Newton's method with the targets smoothed as Platt did (so
 * that a perfect cross-validation does not make a step function) and a weak pull towards a curve
 * that fits catalogs in general; a golden-section search for the temperature. Plain loops in a
 * fixed order, own exp and log: the same bits everywhere.
 */
#include "intents/learn/calibrate.h"

#include <stdlib.h>

#include "intents/base/num.h"

/* Starting curve, and what the fit is pulled to with the weight of this many messages. */
#define SLOPE_USUAL 3.0
#define OFFSET_USUAL 0.3
#define PULL 6.0
#define SLOPE_LEAST 0.5
#define SLOPE_MOST 6.0
#define OFFSET_MOST 8.0
#define THRESHOLD_LEAST 0.45 /* hardly ever answer what is rather wrong than right */
#define THRESHOLD_MOST 0.80
#define LOST_SHARE 0.10
#define OUTCOMES_LEAST 10
/* How sure the first of two is, by the gap between them: a logistic curve through a half. */
#define EDGE_USUAL 4.0
#define EDGE_PULL 0.5
#define EDGE_LEAST 1.0
#define EDGE_MOST 30.0
#define CLOSE_ODDS 0.8472978603872037 /* log of 0.7 / 0.3: less sure than that is close */

struct calibration calibration_default(void)
{
	return (struct calibration){.slope = SLOPE_USUAL,
				    .offset = OFFSET_USUAL,
				    .threshold = 0.5,
				    .warmth = 0.2,
				    .gap = CLOSE_ODDS / EDGE_USUAL};
}

static double clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

double calibration_confidence(const struct calibration *c, double margin)
{
	return CONFIDENCE_CAP * num_sigmoid(c->slope * clamp(margin, -12.0, 12.0) + c->offset);
}

static int compare_margins(const void *a, const void *b)
{
	double x = ((const struct outcome *)a)->margin, y = ((const struct outcome *)b)->margin;
	return (x > y) - (x < y);
}

static void fit_curve(struct calibration *c, const struct outcome *outcomes, size_t count,
		      size_t right)
{
	double yes = ((double)right + 1.0) / ((double)right + 2.0);
	double no = 1.0 / ((double)(count - right) + 2.0);
	for (int round = 0; round < 50; round++) {
		double g_slope = PULL * (c->slope - SLOPE_USUAL),
		       g_offset = PULL * (c->offset - OFFSET_USUAL);
		double h_ss = PULL, h_so = 0, h_oo = PULL;
		for (size_t i = 0; i < count; i++) {
			double m = outcomes[i].margin;
			double p = num_sigmoid(c->slope * m + c->offset);
			double error = p - (outcomes[i].right ? yes : no);
			double w = p * (1.0 - p);
			g_slope += error * m;
			g_offset += error;
			h_ss += w * m * m;
			h_so += w * m;
			h_oo += w;
		}
		double det = h_ss * h_oo - h_so * h_so;
		double d_slope = (h_oo * g_slope - h_so * g_offset) / det;
		double d_offset = (h_ss * g_offset - h_so * g_slope) / det;
		c->slope = clamp(c->slope - clamp(d_slope, -1.0, 1.0), SLOPE_LEAST, SLOPE_MOST);
		c->offset =
			clamp(c->offset - clamp(d_offset, -1.0, 1.0), -OFFSET_MOST, OFFSET_MOST);
		if (d_slope * d_slope + d_offset * d_offset < 1e-12)
			break;
	}
}

void calibrate_margin(struct calibration *c, struct outcome *outcomes, size_t count)
{
	size_t right = 0;
	for (size_t i = 0; i < count; i++)
		right += outcomes[i].right ? 1 : 0;
	c->right = count > 0 ? (double)right / (double)count : 0;
	fit_curve(c, outcomes, count, right);
	if (right < OUTCOMES_LEAST)
		return;
	qsort(outcomes, count, sizeof(*outcomes), compare_margins);
	size_t lost = (size_t)(LOST_SHARE * (double)right), i = 0;
	for (size_t passed = 0; i < count; i++) {
		if (outcomes[i].right && passed++ == lost)
			break;
	}
	c->threshold = clamp(calibration_confidence(c, outcomes[i].margin), THRESHOLD_LEAST,
			     THRESHOLD_MOST);
}

void calibrate_gap(struct calibration *c, const struct duel *duels, size_t count)
{
	double edge = EDGE_USUAL;
	for (int round = 0; round < 50; round++) {
		double g = EDGE_PULL * (edge - EDGE_USUAL), h = EDGE_PULL;
		for (size_t i = 0; i < count; i++) {
			double p = num_sigmoid(edge * duels[i].gap);
			g += (p - (duels[i].first_is_right ? 1.0 : 0.0)) * duels[i].gap;
			h += p * (1.0 - p) * duels[i].gap * duels[i].gap;
		}
		double step = clamp(g / h, -2.0, 2.0);
		edge = clamp(edge - step, EDGE_LEAST, EDGE_MOST);
		if (step * step < 1e-12)
			break;
	}
	c->gap = CLOSE_ODDS / edge;
}

static double warmth_loss(double warmth, const float *scores, const uint32_t *labels, size_t count,
			  size_t stride, size_t class_count)
{
	double loss = 0;
	for (size_t i = 0; i < count; i++) {
		const float *row = scores + i * stride;
		float best = row[0];
		for (size_t k = 1; k < class_count; k++)
			best = row[k] > best ? row[k] : best;
		double sum = 0;
		for (size_t k = 0; k < class_count; k++)
			sum += num_exp((double)(row[k] - best) / warmth);
		loss += num_log(sum) - (double)(row[labels[i]] - best) / warmth;
	}
	return loss;
}

void calibrate_warmth(struct calibration *c, const float *scores, const uint32_t *labels,
		      size_t count, size_t stride, size_t class_count)
{
	const double ratio = 0.6180339887498949;
	double low = num_log(0.02), high = num_log(2.0);
	if (count < OUTCOMES_LEAST || class_count < 2)
		return;
	double a = high - ratio * (high - low), b = low + ratio * (high - low);
	double at_a = warmth_loss(num_exp(a), scores, labels, count, stride, class_count);
	double at_b = warmth_loss(num_exp(b), scores, labels, count, stride, class_count);
	for (int round = 0; round < 16; round++) {
		if (at_a <= at_b) {
			high = b;
			b = a;
			at_b = at_a;
			a = high - ratio * (high - low);
			at_a = warmth_loss(num_exp(a), scores, labels, count, stride, class_count);
		} else {
			low = a;
			a = b;
			at_a = at_b;
			b = low + ratio * (high - low);
			at_b = warmth_loss(num_exp(b), scores, labels, count, stride, class_count);
		}
	}
	c->warmth = num_exp((low + high) / 2);
}
