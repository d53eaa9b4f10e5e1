/* What changed between two catalogs, as the log of a reload says it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "intents/diff.h"
#include "tests/unit/intents/help.h"

static char said[4096];

static void note(void *ctx, enum intent_change change, const char *id, struct diag_place at,
		 const char *what)
{
	static const char signs[] = {'+', '-', '*'};
	size_t len = strlen(said);

	(void)ctx;
	cr_expect(at.line > 0, "%s has a place", id);
	snprintf(said + len, sizeof said - len, "%c%s %s\n", signs[change], id, what);
}

static void expect_diff(const char *before, const char *after, const char *expected)
{
	struct intent_catalog *a = catalog_good(before), *b = catalog_good(after);

	said[0] = '\0';
	size_t count = intent_catalog_diff(a, b, note, NULL);
	cr_expect_str_eq(said, expected, "--- got\n%s--- expected\n%s", said, expected);
	size_t lines = 0;
	for (const char *p = said; *p; p++)
		lines += *p == '\n';
	cr_expect_eq(count, lines);
	intent_catalog_destroy(a);
	intent_catalog_destroy(b);
}

#define HELLO                                    \
	"  - id: hello\n"                        \
	"    examples: {en: [hello, hi, hey]}\n" \
	"    reply: {en: Hello!}\n"
#define BYE                                        \
	"  - id: bye\n"                            \
	"    patterns: ['\\bbye\\b']\n"            \
	"    examples: {en: [see you, so long]}\n" \
	"    reply: {en: Bye!}\n"
#define HEAD "version: 1\nintents:\n"

Test(diff, nothing_changed)
{
	expect_diff(HEAD HELLO BYE, HEAD HELLO BYE, "");
	expect_diff(HEAD HELLO BYE, HEAD BYE "\n# a comment\n" HELLO, "");
}

Test(diff, intents_come_and_go)
{
	expect_diff(HEAD HELLO, HEAD HELLO BYE, "+bye \n");
	expect_diff(HEAD HELLO BYE, HEAD BYE, "-hello \n");
}

Test(diff, parts_are_named_and_counted)
{
	expect_diff(HEAD HELLO BYE,
		    HEAD HELLO "  - id: bye\n"
			       "    title: Good bye\n"
			       "    patterns: ['\\bbye\\b', {regex: 'adieu', locale: en}]\n"
			       "    examples: {en: [so long, cheerio, farewell], de: [bis bald]}\n"
			       "    reply: {en: Bye bye!}\n",
		    "*bye title, patterns +1, examples.en +2 -1, examples.de +1, reply.en\n");
	expect_diff(HEAD HELLO BYE,
		    HEAD HELLO "  - id: bye\n"
			       "    patterns: ['\\bbye\\b']\n"
			       "    reply: {en: Bye!}\n",
		    "*bye examples.en -2\n");
}

Test(diff, order_is_a_change_and_is_called_so)
{
	expect_diff(HEAD HELLO,
		    HEAD "  - id: hello\n"
			 "    examples: {en: [hi, hello, hey]}\n"
			 "    reply: {en: Hello!}\n",
		    "*hello examples.en in another order\n");
}

Test(diff, a_long_list_of_parts_is_cut)
{
	char many[8192] = HEAD "  - id: hello\n    examples: {en: [hello, hi, hey]";
	size_t len = strlen(many);

	for (int i = 0; i < 100; i++)
		len += (size_t)snprintf(many + len, sizeof many - len, ", xx-%c%c: [word %d]",
					'a' + i / 10, 'a' + i % 10, i);
	snprintf(many + len, sizeof many - len, "}\n    reply: {en: Hello!}\n");
	struct intent_catalog *a = catalog_good(HEAD HELLO), *b = catalog_good(many);
	said[0] = '\0';
	cr_expect_eq(intent_catalog_diff(a, b, note, NULL), 1u);
	cr_expect_leq(strlen(said), (size_t)INTENT_DIFF_WHAT + 10);
	intent_catalog_destroy(a);
	intent_catalog_destroy(b);
}

Test(diff, synonyms_are_no_intents)
{
	static const char words[] = "synonyms:\n  - {id: greet, en: [hello, howdy]}\n";
	char with[1024];

	snprintf(with, sizeof with, "%s%s", HEAD HELLO, words);
	expect_diff(HEAD HELLO, with, "");
	expect_diff(with, HEAD HELLO BYE, "+bye \n");
}
