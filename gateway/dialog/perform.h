/*
 * The end of a form: the answer, with what the shop's system says where the intent has an action.
 */
#ifndef GATEWAY_DIALOG_PERFORM_H
#define GATEWAY_DIALOG_PERFORM_H

#include "gateway/dialog/draft.h"

/* Everything is known (and confirmed): answers, or sets d->is_pending and the request. */
void perform(struct draft *d, const struct intent *i);
/* The form is COMMITTING: says the turn's result; without one that the action failed, because it
 * must not be repeated. */
void perform_result(struct draft *d, const struct intent *i);
/* Says that it failed and closes the form. Never claims a success. */
void perform_fail(struct draft *d, const struct intent *i);

#endif
