/*
 * What one turn adds to a conversation's score, before anything is decided.
 */
#ifndef ESCALATION_JUDGE_H
#define ESCALATION_JUDGE_H

#include "escalation/score.h"

#define JUDGE_SIGNALS_MAX 10

struct judgement {
	bool is_message; /* the customer wrote something; else a button or a thumb */
	bool thanks;     /* thanks or solved: counters are zero now */
	bool abuse;
	bool fresh_positive;             /* at least one signal that argues for a person */
	bool offer_by_intent;            /* the intent says `handoff: offer` */
	struct esc_signal intent_signal; /* for that */
	struct esc_signal hard[JUDGE_SIGNALS_MAX];
	size_t hard_count;
	struct esc_signal fresh[JUDGE_SIGNALS_MAX]; /* to be added to the sum */
	size_t fresh_count;
};

/* Finds the signals of `turn` and updates counters and memory of `s`, not its sum. */
void judge_turn(const struct esc_policy *p, struct esc_score *s, const struct esc_turn *turn,
		struct judgement *ret);

#endif
