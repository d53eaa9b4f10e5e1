/*
 * Cues against lists of messages, data/LOCALE.tsv: label, tab, text. A label names the cue that
 * must be found (none: no request, complaint, sensitive topic, abuse or rejection at all). Each
 * miss is printed; add a line for every bug.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "config/text/normalize.h"
#include "escalation/cue_set.h"
#include "escalation/cues.h"

static bool is_sure(const struct cue_found found[CUE_COUNT], enum esc_cue cue)
{
	bool graded = cue == CUE_COMPLAINT || cue == CUE_SENSITIVE || cue == CUE_ABUSE;

	return found[cue].p >= (graded ? 0.8 : 0.5);
}

static bool is_right(const char *label, const struct cue_found found[CUE_COUNT])
{
	for (int cue = 0; cue < CUE_COUNT; cue++) {
		if (!strcmp(label, cue_name((enum esc_cue)cue)))
			return is_sure(found, (enum esc_cue)cue);
	}
	return !is_sure(found, CUE_REQUEST) && !is_sure(found, CUE_SUPPORT) &&
	       !is_sure(found, CUE_COMPLAINT) && !is_sure(found, CUE_SENSITIVE) &&
	       !is_sure(found, CUE_ABUSE) && !is_sure(found, CUE_REJECTED);
}

static void find(const struct esc_cues *c, const char *text, struct cue_found found[CUE_COUNT])
{
	static char normalized[NORMALIZE_OUT_MAX];
	long len = normalize_text(text, strlen(text), normalized, sizeof(normalized));

	cr_assert_geq(len, 0);
	cues_find(c, normalized, (size_t)len, NULL, found);
}

static void check_file(const char *locale)
{
	struct esc_cues *c = cues_create();
	char path[100], line[1000];
	unsigned number = 0, missed = 0;
	FILE *in;

	(void)snprintf(path, sizeof(path), "tests/unit/escalation/data/%s.tsv", locale);
	in = fopen(path, "r");
	cr_assert_not_null(in, "%s: run from the project's folder", path);
	while (fgets(line, sizeof(line), in)) {
		struct cue_found found[CUE_COUNT];
		char *tab = strchr(line, '\t');

		number++;
		line[strcspn(line, "\n")] = '\0';
		cr_assert_not_null(tab, "%s:%u: no tab", path, number);
		*tab = '\0';
		find(c, tab + 1, found);
		if (is_right(line, found))
			continue;
		missed++;
		(void)fprintf(stderr, "%s:%u: not %s: %s\n", path, number, line, tab + 1);
	}
	(void)fclose(in);
	cues_destroy(c);
	cr_assert_gt(number, 50);
	cr_assert_eq(missed, 0, "%u of %u lines of %s, see above", missed, number, path);
}

Test(cues, en)
{
	check_file("en");
}

Test(cues, de)
{
	check_file("de");
}

Test(cues, fr)
{
	check_file("fr");
}

Test(cues, zh_hans)
{
	check_file("zh-Hans");
}

Test(cues, zh_hant)
{
	check_file("zh-Hant");
}

Test(cues, requests_in_languages_that_no_shop_lists)
{
	static const char *const requests[] = {"quiero hablar con una persona",
					       "agente",
					       "necesito un agente humano",
					       "vorrei parlare con un operatore",
					       "operatore",
					       "ik wil een medewerker spreken",
					       "medewerker",
					       "quero falar com um atendente",
					       "atendente por favor"};
	struct esc_cues *c = cues_create();
	struct cue_found found[CUE_COUNT];

	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		find(c, requests[i], found);
		cr_expect(is_sure(found, CUE_REQUEST), "a request: %s", requests[i]);
	}
	cues_destroy(c);
}

Test(cues, slips_of_the_keys_are_forgiven_where_the_table_says_so)
{
	struct esc_cues *c = cues_create();
	struct cue_found found[CUE_COUNT];

	find(c, "i want to make a complaimt", found);
	cr_expect(is_sure(found, CUE_COMPLAINT));
	find(c, "connect me to a repressentative", found);
	cr_expect(is_sure(found, CUE_REQUEST));
	find(c, "pleeeease give me a humannnn", found);
	cr_expect(is_sure(found, CUE_REQUEST));
	/* One letter away from police and lawyer. */
	find(c, "what is your policy on the second layer", found);
	cr_expect_not(is_sure(found, CUE_SENSITIVE));
	cues_destroy(c);
}

Test(cues, long_and_odd_texts_are_bounded, .timeout = 10)
{
	struct esc_cues *c = cues_create();
	struct cue_found found[CUE_COUNT];
	char *text = malloc(30001);

	for (size_t i = 0; i < 30000; i += 10)
		memcpy(text + i, "i want to ", 10);
	text[30000] = '\0';
	for (int i = 0; i < 50; i++)
		find(c, text, found);
	for (size_t i = 0; i < 30000; i += 3)
		memcpy(text + i, "转", 3);
	for (int i = 0; i < 50; i++)
		find(c, text, found);
	find(c, "", found);
	cr_assert_float_eq(found[CUE_REQUEST].p, 0, 0);
	free(text);
	cues_destroy(c);
}

