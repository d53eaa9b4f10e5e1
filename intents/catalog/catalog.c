/*
 * The catalog as a thing: making, finding, reading, releasing. How it is filled is in
 * catalog_load.c.
 */
#include "intents/catalog/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "intents/features/synonyms.h"
#include "intents/learn/language.h"
#include "intents/patterns/phrases.h"
#include "intents/patterns/rules.h"

static void intent_dispose(struct intent *i)
{
	free(i->id);
	free(i->owner);
	free(i->review_by);
	localized_dispose(&i->title);
	when_dispose(&i->when);
	for (size_t k = 0; k < i->slots.count; k++)
		slot_dispose(&i->slots.items[k]);
	action_destroy(i->action);
	localized_dispose(&i->reply);
	localized_dispose(&i->reply_failed);
	for (size_t k = 0; k < i->reply_if.count; k++) {
		when_dispose(&i->reply_if.items[k].when);
		vec_dispose(&i->reply_if.items[k].follows.items);
		localized_dispose(&i->reply_if.items[k].reply);
	}
	for (size_t k = 0; k < i->choices.count; k++) {
		free(i->choices.items[k].texts);
		free(i->choices.items[k].places);
	}
	vec_dispose(&i->follows.items);
	vec_dispose(&i->slots);
	vec_dispose(&i->reply_if);
	vec_dispose(&i->choices);
}

static void dialog_test_dispose(struct catalog_dialog_test *t)
{
	for (size_t i = 0; i < t->turns.count; i++) {
		vec_dispose(&t->turns.items[i].slots);
		vec_dispose(&t->turns.items[i].results);
	}
	vec_dispose(&t->turns);
	free(t->turns_out);
}

/* Its own languages go first: they live on those of the base. */
static void destroy_refined(struct intent_catalog *c)
{
	const struct intent_catalog *base = c->base;
	for (size_t i = 0; i < c->groups.count; i++) {
		if (c->groups.items[i].language != base->groups.items[i].language)
			language_destroy(c->groups.items[i].language);
	}
	vec_dispose(&c->groups);
	free(c);
	intent_catalog_destroy((struct intent_catalog *)base); /* one user less */
}

void intent_catalog_destroy(struct intent_catalog *c)
{
	if (c == NULL)
		return;
	if (c->base != NULL) {
		destroy_refined(c);
		return;
	}
	if (atomic_fetch_sub(c->users, 1) > 1)
		return;
	free(c->users);
	for (size_t i = 0; i < c->groups.count; i++) {
		language_destroy(c->groups.items[i].language);
		synonyms_destroy(c->groups.items[i].synonyms);
	}
	rules_destroy(c->rules);
	phrases_destroy(c->phrases);
	for (size_t i = 0; i < c->intents.count; i++)
		intent_dispose(&c->intents.items[i]);
	for (size_t i = 0; i < c->examples.count; i++)
		free(c->examples.items[i].normalized);
	for (size_t i = 0; i < c->synonyms.count; i++)
		free(c->synonyms.items[i].form);
	for (size_t i = 0; i < c->dialog_tests.count; i++)
		dialog_test_dispose(&c->dialog_tests.items[i]);
	for (size_t i = 0; i < c->trees.count; i++)
		yaml_tree_destroy(c->trees.items[i]);
	vec_dispose(&c->trees);
	vec_dispose(&c->intents);
	vec_dispose(&c->locales);
	vec_dispose(&c->groups);
	vec_dispose(&c->patterns);
	vec_dispose(&c->examples);
	vec_dispose(&c->synonyms);
	vec_dispose(&c->tests);
	vec_dispose(&c->dialog_tests);
	free(c->by_id);
	free(c->dir);
	free(c);
}

/* ---- intents by id ---- */

