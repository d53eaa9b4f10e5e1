/*
 * From a folder to a catalog: list, read, check, compile, learn. Each step goes on after an error
 * so that one run shows all that is wrong; only learning, which would be a waste then, waits until
 * nothing is.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/schema.h"
#include "config/text/normalize.h"
#include "intents/catalog/catalog.h"
#include "intents/catalog/catalog_links.h"
#include "intents/catalog/digest.h"
#include "intents/catalog/intent_read.h"
#include "intents/catalog/read_synonyms.h"
#include "intents/learn/language.h"
#include "intents/patterns/phrases.h"
#include "intents/patterns/rules.h"

struct names {
	VEC(char *) list;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Files whose names start with a dot are editors' business. */
static bool is_catalog_file(const char *name)
{
	size_t len = strlen(name);
	return name[0] != '.' && len > 5 && strcmp(name + len - 5, ".yaml") == 0;
}

static char *path_join(const char *dir, const char *name)
{
	size_t dir_len = strlen(dir);
	while (dir_len > 1 && dir[dir_len - 1] == '/')
		dir_len--;
	size_t name_len = strlen(name);
	char *path = mem_new(dir_len + name_len + 2, 1);
	memcpy(path, dir, dir_len);
	path[dir_len] = '/';
	memcpy(path + dir_len + 1, name, name_len);
	return path;
}

static void list_files(const char *dir, struct names *names, struct diag *d)
{
	struct diag_place at = {.file = dir};
	DIR *handle = opendir(dir);
	if (handle == NULL) {
		diag_error(d, at, "the folder of intents must exist and be readable",
			   "cannot open the folder: %s", strerror(errno));
		return;
	}
	const struct dirent *entry;
	while ((entry = readdir(handle)) != NULL) {
		if (is_catalog_file(entry->d_name))
			*vec_push(&names->list) = mem_string(entry->d_name);
	}
	closedir(handle);
	if (names->list.count == 0) {
		diag_warning(d, at, "put at least one file that ends in .yaml there",
			     "no intents: the folder has no *.yaml");
		return;
	}
	qsort(names->list.items, names->list.count, sizeof(char *), compare_names);
}

/* ---- one file ---- */

struct raw_file {
	const struct yaml_node *version, *intents, *synonyms;
};

static const struct shape version_shape = {.kind = SHAPE_NUMBER, .min = 1, .max = 1};
static const struct shape intents_shape = {.kind = SHAPE_LIST, .of = &intent_shape};

const struct field intent_file_fields[] = {
	{.key = "version",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_file, version),
	 .shape = &version_shape,
	 .doc = "Version of this format: 1."},
	{.key = "intents",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_file, intents),
	 .shape = &intents_shape,
	 .doc = "The list of intents."},
	{.key = "synonyms",
	 .type = FIELD_NODE,
	 .offset = offsetof(struct raw_file, synonyms),
	 .shape = &read_shape_synonyms,
	 .doc = "Groups of words that mean the same to the shop: {id, en: [cancel, call off]}."},
	{.key = NULL},
};

static void read_file(struct intent_catalog *c, const struct yaml_node *root, struct diag *d)
{
	struct raw_file raw = {0};
	if (root->kind != YAML_MAPPING) {
		diag_error(d, root->at, "start the file with 'intents:'",
			   "a file of intents must be a mapping");
		return;
	}
	if (schema_read(intent_file_fields, root, &raw, d) != 0 && raw.intents == NULL)
		return;
	read_synonyms(c, raw.synonyms, d);
	if (raw.version != NULL &&
	    (raw.version->kind != YAML_SCALAR || strcmp(raw.version->text, "1") != 0))
		diag_error(d, raw.version->at, "write 'version: 1'",
			   "this version of the format is not known");
	if (raw.intents == NULL && raw.synonyms != NULL)
		return;
	if (raw.intents == NULL) {
		diag_warning(d, root->at, "start the list with 'intents:'",
			     "the file has no intents");
		return;
	}
	if (raw.intents->kind != YAML_SEQUENCE) {
		diag_error(d, raw.intents->at, "write a line '- id: …' for each intent",
			   "intents must be a list");
		return;
	}
	for (size_t i = 0; i < raw.intents->count; i++) {
		if (c->intents.count == INTENT_MAX) {
			diag_error(d, raw.intents->items[i]->at, "split the catalog",
				   "more than %d intents", INTENT_MAX);
			return;
		}
		intent_read(c, raw.intents->items[i], d);
	}
}

