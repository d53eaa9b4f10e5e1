/*
 * One decision on the screen: for people, or as one JSON object a line (DESIGN 4.1).
 */
#ifndef GATEWAY_CLI_TRY_PRINT_H
#define GATEWAY_CLI_TRY_PRINT_H

#include <stdio.h>

#include "gateway/dialog/dialog.h"

/* Where a turn stands in its conversation. */
struct try_turn {
	unsigned number;   /* from 1 */
	const char *state; /* "bot", "queued" after the turn */
};

/* `in` NULL: a message on its own. */
void try_print_json(FILE *out, const struct dialog_env *env, const struct dialog_turn *turn,
		    const struct dialog_step *step, const struct try_turn *in);
void try_print_plain(FILE *out, const struct dialog_turn *turn, const struct dialog_step *step);

#endif
