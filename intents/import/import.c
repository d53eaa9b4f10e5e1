/*
 * What the readers gather. Names of others become ids of ours; two that would become the same one
 * stay apart.
 */
#include "intents/import/import.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/intent.h"

#define FREE_SLOT SIZE_MAX
#define OUT_OF_SCOPE_ID "out_of_scope"

struct import {
	VEC(struct import_intent) intents;
	size_t *by_source; /* open addressing by source, FREE_SLOT = free */
	size_t room;       /* a power of two */
};

/* ---- lists of texts ---- */

bool import_text_add(struct import_texts *list, const char *text, size_t len)
{
	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		len--;
	while (len > 0 && strchr(" \t\r\n", *text)) {
		text++;
		len--;
	}
	if (len == 0)
		return false;
	char **slot = vec_push(&list->list);
	*slot = mem_copy(text, len);
	return true;
}

bool import_text_has(const struct import_texts *list, const char *text)
{
	for (size_t i = 0; i < list->list.count; i++) {
		if (strcmp(list->list.items[i], text) == 0)
			return true;
	}
	return false;
}

void import_texts_dispose(struct import_texts *list)
{
	for (size_t i = 0; i < list->list.count; i++)
		free(list->list.items[i]);
	vec_dispose(&list->list);
}

struct numbered {
	const char *text;
	size_t index;
};

