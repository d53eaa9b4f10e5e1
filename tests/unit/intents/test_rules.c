/* Which pattern wins, for whom it is tried, and what a pattern without end does. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "config/text/pattern.h"
#include "intents/patterns/literal.h"
#include "tests/unit/intents/help.h"

Test(rules, the_longest_match_wins_then_the_first_in_the_file)
{
	struct intent_catalog *c =
		catalog_good("intents:\n"
			     "  - {id: short, patterns: ['refund'], reply: {en: a}}\n"
			     "  - {id: long, patterns: ['where is my refund'], reply: {en: b}}\n"
			     "  - {id: same, patterns: ['my\\srefund|refund'], reply: {en: c}}\n");
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	cr_expect_str_eq(answer(c, s, "en", "So WHERE is my refund?", &d), "long");
	cr_expect_eq(d.by, INTENT_BY_PATTERN);
	cr_expect_str_eq(d.pattern.regex, "where is my refund");
	cr_expect_eq(d.pattern.at.line, 3);
	cr_expect_eq(strncmp(d.normalized + d.pattern.start, "where is my refund", d.pattern.len),
		     0);
	cr_assert_eq(d.candidate_count, 3, "the other hits are candidates");
	cr_expect_str_eq(intent_id(d.candidates[1].intent), "same");
	cr_expect_str_eq(intent_id(d.candidates[2].intent), "short");
	cr_expect_gt(d.candidates[0].confidence, d.candidates[1].confidence);
	cr_expect_gt(d.candidates[1].confidence, d.candidates[2].confidence);
	cr_expect_gt(d.confidence, d.threshold);
	cr_expect_lt(d.confidence, 1.0);
	cr_expect_str_eq(answer(c, s, "en", "a refund!", &d), "short", "same length: file order");
	cr_expect_str_eq(answer(c, s, "en", "nothing", &d), "-");
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

Test(rules, patterns_win_over_examples)
{
	struct intent_catalog *c =
		catalog_good("intents:\n"
			     "  - {id: a, examples: {en: [refund me please]}, reply: {en: a}}\n"
			     "  - {id: b, patterns: ['refund'], reply: {en: b}}\n");
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	cr_expect_str_eq(answer(c, s, "en", "refund me please", &d), "b");
	cr_assert_eq(d.candidate_count, 2);
	cr_expect_str_eq(intent_id(d.candidates[1].intent), "a");
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

Test(rules, locales_of_patterns)
{
	struct intent_catalog *c = catalog_good(
		"intents:\n"
		"  - {id: any, patterns: ['42'], reply: {en: a, de: b, zh-Hans: c, zh-Hant: d}}\n"
		"  - {id: de_only, patterns: [{regex: 'die karte', locale: de}], reply: {de: b}}\n"
		"  - {id: en_die, patterns: [{regex: 'die', locale: en}], reply: {en: b}}\n"
		"  - {id: hant, patterns: [{regex: '訂單', locale: zh-Hant}], reply: {zh-Hant: "
		"b}}\n");
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	cr_expect_str_eq(answer(c, s, "fr", "42", &d), "any");
	cr_expect_str_eq(d.locale, "fr",
			 "a pattern without a locale says nothing about the language");
	cr_expect_str_eq(answer(c, s, "de", "wo ist die karte", &d), "de_only");
	cr_expect_str_eq(d.locale, "de");
	cr_expect_str_eq(answer(c, s, "en", "wo ist die karte", &d), "en_die",
			 "the chat's own language comes first");
	cr_expect_str_eq(answer(c, s, "fr", "wo ist die karte", &d), "de_only",
			 "then the longest of the others");
	cr_expect_str_eq(d.locale, "de");
	cr_expect_str_eq(answer(c, s, "zh-Hans", "我的订单", &d), "hant",
			 "one script's patterns serve both");
	cr_expect_str_eq(d.locale, "zh-Hans");
	cr_expect_str_eq(answer(c, s, "zh-Hant", "我的訂單", &d), "hant");
	cr_expect_str_eq(d.locale, "zh-Hant");
	cr_expect_str_eq(answer(c, s, "en", "我的訂單", &d), "hant");
	cr_expect_str_eq(d.locale, "zh-Hant");
	cr_expect_str_eq(answer(c, s, "de-AT", "wo ist die karte", &d), "de_only");
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

Test(rules, a_pattern_without_end_is_skipped_and_named)
{
	struct intent_catalog *c =
		catalog_good("intents:\n"
			     "  - {id: endless, patterns: ['^(a+)+$'], reply: {en: a}}\n"
			     "  - {id: good, patterns: ['!'], reply: {en: b}}\n");
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	cr_expect_str_eq(answer(c, s, "en", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", &d),
			 "good");
	cr_expect_eq(d.broken_patterns, 1);
	cr_assert_not_null(d.broken_intent);
	cr_expect_str_eq(d.broken_intent, "endless");
	cr_expect_str_eq(answer(c, s, "en", "aaa", &d), "endless");
	cr_expect_eq(d.broken_patterns, 0);
	cr_expect_null(d.broken_intent);
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

/* ---- the prefilter decides like running every pattern ---- */

