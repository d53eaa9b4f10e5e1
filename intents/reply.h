/*
 * Texts of an intent with their variables filled in.
 */
#ifndef INTENTS_REPLY_H
#define INTENTS_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "intents/facts.h"
#include "intents/intent.h"

/* Variants of the reply that applies now: the first of `reply_if` whose condition holds, else
 * `reply`. 0: none in exactly this locale. */
size_t intent_reply_count(const struct intent *i, const char *locale, const struct intent_facts *f);
/* The reply in exactly this locale, owned, or NULL when it has none there or a variable of each
 * variant has no value. Takes variant `pick` % count, the next one when that is `avoid` (SIZE_MAX:
 * none) or lacks a value. *ret_variant (may be NULL) is what to avoid next time. */
char *intent_reply_render(const struct intent *i, const char *locale, const struct intent_facts *f,
			  uint64_t pick, size_t avoid, size_t *ret_variant);
/* `reply_failed`, in `locale` or the nearest there is; owned, or NULL when there is none or a
 * variable has no value. */
char *intent_reply_failed(const struct intent *i, const char *locale, const struct intent_facts *f);
/* The question before an action that changes something; as above. */
char *intent_confirm(const struct intent *i, const char *locale, const struct intent_facts *f);
/* The title in `locale` or the nearest there is; the id when the file gives none. Borrowed. */
const char *intent_title_in(const struct intent *i, const char *locale);

#endif
