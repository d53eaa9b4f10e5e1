/* Languages that nothing in here knows, and the language of a message. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "tests/unit/intents/help.h"
#include "tests/unit/intents/shop.h"

static const char world[] =
	"intents:\n"
	"  - id: track\n"
	"    reply: {en: Soon}\n"
	"    examples:\n"
	"      ru: [где мой заказ, где моя посылка, когда придёт заказ, отследить посылку]\n"
	"      ar: [أين طلبي, أين الشحنة, متى يصل الطلب, تتبع الشحنة]\n"
	"      th: [พัสดุของฉันอยู่ที่ไหน, ของจะมาถึงเมื่อไหร่, ติดตามพัสดุ, สินค้าส่งหรือยัง]\n"
	"      ja: [荷物はどこですか, いつ届きますか, 注文の状況を知りたい, 配送を追跡する]\n"
	"      ko: [내 소포 어디 있어요, 언제 도착하나요, 배송 조회, 주문 상태를 알려줘]\n"
	"      el: [πού είναι η παραγγελία μου, πότε φτάνει το δέμα, παρακολούθηση δέματος]\n"
	"  - id: refund\n"
	"    reply: {en: Money}\n"
	"    examples:\n"
	"      ru: [верните деньги, хочу вернуть деньги, оформить возврат денег, возврат]\n"
	"      ar: [أريد استرداد أموالي, استرجاع المال, كيف أسترد نقودي, أعيدوا المال]\n"
	"      th: [ขอเงินคืน, ฉันต้องการเงินคืน, คืนเงินให้หน่อย, จะได้เงินคืนยังไง]\n"
	"      ja: [返金してください, お金を返して, 返金の方法, 払い戻しをお願いします]\n"
	"      ko: [환불해 주세요, 돈을 돌려주세요, 환불 방법, 환불 받고 싶어요]\n"
	"      el: [θέλω τα χρήματά μου πίσω, επιστροφή χρημάτων, πώς παίρνω πίσω τα λεφτά μου]\n";

Test(scripts, a_sane_default)
{
	struct intent_catalog *c = catalog_good(world);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	static const struct {
		const char *locale, *text, *expected;
	} rows[] = {
		{"ru", "Где же моя посылка?", "track"},
		{"ru", "верните мне деньги пожалуйста", "refund"},
		{"ar", "أين طلبي من فضلك", "track"},
		{"ar", "أريد استرداد المال", "refund"},
		{"th", "พัสดุอยู่ที่ไหนครับ", "track"},
		{"th", "อยากได้เงินคืนค่ะ", "refund"},
		{"ja", "荷物はいつ届きますか?", "track"},
		{"ja", "返金をお願いします", "refund"},
		{"ko", "제 소포는 어디에 있어요?", "track"},
		{"ko", "환불을 받고 싶습니다", "refund"},
		{"el", "Πού είναι το δέμα μου;", "track"},
		{"el", "θέλω επιστροφή χρημάτων", "refund"},
		{"xx", "где моя посылка", "track"},
		{"", "верните деньги", "refund"},
		{"not a locale at all, and rather long for one", "환불 방법", "refund"},
		{"ru", "погода завтра", "-"},
		{"th", "อากาศวันนี้เป็นอย่างไร", "-"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_str_eq(answer(c, s, rows[i].locale, rows[i].text, &d), rows[i].expected,
				 "%s %s: %f of %f", rows[i].locale, rows[i].text, d.confidence,
				 d.threshold);
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

Test(scripts, the_language_of_a_message)
{
	struct intent_catalog *c = catalog_good(shop_yaml);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	static const struct {
		const char *locale, *text, *expected, *in;
	} rows[] = {
		{"de", "Bonjour, je veux annuler ma commande s'il vous plaît", "cancel_order",
		 "fr"},
		{"de", "quand arrive mon colis", "track_order", "fr"},
		{"fr", "wie bekomme ich mein Geld zurück", "get_refund", "de"},
		{"en", "ma carte est refusée, je ne peux pas payer", "payment_issue", "fr"},
		{"fr", "my card was declined, i can't pay", "payment_issue", "en"},
		{"fr", "我要退款", "get_refund", "zh-Hans"},
		{"zh-Hans", "where is my refund please", "get_refund", "en"},
		{"de", "bitte meine bestellung stornieren", "cancel_order", "de"},
		{"de", "order stornieren bitte", "cancel_order", "de"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		cr_expect_str_eq(answer(c, s, rows[i].locale, rows[i].text, &d), rows[i].expected,
				 "%s: %f of %f", rows[i].text, d.confidence, d.threshold);
		cr_expect_str_eq(d.locale, rows[i].in, "%s", rows[i].text);
		for (size_t k = 0; k < d.example_count; k++)
			cr_expect_gt(d.examples[k].similarity, 0.05, "%s: %f", rows[i].text,
				     d.examples[k].similarity);
	}
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

static void expect_bounded(const struct intent_catalog *c, struct intent_scratch *s,
			   const char *what, const char *text, size_t len)
{
	struct intent_decision d;
	struct intent_part parts[INTENT_PARTS_MAX];
	const struct intent_context context = {.locale = "en"};
	intent_match(c, s, "en", text, len, &d);
	cr_expect(d.confidence >= 0 && d.confidence <= 1, "%s: %f", what, d.confidence);
	cr_expect_leq(intent_parts(c, s, &context, text, len, parts), INTENT_PARTS_MAX);
}

Test(scripts, strange_texts, .timeout = 20)
{
	struct intent_catalog *c = catalog_good(shop_yaml);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	static const char *const units[] = {
		"😀",
		"\xe2\x80\xae"
		"redro ym lecnac",
		"word ",
		"do not ",
		"不要",
		"a\xcc\x81\xcc\x82\xcc\x83",
		"nicht ",
		",",
		"cancel it, ",
		"\xf0\x9f\x91\xa8\xe2\x80\x8d",
		"\xff",
		"\n",
	};
	const size_t size = 1024 * 1024;
	char *text = mem_new(size + 64, 1);
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		size_t step = strlen(units[i]), len = 0;
		for (; len < size; len += step)
			memcpy(text + len, units[i], step);
		expect_bounded(c, s, units[i], text, len);
		expect_bounded(c, s, units[i], text, 1999);
		expect_bounded(c, s, units[i], text, step);
	}
	/* Marks that turn the direction of writing say nothing. */
	cr_expect_str_eq(answer(c, s, "en",
				"\xe2\x80\xae"
				"cancel my order"
				"\xe2\x80\xac",
				&d),
			 "cancel_order");
	cr_expect_str_eq(answer(c, s, "en", "cancel\xe2\x80\x8b my\xe2\x80\x8f order", &d),
			 "cancel_order");
	free(text);
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}
