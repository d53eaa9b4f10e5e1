/* Several questions in one message, and all that only looks like it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "tests/unit/intents/help.h"
#include "tests/unit/intents/shop.h"

/* The parts, as "intent: text | intent: text"; empty when it is one. */
static void parts_of(const struct intent_catalog *c, struct intent_scratch *s, const char *locale,
		     const char *text, char *out, size_t size)
{
	struct intent_part parts[INTENT_PARTS_MAX];
	const struct intent_context context = {.locale = locale};
	size_t count = intent_parts(c, s, &context, text, strlen(text), parts), len = 0;
	cr_expect_neq(count, 1);
	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		struct intent_decision d;
		intent_match(c, s, locale, text + parts[i].start, parts[i].len, &d);
		len += (size_t)snprintf(out + len, size - len, "%s%s: %.*s", i > 0 ? " | " : "",
					d.intent != NULL ? intent_id(d.intent) : "-",
					(int)parts[i].len, text + parts[i].start);
	}
}

struct row {
	const char *locale, *text, *expected;
};

static void check_rows(const struct row *rows, size_t count)
{
	struct intent_catalog *c = catalog_good(shop_yaml);
	struct intent_scratch *s = intent_scratch_create();
	for (size_t i = 0; i < count; i++) {
		char got[512];
		parts_of(c, s, rows[i].locale, rows[i].text, got, sizeof(got));
		cr_expect_str_eq(got, rows[i].expected, "%s", rows[i].text);
	}
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

Test(split, several_questions)
{
	static const struct row rows[] = {
		{"en", "cancel it and where is my refund?",
		 "cancel_order: cancel it | get_refund: where is my refund?"},
		{"en", "Where is my parcel? And how do I get a refund",
		 "track_order: Where is my parcel? | get_refund: how do I get a refund"},
		{"en", "hi there, cancel my order, please refund me",
		 "cancel_order: hi there, cancel my order | get_refund: please refund me"},
		{"de", "Stornieren und wo bleibt meine Erstattung?",
		 "cancel_order: Stornieren | get_refund: wo bleibt meine Erstattung?"},
		{"de", "wo ist mein paket? wie kann ich stornieren?",
		 "track_order: wo ist mein paket? | cancel_order: wie kann ich stornieren?"},
		{"fr", "annulez la commande et où est mon remboursement ?",
		 "cancel_order: annulez la commande | get_refund: où est mon remboursement ?"},
		{"zh-Hans", "取消订单,还有我的退款在哪里?",
		 "cancel_order: 取消订单 | get_refund: 我的退款在哪里?"},
		{"zh-Hant", "幫我取消訂單,另外我的退款在哪裡?",
		 "cancel_order: 幫我取消訂單 | get_refund: 我的退款在哪裡?"},
		{"zh-Hant", "我要取消還有我的退款在哪裡",
		 "cancel_order: 我要取消 | get_refund: 我的退款在哪裡"},
	};
	check_rows(rows, ARRAY_LEN(rows));
}

Test(split, one_question)
{
	static const struct row rows[] = {
		{"en", "where is my parcel", ""},
		{"en", "hello, where is my parcel?", ""},
		{"en", "my order has not arrived and i want my money back", ""},
		{"en", "where is my parcel, when will it arrive?", ""},
		{"en", "where is my parcel? your service is terrible", ""},
		{"en", "do not cancel it, where is my refund?", ""},
		{"en", "tell me a joke and who won the game?", ""},
		{"en", "", ""},
		{"en", ",,,;;;...???", ""},
		{"en", "\xff\xfe, and \xff", ""},
		{"de", "meine bestellung ist nicht angekommen und ich will mein geld zurück", ""},
		{"de", "hallo und guten tag, wo ist mein paket?", ""},
		{"fr", "bonjour, où est mon colis ?", ""},
		{"fr", "ma carte est refusée et votre service est nul", ""},
		{"zh-Hans", "你好,我的包裹在哪里?", ""},
		{"zh-Hans", "你们的服务糟透了,我要退款", ""},
	};
	check_rows(rows, ARRAY_LEN(rows));
}

Test(split, bounds)
{
	struct intent_catalog *c = catalog_good(shop_yaml);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_part parts[INTENT_PARTS_MAX];
	const struct intent_context context = {.locale = "en"};
	size_t size = 1000000;
	char *text = mem_new(size + 1, 1);
	for (size_t i = 0; i < size; i++)
		text[i] = "cancel it, where is my refund? "[i % 31];
	for (size_t len = 0; len < 2200; len += 7)
		cr_expect_leq(intent_parts(c, s, &context, text, len, parts), INTENT_PARTS_MAX);
	cr_expect_eq(intent_parts(c, s, &context, text, size, parts), 0, "a story is one");
	free(text);
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}
