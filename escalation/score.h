/*
 * One conversation's additive score, its counters, and the one door that changes them: esc_judge().
 */
#ifndef ESCALATION_SCORE_H
#define ESCALATION_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "escalation/policy.h"
#include "escalation/reason.h"

/* ---- signals: what happened in one turn ---- */

/* One signal with its weight and the words it came from. */
#define ESC_QUOTE_MAX 160
struct esc_signal {
	/* "request", "complaint", "sensitive", "abuse", "no_answer", "same_answer",
	 * "same_question", "rejected", "thumb_down", "anger", "out_of_scope", "thanks",
	 * "form_failed", "intent_policy", "handoff_button", "offer_accepted", "bare_support",
	 * "action_failed", "llm_request", "llm_unavailable", "decay", "earlier" */
	char signal[32];
	enum esc_reason reason; /* which reason it argues for; ESC_NONE for thanks, anger, decay */
	double weight;          /* logit scale; hard triggers carry ESC_HARD */
	uint64_t seq;           /* message it came from, 0 = none yet */
	char quote[ESC_QUOTE_MAX]; /* UTF-8, cut at a character */
};
#define ESC_HARD 100.0

/* What one customer turn looked like to the rest of the gateway. Texts are borrowed for the call.
 */
enum esc_answer {
	ESC_ANSWERED,     /* a rule answered */
	ESC_NO_ANSWER,    /* nothing was known well enough */
	ESC_OUT_OF_SCOPE, /* clearly not the shop's business */
	ESC_SILENT        /* no reply is due (feedback, button) */
};
struct esc_turn {
	const char *locale;
	const char *text;       /* as the customer wrote it, for quotes */
	const char *normalized; /* config/text/normalize.h form, for cues */
	size_t normalized_len;
	uint64_t seq; /* of the message; 0 when not stored yet */
	enum esc_answer answer;
	const char *intent; /* id of what answered, or NULL */
	const char *reply;  /* what the bot is about to say, or NULL */
	double confidence;
	double p_request, p_complaint, p_sensitive; /* from the classifier, calibrated */
	/* answered by an intent with that `signal:` */
	bool intent_signal_request, intent_signal_complaint, intent_signal_sensitive;
	bool intent_always; /* answered by an intent with `handoff: always` */
	bool intent_offer;  /* `handoff: offer` */
	bool thumb_down;    /* an event of its own: answer == ESC_SILENT */
	bool button;        /* "talk to a person" pressed: answer == ESC_SILENT */
	bool action_failed; /* a business action of this turn failed */
	bool action_final; /* … one that cannot be taken back (payment, booking): goes to a person
			      at once */
	bool form_failed;  /* the customer could not give what was asked for, as often as the intent
			      allows: worth an offer by itself */
	bool llm_request;  /* an LLM asked for a person by its structured action */
	bool llm_unavailable; /* an answer needed an LLM and none answered */
};

/* ---- score: a conversation's memory; plain data, stored by the gateway ---- */

#define ESC_RECENT 4
struct esc_score {
	double score;  /* always the sum of the signals' weights */
	unsigned turn; /* customer turns so far */
	unsigned unanswered_in_row;
	unsigned rejected;
	unsigned offered_turn; /* turn of the last offer, or of the "no" to it; 0 = never */
	bool offer_open;       /* offered in the last turn: a "yes" now is a request */
	unsigned requests;     /* explicit requests so far */
	unsigned actions_failed;
	unsigned reply_count, question_count; /* used entries below */
	uint64_t replies[ESC_RECENT][8];      /* sketches of the last bot replies, newest first */
	uint64_t questions[ESC_RECENT][8];    /* sketches of the last customer questions */
	struct esc_signal signals[12];        /* that make up the score now, oldest first */
	unsigned signal_count;
};

enum esc_action { ESC_GO_ON, ESC_OFFER, ESC_TRANSFER };

struct esc_verdict {
	enum esc_action action;
	enum esc_reason reason; /* for OFFER and TRANSFER; hard ones in the order of DESIGN 4.2,
				   else the heaviest signal */
	bool hard;              /* a hard trigger: no answer is sent before the handover */
	bool abuse;             /* threats or severe abuse: the agent is warned */
	double score;           /* after this turn */
	struct esc_signal evidence[12]; /* all signals that stand, this turn's first */
	size_t evidence_count;
};

void esc_score_init(struct esc_score *s);
/* Judges one turn and updates the score. Deterministic: the same score, turn and policy give the
 * same verdict. */
void esc_judge(const struct esc_policy *p, struct esc_score *s, const struct esc_turn *turn,
	       struct esc_verdict *ret);
/* After a human had the chat: score and counters to zero, offers possible again. */
void esc_score_reset(struct esc_score *s);
/* Whether a normalised text is a plain yes / no in any of the languages (answer to an open offer).
 */
bool esc_is_yes(const char *normalized, size_t len);
bool esc_is_no(const char *normalized, size_t len);

#endif
