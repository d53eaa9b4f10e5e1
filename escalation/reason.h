/*
 * The words of an escalation: why a chat goes to a person, and which of the four ends a handoff
 * has.
 */
#ifndef ESCALATION_REASON_H
#define ESCALATION_REASON_H

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
/* ESC_NONE for NULL and for a word that is no reason. */
enum esc_reason esc_reason_of_name(const char *name);

enum esc_outcome { ESC_OUTCOME_NONE, ESC_ASSIGNED, ESC_QUEUED, ESC_CALLBACK, ESC_CLOSED_UNTIL };
/* "assigned" "queued" "callback" "closed_until"; NULL for none */
const char *esc_outcome_name(enum esc_outcome o);

#endif
