/*
 * Slot values out of a message.
 */
#ifndef GATEWAY_DIALOG_SLOTS_H
#define GATEWAY_DIALOG_SLOTS_H

#include "gateway/dialog/draft.h"
#include "intents/slots.h"

struct slots_text {
	const char *text;
	size_t len;
	const struct intent_slot *asked; /* what was asked for just before, or NULL */
	bool may_correct;                /* a slot that is filled may get another value */
	bool whole_only;                 /* only a value that is the whole message */
};

/* Takes what is still missing from the form that was answered just before: the number of the order
 * that the talk is about. Only values that the slot itself would take from a message; free text is
 * asked for again. `before` may be NULL. */
void slots_carry(struct draft *d, const struct intent *i, struct dialog_form *f,
		 const struct dialog_form *before);
/* Fills the form with every value that the message holds: what was asked for first, then the
 * others in file order, each from words of its own. Returns how many slots got a (new) value. */
unsigned slots_fill(struct draft *d, const struct intent *i, struct dialog_form *f,
		    const struct slots_text *in);

#endif
