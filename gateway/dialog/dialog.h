/*
 * The dialog step: one customer turn in, a decision and its effects out. Pure: no socket, store,
 * clock or log, so that the gateway, the command line and a replay run the same code.
 *
 * A turn that needs the shop's system ends with DIALOG_ACTION and the request to send. Whoever
 * sends it calls dialog_decide() again with the same turn and the result added: the step runs anew
 * from the beginning and, knowing the result, gets further. So nothing of a turn under way has to
 * be kept, and a replay with the stored results takes the same way. DIALOG_LLM is the same for a
 * question that a language model may answer from the shop's texts.
 */
#ifndef GATEWAY_DIALOG_DIALOG_H
#define GATEWAY_DIALOG_DIALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/locale.h"
#include "escalation/escalation.h"
#include "gateway/base/buf.h"
#include "gateway/dialog/memory.h"
#include "gateway/dialog/message.h"
#include "gateway/dialog/model.h"
#include "intents/action.h"
#include "intents/intent.h"

/* What a step reads besides the turn; all borrowed. */
struct dialog_env {
	const struct intent_catalog *catalog;
	struct intent_scratch *scratch;
	const struct esc_policy *policy;
	const char *shop;                   /* name of the shop */
	const char *channel;                /* "widget" | "try" */
	bool closed;                        /* the desk is not there now */
	const struct dialog_ground *ground; /* NULL: rules alone */
};

/* "customer.tier" and its value. */
struct dialog_fact {
	const char *name, *value;
};

/* What came of a request that an earlier run of this turn asked for. */
struct dialog_result {
	const char *intent; /* whose action */
	bool failed;        /* no answer that could be read */
	const char *word;   /* why: "timeout"; NULL = none. For the evidence */
	int status;         /* of HTTP */
	const char *json;   /* the answer, valid until the call returns */
	size_t len;
	const struct dialog_fact *canned; /* a test's results, instead of `json`: {"status", …} */
	size_t canned_count;
	bool is_dry; /* nothing was asked: what cannot be said without an answer is left out */
};

/* One turn: what the customer said (a burst is one turn, its messages joined by a line feed). */
struct dialog_turn {
	const char *locale; /* of the chat, "de" */
	const char *text;
	size_t len;
	uint64_t seq;             /* of the turn's last message */
	const char *conversation; /* its id, which picks variants; NULL reads as "" */
	const char *page;         /* or NULL */
	const char *name; /* what the page calls the customer, or NULL; for texts, never stored */
	const struct dialog_fact *facts;
	size_t fact_count;
	const struct dialog_result *results;
	size_t result_count;
	const struct dialog_said *said; /* by a model that an earlier run of this turn asked for */
};

enum dialog_act {
	DIALOG_REPLY,   /* say `reply` */
	DIALOG_OFFER,   /* say `reply`, which offers a person, with yes and no as choices */
	DIALOG_HANDOFF, /* no answer: the chat goes to a person */
	DIALOG_ACTION,  /* send `request`, then decide again with its result */
	DIALOG_LLM      /* ask a model about `passages`, then decide again with what it said */
};

#define DIALOG_CHOICES_MAX 8
#define DIALOG_WHY_MAX 512
#define DIALOG_PARTS_MAX 3
/* Requests of one turn; one more is a failure. */
#define DIALOG_RESULTS_MAX 4
#define DIALOG_EVENTS_MAX 12

