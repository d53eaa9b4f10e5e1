/*
 * Checks across intents and files. Each says one thing once: an intent that lacks three locales
 * gets one line.
 */
#include "intents/catalog/catalog_check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"

/* ---- locales ---- */

static void check_locale_names(const struct intent_catalog *c, struct diag *d)
{
	const char *known[LOCALE_COUNT];
	for (int l = 0; l < LOCALE_COUNT; l++)
		known[l] = locale_name((enum locale)l);
	for (size_t i = 0; i < c->locales.count; i++) {
		const char *name = c->locales.items[i].name;
		if (locale_of_name(name) != LOCALE_NONE)
			continue;
		enum locale meant = locale_lookup(name);
		const char *near = meant != LOCALE_NONE ? locale_name(meant)
							: diag_nearest(name, known, LOCALE_COUNT);
		char hint[160];
		if (near != NULL)
			(void)snprintf(hint, sizeof(hint), "did you mean %s?", near);
		else
			(void)snprintf(hint, sizeof(hint),
				       "the languages are en, de, fr, zh-Hant and zh-Hans");
		diag_warning(d, c->locales.items[i].at, hint, "no chat is held in the locale '%s'",
			     name);
	}
}

static bool has_reply_in(const struct intent *intent, const char *locale)
{
	return intent_reply(intent, locale) != NULL;
}

static void check_replies(const struct intent_catalog *c, struct diag *d)
{
	for (size_t i = 0; i < c->intents.count; i++) {
		const struct intent *intent = &c->intents.items[i];
		if (intent->reply.items.count == 0)
			continue;
		char missing[200] = "";
		size_t used = 0;
		for (size_t l = 0; l < c->locales.count; l++) {
			const char *name = c->locales.items[l].name;
			if (has_reply_in(intent, name) || used + strlen(name) + 3 > sizeof(missing))
				continue;
			used += (size_t)snprintf(missing + used, sizeof(missing) - used, "%s%s",
						 used > 0 ? ", " : "", name);
		}
		if (used > 0)
			diag_warning(d, intent->reply_at, "other intents speak it: add the text",
				     "intent '%s' has no reply in %s", intent->id, missing);
	}
}

static void check_tests(const struct intent_catalog *c, struct diag *d)
{
	for (size_t i = 0; i < c->tests.count; i++) {
		const struct catalog_test *t = &c->tests.items[i];
		bool known = t->locale == NULL;
		for (size_t l = 0; l < c->locales.count && !known; l++)
			known = strcmp(c->locales.items[l].name, t->locale) == 0;
		if (!known)
			diag_warning(d, t->locale_at, "use a locale that has examples or replies",
				     "no intent knows the locale '%s' of this test", t->locale);
	}
}

/* ---- examples that are there twice ---- */

struct seen {
	size_t *slots; /* example indexes, NO_INDEX = free */
	size_t room;
};

static uint64_t example_hash(const struct intent_catalog *c, const struct catalog_example *e)
{
	uint64_t h = 14695981039346656037ULL ^ c->locales.items[e->locale].group;
	for (size_t i = 0; i < e->normalized_len; i++)
		h = (h ^ (unsigned char)e->normalized[i]) * 1099511628211ULL;
	return h ^ h >> 29;
}

static bool same_example(const struct intent_catalog *c, const struct catalog_example *a,
			 const struct catalog_example *b)
{
	return c->locales.items[a->locale].group == c->locales.items[b->locale].group &&
	       a->normalized_len == b->normalized_len &&
	       memcmp(a->normalized, b->normalized, a->normalized_len) == 0;
}

static void report_duplicate(const struct intent_catalog *c, const struct catalog_example *first,
			     const struct catalog_example *e, struct diag *d)
{
	/* A Chinese sentence that is written the same in both scripts belongs to both lists. */
	if (first->intent == e->intent && first->locale != e->locale)
		return;
	const char *id = c->intents.items[first->intent].id;
	if (first->intent == e->intent)
		diag_warning(d, e->at, "remove one of them", "duplicate example, also at %s:%u:%u",
			     first->at.file, first->at.line, first->at.col);
	else
		diag_warning(d, e->at,
			     "a message can only mean one intent: remove it from one of them",
			     "duplicate example, also in intent '%s' at %s:%u:%u", id,
			     first->at.file, first->at.line, first->at.col);
}

static void check_examples(const struct intent_catalog *c, struct diag *d)
{
	struct seen seen = {.room = 64};
	while (seen.room < 2 * c->examples.count)
		seen.room *= 2;
	seen.slots = mem_new(seen.room, sizeof(*seen.slots));
	for (size_t i = 0; i < seen.room; i++)
		seen.slots[i] = NO_INDEX;
	for (size_t i = 0; i < c->examples.count; i++) {
		const struct catalog_example *e = &c->examples.items[i];
		if (e->normalized == NULL)
			continue;
		size_t slot = (size_t)example_hash(c, e) & (seen.room - 1);
		while (seen.slots[slot] != NO_INDEX &&
		       !same_example(c, &c->examples.items[seen.slots[slot]], e))
			slot = (slot + 1) & (seen.room - 1);
		if (seen.slots[slot] == NO_INDEX)
			seen.slots[slot] = i;
		else
			report_duplicate(c, &c->examples.items[seen.slots[slot]], e, d);
	}
	free(seen.slots);
}

void catalog_check(const struct intent_catalog *c, struct diag *d)
{
	check_locale_names(c, d);
	check_replies(c, d);
	check_tests(c, d);
	check_examples(c, d);
}
