/*
 * Languages: those that nobody speaks, and those that an intent lacks. Each thing is said once: an
 * intent that lacks three languages gets one line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "intents/lint/lint_impl.h"

#define LIST_ROOM 200

static void list_add(char list[LIST_ROOM], const char *name)
{
	size_t used = strlen(list);
	if (used + strlen(name) + 3 <= LIST_ROOM)
		(void)snprintf(list + used, LIST_ROOM - used, "%s%s", used > 0 ? ", " : "", name);
}

static const char *languages_text(const struct lint *l, char out[LIST_ROOM])
{
	out[0] = '\0';
	for (size_t i = 0; i < l->options->language_count; i++)
		list_add(out, l->options->languages[i]);
	return out;
}

/* ---- names ---- */

static bool shop_speaks(const struct lint *l, const char *name)
{
	for (size_t i = 0; i < l->options->language_count; i++) {
		if (strcmp(l->options->languages[i], name) == 0)
			return true;
	}
	return false;
}

/* Whether texts of this locale serve the shop: for matching, Chinese is one language. */
static bool shop_uses(const struct lint *l, size_t locale)
{
	for (size_t i = 0; i < l->options->language_count; i++) {
		if (catalog_group_of(l->c, l->options->languages[i]) ==
		    l->c->locales.items[locale].group)
			return true;
	}
	return false;
}

static void report_unknown(const struct lint *l, const struct catalog_locale *locale)
{
	const char *known[LOCALE_COUNT];
	for (int i = 0; i < LOCALE_COUNT; i++)
		known[i] = locale_name((enum locale)i);
	enum locale meant = locale_lookup(locale->name);
	const char *near = meant != LOCALE_NONE ? locale_name(meant)
						: diag_nearest(locale->name, known, LOCALE_COUNT);
	char hint[160];
	if (near != NULL)
		(void)snprintf(hint, sizeof(hint), "did you mean %s?", near);
	else
		(void)snprintf(hint, sizeof(hint),
			       "the languages are en, de, fr, zh-Hant and zh-Hans");
	diag_finding(l->d, "locale-unknown", locale->at, hint, "no chat is held in the locale '%s'",
		     locale->name);
}

static void check_names(const struct lint *l)
{
	for (size_t i = 0; i < l->c->locales.count; i++) {
		const struct catalog_locale *locale = &l->c->locales.items[i];
		char list[LIST_ROOM], hint[LIST_ROOM + 80];
		if (locale_of_name(locale->name) == LOCALE_NONE) {
			report_unknown(l, locale);
			continue;
		}
		if (l->options->language_count == 0 || shop_speaks(l, locale->name) ||
		    shop_uses(l, i))
			continue;
		(void)snprintf(hint, sizeof(hint),
			       "shop.languages in frontdesk.yaml are %s: add it there, or remove "
			       "these texts",
			       languages_text(l, list));
		diag_finding(l->d, "locale-unused", locale->at, hint,
			     "the shop does not speak '%s'", locale->name);
	}
}

/* ---- what an intent lacks ---- */

static bool is_written(const struct localized_list *list, const char *language)
{
	for (size_t i = 0; i < list->items.count; i++) {
		const char *locale = list->items.items[i].locale;
		if (locale == NULL || strcmp(locale, language) == 0)
			return true;
	}
	return false;
}

/* `what` as in "intent 'x' has no reply"; a list without any text lacks nothing. What belongs to a
 * reply is needed where the reply is; the reply itself in every language. */
static void check_list(const struct lint *l, const struct intent *intent,
		       const struct localized_list *list, const char *what)
{
	char missing[LIST_ROOM] = "";
	bool is_reply = list == &intent->reply, has_reply = intent->reply.items.count > 0;
	if (list->items.count == 0)
		return;
	for (size_t i = 0; i < l->language_count; i++) {
		const char *language = l->languages[i];
		if (!is_written(list, language) &&
		    (is_reply || !has_reply || is_written(&intent->reply, language)))
			list_add(missing, language);
	}
	if (missing[0] == '\0')
		return;
	const char *hint = !is_reply && has_reply ? "the reply speaks it: add the text"
			   : l->options->language_count > 0
				   ? "the shop speaks it: add the text"
				   : "other intents speak it: add the text";
	diag_finding(l->d, "text-missing", is_reply ? intent->reply_at : list->items.items[0].at,
		     hint, "intent '%s' has no %s in %s", intent->id, what, missing);
}

