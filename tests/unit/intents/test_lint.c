/* Findings about examples, languages, replies and tests: each where it is true, and not where it is
 * nearly true. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/intents/lint_help.h"

/* Two intents with these lists of English examples. */
static char *two(const char *a, const char *b)
{
	char *yaml = NULL;
	cr_assert_gt(asprintf(&yaml,
			      "intents:\n"
			      "  - id: a\n"
			      "    examples: {en: [%s]}\n"
			      "    reply: {en: A}\n"
			      "  - id: b\n"
			      "    examples: {en: [%s]}\n"
			      "    reply: {en: B}\n",
			      a, b),
		     0);
	return yaml;
}

static void expect_two(const char *a, const char *b, const char *expected)
{
	char *yaml = two(a, b);
	expect_findings(yaml, "example", expected);
	free(yaml);
}

Test(lint, the_same_example_twice)
{
	expect_two("where is it, 'WHERE  is it?', where was it", "when is it",
		   "a.yaml:3:34: example-repeated: duplicate example, also at a.yaml:3:21\n");
	expect_two("where is it, 📦", "\"📦\", Where is it",
		   "a.yaml:6:21: example-duplicate: duplicate example, also in intent 'a' at "
		   "a.yaml:3:34\n"
		   "a.yaml:6:26: example-duplicate: duplicate example, also in intent 'a' at "
		   "a.yaml:3:21\n");
}

Test(lint, nearly_the_same_example_in_two_intents)
{
	expect_two("cancel my orders now", "now cancel my order",
		   "a.yaml:6:21: example-near-duplicate: the same words as 'cancel my orders now' "
		   "of intent 'a' at a.yaml:3:21\n");
	expect_two("order 4711222 is late", "order 33 is late",
		   "a.yaml:6:21: example-near-duplicate: the same words as 'order 4711222 is late' "
		   "of intent 'a' at a.yaml:3:21\n");
	expect_two("where is my package", "where is my pakcage",
		   "a.yaml:6:21: example-near-duplicate: but for a letter the same words as 'where "
		   "is my package' of intent 'a' at a.yaml:3:21\n");
	expect_two("cancel my order, send it to me", "change my order, send it to us", "");
	expect_two("where is my package, where is my pakcage", "when is my package here", "");
	expect_two("i want a red rose", "i want a rad rose", "");
}

Test(lint, the_same_example_where_only_one_of_them_can_be_meant)
{
	expect_findings(
		"intents:\n"
		"  - {id: a, examples: {en: [that one]}, reply: {en: A}}\n"
		"  - {id: b, examples: {en: [that one]}, follows: [a], reply: {en: B}}\n"
		"  - {id: c, examples: {en: [that one]}, when: {page: x}, reply: {en: C}}\n",
		"example", "");
}

Test(lint, both_scripts_of_chinese_may_have_a_sentence)
{
	expect_findings("intents:\n"
			"  - id: a\n"
			"    examples: {zh-Hant: [你好], zh-Hans: [你好]}\n"
			"    reply: {zh-Hant: 好, zh-Hans: 好}\n"
			"  - id: b\n"
			"    examples: {zh-Hant: [訂單], zh-Hans: [订单, 订单]}\n"
			"    reply: {zh-Hant: 好, zh-Hans: 好}\n",
			"example",
			"a.yaml:6:45: example-repeated: duplicate example, also at a.yaml:6:41\n");
}

Test(lint, a_list_that_is_one_sentence)
{
	expect_two(
		"help, Help, help!, help", "when is it",
		"a.yaml:3:21: examples-all-same: all 4 examples of intent 'a' in en are the same "
		"sentence\n");
	expect_two("help, Help", "when is it",
		   "a.yaml:3:27: example-repeated: duplicate example, also at a.yaml:3:21\n");
}

/* ---- amounts ---- */

/* Intents with these numbers of different examples. */
static char *amounts(const size_t *counts, size_t count)
{
	char *yaml = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&yaml, &size);
	(void)fputs("intents:\n", out);
	for (size_t i = 0; i < count; i++) {
		(void)fprintf(out, "  - id: i%zu\n    reply: {en: R}\n    examples:\n      en:\n",
			      i);
		for (size_t k = 0; k < counts[i]; k++)
			(void)fprintf(out, "        - w%zux v%zuy\n", i, k);
	}
	(void)fclose(out);
	return yaml;
}

static void expect_amounts(const size_t *counts, size_t count, const char *expected)
{
	char *yaml = amounts(counts, count);
	expect_findings(yaml, "examples-", expected);
	free(yaml);
}

Test(lint, too_few_examples)
{
	expect_amounts((const size_t[]){7, 20, 20, 20, 20}, 5,
		       "a.yaml:6:11: examples-few: intent 'i0' has 7 examples in en, others have "
		       "20\n");
	expect_amounts((const size_t[]){8, 20, 20, 20, 20}, 5, "");
	expect_amounts((const size_t[]){3, 8, 8, 8, 8}, 5, "");
	expect_amounts((const size_t[]){3, 20, 20}, 3, "");
}

