/*
 * Who gets which case: order, capacity, languages, teams, declines; that nobody starves, whatever
 * comes.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "config/load/locale.h"
#include "escalation/assign.h"
#include "tests/support/escalation/policy_of.h"

#define MINUTE ((int64_t)60000)

static unsigned next_random(unsigned *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void wait_in(struct esc_desk *d, const char *id, int priority, int64_t since,
		    const char *locale)
{
	struct esc_waiting w = {.priority = priority, .since_ms = since, .state = ESC_CASE_QUEUED};

	(void)snprintf(w.case_id, sizeof(w.case_id), "%s", id);
	(void)snprintf(w.locale, sizeof(w.locale), "%s", locale);
	(void)snprintf(w.team, sizeof(w.team), "support");
	esc_desk_wait(d, &w);
}

static void sit(struct esc_desk *d, const char *id, unsigned chats, unsigned languages,
		int64_t idle_ms)
{
	struct esc_agent a = {.presence = ESC_AVAILABLE,
			      .chats = chats,
			      .languages = languages,
			      .idle_ms = idle_ms};

	(void)snprintf(a.id, sizeof(a.id), "%s", id);
	esc_desk_agent(d, &a);
}

#define EXPECT_PAIR(now, want_case, want_agent)                       \
	do {                                                          \
		struct esc_pair pair;                                 \
		cr_assert(esc_assign(p, d, (now), &pair));            \
		cr_expect_str_eq(pair.waiting->case_id, (want_case)); \
		cr_expect_str_eq(pair.agent->id, (want_agent));       \
	} while (0)
#define EXPECT_NONE(now)                                       \
	do {                                                   \
		struct esc_pair pair;                          \
		cr_expect_not(esc_assign(p, d, (now), &pair)); \
	} while (0)

Test(assign, the_first_of_the_line_to_the_least_loaded)
{
	struct esc_policy *p = policy_of("assignment: {order: least_loaded}\n");
	struct esc_desk *d = esc_desk_create();

	wait_in(d, "new", 5, 2000, "en");
	wait_in(d, "old", 5, 1000, "en");
	EXPECT_NONE(3000);
	sit(d, "ann", 2, 0, 10);
	sit(d, "bob", 1, 0, 20);
	sit(d, "cat", 1, 0, 15);
	EXPECT_PAIR(3000, "old", "cat");
	esc_desk_hold(d, "old", true);
	EXPECT_PAIR(3000, "new", "cat");
	esc_desk_hold(d, "old", false);
	EXPECT_PAIR(3000, "old", "cat");
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

Test(assign, by_idleness_and_by_acquaintance)
{
	struct esc_policy *p = policy_of("assignment: {order: longest_idle}\n");
	struct esc_policy *known = policy_of("assignment: {order: last_agent}\n");
	struct esc_desk *d = esc_desk_create();
	struct esc_waiting w = {.case_id = "c",
				.priority = 1,
				.last_agent = "ann",
				.team = "support",
				.state = ESC_CASE_QUEUED};

	esc_desk_wait(d, &w);
	sit(d, "ann", 3, 0, 30);
	sit(d, "bob", 2, 0, 10);
	sit(d, "cat", 0, 0, 20);
	EXPECT_PAIR(0, "c", "bob");
	esc_policy_destroy(p);
	p = known;
	EXPECT_PAIR(0, "c", "ann");
	sit(d, "ann", 10, 0, 30);
	EXPECT_PAIR(0, "c", "cat");
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

Test(assign, a_language_is_waited_for_but_not_for_ever)
{
	struct esc_policy *p = policy_of("assignment: {language_wait: 2m}\n");
	struct esc_desk *d = esc_desk_create();

	wait_in(d, "german", 5, 0, "de");
	wait_in(d, "english", 5, 1000, "en");
	sit(d, "ann", 0, 1u << LOCALE_EN, 0);
	EXPECT_PAIR(2000, "english", "ann");
	EXPECT_PAIR(2 * MINUTE, "german", "ann");
	sit(d, "bob", 9, 1u << LOCALE_DE, 0);
	EXPECT_PAIR(2 * MINUTE, "german", "bob");
	EXPECT_PAIR(2000, "german", "bob");
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

Test(assign, teams_presence_offers_and_declines_are_respected)
{
	struct esc_policy *p = policy_of("teams: [{name: support}, {name: safety}]\n"
					 "agents: [{name: ann, teams: [safety]}]\n");
	struct esc_desk *d = esc_desk_create();
	struct esc_agent a = {.id = "ann", .presence = ESC_AVAILABLE};

	wait_in(d, "c", 5, 0, "en");
	esc_policy_skills(p, "ann", &a.languages, &a.teams);
	esc_desk_agent(d, &a);
	EXPECT_NONE(0);
	sit(d, "bob", 0, 0, 0);
	EXPECT_PAIR(0, "c", "bob");
	esc_desk_decline(d, "c", "bob", 1000);
	EXPECT_NONE(999);
	EXPECT_PAIR(1000, "c", "bob");
	a = (struct esc_agent){.id = "bob", .presence = ESC_AVAILABLE, .has_offer = true};
	esc_desk_agent(d, &a);
	EXPECT_NONE(1000);
	a = (struct esc_agent){.id = "bob", .presence = ESC_BUSY};
	esc_desk_agent(d, &a);
	EXPECT_NONE(1000);
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

/* A flood of urgent cases holds an old one back only as long as its priority is worth. */
Test(assign, nobody_starves)
{
	struct esc_policy *p = policy_of("queue: {aging: 5m, agent_capacity: 1}\n");
	struct esc_desk *d = esc_desk_create();
	struct esc_pair pair;
	int64_t now = 0;
	char id[37];

	esc_desk_set_aging(d, 5 * MINUTE);
	wait_in(d, "patient", 9, 0, "en");
	for (unsigned i = 0; i < 1000; i++, now += MINUTE) {
		(void)snprintf(id, sizeof(id), "urgent-%04u", i);
		wait_in(d, id, 1, now, "en");
		sit(d, "ann", 0, 0, 0);
		cr_assert(esc_assign(p, d, now, &pair));
		if (!strcmp(pair.waiting->case_id, "patient"))
			break;
		cr_assert(esc_desk_leave(d, pair.waiting->case_id));
	}
	cr_expect_gt(now, 8 * 5 * MINUTE - 2 * MINUTE, "priority still counts");
	cr_expect_leq(now, 8 * 5 * MINUTE + MINUTE);
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

/* Two cases never change places while they wait, and nobody is overtaken by who came later than the
 * difference of the priorities is worth. */
Test(assign, the_order_is_fair_for_any_two)
{
	unsigned seed = 11;

	for (int i = 0; i < 20000; i++) {
		int64_t aging = next_random(&seed) % (20 * MINUTE);
		int64_t a_since = next_random(&seed) % (300 * MINUTE);
		int64_t b_since = next_random(&seed) % (300 * MINUTE);
		int a = (int)(next_random(&seed) % 9) + 1, b = (int)(next_random(&seed) % 9) + 1;
		bool overtakes = esc_rank_ms(b_since, b, aging) < esc_rank_ms(a_since, a, aging);

		if (overtakes && b_since > a_since)
			cr_assert_lt(b_since - a_since, (a - b) * aging);
	}
}

/* A hundred agents and any sequence of arrivals, ends and presences: capacity is never exceeded, no
 * agent who could take a case sits beside one that waits. */
Test(assign, capacity_holds_under_any_sequence)
{
	struct esc_policy *p =
		policy_of("queue: {agent_capacity: 3}\nassignment: {language_wait: 0s}\n");
	struct esc_desk *d = esc_desk_create();
	unsigned chats[100] = {0}, seed = 5, cases = 0, given = 0;
	enum esc_presence presence[100];
	struct esc_pair pair;
	char id[37];

	for (unsigned a = 0; a < 100; a++)
		presence[a] = ESC_AVAILABLE;
	for (int64_t now = 0; now < 20000; now++) {
		unsigned a = next_random(&seed) % 100;

		if (next_random(&seed) % 3) {
			(void)snprintf(id, sizeof(id), "case-%06u", cases++);
			wait_in(d, id, (int)(next_random(&seed) % 9) + 1, now,
				locale_name((enum locale)(next_random(&seed) % LOCALE_COUNT)));
		} else if (chats[a] > 0) {
			chats[a]--;
		}
		if (next_random(&seed) % 50 == 0)
			presence[a] = (enum esc_presence)(next_random(&seed) % 3);
		(void)snprintf(id, sizeof(id), "%02u", a);
		struct esc_agent now_is = {.presence = presence[a],
					   .chats = chats[a],
					   .languages = a % 32,
					   .idle_ms = now};
		memcpy(now_is.id, id, sizeof(now_is.id));
		esc_desk_agent(d, &now_is);
		while (esc_assign(p, d, now, &pair)) {
			struct esc_agent taken = *pair.agent;
			unsigned who =
				(unsigned)(taken.id[0] - '0') * 10 + (unsigned)(taken.id[1] - '0');

			cr_assert_eq(presence[who], ESC_AVAILABLE);
			cr_assert_lt(chats[who], 3, "agent %u has %u", who, chats[who]);
			taken.chats = ++chats[who];
			cr_assert(esc_desk_leave(d, pair.waiting->case_id));
			esc_desk_agent(d, &taken);
			given++;
		}
		cr_assert(!esc_desk_queued(d) || !esc_desk_available(d, 3),
			  "somebody waits beside somebody with room at %d", (int)now);
	}
	cr_expect_gt(given, 1000);
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

Test(assign, mistakes_in_the_file_are_named)
{
	static const char *const wrong[] = {
		"agents: [{name: Ann, languages: [xx]}]\n",
		"agents: [{name: Ann, teams: [nowhere]}]\n",
		"agents: [{name: Ann}, {name: Ann}]\n",
		"assignment: {mode: magic}\n",
		"assignment: {offer_timeout: 0s}\n",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct diag diag;

		diag_init(&diag);
		cr_expect_null(esc_policy_parse("t.yaml", wrong[i], strlen(wrong[i]), &diag), "%s",
			       wrong[i]);
		diag_dispose(&diag);
	}
}

static void call_back(struct esc_desk *d, const char *id, int64_t since, bool has_contact)
{
	struct esc_waiting w = {.priority = 3,
				.since_ms = since,
				.state = ESC_CASE_CALLBACK,
				.has_contact = has_contact};

	(void)snprintf(w.case_id, sizeof(w.case_id), "%s", id);
	(void)snprintf(w.locale, sizeof(w.locale), "en");
	(void)snprintf(w.team, sizeof(w.team), "support");
	esc_desk_wait(d, &w);
}

Test(assign, callbacks_are_made_while_nobody_waits_and_age)
{
	struct esc_policy *p = policy_of("version: 1\nassignment: {mode: auto}\n");
	struct esc_desk *d = esc_desk_create();

	sit(d, "ada", 0, 0, 0);
	call_back(d, "nowhere", 0, false);
	struct esc_pair none;
	cr_expect(!esc_assign(p, d, MINUTE, &none), "without a contact there is nobody to call");
	call_back(d, "call", 0, true);
	EXPECT_PAIR(MINUTE, "call", "ada");
	wait_in(d, "live", 3, 30 * MINUTE, "en");
	EXPECT_PAIR(31 * MINUTE, "live", "ada");
	EXPECT_PAIR(59 * MINUTE, "live", "ada");
	EXPECT_PAIR(60 * MINUTE, "call", "ada");
	esc_desk_hold(d, "call", true);
	EXPECT_PAIR(60 * MINUTE, "live", "ada");
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}

Test(assign, callbacks_wait_for_the_opening)
{
	struct esc_policy *p =
		policy_of("version: 1\nassignment: {mode: auto}\n"
			  "hours: {open: [{days: thu, from: '01:00', to: '02:00'}]}\n");
	struct esc_desk *d = esc_desk_create();
	struct esc_pair none;

	sit(d, "ada", 0, 0, 0);
	call_back(d, "call", 0, true);
	cr_expect(!esc_assign(p, d, 30 * MINUTE, &none)); /* 1970 began on a Thursday */
	EXPECT_PAIR(61 * MINUTE, "call", "ada");
	cr_expect(!esc_assign(p, d, 121 * MINUTE, &none));
	esc_desk_destroy(d);
	esc_policy_destroy(p);
}
