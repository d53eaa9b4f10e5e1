/*
 * What a model may say in one reply: the checks of guard/output.h, filled from the settings, the
 * prompt and the passages.
 */
#ifndef GATEWAY_SESSION_GUARDING_H
#define GATEWAY_SESSION_GUARDING_H

#include "gateway/dialog/prompt.h"
#include "gateway/session/hub.h"

#define BOUNDARY_LEN TOKEN_LEN

/* A fence of data blocks that nobody can know beforehand. */
void guarding_boundary(char out[BOUNDARY_LEN + 1]);

struct guarding {
	const struct config_set *config;
	enum locale locale;
	const struct prompt *prompt;
	const char *boundary;
	const struct mask *mask;
	const struct dialog_passage *passages;
	size_t passage_count;
	bool chat_is_fact; /* what was said in the chat may be said again: an agent reads it first
			    */
};
/* Returns owned; borrows the mask. */
struct guard *guarding_create(const struct hub *h, const struct guarding *g);

#endif
