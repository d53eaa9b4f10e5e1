#include "gateway/session/left.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "gateway/session/action.h"

struct ground_said *left_read(const char *json)
{
	struct ground_said *said = mem_new(1, sizeof *said);

	if (json && ground_said_read(json, said))
		return said;
	free(said);
	return NULL;
}

void left_free(struct ground_said *said)
{
	if (said)
		ground_said_dispose(said);
	free(said);
}

void left_forget(struct conv *c)
{
	left_free(c->left);
	c->left = NULL;
}

bool left_is_due(const struct conv *c)
{
	const struct action *next = c->actions;

	return c->left && c->state == STORE_BOT && next &&
	       (next->kind == ACTION_TURN_DUE || action_overtakes(next));
}
