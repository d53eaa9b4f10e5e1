/*
 * A draft of the next reply, or a summary, written by a language model for the agent who has the
 * case. It goes to the socket that asked, piece by piece; the customer sees nothing of it, and
 * nothing is sent by itself.
 */
#ifndef GATEWAY_SESSION_COPILOT_H
#define GATEWAY_SESSION_COPILOT_H

#include "gateway/session/hub.h"

struct copilot_request {
	const char *id; /* of the frame; may be NULL */
	const char *case_id;
	enum locale locale; /* of a summary; LOCALE_NONE: the chat's */
	bool summary;
};
/* Starts; what comes before on this socket ends. Refusals are told. */
void copilot_start(struct hub *h, struct agent_link *w, const struct copilot_request *r);
/* The socket is gone. */
void copilot_forget(struct hub *h, const struct agent_link *w);
void copilot_forget_all(struct hub *h);
/* Whether `text` is what the draft of that number says, so that the message is the machine's as
 * much as the agent's. A number that is not known (any more) is believed. */
bool copilot_is_draft(const struct hub_case *k, const char *draft, const char *text);

#endif
