/* Replies with variables, variants and conditions; and whether an intent is considered at all. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intents/reply.h"
#include "tests/unit/intents/facts.h"
#include "tests/unit/intents/help.h"

/* Takes `text`. */
static void expect_text(char *text, const char *expected)
{
	if (expected == NULL)
		cr_expect_null(text, "got: %s", text);
	else
		cr_expect(text != NULL && strcmp(text, expected) == 0, "got: %s, expected: %s",
			  text != NULL ? text : "nothing", expected);
	free(text);
}

static void expect_reply(const char *reply, const char *locale, const struct fact *table,
			 const char *expected)
{
	char yaml[1024];

	(void)snprintf(yaml, sizeof(yaml),
		       "intents: [{id: a, patterns: [x], slots: {x: {type: text, ask: {en: '?'}}}, "
		       "reply: {%s: '%s'}}]",
		       locale, reply);
	struct intent_catalog *c = catalog_good(yaml);
	struct intent_facts f = facts_of(table);

	f.page = "https://shop.example/cart";
	expect_text(intent_reply_render(intent_catalog_at(c, 0), locale, &f, 0, SIZE_MAX, NULL),
		    expected);
	intent_catalog_destroy(c);
}

Test(reply, variables)
{
	static const struct fact table[] = {
		{"x", "4711"}, {"shop.name", "Gärtli"}, {"customer.name", "Ann {x}"}, {NULL, NULL}};

	expect_reply("Hi {customer.name}: {x} at {shop.name}", "en", table,
		     "Hi Ann {x}: 4711 at Gärtli");
	expect_reply("{page}", "en", table, "https://shop.example/cart");
	expect_reply("{{x}} is { x }", "en", table, "{x} is 4711");
	expect_reply("plain", "en", NULL, "plain");
	expect_reply("no {customer.tier}", "en", table, NULL);
	expect_reply("costs ${x}", "en", table, "costs $4711");

	static const struct fact blank[] = {{"x", " \t\r\n"}, {NULL, NULL}};
	expect_reply("It is {x}.", "en", blank, NULL);
}

static void expect_filter(const char *filter, const char *locale, const char *value,
			  const char *expected)
{
	struct fact table[] = {{"x", value}, {NULL, NULL}};
	char reply[64];

	(void)snprintf(reply, sizeof(reply), "{x|%s}", filter);
	expect_reply(reply, locale, table, expected);
}

Test(reply, dates_in_every_language)
{
	expect_filter("date", "en", "2026-12-24", "24 December 2026");
	expect_filter("date", "de", "2026-03-01", "1. März 2026");
	expect_filter("date", "fr", "2026-08-01", "1er août 2026");
	expect_filter("date", "zh-Hant", "2026-12-04", "2026年12月4日");
	expect_filter("date", "zh-Hans", "2026-12-04T09:05:00Z", "2026年12月4日 09:05");
	expect_filter("date", "en", "2026-12-24T18:30:00+01:00", "24 December 2026, 18:30");
	expect_filter("date", "de", "2026-12-24 18:30", "24. Dezember 2026, 18:30 Uhr");
	expect_filter("date", "fr", "2026-12-24T18:30", "24 décembre 2026 à 18:30");
	expect_filter("date", "en", "soon", "soon");
	expect_filter("date", "en", "2026-13-24", "2026-13-24");
	expect_filter("date", "en", "2026-12-24T99:00", "2026-12-24T99:00");
}

