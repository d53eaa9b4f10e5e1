/* Files of knowledge: what they become, what is wrong with them, what is found in them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/attrs.h"
#include "gateway/knowledge/knowledge.h"

struct fixture {
	char dir[64];
	struct diag d;
	struct knowledge *k;
	char names[8][64];
	size_t count;
};

static void open_folder(struct fixture *f)
{
	*f = (struct fixture){0};
	snprintf(f->dir, sizeof f->dir, "/tmp/frontdesk-knowledge-XXXXXX");
	cr_assert_not_null(mkdtemp(f->dir));
	diag_init(&f->d);
}

static void write_file(struct fixture *f, const char *name, const char *text)
{
	char path[160];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", f->dir, name);
	out = fopen(path, "wb");
	cr_assert_not_null(out);
	fputs(text, out);
	fclose(out);
	snprintf(f->names[f->count++], sizeof f->names[0], "%s", name);
}

static void load(struct fixture *f)
{
	knowledge_destroy(f->k);
	diag_dispose(&f->d);
	diag_init(&f->d);
	f->k = knowledge_load(f->dir, NULL, &f->d);
	diag_sort(&f->d);
}

static void close_folder(struct fixture *f)
{
	knowledge_destroy(f->k);
	diag_dispose(&f->d);
	for (size_t i = 0; i < f->count; i++) {
		char path[160];
		snprintf(path, sizeof path, "%s/%s", f->dir, f->names[i]);
		unlink(path);
	}
	rmdir(f->dir);
}

#define FRONT(locale) "---\nlocale: " locale "\ntitle: Delivery\nurl: /help\n---\n"

static void expect_passage(const struct fixture *f, size_t index, const char *heading,
			   const char *text, unsigned line)
{
	struct knowledge_hit h = knowledge_passage(f->k, index);

	cr_expect_str_eq(h.heading, heading, "passage %zu: heading '%s'", index, h.heading);
	cr_expect_str_eq(h.text, text, "passage %zu: text '%s'", index, h.text);
	cr_expect_eq(h.line, line, "passage %zu: line %u", index, h.line);
}

Test(knowledge, is_cut_at_headings_and_cleaned)
{
	struct fixture f;

	open_folder(&f);
	write_file(
		&f, "a.md",
		FRONT("en") "\n# Delivery\n\nFirst words.\n\n<!-- not\nshown -->\n## Abroad ##\n\n"
			    "To **all** of [Europe](https://x.example) with\n`DHL`.\n\n- one\n- "
			    "two\n"
			    "### Customs\nYou pay.\n## Other\n\nA\\*b.\n");
	write_file(&f, "README.md", "no knowledge");
	load(&f);
	cr_assert_eq(f.d.error_count + f.d.warning_count, 0, "%s", f.d.items[0].text);
	cr_assert_eq(knowledge_passage_count(f.k), 4);
	cr_expect_eq(knowledge_file_count(f.k), 1);
	expect_passage(&f, 0, "", "First words.", 9);
	expect_passage(&f, 1, "Abroad", "To all of Europe with DHL.\n- one\n- two", 15);
	expect_passage(&f, 2, "Abroad > Customs", "You pay.", 21);
	expect_passage(&f, 3, "Other", "A*b.", 24);
	close_folder(&f);
}

Test(knowledge, keeps_passages_short_and_reports_long_paragraphs)
{
	struct fixture f;
	char text[8192] = FRONT("en") "## One\n\n";

	open_folder(&f);
	for (int i = 0; i < 3; i++) { /* three paragraphs that fit two and two */
		for (int k = 0; k < 50; k++)
			strcat(text, "ten bytes ");
		strcat(text, "\n\n");
	}
	strcat(text, "## Two\n\n");
	for (int k = 0; k < 130; k++)
		strcat(text, "ten by. ");
	for (int k = 0; k < 130; k++)
		strcat(text, "ten by. ");
	write_file(&f, "a.md", text);
	load(&f);
	cr_expect_eq(f.d.error_count, 0);
	cr_assert_eq(f.d.warning_count, 1);
	cr_expect_str_eq(f.d.items[0].code, "knowledge-long");
	cr_expect_eq(f.d.items[0].line, 16);
	for (size_t i = 0; i < knowledge_passage_count(f.k); i++)
		cr_expect(strlen(knowledge_passage(f.k, i).text) <= KNOWLEDGE_PASSAGE_MAX);
	cr_expect_eq(knowledge_passage_count(f.k), 4);
	close_folder(&f);
}

