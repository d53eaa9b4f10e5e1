/* What is denied is not answered; what says "not" because that is what happened is. */
#include <criterion/criterion.h>
#include <string.h>

#include "config/load/attrs.h"
#include "intents/patterns/phrases.h"
#include "tests/unit/intents/help.h"
#include "tests/unit/intents/shop.h"

struct row {
	const char *locale, *text, *expected; /* "!": denied and nothing else asked */
};

static void check_rows(const char *yaml, const struct row *rows, size_t count)
{
	struct intent_catalog *c = catalog_good(yaml);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	for (size_t i = 0; i < count; i++) {
		const char *id = answer(c, s, rows[i].locale, rows[i].text, &d);
		cr_expect_str_eq(d.negated ? "!" : id, rows[i].expected, "%s (%f of %f)",
				 rows[i].text, d.confidence, d.threshold);
		if (!d.negated)
			continue;
		cr_expect_null(d.intent);
		cr_expect_eq(d.by, INTENT_BY_NONE);
		cr_expect_eq(d.example_count, 0);
		cr_expect_null(d.pattern.regex);
		cr_expect_gt(d.candidate_count, 0, "what is denied is still named");
	}
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

Test(negation, the_table_compiles)
{
	struct diag d;
	diag_init(&d);
	struct phrases *p = phrases_create(&d);
	cr_expect_eq(d.error_count, 0, "phrases_table.inc: %s",
		     d.error_count > 0 ? d.items[0].text : "");
	phrases_destroy(p);
	diag_dispose(&d);
}

Test(negation, what_is_denied_is_not_answered)
{
	static const struct row rows[] = {
		{"en", "do not cancel my order", "!"},
		{"en", "Please don't cancel my order!", "!"},
		{"en", "I don’t want to cancel my order.", "!"},
		{"en", "no, i did not ask to cancel the order", "!"},
		{"en", "i would rather not cancel", "!"},
		{"en", "I do not want a refund", "!"},
		{"de", "nicht stornieren", "!"},
		{"de", "Bitte meine Bestellung nicht stornieren!", "!"},
		{"de", "Ich möchte die Bestellung nicht stornieren", "!"},
		{"de", "Stornieren Sie meine Bestellung bitte nicht", "!"},
		{"de", "ich will keine rückerstattung", "!"},
		{"fr", "n'annulez pas", "!"},
		{"fr", "N’annulez pas ma commande", "!"},
		{"fr", "je ne veux pas annuler ma commande", "!"},
		{"fr", "merci de ne pas annuler ma commande", "!"},
		{"zh-Hans", "不要取消", "!"},
		{"zh-Hans", "请不要取消我的订单", "!"},
		{"zh-Hans", "别取消订单!", "!"},
		{"zh-Hant", "我不想取消訂單", "!"},
		{"zh-Hant", "請勿取消我的訂單", "!"},
	};
	check_rows(shop_yaml, rows, ARRAY_LEN(rows));
}

Test(negation, not_as_part_of_what_is_meant)
{
	static const struct row rows[] = {
		{"en", "my order did not arrive", "track_order"},
		{"en", "I haven't received my parcel", "track_order"},
		{"en", "why can't I pay", "payment_issue"},
		{"en", "paying doesn't work", "payment_issue"},
		{"en", "why can't i cancel my order", "cancel_order"},
		{"en", "i don't need my order any more", "cancel_order"},
		{"en", "please don't send me mails", "newsletter"},
		{"en", "i do not want these emails", "newsletter"},
		{"de", "meine bestellung ist noch nicht angekommen", "track_order"},
		{"de", "Paket nicht bekommen", "track_order"},
		{"de", "warum kann ich nicht bezahlen", "payment_issue"},
		{"de", "ich kann meine bestellung nicht stornieren", "cancel_order"},
		{"de", "ich brauche die sachen nicht mehr", "cancel_order"},
		{"de", "ich will keine mails", "newsletter"},
		{"fr", "ma commande n'est toujours pas arrivée", "track_order"},
		{"fr", "pourquoi je ne peux pas payer", "payment_issue"},
		{"fr", "je n'ai pas reçu mon colis", "track_order"},
		{"fr", "n'envoyez plus de publicité svp", "newsletter"},
		{"zh-Hans", "我的订单还没到", "track_order"},
		{"zh-Hans", "为什么付不了款", "payment_issue"},
		{"zh-Hans", "这个不想要了", "cancel_order"},
		{"zh-Hant", "不要再寄郵件給我", "newsletter"},
	};
	check_rows(shop_yaml, rows, ARRAY_LEN(rows));
}

Test(negation, what_else_is_asked_is_answered)
{
	static const struct row rows[] = {
		{"en", "I don't want to cancel, where is my parcel?", "track_order"},
		{"en", "don't cancel my order but where is my refund", "get_refund"},
		{"en", "i don't want to wait any longer, cancel my order", "cancel_order"},
		{"de", "ich will nicht stornieren, wo ist mein paket", "track_order"},
		{"fr", "n'annulez pas ma commande, où est mon colis", "track_order"},
		{"zh-Hans", "不要取消,我的包裹在哪里", "track_order"},
	};
	check_rows(shop_yaml, rows, ARRAY_LEN(rows));
}

Test(negation, patterns_that_match_what_is_denied)
{
	static const char yaml[] =
		"intents:\n"
		"  - {id: cancel, patterns: ['\\bcancel (?:my|the) order\\b'], reply: {en: a}}\n"
		"  - {id: keep, patterns: ['\\bnot cancel (?:my|the) parcel\\b'], reply: {en: b}}\n"
		"  - {id: track, patterns: ['\\bwhere is it\\b', '^track it'], reply: {en: c}}\n"
		"  - {id: sad, signal: sensitive, patterns: ['\\blive any more\\b'], handoff: "
		"always}\n";
	static const struct row rows[] = {
		{"en", "cancel my order", "cancel"},
		{"en", "do not cancel my order", "!"},
		{"en", "why did you not cancel my order", "cancel"},
		{"en", "do not cancel the parcel", "keep"},
		{"en", "do not cancel my parcel", "keep"},
		{"en", "do not cancel my order, where is it", "track"},
		{"en", "don't cancel the order. track it", "track"},
		{"en", "i do not want to live any more", "sad"},
	};
	check_rows(yaml, rows, ARRAY_LEN(rows));
	struct intent_catalog *c = catalog_good(yaml);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	(void)answer(c, s, "en", "Do not cancel my order, where is it", &d);
	cr_expect_str_eq(d.normalized, "do not cancel my order, where is it");
	cr_expect_eq(d.pattern.start, 24, "a place in the whole text: %zu", d.pattern.start);
	cr_expect_eq(d.pattern.len, 11);
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}
