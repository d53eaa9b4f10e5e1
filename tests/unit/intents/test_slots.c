/* Slots: what is found in a message, what is not, and where. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "intents/slots.h"
#include "tests/unit/intents/help.h"

static const char catalog[] =
	"intents:\n"
	"  - id: form\n"
	"    examples: {en: [fill the form]}\n"
	"    reply: {en: Thanks}\n"
	"    slots:\n"
	"      order: {pattern: '\\d{6,10}', ask: {en: 'Which order?', de: 'Welche?'}, "
	"retry: {en: 'Six digits, please.'}, attempts: 2}\n"
	"      code: {pattern: 'code ([a-z]+-\\d+)', optional: true}\n"
	"      size:\n"
	"        values:\n"
	"          s: {en: [small, S], de: klein, zh-Hant: [小號]}\n"
	"          l: {en: [large], de: [groß]}\n"
	"          xl: {en: [extra large]}\n"
	"        ask: {en: Which size?}\n"
	"      mail: {type: email, ask: {en: mail?}}\n"
	"      phone: {type: phone, ask: {en: phone?}}\n"
	"      count: {type: number, ask: {en: count?}}\n"
	"      day: {type: date, ask: {en: day?}}\n"
	"      note: {type: text, ask: {en: note?}}\n";

static struct intent_catalog *c;

static void load(void)
{
	c = catalog_good(catalog);
}

static void unload(void)
{
	intent_catalog_destroy(c);
}

static const struct intent_slot *slot(const char *name)
{
	const struct intent_slot *s = intent_slot_named(intent_catalog_at(c, 0), name);

	cr_assert_not_null(s, "no slot %s", name);
	return s;
}

/* `expected` NULL: nothing must be found. */
static void expect(const char *name, const char *locale, bool asked, const char *text,
		   const char *expected)
{
	char *value = intent_slot_find(slot(name), locale, text, strlen(text), asked, NULL, NULL);

	if (expected == NULL)
		cr_expect_null(value, "%s of \"%s\" (%s): found %s", name, text, locale, value);
	else
		cr_expect(value != NULL && strcmp(value, expected) == 0,
			  "%s of \"%s\" (%s): %s instead of %s", name, text, locale,
			  value != NULL ? value : "nothing", expected);
	free(value);
}

TestSuite(slots, .init = load, .fini = unload);

Test(slots, what_the_file_says)
{
	const struct intent *i = intent_catalog_at(c, 0);
	size_t count;

	cr_assert_eq(intent_slot_count(i), 8);
	cr_expect_str_eq(intent_slot_name(intent_slot_at(i, 0)), "order", "in file order");
	cr_expect_null(intent_slot_at(i, 8));
	cr_expect_null(intent_slot_named(i, "nothing"));
	cr_expect_eq(intent_slot_attempts(slot("order")), 2);
	cr_expect_eq(intent_slot_attempts(slot("mail")), 3);
	cr_expect(intent_slot_optional(slot("code")));
	cr_expect_not(intent_slot_optional(slot("order")));
	cr_expect_str_eq(intent_slot_ask(slot("order"), "de-AT"), "Welche?");
	cr_expect_str_eq(intent_slot_ask(slot("order"), "fr"), "Which order?", "the first");
	cr_expect_str_eq(intent_slot_retry(slot("order"), "en"), "Six digits, please.");
	cr_expect_str_eq(intent_slot_retry(slot("mail"), "en"), "mail?", "the question again");
	cr_expect_null(intent_slot_ask(slot("code"), "en"));
	(void)intent_slot_choices(slot("mail"), "en", &count);
	cr_expect_eq(count, 0);
	const char *const *buttons = intent_slot_choices(slot("size"), "de", &count);
	cr_assert_eq(count, 3);
	cr_expect_str_eq(buttons[0], "klein");
	cr_expect_str_eq(buttons[1], "groß");
	cr_expect_str_eq(buttons[2], "extra large", "no German word: another language's");
	cr_expect_str_eq(intent_slot_choices(slot("size"), "zh-Hans", &count)[0], "小號");
}

