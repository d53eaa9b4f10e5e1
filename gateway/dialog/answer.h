/*
 * Answers that are texts: an intent's reply, several of them, "did you mean", nothing found.
 */
#ifndef GATEWAY_DIALOG_ANSWER_H
#define GATEWAY_DIALOG_ANSWER_H

#include "gateway/dialog/draft.h"

/* Says the reply of an intent in the language that matched, else the chat's, else the first there
 * is, with its choices. False when no variant can be said. */
bool answer_say(struct draft *d, const struct intent *i);
/* Whether the intent has anything to say or to do; some are only there to be told apart. */
bool answer_has(const struct draft *d, const struct intent *i);
/* Answers the intent: its reply, or its form filled from `text`. False when it has nothing to say
 * and hands nothing over. */
bool answer_intent(struct draft *d, const struct intent *i, const char *text, size_t len);
void answer_remember(struct draft *d, const struct intent *i);
/* What stands in step->decision has no answer. */
void answer_nothing(struct draft *d);

/* Several questions in one message: answers each. False when there is only one. The decision is
 * that of the whole message again afterwards. */
bool answer_parts(struct draft *d, const struct intent_context *context);

/* "Did you mean A or B?" when both are near and this was not asked just before. False when it is
 * not to be asked. */
bool answer_ask_back(struct draft *d, bool was_asked);
/* The turn's message as the answer to that question, which it settles; a mere "yes" has it asked
 * once more. False when it is none. */
bool answer_heard_choice(struct draft *d);

#endif
