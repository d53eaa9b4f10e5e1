/*
 * From signals to a human: the public face of this folder. Pure: no clock, no log, no store, no
 * socket, no intents.
 *
 *   reason   the words: why a chat goes to a person, how a handoff ends
 *   policy   escalation.yaml: weights, thresholds, teams, hours
 *   score    one conversation's additive score and counters; esc_judge() is the one door that
 * changes them case     the handoff's state machine desk     agents, presence, capacity, the
 * waiting line (in memory, rebuilt from the store)
 */
#ifndef ESCALATION_ESCALATION_H
#define ESCALATION_ESCALATION_H

#include "escalation/assign.h"
#include "escalation/case.h"
#include "escalation/desk.h"
#include "escalation/policy.h"
#include "escalation/reason.h"
#include "escalation/score.h"
#include "escalation/sla.h"

#endif
