/*
 * From signals to a human: the public face of this folder. Pure: no clock, no log, no store, no socket, no intents.
 *
 *   cues     find requests for a person, complaints, sensitive topics, rejection, thanks, anger in a normalised text
 *   policy   escalation.yaml: weights, thresholds, teams, hours
 *   score    one conversation's additive score and counters; esc_judge() is the one door that changes them
 *   case     the handoff's state machine
 *   desk     agents, presence, capacity, the waiting line (in memory, rebuilt from the store)
 */
#ifndef ESCALATION_ESCALATION_H
#define ESCALATION_ESCALATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"

/* ---- words (DESIGN 4.2) ---- */

enum esc_reason {
	ESC_NONE,
	ESC_REQUEST,
	ESC_COMPLAINT,
	ESC_SENSITIVE,
	ESC_LOW_CONFIDENCE,
	ESC_REPEATED_FAILURE,
	ESC_NEGATIVE_FEEDBACK,
	ESC_ACTION_FAILED,
	ESC_INTENT_POLICY,
	ESC_LLM_REQUEST,
	ESC_LLM_UNAVAILABLE,
	ESC_REASON_COUNT
};
const char *esc_reason_name(enum esc_reason r); /* "request"…; "none" */
enum esc_reason esc_reason_of_name(const char *name);

enum esc_outcome { ESC_OUTCOME_NONE, ESC_ASSIGNED, ESC_QUEUED, ESC_CALLBACK, ESC_CLOSED_UNTIL };
const char *esc_outcome_name(enum esc_outcome o); /* "assigned" "queued" "callback" "closed_until"; NULL for none */

/* ---- policy ---- */

struct esc_policy; /* immutable */

/* Reads escalation.yaml; `path` NULL gives the shipped defaults. Returns owned, NULL when an error was added. */
struct esc_policy *esc_policy_load(const char *path, struct diag *d) MUSTCHECK;
void esc_policy_destroy(struct esc_policy *p);
/* "sha256:…" of the file's bytes and the cue version: part of the evidence. */
const char *esc_policy_hash(const struct esc_policy *p);
double esc_policy_offer_at(const struct esc_policy *p);    /* 2.0 as shipped */
double esc_policy_transfer_at(const struct esc_policy *p); /* 3.0 */
size_t esc_policy_queue_cap(const struct esc_policy *p);   /* 1000 */
size_t esc_policy_agent_capacity(const struct esc_policy *p); /* 10 */
int64_t esc_policy_max_wait_ms(const struct esc_policy *p);   /* 0 = none */
const char *esc_policy_team(const struct esc_policy *p, enum esc_reason r, const char *locale); /* borrowed; "support" as shipped */
int esc_policy_priority(const struct esc_policy *p, enum esc_reason r); /* 1 (first) to 9 */

/* ---- hours ---- */

/* Whether the desk is open at `now_ms` (UTC, ms since 1970). When it is not, *ret_until is the next opening (0 = none is known)
 * and *ret_hours (room 160) the week's hours as text for the customer, e.g. "Mon-Fri 09:00-18:00 (Europe/Berlin)". */
bool esc_is_open(const struct esc_policy *p, int64_t now_ms, int64_t *ret_until, char ret_hours[160]);

/* ---- signals: what happened in one turn ---- */

/* One signal with its weight and the words it came from. */
#define ESC_QUOTE_MAX 160
struct esc_signal {
	char signal[32];   /* "request", "complaint", "sensitive", "no_answer", "same_answer", "same_question", "rejected",
			      "thumb_down", "anger", "out_of_scope", "thanks", "intent_policy", "handoff_button", "decay" … */
	enum esc_reason reason; /* which reason it argues for; ESC_NONE for thanks, anger, decay */
	double weight;     /* logit scale; hard triggers carry ESC_HARD */
	uint64_t seq;      /* message it came from, 0 = none yet */
	char quote[ESC_QUOTE_MAX]; /* UTF-8, cut at a character */
};
#define ESC_HARD 100.0

/* What one customer turn looked like to the rest of the gateway. Texts are borrowed for the call. */
enum esc_answer {
	ESC_ANSWERED,      /* a rule answered */
	ESC_NO_ANSWER,     /* nothing was known well enough */
	ESC_OUT_OF_SCOPE,  /* clearly not the shop's business */
	ESC_SILENT         /* no reply is due (feedback, button) */
};
struct esc_turn {
	const char *locale;
	const char *text;       /* as the customer wrote it, for quotes */
	const char *normalized; /* config/text/normalize.h form, for cues */
	size_t normalized_len;
	uint64_t seq;           /* of the message; 0 when not stored yet */
	enum esc_answer answer;
	const char *intent;     /* id of what answered, or NULL */
	const char *reply;      /* what the bot is about to say, or NULL */
	double confidence;
	double p_request, p_complaint, p_sensitive; /* from the classifier, calibrated */
	bool intent_signal_request, intent_signal_complaint, intent_signal_sensitive; /* answered by an intent with that `signal:` */
	bool intent_always;     /* answered by an intent with `handoff: always` */
	bool intent_offer;      /* `handoff: offer` */
	bool thumb_down;        /* an event of its own: answer == ESC_SILENT */
	bool button;            /* "talk to a person" pressed: answer == ESC_SILENT */
};

/* ---- score: a conversation's memory; plain data, stored as JSON by the gateway through the two functions below ---- */

