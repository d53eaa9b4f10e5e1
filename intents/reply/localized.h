/*
 * Texts per locale, plain or with variables, and which of them a chat gets.
 */
#ifndef INTENTS_LOCALIZED_H
#define INTENTS_LOCALIZED_H

#include <stddef.h>

#include "config/load/vec.h"
#include "intents/reply/template.h"

/* Wordings of one text in one locale. */
struct localized {
	const char *locale; /* borrowed; NULL: for every locale */
	const char *text;   /* the first wording as it stands in the file; borrowed */
	struct diag_place at;
	VEC(struct template) variants;
};

struct localized_list {
	VEC(struct localized) items;
};

/* The one of exactly this locale, or NULL. */
const struct localized *localized_in(const struct localized_list *l, const char *locale);
/* The nearest: this locale, its language, the other Chinese script, the first there is; NULL only
 * when there is none. */
const struct localized *localized_near(const struct localized_list *l, const char *locale);
/* How well a text in `own` (NULL: every locale) serves a chat in `wanted` (or NULL): 0 to 3. */
int localized_rank(const char *own, const char *wanted);
void localized_dispose(struct localized_list *l);

#endif
