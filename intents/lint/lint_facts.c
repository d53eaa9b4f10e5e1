/*
 * What nobody tells the gateway about a customer. The page may say a name; whatever else
 * `customer.` is followed by can be written, but is not known before customers prove who they are.
 */
#include <string.h>

#include "intents/lint/lint_impl.h"

#define NAME "customer.name"

static bool is_never_known(const char *name)
{
	return name && strncmp(name, "customer.", 9) == 0 && strcmp(name, NAME) != 0;
}

static void report_unknown(const struct lint *l, const struct intent *intent, const char *name,
			   struct diag_place at)
{
	diag_finding(l->d, "fact-unknown", at, "remove it, or write {customer.name}",
		     "intent '%s' asks for '%s', which nobody tells the gateway", intent->id, name);
}

static void check_facts(const struct lint *l, const struct intent *intent, const struct when *w)
{
	for (size_t i = 0; i < w->facts.count; i++) {
		if (is_never_known(w->facts.items[i].name))
			report_unknown(l, intent, w->facts.items[i].name, intent->at);
	}
}

static bool names_customer(const struct template *t)
{
	for (size_t i = 0; i < t->parts.count; i++) {
		const char *name = t->parts.items[i].name;
		if (name && strcmp(name, NAME) == 0)
			return true;
	}
	return false;
}

static void check_template(const struct lint *l, const struct intent *intent,
			   const struct template *t, struct diag_place at)
{
	for (size_t i = 0; i < t->parts.count; i++) {
		if (is_never_known(t->parts.items[i].name))
			report_unknown(l, intent, t->parts.items[i].name, at);
	}
}

/* A text whose variable is not known is not said: each language needs one that does without. */
static void check_texts(const struct lint *l, const struct intent *intent,
			const struct localized_list *list, const char *what)
{
	for (size_t i = 0; i < list->items.count; i++) {
		const struct localized *text = &list->items.items[i];
		size_t named = 0;

		for (size_t k = 0; k < text->variants.count; k++) {
			check_template(l, intent, &text->variants.items[k], text->at);
			named += names_customer(&text->variants.items[k]);
		}
		if (named > 0 && named == text->variants.count)
			diag_finding(
				l->d, "name-needed", text->at,
				"add a variant without {customer.name}",
				"the %s of intent '%s' in %s cannot be said to customers whose "
				"name the page does not give",
				what, intent->id, text->locale ? text->locale : "every language");
	}
}

static void check_action(const struct lint *l, const struct intent *intent)
{
	const struct intent_action *a = intent->action;

	check_template(l, intent, &a->url, intent->at);
	check_template(l, intent, &a->body, intent->at);
	for (size_t i = 0; i < a->headers.count; i++)
		check_template(l, intent, &a->headers.items[i].value, intent->at);
	check_texts(l, intent, &a->confirm, "confirm");
}

void lint_facts(const struct lint *l)
{
	for (size_t i = 0; i < l->c->intents.count; i++) {
		const struct intent *intent = &l->c->intents.items[i];

		check_facts(l, intent, &intent->when);
		check_texts(l, intent, &intent->reply, "reply");
		check_texts(l, intent, &intent->reply_failed, "reply_failed");
		for (size_t k = 0; k < intent->reply_if.count; k++) {
			check_facts(l, intent, &intent->reply_if.items[k].when);
			check_texts(l, intent, &intent->reply_if.items[k].reply, "reply_if");
		}
		if (intent->action)
			check_action(l, intent);
		for (size_t k = 0; k < intent->slots.count; k++) {
			check_texts(l, intent, &intent->slots.items[k].ask, "question");
			check_texts(l, intent, &intent->slots.items[k].retry, "retry");
		}
	}
}
