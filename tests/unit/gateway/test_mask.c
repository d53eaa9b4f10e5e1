/* Personal data that is found, what is left alone, and the way back. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/guard/mask.h"

static char *masked(struct mask *m, const char *text)
{
	return mask_text(m, text, strlen(text));
}

static char *restored(const struct mask *m, const char *text)
{
	return mask_restore(m, text, strlen(text));
}

static const struct sample {
	const char *said, *sent;
} samples[] = {
	/* mail */
	{"Write to Anna.Weber+shop@Example.co.uk, please", "Write to «MAIL_1», please"},
	{"我的邮箱是anna@example.com谢谢", "我的邮箱是«MAIL_1»谢谢"},
	{"我的信箱是ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ。", "我的信箱是«MAIL_1»。"},
	{"anna @ example . com", "«MAIL_1»"},
	{"anna(at)example(dot)com", "«MAIL_1»"},
	{"anna [at] example [punkt] de", "«MAIL_1»"},
	{"jörg.müller@müller-möbel.de geht", "«MAIL_1» geht"},
	{"an\u200bna@exam\u00adple.com", "«MAIL_1»"},
	{"<anna@example.com>", "<«MAIL_1»>"},
	{"mail a@b.de and A@B.DE", "mail «MAIL_1» and «MAIL_1»"},
	{"a@b.c+d@e.co.uk", "«MAIL_1»«MAIL_2»"},
	{"see you @ noon, ask @support", "see you @ noon, ask @support"},
	/* cards */
	{"my card is 4111 1111 1111 1111 ok", "my card is «CARD_1» ok"},
	{"4111-1111-1111-1111", "«CARD_1»"},
	{"4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "«CARD_1»"},
	{"4111\u200b1111\u200b1111\u200b1111", "«CARD_1»"},
	{"信用卡４１１１１１１１１１１１１１１１到期", "信用卡«CARD_1»到期"},
	{"card 4111-1111\n1111-1111 exp 12/28", "card «CARD_1» exp 12/28"},
	{"Amex 378282246310005", "Amex «CARD_1»"},
	{"٤١١١١١١١١١١١١١١١", "«CARD_1»"},
	{"4̶1̶1̶1̶111111111111", "«CARD_1»"},
	{"4111 1111 1111 1112 is mistyped", "«NUMBER_1» is mistyped"},
	/* IBANs */
	{"IBAN DE89 3704 0044 0532 0130 00, danke", "IBAN «IBAN_1», danke"},
	{"de89370400440532013000", "«IBAN_1»"},
	{"FR14 2004 1010 0505 0001 3M02 606", "«IBAN_1»"},
	{"GB29-NWBK-6016-1331-9268-19", "«IBAN_1»"},
	{"ＤＥ８９３７０４００４４０５３２０１３０００", "«IBAN_1»"},
	/* telephones */
	{"call me on +44 20 7946 0958", "call me on «PHONE_1»"},
	{"(555) 234-5678 after five", "«PHONE_1» after five"},
	{"555-234-5678", "«PHONE_1»"},
	{"Sie erreichen mich unter 030 / 123 456 78", "Sie erreichen mich unter «PHONE_1»"},
	{"Handy: 0171-2345678", "Handy: «PHONE_1»"},
	{"+49 (0) 30 1234567", "«PHONE_1»"},
	{"Mon numéro : 06 12 34 56 78", "Mon numéro : «PHONE_1»"},
	{"06.12.34.56.78", "«PHONE_1»"},
	{"我的手机是13812345678", "我的手机是«PHONE_1»"},
	{"電話０９１２-３４５-６７８", "電話«PHONE_1»"},
	{"請打 02-2345-6789 給我", "請打 «PHONE_1» 給我"},
	{"电话一三八一二三四五六七八", "电话«PHONE_1»"},
	/* order, customer and other numbers */
	{"Where is order 4711222?", "Where is order «ORDER_1»?"},
	{"order no. NW-100234 is late", "order no. «ORDER_1» is late"},
	{"Bestellnummer: 4711", "Bestellnummer: «ORDER_1»"},
	{"meine Bestellung 0123456789 fehlt", "meine Bestellung «ORDER_1» fehlt"},
	{"ma commande n° 88123", "ma commande n° «ORDER_1»"},
	{"订单号是20240517001", "订单号是«ORDER_1»"},
	{"訂單編號：A-20391", "訂單編號：«ORDER_1»"},
	{"Unter der Bestellnummer 4711 liegt nichts",
	 "Unter der Bestellnummer «ORDER_1» liegt nichts"},
	{"meine Kundennummer ist 55123", "meine Kundennummer ist «CUSTOMER_1»"},
	{"my customer number is 00123", "my customer number is «CUSTOMER_1»"},
	{"会员号 778899", "会员号 «CUSTOMER_1»"},
	{"123456 is what it says", "«NUMBER_1» is what it says"},
	/* addresses */
	{"Ich wohne in der Hauptstraße 12a, 10115 Berlin.", "Ich wohne in der «ADDRESS_1»."},
	{"Liefern Sie an: Am Alten Markt 3, 50667 Köln", "Liefern Sie an: «ADDRESS_1»"},
	{"Hauptstr. 5", "«ADDRESS_1»"},
	{"nach 80331 München bitte", "nach «ADDRESS_1» bitte"},
	{"J'habite 12 bis, rue Victor Hugo, 75001 Paris", "J'habite «ADDRESS_1»"},
	{"12 rue de la Paix 75002 Paris svp", "«ADDRESS_1» svp"},
	{"Ship to 221B Baker Street, London NW1 6XE.", "Ship to «ADDRESS_1»."},
	{"742 Evergreen Terrace, Springfield, IL 62704", "«ADDRESS_1»"},
	{"my postcode is SW1A 1AA", "my postcode is «ADDRESS_1»"},
	{"请寄到北京市朝阳区建国路88号3楼，谢谢", "请寄到«ADDRESS_1»，谢谢"},
	{"我住在台北市信義區松高路11號5樓", "我住在«ADDRESS_1»"},
	{"地址是深圳市南山区幸福小区3栋2单元501室", "地址是«ADDRESS_1»"},
	/* what touches, and what comes in words */
	{"a@b.de4111111111111111", "«MAIL_1»"},
	{"DE893704004405320130004111111111111111", "«IBAN_1»«CARD_1»"},
	{"+49 30 1234567anna@b.de", "+49 30 «MAIL_1»"},
	{"Anna Weber@b.de, ich heiße Anna Weber", "«NAME_2» «MAIL_1», ich heiße «NAME_1»"},
	{"oh seven seven double one two three four five six seven", "«PHONE_1»"},
	{"null eins sieben eins, zwei drei vier fünf sechs sieben acht", "«PHONE_1»"},
	{"zéro six douze trente-quatre cinquante-six soixante-dix-huit", "«PHONE_1»"},
	{"幺三八 零零一三 八零零零", "«PHONE_1»"},
	{"order four seven one one please", "order «ORDER_1» please"},
	{"one two three four chairs", "one two three four chairs"},
	/* names */
	{"My name is Anna Weber and I wait. Anna", "My name is «NAME_1» and I wait. «NAME_2»"},
	{"Ich heiße Jörg Groß.", "Ich heiße «NAME_1»."},
	{"hi, my name is anna", "hi, my name is «NAME_1»"},
	{"Je m'appelle Zoé Lefèvre, bonjour", "Je m'appelle «NAME_1», bonjour"},
	{"你好，我叫王小明，想退貨", "你好，我叫«NAME_1»，想退貨"},
	{"我叫李雷想退货", "我叫«NAME_1»想退货"},
	{"我是王先生", "我是«NAME_1»"},
	{"Frau Müller hat bestellt", "Frau «NAME_1» hat bestellt"},
	{"Danke\nMit freundlichen Grüßen\nPetra Klein", "Danke\nMit freundlichen Grüßen\n«NAME_1»"},
	/* what a model must see */
	{"It costs 1.299,00 € or 1 299,00 euros", "It costs 1.299,00 € or 1 299,00 euros"},
	{"$1,299.00 and EUR 129999", "$1,299.00 and EUR 129999"},
	{"价格是129999元", "价格是129999元"},
	{"on 2026-11-22 or 22.11.2026, 22. 11. 2026", "on 2026-11-22 or 22.11.2026, 22. 11. 2026"},
	{"from 2024-2026", "from 2024-2026"},
	{"can we order 100 pieces", "can we order 100 pieces"},
	{"commander 250 pièces", "commander 250 pièces"},
	{"the text said my parcel needs a 1.99 fee, now there's 2000 missing",
	 "the text said my parcel needs a 1.99 fee, now there's 2000 missing"},
	{"I ordered 2 chairs and 4 tables", "I ordered 2 chairs and 4 tables"},
	{"my order from 2026", "my order from 2026"},
	{"size 42, 38, 40", "size 42, 38, 40"},
	{"I waited 5 days on the way", "I waited 5 days on the way"},
	{"im Frühling 2026, Spring 2026", "im Frühling 2026, Spring 2026"},
	{"my name is wrong on the bill", "my name is wrong on the bill"},
	{"退货要在14天内吗", "退货要在14天内吗"},
	{"第3号商品", "第3号商品"},
	{"", ""},
	/* what looks like a placeholder is the customer's own */
	{"say «MAIL_1» and a@b.de", "say «TEXT_1» and «MAIL_1»"},
	{"say <mail 1> or MAIL_1 or 《PHONE-2》", "say «TEXT_1» or «TEXT_2» or «TEXT_3»"},
	{"＜ＭＡＩＬ＿１＞", "«TEXT_1»"},
};

