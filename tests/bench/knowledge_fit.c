/*
 * `make fit-knowledge`: fits the scores of the knowledge search on the development questions and
 * prints the coefficients for gateway/knowledge/fit.c, and what they reach on questions that each
 * fold has held back. With MEASURE=FILE the coefficients of the tree on another file instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/gateway/knowledge_fit.h"

#define DEVELOPMENT "tests/golden/knowledge/fit.jsonl"
#define LET_THROUGH 0.05 /* of the questions that no text answers */
#define TENTHS 10

struct judged {
	const struct asked_row *row;
	struct best best;
};
struct judged_rows {
	VEC(struct judged) items;
};

enum part { BY_ITSELF, FOLLOW_UPS, FOLLOW_UPS_ALONE, CHANGES, PART_COUNT };
static const char *const part_names[] = {"by itself", "follow-ups", "  their own words only",
					 "changes of subject"};

static bool is_in(const struct asked_row *r, enum part p)
{
	switch (p) {
	case BY_ITSELF: return !r->before;
	case CHANGES: return r->is_paired;
	default: return r->before && !r->is_paired;
	}
}

static int falling(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

/* The score above which at most one in twenty of those without an answer lies. */
static double limit_of(const struct judged_rows *j, int locale)
{
	double *scores = malloc((j->items.count + 1) * sizeof *scores);
	size_t count = 0;

	for (size_t i = 0; i < j->items.count; i++) {
		const struct judged *it = &j->items.items[i];
		if (!it->row->has_answer && (locale < 0 || (int)it->row->locale == locale))
			scores[count++] = it->best.score;
	}
	qsort(scores, count, sizeof *scores, falling);
	double limit = count ? scores[(size_t)((double)count * LET_THROUGH)] : 0;
	free(scores);
	return limit;
}

static void print_share(size_t part, size_t of)
{
	printf(" %4zu/%-4zu", part, of);
}

static void print_line(const struct judged_rows *j, int locale)
{
	size_t answerable = 0, first = 0, third = 0, fair = 0, right = 0, none = 0, wrong = 0,
	       at_limit = 0;
	double limit = limit_of(j, locale);

	for (size_t i = 0; i < j->items.count; i++) {
		const struct judged *it = &j->items.items[i];
		bool is_fair = it->best.score >= KNOWLEDGE_SCORE_FAIR;
		if (locale >= 0 && (int)it->row->locale != locale)
			continue;
		if (!it->row->has_answer) {
			none++;
			wrong += is_fair;
			continue;
		}
		answerable++;
		first += it->best.is_right;
		third += it->best.is_among_three;
		fair += is_fair;
		right += is_fair && it->best.is_right;
		at_limit += it->best.score > limit;
	}
	printf("  %-8s", locale < 0 ? "all" : locale_name((enum locale)locale));
	print_share(first, answerable);
	print_share(third, answerable);
	print_share(fair, answerable);
	print_share(right, answerable);
	print_share(wrong, none);
	print_share(at_limit, answerable);
	printf("  %.2f\n", limit);
}

static void print_reliability(const struct judged_rows *j)
{
	size_t count[TENTHS] = {0}, right[TENTHS] = {0};
	double sum[TENTHS] = {0};

	for (size_t i = 0; i < j->items.count; i++) {
		const struct best *b = &j->items.items[i].best;
		int at = (int)(b->score * TENTHS);
		at = at < TENTHS ? at : TENTHS - 1;
		count[at]++;
		right[at] += b->is_right;
		sum[at] += b->score;
	}
	printf("  said/seen by tenths:");
	for (int i = 0; i < TENTHS; i++) {
		if (count[i])
			printf(" %.2f/%.2f (%zu)", sum[i] / (double)count[i],
			       (double)right[i] / (double)count[i], count[i]);
	}
	printf("\n");
}

static void report(const struct knowledge_set *s, const struct knowledge_fit fits[FOLDS + 1],
		   bool is_held_out, enum part p)
{
	struct judged_rows j = {0};

	for (size_t i = 0; i < s->rows.count; i++) {
		const struct asked_row *r = &s->rows.items[i];
		if (is_in(r, p))
			*vec_push(&j.items) = (struct judged){
				r, knowledge_fit_best(&fits[is_held_out ? NO_FOLD : r->fold], r,
						      KNOWLEDGE_SCORE_FAIR, p != FOLLOW_UPS_ALONE)};
	}
	if (j.items.count > 0) {
		printf("%-11s  first      among 3   fair      … right   fair, none at 5 %% "
		       "none, its score\n",
		       part_names[p]);
		print_line(&j, -1);
		for (int l = 0; l < LOCALE_COUNT && p == BY_ITSELF; l++)
			print_line(&j, l);
		print_reliability(&j);
	}
	vec_dispose(&j.items);
}

static void print_table(const char *name, const double *c)
{
	printf("const double %s[FIT_TERMS] = {%.4f, %.4f, %.4f, %.4f, %.4f};\n", name, c[0], c[1],
	       c[2], c[3], c[4]);
}

int main(int argc, char **argv)
{
	struct knowledge_fit fits[FOLDS + 1];
	struct knowledge_set s;

	knowledge_set_load(&s, argc > 1 ? argv[1] : DEVELOPMENT, argc == 1);
	if (argc == 1) {
		for (size_t fold = 0; fold <= FOLDS; fold++)
			knowledge_fit(&s, fold, &fits[fold]);
		print_table("fit_coefficients", fits[NO_FOLD].alone);
		print_table("fit_follow_up_coefficients", fits[NO_FOLD].follow_up);
	} else {
		memcpy(fits[NO_FOLD].alone, fit_coefficients, sizeof fit_coefficients);
		memcpy(fits[NO_FOLD].follow_up, fit_follow_up_coefficients,
		       sizeof fit_follow_up_coefficients);
	}
	for (int p = 0; p < PART_COUNT; p++)
		report(&s, fits, argc > 1, (enum part)p);
	knowledge_set_dispose(&s);
	return 0;
}
