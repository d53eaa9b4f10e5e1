/*
 * One table reads the keys; what it can't say (languages, variables, limits) is checked here. All
 * mistakes of a file are reported, none stops the reading.
 */
#include "gateway/replies/replies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "config/load/yaml_tree.h"
#include "gateway/base/buf.h"

#define ID_MAX 64
#define ID_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

struct localized {
	char *texts[LOCALE_COUNT]; /* owned; NULL: not in this language */
};

struct reply {
	char *id; /* owned */
	unsigned line, col;
	struct localized title, text;
};

struct replies {
	VEC(struct reply) items;
	char *file; /* owned or NULL: where they stand */
	char *json; /* owned */
	size_t json_len, bytes;
};

static const struct shape text_shape = {.kind = SHAPE_TEXT};
static const struct shape by_locale_shape = {
	.kind = SHAPE_MAP, .name = "localized", .of = &text_shape, .by_locale = true};
static const struct shape localized_shape = {
	.kind = SHAPE_EITHER, .of = &text_shape, .other = &by_locale_shape};

struct reply_file {
	char *id;
	const struct yaml_node *title, *text;
};

struct replies_file {
	int64_t version;
	struct field_list replies;
};

static const struct field reply_fields[] = {
	{.key = "id",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct reply_file, id),
	 .min = 1,
	 .max = ID_MAX,
	 .required = true,
	 .doc = "its short name: small letters, digits, _; typing it finds the reply"},
	{.key = "title",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct reply_file, title),
	 .shape = &localized_shape,
	 .required = true,
	 .doc = "what agents see in the list, per language or for all"},
	{.key = "text",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct reply_file, text),
	 .shape = &localized_shape,
	 .required = true,
	 .doc = "what is inserted, in the customer's language; {customer.name}, {agent.name}, "
		"{shop.name}, {reference}"},
	{.key = NULL},
};

const struct field replies_fields[] = {
	{.key = "version",
	 .type = FIELD_INT,
	 .offset = offsetof(struct replies_file, version),
	 .fallback = "1",
	 .min = 1,
	 .max = 1,
	 .doc = "of this file's format"},
	{.key = "replies",
	 .type = FIELD_LIST,
	 .offset = offsetof(struct replies_file, replies),
	 .fields = reply_fields,
	 .item_size = sizeof(struct reply_file),
	 .doc = "in the order in which agents see them"},
	{.key = NULL},
};

/* ---- variables ---- */

static const char *const variables[] = {"customer.name", "agent.name", "shop.name", "reference"};

static void check_variable(const char *name, size_t len, struct diag_place at, struct diag *d)
{
	char word[64], hint[128];

	snprintf(word, sizeof word, "%.*s", (int)(len < 63 ? len : 63), name);
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		if (strcmp(variables[i], word) == 0)
			return;
	}
	const char *near = diag_nearest(word, variables, ARRAY_LEN(variables));
	if (near)
		snprintf(hint, sizeof hint, "did you mean '{%s}'?", near);
	diag_error(d, at,
		   near ? hint : "one of {customer.name}, {agent.name}, {shop.name}, {reference}",
		   "text: there is no variable '{%s}'", word);
}

static void check_template(const char *text, struct diag_place at, struct diag *d)
{
	for (const char *p = text; *p; p++) {
		if ((*p != '{' && *p != '}') || p[0] == p[1]) {
			p += *p == '{' || *p == '}';
			continue;
		}
		const char *end = *p == '{' ? strpbrk(p + 1, "{}\n") : NULL;
		if (!end || *end != '}') {
			diag_error(d, at, "write {{ or }} for a brace",
				   "text: a '%c' without its other half", *p);
			return;
		}
		check_variable(p + 1, (size_t)(end - p - 1), at, d);
		p = end;
	}
}

/* ---- reading ---- */

struct text_kind {
	const char *name;
	size_t max;
	bool is_template;
};

static const struct text_kind title_kind = {"title", REPLIES_TITLE_MAX, false};
static const struct text_kind body_kind = {"text", REPLIES_TEXT_MAX, true};

/* Owned, or NULL with an error added. */
static char *read_text(const struct text_kind *k, const struct yaml_node *node, struct diag *d)
{
	const char *text = schema_text(node, k->name, d);

	if (!text)
		return NULL;
	if (text[strspn(text, " \t\n")] == '\0') {
		diag_error(d, node->at, NULL, "%s: is empty", k->name);
		return NULL;
	}
	if (strlen(text) > k->max) {
		diag_error(d, node->at, NULL, "%s: longer than %zu bytes", k->name, k->max);
		return NULL;
	}
	if (k->is_template)
		check_template(text, node->at, d);
	return mem_string(text);
}

static void read_language(struct localized *out, const struct text_kind *k,
			  const struct yaml_node *key, const struct yaml_node *node, struct diag *d)
{
	const char *names[LOCALE_COUNT];
	enum locale l = locale_of_name(key->text);
	char hint[64];

	if (l != LOCALE_NONE) {
		out->texts[l] = read_text(k, node, d);
		return;
	}
	for (int i = 0; i < LOCALE_COUNT; i++)
		names[i] = locale_name((enum locale)i);
	const char *near = diag_nearest(key->text, names, LOCALE_COUNT);
	if (near)
		snprintf(hint, sizeof hint, "did you mean '%s'?", near);
	diag_error(d, key->at, near ? hint : "one of en, de, fr, zh-Hant, zh-Hans",
		   "%s: unknown language '%.100s'", k->name, key->text);
}

