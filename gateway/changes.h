/*
 * Says in the log what a reload changed, and counts it.
 */
#ifndef GATEWAY_CHANGES_H
#define GATEWAY_CHANGES_H

#include <stdint.h>

#include "gateway/dialog/config_set.h"
#include "intents/diff.h"

/* Logs each intent that was added, removed or changed with its place and parts (the first
 * CHANGES_LOGGED, then how many more), the settings that differ and whether the escalation policy
 * or the canned replies do. Adds to counts[INTENT_ADDED …]. */
#define CHANGES_LOGGED 100
void changes_log(const struct config_set *before, const struct config_set *after,
		 uint64_t counts[INTENT_CHANGES]);

#endif
