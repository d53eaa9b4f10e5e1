/*
 * escalation.yaml, read: weights, thresholds, teams, routes, priorities, queue, hours and the
 * shop's own cues. Immutable once loaded, so several threads may use one.
 */
#ifndef ESCALATION_POLICY_H
#define ESCALATION_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/locale.h"
#include "config/load/schema.h"
#include "escalation/reason.h"

struct esc_policy; /* immutable */
struct esc_cues;

/* The table of escalation.yaml, for the JSON Schema. */
extern const struct field esc_policy_fields[];

/* Reads escalation.yaml; `path` NULL or a file that is not there gives the shipped defaults.
 * Returns owned, NULL when an error was added. */
struct esc_policy *esc_policy_load(const char *path, struct diag *d) MUSTCHECK;
/* The same of text in memory; `name` stands for the file in diagnostics. */
struct esc_policy *esc_policy_parse(const char *name, const char *text, size_t len,
				    struct diag *d) MUSTCHECK;
void esc_policy_destroy(struct esc_policy *p);
/* "sha256:…" of the file's bytes and the built-in cues: part of the evidence. */
const char *esc_policy_hash(const struct esc_policy *p);
double esc_policy_offer_at(const struct esc_policy *p);       /* 2.0 as shipped */
double esc_policy_transfer_at(const struct esc_policy *p);    /* 3.0 */
size_t esc_policy_queue_cap(const struct esc_policy *p);      /* 1000 */
size_t esc_policy_agent_capacity(const struct esc_policy *p); /* 10 */
/* The longest wait in that team's line, its own or the queue's; 0 = none. */
int64_t esc_policy_max_wait_ms(const struct esc_policy *p, const char *team);
/* Customers who may wait for that team alone; 0 = as many as the queue holds. */
size_t esc_policy_team_cap(const struct esc_policy *p, const char *team);
/* Where those go who find that line full or have waited too long in it; NULL = nowhere. Borrowed.
 * Never leads in a circle. */
const char *esc_policy_overflow(const struct esc_policy *p, const char *team);
/* How long an agent may be gone before the chats go back in line; 0 = for ever. 60 s as shipped. */
int64_t esc_policy_away_after_ms(const struct esc_policy *p);
/* How long a chat that an agent closed still takes one of the agent's places; 0 = not at all. */
int64_t esc_policy_wrapup_ms(const struct esc_policy *p);
/* How long a hold lasts whose agent names no time; a minute at least. */
int64_t esc_policy_hold_ms(const struct esc_policy *p);
/* Borrowed; "support" as shipped. `locale` may be NULL. */
const char *esc_policy_team(const struct esc_policy *p, enum esc_reason r, const char *locale);
int esc_policy_priority(const struct esc_policy *p, enum esc_reason r); /* 1 (first) to 9 */
/* How cases come to agents. */
enum esc_mode { ESC_MODE_MANUAL, ESC_MODE_OFFER, ESC_MODE_AUTO };
enum esc_order { ESC_LEAST_LOADED, ESC_LONGEST_IDLE, ESC_LAST_AGENT };
struct esc_rules {
	enum esc_mode mode;
	enum esc_order order;
	size_t capacity;
	int64_t offer_timeout_ms;
	int64_t language_wait_ms; /* then a case goes to somebody who does not speak its language */
	int64_t aging_ms;         /* waiting that a step of priority is worth */
};
struct esc_rules esc_policy_rules(const struct esc_policy *p);
/* What an agent can, by name: bits 1 << enum locale, bits of esc_policy_team_bit(); 0 = everything.
 */
void esc_policy_skills(const struct esc_policy *p, const char *agent, unsigned *ret_languages,
		       uint64_t *ret_teams);
/* All bits for a team that is gone, or past the 64th: everybody may answer. */
uint64_t esc_policy_team_bit(const struct esc_policy *p, const char *team);
/* How soon a case should be answered or resolved, in opening hours; 0 = no target. */
int64_t esc_policy_target_ms(const struct esc_policy *p, const char *team, int priority,
			     bool is_resolution);
/* Teams that share agents, by `agents:`, wait in one line: its number, 0 to 63. Without such a list
 * there is one line. */
unsigned esc_policy_pool(const struct esc_policy *p, const char *team);
uint64_t esc_policy_pool_teams(const struct esc_policy *p, unsigned pool); /* their bits */
size_t esc_policy_team_count(const struct esc_policy *p);
const char *esc_policy_team_at(const struct esc_policy *p, size_t index); /* borrowed */

bool esc_policy_has_team(const struct esc_policy *p, const char *name);
/* What a person is told instead of the name: in that language, else in English, else in any, else
 * the name. Borrowed. */
const char *esc_policy_team_title(const struct esc_policy *p, const char *name, enum locale l);
/* How agents may say that a chat ended; the shipped four when the file lists none. */
size_t esc_policy_disposition_count(const struct esc_policy *p);
const char *esc_policy_disposition_at(const struct esc_policy *p, size_t index); /* borrowed */
const char *esc_policy_disposition_title(const struct esc_policy *p, size_t index, enum locale l);
bool esc_policy_has_disposition(const struct esc_policy *p, const char *id);
/* How long after an agent closed a chat the customer's next message goes back to people; 0 = never.
 */
int64_t esc_policy_reopen_within_ms(const struct esc_policy *p);

/* Weights on a logit scale, and the other numbers of the score (README.md has the table). */
struct esc_weights {
	double same_answer, no_answer, no_answer_again, out_of_scope, same_question,
		same_question_again, rejected, anger, thumb_down, action_failed, llm_unavailable,
		thanks, complaint_least, complaint_most, bare_support;
	double offer_at, transfer_at, decay, same_answer_at, same_question_at, complaint_scores_at,
		complaint_transfers_at, request_transfers_at, sensitive_transfers_at,
		examples_weigh;
	int64_t offer_again_after; /* customer turns */
};
const struct esc_weights *esc_policy_weights(const struct esc_policy *p);
/* Built-in cues and the shop's own. */
const struct esc_cues *esc_policy_cues(const struct esc_policy *p);

/* Whether the desk is open at `now_ms` (UTC, ms since 1970). When it is not, *ret_until is the next
 * opening (0 = none is known) and *ret_hours (room 160) the week's hours as text for the customer,
 * e.g. "Mon-Fri 09:00-18:00 (Europe/Berlin)". */
bool esc_is_open(const struct esc_policy *p, int64_t now_ms, int64_t *ret_until,
		 char ret_hours[160]);
/* The week's hours in the words of `locale`; "" when open around the clock. */
void esc_hours_text(const struct esc_policy *p, const char *locale, char buf[160]);

#endif
