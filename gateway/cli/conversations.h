/*
 * `frontdesk try --conversations`: whole conversations from a file, turn by turn.
 */
#ifndef GATEWAY_CLI_CONVERSATIONS_H
#define GATEWAY_CLI_CONVERSATIONS_H

#include <stdio.h>

#include "gateway/dialog/dialog.h"

/* Reads {"locale","turns":[…]} lines from `in`, prints one JSON object a turn. `fallback` is the
 * name of the locale for a line without one that the product speaks. Returns the exit status (2 on
 * a line that is not such an object, named with its number). */
int conversations_run(const struct dialog_env *env, const char *fallback, FILE *in, FILE *out);

#endif
