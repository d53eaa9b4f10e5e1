/* UTF-8, normalisation, tokens. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "config/text/fold.h"
#include "config/text/normalize.h"
#include "config/text/tokens.h"
#include "config/text/utf8.h"

Test(utf8, valid_and_not)
{
	static const struct {
		const char *text;
		size_t len, valid;
	} cases[] = {
		{"", 0, 0},
		{"abc", 3, 3},
		{"0123456789ab\xff", 13, 12},
		{"\xc3\xa4", 2, 2},
		{"\xc3", 1, 0},
		{"a\xc0\x80", 3, 1},            /* overlong NUL */
		{"\xe0\x80\xaf", 3, 0},         /* overlong */
		{"\xed\xa0\x80", 3, 0},         /* surrogate */
		{"\xed\x9f\xbf", 3, 3},         /* last before them */
		{"\xf0\x9f\x98\x80", 4, 4},     /* emoji */
		{"\xf4\x90\x80\x80", 4, 0},     /* above U+10FFFF */
		{"\xf4\x8f\xbf\xbf", 4, 4},     /* U+10FFFF */
		{"\xf8\x88\x80\x80\x80", 5, 0}, /* five bytes */
		{"\x80", 1, 0},
		{"\xe4\xbd", 2, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		cr_expect_eq(utf8_valid(cases[i].text, cases[i].len), cases[i].valid, "case %zu",
			     i);
}

Test(utf8, round_trip_of_every_code_point)
{
	for (uint32_t code = 0; code <= 0x10FFFF; code++) {
		char bytes[4];
		uint32_t back;
		size_t len;

		if (code >= 0xD800 && code <= 0xDFFF)
			continue;
		len = utf8_encode(code, bytes);
		cr_assert_eq(utf8_valid(bytes, len), len, "U+%04X", code);
		cr_assert_eq(utf8_decode(bytes, len, &back), len, "U+%04X", code);
		cr_assert_eq(back, code, "U+%04X came back as U+%04X", code, back);
	}
}

Test(utf8, count_and_cut)
{
	const char *text = "aä你😀";

	cr_assert_eq(utf8_count(text, strlen(text)), 4);
	cr_assert_eq(utf8_cut(text, strlen(text), 100), strlen(text));
	cr_assert_eq(utf8_cut(text, strlen(text), 9), 6);
	cr_assert_eq(utf8_cut(text, strlen(text), 5), 3);
	cr_assert_eq(utf8_cut(text, strlen(text), 2), 1);
}

static void expect_normal(const char *text, const char *expected)
{
	char out[1024];
	long len = normalize_text(text, strlen(text), out, sizeof(out));

	cr_expect_str_eq(out, expected, "'%s' became '%s', not '%s'", text, out, expected);
	cr_expect_eq(len, (long)strlen(expected));
	/* The normal form of a normal form is itself. */
	len = normalize_text(expected, strlen(expected), out, sizeof(out));
	cr_expect_str_eq(out, expected, "'%s' is not stable: '%s'", expected, out);
	cr_expect_eq(len, (long)strlen(expected));
}

Test(normalize, forms)
{
	expect_normal("  Hello \t\r\n WORLD!  ", "hello world!");
	expect_normal("", "");
	expect_normal(" \n\t", "");
	expect_normal("Straße", "strasse");
	expect_normal("ÄRGER", "ärger");
	expect_normal("e\xcc\x81té", "été");
	expect_normal("don’t, I´m, `x`", "don't, i'm, 'x'");
	expect_normal("„hallo“ «bon»", "\"hallo\" \"bon\"");
	expect_normal("e\u2011mail \u2013 ok", "e-mail - ok");
	expect_normal("ＡＢ１？", "ab1?"); /* full width */
	expect_normal("a\xe2\x80\x8b"
		      "b\xe2\x80\xae"
		      "c\xef\xbb\xbf",
		      "abc"); /* zero width, bidi, BOM */
	expect_normal("a\xe3\x80\x80"
		      "b\xc2\xa0"
		      "c",
		      "a b c"); /* ideographic and hard space */
	expect_normal("a\x01\x7f"
		      "b",
		      "a b");
	expect_normal("我的包裹在哪裡", "我的包裹在哪里");
	expect_normal("訂單退款！", "订单退款!");
}

