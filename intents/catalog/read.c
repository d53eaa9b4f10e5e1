/* What all parts of an intent share; see read.h. */
#include "intents/catalog/read.h"

#include <stdio.h>
#include <string.h>

#include "config/load/mem.h"

#define TAG "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"

const struct shape read_shape_text = {.kind = SHAPE_TEXT};
const struct shape read_shape_texts = {.kind = SHAPE_LIST, .of = &read_shape_text, .name = "texts"};
const struct shape read_shape_one_or_many = {.kind = SHAPE_EITHER,
					     .name = "one_or_many",
					     .of = &read_shape_text,
					     .other = &read_shape_texts};
const struct shape read_shape_localized = {
	.kind = SHAPE_MAP, .name = "localized", .of = &read_shape_text, .by_locale = true};
const struct shape read_shape_variants = {
	.kind = SHAPE_MAP, .name = "variants", .of = &read_shape_one_or_many, .by_locale = true};
const struct shape read_shape_localized_lists = {
	.kind = SHAPE_MAP, .name = "lists", .of = &read_shape_texts, .by_locale = true};
const struct shape read_shape_text_map = {.kind = SHAPE_MAP, .of = &read_shape_text};
const struct shape read_shape_locale = {.kind = SHAPE_TEXT, .name = "locale", .pattern = TAG};
static const struct shape locales = {.kind = SHAPE_LIST, .of = &read_shape_locale};
const struct shape read_shape_locales = {
	.kind = SHAPE_EITHER, .of = &read_shape_locale, .other = &locales};

struct intent *reader_intent(const struct reader *r)
{
	return &r->c->intents.items[r->intent];
}

bool read_is_tag(const char *tag)
{
	size_t run = 0;
	bool first = true;
	for (const char *p = tag;; p++) {
		bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
		bool digit = *p >= '0' && *p <= '9';
		if (letter || (digit && !first)) {
			run++;
			continue;
		}
		if ((*p != '-' && *p != '\0') || run < (first ? 2 : 1) || run > 8)
			return false;
		if (*p == '\0')
			return true;
		first = false;
		run = 0;
	}
}

bool read_is_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return name[0] >= 'a' && name[0] <= 'z' && name[len] == '\0' && len <= INTENT_ID_MAX;
}

const char *read_text(const struct yaml_node *node, const char *what, struct diag *d)
{
	const char *text = schema_text(node, what, d);
	if (text != NULL && text[0] == '\0') {
		diag_error(d, node->at, "write a text, or remove the key", "%s is empty", what);
		return NULL;
	}
	return text;
}

const struct yaml_node *read_key(const struct yaml_node *map, const char *key)
{
	for (size_t i = 0; i < map->count && map->kind == YAML_MAPPING; i++) {
		if (strcmp(map->keys[i]->text, key) == 0)
			return map->keys[i];
	}
	return map;
}

void read_one_or_many(const struct yaml_node *node, const char *what, struct texts *ret,
		      struct diag *d)
{
	size_t count = node->kind == YAML_SEQUENCE ? node->count : 1;

	if (count == 0)
		diag_error(d, node->at, "add one, or remove the key", "%s is empty", what);
	for (size_t i = 0; i < count; i++) {
		const struct yaml_node *item = node->kind == YAML_SEQUENCE ? node->items[i] : node;
		const char *text = read_text(item, what, d);

		if (text != NULL)
			*vec_push(&ret->items) = text;
	}
}

const char *read_hint(const char *word, const char *const *words, size_t count, const char *other,
		      char *out, size_t size)
{
	const char *near = diag_nearest(word, words, count);

	if (near != NULL)
		(void)snprintf(out, size, "did you mean '%s'?", near);
	else
		(void)snprintf(out, size, "%s", other);
	return out;
}

/* ---- locales ---- */

