#include "tests/support/gateway/knowledge_fit.h"

#include <stdlib.h>
#include <string.h>

#include "intents/base/num.h"

#define ROUNDS 6
#define PER_QUESTION 3
#define STEPS 25
#define RIDGE 1.0 /* pulls all but the constant to 0 */

struct sample {
	double x[FIT_TERMS];
	bool is_right;
};
struct samples {
	VEC(struct sample) items;
};

/* ---- logistic regression ---- */

/* Solves a*x = b in place; the result is in b. `a` is positive definite. */
static void solve(double a[FIT_TERMS][FIT_TERMS], double b[FIT_TERMS], int n)
{
	for (int i = 0; i < n; i++) {
		for (int row = 0; row < n; row++) {
			double q = a[row][i] / a[i][i];
			if (row == i)
				continue;
			for (int k = i; k < n; k++)
				a[row][k] -= q * a[i][k];
			b[row] -= q * b[i];
		}
	}
	for (int i = 0; i < n; i++)
		b[i] /= a[i][i];
}

static void add_sample(const struct sample *s, const double w[FIT_TERMS], int n,
		       double slope[FIT_TERMS], double bend[FIT_TERMS][FIT_TERMS])
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += w[i] * s->x[i];
	double p = num_sigmoid(sum);
	for (int i = 0; i < n; i++) {
		slope[i] += ((s->is_right ? 1 : 0) - p) * s->x[i];
		for (int k = 0; k < n; k++)
			bend[i][k] += p * (1 - p) * s->x[i] * s->x[k];
	}
}

/* Newton's method over the first `n` terms, the first of which is 1. */
static void regress(const struct samples *s, int n, double ridge, double w[FIT_TERMS])
{
	memset(w, 0, FIT_TERMS * sizeof *w);
	for (int step = 0; step < STEPS; step++) {
		double slope[FIT_TERMS] = {0}, bend[FIT_TERMS][FIT_TERMS] = {0};
		for (size_t i = 0; i < s->items.count; i++)
			add_sample(&s->items.items[i], w, n, slope, bend);
		for (int i = 0; i < n; i++) {
			slope[i] -= i ? ridge * w[i] : 0;
			bend[i][i] += i ? ridge : 1e-9;
		}
		solve(bend, slope, n);
		for (int i = 0; i < n; i++)
			w[i] += slope[i];
	}
}

/* ---- passages ---- */

/* What the passages of a row are told apart by; NULL for `alone`: with what was asked before. */
static void terms_of(const struct found *f, const double *alone, double ret[FIT_TERMS])
{
	fit_terms(f->features, ret);
	if (alone)
		fit_follow_up_terms(fit_sum(alone, ret), f->own, ret);
}

struct ranked {
	double sum, x[FIT_TERMS];
	bool is_right;
	size_t nth; /* of bm25 and the score of the tree: equal ones stay in order */
};

static int by_sum(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->sum < y->sum || x->sum > y->sum)
		return x->sum < y->sum ? 1 : -1;
	return x->nth < y->nth ? -1 : 1;
}

static size_t rank_row(const struct asked_row *r, const double *alone, const double w[FIT_TERMS],
		       struct ranked ret[KNOWLEDGE_HITS_MAX])
{
	const struct found *f = alone ? r->wider : r->found;
	size_t count = alone ? r->wider_count : r->found_count;

	for (size_t i = 0; i < count; i++) {
		ret[i] = (struct ranked){.is_right = f[i].is_right, .nth = i};
		terms_of(&f[i], alone, ret[i].x);
		ret[i].sum = fit_sum(w, ret[i].x);
	}
	qsort(ret, count, sizeof *ret, by_sum);
	return count;
}

static void put(struct samples *s, const struct ranked *r)
{
	struct sample *new = vec_push(&s->items);

	memcpy(new->x, r->x, sizeof new->x);
	new->is_right = r->is_right;
}

/* The three best; the right one, where it comes after those, counts too: it should have come
 * first. */
static void collect(struct samples *s, const struct ranked *r, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i < PER_QUESTION || r[i].is_right)
			put(s, &r[i]);
	}
}

/* Questions by themselves train the one, those that lean on another train the other. */
static bool takes_part(const struct asked_row *r, const double *alone, size_t but)
{
	return r->fold != but && (alone ? r->before != NULL : !r->before);
}

static void fit_one(const struct knowledge_set *s, size_t but, const double *alone,
		    double w[FIT_TERMS])
{
	struct ranked ranked[KNOWLEDGE_HITS_MAX];
	struct samples samples = {0}, best = {0};
	double curve[FIT_TERMS];

	memset(w, 0, FIT_TERMS * sizeof *w);
	for (int round = 0; round <= ROUNDS; round++) {
		samples.items.count = best.items.count = 0;
		for (size_t i = 0; i < s->rows.count; i++) {
			const struct asked_row *r = &s->rows.items[i];
			size_t count =
				takes_part(r, alone, but) ? rank_row(r, alone, w, ranked) : 0;
			collect(&samples, ranked, count);
			if (count == 0)
				continue;
			ranked[0].x[1] = ranked[0].sum;
			put(&best, &ranked[0]);
		}
		if (round < ROUNDS)
			regress(&samples, FIT_TERMS, RIDGE, w);
	}
	regress(&best, 2, 0.01, curve);
	for (int i = 0; i < FIT_TERMS; i++)
		w[i] = curve[1] * w[i] + (i ? 0 : curve[0]);
	vec_dispose(&samples.items);
	vec_dispose(&best.items);
}

void knowledge_fit(const struct knowledge_set *s, size_t but, struct knowledge_fit *ret)
{
	fit_one(s, but, NULL, ret->alone);
	fit_one(s, but, ret->alone, ret->follow_up);
}

static struct best best_of(const struct asked_row *r, const double *alone,
			   const double w[FIT_TERMS])
{
	struct ranked ranked[KNOWLEDGE_HITS_MAX];
	size_t count = rank_row(r, alone, w, ranked);
	struct best b = {.is_follow_up = alone != NULL};

	if (count == 0)
		return b;
	b.score = num_sigmoid(ranked[0].sum);
	b.is_right = ranked[0].is_right;
	for (size_t i = 0; i < count && i < PER_QUESTION; i++)
		b.is_among_three |= ranked[i].is_right;
	return b;
}

struct best knowledge_fit_best(const struct knowledge_fit *f, const struct asked_row *r,
			       double fair, bool with_before)
{
	struct best own = best_of(r, NULL, f->alone), wider;

	if (!with_before || !r->before || !(r->is_short || own.score < fair))
		return own;
	wider = best_of(r, f->alone, f->follow_up);
	return wider.score > own.score ? wider : own;
}