/* Each file, and what is said of it. */
static const struct fault {
	const char *text, *want;
} faults[] = {
	{"# Delivery\n", "1:1: error: the file has no front matter (begin with ---, locale: and "
			 "title:, and another ---)"},
	{"---\nlocale: en\n",
	 "1:1: error: the front matter does not end (write --- on a line of its "
	 "own behind it)"},
	{"---\nlocale: eng\ntitle: A\n---\nx\n",
	 "2:9: error: unknown locale 'eng' (did you mean 'en'?)"},
	{"---\nlocale: en\ntitle: A\nurl: //evil.example\n---\nx\n",
	 "4:6: error: url: '//evil.example' is no address (https://… or a path such as "
	 "/help/delivery)"},
	{"---\nlocale: en\ntitle: A\n---\n\n",
	 "1:1: error: has no text (write what customers may be "
	 "told)"},
	{"---\nlocale: en\ntitle: A\n---\n# B\nx\n## C\n## D\ny\n",
	 "7:1: warning: a heading without a text (write what it promises, or take the heading "
	 "out)"},
	{"---\nlocale: en\ntitle: A\n---\n## B\nx\n## B\ny\n",
	 "7:1: warning: the heading 'B' is there twice (an answer's source could be either)"},
	{"---\nlocale: en\ntitle: A\n---\n\xff\n",
	 ": error: is no text in UTF-8 (save it as UTF-8)"},
};

Test(knowledge, says_what_is_wrong_and_where)
{
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct fixture f;
		char line[512], want[512];
		open_folder(&f);
		write_file(&f, "a.md", faults[i].text);
		load(&f);
		cr_assert_eq(f.d.count, 1, "file %zu: %zu findings", i, f.d.count);
		diag_format(&f.d.items[0], line, sizeof line);
		snprintf(want, sizeof want, "%s/a.md%s%s", f.dir,
			 faults[i].want[0] == ':' ? "" : ":", faults[i].want);
		cr_expect_str_eq(line, want, "%s", line);
		cr_expect_not_null(f.d.items[0].code);
		close_folder(&f);
	}
}

Test(knowledge, reports_unknown_keys_with_the_nearest_name)
{
	struct fixture f;

	open_folder(&f);
	write_file(&f, "a.md", "---\nlocale: en\ntitel: A\n---\nx\n");
	load(&f);
	cr_assert_eq(f.d.error_count, 2);
	cr_expect_not_null(strstr(f.d.items[1].text, "titel"));
	cr_expect_eq(f.d.items[0].line, 2); /* the mapping lacks title */
	cr_expect_eq(f.d.items[1].line, 3);
	close_folder(&f);
}

static size_t find(const struct fixture *f, const char *locale, const char *text,
		   struct knowledge_hit *ret)
{
	struct knowledge_question q = {.locale = locale, .text = text, .len = strlen(text)};

	return knowledge_search(f->k, &q, ret, 4);
}

Test(knowledge, finds_passages_in_the_asked_language_first)
{
	struct fixture f;
	struct knowledge_hit h[4];

	open_folder(&f);
	write_file(&f, "a.en.md",
		   FRONT("en") "## Customs abroad\nThe recipient pays customs.\n## Cancelling\nBy "
			       "phone.\n"
			       "## Repairs\nWe repair mowers and pumps.\n");
	write_file(&f, "a.zh.md",
		   "---\nlocale: zh-Hant\ntitle: 配送\n---\n## 關稅\n海外訂單的關稅由收件人支付。\n"
		   "## 取消\n請來電取消。\n## 維修\n我們維修割草機。\n## 發票\n發票在信裡。\n"
		   "## 顏色\n有紅色與綠色。\n## 禮物卡\n效期三年。\n## 工作時間\n每天九點開始。\n");
	load(&f);
	cr_assert_eq(find(&f, "en", "Do I pay customs?", h), 1);
	cr_expect_str_eq(h[0].heading, "Customs abroad");
	cr_expect_eq(h[0].line, 7);
	cr_expect_str_eq(h[0].url, "/help");
	cr_expect(h[0].score > 0.5 && h[0].score < 1 && !h[0].is_foreign);
	cr_expect_geq(find(&f, "zh-TW", "關稅誰付", h), 1);
	cr_expect_str_eq(h[0].heading, "關稅");
	cr_expect_not(h[0].is_foreign);
	/* Written in the other script, read from the other file. */
	cr_expect_geq(find(&f, "zh-Hans", "关税谁付", h), 1);
	cr_expect_str_eq(h[0].heading, "關稅");
	cr_expect(h[0].is_foreign);
	cr_expect_geq(find(&f, "de", "customs", h), 1);
	cr_expect(h[0].is_foreign);
	close_folder(&f);
}

