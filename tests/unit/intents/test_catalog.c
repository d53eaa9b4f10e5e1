/* Loading: what is refused, where it is said to be, what is only odd, and what comes out. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/reply.h"
#include "tests/unit/intents/help.h"

/* The file must say exactly `expected`. */
static void expect_said(const char *yaml, const char *expected)
{
	char *text;
	struct intent_catalog *c = catalog_of(yaml, &text);
	cr_expect_str_eq(text, expected, "--- got\n%s--- expected\n%s", text, expected);
	intent_catalog_destroy(c);
	free(text);
}

/* The file must be refused with a line that contains `part`. */
static void expect_refused(const char *yaml, const char *part)
{
	char *text;
	struct intent_catalog *c = catalog_of(yaml, &text);
	cr_expect_null(c, "accepted: %s", yaml);
	cr_expect_not_null(strstr(text, part), "no '%s' in:\n%s", part, text);
	intent_catalog_destroy(c);
	free(text);
}

Test(catalog, all_errors_of_a_file_at_once_with_their_places)
{
	expect_said(
		"version: 1\n"
		"intents:\n"
		"  - id: Bad Id\n"
		"    examples: {en: [hello there]}\n"
		"    reply: {en: Hi}\n"
		"  - id: no_answer\n"
		"    examples: {en: [where is it]}\n"
		"  - id: no_words\n"
		"    reply: {en: Hi}\n"
		"  - id: typo\n"
		"    exmples: {en: [a b]}\n"
		"    patterns: ['a(b']\n"
		"    reply: {en: {Hi: you}}\n"
		"    handoff: sometimes\n"
		"  - id: later\n"
		"    examples: {en: [order status]}\n"
		"    slots: {number: {pattern: x}}\n"
		"    reply: {en: Hi}\n"
		"    review_by: 2027-02-30\n",
		"a.yaml:3:9: error: 'Bad Id' is not a valid id (use a to z, 0 to 9 and _, at most "
		"64 of them)\n"
		"a.yaml:6:5: error: intent 'no_answer' has neither reply nor handoff (add "
		"'reply:', or 'handoff:' "
		"when a person should answer)\n"
		"a.yaml:8:5: error: intent 'no_words' has neither patterns nor examples (add "
		"'examples:' or "
		"'patterns:')\n"
		"a.yaml:11:5: error: unknown key 'exmples' (did you mean 'examples'?)\n"
		"a.yaml:12:19: error: pattern: missing closing parenthesis\n"
		"a.yaml:13:17: error: reply: expected text, found a mapping (text that contains "
		"': ' or starts with { needs quotes)\n"
		"a.yaml:14:14: error: handoff: unknown value 'sometimes' (one of never, offer, "
		"always)\n"
		"a.yaml:17:13: error: slot 'number' has no question (add ask: {en: What is …?}, "
		"or optional: true when it is never asked)\n"
		"a.yaml:19:16: error: '2027-02-30' is not a date (write a date like 2027-03-31)\n");
}

Test(catalog, shapes_that_are_refused)
{
	expect_refused("intents: [{id: a, examples: [x], reply: {en: y}}]",
		       "examples must be given per locale");
	expect_refused("intents: [{id: a, examples: {en: x}, reply: {en: y}}]",
		       "examples of a locale must be a list");
	expect_refused("intents: [{id: a, examples: {en: []}, reply: {en: y}}]",
		       "list of examples is empty");
	expect_refused("intents: [{id: a, patterns: x, reply: {en: y}}]",
		       "patterns must be a list");
	expect_refused("intents: [{id: a, patterns: [x], reply: Hi}]",
		       "reply must be given per locale");
	expect_refused("intents: [{id: a, patterns: [x], reply: {e_n: Hi}}]",
		       "'e_n' is not a locale");
	expect_refused("intents: [{id: a, patterns: [{regx: x}], reply: {en: y}}]", "regex");
	expect_refused("intents: [{id: a, patterns: [x], reply: {en: y}, choices: {en: x}}]",
		       "choices of a locale");
	expect_refused("intents: [{id: a, patterns: [x], reply: {en: y}, tests: [hello]}]",
		       "'say'");
	expect_refused("intents: [{id: a, patterns: [x], reply: {en: y}, signal: happy}]", "happy");
	expect_refused("intents: {id: a}", "intents must be a list");
	expect_refused("intents: [a]", "an intent must be a mapping");
	expect_refused("intents: [{examples: {en: [x]}, reply: {en: y}}]", "id");
	expect_refused("version: 2\nintents: []", "version of the format");
	expect_refused("intents: [{id: a, id: b, patterns: [x], reply: {en: y}}]", "id");
}

Test(catalog, an_id_in_two_files_names_both_places)
{
	struct folder f = folder_make();
	char *text;
	folder_write(&f, "a.yaml", "intents:\n  - {id: same, patterns: [x], reply: {en: y}}\n");
	folder_write(&f, "b.yaml",
		     "intents:\n  - {id: other, patterns: [x], reply: {en: y}}\n"
		     "  - {id: same, patterns: [z], reply: {en: y}}\n");
	folder_write(&f, "notes.txt", "not: [yaml");
	folder_write(&f, ".hidden.yaml", "not: [yaml");
	cr_expect_null(catalog_in(&f, &text));
	cr_expect_str_eq(
		text, "b.yaml:3:10: error: duplicate intent 'same', first defined at a.yaml:2:10 "
		      "(ids are unique in all files: rename one, or put both into one)\n");
	free(text);
	folder_remove(&f);
}

