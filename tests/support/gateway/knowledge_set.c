#include "tests/support/gateway/knowledge_set.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/intent.h"

#define PAIR_STEP 7 /* rows between a question and the one that is put before it */

static void load_shipped(struct knowledge_set *s)
{
	struct knowledge_lexicon words = {0};
	struct diag d;

	diag_init(&d);
	s->catalog = intent_catalog_read("config/intents", &d);
	for (int l = 0; l < LOCALE_COUNT; l++)
		words.synonyms[l] =
			intent_catalog_synonyms(s->catalog, locale_name((enum locale)l));
	s->knowledge = knowledge_load("config/knowledge", &words, &d);
	if (d.error_count > 0) {
		fprintf(stderr, "%s\n", d.items[0].text);
		abort();
	}
	diag_dispose(&d);
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

	return file && strncmp(name, file, strlen(file)) == 0 && name[strlen(file)] == '.' &&
	       section_of(k, h) == json_integer_value(json_object_get(row, "section"));
}

static struct found *keep(const struct knowledge *k, const struct knowledge_hit *hits, size_t count,
			  const json_t *row)
{
	struct found *f = mem_new(count + 1, sizeof *f);

	for (size_t i = 0; i < count; i++) {
		memcpy(f[i].features, hits[i].features, sizeof f[i].features);
		memcpy(f[i].own, hits[i].own, sizeof f[i].own);
		f[i].is_right = is_right(k, &hits[i], row);
	}
	return f;
}

static void add(struct knowledge_set *s, const json_t *row, const char *before, size_t nth,
		bool is_paired)
{
	const char *text = json_string_value(json_object_get(row, "text"));
	struct asked_row *r = vec_push(&s->rows);
	struct knowledge_hit hits[KNOWLEDGE_HITS_MAX];

	r->text = mem_string(text);
	r->before = mem_string(before);
	r->locale = locale_lookup(json_string_value(json_object_get(row, "locale")));
	r->fold = nth % FOLDS;
	r->has_answer = json_is_string(json_object_get(row, "file"));
	r->is_paired = is_paired;
	struct knowledge_question q = {.text = text, .len = strlen(text), .before = before};
	r->found_count =
		search_alone(s->knowledge, r->locale, &q, hits, KNOWLEDGE_HITS_MAX, &r->is_short);
	r->found = keep(s->knowledge, hits, r->found_count, row);
	if (!before)
		return;
	r->wider_count = search_follow_up(s->knowledge, r->locale, &q, hits, KNOWLEDGE_HITS_MAX);
	r->wider = keep(s->knowledge, hits, r->wider_count, row);
}

static json_t *read_rows(const char *path)
{
	json_t *all = json_array(), *row;
	FILE *in = fopen(path, "r");

	if (!in) {
		fprintf(stderr, "%s: run this in the root of the tree\n", path);
		abort();
	}
	while ((row = json_loadf(in, JSON_DISABLE_EOF_CHECK, NULL)))
		json_array_append_new(all, row);
	fclose(in);
	return all;
}

/* A question of the same language, some rows off, that has none before it itself. */
static const char *other_question(const json_t *all, size_t at)
{
	const char *locale = json_string_value(json_object_get(json_array_get(all, at), "locale"));
	size_t count = json_array_size(all);

	for (size_t i = (at + PAIR_STEP) % count; i != at; i = (i + 1) % count) {
		const json_t *r = json_array_get(all, i);
		if (!json_object_get(r, "before") && json_is_string(json_object_get(r, "file")) &&
		    strcmp(json_string_value(json_object_get(r, "locale")), locale) == 0)
			return json_string_value(json_object_get(r, "text"));
	}
	return NULL;
}

void knowledge_set_load(struct knowledge_set *s, const char *path, bool pairs)
{
	json_t *all = read_rows(path);
	size_t nth[LOCALE_COUNT] = {0};

	*s = (struct knowledge_set){0};
	load_shipped(s);
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *row = json_array_get(all, i);
		const char *before = json_string_value(json_object_get(row, "before"));
		size_t *n = &nth[locale_lookup(json_string_value(json_object_get(row, "locale")))];
		add(s, row, before, *n, false);
		if (pairs && !before)
			add(s, row, other_question(all, i), *n, true);
		++*n;
	}
	json_decref(all);
}

void knowledge_set_dispose(struct knowledge_set *s)
{
	for (size_t i = 0; i < s->rows.count; i++) {
		struct asked_row *r = &s->rows.items[i];
		free(r->text);
		free(r->before);
		free(r->found);
		free(r->wider);
	}
	vec_dispose(&s->rows);
	knowledge_destroy(s->knowledge);
	intent_catalog_destroy(s->catalog);
}