static unsigned random_next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static const char *const words[] = {"refund", "order", "bestellung", "wo",    "is",
				    "my",     "退货",  "订单",       "größe", "x"};

static void random_text(unsigned *seed, char *out, size_t size)
{
	size_t len = 0;
	out[0] = '\0';
	for (unsigned n = 1 + random_next(seed) % 5; n > 0; n--)
		len += (size_t)snprintf(out + len, size - len, "%s%s",
					words[random_next(seed) % ARRAY_LEN(words)],
					random_next(seed) % 3 > 0 ? " " : "");
}

static void random_regex(unsigned *seed, char *out, size_t size)
{
	static const char *const forms[] = {"%s%s",       "%s.*%s",       "(%s|%s)",
					    "%s (?:%s)?", "\\b%s\\w*|%s", "(?:%s){0,2}%s",
					    "^%s.?%s",    "[a-z]+%s ?%s"};
	const char *a = words[random_next(seed) % ARRAY_LEN(words)],
		   *b = words[random_next(seed) % ARRAY_LEN(words)];
	const char *form = forms[random_next(seed) % ARRAY_LEN(forms)];
	size_t len = 0, filled = 0;
	for (const char *p = form; *p != '\0' && len + 40 < size; p++) {
		if (p[0] == '%') {
			len += (size_t)snprintf(out + len, size - len, "%s", filled++ == 0 ? a : b);
			p++;
		} else {
			out[len++] = *p;
		}
	}
	out[len] = '\0';
}

static bool has_one(const char *text, const struct literal_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		if (memmem(text, strlen(text), set->items[i].bytes, set->items[i].len) != NULL)
			return true;
	}
	return false;
}

Test(rules, a_text_that_matches_has_one_of_the_literals)
{
	struct pattern_scratch *scratch = pattern_scratch_create();
	struct literal_set *set = mem_new(2, sizeof(*set));
	struct diag d;
	unsigned seed = 7, hits = 0, twice = 0;
	diag_init(&d);
	for (int round = 0; round < 400; round++) {
		char regex[256], text[256];
		random_regex(&seed, regex, sizeof(regex));
		struct pattern *p =
			pattern_create(regex, strlen(regex), (struct diag_place){"x", 1, 1}, &d);
		cr_assert_not_null(p, "%s does not compile", regex);
		bool has = literal_find(regex, strlen(regex), set, set + 1);
		for (int k = 0; has && k < 40; k++) {
			size_t start, len;
			random_text(&seed, text, sizeof(text));
			if (pattern_find(p, scratch, text, strlen(text), &start, &len) !=
			    PATTERN_YES)
				continue;
			bool found = has_one(text, &set[0]) &&
				     (set[1].count == 0 || has_one(text, &set[1]));
			twice += set[1].count > 0 ? 1 : 0;
			/* ß in the pattern is ss in normalised texts, and these are not normalised.
			 */
			cr_expect(found || strstr(regex, "ß") != NULL,
				  "%s matches '%s' without its literals", regex, text);
			hits++;
		}
		pattern_destroy(p);
	}
	cr_expect_gt(hits, 500, "too few matches (%u) for this test to mean anything", hits);
	cr_expect_gt(twice, 20, "too few of them (%u) with a second set", twice);
	free(set);
	pattern_scratch_destroy(scratch);
	diag_dispose(&d);
}

Test(rules, a_thousand_patterns_are_told_apart)
{
	const size_t size = 200000;
	char *yaml = mem_new(size, 1), text[64], id[64];
	size_t len = (size_t)snprintf(yaml, size, "intents:\n");
	for (int i = 0; i < 1000; i++)
		len += (size_t)snprintf(yaml + len, size - len,
					"- {id: i%d, patterns: ['\\bword%d\\b'], reply: {en: y}}\n",
					i, i);
	cr_assert_lt(len, size - 1);
	struct intent_catalog *c = catalog_good(yaml);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(text, sizeof(text), "is word%d here", i);
		(void)snprintf(id, sizeof(id), "i%d", i);
		cr_expect_str_eq(answer(c, s, "en", text, &d), id);
	}
	free(yaml);
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}
