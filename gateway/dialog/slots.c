/*
 * One stretch of the message is one value: digits that are the order number are not the telephone
 * number as well.
 */
#include "gateway/dialog/slots.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"

#define SPANS_MAX 16

struct span {
	size_t start, len;
};

struct taken {
	struct span spans[SPANS_MAX];
	size_t count;
};

static bool is_free(const struct taken *t, struct span s)
{
	for (size_t i = 0; s.len && i < t->count; i++) {
		if (s.start < t->spans[i].start + t->spans[i].len &&
		    t->spans[i].start < s.start + s.len)
			return false;
	}
	return true;
}

/* Nothing but punctuation around the value. */
static bool is_whole(const struct slots_text *in, struct span s)
{
	for (size_t i = 0; s.len && i < in->len; i++) {
		if (i >= s.start && i < s.start + s.len)
			continue;
		if (!strchr(" \t\r\n.,;:!?#\"'", in->text[i]))
			return false;
	}
	return s.len > 0;
}

/* Another value than the one there is; takes it. */
static bool put(struct draft *d, const struct intent *i, struct dialog_form *f, const char *name,
		char *value)
{
	const char *old = dialog_form_get(f, name);
	bool is_new = !old || strcmp(old, value) != 0;

	if (is_new) {
		draft_did(d, old ? DIALOG_CORRECTED : DIALOG_FILLED, intent_id(i), name);
		dialog_form_set(f, name, value);
	}
	free(value);
	return is_new;
}

static bool fill_one(struct draft *d, const struct intent *i, struct dialog_form *f,
		     const struct intent_slot *slot, const struct slots_text *in, struct taken *t)
{
	struct span s = {0};
	char *value = intent_slot_find(slot, d->turn->locale, in->text, in->len, slot == in->asked,
				       &s.start, &s.len);

	if (!value)
		return false;
	if (!is_free(t, s) || (in->whole_only && !is_whole(in, s))) {
		free(value);
		return false;
	}
	if (t->count < ARRAY_LEN(t->spans))
		t->spans[t->count++] = s;
	return put(d, i, f, intent_slot_name(slot), value);
}

unsigned slots_fill(struct draft *d, const struct intent *i, struct dialog_form *f,
		    const struct slots_text *in)
{
	struct taken t = {.count = 0};
	unsigned filled = in->asked && fill_one(d, i, f, in->asked, in, &t);
	/* An answer that is none to the question may well put an earlier one right. */
	bool may_correct = in->may_correct || (in->asked && filled == 0);

	for (size_t k = 0; k < intent_slot_count(i); k++) {
		const struct intent_slot *slot = intent_slot_at(i, k);
		if (slot == in->asked ||
		    (dialog_form_get(f, intent_slot_name(slot)) && !may_correct))
			continue;
		filled += fill_one(d, i, f, slot, in, &t);
	}
	return filled;
}

static bool takes(const struct draft *d, const struct intent_slot *slot, const char *value)
{
	char *found = intent_slot_takes_text(slot)
			      ? NULL
			      : intent_slot_find(slot, d->turn->locale, value, strlen(value), true,
						 NULL, NULL);
	bool is_same = found && strcmp(found, value) == 0;

	free(found);
	return is_same;
}

void slots_carry(struct draft *d, const struct intent *i, struct dialog_form *f,
		 const struct dialog_form *before)
{
	for (size_t k = 0; before && k < intent_slot_count(i); k++) {
		const struct intent_slot *slot = intent_slot_at(i, k);
		const char *name = intent_slot_name(slot);
		const char *value = dialog_form_get(before, name);
		if (!value || dialog_form_get(f, name) || intent_slot_optional(slot) ||
		    !takes(d, slot, value))
			continue;
		dialog_form_set(f, name, value);
		draft_did(d, DIALOG_CARRIED, intent_id(i), name);
	}
}