Test(slots, patterns)
{
	expect("order", "en", false, "where is order 4711222?", "4711222");
	expect("order", "zh-Hant", false, "訂單４７１１２２２在哪", "4711222");
	expect("order", "en", false, "order 4711 222", NULL);
	expect("order", "en", true, "4711 222", "4711222");
	expect("order", "en", true, "no, 47-11-222", "4711222");
	expect("order", "en", true, "12345", NULL);
	expect("order", "en", true, "", NULL);
	expect("order", "en", true, "47112223334", NULL);
	expect("order", "en", false, "card 4111111111111111", NULL);
	expect("order", "en", false, "card 4111111111111111, order 4711222", "4711222");
	expect("order", "en", true, "4111 1111 1111 1111", NULL);
	expect("order", "en", true, "\xff\xfe", NULL);
	expect("code", "en", false, "I have Code SPRING-20 here", "spring-20");
}

Test(slots, values)
{
	expect("size", "en", false, "the LARGE one please", "l");
	expect("size", "en", false, "extra  large", "xl");
	expect("size", "en", true, "S", "s");
	expect("size", "en", false, "what's that", NULL);
	expect("size", "en", false, "THAT'S FINE", NULL);
	expect("size", "en", false, "do you have it in size S?", "s");
	expect("size", "zh-Hans", false, "我要S", "s");
	expect("size", "en", false, "a s b", NULL);
	expect("size", "en", true, "small or large?", NULL);
	expect("size", "en", true, "small, yes small", "s");
	expect("size", "en", true, "smaller", NULL);
	expect("size", "de", false, "GROSS bitte", "l");
	expect("size", "zh-Hans", false, "我要小号的", "s");
	expect("size", "en", true, "xl", "xl");
}

Test(slots, numbers)
{
	expect("count", "en", true, "1,234.50", "1234.50");
	expect("count", "de", true, "1.234,50", "1234.50");
	expect("count", "fr", true, "1 234,5", "1234.5");
	expect("count", "en", true, "1,234", "1234");
	expect("count", "de", true, "1,234", "1.234");
	expect("count", "de", true, "1.234.567", "1234567");
	expect("count", "en", true, "about 3 of them", "3");
	expect("count", "zh-Hans", false, "我要３个", "3");
	expect("count", "en", true, "-5", "-5");
	expect("count", "en", true, "007", "7");
	expect("count", "en", true, "0.5", "0.5");
	expect("count", "en", true, "0", "0");
	expect("count", "de", true, "12'000", "12000");
	expect("count", "en", false, "2 of 3", NULL);
	expect("count", "en", false, "mp3", NULL);
	expect("count", "en", true, "3 5", "3");
	expect("count", "en", true, "1.2.3.4", NULL);
	expect("count", "en", true, "two", NULL);
}

Test(slots, dates)
{
	expect("day", "en", false, "on 2026-12-24 please", "2026-12-24");
	expect("day", "de", false, "am 24.12.2026", "2026-12-24");
	expect("day", "de", false, "am 4. 1. 2026", "2026-01-04");
	expect("day", "fr", false, "le 24/12/2026", "2026-12-24");
	expect("day", "en", false, "12/24/2026", "2026-12-24");
	expect("day", "en", false, "03/04/2026", "2026-04-03");
	expect("day", "zh-Hant", false, "2026年12月24號送到", "2026-12-24");
	expect("day", "zh-Hans", true, "２０２６/１２/２４", "2026-12-24");
	expect("day", "de", false, "24. Dezember 2026", "2026-12-24");
	expect("day", "fr", false, "1er février 2026", "2026-02-01");
	expect("day", "en", false, "Dec 24th, 2026", "2026-12-24");
	expect("day", "en", false, "24th of december 2026", "2026-12-24");
	expect("day", "fr", true, "5 jui 2026", NULL);
	expect("day", "en", true, "2026-02-30", NULL);
	expect("day", "en", true, "29.2.2028", "2028-02-29");
	expect("day", "zh-Hans", true, "12月24日", NULL);
	expect("day", "en", true, "tomorrow", NULL);
	expect("day", "en", false, "from 1.1.2026 to 2.1.2026", NULL);
	expect("day", "en", true, "from 1.1.2026 to 2.1.2026", "2026-01-01");
	expect("day", "en", false, "again: 1.1.2026, i said 2026-01-01", "2026-01-01");
	expect("day", "en", true, "12345.12.2026", NULL);
}

