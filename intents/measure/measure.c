/*
 * Counting by sorting: ten thousand intents and a million messages need no tables of pairs that
 * way, and the order of the results is the same everywhere.
 */
#include "intents/measure/measure.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

double measure_share(size_t part, size_t whole)
{
	return whole > 0 ? (double)part / (double)whole : -1;
}

/* NULL comes first. */
static int compare_ids(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static bool is_same(const char *a, const char *b)
{
	return compare_ids(a, b) == 0;
}

static bool guesses_right(const struct measure_row *r)
{
	return r->expected && r->best && strcmp(r->expected, r->best) == 0;
}

/* ---- counts, locales ---- */

static void count_row(struct measure_counts *c, const struct measure_row *r)
{
	if (!r->expected) {
		c->out_of_scope++;
		c->refused += r->got == NULL;
		return;
	}
	c->in_scope++;
	c->best_right += guesses_right(r);
	if (!r->got)
		c->silent++;
	else if (strcmp(r->got, r->expected) == 0)
		c->right++;
	else
		c->wrong++;
}

/* A catalog has a handful of locales. */
static struct measure_locale *locale_of(struct measure *m, const char *name)
{
	for (size_t i = 0; i < m->locales.count; i++) {
		if (strcmp(m->locales.items[i].name, name) == 0)
			return &m->locales.items[i];
	}
	struct measure_locale *l = vec_push(&m->locales);
	l->name = name;
	return l;
}

/* ---- intents ---- */

struct mark {
	const char *id;
	const struct measure_row *row;
	bool is_expected; /* else: what was answered */
};

static int compare_marks(const void *a, const void *b)
{
	return strcmp(((const struct mark *)a)->id, ((const struct mark *)b)->id);
}

static void count_mark(struct measure_intent *i, const struct mark *k)
{
	const struct measure_row *r = k->row;

	if (k->is_expected) {
		i->messages++;
		i->right += is_same(r->expected, r->got);
		i->silent += r->got == NULL;
	} else {
		i->answered++;
		i->from_outside += r->expected == NULL;
	}
}

static void count_intents(struct measure *m, const struct measure_row *rows, size_t count)
{
	struct mark *marks = mem_new(2 * count, sizeof(*marks));
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		if (rows[i].expected)
			marks[n++] = (struct mark){rows[i].expected, &rows[i], true};
		if (rows[i].got)
			marks[n++] = (struct mark){rows[i].got, &rows[i], false};
	}
	qsort(marks, n, sizeof(*marks), compare_marks);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(marks[i].id, marks[i - 1].id) != 0)
			vec_push(&m->intents)->id = marks[i].id;
		count_mark(&m->intents.items[m->intents.count - 1], &marks[i]);
	}
	free(marks);
}

/* ---- pairs ---- */

static int compare_mistakes(const void *a, const void *b)
{
	const struct measure_pair *x = a, *y = b;
	int order = compare_ids(x->expected, y->expected);

	return order != 0 ? order : strcmp(x->got, y->got);
}

static int compare_pairs(const void *a, const void *b)
{
	const struct measure_pair *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	if (x->answered != y->answered)
		return x->answered < y->answered ? 1 : -1;
	return compare_mistakes(a, b);
}

/* What the message was taken for; NULL when that is no mistake. */
static const char *mistaken_for(const struct measure_row *r)
{
	const char *got = r->expected && !r->got ? r->best : r->got;

	return is_same(r->expected, got) ? NULL : got;
}

static void count_pairs(struct measure *m, const struct measure_row *rows, size_t count)
{
	struct measure_pair *all = mem_new(count, sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const char *got = mistaken_for(&rows[i]);
		if (got)
			all[n++] = (struct measure_pair){rows[i].expected, got, 1,
							 rows[i].got ? 1 : 0};
	}
	qsort(all, n, sizeof(*all), compare_mistakes);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || compare_mistakes(&all[i], &all[i - 1]) != 0) {
			*vec_push(&m->pairs) = all[i];
			continue;
		}
		struct measure_pair *p = &m->pairs.items[m->pairs.count - 1];
		p->count++;
		p->answered += all[i].answered;
	}
	if (m->pairs.count > 0)
		qsort(m->pairs.items, m->pairs.count, sizeof(*m->pairs.items), compare_pairs);
	free(all);
}

/* ---- calibration ---- */

static void count_bins(struct measure *m, const struct measure_row *rows, size_t count)
{
	size_t guesses = 0;

	for (size_t i = 0; i < count; i++) {
		double p = rows[i].confidence;
		if (!rows[i].best)
			continue;
		size_t bin = p > 0 ? (size_t)(p * MEASURE_BINS) : 0;
		struct measure_bin *b = &m->bins[bin < MEASURE_BINS ? bin : MEASURE_BINS - 1];
		b->count++;
		b->right += guesses_right(&rows[i]);
		b->confidence += p;
		guesses++;
	}
	for (size_t i = 0; i < MEASURE_BINS; i++) {
		struct measure_bin *b = &m->bins[i];
		if (b->count == 0)
			continue;
		b->confidence /= (double)b->count;
		double distance = b->confidence - measure_share(b->right, b->count);
		if (distance < 0)
			distance = -distance;
		m->calibration_error += distance * (double)b->count / (double)guesses;
	}
}

void measure_rows(const struct measure_row *rows, size_t count, struct measure *ret)
{
	*ret = (struct measure){0};
	for (size_t i = 0; i < count; i++) {
		count_row(&ret->all, &rows[i]);
		count_row(&locale_of(ret, rows[i].locale)->counts, &rows[i]);
	}
	count_intents(ret, rows, count);
	count_pairs(ret, rows, count);
	count_bins(ret, rows, count);
}

void measure_dispose(struct measure *m)
{
	vec_dispose(&m->intents);
	vec_dispose(&m->locales);
	vec_dispose(&m->pairs);
}
