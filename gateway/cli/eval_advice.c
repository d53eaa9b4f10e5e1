/*
 * What to do about the mistakes: for the pairs that are mixed up most, the words they share; for
 * what was answered though it is out of scope, where such sentences belong.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/buf.h"
#include "gateway/cli/eval.h"
#include "intents/measure/shared_words.h"

#define ADVICE_MAX 8
#define MIXED_LEAST 2 /* once is chance */

/* A mistake, seen without its direction. */
struct mix {
	const char *a, *b; /* `a` NULL: out of scope */
	const char *locale;
	size_t count;
};

static struct mix mix_of(const struct measure_row *r)
{
	const char *got = r->expected && !r->got ? r->best : r->got;
	bool swap = r->expected && got && strcmp(r->expected, got) > 0;

	return (struct mix){swap ? got : r->expected, swap ? r->expected : got, r->locale, 1};
}

static int compare_names(const void *left, const void *right)
{
	const struct mix *x = left, *y = right;
	int order = strcmp(x->locale, y->locale);

	if (order == 0 && (!x->a || !y->a))
		order = (x->a != NULL) - (y->a != NULL);
	else if (order == 0)
		order = strcmp(x->a, y->a);
	return order != 0 ? order : strcmp(x->b, y->b);
}

static int compare_counts(const void *left, const void *right)
{
	const struct mix *x = left, *y = right;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return compare_names(left, right);
}

/* The mistakes of a run, each kind once, most frequent first. Owned. */
static struct mix *mixes(const struct measure_row *rows, size_t count, size_t *ret_count)
{
	struct mix *all = mem_new(count, sizeof(*all));
	size_t n = 0, kinds = 0;

	for (size_t i = 0; i < count; i++) {
		struct mix m = mix_of(&rows[i]);
		if (m.b && (!m.a || strcmp(m.a, m.b) != 0))
			all[n++] = m;
	}
	qsort(all, n, sizeof(*all), compare_names);
	for (size_t i = 0; i < n; i++) {
		if (kinds > 0 && compare_names(&all[kinds - 1], &all[i]) == 0)
			all[kinds - 1].count++;
		else
			all[kinds++] = all[i];
	}
	qsort(all, kinds, sizeof(*all), compare_counts);
	*ret_count = kinds;
	return all;
}

static void advise_outside(struct buf *b, const struct mix *m)
{
	buf_printf(b,
		   "%s answered %zu messages out of scope (%s): add sentences like them to "
		   "out_of_scope, or make its examples more specific.",
		   m->b, m->count, m->locale);
}

static void advise_pair(struct buf *b, const struct intent_catalog *c, const struct mix *m)
{
	const struct intent *one = intent_catalog_find(c, m->a),
			    *two = intent_catalog_find(c, m->b);
	struct shared_word words[SHARED_WORDS];
	size_t count = one && two ? shared_words(c, m->locale, one, two, words) : 0;

	buf_printf(b, "%s and %s were mixed up %zu times (%s)", m->a, m->b, m->count, m->locale);
	if (!one || !two) {
		buf_text(b, "; the catalog does not have both.");
		return;
	}
	if (count == 0) {
		buf_text(b, " though their examples share no telling words: give both more "
			    "examples.");
		return;
	}
	buf_text(b, "; they share these words:");
	for (size_t i = 0; i < count; i++)
		buf_printf(b, "%s %s", i ? "," : "", words[i].text);
	buf_char(b, '.');
}

void eval_advise(struct eval_report *report)
{
	size_t count;
	struct mix *all =
		mixes(report->runs[report->detail].rows, report->set->messages.count, &count);

	for (size_t i = 0; i < count && i < ADVICE_MAX && all[i].count >= MIXED_LEAST; i++) {
		const struct intent *subject = intent_catalog_find(report->catalog, all[i].b);
		struct buf b;
		buf_init(&b, BUF_MAX_JSON);
		if (all[i].a)
			advise_pair(&b, report->catalog, &all[i]);
		else
			advise_outside(&b, &all[i]);
		struct eval_advice *a = vec_push(&report->advice);
		a->text = buf_take(&b, NULL);
		a->at = subject ? intent_place(subject) : (struct diag_place){0};
		buf_dispose(&b);
	}
	free(all);
}
