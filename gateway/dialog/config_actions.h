/*
 * What frontdesk.yaml and the intents say about actions must fit together: only here both are
 * known.
 */
#ifndef GATEWAY_DIALOG_CONFIG_ACTIONS_H
#define GATEWAY_DIALOG_CONFIG_ACTIONS_H

#include "config/load/diag.h"
#include "config/load/settings.h"
#include "intents/intent.h"

/* Adds a warning for each intent whose action can never be sent: a relative address without
 * anything that it stands below, a host that actions.hosts leaves out. */
void config_actions_check(const struct settings *s, const struct intent_catalog *c, struct diag *d);

#endif
