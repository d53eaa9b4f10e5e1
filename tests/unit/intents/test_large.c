/* Catalogs at their limits: many intents, all the same, one class only. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "intents/refine.h"
#include "tests/unit/intents/help.h"

/* Intent k is about thing k: a word of its own, made of k's digits as letters. */
static void write_intent(FILE *out, size_t k)
{
	char thing[8];
	size_t rest = k;
	for (size_t i = 0; i < 4; i++, rest /= 10)
		thing[i] = (char)('a' + rest % 10 + (i % 2) * 10);
	thing[4] = '\0';
	(void)fprintf(out,
		      "  - id: i%zu\n    handoff: offer\n    examples:\n      en: [where is my "
		      "%sthing, tell me about the %sthing]\n",
		      k, thing, thing);
}

Test(large, ten_thousand_intents, .timeout = 120)
{
	char *yaml = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&yaml, &size);
	(void)fputs("intents:\n", out);
	for (size_t k = 0; k < INTENT_MAX; k++)
		write_intent(out, k);
	(void)fclose(out);
	struct intent_catalog *c = catalog_good(yaml);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	struct intent_part parts[INTENT_PARTS_MAX];
	const struct intent_context context = {.locale = "en"};
	cr_expect_eq(intent_catalog_count(c), INTENT_MAX);
	cr_expect_str_eq(answer(c, s, "en", "where is my zzzzthing", &d), "-", "no such thing");
	cr_expect_eq(d.candidate_count, INTENT_CANDIDATES);
	cr_expect_str_eq(answer(c, s, "en", "Where is my bkekthing?", &d), "i401",
			 "a sentence of its");
	(void)intent_parts(c, s, &context, "do not ask where is my bkekthing", 32, parts);
	const struct intent_refine how = {0};
	enum intent_refined result;
	cr_expect_null(intent_catalog_refine(c, &how, &result), "nets would not fit");
	cr_expect_eq(result, INTENT_REFINE_NO_GAIN);
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
	free(yaml);
}

Test(large, all_examples_the_same, .timeout = 30)
{
	char *yaml = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&yaml, &size);
	(void)fputs("intents:\n", out);
	for (size_t k = 0; k < 40; k++) {
		(void)fprintf(out, "  - id: i%zu\n    handoff: offer\n    examples:\n      en:\n",
			      k);
		for (size_t i = 0; i < 100; i++)
			(void)fputs("        - where is my order\n", out);
	}
	(void)fclose(out);
	struct intent_catalog *c = catalog_good(yaml);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	cr_expect_str_eq(answer(c, s, "en", "where is my order", &d), "i0", "the first has it");
	cr_expect(d.confidence > 0 && d.confidence < 1);
	(void)answer(c, s, "en", "where is your order", &d);
	cr_expect(d.confidence > 0 && d.confidence < 1);
	const struct intent_refine how = {0};
	enum intent_refined result;
	intent_catalog_destroy(intent_catalog_refine(c, &how, &result));
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
	free(yaml);
}

Test(large, examples_without_words)
{
	struct intent_catalog *c = catalog_good(
		"intents:\n  - {id: a, handoff: offer, examples: {en: ['?', '!!', '...']}}\n"
		"  - {id: b, handoff: offer, examples: {en: ['😀', '👍👍', '12345']}}\n");
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	cr_expect_str_eq(answer(c, s, "en", "👍👍", &d), "b");
	cr_expect_str_eq(answer(c, s, "en", "?", &d), "a");
	cr_expect_str_eq(answer(c, s, "en", "hello", &d), "-");
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

/* A megabyte in one line, ten thousand emojis, text turned round, letters with towers of marks, one
 * character that becomes eighteen: a decision, soon, in the scratch that there is. */
Test(large, messages_beyond_all_measure, .timeout = 30)
{
	static const struct {
		const char *unit;
		size_t times;
		const char *intent;
	} rows[] = {
		{"a", 1000000, "-"},
		{"where is my order ", 55000, "track"},
		{"\xF0\x9F\x98\x80", 10000, "-"},
		{"\xE2\x80\xAEredro ym si erehw ", 30000, "-"},
		{"e\xCC\x81\xCC\x81\xCC\x81", 120000, "-"},
		{"\xEF\xB7\xBA", 300000, "-"},
		{"\xE6\x88\x91", 300000, "-"},
		{"12345 ", 150000, "-"},
	};
	struct intent_catalog *c = catalog_good(
		"intents:\n  - {id: track, handoff: offer, examples: {en: [where is my order, "
		"track "
		"my parcel, has my order left]}}\n"
		"  - {id: hours, handoff: offer, examples: {en: [when are you open, opening "
		"hours, are you closed on sundays]}}\n");
	struct intent_scratch *s = intent_scratch_create();
	const struct intent_context context = {.locale = "en"};
	struct intent_part parts[INTENT_PARTS_MAX];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t unit = strlen(rows[i].unit), len = unit * rows[i].times;
		char *text = mem_new(len + 1, 1);
		struct intent_decision d;
		for (size_t at = 0; at < len; at += unit)
			memcpy(text + at, rows[i].unit, unit);
		intent_match(c, s, "en", text, len, &d);
		cr_expect_str_eq(d.intent != NULL ? intent_id(d.intent) : "-", rows[i].intent,
				 "row %zu, %f", i, d.confidence);
		cr_expect(d.confidence >= 0 && d.confidence <= 1, "row %zu: %f", i, d.confidence);
		cr_expect_leq(intent_parts(c, s, &context, text, len, parts), INTENT_PARTS_MAX);
		free(text);
	}
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}
