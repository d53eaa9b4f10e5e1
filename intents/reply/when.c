/*
 * Cheap conditions come first; the page, which needs a pattern's working memory, last. A pattern
 * that hits its limit did not match.
 */
#include "intents/reply/when.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "config/text/normalize.h"

static bool has_text(const struct texts *t, const char *text)
{
	for (size_t i = 0; text != NULL && i < t->items.count; i++) {
		if (strcmp(t->items.items[i], text) == 0)
			return true;
	}
	return false;
}

static bool has_locale(const struct texts *t, const char *locale)
{
	for (size_t i = 0; locale != NULL && i < t->items.count; i++) {
		const char *own = t->items.items[i];
		enum locale l = locale_lookup(own);

		if (strcmp(own, locale) == 0 || (l != LOCALE_NONE && l == locale_lookup(locale)))
			return true;
	}
	return false;
}

static bool page_holds(const struct pattern *pattern, const char *page)
{
	char *normalized;
	struct pattern_scratch *s;
	size_t start, found;
	long len;
	bool holds;

	if (page == NULL)
		return false;
	normalized = mem_new(NORMALIZE_OUT_MAX + 1, 1);
	len = normalize_text(page, strlen(page), normalized, NORMALIZE_OUT_MAX + 1);
	s = pattern_scratch_create();
	holds = len >= 0 &&
		pattern_find(pattern, s, normalized, (size_t)len, &start, &found) == PATTERN_YES;
	pattern_scratch_destroy(s);
	free(normalized);
	return holds;
}

static bool facts_hold(const struct when *w, const struct intent_facts *f)
{
	for (size_t i = 0; i < w->facts.count; i++) {
		const struct when_fact *fact = &w->facts.items[i];

		if (!has_text(&fact->values, f->get != NULL ? f->get(f->ctx, fact->name) : NULL))
			return false;
	}
	return true;
}

bool when_holds(const struct when *w, const struct intent_facts *f)
{
	if (w->hours != WHEN_ANY_HOURS && (w->hours == WHEN_OPEN) != f->open)
		return false;
	if (w->channels.items.count > 0 && !has_text(&w->channels, f->channel))
		return false;
	if (w->locales.items.count > 0 && !has_locale(&w->locales, f->locale))
		return false;
	return facts_hold(w, f) && (w->page == NULL || page_holds(w->page, f->page));
}

void when_dispose(struct when *w)
{
	pattern_destroy(w->page);
	vec_dispose(&w->locales.items);
	vec_dispose(&w->channels.items);
	for (size_t i = 0; i < w->facts.count; i++)
		vec_dispose(&w->facts.items[i].values.items);
	vec_dispose(&w->facts);
}
