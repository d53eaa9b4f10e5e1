#ifndef TESTS_SUPPORT_ESCALATION_POLICY_OF_H
#define TESTS_SUPPORT_ESCALATION_POLICY_OF_H

#include "escalation/policy.h"

/* The policy of this YAML, owned; ends the test when it does not load. */
struct esc_policy *policy_of(const char *yaml);

#endif
