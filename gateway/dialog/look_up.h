/* The shop's own texts as the dialog asks them: see model.h. */
#ifndef GATEWAY_DIALOG_LOOK_UP_H
#define GATEWAY_DIALOG_LOOK_UP_H

#include "config/load/settings.h"
#include "gateway/dialog/model.h"
#include "gateway/knowledge/knowledge.h"

/* Borrows the knowledge. One that holds nothing gives a `search` that is NULL. */
struct dialog_ground look_up_ground(const struct knowledge *k, const struct settings_llm *s);

#endif