static int compare_numbered(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Keeps the first of equal texts. Returns how many went. */
static size_t drop_twins(struct import_texts *list)
{
	size_t count = list->list.count, kept = 0;
	struct numbered *sorted = mem_new(count, sizeof(*sorted));
	bool *twin = mem_new(count, sizeof(*twin));

	for (size_t i = 0; i < count; i++)
		sorted[i] = (struct numbered){list->list.items[i], i};
	qsort(sorted, count, sizeof(*sorted), compare_numbered);
	for (size_t i = 1; i < count; i++)
		twin[sorted[i].index] = strcmp(sorted[i].text, sorted[i - 1].text) == 0;
	for (size_t i = 0; i < count; i++) {
		if (twin[i])
			free(list->list.items[i]);
		else
			list->list.items[kept++] = list->list.items[i];
	}
	list->list.count = kept;
	free(sorted);
	free(twin);
	return count - kept;
}

/* ---- intents by name ---- */

static size_t hash_of(const char *text)
{
	uint64_t h = 14695981039346656037u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

static size_t *slot_of(const struct import *im, const char *source)
{
	size_t at = hash_of(source) & (im->room - 1);

	while (im->by_source[at] != FREE_SLOT &&
	       strcmp(im->intents.items[im->by_source[at]].source, source) != 0)
		at = (at + 1) & (im->room - 1);
	return &im->by_source[at];
}

static void index_intents(struct import *im)
{
	while (im->room < 4 * (im->intents.count + 1))
		im->room *= 2;
	im->by_source = mem_resize(im->by_source, im->room, sizeof(*im->by_source));
	for (size_t i = 0; i < im->room; i++)
		im->by_source[i] = FREE_SLOT;
	for (size_t i = 0; i < im->intents.count; i++)
		*slot_of(im, im->intents.items[i].source) = i;
}

/* The source's letters and digits, everything else as one `_`. */
static void make_id(const char *source, char id[INTENT_ID_MAX + 1])
{
	size_t len = 0;

	for (const char *p = source; *p && len < INTENT_ID_MAX; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (plain)
			id[len++] = c;
		else if (len > 0 && id[len - 1] != '_')
			id[len++] = '_';
	}
	while (len > 0 && id[len - 1] == '_')
		len--;
	id[len] = '\0';
	if (len == 0)
		memcpy(id, "intent", sizeof "intent");
}

static bool is_taken(const struct import *im, const char *id)
{
	for (size_t i = 0; i < im->intents.count; i++) {
		if (strcmp(im->intents.items[i].id, id) == 0)
			return true;
	}
	return false;
}

static char *free_id(const struct import *im, const char *source)
{
	char id[INTENT_ID_MAX + 1], other[INTENT_ID_MAX + 1];

	make_id(source, id);
	memcpy(other, id, sizeof other);
	for (unsigned n = 2; is_taken(im, other); n++)
		(void)snprintf(other, sizeof other, "%.*s_%u", INTENT_ID_MAX - 11, id, n);
	return mem_string(other);
}

struct import_intent *import_find(const struct import *im, const char *source)
{
	size_t index = *slot_of(im, source);

	return index == FREE_SLOT ? NULL : &im->intents.items[index];
}

struct import_intent *import_intent(struct import *im, const char *source, struct diag_place at,
				    struct diag *d)
{
	struct import_intent *found = import_find(im, source);

	if (found)
		return found;
	char *id = free_id(im, source);
	if (strcmp(id, source) != 0)
		diag_warning(d, at, NULL, "intent '%.200s' is called %s here", source, id);
	struct import_intent *i = vec_push(&im->intents);
	*i = (struct import_intent){
		.id = id, .source = mem_string(source), .file = mem_string(at.file), .at = at};
	i->at.file = i->file;
	index_intents(im);
	return &im->intents.items[im->intents.count - 1];
}

struct import_intent *import_at(const struct import *im, size_t index)
{
	return &im->intents.items[index];
}

struct import_locale *import_locale(struct import_intent *i, const char *name)
{
	for (size_t k = 0; k < i->locales.count; k++) {
		if (strcmp(i->locales.items[k].name, name) == 0)
			return &i->locales.items[k];
	}
	struct import_locale *l = vec_push(&i->locales);
	l->name = mem_string(name);
	return l;
}

/* ---- the whole ---- */

struct import *import_create(void)
{
	struct import *im = mem_new(1, sizeof(*im));

	im->room = 64;
	index_intents(im);
	return im;
}

static void intent_dispose(struct import_intent *i)
{
	for (size_t k = 0; k < i->locales.count; k++) {
		struct import_locale *l = &i->locales.items[k];
		free(l->name);
		import_texts_dispose(&l->examples);
		import_texts_dispose(&l->replies);
		import_texts_dispose(&l->choices);
	}
	vec_dispose(&i->locales);
	free(i->id);
	free(i->source);
	free(i->file);
}

void import_destroy(struct import *im)
{
	if (!im)
		return;
	for (size_t i = 0; i < im->intents.count; i++)
		intent_dispose(&im->intents.items[i]);
	vec_dispose(&im->intents);
	free(im->by_source);
	free(im);
}

static void count_texts(const struct import_intent *i, size_t *ret_examples, size_t *ret_replies)
{
	*ret_examples = *ret_replies = 0;
	for (size_t k = 0; k < i->locales.count; k++) {
		*ret_examples += i->locales.items[k].examples.list.count;
		*ret_replies += i->locales.items[k].replies.list.count;
	}
}

static void drop_all_twins(struct import_intent *i, struct diag *d)
{
	size_t gone = 0;

	for (size_t k = 0; k < i->locales.count; k++)
		gone += drop_twins(&i->locales.items[k].examples);
	if (gone > 0)
		diag_warning(d, i->at, NULL, "intent %s: %zu examples stood there twice", i->id,
			     gone);
}

void import_finish(struct import *im, struct diag *d)
{
	size_t kept = 0, examples, replies;

	for (size_t n = 0; n < im->intents.count; n++) {
		struct import_intent i = im->intents.items[n];
		count_texts(&i, &examples, &replies);
		if (examples == 0) {
			diag_warning(d, i.at, "add examples or a pattern by hand",
				     "intent '%.200s' has no examples and was left out", i.source);
			intent_dispose(&i);
			continue;
		}
		drop_all_twins(&i, d);
		if (replies == 0 && strcmp(i.id, OUT_OF_SCOPE_ID) != 0)
			diag_warning(d, i.at, "write a reply, then remove 'handoff:'",
				     "intent %s has no reply: 'handoff: offer' was written", i.id);
		im->intents.items[kept++] = i;
	}
	im->intents.count = kept;
	index_intents(im);
}

size_t import_intent_count(const struct import *im)
{
	return im->intents.count;
}

size_t import_example_count(const struct import *im)
{
	size_t sum = 0, examples, replies;

	for (size_t i = 0; i < im->intents.count; i++) {
		count_texts(&im->intents.items[i], &examples, &replies);
		sum += examples;
	}
	return sum;
}
