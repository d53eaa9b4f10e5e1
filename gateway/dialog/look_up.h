/* The shop's own texts as the dialog asks them: see model.h. */
#ifndef GATEWAY_DIALOG_LOOK_UP_H
#define GATEWAY_DIALOG_LOOK_UP_H

#include "config/load/settings.h"
#include "gateway/dialog/model.h"
#include "gateway/knowledge/knowledge.h"

/* The passages that a model is given about a question, best first; returns how many, at most
 * DIALOG_PASSAGES_MAX. Behind the first, all are at least half as good as needed, and together they
 * keep to the ground's room: what is sent has its price. */
size_t look_up_passages(const struct dialog_ground *g, const struct dialog_question *q,
			struct dialog_passage ret[DIALOG_PASSAGES_MAX]);

/* Borrows the knowledge. One that holds nothing gives a `search` that is NULL. */
struct dialog_ground look_up_ground(const struct knowledge *k, const struct settings_llm *s);

#endif
