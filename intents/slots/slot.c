/*
 * The parts of a slot, as others see them. How a message is searched stands in find.c.
 */
#include "intents/slots/slot.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/catalog/catalog.h"
#include "intents/slots.h"

/* The first word of a value in a locale, else in any, else its key. */
static const char *button_of(const struct intent_slot *s, size_t value, const char *locale)
{
	const char *any = NULL;

	for (size_t i = 0; i < s->words.count; i++) {
		const struct slot_word *w = &s->words.items[i];

		if (w->value != value || w->locale == NULL)
			continue;
		if (strcmp(w->locale, locale) == 0)
			return w->text;
		if (any == NULL)
			any = w->text;
	}
	return any != NULL ? any : s->values.items[value];
}

static void add_buttons(struct intent_slot *s, const char *locale)
{
	struct slot_buttons made = {.locale = locale};

	for (size_t i = 0; i < s->buttons.count; i++) {
		if (strcmp(s->buttons.items[i].locale, locale) == 0)
			return;
	}
	made.texts = mem_new(s->values.count, sizeof(*made.texts));
	for (size_t v = 0; v < s->values.count; v++)
		made.texts[v] = button_of(s, v, locale);
	*vec_push(&s->buttons) = made;
}

void slot_make_buttons(struct intent_slot *s)
{
	for (size_t i = 0; i < s->words.count; i++) {
		if (s->words.items[i].locale != NULL)
			add_buttons(s, s->words.items[i].locale);
	}
}

void slot_dispose(struct intent_slot *s)
{
	pattern_destroy(s->pattern);
	for (size_t i = 0; i < s->words.count; i++)
		free(s->words.items[i].normalized);
	for (size_t i = 0; i < s->buttons.count; i++)
		free(s->buttons.items[i].texts);
	vec_dispose(&s->values);
	vec_dispose(&s->words);
	vec_dispose(&s->buttons);
	localized_dispose(&s->ask);
	localized_dispose(&s->retry);
}

/* ---- the public readers ---- */

size_t intent_slot_count(const struct intent *i)
{
	return i->slots.count;
}

const struct intent_slot *intent_slot_at(const struct intent *i, size_t index)
{
	return index < i->slots.count ? &i->slots.items[index] : NULL;
}

const struct intent_slot *intent_slot_named(const struct intent *i, const char *name)
{
	for (size_t k = 0; k < i->slots.count; k++) {
		if (strcmp(i->slots.items[k].name, name) == 0)
			return &i->slots.items[k];
	}
	return NULL;
}

const char *intent_slot_name(const struct intent_slot *s)
{
	return s->name;
}

bool intent_slot_optional(const struct intent_slot *s)
{
	return s->optional;
}

bool intent_slot_takes_text(const struct intent_slot *s)
{
	return s->kind == SLOT_TEXT;
}

int intent_slot_attempts(const struct intent_slot *s)
{
	return s->attempts;
}

const char *intent_slot_ask(const struct intent_slot *s, const char *locale)
{
	const struct localized *text = localized_near(&s->ask, locale);

	return text != NULL ? text->text : NULL;
}

const char *intent_slot_retry(const struct intent_slot *s, const char *locale)
{
	const struct localized *text = localized_near(&s->retry, locale);

	return text != NULL ? text->text : intent_slot_ask(s, locale);
}

const char *const *intent_slot_choices(const struct intent_slot *s, const char *locale,
				       size_t *ret_count)
{
	size_t best = 0;
	int best_rank = -1;

	*ret_count = 0;
	for (size_t i = 0; i < s->buttons.count; i++) {
		int rank = localized_rank(s->buttons.items[i].locale, locale);

		if (rank > best_rank) {
			best = i;
			best_rank = rank;
		}
	}
	if (s->buttons.count == 0)
		return NULL;
	*ret_count = s->values.count;
	return s->buttons.items[best].texts;
}