static void check_slots(const struct lint *l, const struct intent *intent)
{
	for (size_t i = 0; i < intent->slots.count; i++) {
		const struct intent_slot *slot = &intent->slots.items[i];
		char what[120];
		(void)snprintf(what, sizeof(what), "question for '%.64s'", slot->name);
		check_list(l, intent, &slot->ask, what);
		(void)snprintf(what, sizeof(what), "'retry' for '%.64s'", slot->name);
		check_list(l, intent, &slot->retry, what);
	}
}

static void check_choices(const struct lint *l, const struct intent *intent)
{
	char missing[LIST_ROOM] = "";
	if (intent->choices.count == 0 || intent->choices.items[0].count == 0)
		return;
	for (size_t i = 0; i < l->language_count; i++) {
		const char *language = l->languages[i];
		size_t count;
		(void)intent_choices(intent, language, &count);
		if (count == 0 && intent_reply(intent, language) != NULL)
			list_add(missing, language);
	}
	if (missing[0] != '\0')
		diag_finding(l->d, "text-missing", intent->choices.items[0].places[0],
			     "the reply speaks it: add the buttons",
			     "intent '%s' has no choices in %s", intent->id, missing);
}

static void check_texts(const struct lint *l)
{
	for (size_t i = 0; i < l->c->intents.count; i++) {
		const struct intent *intent = &l->c->intents.items[i];
		check_list(l, intent, &intent->title, "title");
		check_list(l, intent, &intent->reply, "reply");
		check_list(l, intent, &intent->reply_failed, "reply_failed");
		for (size_t k = 0; k < intent->reply_if.count; k++)
			check_list(l, intent, &intent->reply_if.items[k].reply, "reply_if");
		if (intent->action != NULL)
			check_list(l, intent, &intent->action->confirm, "confirm");
		check_slots(l, intent);
		check_choices(l, intent);
	}
}

struct coverage {
	bool *taught;          /* by intent and group: has examples or patterns */
	bool *examples;        /* by group: several intents have examples */
	struct diag_place *at; /* by intent: its first example */
	bool *any;             /* by intent: has examples at all */
};

static void cover(const struct lint *l, struct coverage *x)
{
	const struct intent_catalog *c = l->c;
	size_t *counts = mem_new(c->groups.count, sizeof(*counts));
	for (size_t i = 0; i < c->examples.count; i++) {
		const struct catalog_example *e = &c->examples.items[i];
		size_t group = c->locales.items[e->locale].group;
		bool *taught = &x->taught[e->intent * c->groups.count + group];
		counts[group] += *taught ? 0 : 1;
		*taught = true;
		if (!x->any[e->intent])
			x->at[e->intent] = e->at;
		x->any[e->intent] = true;
	}
	for (size_t g = 0; g < c->groups.count; g++)
		x->examples[g] = counts[g] >= 2;
	for (size_t i = 0; i < c->patterns.count; i++) {
		const struct catalog_pattern *p = &c->patterns.items[i];
		for (size_t g = 0; g < c->groups.count; g++) {
			if (p->group == g || p->group == NO_INDEX)
				x->taught[p->intent * c->groups.count + g] = true;
		}
	}
	free(counts);
}

static void report_untaught(const struct lint *l, const struct coverage *x, size_t intent)
{
	char missing[LIST_ROOM] = "";
	size_t last = NO_INDEX;
	for (size_t k = 0; k < l->language_count; k++) {
		size_t group = catalog_group_of(l->c, l->languages[k]);
		if (group == NO_INDEX || group == last || !x->examples[group] ||
		    x->taught[intent * l->c->groups.count + group])
			continue;
		last = group;
		list_add(missing, l->languages[k]);
	}
	if (missing[0] != '\0')
		diag_finding(l->d, "examples-missing", x->at[intent],
			     "other intents have some: add examples",
			     "intent '%s' has no examples in %s", l->c->intents.items[intent].id,
			     missing);
}

static void check_examples(const struct lint *l)
{
	struct coverage x = {
		.taught = mem_new(l->c->intents.count * l->c->groups.count, sizeof(bool)),
		.examples = mem_new(l->c->groups.count, sizeof(bool)),
		.at = mem_new(l->c->intents.count, sizeof(struct diag_place)),
		.any = mem_new(l->c->intents.count, sizeof(bool)),
	};
	cover(l, &x);
	for (size_t i = 0; i < l->c->intents.count; i++) {
		if (x.any[i])
			report_untaught(l, &x, i);
	}
	free(x.taught);
	free(x.examples);
	free(x.at);
	free(x.any);
}

void lint_locales(const struct lint *l)
{
	check_names(l);
	check_texts(l);
	check_examples(l);
}