static bool check_tag(const struct reader *r, const struct yaml_node *key)
{
	if (read_is_tag(key->text))
		return true;
	diag_error(r->d, key->at, "a locale is written like en, de or zh-Hant",
		   "'%s' is not a locale", key->text);
	return false;
}

size_t read_locale(struct reader *r, const struct yaml_node *key)
{
	return check_tag(r, key) ? catalog_add_locale(r->c, key->text, key->at) : NO_INDEX;
}

static bool check_locales(const struct reader *r, const struct yaml_node *map, const char *what)
{
	if (map->kind != YAML_MAPPING) {
		diag_error(r->d, map->at, "write the locale first, as in 'en: …'",
			   "%s must be given per locale", what);
		return false;
	}
	if (map->count == 0)
		diag_error(r->d, map->at, "add a locale, or remove the key", "%s is empty", what);
	return true;
}

void read_locales(struct reader *r, const struct yaml_node *map, const char *what, per_locale *each)
{
	if (map == NULL || !check_locales(r, map, what))
		return;
	for (size_t i = 0; i < map->count; i++) {
		size_t index = read_locale(r, map->keys[i]);
		if (index != NO_INDEX)
			each(r, index, map->items[i]);
	}
}

/* ---- variables ---- */

#define NAMES_MAX 128

/* All names that may stand in a text of this intent. */
static size_t names_of(const struct intent *i, unsigned scope, char (*room)[INTENT_ID_MAX + 8],
		       const char **names)
{
	static const char *const always[] = {"page", "shop.name", "customer.name"};
	size_t count = 0, used = 0;

	for (size_t k = 0; k < ARRAY_LEN(always); k++)
		names[count++] = always[k];
	if ((scope & READ_SLOTS) != 0) {
		for (size_t k = 0; k < i->slots.count && count < NAMES_MAX; k++)
			names[count++] = i->slots.items[k].name;
	}
	if ((scope & READ_ACTION) == 0 || i->action == NULL || count >= NAMES_MAX)
		return count;
	names[count++] = "action.http_status";
	for (size_t k = 0; k < i->action->results.count && count < NAMES_MAX; k++) {
		(void)snprintf(room[used], sizeof(room[used]), "action.%s",
			       i->action->results.items[k].name);
		names[count++] = room[used++];
	}
	return count;
}

static bool is_result(const struct intent *i, const char *name)
{
	if (strcmp(name, "http_status") == 0 || i->action->results.count == 0)
		return true;
	for (size_t k = 0; k < i->action->results.count; k++) {
		if (strcmp(i->action->results.items[k].name, name) == 0)
			return true;
	}
	return false;
}

static bool is_known(const struct intent *i, const char *name, unsigned scope)
{
	if (strcmp(name, "page") == 0 || strcmp(name, "shop.name") == 0 ||
	    (strncmp(name, "customer.", 9) == 0 && read_is_name(name + 9)))
		return true;
	if (strncmp(name, "action.", 7) == 0) {
		if ((scope & READ_ANY_ACTION) != 0)
			return read_is_name(name + 7);
		return (scope & READ_ACTION) != 0 && i->action != NULL && is_result(i, name + 7);
	}
	for (size_t k = 0; k < i->slots.count && (scope & READ_SLOTS) != 0; k++) {
		if (strcmp(i->slots.items[k].name, name) == 0)
			return true;
	}
	return false;
}

bool read_check_name(struct reader *r, const char *name, unsigned scope, const char *what,
		     struct diag_place at)
{
	const struct intent *i = reader_intent(r);
	bool of_action = strncmp(name, "action.", 7) == 0;
	char room[NAMES_MAX][INTENT_ID_MAX + 8], hint[200];
	const char *names[NAMES_MAX];

