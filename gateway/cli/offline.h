/*
 * What the commands that decide without a gateway begin with.
 */
#ifndef GATEWAY_CLI_OFFLINE_H
#define GATEWAY_CLI_OFFLINE_H

#include "gateway/dialog/config_set.h"
#include "gateway/dialog/dialog.h"

/* Returns owned, or NULL when it has errors, which are then on stderr. Warnings are the business of
 * `check`. */
struct config_set *offline_config(const char *dir);
/* Borrows from `c`, but the caller destroys its scratch. `channel`: "widget" or "try". */
struct dialog_env offline_env(const struct config_set *c, const char *channel);

#endif
