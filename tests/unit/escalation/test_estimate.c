/*
 * The wait estimate: what it is measured from, which agents count, which teams share a line.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "escalation/desk.h"
#include "tests/support/escalation/policy_of.h"

#define MINUTE ((int64_t)60000)

static void wait_in(const struct esc_policy *p, struct esc_desk *d, const char *id, int64_t since,
		    const char *team)
{
	struct esc_waiting w = {.priority = 1,
				.since_ms = since,
				.state = ESC_CASE_QUEUED,
				.pool = esc_policy_pool(p, team)};

	(void)snprintf(w.case_id, sizeof(w.case_id), "%s", id);
	(void)snprintf(w.team, sizeof(w.team), "%s", team);
	esc_desk_wait(d, &w);
}

static void sit(struct esc_desk *d, const char *id, enum esc_presence presence, unsigned chats,
		uint64_t teams)
{
	struct esc_agent a = {.presence = presence, .chats = chats, .teams = teams};

	(void)snprintf(a.id, sizeof(a.id), "%s", id);
	esc_desk_agent(d, &a);
}

Test(estimate, nothing_is_said_before_enough_is_known)
{
	struct esc_policy *p = policy_of("assignment: {mode: auto}\nqueue: {agent_capacity: 1}\n");
	struct esc_desk *d = esc_desk_create();

	wait_in(p, d, "one", 1, "support");
	cr_assert_eq(esc_desk_wait_ms(p, d, "one", 1), -1, "nobody is there");
	sit(d, "ann", ESC_AVAILABLE, 1, 0);
	for (int i = 0; i < ESC_TIMES_NEEDED - 1; i++)
		esc_times_handled(esc_desk_times(d), "support", 4 * MINUTE);
	cr_assert_eq(esc_desk_wait_ms(p, d, "one", 1), -1, "too few chats have ended");
	esc_times_handled(esc_desk_times(d), "support", 4 * MINUTE);
	cr_assert_eq(esc_desk_wait_ms(p, d, "one", 1), 4 * MINUTE);
	cr_assert_eq(esc_desk_wait_ms(p, d, "nobody", 1), -1);
	sit(d, "ann", ESC_BUSY, 1, 0);
	cr_assert_eq(esc_desk_wait_ms(p, d, "one", 1), -1, "who is busy takes nobody");
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

Test(estimate, whitts_formula_with_free_slots_first)
{
	struct esc_service s = {
		.slots = 4, .free = 1, .handling_ms = 8 * MINUTE, .pickup_ms = 5000};

	cr_expect_eq(esc_wait_ms(&s, 1, 0), 5000, "somebody is free");
	cr_expect_eq(esc_wait_ms(&s, 2, 0), 2 * MINUTE + 5000, "the first of four to end");
	cr_expect_eq(esc_wait_ms(&s, 5, 0), 8 * MINUTE + 5000);
	s.pickup_ms = -1;
	cr_expect_eq(esc_wait_ms(&s, 1, 0), -1, "how fast agents pick up is not known");
	cr_expect_eq(esc_wait_ms(&s, 2, 0), 2 * MINUTE);
	s.slots = 3;
	s.handling_ms = 1000;
	cr_expect_eq(esc_wait_ms(&s, 4, 0), 1000, "no rounding adds up over the places");
	cr_expect_eq(esc_wait_ms(&s, 0, 0), -1);
	cr_expect_eq(esc_wait_ms(&s, (size_t)INT32_MAX + 1, 0), -1);
}

Test(estimate, urgent_cases_that_come_meanwhile_are_foreseen)
{
	struct esc_service s = {.slots = 2, .handling_ms = 4 * MINUTE, .aging_ms = 10 * MINUTE};

	/* Priority 5, just come: 40, 30, 20 and 10 minutes open to those before it. */
	cr_expect_eq(esc_wait_ms(&s, 3, 40 * MINUTE), 6 * MINUTE, "nobody comes");
	s.arrivals[0] = 1.0 / (double)(4 * MINUTE);
	cr_expect_eq(esc_wait_ms(&s, 3, 40 * MINUTE), 12 * MINUTE, "half of what is served");
	cr_expect_eq(esc_wait_ms(&s, 3, 8 * MINUTE), 10 * MINUTE, "… for eight minutes");
	cr_expect_eq(esc_wait_ms(&s, 3, 0), 6 * MINUTE, "nobody goes ahead of the most urgent");
	s.arrivals[0] = 0;
	s.arrivals[4] = 1;
	cr_expect_eq(esc_wait_ms(&s, 3, 40 * MINUTE), 6 * MINUTE, "of the same priority");
	s.arrivals[4] = 0;
	s.arrivals[3] = 1.0 / (double)(2 * MINUTE);
	cr_expect_eq(esc_wait_ms(&s, 3, 40 * MINUTE), 16 * MINUTE,
		     "as many as are served: five of them, then the window is shut");
	s.arrivals[0] = 1.0 / (double)(4 * MINUTE);
	cr_expect_eq(esc_wait_ms(&s, 3, 40 * MINUTE), 32 * MINUTE, "both");
	s.aging_ms = 0;
	cr_expect_eq(esc_wait_ms(&s, 3, 0), 6 * MINUTE, "first come, first served");
}

