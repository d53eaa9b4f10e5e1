/* Shares, tables and pairs of an evaluation; the words that intents share. */
#include <criterion/criterion.h>
#include <string.h>

#include "config/load/attrs.h"
#include "intents/measure/measure.h"
#include "intents/measure/shared_words.h"
#include "tests/unit/intents/help.h"

static const struct measure_row rows[] = {
	{"en", "track", "track", "track", 0.95}, {"en", "track", "refund", "refund", 0.85},
	{"en", "track", NULL, "refund", 0.25},   {"de", "refund", NULL, "refund", 0.45},
	{"de", "refund", NULL, NULL, 0},         {"de", NULL, NULL, "track", 0.15},
	{"en", NULL, "track", "track", 0.85},
};

Test(measure, counts_in_scope_and_out_of_scope_apart)
{
	struct measure m;

	measure_rows(rows, ARRAY_LEN(rows), &m);
	cr_assert_eq(m.all.in_scope, 5);
	cr_assert_eq(m.all.right, 1);
	cr_assert_eq(m.all.wrong, 1);
	cr_assert_eq(m.all.silent, 3);
	cr_assert_eq(m.all.best_right, 2);
	cr_assert_eq(m.all.out_of_scope, 2);
	cr_assert_eq(m.all.refused, 1);
	cr_assert_eq(m.locales.count, 2);
	cr_assert_str_eq(m.locales.items[1].name, "de");
	cr_assert_eq(m.locales.items[1].counts.in_scope, 2);
	cr_assert_eq(m.locales.items[1].counts.refused, 1);
	measure_dispose(&m);
}

Test(measure, recall_and_precision_of_each_intent)
{
	struct measure m;

	measure_rows(rows, ARRAY_LEN(rows), &m);
	cr_assert_eq(m.intents.count, 2);
	const struct measure_intent *refund = &m.intents.items[0], *track = &m.intents.items[1];
	cr_assert_str_eq(refund->id, "refund");
	cr_assert_eq(refund->messages, 2);
	cr_assert_eq(refund->right, 0);
	cr_assert_eq(refund->silent, 2);
	cr_assert_eq(refund->answered, 1);
	cr_assert_eq(track->messages, 3);
	cr_assert_eq(track->answered, 2);
	cr_assert_eq(track->from_outside, 1);
	measure_dispose(&m);
}

Test(measure, pairs_count_answers_and_leanings_but_no_refusal_out_of_scope)
{
	struct measure m;

	measure_rows(rows, ARRAY_LEN(rows), &m);
	cr_assert_eq(m.pairs.count, 2);
	cr_assert_str_eq(m.pairs.items[0].expected, "track");
	cr_assert_str_eq(m.pairs.items[0].got, "refund");
	cr_assert_eq(m.pairs.items[0].count, 2);
	cr_assert_eq(m.pairs.items[0].answered, 1);
	cr_assert_null(m.pairs.items[1].expected);
	cr_assert_eq(m.pairs.items[1].answered, 1);
	measure_dispose(&m);
}

Test(measure, calibration_is_the_mean_distance_between_confidence_and_truth)
{
	static const struct measure_row sure[] = {
		{"en", "a", "a", "a", 0.8},   {"en", "a", "b", "b", 0.8},
		{"en", "a", NULL, NULL, 0},   {"en", "a", "a", "a", 1.0},
		{"en", NULL, NULL, "a", 0.0},
	};
	struct measure m;

	measure_rows(sure, ARRAY_LEN(sure), &m);
	cr_assert_eq(m.bins[8].count, 2);
	cr_assert_eq(m.bins[8].right, 1);
	cr_assert_float_eq(m.bins[8].confidence, 0.8, 1e-9);
	cr_assert_eq(m.bins[9].count, 1, "a confidence of 1 belongs to the last bin");
	cr_assert_eq(m.bins[0].count, 1, "no guess is in no bin");
	cr_assert_float_eq(m.calibration_error, 0.15, 1e-9, "2 of 4 guesses are 0.3 off");
	measure_dispose(&m);
}

Test(measure, nothing_is_measured_of_nothing)
{
	struct measure m;

	measure_rows(NULL, 0, &m);
	cr_assert_eq(m.intents.count + m.pairs.count + m.locales.count, 0);
	cr_assert_lt(measure_share(0, 0), 0);
	measure_dispose(&m);
}

static const char shop[] =
	"version: 1\n"
	"intents:\n"
	"  - id: get_refund\n"
	"    examples:\n"
	"      en: [i want a refund for my order, please give my money back, refunds are due, "
	"my refund now]\n"
	"      zh-Hans: [我要退款, 我的退款, 给我钱]\n"
	"    reply: {en: a}\n"
	"  - id: track_refund\n"
	"    examples:\n"
	"      en: [where is my refund, when is my money there, has the refund been sent, money "
	"still missing for my order]\n"
	"      zh-Hans: [退款在哪里, 退款什么时候到]\n"
	"    reply: {en: b}\n"
	"  - id: track_order\n"
	"    examples: {en: [where is my order, has my order been sent, my order is late]}\n"
	"    reply: {en: c}\n"
	"  - id: hours\n"
	"    examples: {en: [when are you open, is my shop open today]}\n"
	"    reply: {en: d}\n";

Test(shared_words, names_what_only_the_two_have_in_common)
{
	struct intent_catalog *c = catalog_good(shop);
	const struct intent *a = intent_catalog_find(c, "get_refund"),
			    *b = intent_catalog_find(c, "track_refund");
	struct shared_word words[SHARED_WORDS];
	size_t count = shared_words(c, "en", a, b, words);

	cr_assert_geq(count, 2);
	cr_assert_str_eq(words[0].text, "refund", "one stem, the shortest form");
	cr_assert_eq(words[0].in_a, 3);
	cr_assert_eq(words[0].in_b, 2);
	cr_assert_str_eq(words[1].text, "money");
	for (size_t i = 0; i < count; i++)
		cr_assert_str_neq(words[i].text, "my", "is in every intent");
	intent_catalog_destroy(c);
}

Test(shared_words, chinese_goes_by_two_characters)
{
	struct intent_catalog *c = catalog_good(shop);
	struct shared_word words[SHARED_WORDS];
	size_t count = shared_words(c, "zh-Hant", intent_catalog_find(c, "get_refund"),
				    intent_catalog_find(c, "track_refund"), words);

	cr_assert_eq(count, 1);
	cr_assert_str_eq(words[0].text, "退款");
	intent_catalog_destroy(c);
}

Test(shared_words, a_language_without_examples_shares_nothing)
{
	struct intent_catalog *c = catalog_good(shop);
	struct shared_word words[SHARED_WORDS];

	cr_assert_eq(shared_words(c, "fr", intent_catalog_at(c, 0), intent_catalog_at(c, 1), words),
		     0);
	intent_catalog_destroy(c);
}

Test(measure, a_scratch_without_patterns_decides_by_examples_alone)
{
	struct intent_catalog *c = catalog_good("version: 1\nintents:\n  - id: a\n    patterns: "
						"['\\bping\\b']\n    reply: {en: x}\n");
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;

	cr_assert_str_eq(answer(c, s, "en", "ping", &d), "a");
	intent_scratch_use_patterns(s, false);
	cr_assert_str_eq(answer(c, s, "en", "ping", &d), "-");
	cr_assert_str_eq(answer(c, s, "de", "ping", &d), "-");
	intent_scratch_use_patterns(s, true);
	cr_assert_str_eq(answer(c, s, "de", "ping", &d), "a");
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}