Test(reply, numbers_and_capitals)
{
	expect_filter("amount", "de", "9.6", "9,60");
	expect_filter("amount", "en", "1234", "1,234.00");
	expect_filter("amount", "fr", "-0.125", "-0,125");
	expect_filter("amount", "zh-Hant", "free", "free");
	expect_filter("number", "en", "1234567.5", "1,234,567.5");
	expect_filter("number", "de", "-1234.50", "-1.234,50");
	expect_filter("number", "fr", "1234567", "1\u202f234\u202f567");
	expect_filter("number", "zh-Hans", "999", "999");
	expect_filter("number", "en", "12 apples", "12 apples");
	expect_filter("number", "en", "1.", "1.");
	expect_filter("upper", "de", "ab-12 größe", "AB-12 GRÖSSE");
	expect_filter("upper", "fr", "élève cœur", "ÉLÈVE CŒUR");
	expect_filter("upper", "zh-Hant", "訂單a", "訂單A");
}

static const char variants[] = "intents:\n"
			       "  - id: a\n"
			       "    patterns: [x]\n"
			       "    slots: {n: {pattern: '\\d+', optional: true}}\n"
			       "    title: {en: Title, de: Titel}\n"
			       "    reply:\n"
			       "      en: [one, 'two {n}', three]\n"
			       "      de: eins\n"
			       "    reply_if:\n"
			       "      - when: {facts: {n: ['7', 8]}}\n"
			       "        reply: {en: [seven, seven again]}\n"
			       "  - {id: b, patterns: [y], reply: {en: b}, title: Plain}\n"
			       "  - {id: c, patterns: [z], reply: {en: c}}\n";

Test(reply, variants_are_picked_and_not_repeated)
{
	static const struct fact five[] = {{"n", "5"}, {NULL, NULL}};
	static const struct fact eight[] = {{"n", "8"}, {NULL, NULL}};
	struct intent_catalog *c = catalog_good(variants);
	const struct intent *i = intent_catalog_at(c, 0);
	struct intent_facts f = facts_of(five), without = facts_of(NULL), other = facts_of(eight);
	size_t v = 99;

	cr_expect_eq(intent_reply_count(i, "en", &f), 3);
	cr_expect_eq(intent_reply_count(i, "de", &f), 1);
	cr_expect_eq(intent_reply_count(i, "fr", &f), 0);
	expect_text(intent_reply_render(i, "en", &f, 0, SIZE_MAX, &v), "one");
	cr_expect_eq(v, 0);
	expect_text(intent_reply_render(i, "en", &f, 4, SIZE_MAX, &v), "two 5");
	cr_expect_eq(v, 1);
	expect_text(intent_reply_render(i, "en", &f, 4, 1, &v), "three");
	expect_text(intent_reply_render(i, "en", &f, 2, 2, &v), "one");
	expect_text(intent_reply_render(i, "en", &without, 1, SIZE_MAX, &v), "three");
	expect_text(intent_reply_render(i, "de", &f, 5, 0, &v), "eins");
	expect_text(intent_reply_render(i, "fr", &f, 0, SIZE_MAX, &v), NULL);
	cr_expect_eq(intent_reply_count(i, "en", &other), 2);
	expect_text(intent_reply_render(i, "en", &other, 0, SIZE_MAX, &v), "seven");
	cr_expect_eq(v, 3, "numbered behind those of reply");
	expect_text(intent_reply_render(i, "en", &other, 0, 3, &v), "seven again");
	expect_text(intent_reply_render(i, "en", &other, 0, 0, &v), "seven");
	cr_expect_str_eq(intent_reply(i, "en"), "one");
	intent_catalog_destroy(c);
}

Test(reply, titles)
{
	struct intent_catalog *c = catalog_good(variants);

	cr_expect_str_eq(intent_title_in(intent_catalog_at(c, 0), "de-CH"), "Titel");
	cr_expect_str_eq(intent_title_in(intent_catalog_at(c, 0), "zh-Hans"), "Title");
	cr_expect_str_eq(intent_title_in(intent_catalog_at(c, 0), "en"), "Title");
	cr_expect_str_eq(intent_title_in(intent_catalog_at(c, 1), "de"), "Plain");
	cr_expect_str_eq(intent_title_in(intent_catalog_at(c, 2), "de"), "c");
	intent_catalog_destroy(c);
}

