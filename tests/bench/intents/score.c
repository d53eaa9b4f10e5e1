#include "tests/bench/intents/score.h"

#include <stdlib.h>

#define BINS 10

void score_add(struct score *s, struct judged j)
{
	*vec_push(&s->list) = j;
}

void score_dispose(struct score *s)
{
	vec_dispose(&s->list);
}

static double percent(size_t part, size_t whole)
{
	return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

double score_accuracy(const struct score *s)
{
	size_t right = 0, all = 0;
	for (size_t i = 0; i < s->list.count; i++) {
		all += s->list.items[i].outside ? 0 : 1;
		right += !s->list.items[i].outside && s->list.items[i].right ? 1 : 0;
	}
	return percent(right, all);
}

double score_answered(const struct score *s, bool right)
{
	size_t found = 0, all = 0;
	for (size_t i = 0; i < s->list.count; i++) {
		const struct judged *j = &s->list.items[i];
		all += j->outside ? 0 : 1;
		found += !j->outside && j->answered && j->right == right ? 1 : 0;
	}
	return percent(found, all);
}

double score_refused(const struct score *s)
{
	size_t refused = 0, all = 0;
	for (size_t i = 0; i < s->list.count; i++) {
		const struct judged *j = &s->list.items[i];
		all += j->outside ? 1 : 0;
		refused += j->outside && !j->answered ? 1 : 0;
	}
	return percent(refused, all);
}

double score_calibration_error(const struct score *s)
{
	double confidence[BINS] = {0}, right[BINS] = {0}, error = 0;
	size_t all = 0;
	for (size_t i = 0; i < s->list.count; i++) {
		const struct judged *j = &s->list.items[i];
		if (j->outside)
			continue;
		int bin = (int)(j->confidence * BINS);
		bin = bin >= BINS ? BINS - 1 : bin;
		confidence[bin] += j->confidence;
		right[bin] += j->right ? 1 : 0;
		all++;
	}
	for (int b = 0; b < BINS; b++) {
		double gap = confidence[b] - right[b];
		error += gap < 0 ? -gap : gap;
	}
	return all > 0 ? 100.0 * error / (double)all : 0;
}

static int compare_confidence(const void *a, const void *b)
{
	double x = ((const struct judged *)a)->confidence,
	       y = ((const struct judged *)b)->confidence;
	return (x > y) - (x < y);
}

double score_auroc(const struct score *s)
{
	struct judged *list = s->list.items;
	size_t count = s->list.count, outside_below = 0, inside = 0, outside = 0;
	double won = 0;
	qsort(list, count, sizeof(*list), compare_confidence);
	for (size_t i = 0, end; i < count; i = end) {
		size_t in_here = 0, out_here = 0;
		for (end = i; end < count && !(list[end].confidence > list[i].confidence); end++) {
			in_here += list[end].outside ? 0 : 1;
			out_here += list[end].outside ? 1 : 0;
		}
		won += (double)in_here * ((double)outside_below + 0.5 * (double)out_here);
		outside_below += out_here;
		inside += in_here;
		outside += out_here;
	}
	return inside > 0 && outside > 0 ? won / ((double)inside * (double)outside) : 0;
}

double score_recall_at(const struct score *s, double accuracy)
{
	struct judged *list = s->list.items;
	size_t inside = 0, outside = 0, right = 0, refused = 0;
	qsort(list, s->list.count, sizeof(*list), compare_confidence);
	for (size_t i = 0; i < s->list.count; i++) {
		inside += list[i].outside ? 0 : 1;
		outside += list[i].outside ? 1 : 0;
		right += !list[i].outside && list[i].right ? 1 : 0;
	}
	if (percent(right, inside) < accuracy)
		return -1;
	for (size_t i = 0; i < s->list.count; i++) {
		right -= !list[i].outside && list[i].right ? 1 : 0;
		if (percent(right, inside) < accuracy)
			break;
		refused += list[i].outside ? 1 : 0;
	}
	return percent(refused, outside);
}
