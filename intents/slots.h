/*
 * Slots: what an intent needs to know before it can answer, and how a message is searched for it.
 */
#ifndef INTENTS_SLOTS_H
#define INTENTS_SLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "intents/intent.h"

struct intent_slot; /* one slot of an intent; lives as long as the catalog */

/* Slots in file order, which is the order to ask in. */
size_t intent_slot_count(const struct intent *i);
const struct intent_slot *intent_slot_at(const struct intent *i, size_t index);
const struct intent_slot *intent_slot_named(const struct intent *i, const char *name);

const char *intent_slot_name(const struct intent_slot *s);
/* Taken if it is said, never asked for. */
bool intent_slot_optional(const struct intent_slot *s);
/* Of type text: any message is an answer. */
bool intent_slot_takes_text(const struct intent_slot *s);
/* Wrong answers before the chat is offered to a person, 1 to 10. */
int intent_slot_attempts(const struct intent_slot *s);
/* The question, in `locale` or the nearest there is; NULL only for an optional slot without one. */
const char *intent_slot_ask(const struct intent_slot *s, const char *locale);
/* What to say to a wrong answer; the question when the file says nothing. */
const char *intent_slot_retry(const struct intent_slot *s, const char *locale);
/* Buttons for a slot with `values:`, one a value; *ret_count is 0 for other slots. Borrowed. */
const char *const *intent_slot_choices(const struct intent_slot *s, const char *locale,
				       size_t *ret_count);

/* Looks for a value in a message. `asked`: the slot was just asked for, so the whole message is its
 * answer: type text takes anything then (nothing otherwise), and blanks or hyphens between digits
 * are forgiven. Returns the canonical value, owned (of a pattern: normalised, digits without
 * blanks; e-mail in lower case; date as YYYY-MM-DD; number with a point; of values: its key), or
 * NULL. *ret_start and *ret_len (may be NULL) are the bytes of `text` it was read from; a length of
 * 0 means that they are not known. */
char *intent_slot_find(const struct intent_slot *s, const char *locale, const char *text,
		       size_t len, bool asked, size_t *ret_start, size_t *ret_len);

#endif