Test(mask, hides_what_is_personal_and_nothing_else)
{
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct mask *m = mask_create();
		char *sent = masked(m, samples[i].said), *back = restored(m, sent);

		cr_expect_str_eq(sent, samples[i].sent, "'%s' became\n'%s' instead of\n'%s'",
				 samples[i].said, sent, samples[i].sent);
		if (mask_respelled(m) == 0)
			cr_expect_str_eq(back, samples[i].said);
		free(sent);
		free(back);
		mask_destroy(m);
	}
}

Test(mask, gives_the_same_value_the_same_placeholder_over_texts)
{
	struct mask *m = mask_create();
	char *one = masked(m, "order 4711222, card 4111 1111 1111 1111, a@b.de"),
	     *two = masked(m, "4111111111111111 for 4711222; c@d.de, A@b.de");

	cr_expect_str_eq(one, "order «ORDER_1», card «CARD_1», «MAIL_1»");
	cr_expect_str_eq(two, "«CARD_1» for «ORDER_1»; «MAIL_2», «MAIL_1»");
	cr_expect_eq(mask_count(m), 4);
	cr_expect_eq(mask_respelled(m), 2);
	free(one);
	free(two);
	mask_destroy(m);
}

Test(mask, knows_names_that_it_was_given)
{
	struct mask *m = mask_create();
	char *text;

	mask_add_name(m, "Anna Weber", NULL);
	mask_add_name(m, "王小明", "name");
	mask_add_name(m, "K-55", "customer");
	mask_add_name(m, "", NULL);
	text = masked(m, "anna weber here, Ms Weber; too long; Mr Long; K 55; 我是王小明吗");
	cr_expect_str_eq(text, "«NAME_1» here, Ms «NAME_3»; too long; Mr «NAME_4»; «CUSTOMER_1»; "
			       "我是«NAME_2»吗");
	free(text);
	text = restored(m, "Hello Anna, dear «NAME_1» («CUSTOMER_1»)");
	cr_expect_str_eq(text, "Hello Anna, dear anna weber (K 55)");
	free(text);
	mask_destroy(m);
}

