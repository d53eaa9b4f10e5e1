/*
 * Every state with every event: what is not listed here must be refused.
 */
#include <criterion/criterion.h>

#include "config/load/attrs.h"
#include "escalation/case.h"

struct legal {
	const char *from, *event, *to;
};

static const struct legal legal[] = {
	{"none", "open", "queued"},          {"none", "open_later", "callback"},
	{"queued", "offer", "offered"},      {"queued", "claim", "assigned"},
	{"queued", "leave", "closed"},       {"queued", "expire", "callback"},
	{"offered", "decline", "queued"},    {"offered", "claim", "assigned"},
	{"offered", "leave", "closed"},      {"offered", "expire", "callback"},
	{"assigned", "return", "closed"},    {"assigned", "finish", "wrapup"},
	{"callback", "open", "queued"},      {"callback", "open_later", "callback"},
	{"callback", "claim", "assigned"},   {"callback", "leave", "closed"},
	{"callback", "finish", "closed"},    {"wrapup", "done", "closed"},
	{"assigned", "release", "queued"},   {"assigned", "to_team", "queued"},
	{"queued", "to_team", "queued"},     {"offered", "to_team", "queued"},
	{"callback", "to_team", "callback"}, {"assigned", "to_agent", "assigned"},
	{"none", "assign", "assigned"},      {"assigned", "hold", "assigned"},
	{"assigned", "resume", "assigned"},  {"none", "assign", "assigned"},
	{"queued", "merge", "closed"},       {"offered", "merge", "closed"},
	{"assigned", "merge", "closed"},     {"callback", "merge", "closed"},
};

static const char *expected(const char *from, const char *event)
{
	for (size_t i = 0; i < ARRAY_LEN(legal); i++) {
		if (!strcmp(legal[i].from, from) && !strcmp(legal[i].event, event))
			return legal[i].to;
	}
	return NULL;
}

Test(case_state, every_state_with_every_event)
{
	for (int s = 0; s < ESC_CASE_STATE_COUNT; s++) {
		for (int e = 0; e < ESC_CASE_EVENT_COUNT; e++) {
			const char *from = esc_case_state_name((enum esc_case_state)s);
			const char *event = esc_case_event_name((enum esc_case_event)e);
			const char *want = expected(from, event);
			enum esc_case_state to = ESC_CASE_STATE_COUNT;
			int rc = esc_case_step((enum esc_case_state)s, (enum esc_case_event)e, &to);

			if (want) {
				cr_assert_eq(rc, 0, "%s + %s must be legal", from, event);
				cr_assert_str_eq(esc_case_state_name(to), want, "%s + %s", from,
						 event);
			} else {
				cr_assert_eq(rc, -1, "%s + %s must be illegal", from, event);
				cr_assert_eq(to, ESC_CASE_STATE_COUNT, "%s + %s wrote a state",
					     from, event);
			}
		}
	}
}

Test(case_state, names_go_both_ways)
{
	for (int s = ESC_CASE_NONE + 1; s < ESC_CASE_STATE_COUNT; s++)
		cr_assert_eq(esc_case_state_of_name(esc_case_state_name((enum esc_case_state)s)),
			     s);
	cr_assert_eq(esc_case_state_of_name("nonsense"), ESC_CASE_NONE);
	cr_assert_eq(esc_case_state_of_name(NULL), ESC_CASE_NONE);
}

Test(case_state, garbage_is_refused)
{
	enum esc_case_state to;

	cr_assert_eq(esc_case_step((enum esc_case_state)99, ESC_CASE_OPEN, &to), -1);
	cr_assert_eq(esc_case_step(ESC_CASE_NONE, (enum esc_case_event)99, &to), -1);
}