/* Returns the bytes of the file. */
static size_t load_file(struct intent_catalog *c, const char *name, struct digest *digest,
			struct diag *d)
{
	char *path = path_join(c->dir, name);
	struct yaml_tree *tree = yaml_tree_load(path, d);
	free(path);
	if (tree == NULL)
		return 0;
	*vec_push(&c->trees) = tree;
	size_t len;
	const char *bytes = yaml_tree_bytes(tree, &len);
	digest_add(digest, name, strlen(name));
	digest_add(digest, bytes, len);
	read_file(c, yaml_tree_root(tree), d);
	return len;
}

static void load_files(struct intent_catalog *c, const struct names *names, struct diag *d)
{
	struct digest *digest = digest_create();
	digest_add(digest, INTENT_MATCHER_VERSION, strlen(INTENT_MATCHER_VERSION));
	digest_add(digest, language_kind(), strlen(language_kind()));
	size_t total = 0;
	for (size_t i = 0; i < names->list.count; i++) {
		total += load_file(c, names->list.items[i], digest, d);
		if (total > INTENT_CATALOG_BYTES_MAX) {
			diag_error(d, (struct diag_place){.file = c->dir}, "split the catalog",
				   "the files are larger than 64 MiB together");
			break;
		}
	}
	digest_finish(digest, c->hash);
	if (c->intents.count == 0 && names->list.count > 0 && d->error_count == 0)
		diag_warning(d, (struct diag_place){.file = c->dir},
			     "add an intent to one of the files",
			     "no intents: the files have none");
}

/* ---- making it ready ---- */

static void normalize_examples(struct intent_catalog *c, struct diag *d)
{
	char *buffer = mem_new(NORMALIZE_OUT_MAX + 1, 1);
	for (size_t i = 0; i < c->examples.count; i++) {
		struct catalog_example *e = &c->examples.items[i];
		long len = normalize_text(e->text, strlen(e->text), buffer, NORMALIZE_OUT_MAX + 1);
		if (len <= 0) {
			diag_warning(d, e->at, "remove it",
				     "the example has no visible characters");
			continue;
		}
		e->normalized = mem_copy(buffer, (size_t)len);
		e->normalized_len = (size_t)len;
	}
	free(buffer);
}

void intent_catalog_learn(struct intent_catalog *c)
{
	for (size_t g = 0; g < c->groups.count && !c->learned; g++) {
		struct language *language = language_create(c, g);
		c->groups.items[g].language = language;
		if (language != NULL && language_dense_room(language) > c->dense_room)
			c->dense_room = language_dense_room(language);
	}
	c->learned = true;
}

struct intent_catalog *intent_catalog_read(const char *dir, struct diag *d)
{
	size_t errors = d->error_count;
	struct intent_catalog *c = mem_new(1, sizeof(*c));
	struct names names = {0};
	c->users = mem_new(1, sizeof(*c->users));
	atomic_init(c->users, 1);
	c->dir = mem_string(dir);
	c->out_of_scope = NO_INDEX;
	list_files(dir, &names, d);
	if (d->error_count == errors) { /* the folder is there; that it is empty was said */
		load_files(c, &names, d);
		c->out_of_scope = catalog_find(c, OUT_OF_SCOPE_ID);
		normalize_examples(c, d);
		synonyms_link(c, d);
		catalog_check_links(c, d);
	}
	c->rules = rules_create(c, d);
	c->phrases = phrases_create(d);
	for (size_t i = 0; i < names.list.count; i++)
		free(names.list.items[i]);
	vec_dispose(&names.list);
	return c;
}

struct intent_catalog *intent_catalog_load(const char *dir, struct diag *d)
{
	size_t errors = d->error_count;
	struct intent_catalog *c = intent_catalog_read(dir, d);
	if (d->error_count > errors) {
		intent_catalog_destroy(c);
		return NULL;
	}
	intent_catalog_learn(c);
	return c;
}