static size_t id_slot(const struct intent_catalog *c, const char *id)
{
	uint64_t h = 14695981039346656037ULL;
	for (const char *p = id; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211ULL;
	size_t slot = (size_t)(h >> 20) & (c->by_id_room - 1);
	while (c->by_id[slot] != NO_INDEX && strcmp(c->intents.items[c->by_id[slot]].id, id) != 0)
		slot = (slot + 1) & (c->by_id_room - 1);
	return slot;
}

size_t catalog_find(const struct intent_catalog *c, const char *id)
{
	return c->by_id_room == 0 ? NO_INDEX : c->by_id[id_slot(c, id)];
}

void catalog_index_intent(struct intent_catalog *c, size_t index)
{
	if (c->by_id_room < 2 * (c->intents.count + 1)) {
		size_t room = 64;
		while (room < 4 * (c->intents.count + 1))
			room *= 2;
		size_t *old = c->by_id;
		size_t old_room = c->by_id_room;
		c->by_id = mem_new(room, sizeof(*c->by_id));
		c->by_id_room = room;
		for (size_t i = 0; i < room; i++)
			c->by_id[i] = NO_INDEX;
		for (size_t i = 0; i < old_room; i++) {
			if (old[i] != NO_INDEX)
				c->by_id[id_slot(c, c->intents.items[old[i]].id)] = old[i];
		}
		free(old);
	}
	c->by_id[id_slot(c, c->intents.items[index].id)] = index;
}

/* ---- locales ---- */

static bool is_chinese(const char *locale)
{
	enum locale l = locale_of_name(locale);
	return l == LOCALE_ZH_HANT || l == LOCALE_ZH_HANS;
}

size_t catalog_add_locale(struct intent_catalog *c, const char *name, struct diag_place at)
{
	size_t group = NO_INDEX;
	for (size_t i = 0; i < c->locales.count; i++) {
		const char *known = c->locales.items[i].name;
		if (strcmp(known, name) == 0)
			return i;
		if (is_chinese(known) && is_chinese(name))
			group = c->locales.items[i].group;
	}
	if (group == NO_INDEX) {
		group = c->groups.count;
		vec_push(&c->groups)->name = name;
	}
	*vec_push(&c->locales) = (struct catalog_locale){.name = name, .group = group, .at = at};
	return c->locales.count - 1;
}

size_t catalog_group_of(const struct intent_catalog *c, const char *locale)
{
	enum locale looked_up = locale_lookup(locale);
	size_t found = NO_INDEX;
	for (size_t i = 0; i < c->locales.count; i++) {
		const struct catalog_locale *l = &c->locales.items[i];
		if (strcmp(l->name, locale) == 0)
			return l->group;
		enum locale own = locale_of_name(l->name);
		if (found == NO_INDEX && looked_up != LOCALE_NONE &&
		    (own == looked_up ||
		     (is_chinese(l->name) && is_chinese(locale_name(looked_up)))))
			found = l->group;
	}
	return found;
}

/* ---- the public readers ---- */

const char *intent_catalog_hash(const struct intent_catalog *c)
{
	return c->hash;
}

const struct synonyms *intent_catalog_synonyms(const struct intent_catalog *c, const char *locale)
{
	size_t group = catalog_group_of(c, locale);

	return group == NO_INDEX ? NULL : c->groups.items[group].synonyms;
}

size_t intent_catalog_count(const struct intent_catalog *c)
{
	return c->intents.count;
}

const struct intent *intent_catalog_at(const struct intent_catalog *c, size_t index)
{
	return index < c->intents.count ? &c->intents.items[index] : NULL;
}

const struct intent *intent_catalog_find(const struct intent_catalog *c, const char *id)
{
	size_t index = catalog_find(c, id);
	return index == NO_INDEX ? NULL : &c->intents.items[index];
}

const char *intent_id(const struct intent *i)
{
	return i->id;
}

struct diag_place intent_place(const struct intent *i)
{
	return i->at;
}

enum intent_handoff intent_handoff(const struct intent *i)
{
	return i->handoff;
}

enum intent_signal intent_signal(const struct intent *i)
{
	return i->signal;
}

bool intent_is_legal(const struct intent *i)
{
	return i->is_legal;
}

const char *intent_reply(const struct intent *i, const char *locale)
{
	const struct localized *text = localized_in(&i->reply, locale);

	return text != NULL ? text->text : NULL;
}

const char *const *intent_choices(const struct intent *i, const char *locale, size_t *ret_count)
{
	*ret_count = 0;
	for (size_t k = 0; k < i->choices.count; k++) {
		if (strcmp(i->choices.items[k].locale, locale) == 0) {
			*ret_count = i->choices.items[k].count;
			return i->choices.items[k].texts;
		}
	}
	return NULL;
}

bool intent_is_out_of_scope(const struct intent *i)
{
	return strcmp(i->id, OUT_OF_SCOPE_ID) == 0;
}

size_t intent_catalog_test_count(const struct intent_catalog *c)
{
	return c->tests.count;
}

static const char *first_locale(const struct intent_catalog *c)
{
	return c->locales.count > 0 ? c->locales.items[0].name : "en";
}

struct intent_test intent_catalog_test(const struct intent_catalog *c, size_t index)
{
	const struct catalog_test *t = &c->tests.items[index];

	return (struct intent_test){
		.intent = &c->intents.items[t->intent],
		.say = t->say,
		.locale = t->locale != NULL ? t->locale : first_locale(c),
		.expect_not = t->expect_not,
		.at = t->at,
	};
}

size_t intent_catalog_dialog_test_count(const struct intent_catalog *c)
{
	return c->dialog_tests.count;
}

struct intent_dialog_test intent_catalog_dialog_test(const struct intent_catalog *c, size_t index)
{
	const struct catalog_dialog_test *t = &c->dialog_tests.items[index];

	return (struct intent_dialog_test){
		.intent = &c->intents.items[t->intent],
		.locale = t->locale != NULL ? t->locale : first_locale(c),
		.page = t->page,
		.turns = t->turns_out,
		.turn_count = t->turns.count,
		.at = t->at,
	};
}
