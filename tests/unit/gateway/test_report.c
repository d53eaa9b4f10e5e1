/*
 * The report from its figures: shares, quantiles, goals and gaps; what is too few is not judged.
 */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/report/report.h"
#include "gateway/store/store.h"

#define DAY ((int64_t)24 * 3600 * 1000)

static json_t *rows;
static struct settings settings;
static char shop[] = "Garden";

static void setup(void)
{
	rows = json_array();
	memset(&settings, 0, sizeof(settings));
	settings.shop.name = shop;
}

static void teardown(void)
{
	json_decref(rows);
}

TestSuite(report, .init = setup, .fini = teardown);

/* A row of the store: kind, three texts, eight numbers. */
static void add(enum store_figure_kind kind, const char *a, const char *b, const char *c, ...)
{
	json_t *row = json_pack("[i,s,s,s]", (int)kind, a, b, c);
	va_list args;

	va_start(args, c);
	for (int i = 0; i < 8; i++)
		json_array_append_new(row, json_integer(va_arg(args, int)));
	va_end(args);
	json_array_append_new(rows, row);
}

static struct report *made(void)
{
	struct report_figures *f = report_figures_read(rows);
	struct report *r = report_create(
		f, &settings,
		(struct report_period){.since_ms = 0, .until_ms = DAY, .now_ms = DAY});

	report_figures_free(f);
	return r;
}

static void add_chats(void)
{
	/* began, handed over, going on, answered, cost, ups, downs */
	add(STORE_FIGURE_CHATS, "en", "", "", 100, 20, 0, 60, 2000000, 9, 1, 0);
	add(STORE_FIGURE_CHATS, "de", "", "", 60, 20, 10, 20, 1000000, 30, 0, 0);
	add(STORE_FIGURE_CHATS, "fr", "", "", 29, 29, 0, 0, 0, 0, 0, 0);
}

Test(report, sides_add_up_and_shares_are_of_what_has_ended)
{
	add_chats();
	struct report *r = made();
	const struct report_side *all = &r->sides[REPORT_ALL], *de = &r->sides[LOCALE_DE];

	cr_expect_eq(all->began, 189);
	cr_expect_eq(de->unanswered, 10);
	cr_expect_eq(report_containment(de).part, 20);
	cr_expect_eq(report_containment(de).of, 50, "those still going on do not count");
	cr_expect_eq(report_rating(all).of, 40);
	cr_expect_float_eq(report_cost(all), 0.003 / 189, 1e-12);
	report_destroy(r);
}

Test(report, goals_are_met_or_missed_or_too_few_to_say)
{
	settings.goals = (struct settings_goals){
		.containment = 0.5, .rating = 0.9, .wait_p90 = 60000, .locale_gap = 0.1};
	add_chats();
	add(STORE_FIGURE_WAITS, "en", "", "", 5, 29, 0, 0, 0, 0, 0, 0);
	struct report *r = made();
	const struct report_goal *g = r->goals;

	cr_expect_eq(g[REPORT_CONTAINMENT].verdict, REPORT_MISSED, "80 of 179");
	cr_expect_eq(g[REPORT_RATING].verdict, REPORT_MET, "39 of 40");
	cr_expect_eq(g[REPORT_WAIT_P90].verdict, REPORT_TOO_FEW);
	cr_expect_eq(g[REPORT_COST].verdict, REPORT_NO_GOAL);
	cr_expect_eq(g[REPORT_GAP_CONTAINMENT].verdict, REPORT_MISSED);
	cr_expect_float_eq(g[REPORT_GAP_CONTAINMENT].is, 0.2, 1e-9, "French has too few");
	cr_expect_eq(g[REPORT_GAP_CONTAINMENT].best, LOCALE_EN);
	cr_expect_eq(g[REPORT_GAP_CONTAINMENT].worst, LOCALE_DE);
	cr_expect_eq(g[REPORT_GAP_WAIT].best, LOCALE_NONE, "one language has waits");
	report_destroy(r);
}

Test(report, ratings_by_the_assistant_and_with_a_person_add_up)
{
	settings.goals.score = 4;
	/* a person had it, chats, rated, sum, good */
	add(STORE_FIGURE_RATINGS, "en", "", "", 0, 90, 20, 90, 15, 0, 0, 0);
	add(STORE_FIGURE_RATINGS, "en", "", "", 1, 10, 5, 10, 0, 0, 0, 0);
	add(STORE_FIGURE_RATINGS, "de", "", "", 1, 10, 10, 50, 10, 0, 0, 0);
	struct report *r = made();
	struct report_ratings all = report_ratings(&r->sides[REPORT_ALL]),
			      fr = report_ratings(&r->sides[LOCALE_FR]);

	cr_expect_eq(all.chats, 110);
	cr_expect_eq(all.rated, 35);
	cr_expect_eq(all.good, 25);
	cr_expect_float_eq(report_score(&all), 150.0 / 35, 1e-9);
	cr_expect_eq(r->sides[REPORT_ALL].ratings[REPORT_PERSON].rated, 15);
	cr_expect_float_eq(report_score(&r->sides[LOCALE_EN].ratings[REPORT_PERSON]), 2, 1e-9);
	cr_expect_eq(report_score(&fr), 0);
	cr_expect_eq(r->goals[REPORT_SCORE].verdict, REPORT_MET);
	report_destroy(r);
}

