/*
 * The list of checks, and what several of them ask.
 */
#include "intents/lint/lint.h"

#include <stdio.h>
#include <string.h>

#include "config/text/utf8.h"
#include "intents/lint/lint_impl.h"

bool lint_is_counter_class(const struct lint *l, size_t intent)
{
	return intent == l->c->out_of_scope;
}

/* Whether an intent is only considered now and then. */
static bool is_conditional(const struct intent *i)
{
	return intent_is_follow_up(i) || i->when.page != NULL || i->when.locales.items.count > 0 ||
	       i->when.channels.items.count > 0 || i->when.hours != WHEN_ANY_HOURS ||
	       i->when.facts.count > 0;
}

bool lint_rivals(const struct lint *l, size_t a, size_t b)
{
	const struct intent *intents = l->c->intents.items;
	return a != b && !is_conditional(&intents[a]) && !is_conditional(&intents[b]);
}

const char *lint_test_locale(const struct lint *l, const struct catalog_test *t)
{
	if (t->locale != NULL)
		return t->locale;
	return l->c->locales.count > 0 ? l->c->locales.items[0].name : "en";
}

size_t lint_test_group(const struct lint *l, const struct catalog_test *t)
{
	return catalog_group_of(l->c, lint_test_locale(l, t));
}

const char *lint_short(const char *text, char *out, size_t room)
{
	size_t len = strlen(text);
	bool cut = len >= room;
	if (cut)
		len = utf8_cut(text, len, room - sizeof("…"));
	(void)snprintf(out, room, "%.*s%s", (int)len, text, cut ? "…" : "");
	return out;
}

/* Without a shop, the catalog says by itself which of the product's languages it is in. */
static void set_languages(struct lint *l)
{
	for (size_t i = 0; i < l->options->language_count && i < LOCALE_COUNT; i++)
		l->languages[l->language_count++] = l->options->languages[i];
	for (size_t i = 0; i < l->c->locales.count && l->options->language_count == 0; i++) {
		if (locale_of_name(l->c->locales.items[i].name) != LOCALE_NONE)
			l->languages[l->language_count++] = l->c->locales.items[i].name;
	}
}

void intent_lint(struct intent_catalog *c, const struct lint_options *options, struct diag *d)
{
	struct sentences *sentences = sentences_create(c);
	struct lint l = {.c = c,
			 .options = options,
			 .sentences = sentences,
			 .d = d,
			 .has_errors = d->error_count > 0};
	struct lint_deep *deep =
		options->deep && !l.has_errors ? lint_deep_create(c, options) : NULL;
	l.deep = deep;
	set_languages(&l);
	lint_examples(&l);
	lint_amounts(&l);
	lint_locales(&l);
	lint_replies(&l);
	lint_patterns(&l);
	lint_regexes(&l);
	lint_pull(&l);
	lint_slots(&l);
	lint_facts(&l);
	lint_tests(&l);
	lint_choices(&l, c);
	lint_deep_destroy(deep);
	sentences_destroy(sentences);
}
