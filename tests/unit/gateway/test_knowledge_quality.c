/*
 * How well the shipped knowledge is found: that the coefficients of the tree are those that the
 * development questions give, how honest the score is on questions that were held back from the
 * fit, and the figures on questions that nothing is tuned on.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/gateway/knowledge_fit.h"

#define DEVELOPMENT "tests/golden/knowledge/fit.jsonl"
#define HELD_OUT "tests/golden/knowledge/questions.jsonl"
#define BANDS 4

struct figures {
	unsigned answerable, first, third, fair, unanswerable, wrong;
};

static void count(struct figures *f, const struct asked_row *r, const struct best *b)
{
	bool is_fair = b->score >= KNOWLEDGE_SCORE_FAIR;

	f->answerable += r->has_answer;
	f->unanswerable += !r->has_answer;
	f->first += r->has_answer && b->is_right;
	f->third += r->has_answer && b->is_among_three;
	f->fair += r->has_answer && is_fair;
	f->wrong += !r->has_answer && is_fair;
}

static struct knowledge_fit shipped(void)
{
	struct knowledge_fit f;

	memcpy(f.alone, fit_coefficients, sizeof f.alone);
	memcpy(f.follow_up, fit_follow_up_coefficients, sizeof f.follow_up);
	return f;
}

/* Words of the synonyms come and go, so a fit of today may differ a little. */
Test(knowledge_quality, the_coefficients_are_those_of_the_development_questions)
{
	struct knowledge_fit tree = shipped(), f;
	struct knowledge_set s;
	double apart = 0;

	knowledge_set_load(&s, DEVELOPMENT, true);
	knowledge_fit(&s, NO_FOLD, &f);
	for (size_t i = 0; i < s.rows.count; i++) {
		const struct asked_row *r = &s.rows.items[i];
		double now = knowledge_fit_best(&f, r, KNOWLEDGE_SCORE_FAIR, true).score,
		       then = knowledge_fit_best(&tree, r, KNOWLEDGE_SCORE_FAIR, true).score;
		apart += now > then ? now - then : then - now;
	}
	apart /= (double)s.rows.count;
	cr_expect_lt(apart, 0.02, "scores are %.3f apart: run make fit-knowledge", apart);
	knowledge_set_dispose(&s);
}

struct band {
	unsigned count, right;
	double said;
};

static void put_in_band(struct band bands[BANDS], const struct best *b)
{
	struct band *at = &bands[(int)(b->score * BANDS)];

	at->count++;
	at->right += b->is_right;
	at->said += b->score;
}

Test(knowledge_quality, the_score_is_honest_on_questions_that_were_held_back)
{
	struct band alone[BANDS] = {0}, all[BANDS] = {0};
	struct knowledge_fit fits[FOLDS];
	struct knowledge_set s;

	knowledge_set_load(&s, DEVELOPMENT, true);
	for (size_t fold = 0; fold < FOLDS; fold++)
		knowledge_fit(&s, fold, &fits[fold]);
	for (size_t i = 0; i < s.rows.count; i++) {
		const struct asked_row *r = &s.rows.items[i];
		struct best b = knowledge_fit_best(&fits[r->fold], r, KNOWLEDGE_SCORE_FAIR, true);
		put_in_band(all, &b);
		if (!r->before)
			put_in_band(alone, &b);
	}
	for (int i = 0; i < BANDS; i++) {
		cr_assert_gt(alone[i].count, 30U);
		cr_expect_float_eq(alone[i].right / (double)alone[i].count,
				   alone[i].said / alone[i].count, 0.15, "quarter %d", i);
		cr_expect_float_eq(all[i].right / (double)all[i].count, all[i].said / all[i].count,
				   0.15, "quarter %d, with follow-ups", i);
	}
	knowledge_set_dispose(&s);
}

Test(knowledge_quality, what_was_asked_before_helps_and_does_not_answer_what_was_not_asked)
{
	struct figures alone = {0}, together = {0}, changes = {0};
	struct knowledge_fit f = shipped();
	struct knowledge_set s;

	knowledge_set_load(&s, DEVELOPMENT, true);
	for (size_t i = 0; i < s.rows.count; i++) {
		const struct asked_row *r = &s.rows.items[i];
		struct best own = knowledge_fit_best(&f, r, KNOWLEDGE_SCORE_FAIR, false);
		struct best wide = knowledge_fit_best(&f, r, KNOWLEDGE_SCORE_FAIR, true);
		if (!r->before)
			continue;
		count(r->is_paired ? &changes : &together, r, &wide);
		if (!r->is_paired)
			count(&alone, r, &own);
	}
	/* The figures of the day and some room: synonyms come and go. */
	cr_expect_gt(together.first, alone.first, "%u", together.first);
	cr_expect_geq(together.fair, alone.fair + 3, "%u, without %u", together.fair, alone.fair);
	cr_expect_leq(together.wrong, 3U);
	cr_expect_leq(changes.wrong, 20U, "%u of %u", changes.wrong, changes.unanswerable);
	knowledge_set_dispose(&s);
}

Test(knowledge_quality, finds_the_right_section_and_refuses_the_rest)
{
	struct knowledge_fit fit = shipped();
	struct figures f = {0};
	struct knowledge_set s;

	knowledge_set_load(&s, HELD_OUT, false);
	for (size_t i = 0; i < s.rows.count; i++) {
		struct best b = knowledge_fit_best(&fit, &s.rows.items[i], 0, false);
		count(&f, &s.rows.items[i], &b);
	}
	printf("knowledge: right section first %u, among three %u of %u; fair %u; "
	       "fair without an answer %u of %u\n",
	       f.first, f.third, f.answerable, f.fair, f.wrong, f.unanswerable);
	cr_expect_eq(f.answerable, 70);
	cr_expect_eq(f.unanswerable, 30);
	cr_expect_geq(f.third, 63, "the right section is among three for %u of 70", f.third);
	cr_expect_geq(f.first, 54, "the right section is the first for %u of 70", f.first);
	cr_expect_geq(f.fair, 40, "fair for %u of 70", f.fair);
	cr_expect_leq(f.wrong, 2, "fair without an answer: %u of 30", f.wrong);
	knowledge_set_dispose(&s);
}