Test(mask, restores_what_models_make_of_placeholders)
{
	static const struct sample answers[] = {
		{"to «MAIL_1».", "to a@b.de."},
		{"to <MAIL_1>.", "to a@b.de."},
		{"to <<MAIL_1>>.", "to a@b.de."},
		{"to \"MAIL_1\".", "to \"a@b.de\"."},
		{"to [mail 1].", "to a@b.de."},
		{"to « MAIL_1 ».", "to a@b.de."},
		{"to ‹MAIL-1›.", "to a@b.de."},
		{"to **MAIL_1**.", "to **a@b.de**."},
		{"to MAIL\\_1.", "to a@b.de."},
		{"to {MAIL_1}.", "to a@b.de."},
		{"到《MAIL_1》。", "到a@b.de。"},
		{"到MAIL_1。", "到a@b.de。"},
		{"＜ＭＡＩＬ＿１＞", "a@b.de"},
		{"«MAIL_1»«MAIL_1»", "a@b.dea@b.de"},
		/* never into what it was not */
		{"«MAIL_2»", "«MAIL_2»"},
		{"«PHONE_1»", "«PHONE_1»"},
		{"MAIL_12", "MAIL_12"},
		{"EMAIL_1", "EMAIL_1"},
		{"MAIL_1X", "MAIL_1X"},
		{"my mail 1", "my mail 1"},
		{"«MAIL_1", "«a@b.de"},
		{"«MAIL_0»", "«MAIL_0»"},
		{"[MAIL_1](x)", "[a@b.de](x)"},
		{"MAIL_1_2", "MAIL_1_2"},
		{"«MAIL_00001»", "«MAIL_00001»"},
	};
	struct mask *m = mask_create();

	free(masked(m, "a@b.de"));
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		char *text = restored(m, answers[i].said);
		cr_expect_str_eq(text, answers[i].sent, "'%s' became '%s'", answers[i].said, text);
		free(text);
	}
	mask_destroy(m);
}

