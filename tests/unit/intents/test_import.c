/* What an import writes is read back as it was: any text, whatever YAML would make of it. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/yaml_tree.h"
#include "config/text/utf8.h"
#include "intents/import/import.h"
#include "tests/unit/intents/help.h"

static const struct diag_place here = {.file = "t", .line = 1};

/* Writes a catalog whose one intent has `text` as example, reply and choice. Owned. */
static char *written(const char *text)
{
	struct import *im = import_create();
	struct diag d;
	char *yaml = NULL;
	size_t size = 0;

	diag_init(&d);
	struct import_locale *l = import_locale(import_intent(im, "a", here, &d), "en");
	import_text_add(&l->examples, text, strlen(text));
	import_text_add(&l->replies, text, strlen(text));
	import_text_add(&l->choices, text, strlen(text));
	import_finish(im, &d);
	FILE *out = open_memstream(&yaml, &size);
	import_write(im, "t", out);
	(void)fclose(out);
	import_destroy(im);
	diag_dispose(&d);
	return yaml;
}

static void expect_back(const char *text)
{
	char *yaml = written(text);
	struct diag d;

	diag_init(&d);
	struct yaml_tree *tree = yaml_tree_parse("t", yaml, strlen(yaml), &d);
	cr_assert_not_null(tree, "not YAML: %s", yaml);
	cr_assert_eq(d.error_count, 0, "refused: %s", yaml);
	const struct yaml_node *i = yaml_get(yaml_tree_root(tree), "intents")->items[0];
	const struct yaml_node *got[] = {
		yaml_get(yaml_get(i, "examples"), "en")->items[0],
		yaml_get(yaml_get(i, "reply"), "en"),
		yaml_get(yaml_get(i, "choices"), "en")->items[0],
	};
	for (size_t k = 0; k < ARRAY_LEN(got); k++) {
		cr_assert_eq(got[k]->kind, YAML_SCALAR, "no text any more: %s", yaml);
		cr_assert_str_eq(got[k]->text, text, "%s", yaml);
	}
	yaml_tree_destroy(tree);
	diag_dispose(&d);
	free(yaml);
}

Test(import, texts_that_yaml_would_take_for_something_else)
{
	static const char *const texts[] = {
		"no",
		"Yes",
		"on",
		"null",
		"~",
		"10:30",
		"3",
		"0x1F",
		"1e3",
		"- a",
		"a: b",
		"a:",
		"a #b",
		"#a",
		"'a'",
		"\"a\"",
		"it's",
		"[a]",
		"{a: b}",
		"*a",
		"&a",
		"!a",
		"|",
		">",
		"%a",
		"@a",
		"`a`",
		"a, b",
		"? a",
		"---",
		"...",
		"a\nb",
		"a\tb",
		"a\\b",
		"\xC2\x85x",
		"退款",
		"é",
		"\xF0\x9F\x98\x80",
		"\xE2\x80\xAEx",
		"\xEF\xBB\xBFx",
		"a\x01z",
		"a \"b\" 'c'",
		"=",
		"<<",
		"a:b",
		"http://x",
		"1_000",
		".5",
		"2027-01-01",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		expect_back(texts[i]);
}

Test(import, random_texts_come_back)
{
	static const char alphabet[] = " :#-'\"[]{}&*!|>%@`,?\\\n\tab1~=";
	uint64_t seed = 88172645463325252u;

	for (int round = 0; round < 3000; round++) {
		char text[40];
		size_t len = 0;
		for (int i = 0; i < 12; i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			if (seed % 7 == 0)
				len += utf8_encode((uint32_t)(0x80 + seed % 0x3000), text + len);
			else
				text[len++] = alphabet[seed / 7 % (sizeof alphabet - 1)];
		}
		text[len] = '\0';
		const char *start = text + strspn(text, " \t\r\n");
		while (len > 0 && strchr(" \t\r\n", text[len - 1]))
			text[--len] = '\0';
		if (start < text + len)
			expect_back(start);
	}
}

Test(import, names_become_ids_that_stay_apart)
{
	struct import *im = import_create();
	struct diag d;

	diag_init(&d);
	cr_assert_str_eq(import_intent(im, "track_order", here, &d)->id, "track_order");
	cr_assert_eq(d.warning_count, 0);
	cr_assert_str_eq(import_intent(im, "Track Order!", here, &d)->id, "track_order_2");
	cr_assert_str_eq(import_intent(im, "faq/track-order", here, &d)->id, "faq_track_order");
	cr_assert_str_eq(import_intent(im, "退款", here, &d)->id, "intent");
	cr_assert_str_eq(import_intent(im, "退貨", here, &d)->id, "intent_2");
	cr_assert_str_eq(import_intent(im, "Track Order!", here, &d)->id, "track_order_2");
	cr_assert_eq(d.warning_count, 4, "each renaming is told once");
	char name[200];
	memset(name, 'x', sizeof name);
	name[199] = '\0';
	cr_assert_eq(strlen(import_intent(im, name, here, &d)->id), 64);
	name[198] = 'y';
	cr_assert_leq(strlen(import_intent(im, name, here, &d)->id), 64);
	import_destroy(im);
	diag_dispose(&d);
}
