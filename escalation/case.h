/*
 * The handoff's state machine: one table, one function.
 */
#ifndef ESCALATION_CASE_H
#define ESCALATION_CASE_H

#include "config/load/attrs.h"

enum esc_case_state {
	ESC_CASE_NONE,
	ESC_CASE_QUEUED,
	ESC_CASE_OFFERED,
	ESC_CASE_ASSIGNED,
	ESC_CASE_CALLBACK,
	ESC_CASE_WRAPUP,
	ESC_CASE_CLOSED,
	ESC_CASE_STATE_COUNT
};
enum esc_case_event {
	ESC_CASE_OPEN,       /* none -> queued; a callback whose customer asks again -> queued */
	ESC_CASE_OPEN_LATER, /* none -> callback (desk closed, line full); again: stays */
	ESC_CASE_ASSIGN,     /* none -> assigned: opened for the agent who had the case before */
	ESC_CASE_OFFER,      /* to one agent */
	ESC_CASE_DECLINE,    /* back in line, at its old place */
	ESC_CASE_CLAIM,
	ESC_CASE_RETURN,   /* assigned -> closed: back to the bot */
	ESC_CASE_LEAVE,    /* the customer leaves the line */
	ESC_CASE_EXPIRE,   /* maximum wait over: queued -> callback */
	ESC_CASE_FINISH,   /* assigned -> wrapup, callback -> closed */
	ESC_CASE_DONE,     /* wrapup -> closed */
	ESC_CASE_TO_TEAM,  /* assigned -> queued: transferred to a team's line; waiting: stays,
			      elsewhere */
	ESC_CASE_TO_AGENT, /* assigned -> assigned: transferred to another agent */
	ESC_CASE_RELEASE, /* assigned -> queued: the agent is gone; back in line at the old place */
	ESC_CASE_HOLD,    /* assigned -> assigned: the agent looks into something; again: longer */
	ESC_CASE_RESUME,  /* assigned -> assigned: … and is back, or the time is over */
	ESC_CASE_MERGE,   /* -> closed: goes on as another case of the same customer */
	ESC_CASE_EVENT_COUNT
};
const char *esc_case_state_name(enum esc_case_state s);
/* ESC_CASE_NONE for NULL and unknown words. */
enum esc_case_state esc_case_state_of_name(const char *name);
const char *esc_case_event_name(enum esc_case_event e);
/* The one transition table. Returns 0 and *ret_state, or -1 (illegal: nothing is written). */
int esc_case_step(enum esc_case_state from, enum esc_case_event event,
		  enum esc_case_state *ret_state) MUSTCHECK;

#endif
