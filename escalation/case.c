/*
 * The handoff's state machine. Everything that may happen to a case stands in the table below; what
 * is not there is illegal, and the caller gets to know it. There is no other code that decides on a
 * case's next state.
 */
#include "escalation/case.h"

#include <stddef.h>
#include <string.h>

static const char *const state_names[ESC_CASE_STATE_COUNT] = {
	[ESC_CASE_NONE] = "none",         [ESC_CASE_QUEUED] = "queued",
	[ESC_CASE_OFFERED] = "offered",   [ESC_CASE_ASSIGNED] = "assigned",
	[ESC_CASE_CALLBACK] = "callback", [ESC_CASE_WRAPUP] = "wrapup",
	[ESC_CASE_CLOSED] = "closed",
};

static const char *const event_names[ESC_CASE_EVENT_COUNT] = {
	[ESC_CASE_OPEN] = "open",       [ESC_CASE_OPEN_LATER] = "open_later",
	[ESC_CASE_ASSIGN] = "assign",   [ESC_CASE_OFFER] = "offer",
	[ESC_CASE_DECLINE] = "decline", [ESC_CASE_CLAIM] = "claim",
	[ESC_CASE_RETURN] = "return",   [ESC_CASE_LEAVE] = "leave",
	[ESC_CASE_EXPIRE] = "expire",   [ESC_CASE_FINISH] = "finish",
	[ESC_CASE_DONE] = "done",       [ESC_CASE_RELEASE] = "release",
	[ESC_CASE_TO_TEAM] = "to_team", [ESC_CASE_TO_AGENT] = "to_agent",
	[ESC_CASE_HOLD] = "hold",       [ESC_CASE_RESUME] = "resume",
	[ESC_CASE_MERGE] = "merge",
};

/* ESC_CASE_NONE stands for "illegal": no event ever leads back to it. */
static const enum esc_case_state table[ESC_CASE_STATE_COUNT][ESC_CASE_EVENT_COUNT] = {
	[ESC_CASE_NONE] =
		{
			[ESC_CASE_OPEN] = ESC_CASE_QUEUED,
			[ESC_CASE_OPEN_LATER] = ESC_CASE_CALLBACK,
			[ESC_CASE_ASSIGN] = ESC_CASE_ASSIGNED,
		},
	[ESC_CASE_QUEUED] =
		{
			[ESC_CASE_OFFER] = ESC_CASE_OFFERED,
			[ESC_CASE_CLAIM] = ESC_CASE_ASSIGNED,
			[ESC_CASE_LEAVE] = ESC_CASE_CLOSED,
			[ESC_CASE_EXPIRE] = ESC_CASE_CALLBACK,
			[ESC_CASE_TO_TEAM] = ESC_CASE_QUEUED,
			[ESC_CASE_MERGE] = ESC_CASE_CLOSED,
		},
	/* An offered case may still be claimed by another agent, and its customer may still leave:
	 * a customer never waits for one agent's click. */
	[ESC_CASE_OFFERED] =
		{
			[ESC_CASE_DECLINE] = ESC_CASE_QUEUED,
			[ESC_CASE_CLAIM] = ESC_CASE_ASSIGNED,
			[ESC_CASE_LEAVE] = ESC_CASE_CLOSED,
			[ESC_CASE_EXPIRE] = ESC_CASE_CALLBACK,
			[ESC_CASE_TO_TEAM] = ESC_CASE_QUEUED,
			[ESC_CASE_MERGE] = ESC_CASE_CLOSED,
		},
	[ESC_CASE_ASSIGNED] =
		{
			[ESC_CASE_RETURN] = ESC_CASE_CLOSED,
			[ESC_CASE_FINISH] = ESC_CASE_WRAPUP,
			[ESC_CASE_RELEASE] = ESC_CASE_QUEUED,
			[ESC_CASE_TO_TEAM] = ESC_CASE_QUEUED,
			[ESC_CASE_TO_AGENT] = ESC_CASE_ASSIGNED,
			[ESC_CASE_HOLD] = ESC_CASE_ASSIGNED,
			[ESC_CASE_RESUME] = ESC_CASE_ASSIGNED,
			[ESC_CASE_MERGE] = ESC_CASE_CLOSED,
		},
	/* Whoever waits for a call back and asks again gets into the line when there is one now: a
	 * second request always goes through. */
	[ESC_CASE_CALLBACK] =
		{
			[ESC_CASE_OPEN] = ESC_CASE_QUEUED,
			[ESC_CASE_OPEN_LATER] = ESC_CASE_CALLBACK,
			[ESC_CASE_CLAIM] = ESC_CASE_ASSIGNED,
			[ESC_CASE_LEAVE] = ESC_CASE_CLOSED,
			[ESC_CASE_FINISH] = ESC_CASE_CLOSED,
			[ESC_CASE_TO_TEAM] = ESC_CASE_CALLBACK,
			[ESC_CASE_MERGE] = ESC_CASE_CLOSED,
		},
	[ESC_CASE_WRAPUP] =
		{
			[ESC_CASE_DONE] = ESC_CASE_CLOSED,
		},
};

const char *esc_case_state_name(enum esc_case_state s)
{
	return state_names[s < ESC_CASE_STATE_COUNT ? s : ESC_CASE_NONE];
}

enum esc_case_state esc_case_state_of_name(const char *name)
{
	for (int s = ESC_CASE_NONE + 1; name && s < ESC_CASE_STATE_COUNT; s++) {
		if (!strcmp(state_names[s], name))
			return (enum esc_case_state)s;
	}
	return ESC_CASE_NONE;
}

const char *esc_case_event_name(enum esc_case_event e)
{
	return e < ESC_CASE_EVENT_COUNT ? event_names[e] : "unknown";
}

int esc_case_step(enum esc_case_state from, enum esc_case_event event,
		  enum esc_case_state *ret_state)
{
	if (from >= ESC_CASE_STATE_COUNT || event >= ESC_CASE_EVENT_COUNT ||
	    table[from][event] == ESC_CASE_NONE)
		return -1;
	*ret_state = table[from][event];
	return 0;
}