Test(lint, far_more_examples_than_the_others)
{
	expect_amounts((const size_t[]){10, 10, 10, 10, 101}, 5,
		       "a.yaml:62:11: examples-unbalanced: intent 'i4' has 101 examples in en, "
		       "others have 10\n");
	expect_amounts((const size_t[]){10, 10, 10, 10, 100}, 5, "");
	expect_amounts((const size_t[]){2, 2, 2, 2, 50}, 5, "");
}

/* ---- languages ---- */

static const char *const spoken[] = {"en", "de"};
static const struct lint_options shop = {
	.languages = spoken, .language_count = 2, .today = "2027-03-31"};

Test(lint, locales_that_nobody_speaks)
{
	expect_findings(
		"intents:\n"
		"  - {id: a, examples: {en: [x y]}, reply: {en: A, de-AT: B, eng: C, tlh: D}}\n",
		"locale",
		"a.yaml:2:51: locale-unknown: no chat is held in the locale 'de-AT'\n"
		"a.yaml:2:61: locale-unknown: no chat is held in the locale 'eng'\n"
		"a.yaml:2:69: locale-unknown: no chat is held in the locale 'tlh'\n");
	expect_findings(
		"intents:\n"
		"  - {id: a, when: {locale: [de, ed]}, examples: {en: [x y]}, reply: {en: A}}\n",
		"locale", "a.yaml:2:28: locale-unknown: no chat is held in the locale 'ed'\n");
	expect_findings_in(
		"intents:\n"
		"  - {id: a, patterns: [{regex: x, locale: fr}], reply: {en: A, de: B}}\n",
		"locale", &shop, "a.yaml:2:43: locale-unused: the shop does not speak 'fr'\n");
	static const char *const chinese[] = {"zh-Hant"};
	expect_findings_in(
		"intents:\n"
		"  - {id: a, patterns: [{regex: x, locale: zh-Hans}], reply: {zh-Hant: 好}}\n",
		"locale", &(struct lint_options){.languages = chinese, .language_count = 1}, "");
}

Test(lint, texts_that_are_missing_in_a_language)
{
	static const char yaml[] =
		"intents:\n"
		"  - id: a\n"
		"    title: {en: A}\n"
		"    patterns: [x]\n"
		"    slots: {n: {type: number, ask: {en: Which one}, retry: {de: Bitte!}}}\n"
		"    action: {post: 'https://shop.example/{n}', confirm: {en: Sure, de: Gut}}\n"
		"    reply: {en: 'Here is {n}', de: '{n}'}\n"
		"    reply_failed: {de: Nein}\n"
		"  - {id: b, patterns: [y], reply: {en: B, de: B}, choices: {en: [x]}}\n"
		"  - {id: c, title: {en: C}, patterns: [z], reply: {en: C}}\n"
		"  - {id: d, title: D, patterns: [u], handoff: always}\n"
		"  - {id: e, title: {de: E}, patterns: [v], handoff: always}\n";
	static const char expected[] =
		"a.yaml:3:17: text-missing: intent 'a' has no title in de\n"
		"a.yaml:5:41: text-missing: intent 'a' has no question for 'n' in de\n"
		"a.yaml:5:65: text-missing: intent 'a' has no 'retry' for 'n' in en\n"
		"a.yaml:8:24: text-missing: intent 'a' has no reply_failed in en\n"
		"a.yaml:9:66: text-missing: intent 'b' has no choices in de\n"
		"a.yaml:10:44: text-missing: intent 'c' has no reply in de\n"
		"a.yaml:12:25: text-missing: intent 'e' has no title in en\n";
	expect_findings_in(yaml, "text-missing", &shop, expected);
	expect_findings(yaml, "text-missing", expected);
}

Test(lint, languages_that_an_intent_has_no_examples_in)
{
	expect_findings_in(
		"intents:\n"
		"  - {id: a, examples: {en: [one]}, reply: {en: A, de: A}}\n"
		"  - {id: b, examples: {en: [two], de: [zwei]}, reply: {en: A, de: A}}\n"
		"  - {id: c, examples: {en: [three], de: [drei]}, reply: {en: A, de: A}}\n"
		"  - {id: d, examples: {en: [four]}, patterns: [vier], reply: {en: A, de: A}}\n"
		"  - {id: e, patterns: [{regex: five, locale: en}], reply: {en: A, de: A}}\n",
		"examples-missing", &shop,
		"a.yaml:2:29: examples-missing: intent 'a' has no examples in de\n");
}

/* ---- replies ---- */

Test(lint, replies_that_are_not_translated)
{
	expect_findings(
		"intents:\n"
		"  - {id: a, patterns: [x], reply: {en: We will look at it, de: We will look at "
		"it}}\n"
		"  - {id: b, patterns: [y], reply: {en: 'https://shop.example/help', de: "
		"'https://shop.example/help'}}\n"
		"  - {id: c, patterns: [z], reply: {zh-Hant: 您的訂單, zh-Hans: 您的訂單}}\n"
		"  - {id: d, patterns: [w], reply: {zh-Hant: 你好, zh-Hans: 你好}}\n",
		"text-untranslated",
		"a.yaml:2:64: text-untranslated: the reply of intent 'a' is the same in en and de\n"
		"a.yaml:4:60: text-untranslated: the reply of intent 'c' is the same in zh-Hant "
		"and "
		"zh-Hans\n");
}

