/*
 * Service levels: opening hours through weekends, holidays and changes of clocks; which target
 * counts; what is raised when.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "escalation/policy_impl.h"
#include "escalation/sla.h"
#include "tests/support/escalation/policy_of.h"

#define MINUTE ((int64_t)60000)
#define HOUR (60 * MINUTE)

static const char berlin[] = "hours:\n  zone: Europe/Berlin\n  open:\n"
			     "    - {days: mon-fri, from: '09:00', to: '18:00'}\n"
			     "  holidays: ['12-25', '2026-05-01']\n";

/* Instants, UTC. */
#define FRI_2026_03_27_16_UTC                                               \
	1774627200000 /* 17:00 in Berlin, winter time; Sunday night changes \
		       */
#define THU_2026_04_30_15_UTC                                              \
	1777561200000 /* 17:00 in Berlin, summer time; Friday is a holiday \
		       */
#define FRI_2026_10_23_15_UTC                                              \
	1792767600000 /* 17:00 in Berlin, summer time; Sunday changes back \
		       */

Test(sla, business_time_through_weekends_holidays_and_changes_of_clocks)
{
	struct esc_policy *p = policy_of(berlin);
	const struct hours *h = &p->hours;

	cr_expect_eq(hours_add(h, FRI_2026_03_27_16_UTC, HOUR), FRI_2026_03_27_16_UTC + HOUR,
		     "the last minute of the day is part of it");
	/* Friday 17:00 +01 and two hours: Monday 10:00 +02 is 08:00 UTC, an hour sooner than the
	 * clock on the wall says. */
	cr_expect_eq(hours_add(h, FRI_2026_03_27_16_UTC, 2 * HOUR),
		     FRI_2026_03_27_16_UTC + (int64_t)64 * HOUR);
	/* Back to winter time: Monday 10:00 +01 is 09:00 UTC. */
	cr_expect_eq(hours_add(h, FRI_2026_10_23_15_UTC, 2 * HOUR),
		     FRI_2026_10_23_15_UTC + (int64_t)66 * HOUR);
	/* Thursday 17:00, Friday is a holiday: Monday 10:00. */
	cr_expect_eq(hours_add(h, THU_2026_04_30_15_UTC, 2 * HOUR),
		     THU_2026_04_30_15_UTC + (int64_t)89 * HOUR);
	/* Saturday: the clock starts on Monday. */
	cr_expect_eq(hours_add(h, FRI_2026_03_27_16_UTC + 24 * HOUR, 30 * MINUTE),
		     FRI_2026_03_27_16_UTC + 63 * HOUR + 30 * MINUTE);
	/* A working week of nine hours a day ends a week later, at the same hour. */
	cr_expect_eq(hours_add(h, FRI_2026_10_23_15_UTC, 45 * HOUR),
		     FRI_2026_10_23_15_UTC + (7 * 24 + 1) * HOUR);
	esc_policy_destroy(p);
}

Test(sla, without_hours_time_is_time_and_without_openings_it_never_ends)
{
	struct esc_policy *always = policy_of("version: 1\n");
	struct esc_policy *never = policy_of("hours:\n  open: [{days: mon, from: '09:00', to: "
					     "'10:00'}]\n  holidays: ['01-05']\n");

	cr_expect_eq(hours_add(&always->hours, 5, HOUR), HOUR + 5);
	cr_expect_eq(hours_add(&never->hours, 1767603600000, 90 * MINUTE),
		     1767603600000 + 2 * 7 * 24 * HOUR + 30 * MINUTE,
		     "the fifth of January is a holiday, so the twelfth and the nineteenth");
	esc_policy_destroy(always);
	esc_policy_destroy(never);
}

Test(sla, the_first_target_that_fits)
{
	struct esc_policy *p = policy_of("teams: [{name: support}, {name: safety}]\nsla:\n"
					 "  warn_at: 0.5\n  targets:\n"
					 "    - {team: safety, first_response: 2m}\n"
					 "    - {priority: 3, first_response: 4m, resolution: 1h}\n"
					 "    - {first_response: 10m, resolution: 2h}\n");
	struct esc_sla s;

	esc_sla_of(p, "safety", 1, 1000, 0, &s);
	cr_expect_eq(s.due_ms[ESC_FIRST_RESPONSE], 1000 + 2 * MINUTE);
	cr_expect_eq(s.warn_ms[ESC_FIRST_RESPONSE], 1000 + MINUTE);
	cr_expect_eq(s.due_ms[ESC_RESOLUTION], 0);
	esc_sla_of(p, "support", 3, 0, 0, &s);
	cr_expect_eq(s.due_ms[ESC_FIRST_RESPONSE], 4 * MINUTE);
	esc_sla_of(p, "support", 4, 0, 0, &s);
	cr_expect_eq(s.due_ms[ESC_RESOLUTION], 2 * HOUR);
	esc_policy_destroy(p);
	p = policy_of("version: 1\n");
	esc_sla_of(p, "support", 1, 0, 0, &s);
	cr_expect_eq(s.due_ms[ESC_FIRST_RESPONSE] + s.due_ms[ESC_RESOLUTION], 0,
		     "as shipped: none");
	esc_policy_destroy(p);
}

