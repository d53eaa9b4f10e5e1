/*
 * The clock of the commands that run without a gateway.
 */
#ifndef GATEWAY_CLI_NOW_H
#define GATEWAY_CLI_NOW_H

#include <stdbool.h>

/* True if `text` is a moment as `--now` takes it: 2026-11-22T10:00:00Z, milliseconds allowed. Says
 * on stderr what is wrong otherwise. */
bool cli_now_is_valid(const char *text);

#endif