	if (is_known(i, name, scope))
		return true;
	if (of_action && (scope & READ_ACTION) == 0) {
		diag_error(r->d, at, "the action has not answered here: remove it",
			   "%s: '{%s}' has no value here", what, name);
	} else if (of_action && i->action == NULL) {
		diag_error(r->d, at, "add 'action:', or remove the variable",
			   "%s: '{%s}' needs an action", what, name);
	} else if (strcmp(what, "facts") == 0) {
		read_hint(name, names, names_of(i, scope, room, names),
			  "there are customer.NAME, action.NAME, shop.name, page and, in reply_if, "
			  "the slots",
			  hint, sizeof(hint));
		diag_error(r->d, at, hint, "facts: there is no fact '%s'", name);
	} else {
		read_hint(name, names, names_of(i, scope, room, names),
			  of_action ? "add it to 'results:' of the action"
				    : "add it to 'slots:', or write {{ for a brace",
			  hint, sizeof(hint));
		diag_error(r->d, at, hint, "%s: unknown variable '{%s}'", what, name);
		diag_name(r->d, "unknown-variable");
	}
	return false;
}

int read_template(struct reader *r, const struct yaml_node *node, const char *what, unsigned scope,
		  bool secret_allowed, struct template *ret)
{
	const char *text = read_text(node, what, r->d);
	int result;

	if (text == NULL)
		return -1;
	result = template_parse(ret, text, node->len, secret_allowed, what, node->at, r->d);
	for (size_t i = 0; i < ret->parts.count; i++) {
		const struct template_part *part = &ret->parts.items[i];

		if (part->name != NULL && !part->is_secret &&
		    !read_check_name(r, part->name, scope, what, node->at))
			result = -1;
	}
	return result;
}

/* ---- texts per locale ---- */

static void check_plain(struct reader *r, const struct yaml_node *node, const char *what)
{
	for (const char *p = node->text; *p != '\0'; p++) {
		if (*p != '{' || p[1] < 'a' || p[1] > 'z')
			continue;
		diag_error(r->d, node->at, "write it without {…}",
			   "%s: variables are not filled in here", what);
		return;
	}
}

static void read_wording(struct reader *r, const struct yaml_node *node, const char *what,
			 unsigned scope, unsigned style, struct localized *ret)
{
	struct template *t = vec_push(&ret->variants);

	if ((style & READ_PLAIN) == 0) {
		if (read_template(r, node, what, scope, false, t) == 0 && ret->text[0] == '\0')
			ret->text = node->text;
		return;
	}
	if (read_text(node, what, r->d) == NULL)
		return;
	check_plain(r, node, what);
	ret->text = node->text;
	template_add_text(t, node->text, node->len);
}

static void read_wordings(struct reader *r, const struct yaml_node *node, const char *what,
			  unsigned scope, unsigned style, struct localized *ret)
{
	ret->text = "";
	ret->at = node->at;
	if (node->kind != YAML_SEQUENCE || (style & READ_VARIANTS) == 0) {
		read_wording(r, node, what, scope, style, ret);
		return;
	}
	if (node->count == 0)
		diag_error(r->d, node->at, "add a text, or remove the locale",
			   "%s: the list is empty", what);
	for (size_t i = 0; i < node->count; i++)
		read_wording(r, node->items[i], what, scope, style, ret);
}

void read_localized(struct reader *r, const struct yaml_node *node, const char *what,
		    unsigned scope, unsigned style, struct localized_list *ret)
{
	if (node == NULL)
		return;
	if (node->kind == YAML_SCALAR && (style & READ_BARE) != 0) {
		read_wordings(r, node, what, scope, style, vec_push(&ret->items));
		return;
	}
	if (!check_locales(r, node, what))
		return;
	for (size_t i = 0; i < node->count; i++) {
		const struct yaml_node *key = node->keys[i];
		struct localized *item;

		if (!check_tag(r, key))
			continue;
		if ((style & READ_SPOKEN) != 0)
			(void)catalog_add_locale(r->c, key->text, key->at);
		item = vec_push(&ret->items);
		item->locale = key->text;
		read_wordings(r, node->items[i], what, scope, style, item);
	}
}
