/*
 * The dialog step: one customer turn in, a decision and its effects out. Pure: no socket, store,
 * clock or log, so that the gateway, the command line and a replay run the same code.
 */
#ifndef GATEWAY_DIALOG_DIALOG_H
#define GATEWAY_DIALOG_DIALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/locale.h"
#include "escalation/escalation.h"
#include "gateway/base/buf.h"
#include "intents/intent.h"

/* What a step reads besides the turn; all borrowed. */
struct dialog_env {
	const struct intent_catalog *catalog;
	struct intent_scratch *scratch;
	const struct esc_policy *policy;
	const char *shop; /* name of the shop */
};

/* One turn: what the customer said (a burst is one turn, its messages joined by a line feed). */
struct dialog_turn {
	const char *locale; /* of the chat, "de" */
	const char *text;
	size_t len;
	uint64_t seq; /* of the turn's last message */
};

enum dialog_act {
	DIALOG_REPLY,  /* say `reply` */
	DIALOG_OFFER,  /* say `reply`, which offers a person, with yes and no as choices */
	DIALOG_HANDOFF /* no answer: the chat goes to a person */
};

#define DIALOG_CHOICES_MAX 8
#define DIALOG_WHY_MAX 512

struct dialog_step {
	enum dialog_act act;
	char *reply;        /* owned; NULL for a handoff */
	enum locale locale; /* the language of reply and label: the one that matched */
	const char *choices[DIALOG_CHOICES_MAX]; /* borrowed from catalog or words */
	size_t choice_count;
	char why[DIALOG_WHY_MAX]; /* one sentence for the customer; "" for a handoff */
	struct intent_decision
		decision; /* borrows from catalog and scratch: valid until the next match */
	struct esc_verdict verdict;
};

/* Decides the turn and updates `score` (the conversation's memory). dialog_step_dispose() releases
 * the step. */
void dialog_decide(const struct dialog_env *env, struct esc_score *score,
		   const struct dialog_turn *turn, struct dialog_step *ret);
/* A pressed "talk to a person": always a handoff. */
void dialog_button(const struct dialog_env *env, struct esc_score *score, const char *locale,
		   struct dialog_step *ret);
/* A thumb down on message `seq`: may offer or hand over. `text` is the reply that was rejected. */
void dialog_thumb_down(const struct dialog_env *env, struct esc_score *score, const char *locale,
		       uint64_t seq, const char *text, struct dialog_step *ret);
void dialog_step_dispose(struct dialog_step *s);

/* The sentences that tell the customer about a handoff, e.g. "I am sorry about this. You are in
 * line …". */
void dialog_handoff_text(enum esc_reason reason, enum esc_outcome outcome, enum locale l,
			 const char *reference, const char *hours, char *out, size_t size);

#endif
