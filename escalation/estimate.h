/*
 * How long somebody in line will wait, from what was measured.
 *
 * With c slots that are all taken and a mean handling time S, chats end every S / c, and whoever
 * has n others in front is served at the (n + 1)-th end: (n + 1) * S / c. This is the queue-length
 * predictor of Whitt, "Predicting queueing delays", Management Science 45(6), 1999, section 2; free
 * slots take the first in line at once. Added to that is the pick-up time: how long a case waits
 * although somebody is free for it.
 *
 * S is the mean of the last ESC_TIMES_KEPT chats of the teams that share the line, with all above
 * the ninth decile counted as that decile (winsorised), so that one chat left open over lunch does
 * not double it. The median would be more robust and wrong: what passes until the n-th end is a
 * sum, and handling times are skewed. Nothing is said before ESC_TIMES_NEEDED chats have ended, nor
 * while nobody is there.
 */
#ifndef ESCALATION_ESTIMATE_H
#define ESCALATION_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "escalation/policy.h"

#define ESC_TIMES_KEPT 50
#define ESC_TIMES_NEEDED 5
#define ESC_PICKUPS_NEEDED 3

struct esc_times; /* one thread */

struct esc_times *esc_times_create(void) MUSTCHECK;
void esc_times_destroy(struct esc_times *t);
/* A chat of `team` took its agent so long. Negative times, of a clock that went back, are left out.
 */
void esc_times_handled(struct esc_times *t, const char *team, int64_t ms);
/* A case for which somebody was free all the time was taken after so long. */
void esc_times_picked_up(struct esc_times *t, int64_t ms);
/* Mean handling time of the teams that share the line `pool`; -1 while unknown. */
int64_t esc_times_handling_ms(const struct esc_times *t, const struct esc_policy *p, unsigned pool);
/* Median pick-up time; -1 while unknown. */
int64_t esc_times_pickup_ms(const struct esc_times *t);

/* What serves a line at the moment (esc_desk_service()). */
struct esc_service {
	size_t slots;        /* chats at once, of all who are there for it */
	size_t free;         /* … of which take the next case at once */
	int64_t handling_ms; /* -1 = unknown */
	int64_t pickup_ms;   /* -1 = unknown */
};
/* The wait of who stands at `position` (from 1); -1 while unknown. */
int64_t esc_wait_ms(const struct esc_service *s, size_t position);

#endif
