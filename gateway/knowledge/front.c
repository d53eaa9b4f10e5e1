/*
 * The front matter: a YAML mapping between two lines of three dashes at the top of the file. It is
 * read from the first of them, so that lines are those of the file.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/schema.h"
#include "gateway/knowledge/knowledge.h"
#include "gateway/knowledge/passages.h"

#define TITLE_MAX 200
#define URL_MAX 2000

struct front {
	char *locale, *title, *url;
};

#define AT(member) .offset = offsetof(struct front, member)
const struct field knowledge_front_fields[] = {
	{"locale", FIELD_TEXT, AT(locale), .required = true,
	 .doc = "Language of the file: en, de, fr, zh-Hant or zh-Hans"},
	{"title", FIELD_TEXT, AT(title), .min = 1, .max = TITLE_MAX, .required = true,
	 .doc = "What it is about; customers read it as the source of an answer"},
	{"url", FIELD_TEXT, AT(url), .min = 1, .max = URL_MAX,
	 .doc = "Page where customers can read it: https://… or a path of the shop, "
		"/help/delivery"},
	{.key = NULL},
};
#undef AT

/* The offset of the line that ends the front matter, 0: there is none. */
static size_t end_of(const char *text)
{
	for (const char *p = text + 3; (p = strstr(p, "\n---")); p++) {
		if (p[4] == '\n' || p[4] == '\0' || strncmp(p + 4, "\r\n", 2) == 0)
			return (size_t)(p + 1 - text);
	}
	return 0;
}

static void check_locale(const struct yaml_node *root, const struct front *f,
			 struct knowledge_file *ret, struct diag *d)
{
	const char *all[LOCALE_COUNT];
	const char *near;
	char hint[64];

	ret->locale = f->locale ? locale_of_name(f->locale) : LOCALE_NONE;
	if (!f->locale || ret->locale != LOCALE_NONE)
		return;
	for (int i = 0; i < LOCALE_COUNT; i++)
		all[i] = locale_name((enum locale)i);
	near = diag_nearest(f->locale, all, LOCALE_COUNT);
	snprintf(hint, sizeof hint, "did you mean '%s'?", near ? near : "");
	diag_error(d, yaml_get(root, "locale")->at,
		   near ? hint : "one of en, de, fr, zh-Hant, zh-Hans", "unknown locale '%.100s'",
		   f->locale);
	diag_name(d, "knowledge-locale");
}

static void check_url(const struct yaml_node *root, const struct front *f, struct diag *d)
{
	if (!f->url || strncmp(f->url, "https://", 8) == 0 || strncmp(f->url, "http://", 7) == 0 ||
	    (f->url[0] == '/' && f->url[1] != '/'))
		return;
	diag_error(d, yaml_get(root, "url")->at, "https://… or a path such as /help/delivery",
		   "url: '%.100s' is no address", f->url);
	diag_name(d, "knowledge-url");
}

/* Reads the mapping. Returns 0, or -1 with errors added. */
static int read_front(const char *path, const char *text, size_t len, struct front *f,
		      struct knowledge_file *ret, struct diag *d)
{
	size_t errors = d->error_count;
	struct yaml_tree *tree = yaml_tree_parse(path, text, len, d);

	if (!tree)
		return -1;
	if (schema_read(knowledge_front_fields, yaml_tree_root(tree), f, d) == 0) {
		check_locale(yaml_tree_root(tree), f, ret, d);
		check_url(yaml_tree_root(tree), f, d);
	}
	yaml_tree_destroy(tree);
	return d->error_count == errors ? 0 : -1;
}

size_t front_read(const char *text, struct knowledge_file *ret, struct diag *d)
{
	struct diag_place at = {ret->path, 1, 1};
	struct front f = {0};
	size_t end;

	if (strncmp(text, "---\n", 4) != 0 && strncmp(text, "---\r\n", 5) != 0) {
		diag_error(d, at, "begin with ---, locale: and title:, and another ---",
			   "the file has no front matter");
		diag_name(d, "knowledge-front");
		return 0;
	}
	end = end_of(text);
	if (end == 0) {
		diag_error(d, at, "write --- on a line of its own behind it",
			   "the front matter does not end");
		diag_name(d, "knowledge-front");
		return 0;
	}
	if (read_front(ret->path, text, end, &f, ret, d) != 0)
		end = 0;
	ret->title = mem_string(f.title);
	ret->url = mem_string(f.url);
	schema_dispose(knowledge_front_fields, &f);
	if (end == 0)
		return 0;
	while (text[end] && text[end] != '\n')
		end++;
	return text[end] ? end + 1 : end;
}
