/*
 * What an agent does with a case: claim, reply, return to the bot, close. Runners of actions.
 */
#ifndef GATEWAY_SESSION_DESK_WORK_H
#define GATEWAY_SESSION_DESK_WORK_H

#include "gateway/session/hub.h"
#include "gateway/words/words.h"

struct action;
struct op;

/* What the rooms of the desk share. */

/* Why this agent may not work on the case, or NULL. */
const char *desk_owner_refusal(const struct conv *c, const struct action *a,
			       const struct hub_case *k);
/* Takes the action; answers with an error and returns NULL when `code` is set. */
struct op *desk_begin(struct hub *h, struct conv *c, const char *code);
/* A system message that names an agent. */
void desk_say(struct op *op, enum word w, const struct word_fill *fill);

/* Puts into an operation that `who` gets a case that waits. Room was looked for; the caller counts
 * the chat. */
void desk_give(struct op *op, const struct hub_case *k, struct agent *who);

void desk_claim(struct hub *h, struct conv *c);
void desk_reply(struct hub *h, struct conv *c);
void desk_return(struct hub *h, struct conv *c);
void desk_close(struct hub *h, struct conv *c);
/* Tells the desk how an agent stands now: presence, chats, offer. */
void desk_agent_changed(struct hub *h, struct agent *a);
/* An agent has a chat less, which is told. Nothing for NULL and for one without chats. */
void desk_agent_freed(struct hub *h, struct agent *a);

#endif