Test(estimate, arrivals_of_the_last_half_hour_count)
{
	struct esc_policy *p =
		policy_of("teams: [{name: sales}, {name: support}]\n"
			  "agents: [{name: Ann, teams: [sales]}, {name: Bob, teams: [support]}]\n");
	struct esc_times *t = esc_times_create();
	unsigned sales = esc_policy_pool(p, "sales"), support = esc_policy_pool(p, "support");
	int64_t day = (int64_t)20000 * 24 * 60 * MINUTE; /* a bin begins here */
	double rate[ESC_PRIORITIES];

	esc_times_arrivals(t, p, sales, day, rate);
	cr_expect_eq(rate[0], 0);
	esc_times_arrived(t, "sales", 2, day);
	esc_times_arrived(t, "sales", 0, day);
	esc_times_arrived(t, "sales", ESC_PRIORITIES + 1, day);
	esc_times_arrivals(t, p, sales, day, rate);
	cr_expect_float_eq(rate[1] * (double)(5 * MINUTE), 1, 1e-9, "one in the least time");
	esc_times_arrived(t, "sales", 2, day + 9 * MINUTE);
	esc_times_arrivals(t, p, sales, day + 20 * MINUTE, rate);
	cr_expect_float_eq(rate[1] * (double)(20 * MINUTE), 2, 1e-9, "since the first");
	esc_times_arrivals(t, p, support, day + 20 * MINUTE, rate);
	cr_expect_eq(rate[1], 0, "another line");
	esc_times_arrivals(t, p, sales, day + 36 * MINUTE, rate);
	cr_expect_float_eq(rate[1] * (double)(31 * MINUTE), 1, 1e-9, "the first is too old");
	esc_times_arrivals(t, p, sales, day + 600 * MINUTE, rate);
	cr_expect_eq(rate[1], 0);
	esc_times_destroy(t);
	esc_policy_destroy(p);
}

Test(estimate, one_forgotten_chat_does_not_double_it)
{
	struct esc_policy *p = policy_of("version: 1\n");
	struct esc_times *t = esc_times_create();

	for (int i = 0; i < 19; i++)
		esc_times_handled(t, "support", (5 + i % 3) * MINUTE);
	esc_times_handled(t, "support", 600 * MINUTE);
	esc_times_handled(t, "support", -5); /* the clock went back */
	cr_expect_lt(esc_times_handling_ms(t, p, 0), 7 * MINUTE);
	cr_expect_gt(esc_times_handling_ms(t, p, 0), 5 * MINUTE);
	for (int i = 0; i < ESC_TIMES_KEPT; i++)
		esc_times_handled(t, "support", MINUTE);
	cr_expect_eq(esc_times_handling_ms(t, p, 0), MINUTE, "only the last ones count");
	for (int i = 0; i < 40; i++)
		esc_times_handled(t, "gone", 99 * MINUTE);
	cr_expect_eq(esc_times_handling_ms(t, p, 0), MINUTE, "a team that is gone does not");
	esc_times_destroy(t);
	esc_policy_destroy(p);
}