Test(slots, phone_numbers)
{
	expect("phone", "de", false, "ruf +49 (0) 30 / 123-4567 an", "+49301234567");
	expect("phone", "de", false, "0049 30 1234567", "+49301234567");
	expect("phone", "de", false, "030 1234 5678", "03012345678");
	expect("phone", "en", false, "order 4711222333", NULL);
	expect("phone", "zh-Hant", true, "9123 4567", "91234567");
	expect("phone", "en", true, "12345", NULL);
	expect("phone", "en", true, "1234567890123456", NULL);
}

Test(slots, addresses)
{
	expect("mail", "en", false, "I am Ann.Lee+shop@Mail.Example.com.",
	       "ann.lee+shop@mail.example.com");
	expect("mail", "zh-Hans", false, "我的邮箱是foo@bar.cn谢谢", "foo@bar.cn");
	expect("mail", "en", true, "foo@bar", NULL);
	expect("mail", "en", true, "foo@-bar.com", NULL);
	expect("mail", "en", true, "@bar.com", NULL);
	expect("mail", "en", true, "foo@bar..com", NULL);
}

Test(slots, free_text_is_taken_when_asked_for)
{
	expect("note", "en", true, "  Leave it at THE door \n", "Leave it at THE door");
	expect("note", "en", false, "leave it at the door", NULL);
	expect("note", "en", true, " \t ", NULL);
	expect("note", "en", true, "\xc3(", NULL);
}

static void expect_place(const char *name, const char *text, size_t start, size_t len)
{
	size_t got_start, got_len;

	free(intent_slot_find(slot(name), "en", text, strlen(text), true, &got_start, &got_len));
	cr_expect(got_start == start && got_len == len, "%s of \"%s\": %zu+%zu", name, text,
		  got_start, got_len);
}

Test(slots, places_in_the_message)
{
	expect_place("order", "is it 4711222?", 6, 7);
	expect_place("order", "zehn Bücher: 4711222", 14, 7);
	expect_place("mail", "I'm ANN@Shop.example ok", 4, 16);
	expect_place("note", "  door ", 2, 4);
	expect_place("order", "４７１１２２２", 0, 0);
	expect_place("order", "4711 222", 0, 0);
	expect_place("order", "nothing", 0, 0);
	expect_place("count", "x5 5", 3, 1);
}

/* ---- whatever people type ---- */

/* A small generator of its own, so that every run tries the same. */
static unsigned next_random(unsigned *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 16;
}

static size_t random_message(unsigned *state, char *out, size_t size)
{
	static const char *const pieces[] = {
		"0", "1",     "9", "47", "2026", "12", ".",  ",",   "-",    "/",  " ",  "+",
		"(", ")",     "@", "a",  "z",    "S",  "年", "月",  "日",   "号", "４", "dec",
		"é", "small", "l", "'",  "\"",   "\t", "%",  ".de", "code", "#",  "\n", "\xff",
	};
	size_t len = 0, count = next_random(state) % 24;

	while (count-- > 0) {
		const char *piece = pieces[next_random(state) % ARRAY_LEN(pieces)];

		if (len + strlen(piece) >= size)
			break;
		memcpy(out + len, piece, strlen(piece));
		len += strlen(piece);
	}
	out[len] = '\0';
	return len;
}

Test(slots, any_message_gives_a_value_or_none)
{
	static const char *const names[] = {"order", "code",  "size", "mail",
					    "phone", "count", "day",  "note"};
	unsigned state = 4711, found = 0;

	for (int round = 0; round < 20000; round++) {
		char text[128];
		size_t len = random_message(&state, text, sizeof(text)), start, span;
		const char *name = names[next_random(&state) % ARRAY_LEN(names)];
		char *value = intent_slot_find(slot(name), round % 2 ? "en" : "de", text, len,
					       round % 3 != 0, &start, &span);

		cr_assert(start + span <= len, "%s of \"%s\": %zu+%zu", name, text, start, span);
		cr_assert(value != NULL || span == 0, "a place without a value");
		cr_assert(value == NULL || value[0] != '\0', "%s of \"%s\" is empty", name, text);
		if (value != NULL && strcmp(name, "day") == 0)
			cr_assert(strlen(value) == 10 && value[4] == '-' && value[7] == '-',
				  "\"%s\": %s", text, value);
		if (value != NULL && strcmp(name, "count") == 0)
			cr_assert_eq(strspn(value, "-0123456789."), strlen(value), "\"%s\": %s",
				     text, value);
		found += value != NULL;
		free(value);
	}
	cr_expect_gt(found, 2000, "the messages hold too little: %u", found);
}
