/*
 * The open form of a conversation: what an intent needs to know is taken from what the customer
 * says, asked for, confirmed, and then answered, with an action or without.
 *
 * Every state has an exit: an answer, "never mind", too many wrong answers, a second question in
 * between, a person. Forms that wait are taken up when the open one ends.
 */
#ifndef GATEWAY_DIALOG_FORM_H
#define GATEWAY_DIALOG_FORM_H

#include "gateway/dialog/draft.h"

/* Whether the intent is more than a text: it has slots or an action. */
bool form_is_wanted(const struct intent *i);
/* Opens a form, filled with what `text` holds, and goes as far as that gets. */
void form_open(struct draft *d, const struct intent *i, const char *text, size_t len);
/* The same, but it waits until the open one has ended. */
void form_wait(struct draft *d, const struct intent *i, const char *text, size_t len);

enum form_heard {
	FORM_HEARD,     /* the message was for the form: everything is said */
	FORM_SIDE_STEP, /* it is a question of its own: answer it, then form_again() or form_hold()
			 */
	FORM_NOT_MEANT  /* there is no form that it could be for */
};
/* The open form has ended: takes up the next one that waits. */
void form_go_on(struct draft *d);
/* What the turn's message, matched in step->decision, means to the form. */
enum form_heard form_hear(struct draft *d);
/* The customer said no to something else (an offer): what was asked is asked again, and nothing
 * counts as wrong. False when nothing was asked. */
bool form_ask_again(struct draft *d);
/* After a question in between was answered: asks again; at the second one in a row lets the form
 * go. */
void form_again(struct draft *d);
/* Before a question in between that opens a form itself. */
void form_hold(struct draft *d);
/* An action that may have been carried out: says its result, or that there is none. */
void form_committed(struct draft *d);
/* Forms of intents that the catalog no longer has are dropped, others go on with it. */
void form_check_catalog(struct draft *d);
/* The intent of the open form (in any phase), or NULL. */
const struct intent *form_intent(const struct draft *d);

#endif
