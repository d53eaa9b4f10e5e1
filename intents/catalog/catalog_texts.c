/* See catalog_texts.h. */
#include "intents/catalog/catalog_texts.h"

#include <stdio.h>
#include <string.h>

/* ---- languages ---- */

static void report_missing(const struct intent *i, const struct localized_list *texts,
			   struct diag_place at, const char *what, struct diag *d)
{
	char missing[200] = "";
	size_t used = 0;

	for (size_t l = 0; l < i->reply.items.count; l++) {
		const char *name = i->reply.items.items[l].locale;

		if (localized_in(texts, name) != NULL || used + strlen(name) + 3 > sizeof(missing))
			continue;
		used += (size_t)snprintf(missing + used, sizeof(missing) - used, "%s%s",
					 used > 0 ? ", " : "", name);
	}
	if (used > 0)
		diag_warning(d, at, "the reply speaks it: add the text",
			     "%s of intent '%s' is missing in %s", what, i->id, missing);
}

static struct diag_place place_of(const struct intent *i, const struct localized_list *texts)
{
	return texts->items.count > 0 ? texts->items.items[0].at : i->at;
}

static void check_intent(const struct intent *i, struct diag *d)
{
	char what[INTENT_ID_MAX + 40];

	if (i->title.items.count > 0 && i->title.items.items[0].locale != NULL)
		report_missing(i, &i->title, place_of(i, &i->title), "the title", d);
	for (size_t k = 0; k < i->slots.count; k++) {
		const struct intent_slot *slot = &i->slots.items[k];

		(void)snprintf(what, sizeof(what), "the question for '%.64s'", slot->name);
		if (slot->ask.items.count > 0 && !slot->optional)
			report_missing(i, &slot->ask, slot->at, what, d);
		(void)snprintf(what, sizeof(what), "the retry of '%.64s'", slot->name);
		if (slot->retry.items.count > 0)
			report_missing(i, &slot->retry, place_of(i, &slot->retry), what, d);
	}
	if (i->action != NULL && i->action->confirm.items.count > 0)
		report_missing(i, &i->action->confirm, place_of(i, &i->action->confirm),
			       "the question before the action", d);
	if (i->reply_failed.items.count > 0)
		report_missing(i, &i->reply_failed, place_of(i, &i->reply_failed), "reply_failed",
			       d);
	for (size_t k = 0; k < i->reply_if.count; k++)
		report_missing(i, &i->reply_if.items[k].reply,
			       place_of(i, &i->reply_if.items[k].reply), "a reply_if", d);
}

void catalog_check_texts(const struct intent_catalog *c, struct diag *d)
{
	for (size_t i = 0; i < c->intents.count; i++)
		check_intent(&c->intents.items[i], d);
}

/* ---- choices ---- */

static void check_choice(const struct intent_catalog *c, struct intent_scratch *s,
			 const struct intent_choices *choices, size_t index, struct diag *d)
{
	const char *text = choices->texts[index];
	struct intent_decision decision;

	intent_match(c, s, choices->locale, text, strlen(text), &decision);
	if (decision.intent == NULL)
		diag_warning(d, choices->places[index],
			     "add it to the examples of the intent it stands for",
			     "the choice '%.80s' leads nowhere: no intent answers it", text);
}

void catalog_check_choices(const struct intent_catalog *c, struct diag *d)
{
	struct intent_scratch *s = intent_scratch_create();

	for (size_t i = 0; i < c->intents.count; i++) {
		for (size_t k = 0; k < c->intents.items[i].choices.count; k++) {
			const struct intent_choices *choices =
				&c->intents.items[i].choices.items[k];

			for (size_t n = 0; n < choices->count; n++)
				check_choice(c, s, choices, n, d);
		}
	}
	intent_scratch_destroy(s);
}