static bool allows(const char *conditions, const struct intent_facts *f)
{
	char yaml[512];

	(void)snprintf(yaml, sizeof(yaml),
		       "intents: [{id: a, patterns: [x], reply: {en: y}, %s}, "
		       "{id: b, patterns: [z], reply: {en: y}}]",
		       conditions);
	struct intent_catalog *c = catalog_good(yaml);
	bool result = intent_allows(intent_catalog_at(c, 0), f);

	intent_catalog_destroy(c);
	return result;
}

Test(reply, conditions_of_an_intent)
{
	static const struct fact table[] = {
		{"customer.tier", "gold"}, {"action.status", "shipped"}, {NULL, NULL}};
	struct intent_facts f = facts_of(table), none = {0};

	f.page = "https://shop.example/Checkout?step=2";
	cr_expect(allows("owner: me", &none), "no condition always holds");
	cr_expect(allows("when: {page: '/checkout'}", &f));
	cr_expect_not(allows("when: {page: '/checkout$'}", &f));
	cr_expect_not(allows("when: {page: '/checkout'}", &none));
	cr_expect(allows("when: {locale: [de, en]}", &f));
	cr_expect(allows("when: {locale: en-GB}", &f));
	cr_expect_not(allows("when: {locale: [de]}", &f));
	cr_expect(allows("when: {hours: open}", &f));
	cr_expect_not(allows("when: {hours: closed}", &f));
	cr_expect(allows("when: {hours: closed}", &none));
	cr_expect(allows("when: {channel: [widget, try]}", &f));
	cr_expect_not(allows("when: {channel: try}", &f));
	cr_expect(allows("when: {facts: {customer.tier: [gold, silver], action.status: shipped}}",
			 &f));
	cr_expect_not(allows("when: {facts: {customer.tier: gold, action.status: lost}}", &f));
	cr_expect_not(allows("when: {facts: {customer.tier: gold}}", &none));
	cr_expect_not(allows("when: {hours: open, channel: try}", &f), "all must hold");
}

Test(reply, follow_ups)
{
	struct intent_facts f = facts_of(NULL);

	cr_expect_not(allows("follows: [b]", &f));
	f.after = "b";
	cr_expect(allows("follows: [b]", &f));
	cr_expect(allows("follows: [a, b]", &f));
	f.after = "a";
	cr_expect_not(allows("follows: [b]", &f));
	f.topic = "b";
	cr_expect(allows("follows: [b]", &f), "a follow-up in between changes nothing");
}

Test(reply, what_is_said_depends_on_what_it_follows)
{
	struct intent_catalog *c = catalog_good(
		"intents:\n"
		"  - {id: send, patterns: [send], reply: {en: Sent.}}\n"
		"  - {id: bring, patterns: [bring], reply: {en: Brought.}}\n"
		"  - id: cost\n"
		"    follows: [send, bring]\n"
		"    patterns: [cost]\n"
		"    reply: {en: Nothing.}\n"
		"    reply_if:\n"
		"      - {follows: [bring], when: {hours: open}, reply: {en: Two at once.}}\n"
		"      - {follows: [bring], reply: {en: Two.}}\n");
	const struct intent *cost = intent_catalog_at(c, 2);
	struct intent_facts f = facts_of(NULL);

	f.after = "send";
	expect_text(intent_reply_render(cost, "en", &f, 0, SIZE_MAX, NULL), "Nothing.");
	f.after = "bring";
	f.open = false;
	expect_text(intent_reply_render(cost, "en", &f, 0, SIZE_MAX, NULL), "Two.");
	f.open = true;
	expect_text(intent_reply_render(cost, "en", &f, 0, SIZE_MAX, NULL), "Two at once.");
	f.after = "cost";
	f.topic = "bring";
	expect_text(intent_reply_render(cost, "en", &f, 0, SIZE_MAX, NULL), "Two at once.");
	intent_catalog_destroy(c);
}