/* A plain text serves every language. */
static void read_localized(struct localized *out, const struct text_kind *k,
			   const struct yaml_node *node, struct diag *d)
{
	if (!node)
		return; /* its absence was reported */
	if (node->kind == YAML_MAPPING) {
		if (node->count == 0)
			diag_error(d, node->at, NULL, "%s: is empty", k->name);
		for (size_t i = 0; i < node->count; i++)
			read_language(out, k, node->keys[i], node->items[i], d);
		return;
	}
	char *text = read_text(k, node, d);
	for (int l = 0; l < LOCALE_COUNT; l++)
		out->texts[l] = mem_string(text);
	free(text);
}

static size_t size_of(const struct localized *l)
{
	size_t sum = 0;

	for (int i = 0; i < LOCALE_COUNT; i++)
		sum += l->texts[i] ? strlen(l->texts[i]) : 0;
	return sum;
}

static void check_id(const struct replies *r, const struct reply *new, struct diag_place at,
		     struct diag *d)
{
	if (!new->id)
		return;
	if (new->id[strspn(new->id, ID_LETTERS)] != '\0')
		diag_error(d, at, "small letters, digits and _ only",
			   "id: '%.100s' is no name of a reply", new->id);
	for (size_t i = 0; i + 1 < r->items.count; i++) {
		if (r->items.items[i].id && strcmp(r->items.items[i].id, new->id) == 0)
			diag_error(d, at, NULL, "id: '%.100s' is there twice, first in line %u",
				   new->id, r->items.items[i].line);
	}
}

static void read_reply(struct replies *r, const struct yaml_node *node,
		       const struct reply_file *file, struct diag *d)
{
	const struct yaml_node *id = yaml_get(node, "id");
	struct reply *new = vec_push(&r->items);

	*new = (struct reply){
		.id = mem_string(file->id), .line = node->at.line, .col = node->at.col};
	check_id(r, new, id ? id->at : node->at, d);
	read_localized(&new->title, &title_kind, file->title, d);
	read_localized(&new->text, &body_kind, file->text, d);
	r->bytes += size_of(&new->title) + size_of(&new->text);
}

static void read_file(struct replies *r, const struct yaml_node *root, struct diag *d)
{
	struct replies_file file = {0};
	const struct yaml_node *list = yaml_get(root, "replies");

	if (schema_read(replies_fields, root, &file, d) != 0 &&
	    (!list || list->count != file.replies.count)) {
		schema_dispose(replies_fields, &file);
		return;
	}
	if (file.replies.count > REPLIES_MAX)
		diag_error(d, list->at, NULL, "replies: more than %d", REPLIES_MAX);
	for (size_t i = 0; i < file.replies.count && i < REPLIES_MAX; i++)
		read_reply(r, list->items[i], (struct reply_file *)file.replies.items + i, d);
	if (r->bytes > REPLIES_BYTES_MAX)
		diag_error(d, list->at, "split off what nobody uses",
			   "replies: more than %zu bytes in all", REPLIES_BYTES_MAX);
	schema_dispose(replies_fields, &file);
}

/* ---- as JSON ---- */

static void write_localized(struct buf *b, const struct localized *l)
{
	char before = '{';

	for (int i = 0; i < LOCALE_COUNT; i++) {
		if (!l->texts[i])
			continue;
		buf_char(b, before);
		buf_json(b, locale_name((enum locale)i));
		buf_char(b, ':');
		buf_json(b, l->texts[i]);
		before = ',';
	}
	buf_text(b, before == '{' ? "{}" : "}");
}

static void write_json(struct replies *r)
{
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	buf_text(&b, "{\"replies\":[");
	for (size_t i = 0; i < r->items.count; i++) {
		const struct reply *x = &r->items.items[i];
		buf_text(&b, i ? ",{\"id\":" : "{\"id\":");
		buf_json(&b, x->id);
		buf_text(&b, ",\"title\":");
		write_localized(&b, &x->title);
		buf_text(&b, ",\"text\":");
		write_localized(&b, &x->text);
		buf_char(&b, '}');
	}
	buf_text(&b, "]}");
	r->json = buf_take(&b, &r->json_len);
	buf_dispose(&b);
}

/* ---- the rest ---- */

struct replies *replies_load(const char *path, struct diag *d)
{
	struct replies *r = mem_new(1, sizeof *r);
	struct yaml_tree *tree = path ? yaml_tree_load(path, d) : NULL;

	if (tree) {
		r->file = mem_string(path);
		read_file(r, yaml_tree_root(tree), d);
		yaml_tree_destroy(tree);
	}
	write_json(r);
	return r;
}

void replies_destroy(struct replies *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->items.count; i++) {
		for (int l = 0; l < LOCALE_COUNT; l++) {
			free(r->items.items[i].title.texts[l]);
			free(r->items.items[i].text.texts[l]);
		}
		free(r->items.items[i].id);
	}
	vec_dispose(&r->items);
	free(r->file);
	free(r->json);
	free(r);
}

size_t replies_count(const struct replies *r)
{
	return r->items.count;
}

void replies_lint(const struct replies *r, const enum locale *languages, size_t count,
		  struct diag *d)
{
	for (size_t i = 0; i < r->items.count; i++) {
		const struct reply *x = &r->items.items[i];
		const struct diag_place at = {r->file, x->line, x->col};
		for (size_t l = 0; l < count; l++) {
			if (!x->text.texts[languages[l]])
				diag_finding(d, "missing-locale", at,
					     "customers of that language get it in another one",
					     "reply '%s' has no text in %s", x->id,
					     locale_name(languages[l]));
		}
	}
}

const char *replies_json(const struct replies *r, size_t *ret_len)
{
	*ret_len = r->json_len;
	return r->json;
}
