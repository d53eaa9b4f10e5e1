/* See localized.h. */
#include "intents/reply/localized.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"

const struct localized *localized_in(const struct localized_list *l, const char *locale)
{
	for (size_t i = 0; i < l->items.count; i++) {
		if (l->items.items[i].locale != NULL &&
		    strcmp(l->items.items[i].locale, locale) == 0)
			return &l->items.items[i];
	}
	return NULL;
}

static bool is_chinese(enum locale l)
{
	return l == LOCALE_ZH_HANT || l == LOCALE_ZH_HANS;
}

int localized_rank(const char *own, const char *wanted)
{
	enum locale a = own != NULL ? locale_lookup(own) : LOCALE_NONE;
	enum locale b = wanted != NULL ? locale_lookup(wanted) : LOCALE_NONE;

	if (own != NULL && wanted != NULL && strcmp(own, wanted) == 0)
		return 3;
	if (a != LOCALE_NONE && a == b)
		return 2;
	return is_chinese(a) && is_chinese(b) ? 1 : 0;
}

const struct localized *localized_near(const struct localized_list *l, const char *locale)
{
	const struct localized *best = NULL;
	int best_rank = -1;

	for (size_t i = 0; i < l->items.count; i++) {
		int rank = localized_rank(l->items.items[i].locale, locale);

		if (rank > best_rank) {
			best = &l->items.items[i];
			best_rank = rank;
		}
	}
	return best;
}

void localized_dispose(struct localized_list *l)
{
	for (size_t i = 0; i < l->items.count; i++) {
		struct localized *item = &l->items.items[i];

		for (size_t k = 0; k < item->variants.count; k++)
			template_dispose(&item->variants.items[k]);
		vec_dispose(&item->variants);
	}
	vec_dispose(&l->items);
}
