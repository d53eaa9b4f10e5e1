/*
 * The words of an escalation, one table each, so that a name is written once.
 */
#include "escalation/reason.h"

#include <stddef.h>
#include <string.h>

static const char *const reason_names[ESC_REASON_COUNT] = {
	[ESC_NONE] = "none",
	[ESC_REQUEST] = "request",
	[ESC_COMPLAINT] = "complaint",
	[ESC_SENSITIVE] = "sensitive",
	[ESC_LOW_CONFIDENCE] = "low_confidence",
	[ESC_REPEATED_FAILURE] = "repeated_failure",
	[ESC_NEGATIVE_FEEDBACK] = "negative_feedback",
	[ESC_ACTION_FAILED] = "action_failed",
	[ESC_INTENT_POLICY] = "intent_policy",
	[ESC_LLM_REQUEST] = "llm_request",
	[ESC_LLM_UNAVAILABLE] = "llm_unavailable",
};

const char *esc_reason_name(enum esc_reason r)
{
	return r > ESC_NONE && r < ESC_REASON_COUNT ? reason_names[r] : reason_names[ESC_NONE];
}

enum esc_reason esc_reason_of_name(const char *name)
{
	for (int r = ESC_NONE + 1; name && r < ESC_REASON_COUNT; r++) {
		if (!strcmp(reason_names[r], name))
			return (enum esc_reason)r;
	}
	return ESC_NONE;
}

const char *esc_outcome_name(enum esc_outcome o)
{
	switch (o) {
	case ESC_ASSIGNED: return "assigned";
	case ESC_QUEUED: return "queued";
	case ESC_CALLBACK: return "callback";
	case ESC_CLOSED_UNTIL: return "closed_until";
	case ESC_OUTCOME_NONE: break;
	}
	return NULL;
}
