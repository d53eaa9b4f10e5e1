/*
 * How long somebody in line will wait, from what was measured.
 *
 * With c slots that are all taken and a mean handling time S, chats end every S / c, and whoever
 * has n others in front is served at the (n + 1)-th end: (n + 1) * S / c. This is the queue-length
 * predictor of Whitt, "Predicting queueing delays", Management Science 45(6), 1999, section 2; free
 * slots take the first in line at once. Added to that is the pick-up time: how long a case waits
 * although somebody is free for it.
 *
 * Urgent cases that come meanwhile overtake. In a line whose places age (esc_rank_ms()), a case of
 * priority k that arrives at time t goes ahead of one with rank r while t + (k - 1) * aging < r:
 * for a window w(k) that is known beforehand and closes by itself. With arrivals measured at l(k),
 * the wait is the one that feeds itself:
 *
 *   W = (n + 1 + sum of l(k) * min(W, w(k))) * S / c
 *
 * which is Cobham's correction for non-preemptive priorities, division by 1 - rho of the more
 * urgent
 * ("Priority assignment in waiting line problems", Operations Research 2, 1954), as long as all the
 * windows are open, and stays finite when they would let in more than is served.
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
#define ESC_PRIORITIES 9 /* 1 (first) to 9 */

struct esc_times; /* one thread */

struct esc_times *esc_times_create(void) MUSTCHECK;
void esc_times_destroy(struct esc_times *t);
/* A chat of `team` took its agent so long. Negative times, of a clock that went back, are left out.
 */
void esc_times_handled(struct esc_times *t, const char *team, int64_t ms);
/* A case for which somebody was free all the time was taken after so long. */
void esc_times_picked_up(struct esc_times *t, int64_t ms);
/* A case came into the line of `team`. What is more than half an hour old does not count any more.
 */
void esc_times_arrived(struct esc_times *t, const char *team, int priority, int64_t now_ms);
/* Arrivals a millisecond of the line `pool`, by priority (ret[0] is that of priority 1), since half
 * an hour ago or since the first one that was seen. */
void esc_times_arrivals(const struct esc_times *t, const struct esc_policy *p, unsigned pool,
			int64_t now_ms, double ret[ESC_PRIORITIES]);
/* Mean handling time of the teams that share the line `pool`; -1 while unknown. */
int64_t esc_times_handling_ms(const struct esc_times *t, const struct esc_policy *p, unsigned pool);
/* Median pick-up time; -1 while unknown. */
int64_t esc_times_pickup_ms(const struct esc_times *t);

/* What serves a line at the moment, and what comes into it (esc_desk_service()). */
struct esc_service {
	size_t slots;                    /* chats at once, of all who are there for it */
	size_t free;                     /* … of which take the next case at once */
	int64_t handling_ms;             /* -1 = unknown */
	int64_t pickup_ms;               /* -1 = unknown */
	int64_t aging_ms;                /* what a step of priority is worth */
	double arrivals[ESC_PRIORITIES]; /* a millisecond */
};
/* The wait of who stands at `position` (from 1); -1 while unknown. `lead_ms`: how far its rank lies
 * ahead of now, which is for how long a case of priority 1 could still overtake it. */
int64_t esc_wait_ms(const struct esc_service *s, size_t position, int64_t lead_ms);

#endif
