/*
 * `frontdesk try` on a terminal: a chat with the configuration, and questions about it.
 */
#ifndef GATEWAY_CLI_REPL_H
#define GATEWAY_CLI_REPL_H

#include <stdio.h>

#include "gateway/dialog/dialog.h"

/* Reads messages and commands (":help" lists them) from `in` until its end or ":quit". The
 * conversation goes on from line to line. `locale` is a name of the product's. Returns the exit
 * status. */
int repl_run(const struct dialog_env *env, const char *locale, FILE *in, FILE *out);

/* Says in words why the turn was decided like this. */
void repl_why(FILE *out, const struct dialog_step *s);

#endif
