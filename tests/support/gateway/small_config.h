/*
 * A small configuration in a folder of its own: a catalog of a few intents and a policy that a test
 * chooses.
 */
#ifndef TESTS_SUPPORT_GATEWAY_SMALL_CONFIG_H
#define TESTS_SUPPORT_GATEWAY_SMALL_CONFIG_H

#include "gateway/dialog/config_set.h"

/* Never hands over but for what is hard (requests, complaints, danger). */
#define POLICY_PATIENT                                         \
	"version: 1\nscore: {offer_at: 49, transfer_at: 50}\n" \
	"weights: {same_answer: 0, same_question: 0, same_question_again: 0}\n"
/* Offers after the first unanswered turn, hands over late. */
#define POLICY_OFFERS "version: 1\nscore: {offer_at: 1.0, transfer_at: 50}\n"

/* With these intents. Owned; ends the test when it does not load. */
struct config_set *config_of(const char *policy, const char *yaml);
/* Owned; ends the test when it does not load. */
struct config_set *small_config(const char *policy);

#endif
