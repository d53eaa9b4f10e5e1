/*
 * `frontdesk try --conversations`: whole conversations from a file, turn by turn.
 */
#ifndef GATEWAY_CLI_CONVERSATIONS_H
#define GATEWAY_CLI_CONVERSATIONS_H

#include <stdio.h>

#include "gateway/dialog/dialog.h"

/* Reads {"locale","turns":[…]} lines from `in`, prints one JSON object a turn. Returns the exit
 * status (2 on a line that is not such an object, named with its number). */
int conversations_run(const struct dialog_env *env, FILE *in, FILE *out);

#endif
