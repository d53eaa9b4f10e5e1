/*
 * From a decided turn to what a store operation holds: the bot's message or the handover, and the
 * memory afterwards.
 */
#ifndef GATEWAY_SESSION_ANSWER_H
#define GATEWAY_SESSION_ANSWER_H

#include "gateway/dialog/dialog.h"
#include "gateway/session/hub.h"

struct op;

/* What a step reads; borrows from hub and configuration. */
struct dialog_env answer_env(struct hub *h, const struct config_set *config);
/* The turn as the conversation gives it. Borrows text and conversation. */
struct dialog_turn answer_turn(const struct conv *c, const char *text, size_t len, uint64_t seq);
/* Puts a step that ends the turn (no DIALOG_ACTION) into the operation; takes its memory.
 * `reply_to` is the id of the customer's message, or NULL. */
void answer_put(struct op *op, const struct dialog_env *env, const struct dialog_turn *turn,
		struct dialog_step *step, const char *reply_to);

/* A reply of a model that was overtaken: what was shown of it, with what is known about it. */
struct answer_cut {
	const char *text; /* NULL: nothing was shown, the customer was away */
	enum locale locale;
	const char *reply_to;
	const struct message_source *sources;
	size_t source_count;
	char *grounded; /* owned by the caller: JSON of what was asked and said (dialog.h) */
};
/* The intent that a message without an answer comes nearest to, or NULL: what a model's reply, and
 * its cost, is counted for. */
const char *answer_nearest(const struct dialog_step *s);
void answer_put_cut(struct op *op, const struct dialog_env *env, const struct answer_cut *c);

#endif