Test(knowledge, takes_any_question)
{
	static const char *const questions[] = {"",
						"?",
						"the",
						"\"",
						"\" OR body:*",
						"NEAR(a b)",
						"head : x",
						"*",
						"-customs",
						"\xff\xfe",
						"\xe9\x97",
						"a\0b",
						"customs AND customs OR NOT customs",
						"'; DROP TABLE p0;"};
	struct fixture f;
	struct knowledge_hit h[4];

	open_folder(&f);
	write_file(&f, "a.md", FRONT("en") "## Customs\nYou pay.\n");
	load(&f);
	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		find(&f, "en", questions[i], h);
	cr_expect_eq(find(&f, "en", "the of and", h), 0);
	cr_expect_eq(find(&f, "tlh", "customs", h), 0);
	cr_expect_eq(find(&f, "en", "-customs", h), 1, "the table is still there");
	char *large = malloc(100001);
	for (size_t i = 0; i < 100000; i++)
		large[i] = i % 7 == 0 ? ' ' : (char)('a' + i % 23);
	large[100000] = '\0';
	find(&f, "en", large, h);
	free(large);
	close_folder(&f);
}

Test(knowledge, has_a_hash_of_names_and_texts)
{
	struct fixture f;
	char before[128];

	open_folder(&f);
	load(&f);
	cr_expect_eq(f.d.count, 0);
	cr_expect_eq(knowledge_passage_count(f.k), 0);
	snprintf(before, sizeof before, "%s", knowledge_hash(f.k));
	cr_expect_eq(strncmp(before, "sha256:", 7), 0);
	write_file(&f, "a.md", FRONT("en") "x\n");
	load(&f);
	cr_expect_str_neq(knowledge_hash(f.k), before);
	snprintf(before, sizeof before, "%s", knowledge_hash(f.k));
	load(&f);
	cr_expect_str_eq(knowledge_hash(f.k), before);
	write_file(&f, "a.md", FRONT("en") "y\n");
	load(&f);
	cr_expect_str_neq(knowledge_hash(f.k), before);
	close_folder(&f);
}

Test(knowledge, needs_no_folder)
{
	struct knowledge_hit h;
	struct diag d;

	diag_init(&d);
	struct knowledge *k = knowledge_load("/nonexistent/knowledge", NULL, &d);
	cr_expect_eq(d.count, 0);
	struct knowledge_question q = {.locale = "en", .text = "x", .len = 1};
	cr_expect_eq(knowledge_search(k, &q, &h, 1), 0);
	knowledge_destroy(k);
	diag_dispose(&d);
}

Test(knowledge, is_compared_with_the_languages_of_the_shop)
{
	static const enum locale languages[] = {LOCALE_DE, LOCALE_EN};
	struct fixture f;

	open_folder(&f);
	write_file(&f, "a.md", FRONT("en") "x\n");
	write_file(&f, "b.md", FRONT("fr") "x\n");
	load(&f);
	knowledge_lint(f.k, languages, 2, &f.d);
	cr_assert_eq(f.d.warning_count, 2);
	cr_expect_str_eq(f.d.items[0].text, "nobody is asked in the language of this file, fr");
	cr_expect_str_eq(f.d.items[1].text, "there is no knowledge in de");
	close_folder(&f);
}
