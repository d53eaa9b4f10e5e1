/*
 * Sketches of texts: equal texts are equal, near ones near, others far, in every script.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "escalation/similar.h"

static double alike(const char *a, const char *b)
{
	uint64_t x[SKETCH_WORDS], y[SKETCH_WORDS];

	(void)sketch_text(a, strlen(a), x);
	(void)sketch_text(b, strlen(b), y);
	return sketch_similarity(x, y);
}

Test(similar, equal_texts)
{
	cr_assert_float_eq(alike("where is my parcel", "where is my parcel"), 1.0, 0);
	cr_assert_float_eq(alike("我的包裹在哪里", "我的包裹在哪里"), 1.0, 0);
}

Test(similar, small_changes_stay_the_same_question)
{
	cr_expect_gt(alike("where is my parcel", "where is my parcel now?"), 0.5);
	cr_expect_gt(alike("wann kommt mein paket an", "wann kommt denn mein paket an"), 0.5);
	cr_expect_gt(alike("我的包裹在哪里", "我的包裹到底在哪里"), 0.5);
}

Test(similar, other_questions_are_others)
{
	cr_expect_lt(alike("where is my refund", "do you ship to france"), 0.3);
	cr_expect_lt(alike("where is my refund please", "where is my order number"), 0.5);
	cr_expect_lt(alike("我的包裹在哪里", "怎么申请退款"), 0.3);
}

Test(similar, an_answer_with_another_number_is_not_the_same)
{
	cr_expect_lt(alike("Your order 4711 was sent on Monday.",
			   "Your order 8822 was cancelled on Friday."),
		     0.9);
}

/* The stored form must mean the same on every machine and in every version. */
Test(similar, golden_sketch)
{
	uint64_t x[SKETCH_WORDS];

	cr_assert_eq(sketch_text("where is my parcel", 18, x), 9);
	cr_assert_eq(x[0], UINT64_C(0xa405a96fa694a842), "golden: 0x%llx",
		     (unsigned long long)x[0]);
}
