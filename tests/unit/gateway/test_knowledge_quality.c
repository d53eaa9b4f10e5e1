/*
 * How well the shipped knowledge is found, on questions that nothing is tuned on: the right section
 * among the first three, and how often a question that has no answer gets a fair one.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/knowledge/knowledge.h"
#include "intents/intent.h"

#define QUESTIONS "tests/golden/knowledge/questions.jsonl"

struct figures {
	unsigned answerable, first, third, fair, unanswerable, wrong;
};

static struct knowledge *load_shipped(struct intent_catalog **ret_catalog)
{
	struct knowledge_lexicon words = {0};
	struct diag d;

	diag_init(&d);
	*ret_catalog = intent_catalog_read("config/intents", &d);
	for (int l = 0; l < LOCALE_COUNT; l++)
		words.synonyms[l] =
			intent_catalog_synonyms(*ret_catalog, locale_name((enum locale)l));
	struct knowledge *k = knowledge_load("config/knowledge", &words, &d);
	cr_assert_eq(d.count, 0, "%s", d.count ? d.items[0].text : "");
	diag_dispose(&d);
	return k;
}

/* Which heading of its file a hit stands under, from 1. */
static json_int_t section_of(const struct knowledge *k, const struct knowledge_hit *h)
{
	json_int_t section = 0;
	const char *last = "";

	for (size_t i = 0; i < knowledge_passage_count(k); i++) {
		struct knowledge_hit p = knowledge_passage(k, i);
		if (strcmp(p.file, h->file) != 0)
			continue;
		section += strcmp(p.heading, last) != 0;
		last = p.heading;
		if (p.line == h->line)
			break;
	}
	return section;
}

static bool is_right(const struct knowledge *k, const struct knowledge_hit *h, const json_t *row)
{
	const char *file = json_string_value(json_object_get(row, "file")),
		   *name = strrchr(h->file, '/') + 1;

	return strncmp(name, file, strlen(file)) == 0 && name[strlen(file)] == '.' &&
	       section_of(k, h) == json_integer_value(json_object_get(row, "section"));
}

static void judge(const struct knowledge *k, const json_t *row, struct figures *f)
{
	const char *text = json_string_value(json_object_get(row, "text")),
		   *locale = json_string_value(json_object_get(row, "locale"));
	struct knowledge_hit h[3];
	size_t count = knowledge_search(k, locale, text, strlen(text), h, 3);
	bool fair = count > 0 && h[0].score >= KNOWLEDGE_SCORE_FAIR;

	if (json_is_null(json_object_get(row, "file"))) {
		f->unanswerable++;
		f->wrong += fair;
		return;
	}
	f->answerable++;
	f->fair += fair;
	for (size_t i = 0; i < count; i++) {
		if (!is_right(k, &h[i], row))
			continue;
		f->third++;
		f->first += i == 0;
	}
}

Test(knowledge_quality, finds_the_right_section_and_refuses_the_rest)
{
	struct intent_catalog *catalog;
	struct knowledge *k = load_shipped(&catalog);
	struct figures f = {0};
	FILE *in = fopen(QUESTIONS, "r");
	json_t *row;

	cr_assert_not_null(in, "run the tests in the root of the tree");
	while ((row = json_loadf(in, JSON_DISABLE_EOF_CHECK, NULL))) {
		judge(k, row, &f);
		json_decref(row);
	}
	fclose(in);
	printf("knowledge: right section first %u, among three %u of %u; fair %u; "
	       "fair without an answer %u of %u\n",
	       f.first, f.third, f.answerable, f.fair, f.wrong, f.unanswerable);
	cr_expect_eq(f.answerable, 70);
	cr_expect_eq(f.unanswerable, 30);
	cr_expect_geq(f.third, 63, "the right section is among three for %u of 70", f.third);
	cr_expect_geq(f.first, 46, "the right section is the first for %u of 70", f.first);
	cr_expect_geq(f.fair, 28, "fair for %u of 70", f.fair);
	cr_expect_leq(f.wrong, 2, "fair without an answer: %u of 30", f.wrong);
	knowledge_destroy(k);
	intent_catalog_destroy(catalog);
}
