/* The last 24 hours of the desk: what falls out of them is gone, and nothing is of another day. */
#include <criterion/criterion.h>

#include "gateway/session/board_day.h"

#define HOUR ((int64_t)3600 * 1000)
#define NOW (500000 * HOUR + 1234)

static struct board_day day;

Test(board_day, counts_by_hour_reason_and_language)
{
	board_day_add(&day, NOW, 500000, ESC_COMPLAINT, LOCALE_DE, 1);
	board_day_add(&day, NOW, 500000, ESC_COMPLAINT, LOCALE_DE, 2);
	board_day_add(&day, NOW, 499977, ESC_REQUEST, LOCALE_FR, 5);
	cr_expect_eq(board_day_get(&day, 500000, ESC_COMPLAINT, LOCALE_DE), 3);
	cr_expect_eq(board_day_get(&day, 500000, ESC_COMPLAINT, LOCALE_FR), 0);
	cr_expect_eq(board_day_get(&day, 499977, ESC_REQUEST, LOCALE_FR), 5);
}

Test(board_day, an_hour_of_yesterday_is_gone_when_its_column_is_used_again)
{
	board_day_add(&day, NOW, 500000, ESC_COMPLAINT, LOCALE_DE, 3);
	cr_expect_eq(board_day_get(&day, 500024, ESC_COMPLAINT, LOCALE_DE), 0);
	board_day_add(&day, NOW + 24 * HOUR, 500024, ESC_REQUEST, LOCALE_DE, 1);
	cr_expect_eq(board_day_get(&day, 500024, ESC_COMPLAINT, LOCALE_DE), 0);
	cr_expect_eq(board_day_get(&day, 500024, ESC_REQUEST, LOCALE_DE), 1);
	cr_expect_eq(board_day_get(&day, 500000, ESC_COMPLAINT, LOCALE_DE), 0);
}

Test(board_day, what_is_too_old_of_the_future_or_unknown_is_dropped)
{
	board_day_add(&day, NOW, 499976, ESC_REQUEST, LOCALE_EN, 1);
	board_day_add(&day, NOW, 500001, ESC_REQUEST, LOCALE_EN, 1);
	board_day_add(&day, NOW, -5, ESC_REQUEST, LOCALE_EN, 1);
	board_day_add(&day, NOW, 500000, ESC_REASON_COUNT, LOCALE_EN, 1);
	board_day_add(&day, NOW, 500000, ESC_REQUEST, LOCALE_NONE, 1);
	for (int64_t hour = 499970; hour < 500010; hour++)
		cr_expect_eq(board_day_get(&day, hour, ESC_REQUEST, LOCALE_EN), 0);
}

Test(board_day, a_step_keeps_the_worst_that_was_seen)
{
	int64_t number = NOW / BOARD_STEP_MS;

	cr_expect_null(board_day_step(&day, number));
	board_day_sample(&day, NOW,
			 &(struct board_step){.waiting = 2, .longest_s = 9, .available = 3});
	board_day_sample(&day, NOW + 1,
			 &(struct board_step){.waiting = 5, .longest_s = 4, .available = 1});
	board_day_sample(&day, NOW + 2,
			 &(struct board_step){.waiting = 0, .longest_s = 0, .available = 2});
	const struct board_step *s = board_day_step(&day, number);
	cr_assert_not_null(s);
	cr_expect_eq(s->waiting, 5);
	cr_expect_eq(s->longest_s, 9);
	cr_expect_eq(s->available, 1);
	board_day_sample(&day, NOW + BOARD_STEPS * BOARD_STEP_MS,
			 &(struct board_step){.waiting = 1});
	cr_expect_null(board_day_step(&day, number), "the same place, another day");
	cr_expect_eq(board_day_step(&day, number + BOARD_STEPS)->waiting, 1);
}
