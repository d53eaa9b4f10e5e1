/*
 * Service levels: how soon a case should have its first answer from a person and its end, by team
 * and priority, counted in opening hours. What is due when follows from the policy and from two
 * times of the case; nothing of it is stored but what was raised already.
 */
#ifndef ESCALATION_SLA_H
#define ESCALATION_SLA_H

#include <stdbool.h>
#include <stdint.h>

#include "escalation/policy.h"

enum esc_target { ESC_FIRST_RESPONSE, ESC_RESOLUTION, ESC_TARGET_COUNT };
enum esc_sla_state { ESC_SLA_OK, ESC_SLA_WARNING, ESC_SLA_BREACHED };
const char *esc_target_name(enum esc_target t);       /* "first_response" "resolution" */
const char *esc_sla_state_name(enum esc_sla_state s); /* "ok" "warning" "breached" */

/* When the targets of one case are due; 0 = it has no such target. */
struct esc_sla {
	int64_t warn_ms[ESC_TARGET_COUNT], due_ms[ESC_TARGET_COUNT];
};
/* `paused_ms`: opening time for which the resolution stood still, as esc_sla_paused() says. */
void esc_sla_of(const struct esc_policy *p, const char *team, int priority, int64_t created_ms,
		int64_t paused_ms, struct esc_sla *ret);
/* `paused_ms` and the opening time of one more hold, of the case for which `s` was due until then.
 * Unchanged when the policy pauses nothing, and when the resolution was over before the hold began:
 * what is broken is not mended by waiting. */
int64_t esc_sla_paused(const struct esc_policy *p, const struct esc_sla *s, int64_t paused_ms,
		       int64_t since_ms, int64_t until_ms);
/* At `now_ms`; ESC_SLA_OK where there is no such target. */
enum esc_sla_state esc_sla_at(const struct esc_sla *s, enum esc_target t, int64_t now_ms);
/* The target that counts now: the first answer until it is given, then the end. False: none. */
bool esc_sla_next(const struct esc_sla *s, bool is_answered, enum esc_target *ret);
/* A bit for each state of each target that may be raised once. */
unsigned esc_sla_bit(enum esc_target t, enum esc_sla_state s);

#endif
