/*
 * Slots that are asked for although nothing needs them: no answer and no request has their value,
 * and no person gets to see it.
 */
#include <string.h>

#include "intents/lint/lint_impl.h"

static bool names(const struct template *t, const char *slot)
{
	for (size_t i = 0; i < t->parts.count; i++) {
		const char *name = t->parts.items[i].name;
		if (name != NULL && strcmp(name, slot) == 0)
			return true;
	}
	return false;
}

static bool is_in(const struct localized_list *list, const char *slot)
{
	for (size_t i = 0; i < list->items.count; i++) {
		const struct localized *text = &list->items.items[i];
		for (size_t k = 0; k < text->variants.count; k++) {
			if (names(&text->variants.items[k], slot))
				return true;
		}
	}
	return false;
}

static bool is_asked_by(const struct when *when, const char *slot)
{
	for (size_t i = 0; i < when->facts.count; i++) {
		if (strcmp(when->facts.items[i].name, slot) == 0)
			return true;
	}
	return false;
}

static bool is_in_action(const struct intent_action *a, const char *slot)
{
	if (a == NULL)
		return false;
	for (size_t i = 0; i < a->headers.count; i++) {
		if (names(&a->headers.items[i].value, slot))
			return true;
	}
	return names(&a->url, slot) || names(&a->body, slot) || is_in(&a->confirm, slot);
}

static bool is_used(const struct intent *i, const char *slot)
{
	for (size_t k = 0; k < i->reply_if.count; k++) {
		if (is_asked_by(&i->reply_if.items[k].when, slot) ||
		    is_in(&i->reply_if.items[k].reply, slot))
			return true;
	}
	return i->handoff != INTENT_HANDOFF_NEVER || is_in(&i->reply, slot) ||
	       is_in(&i->reply_failed, slot) || is_in_action(i->action, slot);
}

void lint_slots(const struct lint *l)
{
	for (size_t i = 0; i < l->c->intents.count; i++) {
		const struct intent *intent = &l->c->intents.items[i];
		for (size_t k = 0; k < intent->slots.count; k++) {
			const struct intent_slot *slot = &intent->slots.items[k];
			if (slot->name != NULL && !is_used(intent, slot->name))
				diag_finding(l->d, "slot-unused", slot->at,
					     "use it in the reply or the action, or do not ask for "
					     "it",
					     "nothing needs '%s' of intent '%s'", slot->name,
					     intent->id);
		}
	}
}
