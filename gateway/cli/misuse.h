/*
 * Commands that are called wrongly: one line that says how, and one that says where help is.
 */
#ifndef GATEWAY_CLI_MISUSE_H
#define GATEWAY_CLI_MISUSE_H

#include "config/load/attrs.h"

/* On stderr. Returns CLI_USAGE. */
int cli_misuse(const char *command, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Where help is alone: getopt_long() has said what is wrong. Returns CLI_USAGE. */
int cli_bad_option(const char *command);
/* Makes of what `--locale` was given the product's own name of it. Returns -1 to go on, else it was
 * none, and CLI_USAGE. */
int cli_locale(const char *command, const char **locale);

#endif
