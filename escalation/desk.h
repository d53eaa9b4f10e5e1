/*
 * The desk: who is there and who waits, in memory, for one thread; rebuilt from the store at start.
 */
#ifndef ESCALATION_DESK_H
#define ESCALATION_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "escalation/case.h"
#include "escalation/estimate.h"
#include "escalation/policy.h"
#include "escalation/reason.h"

enum esc_presence { ESC_AWAY, ESC_BUSY, ESC_AVAILABLE };
struct esc_desk;
struct esc_waiting {
	char case_id[37];
	char reference[12];
	char locale[12];
	char team[65];
	enum esc_reason reason;
	enum esc_case_state state; /* queued, offered or callback */
	int priority;              /* 1 first */
	int64_t since_ms;
	char last_agent[37]; /* who knew this customer before; "" = nobody */
	bool is_held;        /* an assignment is under way */
	bool has_contact;    /* a callback that can be made as soon as the team is there */
	int64_t rank_ms;     /* set by the desk */
	int64_t place_ms;    /* 0: by since_ms. Else the place that esc_desk_front() gave */
	unsigned pool;       /* esc_policy_pool() of the team: whom it shares its line with */
};
/* Returns owned. */
struct esc_desk *esc_desk_create(void) MUSTCHECK;
void esc_desk_destroy(struct esc_desk *d);
/* An agent with a console open. */
struct esc_agent {
	char id[37];
	enum esc_presence presence;
	unsigned chats;     /* open ones, those under way included */
	bool has_offer;     /* is being asked: one at a time */
	unsigned languages; /* bits 1 << enum locale; 0 = every language */
	uint64_t teams;     /* bits of esc_policy_team_bit(); 0 = every team */
	int64_t idle_ms;    /* since when without a new chat */
};
/* The line, ordered by rank (esc_rank_ms() of the place: place_ms, since_ms where that is 0), then
 * case_id. Adding a case twice replaces it. O(log n), like all below. */
void esc_desk_wait(struct esc_desk *d, const struct esc_waiting *w);
bool esc_desk_leave(struct esc_desk *d, const char *case_id);
size_t esc_desk_length(const struct esc_desk *d); /* queued, offered and callbacks */
size_t esc_desk_queued(const struct esc_desk *d); /* without callbacks */
size_t esc_desk_queued_of(const struct esc_desk *d, const char *team);
/* Borrowed until the next change; NULL past the end. */
const struct esc_waiting *esc_desk_at(const struct esc_desk *d, size_t index);
const struct esc_waiting *esc_desk_find(const struct esc_desk *d, const char *case_id);
/* The place in front of its priority for a case that comes back from an agent: before everybody who
 * has not been served yet, behind whom came back before and is older. Never 0. */
int64_t esc_desk_front(const struct esc_desk *d, int priority, int64_t since_ms);
/* Position among the queued (not callbacks) of its pool, from 1; 0 = not in line. */
size_t esc_desk_position(const struct esc_desk *d, const char *case_id);

/* What a step of priority is worth, 10 minutes to begin with. Orders the line anew. */
void esc_desk_set_aging(struct esc_desk *d, int64_t aging_ms);
/* An assignment of the case is under way (or has failed): esc_assign() steps over it. Adding the
 * case again ends that too. */
void esc_desk_hold(struct esc_desk *d, const char *case_id, bool held);
/* The agent does not want that case: not asked again before `until_ms`. */
void esc_desk_decline(struct esc_desk *d, const char *case_id, const char *agent_id,
		      int64_t until_ms);
bool esc_desk_has_declined(const struct esc_desk *d, const char *case_id, const char *agent_id,
			   int64_t now_ms);
bool esc_desk_is_declined(const struct esc_desk *d, const char *case_id); /* by anybody, ever */

/* Adds or replaces (by id). */
void esc_desk_agent(struct esc_desk *d, const struct esc_agent *a);
const struct esc_agent *esc_desk_agent_at(const struct esc_desk *d,
					  size_t index); /* borrowed; NULL past the end */
void esc_desk_agent_gone(struct esc_desk *d, const char *agent_id);
/* Agents who are available with room for one more of `capacity` chats. */
size_t esc_desk_available(const struct esc_desk *d, size_t capacity);

/* What was measured, borrowed: for whoever measures. */
struct esc_times *esc_desk_times(struct esc_desk *d);
/* What serves the line `pool` now: agents who are available for one of its teams. Where cases come
 * to agents, each has the policy's capacity. Where agents pick, one with chats open is taken to be
 * as busy as she wants to be, and one without takes the next case. */
void esc_desk_service(const struct esc_policy *p, const struct esc_desk *d, unsigned pool,
		      int64_t now_ms, struct esc_service *ret);
/* How long the case will wait from now on; -1 while unknown or not in line. */
int64_t esc_desk_wait_ms(const struct esc_policy *p, const struct esc_desk *d, const char *case_id,
			 int64_t now_ms);
/* … when what serves its line is known already; `w` is in line. */
int64_t esc_desk_wait_by(const struct esc_desk *d, const struct esc_service *s,
			 const struct esc_waiting *w, int64_t now_ms);

/* Which of the four outcomes a new handoff gets now. */
struct esc_arrival {
	enum esc_outcome
		outcome;  /* QUEUED, CALLBACK or CLOSED_UNTIL; assignment happens by claim */
	int64_t until_ms; /* CLOSED_UNTIL: next opening, 0 unknown */
	char hours[160];
	char team[65]; /* QUEUED: whose line, where the first team's is full; else the team itself
			*/
};
/* `team` is who should get it: where that line is full, it goes to the next one by `overflow`. */
void esc_arrive(const struct esc_policy *p, const struct esc_desk *d, const char *team,
		int64_t now_ms, struct esc_arrival *ret);
/* The first team behind `team` by `overflow` whose line is not full. False: none. */
bool esc_overflow(const struct esc_policy *p, const struct esc_desk *d, const char *team,
		  char ret_team[65]);

#endif