Test(catalog, a_folder_that_is_missing_or_empty)
{
	struct folder f = folder_make();
	char *text;
	struct intent_catalog *c = catalog_in(&f, &text);
	cr_assert_not_null(c, "an empty catalog works: %s", text);
	cr_expect_not_null(strstr(text, "warning: no intents"), "%s", text);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	intent_match(c, s, "en", "hello", 5, &d);
	cr_expect_null(d.intent);
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
	free(text);
	folder_remove(&f);
	cr_expect_null(catalog_in(&f, &text));
	cr_expect_not_null(strstr(text, "cannot open the folder"), "%s", text);
	free(text);
}

Test(catalog, what_the_readers_return)
{
	struct intent_catalog *c =
		catalog_good("intents:\n"
			     "  - id: track_order\n"
			     "    title: Where is it?\n"
			     "    patterns: ['track']\n"
			     "    reply: {en: 'On: its way', de: no}\n"
			     "    choices: {en: [Yes, 10:30]}\n"
			     "    handoff: offer\n"
			     "    signal: sensitive\n"
			     "    tests:\n"
			     "      - {say: track it}\n"
			     "      - {say: hallo, locale: de, not: true}\n"
			     "  - {id: person, patterns: [person], handoff: always}\n"
			     "  - {id: out_of_scope, examples: {en: [nice weather]}}\n");
	const struct intent *i = intent_catalog_find(c, "track_order");
	size_t count;
	cr_assert_not_null(i);
	cr_expect_eq(intent_catalog_count(c), 3);
	cr_expect_eq(intent_catalog_at(c, 0), i);
	cr_expect_null(intent_catalog_at(c, 3));
	cr_expect_null(intent_catalog_find(c, "nothing"));
	cr_expect_str_eq(intent_title_in(i, "en"), "Where is it?");
	cr_expect_str_eq(intent_title_in(intent_catalog_at(c, 1), "en"), "person");
	cr_expect_str_eq(intent_reply(i, "en"), "On: its way");
	cr_expect_str_eq(intent_reply(i, "de"), "no", "any scalar is text");
	cr_expect_null(intent_reply(i, "fr"));
	const char *const *choices = intent_choices(i, "en", &count);
	cr_assert_eq(count, 2);
	cr_expect_str_eq(choices[1], "10:30");
	(void)intent_choices(i, "de", &count);
	cr_expect_eq(count, 0);
	cr_expect_eq(intent_handoff(i), INTENT_HANDOFF_OFFER);
	cr_expect_eq(intent_signal(i), INTENT_SIGNAL_SENSITIVE);
	cr_expect_eq(intent_signal(intent_catalog_at(c, 1)), INTENT_SIGNAL_NONE);
	cr_expect_eq(intent_handoff(intent_catalog_at(c, 1)), INTENT_HANDOFF_ALWAYS);
	cr_expect(intent_is_out_of_scope(intent_catalog_at(c, 2)));
	cr_expect_eq(intent_place(i).line, 2);
	cr_assert_eq(intent_catalog_test_count(c), 2);
	cr_expect_str_eq(intent_catalog_test(c, 0).locale, "en", "the catalog's first locale");
	cr_expect_not(intent_catalog_test(c, 0).expect_not);
	cr_expect_str_eq(intent_catalog_test(c, 1).locale, "de");
	cr_expect(intent_catalog_test(c, 1).expect_not);
	cr_expect_eq(intent_catalog_test(c, 1).at.line, 11);
	intent_catalog_destroy(c);
}

static void hash_of(const char *name, const char *yaml, char ret[INTENT_HASH_LEN + 1])
{
	struct folder f = folder_make();
	char *text;
	folder_write(&f, name, yaml);
	struct intent_catalog *c = catalog_in(&f, &text);
	cr_assert_not_null(c, "%s", text);
	(void)snprintf(ret, INTENT_HASH_LEN + 1, "%s", intent_catalog_hash(c));
	intent_catalog_destroy(c);
	free(text);
	folder_remove(&f);
}

Test(catalog, the_hash_is_of_names_and_bytes)
{
	static const char yaml[] = "intents: [{id: a, patterns: [x], reply: {en: y}}]\n";
	static const char comment[] = "intents: [{id: a, patterns: [x], reply: {en: y}}] # c\n";
	char first[INTENT_HASH_LEN + 1], again[INTENT_HASH_LEN + 1], bytes[INTENT_HASH_LEN + 1],
		name[INTENT_HASH_LEN + 1];
	hash_of("a.yaml", yaml, first);
	hash_of("a.yaml", yaml, again);
	hash_of("a.yaml", comment, bytes);
	hash_of("b.yaml", yaml, name);
	cr_expect_eq(strlen(first), INTENT_HASH_LEN);
	cr_expect_eq(strncmp(first, "sha256:", 7), 0);
	cr_expect_str_eq(first, again);
	cr_expect_str_neq(first, bytes);
	cr_expect_str_neq(first, name);
}

Test(catalog, more_than_ten_thousand_intents_are_refused)
{
	const size_t size = 1100000;
	char *yaml = mem_new(size, 1), *text;
	size_t len = (size_t)snprintf(yaml, size, "intents:\n");
	for (int i = 0; i <= INTENT_MAX; i++)
		len += (size_t)snprintf(yaml + len, size - len,
					"- {id: i%d, patterns: [word%d], reply: {en: y}}\n", i, i);
	cr_assert_lt(len, size - 1, "the buffer of this test is too small");
	cr_expect_null(catalog_of(yaml, &text));
	cr_expect_not_null(strstr(text, "more than 10000 intents"), "%s", text);
	free(text);
	free(yaml);
}
