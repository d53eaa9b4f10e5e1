/* See read_synonyms.h. */
#include "intents/catalog/read_synonyms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "intents/catalog/read.h"
#include "intents/features/synonyms.h"

#define SYNONYM_WORDS_MAX 50000 /* of a catalog */
#define GROUP_DOC                                                                                 \
	"Words and short phrases of the group; word* is the beginning of a word, *word its end, " \
	"*word* a part."

static const struct shape id_shape = {.kind = SHAPE_TEXT, .pattern = "^[a-z0-9_]{1,64}$"};

/* Read by hand, since the keys beside `id` are locales, whichever there are: the rows are for the
 * JSON Schema. */
static const struct field group_fields[] = {
	{.key = "id",
	 .type = FIELD_NODE,
	 .shape = &id_shape,
	 .required = true,
	 .doc = "Name of the group: a to z, 0 to 9 and _."},
	{.key = "en", .type = FIELD_NODE, .shape = &read_shape_texts, .doc = GROUP_DOC},
	{.key = "de", .type = FIELD_NODE, .shape = &read_shape_texts, .doc = GROUP_DOC},
	{.key = "fr", .type = FIELD_NODE, .shape = &read_shape_texts, .doc = GROUP_DOC},
	{.key = "zh-Hant", .type = FIELD_NODE, .shape = &read_shape_texts, .doc = GROUP_DOC},
	{.key = "zh-Hans", .type = FIELD_NODE, .shape = &read_shape_texts, .doc = GROUP_DOC},
	{.key = NULL},
};
static const struct shape group_shape = {.kind = SHAPE_FIELDS,
					 .name = "synonyms",
					 .fields = group_fields,
					 .by_locale = true,
					 .of = &read_shape_texts};
const struct shape read_shape_synonyms = {.kind = SHAPE_LIST, .of = &group_shape};

/* ---- words ---- */

static void report(enum synonym_fault fault, const struct yaml_node *node, struct diag *d)
{
	switch (fault) {
	case SYNONYM_EMPTY:
		diag_error(d, node->at, "write a word", "synonym '%.60s' has no letter",
			   node->text);
		break;
	case SYNONYM_SHORT:
		diag_error(d, node->at,
			   "three letters at least for word*, four for *word*, or leave out the *",
			   "synonym '%.60s' is too short: it is in words of any meaning",
			   node->text);
		break;
	case SYNONYM_LONG:
		diag_error(d, node->at, "a word or a few; whole sentences are examples",
			   "synonym '%.60s' is too long", node->text);
		break;
	case SYNONYM_STAR:
		diag_error(d, node->at, "write word*, *word or *word*",
			   "synonym '%.60s': a * stands at the beginning or the end", node->text);
		break;
	default: break;
	}
}

struct group_reader {
	struct intent_catalog *c;
	const char *id;
	const struct yaml_node *locale;
	struct diag *d;
};

static void read_word(const struct group_reader *r, const struct yaml_node *node)
{
	struct synonym_form form;
	const char *text = read_text(node, "synonym", r->d);
	if (text == NULL)
		return;
	enum synonym_fault fault = synonym_form_of(text, &form);
	if (fault != SYNONYM_FINE) {
		report(fault, node, r->d);
		return;
	}
	if (r->c->synonyms.count == SYNONYM_WORDS_MAX) {
		diag_error(r->d, node->at, "leave out what customers rarely write",
			   "more than %d synonyms", SYNONYM_WORDS_MAX);
		return;
	}
	*vec_push(&r->c->synonyms) =
		(struct catalog_synonym){.id = r->id,
					 .locale = r->locale->text,
					 .text = text,
					 .form = mem_copy(form.bytes, form.len),
					 .at = node->at,
					 .locale_at = r->locale->at};
}

static void read_words(const struct group_reader *r, const struct yaml_node *list)
{
	if (list->kind != YAML_SEQUENCE) {
		diag_error(r->d, list->at, "write [one, two]",
			   "synonyms of a locale must be a list");
		return;
	}
	if (list->count == 0)
		diag_error(r->d, list->at, "add a word, or remove the locale",
			   "the list of synonyms is empty");
	for (size_t i = 0; i < list->count; i++)
		read_word(r, list->items[i]);
}

/* ---- groups ---- */

static const char *read_id(const struct yaml_node *group, struct diag *d)
{
	const struct yaml_node *node = yaml_get(group, "id");
	if (node == NULL) {
		diag_error(d, group->at, "a group starts with '- id: …'", "missing key 'id'");
		return NULL;
	}
	const char *id = read_text(node, "id", d);
	if (id == NULL)
		return NULL;
	size_t len = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_");
	if (len <= INTENT_ID_MAX && id[len] == '\0')
		return id;
	diag_error(d, node->at, "use a to z, 0 to 9 and _, at most 64 of them",
		   "'%s' is not a valid id", id);
	return NULL;
}