Test(report, equal_languages_have_a_gap_of_nothing)
{
	settings.goals = (struct settings_goals){.locale_gap = 0.1};
	add(STORE_FIGURE_CHATS, "en", "", "", 50, 0, 0, 25, 0, 0, 0, 0);
	add(STORE_FIGURE_CHATS, "de", "", "", 100, 0, 0, 50, 0, 0, 0, 0);
	struct report *r = made();

	cr_expect_eq(r->goals[REPORT_GAP_CONTAINMENT].verdict, REPORT_MET);
	cr_expect_eq(r->goals[REPORT_GAP_CONTAINMENT].is, 0);
	report_destroy(r);
}

Test(report, quantiles_are_waits_that_somebody_had)
{
	/* seconds, count, promised, sum of errors, of their sizes; in no order */
	add(STORE_FIGURE_WAITS, "de", "", "", 600, 1, 1, -2000, 2000, 0, 0, 0);
	add(STORE_FIGURE_WAITS, "en", "", "", 10, 5, 0, 0, 0, 0, 0, 0);
	add(STORE_FIGURE_WAITS, "de", "", "", 20, 4, 3, 1000, 3000, 0, 0, 0);
	struct report *r = made();
	const struct report_side *all = &r->sides[REPORT_ALL];

	cr_expect_eq(all->taken, 10);
	cr_expect_eq(all->p50_s, 10);
	cr_expect_eq(all->p90_s, 20);
	cr_expect_eq(all->longest_s, 600);
	cr_expect_eq(all->promised, 4);
	cr_expect_eq(all->error_ms, -1000);
	cr_expect_eq(all->error_size_ms, 5000);
	cr_expect_eq(r->sides[LOCALE_DE].p50_s, 20);
	report_destroy(r);
}

Test(report, rows_of_another_version_are_left_out)
{
	json_array_append_new(rows, json_pack("[i,s]", STORE_FIGURE_KINDS, "en"));
	json_array_append_new(rows, json_pack("[i,s]", -1, "en"));
	json_array_append_new(rows, json_string("nonsense"));
	add(STORE_FIGURE_TURNS, "en", "", "", 99, 5, 0, 0, 0, 0, 0, 0);
	add(STORE_FIGURE_CHATS, "tlh", "", "", 3, 0, 0, 3, 0, 0, 0, 0);
	struct report *r = made();

	cr_expect_eq(r->sides[REPORT_ALL].began, 3, "an unknown language counts for all");
	cr_expect_eq(r->sides[LOCALE_EN].began, 0);
	report_destroy(r);
}

Test(report, intents_and_costs_come_in_the_order_of_their_weight)
{
	add(STORE_FIGURE_INTENTS, "rare", "", "", 1, 0, 0, 0, 0, 0, 0, 0);
	add(STORE_FIGURE_INTENTS, "often", "", "", 9, 0, 0, 0, 2, 0, 0, 0);
	add(STORE_FIGURE_HANDED, "rare", "", "", 4, 0, 0, 0, 0, 0, 0, 0);
	add(STORE_FIGURE_HANDED, "never", "", "", 1, 0, 0, 0, 0, 0, 0, 0);
	add(STORE_FIGURE_LLM, "cheap", "m", "", 1, 10, 1, 5, 0, 0, 0, 0);
	add(STORE_FIGURE_LLM, "dear", "m", "x", 1, 10, 1, 50, 0, 0, 0, 0);
	struct report *r = made();

	cr_assert_eq(r->intents.count, 3);
	cr_expect_str_eq(r->intents.items[0].id, "often");
	cr_expect_eq(r->intents.items[1].handed, 4);
	cr_expect_str_eq(r->intents.items[2].id, "never");
	cr_expect_str_eq(r->llm.items[0].provider, "dear");
	report_destroy(r);
}

Test(report, durations_and_money_are_short)
{
	char text[REPORT_CELL];

	report_seconds(-45.4, text);
	cr_expect_str_eq(text, "-45 s");
	report_seconds(720, text);
	cr_expect_str_eq(text, "12 min");
	report_seconds(11520, text);
	cr_expect_str_eq(text, "3.2 h");
	report_money(0.0004, text);
	cr_expect_str_eq(text, "0.0004");
	report_money(12.5, text);
	cr_expect_str_eq(text, "12.50");
}
