/*
 * See diff.h. Both catalogs keep the trees of their files; an intent is the mapping in there.
 */
#include "intents/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/catalog/catalog.h"

/* ---- trees ---- */

static bool is_same(const struct yaml_node *a, const struct yaml_node *b);

static bool is_same_mapping(const struct yaml_node *a, const struct yaml_node *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct yaml_node *other = yaml_get(b, a->keys[i]->text);
		if (!other || !is_same(a->items[i], other))
			return false;
	}
	return true;
}

static bool is_same(const struct yaml_node *a, const struct yaml_node *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == YAML_SCALAR)
		return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
	if (a->count != b->count)
		return false;
	if (a->kind == YAML_MAPPING)
		return is_same_mapping(a, b);
	for (size_t i = 0; i < a->count; i++) {
		if (!is_same(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

/* ---- the words for a change ---- */

struct words {
	char text[INTENT_DIFF_WHAT];
	size_t len;
};

static void say(struct words *w, const char *part)
{
	int n = snprintf(w->text + w->len, sizeof w->text - w->len, "%s%s", w->len ? ", " : "",
			 part);

	if (n > 0)
		w->len = w->len + (size_t)n < sizeof w->text ? w->len + (size_t)n
							     : sizeof w->text - 1;
}

/* Any order will do, as long as equal items meet. */
static int order_of(const struct yaml_node *a, const struct yaml_node *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == YAML_SCALAR)
		return strcmp(a->text, b->text);
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (size_t i = 0; i < a->count; i++) {
		int order = a->kind == YAML_MAPPING ? order_of(a->keys[i], b->keys[i]) : 0;
		if (order == 0)
			order = order_of(a->items[i], b->items[i]);
		if (order != 0)
			return order;
	}
	return 0;
}

static int by_order(const void *a, const void *b)
{
	return order_of(*(const struct yaml_node *const *)a, *(const struct yaml_node *const *)b);
}

static const struct yaml_node **sorted(const struct yaml_node *list)
{
	const struct yaml_node **items = mem_new(list->count + 1, sizeof *items);

	if (list->count > 0)
		memcpy(items, list->items, list->count * sizeof *items);
	qsort(items, list->count, sizeof *items, by_order);
	return items;
}

/* How many items of one list are not in the other. */
static void count_items(const struct yaml_node *before, const struct yaml_node *after,
			size_t *ret_new, size_t *ret_gone)
{
	const struct yaml_node **a = sorted(before), **b = sorted(after);
	size_t i = 0, k = 0;

	*ret_new = *ret_gone = 0;
	while (i < before->count || k < after->count) {
		int order = i == before->count ? 1 : k == after->count ? -1 : order_of(a[i], b[k]);
		*ret_gone += order < 0;
		*ret_new += order > 0;
		i += order <= 0;
		k += order >= 0;
	}
	free(a);
	free(b);
}

static const struct yaml_node empty_list = {.kind = YAML_SEQUENCE};

static void compare_lists(struct words *w, const char *name, const struct yaml_node *before,
			  const struct yaml_node *after)
{
	char part[160];
	size_t added, gone;

	count_items(before ? before : &empty_list, after ? after : &empty_list, &added, &gone);
	if (added == 0 && gone == 0)
		snprintf(part, sizeof part, "%s in another order", name);
	else if (gone == 0)
		snprintf(part, sizeof part, "%s +%zu", name, added);
	else if (added == 0)
		snprintf(part, sizeof part, "%s -%zu", name, gone);
	else
		snprintf(part, sizeof part, "%s +%zu -%zu", name, added, gone);
	say(w, part);
}

static bool is_kind(const struct yaml_node *n, enum yaml_kind kind)
{
	return !n || n->kind == kind;
}

/* One value that stands under `name` on one side or both. Mappings are looked into once: what is
 * under a locale or a slot has a name that people know, what is deeper has not. */
static void compare(struct words *w, const char *name, bool look_into,
		    const struct yaml_node *before, const struct yaml_node *after)
{
	char part[128];

	if (before && after && is_same(before, after))
		return;
	if (is_kind(before, YAML_SEQUENCE) && is_kind(after, YAML_SEQUENCE)) {
		compare_lists(w, name, before, after);
		return;
	}
	if (!look_into || !is_kind(before, YAML_MAPPING) || !is_kind(after, YAML_MAPPING)) {
		say(w, name);
		return;
	}
	for (size_t i = 0; after && i < after->count; i++) {
		snprintf(part, sizeof part, "%s.%s", name, after->keys[i]->text);
		compare(w, part, false, yaml_get(before, after->keys[i]->text), after->items[i]);
	}
	for (size_t i = 0; before && i < before->count; i++) {
		if (yaml_get(after, before->keys[i]->text))
			continue;
		snprintf(part, sizeof part, "%s.%s", name, before->keys[i]->text);
		compare(w, part, false, before->items[i], NULL);
	}
}

static void compare_intents(struct words *w, const struct yaml_node *before,
			    const struct yaml_node *after)
{
	for (size_t i = 0; i < after->count; i++)
		compare(w, after->keys[i]->text, true, yaml_get(before, after->keys[i]->text),
			after->items[i]);
	for (size_t i = 0; i < before->count; i++) {
		if (!yaml_get(after, before->keys[i]->text))
			compare(w, before->keys[i]->text, true, before->items[i], NULL);
	}
}

/* ---- catalogs ---- */

/* The mapping of each intent, in the order of the catalog. Owned array. */
static const struct yaml_node **nodes_of(const struct intent_catalog *c)
{
	const struct yaml_node **nodes = mem_new(c->intents.count + 1, sizeof *nodes);

	for (size_t t = 0; t < c->trees.count; t++) {
		const struct yaml_node *list =
			yaml_get(yaml_tree_root(c->trees.items[t]), "intents");
		for (size_t i = 0; list && i < list->count; i++) {
			const struct yaml_node *id = yaml_get(list->items[i], "id");
			size_t index = id && id->text ? catalog_find(c, id->text) : NO_INDEX;
			if (index != NO_INDEX)
				nodes[index] = list->items[i];
		}
	}
	return nodes;
}

size_t intent_catalog_diff(const struct intent_catalog *before, const struct intent_catalog *after,
			   intent_diff_each *each, void *ctx)
{
	const struct yaml_node **old = nodes_of(before), **new = nodes_of(after);
	size_t count = 0;

	for (size_t i = 0; i < after->intents.count; i++) {
		const struct intent *intent = &after->intents.items[i];
		size_t was = catalog_find(before, intent->id);
		struct words w = {{0}, 0};
		if (was != NO_INDEX && is_same(old[was], new[i]))
			continue;
		if (was != NO_INDEX)
			compare_intents(&w, old[was], new[i]);
		each(ctx, was == NO_INDEX ? INTENT_ADDED : INTENT_CHANGED, intent->id, intent->at,
		     w.text);
		count++;
	}
	for (size_t i = 0; i < before->intents.count; i++) {
		const struct intent *intent = &before->intents.items[i];
		if (catalog_find(after, intent->id) != NO_INDEX)
			continue;
		each(ctx, INTENT_REMOVED, intent->id, intent->at, "");
		count++;
	}
	free(old);
	free(new);
	return count;
}