/* ---- the notation ---- */

struct notation {
	const char *rule, *text;
	bool found;
};

Test(cues, notation)
{
	static const struct notation cases[] = {
		{"red fox", "a red fox", true},
		{"red fox", "a red big fox", false},
		{"red .. fox", "red a b c fox", true},
		{"red .. fox", "red a b c d fox", false},
		{"red ..5 fox", "red. then a fox", false}, /* no gap over the end of a sentence */
		{"jump*", "jumping", true},
		{"(a | b c) d", "b c d", true},
		{"(a | b c) d", "c d", false},
		{"a b? c", "a c", true},
		{"^ a $", "a!", true},
		{"^ a $", "a b", false},
		{"# cats", "12 cats", true},
		{"don't", "don't", true},
		{"转人工", "请转人工吧", true},
		{"转 ..2 人工", "转到的人工", true},
		{"grün", "gruen", true},
		{"grün", "grun", true},
		{"~complaint", "complaimt", true},
		{"complaint", "complaimt", false},
		{"~agent", "agnet", true},
		{"~agent", "agony", false},
		{"% agent $", "this leads nowhere, agent", true},
		{"% agent $", "agent", true},
		{"% agent $", "i am the agent", false},
		{"% 真人 $", "算了 真人", true},
		{"% 真人 $", "我是真人", false},
	};
	char err[120];

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct esc_cues *c = cues_create_of(CUE_COMPLAINT, cases[i].rule, NULL, err);
		struct cue_found found[CUE_COUNT];

		cr_assert_not_null(c, "%s: %s", cases[i].rule, err);
		find(c, cases[i].text, found);
		cr_expect_eq(found[CUE_COMPLAINT].p > 0, cases[i].found, "rule \"%s\" on \"%s\"",
			     cases[i].rule, cases[i].text);
		cues_destroy(c);
	}
}

Test(cues, what_is_denied_does_not_count)
{
	char err[120];
	struct esc_cues *c = cues_create_of(CUE_SENSITIVE, "fire", "fire pit", err);
	struct cue_found found[CUE_COUNT];

	cr_assert_not_null(c);
	find(c, "a fire pit", found);
	cr_assert(found[CUE_SENSITIVE].denied);
	cr_assert_float_eq(found[CUE_SENSITIVE].p, 0, 0);
	find(c, "the fire pit caught fire", found);
	cr_assert_not(found[CUE_SENSITIVE].denied);
	cr_assert_gt(found[CUE_SENSITIVE].p, 0);
	cues_destroy(c);
}

Test(cues, harmless_talk_reaches_to_the_end_of_its_clause)
{
	struct esc_cues *c = cues_create();
	struct cue_found found[CUE_COUNT];

	find(c, "do you have something against burns on hands", found);
	cr_expect_not(is_sure(found, CUE_SENSITIVE));
	cr_expect(found[CUE_SENSITIVE].denied);
	find(c, "do you have an opening on sunday, the lamp caught fire", found);
	cr_expect(is_sure(found, CUE_SENSITIVE), "another clause");
	find(c, "do you have a rope so that i can kill myself", found);
	cr_expect(is_sure(found, CUE_SENSITIVE), "what is certain counts everywhere");
	cues_destroy(c);
}

Test(cues, a_denial_with_an_open_end_reaches_as_far_as_it_says)
{
	char err[120];
	struct esc_cues *c =
		cues_create_of(CUE_REQUEST, "talk to the manager", "shirt saying ..6", err);
	struct cue_found found[CUE_COUNT];

	cr_assert_not_null(c);
	find(c, "a shirt saying i will talk to the manager", found);
	cr_expect(found[CUE_REQUEST].denied);
	find(c, "a shirt saying no, and it came torn. now i talk to the manager", found);
	cr_expect_gt(found[CUE_REQUEST].p, 0);
	cues_destroy(c);
}

Test(cues, mistakes_in_a_table_are_found)
{
	static const char *const broken[] = {"",        "(a",       "a)",    "a | | b",
					     "@nobody", "a ..99 b", "a ? b", "*"};
	char err[120];

	for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
		cr_expect_null(cues_create_of(CUE_ANGER, broken[i], NULL, err),
			       "must not compile: %s", broken[i]);
		cr_expect_gt(strlen(err), 0, "no reason given for %s", broken[i]);
	}
}

Test(cues, built_in_tables_compile_and_no_rule_is_tried_on_every_word)
{
	struct cue_set s = {0};
	char err[120];

	cr_assert_eq(cue_set_builtin(&s, err), 0, "%s", err);
	cue_set_finish(&s);
	cr_assert_eq(s.any_rules.count, 0, "rule %u begins with a gap or an optional word",
		     s.any_rules.count ? s.any_rules.items[0] : 0);
	cue_set_dispose(&s);
}
