#include "tests/support/escalation/policy_of.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct esc_policy *policy_of(const char *yaml)
{
	struct diag diag;
	struct esc_policy *p;

	diag_init(&diag);
	p = esc_policy_parse("test.yaml", yaml, strlen(yaml), &diag);
	if (!p)
		diag_print(&diag, stderr);
	cr_assert_not_null(p, "the policy of this test must load");
	diag_dispose(&diag);
	return p;
}
