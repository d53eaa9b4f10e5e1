/*
 * The waiting line against a plain array that is sorted after each change, agents, and
 * the outcome of an arrival.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "escalation/desk.h"
#include "tests/support/escalation/policy_of.h"

/* A fixed sequence: a failing run is the same run next time. */
static unsigned next_random(unsigned *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static struct esc_waiting waiting(unsigned id, int priority, int64_t since,
				  enum esc_case_state state)
{
	struct esc_waiting w = {.priority = priority, .since_ms = since, .state = state};

	(void)snprintf(w.case_id, sizeof(w.case_id), "case-%06u", id);
	return w;
}

static int in_order(const void *a, const void *b)
{
	const struct esc_waiting *x = a, *y = b;

	if (x->priority != y->priority)
		return x->priority - y->priority;
	if (x->since_ms != y->since_ms)
		return x->since_ms < y->since_ms ? -1 : 1;
	return strcmp(x->case_id, y->case_id);
}

#define MODEL_MAX 300
struct model {
	struct esc_waiting items[MODEL_MAX];
	size_t count;
};

static bool model_remove(struct model *m, const char *id)
{
	for (size_t i = 0; i < m->count; i++) {
		if (!strcmp(m->items[i].case_id, id)) {
			m->items[i] = m->items[--m->count];
			qsort(m->items, m->count, sizeof(m->items[0]), in_order);
			return true;
		}
	}
	return false;
}

static void compare(const struct esc_desk *d, const struct model *m, unsigned step)
{
	size_t queued = 0;

	cr_assert_eq(esc_desk_length(d), m->count, "length after step %u", step);
	for (size_t i = 0; i < m->count; i++) {
		const struct esc_waiting *w = &m->items[i];
		size_t want = w->state == ESC_CASE_QUEUED ? ++queued : 0;

		cr_assert_str_eq(esc_desk_at(d, i)->case_id, w->case_id, "place %zu after step %u",
				 i, step);
		cr_assert_eq(esc_desk_position(d, w->case_id), want, "position of %s after step %u",
			     w->case_id, step);
	}
	cr_assert_eq(esc_desk_queued(d), queued, "queued after step %u", step);
	cr_assert_null(esc_desk_at(d, m->count));
}

Test(desk, the_line_is_a_sorted_list)
{
	struct esc_desk *d = esc_desk_create();
	struct model *m = calloc(1, sizeof(*m));
	unsigned seed = 7;

	for (unsigned step = 0; step < 3000; step++) {
		struct esc_waiting w =
			waiting(next_random(&seed) % 200, (int)(next_random(&seed) % 4) + 1,
				next_random(&seed) % 50,
				next_random(&seed) % 4 ? ESC_CASE_QUEUED : ESC_CASE_CALLBACK);

		if (next_random(&seed) % 3) {
			(void)model_remove(m, w.case_id);
			m->items[m->count++] = w;
			qsort(m->items, m->count, sizeof(m->items[0]), in_order);
			esc_desk_wait(d, &w);
		} else {
			cr_assert_eq(esc_desk_leave(d, w.case_id), model_remove(m, w.case_id));
		}
		if (step % 10 == 0)
			compare(d, m, step);
	}
	free(m);
	esc_desk_destroy(d);
}

Test(desk, a_hundred_thousand_cases_are_cheap, .timeout = 20)
{
	struct esc_desk *d = esc_desk_create();
	unsigned seed = 3;
	char id[37];

	for (unsigned i = 0; i < 100000; i++) {
		struct esc_waiting w =
			waiting(i, (int)(next_random(&seed) % 9) + 1, i, ESC_CASE_QUEUED);

		esc_desk_wait(d, &w);
	}
	for (unsigned i = 0; i < 100000; i++) {
		(void)snprintf(id, sizeof(id), "case-%06u", i);
		cr_assert_gt(esc_desk_position(d, id), 0);
		if (i % 2)
			cr_assert(esc_desk_leave(d, id));
	}
	cr_assert_eq(esc_desk_length(d), 50000);
	esc_desk_destroy(d);
}

Test(desk, unknown_cases_have_no_place)
{
	struct esc_desk *d = esc_desk_create();

	cr_assert_eq(esc_desk_position(d, "nobody"), 0);
	cr_assert_not(esc_desk_leave(d, "nobody"));
	cr_assert_null(esc_desk_at(d, 0));
	cr_assert_null(esc_desk_find(d, "nobody"));
	esc_desk_destroy(d);
}

/* A case that comes back stands before everybody of its priority who was not served yet. */
Test(desk, who_comes_back_stands_in_front_of_the_priority)
{
	struct esc_desk *d = esc_desk_create();
	struct esc_waiting older = waiting(1, 2, 100, ESC_CASE_QUEUED),
			   urgent = waiting(2, 1, 900, ESC_CASE_QUEUED),
			   second = waiting(4, 2, 500, ESC_CASE_QUEUED),
			   first = waiting(3, 2, 400, ESC_CASE_QUEUED);

	cr_assert_eq(esc_desk_front(d, 2, 400), 400, "in an empty line the place is its own");
	esc_desk_wait(d, &older);
	esc_desk_wait(d, &urgent);
	second.place_ms = esc_desk_front(d, 2, second.since_ms);
	esc_desk_wait(d, &second);
	first.place_ms = esc_desk_front(d, 2, first.since_ms);
	esc_desk_wait(d, &first);
	cr_expect_eq(esc_desk_position(d, urgent.case_id), 1);
	cr_expect_eq(esc_desk_position(d, first.case_id), 2, "the older of those who came back");
	cr_expect_eq(esc_desk_position(d, second.case_id), 3);
	cr_expect_eq(esc_desk_position(d, older.case_id), 4);
	cr_expect_eq(esc_desk_front(d, 2, 50), 50, "older than all: its own place is in front");
	cr_expect_eq(esc_desk_front(d, 9, 0), 1, "0 would stand for no place");
	esc_desk_destroy(d);
}

Test(desk, only_agents_with_room_count)
{
	struct esc_desk *d = esc_desk_create();

	esc_desk_agent(d, &(struct esc_agent){"ann", ESC_AVAILABLE, 0, 0, 0, 0, 0});
	esc_desk_agent(d, &(struct esc_agent){"bob", ESC_AVAILABLE, 10, 0, 0, 0, 0});
	esc_desk_agent(d, &(struct esc_agent){"cat", ESC_BUSY, 0, 0, 0, 0, 0});
	esc_desk_agent(d, &(struct esc_agent){"dan", ESC_AWAY, 0, 0, 0, 0, 0});
	cr_assert_eq(esc_desk_available(d, 10), 1);
	esc_desk_agent(d, &(struct esc_agent){"bob", ESC_AVAILABLE, 9, 0, 0, 0, 0});
	cr_assert_eq(esc_desk_available(d, 10), 2, "the same agent again must replace, not add");
	esc_desk_agent_gone(d, "ann");
	esc_desk_agent_gone(d, "ann");
	cr_assert_eq(esc_desk_available(d, 10), 1);
	esc_desk_destroy(d);
}

Test(desk, an_arrival_has_one_outcome)
{
	struct esc_policy *p = policy_of("queue: {cap: 2}\nhours:\n  open:\n"
					 "    - {days: mon, from: '09:00', to: '10:00'}\n");
	int64_t open = 1767603600000; /* Monday 2026-01-05 09:00 UTC */
	struct esc_desk *d = esc_desk_create();
	struct esc_waiting later = waiting(9, 1, 0, ESC_CASE_CALLBACK);
	struct esc_arrival a;

	esc_desk_wait(d, &later); /* a callback takes no place */
	for (unsigned i = 0; i < 2; i++) {
		struct esc_waiting w = waiting(i, 1, i, ESC_CASE_QUEUED);

		esc_arrive(p, d, "support", open, &a);
		cr_assert_eq(a.outcome, ESC_QUEUED,
			     "nobody logged in, but open: the line takes it");
		esc_desk_wait(d, &w);
	}
	esc_arrive(p, d, "support", open, &a);
	cr_assert_eq(a.outcome, ESC_CALLBACK, "the line is full");
	esc_arrive(p, d, "support", open - 1, &a);
	cr_assert_eq(a.outcome, ESC_CLOSED_UNTIL);
	cr_assert_eq(a.until_ms, open);
	cr_assert_str_eq(a.hours, "Mon 09:00-10:00 (UTC)");
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

Test(desk, a_full_team_overflows_along_the_chain)
{
	struct esc_policy *p = policy_of("teams: [{name: a, cap: 1, overflow: b, max_wait: 1m},\n"
					 "  {name: b, cap: 2, overflow: c}, {name: c, cap: 1}]\n"
					 "queue: {max_wait: 5m}\n");
	struct esc_desk *d = esc_desk_create();
	struct esc_waiting w;
	struct esc_arrival a;
	char team[65];
	static const char *const want[] = {"a", "b", "b", "c"};

	cr_expect_eq(esc_policy_max_wait_ms(p, "a"), 60000);
	cr_expect_eq(esc_policy_max_wait_ms(p, "b"), 300000);
	for (unsigned i = 0; i < 4; i++) {
		esc_arrive(p, d, "a", 1, &a);
		cr_expect_eq(a.outcome, ESC_QUEUED);
		cr_expect_str_eq(a.team, want[i]);
		w = waiting(i, 1, i, ESC_CASE_QUEUED);
		(void)snprintf(w.team, sizeof(w.team), "%s", a.team);
		esc_desk_wait(d, &w);
	}
	esc_arrive(p, d, "a", 1, &a);
	cr_expect_eq(a.outcome, ESC_CALLBACK);
	cr_expect_not(esc_overflow(p, d, "a", team), "all behind it are full");
	cr_expect_not(esc_overflow(p, d, "c", team), "nothing is behind it");
	w.state = ESC_CASE_CALLBACK; /* the one of c */
	esc_desk_wait(d, &w);
	cr_expect(esc_overflow(p, d, "a", team));
	cr_expect_str_eq(team, "c");
	cr_expect_eq(esc_desk_queued_of(d, "b"), 2);
	w = waiting(1, 1, 1, ESC_CASE_QUEUED);
	(void)snprintf(w.team, sizeof(w.team), "c");
	esc_desk_wait(d, &w); /* passed on */
	cr_expect_eq(esc_desk_queued_of(d, "b"), 1);
	esc_desk_leave(d, w.case_id);
	cr_expect_eq(esc_desk_queued_of(d, "c"), 0);
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}