Test(sla, states_next_target_and_bits)
{
	struct esc_sla s = {.warn_ms = {80, 800}, .due_ms = {100, 1000}}, none = {0};
	enum esc_target t;
	unsigned seen = 0;

	cr_expect_eq(esc_sla_at(&s, ESC_FIRST_RESPONSE, 79), ESC_SLA_OK);
	cr_expect_eq(esc_sla_at(&s, ESC_FIRST_RESPONSE, 80), ESC_SLA_WARNING);
	cr_expect_eq(esc_sla_at(&s, ESC_FIRST_RESPONSE, 100), ESC_SLA_BREACHED);
	cr_expect_eq(esc_sla_at(&s, ESC_RESOLUTION, 100), ESC_SLA_OK);
	cr_expect_eq(esc_sla_at(&none, ESC_RESOLUTION, INT64_MAX), ESC_SLA_OK);
	cr_expect(esc_sla_next(&s, false, &t) && t == ESC_FIRST_RESPONSE);
	cr_expect(esc_sla_next(&s, true, &t) && t == ESC_RESOLUTION);
	cr_expect_not(esc_sla_next(&none, false, &t));
	for (int i = 0; i < ESC_TARGET_COUNT; i++) {
		for (int k = ESC_SLA_WARNING; k <= ESC_SLA_BREACHED; k++) {
			unsigned bit = esc_sla_bit((enum esc_target)i, (enum esc_sla_state)k);
			cr_expect(bit && !(seen & bit));
			seen |= bit;
		}
	}
	cr_expect_eq(esc_sla_bit(ESC_RESOLUTION, ESC_SLA_OK), 0);
}

Test(sla, what_cannot_be_meant_is_refused)
{
	struct diag d;
	static const char bad[] = "sla: {targets: [{team: nobody, resolution: 1h}]}\n";

	diag_init(&d);
	cr_assert_null(esc_policy_parse("test.yaml", bad, sizeof(bad) - 1, &d));
	cr_expect_eq(d.error_count, 1);
	diag_dispose(&d);
}

Test(sla, time_between_counts_opening_hours_only)
{
	struct esc_policy *p = policy_of(berlin);
	const struct hours *h = &p->hours;
	int64_t friday = FRI_2026_03_27_16_UTC, monday = friday + 64 * HOUR;

	cr_expect_eq(hours_between(h, friday, monday), 2 * HOUR, "over a weekend, clocks change");
	cr_expect_eq(hours_between(h, friday, friday + 30 * MINUTE), 30 * MINUTE);
	cr_expect_eq(hours_between(h, friday + 2 * HOUR, friday + 40 * HOUR), 0, "closed");
	cr_expect_eq(hours_between(h, monday, friday), 0, "the clock went back");
	esc_policy_destroy(p);
	p = policy_of("version: 1\n");
	cr_expect_eq(hours_between(&p->hours, 5, 12), 7, "around the clock");
	cr_expect_eq(hours_between(&p->hours, 12, 5), 0);
	esc_policy_destroy(p);
}

Test(sla, a_hold_moves_the_resolution_alone_and_mends_nothing)
{
	struct esc_policy *p = policy_of("sla: {warn_at: 0.5, targets: [{first_response: 4m, "
					 "resolution: 1h}]}\n");
	struct esc_sla s;

	esc_sla_of(p, "support", 1, 0, 10 * MINUTE, &s);
	cr_expect_eq(s.due_ms[ESC_FIRST_RESPONSE], 4 * MINUTE);
	cr_expect_eq(s.due_ms[ESC_RESOLUTION], 70 * MINUTE);
	cr_expect_eq(s.warn_ms[ESC_RESOLUTION], 40 * MINUTE);
	cr_expect_eq(esc_sla_paused(p, &s, 10 * MINUTE, 20 * MINUTE, 25 * MINUTE), 15 * MINUTE);
	cr_expect_eq(esc_sla_paused(p, &s, 10 * MINUTE, 0, 25 * MINUTE), 10 * MINUTE, "no hold");
	cr_expect_eq(esc_sla_paused(p, &s, 10 * MINUTE, 70 * MINUTE, 90 * MINUTE), 10 * MINUTE,
		     "over before");
	esc_policy_destroy(p);
	p = policy_of("sla: {pause_on_hold: false, targets: [{resolution: 1h}]}\n");
	esc_sla_of(p, "support", 1, 0, 0, &s);
	cr_expect_eq(esc_sla_paused(p, &s, 0, 20 * MINUTE, 25 * MINUTE), 0);
	esc_policy_destroy(p);
}
