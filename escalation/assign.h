/*
 * Who gets which case: pure, the same desk and time always give the same pair. README.md says what
 * is fair about it.
 */
#ifndef ESCALATION_ASSIGN_H
#define ESCALATION_ASSIGN_H

#include "escalation/desk.h"

/* What a case and an agent have to do with each other. Both are borrowed from the desk, until its
 * next change. */
struct esc_pair {
	const struct esc_waiting *waiting;
	const struct esc_agent *agent;
};

/* How long callbacks are made only while nobody waits; one that is older comes first. */
#define ESC_CALLBACK_AGED_MS 3600000

/* The next case that an agent can take now, and the agent whom the policy's order prefers. The line
 * is looked at from its front: the first case for which there is anybody at all; callbacks with a
 * contact when the desk is open and nobody waits, or when they are old. False: none.
 * Nothing is changed: hold the case and count the chat before asking again. */
bool esc_assign(const struct esc_policy *p, const struct esc_desk *d, int64_t now_ms,
		struct esc_pair *ret);
/* Whether the agent is there, has room, is of the team, may be asked, and speaks the language (or
 * the case has waited long enough to go without). */
bool esc_assign_suits(const struct esc_policy *p, const struct esc_desk *d,
		      const struct esc_waiting *w, const struct esc_agent *a, int64_t now_ms);

/* Where a case stands: the earlier the rank, the further in front. One step of priority is worth
 * `aging_ms` of waiting, so whoever comes more than (priority - 1) steps later never overtakes:
 * nobody starves. */
int64_t esc_rank_ms(int64_t place_ms, int priority, int64_t aging_ms);

#endif
