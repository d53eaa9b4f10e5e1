/*
 * What is to be done with a conversation, in line. One runs at a time; the next starts when its
 * store operation has completed. Consecutive messages of the customer run together as one turn.
 */
#ifndef GATEWAY_SESSION_ACTION_H
#define GATEWAY_SESSION_ACTION_H

#include "gateway/session/hub.h"

enum action_kind {
	ACTION_MESSAGE,  /* customer: id, text */
	ACTION_CONSENT,  /* flag: granted */
	ACTION_HANDOFF,  /* the button */
	ACTION_CANCEL,   /* leave the line */
	ACTION_CALLBACK, /* text: contact, more: message */
	ACTION_END,
	ACTION_THUMB,     /* seq; flag: up */
	ACTION_RATE,      /* seq: score, text: comment or NULL */
	ACTION_CLAIM,     /* agent; flag: given by the gateway, the chat is counted */
	ACTION_REPLY,     /* agent: id, text */
	ACTION_RETURN,    /* agent: back to the bot */
	ACTION_CLOSE,     /* agent; text: disposition */
	ACTION_TRANSFER,  /* agent; text: note or NULL, more: team, or with flag the agent's name */
	ACTION_TAKE_OVER, /* agent: a supervisor, of whatever chat */
	ACTION_HOLD,      /* agent; seq: minutes, 0 = as the policy says */
	ACTION_RESUME,    /* agent: the hold is over */
	ACTION_HOLD_OVER, /* its time is */
	ACTION_NOTE,      /* agent: id (may be NULL), text; for agents only */
	ACTION_RELEASE,   /* back in line; flag: only if the agent is still away */
	ACTION_OFFER,     /* agent: is asked; flag: the chat is counted */
	ACTION_DECLINE,   /* agent: does not take it; flag: did not answer */
	ACTION_EXPIRE,    /* maximum wait over */
	ACTION_MERGE,     /* ends in another conversation: held until it has */
	ACTION_MERGE_IN,  /* takes that one in */
	ACTION_TURN_DUE,  /* a stored turn that nobody answered */
	ACTION_COUNT
};

struct action {
	struct action *next;
	enum action_kind kind;
	uint64_t peer; /* who asked; 0 = the gateway itself */
	char *id;      /* owned: the frame's id or NULL */
	char *text;    /* owned or NULL */
	char *more;    /* owned or NULL */
	uint64_t seq;
	bool flag;
	char case_id[ID_LEN + 1];
	char agent[ID_LEN + 1];
};

#define ACTIONS_MAX 256 /* a conversation; past it: rate_limited */

/* Adds an action (takes it). Returns -1 and frees it when the line is full. */
int action_add(struct hub *h, struct conv *c, struct action *a) MUSTCHECK;
struct action *action_new(enum action_kind kind, uint64_t peer, const char *id, const char *text);
void action_free(struct action *a);
/* Takes the first one out of the line. */
struct action *action_take(struct conv *c);
/* Puts a list back to the front of the line, in its order. */
void action_put_back(struct conv *c, struct action *list);
/* Runs what can be run now. */
void actions_run(struct hub *h, struct conv *c);
/* Whether it goes before a reply that is being written. */
bool action_overtakes(const struct action *a);

#endif