Test(lint, replies_that_nobody_reads_to_the_end)
{
	for (int words = 180; words <= 181; words++) {
		char *yaml = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&yaml, &size);
		(void)fputs("intents:\n  - {id: a, patterns: [x], reply: {en: 'x", out);
		for (int i = 1; i < words; i++)
			(void)fputs("wort ", out);
		(void)fputs("end.'}}\n", out);
		(void)fclose(out);
		expect_findings(yaml, "reply-long",
				words == 180
					? ""
					: "a.yaml:2:40: reply-long: the reply of intent 'a' in "
					  "en has 905 characters\n");
		free(yaml);
	}
}

Test(lint, answers_past_their_date)
{
	static const char yaml[] =
		"intents:\n"
		"  - {id: a, patterns: [x], reply: {en: A}, owner: mail, review_by: 2027-03-30}\n"
		"  - {id: b, patterns: [y], reply: {en: B}, review_by: 2027-03-31}\n";
	expect_findings_in(yaml, "review", &shop,
			   "a.yaml:2:10: review-overdue: the answer of intent 'a' was to be "
			   "reviewed by 2027-03-30, owner: mail\n");
	expect_findings(yaml, "review", "");
}

/* ---- tests ---- */

Test(lint, tests_that_are_missing_or_prove_nothing)
{
	expect_findings(
		"intents:\n"
		"  - id: a\n"
		"    examples: {en: [where is it]}\n"
		"    patterns: ['parcel']\n"
		"    reply: {en: A}\n"
		"    tests:\n"
		"      - {say: Where is it?}\n"
		"      - {say: where could it be, locale: en}\n"
		"      - {say: where is my parcel}\n"
		"      - {say: where is it, locale: es}\n"
		"  - {id: b, examples: {en: [where was it, my parcel]}, reply: {en: B}}\n"
		"  - id: c\n"
		"    examples: {en: [my parcel]}\n"
		"    reply: {en: B}\n"
		"    tests: [{turns: [{say: hello, intent: c}]}, {say: where is it, not: true}]\n"
		"  - {id: out_of_scope, examples: {en: [nice weather]}}\n",
		"test",
		"a.yaml:7:9: test-is-example: the test proves nothing: it is the example at "
		"a.yaml:3:21\n"
		"a.yaml:10:36: test-locale: no intent knows the locale 'es' of this test\n"
		"a.yaml:11:10: tests-missing: intent 'b' has no tests, others have\n");
}

Test(lint, a_catalog_without_tests_is_not_told_so_for_each_intent)
{
	expect_findings("intents:\n"
			"  - {id: a, patterns: [x], reply: {en: A}, tests: [{say: x}]}\n"
			"  - {id: b, patterns: [y], reply: {en: B}}\n",
			"test", "");
}

/* ---- buttons ---- */

static bool knows_only_people(const void *ctx, const char *locale, const char *text)
{
	(void)ctx;
	return strcmp(locale, "en") == 0 && strcmp(text, "Talk to a person") == 0;
}

Test(lint, buttons_that_nothing_answers)
{
	static const char yaml[] = "intents:\n"
				   "  - id: track\n"
				   "    examples: {en: [where is my package, has it shipped, when "
				   "will my parcel come]}\n"
				   "    reply: {en: On its way}\n"
				   "    choices:\n"
				   "      en: [Frobnicate gizmos, cancel!, Where is it now, "
				   "opening, Talk to a person]\n"
				   "  - {id: cancel, examples: {en: [Cancel, cancel my order "
				   "please]}, reply: {en: B}}\n"
				   "  - {id: now, follows: [track], examples: {en: [where is it "
				   "now]}, reply: {en: N}}\n"
				   "  - {id: hours, patterns: [opening], reply: {en: H}}\n"
				   "  - {id: out_of_scope, examples: {en: [frobnicate gizmos]}}\n";
	expect_findings(
		yaml, "choice",
		"a.yaml:6:12: choice-dead: the choice 'Frobnicate gizmos' leads nowhere: no intent "
		"answers it\n"
		"a.yaml:6:66: choice-dead: the choice 'Talk to a person' leads nowhere: no intent "
		"answers it\n");
	expect_findings_in(yaml, "choice", &(struct lint_options){.understood = knows_only_people},
			   "a.yaml:6:12: choice-dead: the choice 'Frobnicate gizmos' leads "
			   "nowhere: no intent answers it\n");
}

Test(lint, buttons_that_lead_back)
{
	expect_findings(
		"intents:\n"
		"  - {id: a, examples: {en: [again, one more]}, reply: {en: A}, choices: {en: "
		"[Again]}}\n"
		"  - {id: b, examples: {en: [another]}, reply: {en: B}, choices: {en: [Another]},\n"
		"     slots: {n: {type: number, ask: {en: Which}}}}\n",
		"choice",
		"a.yaml:2:79: choice-repeats: the choice 'Again' leads back to the answer that it "
		"stands under\n");
}
