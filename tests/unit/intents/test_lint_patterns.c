/* Findings about patterns: each where it is true, and not where it is nearly true. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/intents/lint_help.h"

Test(lint_patterns, the_same_pattern_twice)
{
	expect_findings(
		"intents:\n"
		"  - {id: a, patterns: [order, 'order', {regex: order, locale: de}], reply: {en: "
		"A}}\n"
		"  - {id: b, patterns: [parcel, {regex: order, locale: de}], reply: {en: B}}\n"
		"  - {id: c, patterns: [order], follows: [a], reply: {en: C}}\n"
		"  - {id: d, patterns: [orders], reply: {en: D}}\n",
		"pattern",
		"a.yaml:2:31: pattern-repeated: the same pattern as at a.yaml:2:24\n"
		"a.yaml:3:40: pattern-duplicate: the same pattern as in intent 'a' at a.yaml:2:48, "
		"which stands first and wins\n");
}

Test(lint_patterns, patterns_that_take_an_example_of_another_intent)
{
	expect_findings(
		"intents:\n"
		"  - id: a\n"
		"    patterns: ['\\bparcel\\b', {regex: '\\bpaket\\b', locale: de}]\n"
		"    examples: {en: [my parcel]}\n"
		"    reply: {en: A}\n"
		"  - id: b\n"
		"    examples:\n"
		"      en: [the parcel is broken, parcel lost, das paket, parcels]\n"
		"      de: [paket kaputt, das parcel]\n"
		"    reply: {en: B}\n"
		"  - {id: c, patterns: ['\\bcancel.*parcel\\b'], examples: {en: [cancel my "
		"parcel]}, "
		"reply: {en: C}}\n"
		"  - {id: d, follows: [a], examples: {en: [that parcel]}, reply: {en: D}}\n",
		"pattern",
		"a.yaml:3:16: pattern-takes-example: the pattern matches the example 'the parcel "
		"is "
		"broken' of intent 'b' at a.yaml:8:12 and 2 more\n"
		"a.yaml:3:38: pattern-takes-example: the pattern matches the example 'paket "
		"kaputt' "
		"of intent 'b' at a.yaml:9:12\n");
}

Test(lint_patterns, patterns_that_never_win)
{
	expect_findings(
		"intents:\n"
		"  - id: a\n"
		"    patterns: ['\\btrack\\b', '\\bwhere\\b', nothing here]\n"
		"    examples: {en: [track my order]}\n"
		"    tests: [{say: where is it}, {say: now track an order}, {say: track, not: "
		"true}]\n"
		"    reply: {en: A}\n"
		"  - {id: b, patterns: ['\\btrack .*order'], reply: {en: B}}\n",
		"pattern",
		"a.yaml:3:16: pattern-shadowed: the pattern never wins: all sentences here that it "
		"matches (2) go to intent 'b' by the pattern at a.yaml:7:24\n");
}

Test(lint_patterns, patterns_that_match_everything)
{
	expect_findings(
		"intents:\n"
		"  - {id: a, patterns: ['(order)?', '^$', 'a*b'], reply: {en: A}}\n"
		"  - {id: b, examples: {en: [one of them]}, reply: {en: B}}\n",
		"pattern",
		"a.yaml:2:24: pattern-matches-all: the pattern matches every message, even an "
		"empty "
		"one\n"
		"a.yaml:2:36: pattern-unreachable: the pattern matches empty messages only, which "
		"nobody sends\n");
}

Test(lint_patterns, patterns_that_match_nearly_everything)
{
	for (int wide = 9; wide <= 10; wide++) {
		char *yaml = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&yaml, &size);
		(void)fputs("intents:\n  - {id: a, patterns: ['\\w+ing'], reply: {en: A}}\n"
			    "  - id: b\n    reply: {en: B}\n    examples:\n      en:\n",
			    out);
		for (int i = 0; i < wide; i++)
			(void)fprintf(out, "        - b%d doing\n", i);
		for (int i = 0; i < 5; i++)
			(void)fprintf(out, "        - c%d done\n", i);
		(void)fclose(out);
		expect_findings(
			yaml, "pattern",
			wide == 9
				? "a.yaml:2:24: pattern-takes-example: the pattern matches the "
				  "example 'b0 doing' of intent 'b' at a.yaml:7:11 and 8 more\n"
				: "a.yaml:2:24: pattern-matches-all: the pattern matches 10 of 15 "
				  "sentences of the catalog\n");
		free(yaml);
	}
}