Test(mask, names_what_cannot_be_restored)
{
	struct mask *m = mask_create();
	size_t start, len;

	free(masked(m, "a@b.de"));
	cr_expect_not(mask_unknown(m, "to «MAIL_1»", strlen("to «MAIL_1»"), &start, &len));
	cr_expect(mask_unknown(m, "to «MAIL_2»!", strlen("to «MAIL_2»!"), &start, &len));
	cr_expect_eq(start, 3);
	cr_expect_eq(len, strlen("«MAIL_2»"));
	cr_expect(mask_unknown(NULL, "<mail_1>", 8, &start, &len));
	mask_destroy(m);
}

/* Every way to cut a text in two or in single characters gives the same. */
Test(mask, restores_a_stream_however_it_is_cut)
{
	static const char text[] =
		"An «MAIL_1», <MAIL_1> [x] «MAIL_2» MAIL_1 MAI «, 到《MAIL_1》a < b";
	static const char want[] = "An a@b.de, a@b.de [x] «MAIL_2» a@b.de MAI «, 到a@b.dea < b";
	struct mask *m = mask_create();

	free(masked(m, "a@b.de"));
	for (size_t cut = 0; cut <= strlen(text); cut++) {
		struct mask_stream *s = mask_stream_create(m);
		char out[512] = "";
		char *pieces[3];
		if (cut < strlen(text) && ((unsigned char)text[cut] & 0xC0) == 0x80) {
			mask_stream_destroy(s);
			continue;
		}
		pieces[0] = mask_stream_add(s, text, cut);
		pieces[1] = mask_stream_add(s, text + cut, strlen(text) - cut);
		pieces[2] = mask_stream_end(s);
		for (int i = 0; i < 3; i++) {
			strncat(out, pieces[i], sizeof out - strlen(out) - 1);
			free(pieces[i]);
		}
		cr_expect_str_eq(out, want, "cut at %zu: '%s'", cut, out);
		mask_stream_destroy(s);
	}
	mask_destroy(m);
}

Test(mask, holds_back_only_what_may_be_a_placeholder)
{
	struct mask *m = mask_create();
	struct mask_stream *s = mask_stream_create(m);
	char *text;

	free(masked(m, "a@b.de"));
	text = mask_stream_add(s, "Write to «MA", strlen("Write to «MA"));
	cr_expect_str_eq(text, "Write to ");
	free(text);
	text = mask_stream_add(s, "IL_1» now", strlen("IL_1» now"));
	cr_expect_str_eq(text, "a@b.de now");
	free(text);
	text = mask_stream_end(s);
	cr_expect_str_eq(text, "");
	free(text);
	mask_stream_destroy(s);
	mask_destroy(m);
}

Test(mask, stays_bounded)
{
	struct mask *m = mask_create();
	char *text = NULL;

	for (int i = 0; i < MASK_VALUES_MAX + 5; i++) {
		char mail[64];
		snprintf(mail, sizeof mail, "u%d@example.com", i);
		free(text);
		text = masked(m, mail);
	}
	cr_expect_str_eq(text, "«MAIL_0»");
	cr_expect_eq(mask_count(m), MASK_VALUES_MAX);
	free(text);
	text = restored(m, "«MAIL_0»");
	cr_expect_str_eq(text, "«MAIL_0»");
	free(text);
	mask_destroy(m);
}

Test(mask, takes_bytes_that_are_no_text)
{
	struct mask *m = mask_create();
	char *sent = mask_text(m, "\xff a@b.de \xe6\x88", 11), *back;

	cr_expect_str_eq(sent, "\xff «MAIL_1» \xe6\x88");
	back = restored(m, sent);
	cr_expect_str_eq(back, "\xff a@b.de \xe6\x88");
	free(sent);
	free(back);
	mask_destroy(m);
}
