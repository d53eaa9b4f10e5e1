/*
 * What `frontdesk llm` does itself when no gateway runs. Everything here blocks.
 */
#ifndef GATEWAY_CLI_LLM_LOCAL_H
#define GATEWAY_CLI_LLM_LOCAL_H

#include <jansson.h>

#include "config/load/diag.h"
#include "config/load/settings.h"

/* The answer that a gateway would give to llm_status, from the store in `dir`; owned. NULL with an
 * error added. */
json_t *llm_local_status(const struct settings *s, const char *dir, struct diag *d);
/* The same for llm_ping; opens no store. NULL when there is no such provider, or no library. */
json_t *llm_local_ping(const struct settings *s, const char *provider);

#endif