Test(normalize, refuses_what_is_not_utf8)
{
	char out[16] = "before";

	cr_assert_eq(normalize_text("ab\xff", 3, out, sizeof(out)), -1);
	cr_assert_str_eq(out, "");
}

Test(normalize, inner_nul_is_a_blank)
{
	char out[16];

	cr_assert_eq(normalize_text("a\0b", 3, out, sizeof(out)), 3);
	cr_assert_str_eq(out, "a b");
}

Test(normalize, cuts_at_a_character_when_the_room_is_small)
{
	char out[6];

	cr_assert_eq(normalize_text("你好", 6, out, sizeof(out)), 3);
	cr_assert_str_eq(out, "你");
	cr_assert_eq(normalize_text("abcdefgh", 8, out, sizeof(out)), 5);
	cr_assert_eq(normalize_text("abc", 3, out, 1), 0);
	cr_assert_str_eq(out, "");
}

Test(normalize, longest_text_and_largest_growth)
{
	/* U+FDFA becomes 18 characters. */
	size_t len = 3 * 20000;
	char *text = mem_new(len + 1, 1), *out = mem_new(NORMALIZE_OUT_MAX, 1);
	long got;

	for (size_t i = 0; i < len; i += 3)
		memcpy(text + i, "ﷺ", 3);
	got = normalize_text(text, len, out, NORMALIZE_OUT_MAX);
	cr_assert_gt(got, 60000);
	cr_assert_lt(got, NORMALIZE_OUT_MAX);
	cr_assert_eq(utf8_valid(out, (size_t)got), (size_t)got);
	free(text);
	free(out);
}

Test(fold, chinese_folding_is_done_in_one_step)
{
	for (int32_t code = 0x3400; code <= 0x9FFF; code++)
		cr_assert_eq(fold_chinese(fold_chinese(code)), fold_chinese(code), "U+%04X", code);
	cr_assert_eq(fold_chinese(0x9AD4), 0x4F53); /* body */
	cr_assert_eq(fold_chinese(0x4F53), 0x4F53);
	cr_assert_eq(fold_chinese('a'), 'a');
}

Test(fold, traditional_is_what_only_traditional_chinese_writes)
{
	cr_expect(fold_has_traditional("退換貨", strlen("退換貨")));
	cr_expect_not(fold_has_traditional("退换货", strlen("退换货")));
	cr_expect_not(fold_has_traditional("退 10 €", strlen("退 10 €")));
	cr_expect_not(fold_has_traditional("換\xFF", 4), "no UTF-8");
}

static void expect_tokens(const char *text, const char *expected)
{
	struct token tokens[32];
	size_t count = tokens_split(text, strlen(text), tokens, ARRAY_LEN(tokens));
	char joined[512] = "";
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(joined + len, sizeof(joined) - len, "%s%.*s%s",
					i > 0 ? "|" : "", (int)tokens[i].len,
					text + tokens[i].start, tokens[i].is_cjk ? "*" : "");
	cr_expect_str_eq(joined, expected, "'%s' gave '%s'", text, joined);
}

Test(tokens, split)
{
	expect_tokens("", "");
	expect_tokens("where's my order #123?", "where|s|my|order|123");
	expect_tokens("été-päckchen", "été|päckchen");
	expect_tokens("订单ab在", "订*|单*|ab|在*");
	expect_tokens("한국 ok", "한국|ok");
	expect_tokens("😀!", "");
}

Test(tokens, bounded)
{
	struct token tokens[2];

	cr_assert_eq(tokens_split("a b c d", 7, tokens, 2), 2);
	cr_assert_eq(tokens[1].start, 2);
}