Test(estimate, the_pick_up_time_is_the_median)
{
	struct esc_times *t = esc_times_create();

	esc_times_picked_up(t, 3000);
	esc_times_picked_up(t, 900000);
	cr_expect_eq(esc_times_pickup_ms(t), -1);
	esc_times_picked_up(t, 4000);
	cr_expect_eq(esc_times_pickup_ms(t), 4000);
	esc_times_destroy(t);
}

Test(estimate, agents_who_pick_are_as_busy_as_they_want_to_be)
{
	struct esc_policy *p = policy_of("queue: {agent_capacity: 10}\n");
	struct esc_desk *d = esc_desk_create();
	struct esc_service s;

	sit(d, "ann", ESC_AVAILABLE, 3, 0);
	sit(d, "bob", ESC_AVAILABLE, 0, 0);
	sit(d, "cat", ESC_AWAY, 0, 0);
	esc_desk_service(p, d, 0, 1, &s);
	cr_expect_eq(s.slots, 4);
	cr_expect_eq(s.free, 1);
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

static const char three_teams[] = "teams: [{name: sales}, {name: support}, {name: safety}]\n"
				  "agents:\n"
				  "  - {name: Ann, teams: [safety]}\n"
				  "  - {name: Bob, teams: [sales, support]}\n"
				  "assignment: {mode: auto}\nqueue: {agent_capacity: 2}\n";

Test(estimate, teams_that_share_agents_share_a_line)
{
	struct esc_policy *p = policy_of(three_teams);
	struct esc_desk *d = esc_desk_create();
	struct esc_service s;

	cr_assert_eq(esc_policy_pool(p, "sales"), esc_policy_pool(p, "support"));
	cr_assert_neq(esc_policy_pool(p, "safety"), esc_policy_pool(p, "support"));
	cr_assert_eq(esc_policy_pool(p, "gone"), esc_policy_pool(p, "sales"));
	wait_in(p, d, "a", 1, "sales");
	wait_in(p, d, "b", 2, "support");
	wait_in(p, d, "c", 3, "safety");
	cr_expect_eq(esc_desk_position(d, "b"), 2);
	cr_expect_eq(esc_desk_position(d, "c"), 1, "nobody of the others' agents serves it");
	wait_in(p, d, "a", 1, "safety"); /* passed on: out of the one, into the other */
	cr_expect_eq(esc_desk_position(d, "b"), 1);
	cr_expect_eq(esc_desk_position(d, "c"), 2);
	sit(d, "ann", ESC_AVAILABLE, 1, esc_policy_team_bit(p, "safety"));
	sit(d, "eve", ESC_AVAILABLE, 0, 0); /* not in the list: in every team */
	esc_desk_service(p, d, esc_policy_pool(p, "safety"), 1, &s);
	cr_expect_eq(s.slots, 4);
	cr_expect_eq(s.free, 3);
	esc_desk_service(p, d, esc_policy_pool(p, "sales"), 1, &s);
	cr_expect_eq(s.slots, 2);
	esc_desk_leave(d, "a");
	cr_expect_eq(esc_desk_position(d, "a"), 0);
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

Test(estimate, without_a_list_of_agents_there_is_one_line)
{
	struct esc_policy *p = policy_of("teams: [{name: a}, {name: b}, {name: c}]\n");
	struct esc_policy *all = policy_of("teams: [{name: a}, {name: b}, {name: c}]\n"
					   "agents: [{name: Ann, languages: [de]}]\n");

	cr_expect_eq(esc_policy_pool(p, "c"), 0);
	cr_expect_eq(esc_policy_pool_teams(p, 0) & 7, 7);
	cr_expect_eq(esc_policy_pool(all, "c"), 0, "Ann is in every team");
	esc_policy_destroy(p);
	esc_policy_destroy(all);
}