static void read_group(struct intent_catalog *c, const struct yaml_node *group, struct diag *d)
{
	if (group->kind != YAML_MAPPING) {
		diag_error(d, group->at, "write '- {id: cancel, en: [cancel, call off]}'",
			   "a group of synonyms must be a mapping");
		return;
	}
	struct group_reader r = {.c = c, .id = read_id(group, d), .d = d};
	if (r.id == NULL)
		return;
	if (group->count == 1)
		diag_error(d, group->at, "add a locale with words, as in 'en: [cancel, call off]'",
			   "the group '%s' has no words", r.id);
	for (size_t i = 0; i < group->count; i++) {
		r.locale = group->keys[i];
		if (strcmp(r.locale->text, "id") == 0)
			continue;
		if (read_is_tag(r.locale->text))
			read_words(&r, group->items[i]);
		else
			diag_error(d, r.locale->at,
				   "beside 'id' there are locales: en, de, zh-Hant",
				   "'%s' is not a locale", r.locale->text);
	}
}

void read_synonyms(struct intent_catalog *c, const struct yaml_node *node, struct diag *d)
{
	if (node == NULL)
		return;
	if (node->kind != YAML_SEQUENCE) {
		diag_error(d, node->at, "write a line '- {id: …, en: […]}' for each group",
			   "synonyms must be a list");
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_group(c, node->items[i], d);
}

/* ---- all of them together ---- */

static int by_locale_and_form(const void *a, const void *b)
{
	const struct catalog_synonym *x = *(const struct catalog_synonym *const *)a;
	const struct catalog_synonym *y = *(const struct catalog_synonym *const *)b;
	int order = strcmp(x->locale, y->locale);
	order = order != 0 ? order : strcmp(x->form, y->form);
	return order != 0 ? order : (x > y) - (x < y);
}

static void report_twice(const struct catalog_synonym *first, const struct catalog_synonym *s,
			 struct diag *d)
{
	char hint[160];
	(void)snprintf(hint, sizeof(hint), "keep it in one; the other is at %.100s:%u",
		       first->at.file, first->at.line);
	if (strcmp(first->id, s->id) == 0)
		diag_finding(d, "synonym-twice", s->at, "remove one",
			     "'%.60s' is twice in the group '%s'", s->text, s->id);
	else
		diag_finding(d, "synonym-ambiguous", s->at, hint,
			     "'%.60s' is in the groups '%s' and '%s'", s->text, first->id, s->id);
}

static void check_words(const struct intent_catalog *c, struct diag *d)
{
	size_t count = c->synonyms.count;
	const struct catalog_synonym **sorted = mem_new(count, sizeof(*sorted));
	for (size_t i = 0; i < count; i++)
		sorted[i] = &c->synonyms.items[i];
	qsort(sorted, count, sizeof(*sorted), by_locale_and_form);
	for (size_t i = 1; i < count; i++) {
		const struct catalog_synonym *first = sorted[i - 1];
		if (strcmp(first->locale, sorted[i]->locale) == 0 &&
		    strcmp(first->form, sorted[i]->form) == 0)
			report_twice(first, sorted[i], d);
	}
	free(sorted);
}

static void check_locale(const struct catalog_synonym *s, struct diag *d)
{
	const char *known[LOCALE_COUNT];
	char hint[80];
	for (int i = 0; i < LOCALE_COUNT; i++)
		known[i] = locale_name((enum locale)i);
	read_hint(s->locale, known, LOCALE_COUNT, "en, de, fr, zh-Hant or zh-Hans", hint,
		  sizeof(hint));
	diag_finding(d, "synonym-locale", s->locale_at, hint, "no intent speaks '%s'", s->locale);
}

void synonyms_link(struct intent_catalog *c, struct diag *d)
{
	const char *reported = NULL;
	check_words(c, d);
	for (size_t i = 0; i < c->synonyms.count; i++) {
		const struct catalog_synonym *s = &c->synonyms.items[i];
		size_t group = catalog_group_of(c, s->locale);
		if (group == NO_INDEX && locale_of_name(s->locale) == LOCALE_NONE &&
		    reported != s->locale) {
			check_locale(s, d);
			reported = s->locale;
		}
		if (group == NO_INDEX)
			continue;
		if (c->groups.items[group].synonyms == NULL)
			c->groups.items[group].synonyms = synonyms_create();
		synonyms_add(c->groups.items[group].synonyms, s->id, s->form);
	}
}
