/*
 * Answers that no rule has: from the shop's own texts, word for word or by a language model.
 */
#ifndef GATEWAY_DIALOG_GROUND_H
#define GATEWAY_DIALOG_GROUND_H

#include "gateway/dialog/draft.h"

/* Answers from the texts, or leaves the question for a model (d->is_pending). False when nothing
 * there is good enough, or the question is none that may be answered so: then nothing was done. */
bool ground_answer(struct draft *d);
/* Remembers the question for one that leans on it; nothing where there are no texts to look into.
 */
void ground_remember(struct draft *d);

#endif
