/*
 * Which text, which variant. Variants of all replies of an intent in a locale are numbered through
 * (`reply` first, then each `reply_if`), so that "not that one again" holds across conditions.
 */
#include "intents/reply.h"

#include <string.h>

#include "intents/catalog/catalog.h"

static bool has_id(const struct follows *list, const char *id)
{
	for (size_t k = 0; id != NULL && k < list->items.count; k++) {
		if (strcmp(list->items.items[k].id, id) == 0)
			return true;
	}
	return false;
}

/* A follow-up to a follow-up is still about the answer that both lean on. */
static bool follows_holds(const struct follows *list, const struct intent_facts *f)
{
	return list->items.count == 0 || has_id(list, f->after) || has_id(list, f->topic);
}

bool intent_is_follow_up(const struct intent *i)
{
	return i->follows.items.count > 0;
}

bool intent_follows(const struct intent *i, const struct intent_facts *f)
{
	return follows_holds(&i->follows, f);
}

bool intent_meets(const struct intent *truth, const struct intent *other)
{
	if (truth == other || !intent_is_follow_up(other))
		return true;
	for (size_t k = 0; k < truth->follows.items.count; k++) {
		if (has_id(&other->follows, truth->follows.items.items[k].id))
			return true;
	}
	return false;
}

bool intent_allows(const struct intent *i, const struct intent_facts *f)
{
	return intent_follows(i, f) && when_holds(&i->when, f);
}

static size_t count_in(const struct localized_list *l, const char *locale)
{
	const struct localized *text = localized_in(l, locale);

	return text != NULL ? text->variants.count : 0;
}

/* The reply that applies, and the number of its first variant. */
static const struct localized *reply_now(const struct intent *i, const char *locale,
					 const struct intent_facts *f, size_t *ret_first)
{
	size_t first = count_in(&i->reply, locale);

	for (size_t k = 0; k < i->reply_if.count; k++) {
		const struct intent_reply_if *r = &i->reply_if.items[k];

		if (follows_holds(&r->follows, f) && when_holds(&r->when, f)) {
			*ret_first = first;
			return localized_in(&r->reply, locale);
		}
		first += count_in(&r->reply, locale);
	}
	*ret_first = 0;
	return localized_in(&i->reply, locale);
}

size_t intent_reply_count(const struct intent *i, const char *locale, const struct intent_facts *f)
{
	size_t first;
	const struct localized *text = reply_now(i, locale, f, &first);

	return text != NULL ? text->variants.count : 0;
}

char *intent_reply_render(const struct intent *i, const char *locale, const struct intent_facts *f,
			  uint64_t pick, size_t avoid, size_t *ret_variant)
{
	size_t first;
	const struct localized *text = reply_now(i, locale, f, &first);
	size_t count = text != NULL ? text->variants.count : 0;
	size_t start = count > 0 ? (size_t)(pick % count) : 0;

	/* The one to avoid is tried last: better said again than not at all. */
	for (int last = 0; last < 2; last++) {
		for (size_t k = 0; k < count; k++) {
			size_t v = (start + k) % count;
			char *made;

			if ((first + v == avoid) != (last == 1))
				continue;
			made = template_render(&text->variants.items[v], TEMPLATE_TEXT, locale, f,
					       NULL);
			if (made == NULL)
				continue;
			if (ret_variant != NULL)
				*ret_variant = first + v;
			return made;
		}
	}
	return NULL;
}

static char *render_near(const struct localized_list *l, const char *locale,
			 const struct intent_facts *f)
{
	const struct localized *text = localized_near(l, locale);

	for (size_t k = 0; text != NULL && k < text->variants.count; k++) {
		const char *own = text->locale != NULL ? text->locale : locale;
		char *made = template_render(&text->variants.items[k], TEMPLATE_TEXT, own, f, NULL);

		if (made != NULL)
			return made;
	}
	return NULL;
}

char *intent_reply_failed(const struct intent *i, const char *locale, const struct intent_facts *f)
{
	return render_near(&i->reply_failed, locale, f);
}

char *intent_confirm(const struct intent *i, const char *locale, const struct intent_facts *f)
{
	return i->action != NULL ? render_near(&i->action->confirm, locale, f) : NULL;
}

const char *intent_title_in(const struct intent *i, const char *locale)
{
	const struct localized *title = localized_near(&i->title, locale);

	return title != NULL && title->text[0] != '\0' ? title->text : i->id;
}