#define ESC_RECENT 4
struct esc_score {
	double score;
	unsigned turn;              /* customer turns so far */
	unsigned unanswered_in_row;
	unsigned rejected;
	unsigned offered_turn;      /* turn of the last offer, 0 = never */
	bool offer_open;            /* offered in the last turn: a "yes" now is a request */
	unsigned requests;          /* explicit requests so far */
	unsigned reply_count, question_count; /* used entries below */
	uint64_t replies[ESC_RECENT][8];   /* MinHash of the last bot replies, newest first */
	uint64_t questions[ESC_RECENT][8]; /* MinHash of the last customer questions */
	struct esc_signal signals[12]; /* that make up the score now, oldest first */
	unsigned signal_count;
};

enum esc_action { ESC_GO_ON, ESC_OFFER, ESC_TRANSFER };

struct esc_verdict {
	enum esc_action action;
	enum esc_reason reason; /* for OFFER and TRANSFER; hard ones in the order of DESIGN 4.2, else the heaviest signal */
	bool hard;              /* a hard trigger: no answer is sent before the handover */
	bool abuse;             /* threats or severe abuse: the agent is warned */
	double score;           /* after this turn */
	struct esc_signal evidence[12]; /* all signals that stand, this turn's first */
	size_t evidence_count;
};

void esc_score_init(struct esc_score *s);
/* Judges one turn and updates the score. Deterministic. */
void esc_judge(const struct esc_policy *p, struct esc_score *s, const struct esc_turn *turn, struct esc_verdict *ret);
/* After a human had the chat: score and counters to zero, offers possible again. */
void esc_score_reset(struct esc_score *s);
/* Whether a normalised text is a plain yes / no in any of the languages (answer to an open offer). */
bool esc_is_yes(const char *normalized, size_t len);
bool esc_is_no(const char *normalized, size_t len);

/* ---- case: the handoff's state machine ---- */

enum esc_case_state { ESC_CASE_NONE, ESC_CASE_QUEUED, ESC_CASE_OFFERED, ESC_CASE_ASSIGNED, ESC_CASE_CALLBACK, ESC_CASE_WRAPUP, ESC_CASE_CLOSED, ESC_CASE_STATE_COUNT };
enum esc_case_event {
	ESC_CASE_OPEN,       /* none -> queued */
	ESC_CASE_OPEN_LATER, /* none -> callback (desk closed, line full) */
	ESC_CASE_OFFER, ESC_CASE_DECLINE, ESC_CASE_CLAIM,
	ESC_CASE_RETURN,     /* assigned -> closed: back to the bot */
	ESC_CASE_LEAVE,      /* the customer leaves the line */
	ESC_CASE_EXPIRE,     /* maximum wait over: queued -> callback */
	ESC_CASE_FINISH,     /* assigned, callback -> wrapup or closed */
	ESC_CASE_DONE,       /* wrapup -> closed */
	ESC_CASE_EVENT_COUNT
};
const char *esc_case_state_name(enum esc_case_state s);
enum esc_case_state esc_case_state_of_name(const char *name);
const char *esc_case_event_name(enum esc_case_event e);
/* The one transition table. Returns 0 and *ret_state, or -1 (illegal: nothing is written). */
int esc_case_step(enum esc_case_state from, enum esc_case_event event, enum esc_case_state *ret_state) MUSTCHECK;

/* ---- desk: who is there, who waits; in memory, one thread ---- */

enum esc_presence { ESC_AWAY, ESC_BUSY, ESC_AVAILABLE };
struct esc_desk;
struct esc_waiting {
	char case_id[37];
	char reference[12];
	char locale[12];
	char team[65];
	enum esc_reason reason;
	enum esc_case_state state; /* queued or callback */
	int priority;              /* 1 first */
	int64_t since_ms;
};
struct esc_desk *esc_desk_create(void);
void esc_desk_destroy(struct esc_desk *d);
/* The line, ordered by priority, then since_ms, then case_id. Adding a case twice replaces it. */
void esc_desk_wait(struct esc_desk *d, const struct esc_waiting *w);
bool esc_desk_leave(struct esc_desk *d, const char *case_id);
size_t esc_desk_length(const struct esc_desk *d);
const struct esc_waiting *esc_desk_at(const struct esc_desk *d, size_t index); /* borrowed until the next change */
/* Position among the queued (not callbacks) from 1; 0 = not in line. O(log n). */
size_t esc_desk_position(const struct esc_desk *d, const char *case_id);
/* Agents: presence by id; `chats` is how many open chats the agent has. */
void esc_desk_agent(struct esc_desk *d, const char *agent_id, enum esc_presence presence, unsigned chats);
void esc_desk_agent_gone(struct esc_desk *d, const char *agent_id);
size_t esc_desk_available(const struct esc_desk *d, size_t capacity); /* agents who are available with room */
/* Measured service: a claim after `waited_ms`; the estimate for a position is position times the mean gap between the last (up to 20)
 * claims; -1 while fewer than 3 claims are known. */
void esc_desk_claimed(struct esc_desk *d, int64_t now_ms);
int64_t esc_desk_estimate_ms(const struct esc_desk *d, size_t position);

/* Which of the four outcomes a new handoff gets now. */
struct esc_arrival {
	enum esc_outcome outcome; /* QUEUED, CALLBACK or CLOSED_UNTIL; assignment happens by claim */
	int64_t until_ms;         /* CLOSED_UNTIL: next opening, 0 unknown */
	char hours[160];
};
void esc_arrive(const struct esc_policy *p, const struct esc_desk *d, int64_t now_ms, struct esc_arrival *ret);

#endif