/* What the dialog did in a turn, in order: part of the evidence. */
enum dialog_event {
	DIALOG_STARTED,   /* a form was opened */
	DIALOG_FILLED,    /* a slot got a value */
	DIALOG_CARRIED,   /* a slot got its value from what was answered just before */
	DIALOG_CORRECTED, /* a slot got another value */
	DIALOG_WRONG,     /* what was said is no value for what was asked */
	DIALOG_GAVE_UP,   /* too many of those */
	DIALOG_SIDE_STEP, /* another question came in between */
	DIALOG_BACK,      /* and the form was taken up again */
	DIALOG_STOPPED,   /* the customer let it be */
	DIALOG_CONFIRMED, /* the customer said yes */
	DIALOG_DID,       /* the action was carried out */
	DIALOG_FAILED,    /* the action failed, or what became of it is not known */
	DIALOG_FINISHED,  /* the form was answered */
	DIALOG_RESTARTED, /* the form's catalog is gone: goes on with the present one */
	DIALOG_ASKED_BACK /* "did you mean" */
};
struct dialog_did {
	enum dialog_event what;
	char intent[INTENT_ID_MAX + 1];
	char slot[DIALOG_NAME_MAX + 1]; /* FILLED, CORRECTED, WRONG */
};

struct dialog_step {
	enum dialog_act act;
	char *reply;        /* owned; NULL for a handoff and an action */
	enum locale locale; /* the language of reply and label: the one that matched */
	const char *choices[DIALOG_CHOICES_MAX]; /* borrowed from catalog or words */
	size_t choice_count;
	char why[DIALOG_WHY_MAX]; /* one sentence for the customer; "" for a handoff */
	struct intent_decision
		decision;      /* borrows from catalog and scratch: valid until the next match */
	enum esc_answer found; /* whether anything fitted */
	struct esc_verdict verdict;
	/* Owned: the memory afterwards. Of an action: what to store before it is sent, NULL when it
	 * changes nothing and nothing needs to be. */
	struct dialog_memory *memory;
	struct intent_action_request request; /* owned; of an action */
	const struct intent *acting;          /* whose action; NULL without one */
	char *parts;   /* owned JSON: how each of several questions was matched */
	char *results; /* owned JSON: what the actions gave */
	struct dialog_passage passages[DIALOG_PASSAGES_MAX]; /* borrowed: what was looked up */
	size_t passage_count;
	char *asked_before; /* owned: the question before, where it was searched for, too */
	bool is_llm;        /* the reply begins with what a model said */
	char *shown; /* owned: that beginning, as the customer saw it; NULL = nothing was shown */
	char *grounded; /* owned JSON: the passages, and what the model said; NULL without any */
	struct message_source sources[DIALOG_PASSAGES_MAX]; /* borrowed from the passages */
	size_t source_count;
	struct dialog_did did[DIALOG_EVENTS_MAX];
	size_t did_count;
};

/* Decides the turn from what was remembered (`before`, NULL = nothing yet).
 * dialog_step_dispose() releases the step. */
void dialog_decide(const struct dialog_env *env, const struct dialog_memory *before,
		   const struct dialog_turn *turn, struct dialog_step *ret);
/* The same for who sends nothing (the command line): what an action would have said is left out,
 * `request` and `acting` are those of the first one; no model is asked. Never ends with
 * DIALOG_ACTION or DIALOG_LLM. */
void dialog_decide_dry(const struct dialog_env *env, const struct dialog_memory *before,
		       const struct dialog_turn *turn, struct dialog_step *ret);
/* A pressed "talk to a person": always a handoff. */
void dialog_button(const struct dialog_env *env, const struct dialog_memory *before,
		   const char *locale, struct dialog_step *ret);
/* A thumb down on message `seq`: may offer or hand over. `text` is the reply that was rejected. */
void dialog_thumb_down(const struct dialog_env *env, const struct dialog_memory *before,
		       const char *locale, uint64_t seq, const char *text, struct dialog_step *ret);
void dialog_step_dispose(struct dialog_step *s);
/* Gives the memory away; the caller owns it. */
struct dialog_memory *dialog_step_take_memory(struct dialog_step *s);
/* Whether the answer to an intent's action is one (its status, its JSON, what it must hold). */
bool dialog_result_is_good(const struct intent *i, const struct dialog_result *r);
const char *dialog_event_name(enum dialog_event e);

/* The sentences that tell the customer about a handoff, e.g. "I am sorry about this. You are in
 * line …". */
void dialog_handoff_text(enum esc_reason reason, enum esc_outcome outcome, enum locale l,
			 const char *reference, const char *hours, char *out, size_t size);

#endif
