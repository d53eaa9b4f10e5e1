/* Examples that belong to another intent, and slots that belong to none. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/intents/lint_help.h"

static const char *const things[] = {"kettle", "lamp",   "carpet", "mirror", "table",
				     "chair",  "pillow", "vase",   "clock",  "shelf"};

/* Ten sentences about each of three subjects, and one that may stand in the wrong place. */
static char *catalog_with(const char *about_delivery, const char *about_size)
{
	static const char *const wordings[] = {"when will it be delivered to me, the ",
					       "how many inches wide is the ",
					       "i want my money back for the "};
	char *yaml = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&yaml, &size);
	(void)fputs("intents:\n", out);
	for (int i = 0; i < 3; i++) {
		static const char *const ids[] = {"delivery", "sizes", "refund"};
		(void)fprintf(out, "  - id: %s\n    reply: {en: A}\n    examples:\n      en:\n",
			      ids[i]);
		for (int k = 0; k < 10; k++) {
			(void)fprintf(out, "        - '%s%s'\n", wordings[i], things[k]);
		}
		if (i < 2)
			(void)fprintf(out, "        - %s\n", i == 0 ? about_delivery : about_size);
	}
	(void)fclose(out);
	return yaml;
}

static const char wrong[] = "how many inches wide is that";
static const char right[] = "when will the sofa be delivered";

Test(lint_pull, an_example_in_the_wrong_place)
{
	char *yaml = catalog_with(wrong, "inches of the big one");
	expect_findings(yaml, "example",
			"a.yaml:16:11: example-pulled: by the other examples 'how many inches wide "
			"is that' is intent 'sizes', because of 'inches', 'how many', 'wide is'\n");
	free(yaml);
	yaml = catalog_with(right, "inches of the big one");
	expect_findings(yaml, "example", "");
	free(yaml);
}

struct seen {
	size_t calls, last, total;
};

static void count_progress(const void *ctx, size_t done, size_t total)
{
	struct seen *seen = *(struct seen *const *)ctx;
	seen->calls++;
	cr_expect_gt(done, seen->last, "it goes on");
	seen->last = done;
	seen->total = total;
}

Test(lint_pull, deep_asks_the_matcher)
{
	struct seen seen = {0}, *to = &seen;
	const struct lint_options deep = {.deep = true, .progress = count_progress, .ctx = &to};
	char *yaml = catalog_with(wrong, "inches of the big one");
	char *said = findings_of(yaml, "example-pulled", &deep);
	cr_expect_eq(strncmp(said,
			     "a.yaml:16:11: example-pulled: taught by the other examples, the "
			     "matcher answers 'how many inches wide is that' with intent "
			     "'sizes' (confidence 0.9",
			     strlen("a.yaml:16:11: example-pulled: taught by the other examples, "
				    "the matcher answers 'how many inches wide is that' with "
				    "intent 'sizes' (confidence 0.9")),
		     0, "%s", said);
	cr_expect_not_null(strstr(said, "because of 'inches', 'how many'"), "%s", said);
	cr_expect_eq(seen.total, 32);
	cr_expect_eq(seen.calls, 32);
	free(said);
	free(yaml);
	yaml = catalog_with(right, "inches of the big one");
	expect_findings_in(yaml, "example-pulled", &(struct lint_options){.deep = true}, "");
	free(yaml);
}

Test(lint_slots, slots_that_nothing_needs)
{
	expect_findings("intents:\n"
			"  - id: a\n"
			"    patterns: [x]\n"
			"    slots:\n"
			"      used: {type: number, ask: {en: Which}}\n"
			"      sent: {type: number, ask: {en: Which}}\n"
			"      asked: {type: number, ask: {en: Which}}\n"
			"      idle: {type: number, ask: {en: Which}}\n"
			"    action: {get: 'https://shop.example/{sent}'}\n"
			"    reply: {en: 'It is {used}'}\n"
			"    reply_if: [{when: {facts: {asked: 1}}, reply: {en: One}}]\n"
			"  - id: b\n"
			"    patterns: [y]\n"
			"    slots: {seen: {type: number, ask: {en: Which}}}\n"
			"    handoff: always\n",
			"slot", "a.yaml:8:7: slot-unused: nothing needs 'idle' of intent 'a'\n");
}

Test(lint_facts, what_nobody_tells_the_gateway)
{
	expect_findings(
		"intents:\n"
		"  - id: a\n"
		"    patterns: [x]\n"
		"    reply: {en: ['Hello {customer.name}', Hello], de: 'Hallo {customer.name}'}\n"
		"    reply_if: [{when: {facts: {customer.tier: gold}}, reply: {en: Gold}}]\n"
		"  - id: b\n"
		"    patterns: [y]\n"
		"    reply: {en: 'You are {customer.since} old, {page}'}\n",
		"fact-unknown",
		"a.yaml:2:9: fact-unknown: intent 'a' asks for 'customer.tier', which nobody "
		"tells the gateway\n"
		"a.yaml:8:17: fact-unknown: intent 'b' asks for 'customer.since', which nobody "
		"tells the gateway\n");
	expect_findings(
		"intents:\n"
		"  - id: a\n"
		"    patterns: [x]\n"
		"    reply: {en: ['Hello {customer.name}', Hello], de: 'Hallo {customer.name}'}\n",
		"name-needed",
		"a.yaml:4:55: name-needed: the reply of intent 'a' in de cannot be said to "
		"customers whose name the page does not give\n");
}
