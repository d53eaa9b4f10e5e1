/*
 * Cases and people as the store keeps them: one open case a conversation, one winner of a claim,
 * timers, logins.
 */
#include "tests/unit/gateway/test_store_help.h"

#define ANNA "01890000-0000-7000-8000-00000000000a"
#define BERT "01890000-0000-7000-8000-00000000000b"

static struct fixture f;
static char conv[ID_LEN + 1], case_id[ID_LEN + 1];

static void setup(void)
{
	fixture_init(&f);
	conv_create(&f, conv);
}

static void teardown(void)
{
	fixture_dispose(&f);
}

TestSuite(store_cases, .init = setup, .fini = teardown);

static struct store_case_change opening(void)
{
	struct store_case_change k = {.open = true,
				      .state = "queued",
				      .outcome = "queued",
				      .reason = "complaint",
				      .team = "support",
				      .priority = 3,
				      .evidence = "[1]",
				      .summary = "broken mower"};
	id_new(f.now, case_id);
	strcpy(k.id, case_id);
	reference_new(k.reference);
	return k;
}

static struct store_append_result step(const struct store_case_change *k, enum store_conv_state to,
				       const char *owner)
{
	struct draft d = draft_for(&f, conv);
	d.a.case_change = k;
	d.a.patch = STORE_SET_STATE | STORE_SET_OWNER | STORE_SET_CASE;
	d.a.state = to;
	strcpy(d.a.owner, owner);
	strcpy(d.a.case_id, strcmp(k->state, "closed") == 0 ? "" : k->id);
	draft_rest(&f, &d, STORE_SYSTEM, "note");
	return draft_send(&f, &d);
}

static void keep_case(struct store_call c, enum store_status st, const struct store_case *k)
{
	struct store_case *out = c.ctx;
	memset(out, 0, sizeof(*out));
	if (st != STORE_OK)
		return;
	*out = *k;
	cr_expect(k->evidence && strcmp(k->evidence, "[1]") == 0);
	out->evidence = out->summary = out->contact = NULL;
}

static struct store_case case_now(void)
{
	struct store_case k;
	cr_assert_eq(
		store_sqlite.case_by_id(f.store, case_id, (struct store_call){&k, 0}, keep_case),
		0);
	return k;
}

static void count_cases(struct store_call c, enum store_status st, const struct store_case *k,
			size_t count)
{
	(void)k;
	cr_assert_eq(st, STORE_OK);
	*(size_t *)c.ctx = count;
}

static size_t open_cases(void)
{
	size_t n = 99;
	cr_assert_eq(store_sqlite.cases_open(f.store, (struct store_call){&n, 0}, count_cases), 0);
	return n;
}

static void count_ids(struct store_call c, enum store_status st, const char *const *ids,
		      size_t count)
{
	(void)ids;
	cr_assert_eq(st, STORE_OK);
	*(size_t *)c.ctx = count;
}

static size_t timers_due(int64_t now)
{
	size_t n = 99;
	cr_assert_eq(
		store_sqlite.timers_due(f.store, now, 10, (struct store_call){&n, 0}, count_ids),
		0);
	return n;
}

Test(store_cases, opens_one_at_a_time)
{
	struct store_case_change k = opening();
	cr_expect_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	struct store_case got = case_now();
	cr_expect_str_eq(got.conversation, conv);
	cr_expect_str_eq(got.state, "queued");
	cr_expect_str_eq(got.reference, k.reference);
	cr_expect_str_eq(got.locale, "en");
	cr_expect_eq(open_cases(), 1);
	cr_expect_str_eq(conv_of(&f, conv).case_id, case_id);

	struct store_case_change second = opening();
	struct store_append_result r = step(&second, STORE_QUEUED, "");
	cr_expect_eq(r.status, STORE_CONFLICT);
	cr_expect(r.case_refused);
	cr_expect_str_eq(r.case_state, "queued");
	cr_expect_eq(open_cases(), 1);
}

Test(store_cases, one_claim_wins)
{
	struct store_case_change k = opening();
	step(&k, STORE_QUEUED, "");
	struct store_case_change claim = {
		.expect = "queued", .state = "assigned", .outcome = "assigned", .agent = ANNA};
	strcpy(claim.id, case_id);
	cr_expect_eq(step(&claim, STORE_HUMAN, ANNA).status, STORE_OK);
	strcpy(claim.agent, BERT);
	struct store_append_result r = step(&claim, STORE_HUMAN, BERT);
	cr_expect_eq(r.status, STORE_CONFLICT);
	cr_expect(r.case_refused);
	cr_expect_str_eq(r.case_state, "assigned");
	cr_expect_str_eq(r.case_agent, ANNA);
	cr_expect_str_eq(conv_of(&f, conv).owner, ANNA, "the loser must not own the conversation");
	cr_expect_eq(transcript_of(&f, conv, 0, 10)->count, 3,
		     "the loser's note must not be there");

	struct store_case_change close = {
		.expect = "assigned", .expect_agent = BERT, .state = "closed"};
	strcpy(close.id, case_id);
	cr_expect_eq(step(&close, STORE_BOT, "").status, STORE_CONFLICT);
	strcpy(close.expect_agent, ANNA);
	close.disposition = "solved";
	cr_expect_eq(step(&close, STORE_BOT, "").status, STORE_OK);
	struct store_case got = case_now();
	cr_expect_str_eq(got.state, "closed");
	cr_expect_str_eq(got.outcome, "assigned", "closing keeps the outcome");
	cr_expect_eq(open_cases(), 0);
	close.expect[0] = close.expect_agent[0] = '\0';
	cr_expect_eq(step(&close, STORE_BOT, "").status, STORE_CONFLICT,
		     "no step leads out of closed");

	k = opening();
	cr_expect_eq(step(&k, STORE_QUEUED, "").status, STORE_OK,
		     "after the end another case may be opened");
}

Test(store_cases, belongs_to_its_conversation)
{
	struct store_case_change k = opening();
	step(&k, STORE_QUEUED, "");
	conv_create(&f, conv);
	struct store_case_change claim = {.state = "assigned", .agent = ANNA};
	strcpy(claim.id, case_id);
	struct store_append_result r = step(&claim, STORE_HUMAN, ANNA);
	cr_expect_eq(r.status, STORE_CONFLICT);
	cr_expect(r.case_refused);
	id_new(f.now, claim.id);
	cr_expect(step(&claim, STORE_HUMAN, ANNA).case_refused, "an unknown case is refused");
}

Test(store_cases, a_timer_lives_until_the_next_step)
{
	struct store_case_change k = opening();
	k.expires_ms = T0 + 60000;
	step(&k, STORE_QUEUED, "");
	cr_expect_eq(case_now().expires_ms, T0 + 60000);
	cr_expect_eq(timers_due(T0 + 59999), 0);
	cr_expect_eq(timers_due(T0 + 60000), 1);
	struct store_case_change claim = {.state = "assigned", .agent = ANNA};
	strcpy(claim.id, case_id);
	step(&claim, STORE_HUMAN, ANNA);
	cr_expect_eq(timers_due(INT64_MAX), 0);
	cr_expect_eq(case_now().expires_ms, 0);
}

Test(store_cases, survive_a_restart)
{
	struct store_case_change k = opening();
	k.expires_ms = T0 + 60000;
	step(&k, STORE_QUEUED, "");
	fixture_reopen(&f);
	cr_expect_eq(open_cases(), 1);
	cr_expect_eq(timers_due(INT64_MAX), 1);
	cr_expect_eq(conv_of(&f, conv).state, STORE_QUEUED);
	cr_expect_eq(conv_of(&f, conv).version, 2);
}

/* ---- people ---- */

static void keep_agent(struct store_call c, enum store_status st, const struct store_agent *a)
{
	struct store_agent *out = c.ctx;
	memset(out, 0, sizeof(*out));
	if (st == STORE_OK)
		*out = *a;
}

static void keep_login(struct store_call c, enum store_status st, const struct store_login *l)
{
	(void)l;
	*(enum store_status *)c.ctx = st;
}

static enum store_status add_agent(const char *id, const char *name)
{
	struct store_agent a = {.role = "agent", .password = "$argon2id$x", .created_ms = T0};
	enum store_status st;
	strcpy(a.id, id);
	strcpy(a.name, name);
	cr_assert_eq(store_sqlite.agent_add(f.store, &a, (struct store_call){&st, 0}, keep_status),
		     0);
	return st;
}

static enum store_status login(uint8_t byte, int64_t now)
{
	struct store_login l = {
		.created_ms = now, .expires_ms = now + 1000, .agent.id = ANNA, .csrf = "c"};
	enum store_status st;
	memset(l.hash, byte, sizeof(l.hash));
	cr_assert_eq(store_sqlite.login_add(f.store, &l, (struct store_call){&st, 0}, keep_status),
		     0);
	return st;
}

static enum store_status login_state(uint8_t byte, int64_t now)
{
	uint8_t hash[TOKEN_HASH_LEN];
	enum store_status st;
	memset(hash, byte, sizeof(hash));
	cr_assert_eq(store_sqlite.login_find(f.store, hash, now, (struct store_call){&st, 0},
					     keep_login),
		     0);
	return st;
}

Test(store_cases, agents_have_unique_names)
{
	struct store_agent a;
	cr_expect_eq(add_agent(ANNA, "Anna"), STORE_OK);
	cr_expect_eq(add_agent(BERT, "Anna"), STORE_DUPLICATE);
	cr_assert_eq(
		store_sqlite.agent_find(f.store, "Anna", (struct store_call){&a, 0}, keep_agent),
		0);
	cr_expect_str_eq(a.id, ANNA);
	cr_expect_str_eq(a.password, "$argon2id$x");
	cr_assert_eq(store_sqlite.agent_find(f.store, "anna'; --", (struct store_call){&a, 0},
					     keep_agent),
		     0);
	cr_expect_eq(a.id[0], '\0');
}

Test(store_cases, logins_expire_and_end_with_their_agent)
{
	struct store_agent a;
	uint8_t hash[TOKEN_HASH_LEN];
	enum store_status st;
	cr_expect_eq(login(1, T0), STORE_GONE, "a login needs its agent");
	add_agent(ANNA, "Anna");
	cr_expect_eq(login(1, T0), STORE_OK);
	cr_expect_eq(login_state(1, T0 + 999), STORE_OK);
	cr_expect_eq(login_state(1, T0 + 1000), STORE_GONE);
	cr_expect_eq(login(2, T0), STORE_OK);
	memset(hash, 2, sizeof(hash));
	cr_assert_eq(
		store_sqlite.login_end(f.store, hash, (struct store_call){&st, 0}, keep_status), 0);
	cr_expect_eq(st, STORE_OK);
	cr_expect_eq(login_state(2, T0), STORE_GONE);

	cr_assert_eq(store_sqlite.agent_disable(f.store, "Anna", T0, (struct store_call){&a, 0},
						keep_agent),
		     0);
	cr_expect_str_eq(a.id, ANNA);
	cr_expect_eq(login_state(1, T0), STORE_GONE);
	cr_expect_eq(login(3, T0), STORE_GONE, "a disabled agent gets no new login");
	cr_assert_eq(store_sqlite.agent_disable(f.store, "Nobody", T0, (struct store_call){&a, 0},
						keep_agent),
		     0);
	cr_expect_eq(a.id[0], '\0');
}

/* ---- an agent who is away ---- */

static void keep_answer(struct store_call c, enum store_status st)
{
	*(enum store_status *)c.ctx = st;
}

static enum store_status timer(const char *agent, int64_t due_ms)
{
	enum store_status st = STORE_UNKNOWN;
	cr_assert_eq(store_sqlite.case_timer(f.store, case_id, agent, due_ms,
					     (struct store_call){&st, 0}, keep_answer),
		     0);
	return st;
}

Test(store_cases, the_timer_of_an_agent_who_is_away)
{
	struct store_case_change k = opening();
	cr_assert_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	cr_expect_eq(timer(ANNA, T0 + 5), STORE_GONE, "nobody has it yet");
	k = (struct store_case_change){.state = "assigned", .expect = "queued"};
	strcpy(k.id, case_id);
	strcpy(k.agent, ANNA);
	cr_assert_eq(step(&k, STORE_HUMAN, ANNA).status, STORE_OK);
	cr_expect_eq(timer(BERT, T0 + 5), STORE_GONE, "another agent has it");
	cr_expect_eq(timer(ANNA, T0 + 5), STORE_OK);
	cr_expect_eq(case_now().expires_ms, T0 + 5);
	cr_expect_eq(timer(ANNA, 0), STORE_OK, "back");
	cr_expect_eq(case_now().expires_ms, 0);
	cr_expect_eq(case_now().place_ms, 0);
	cr_expect_eq(timer(ANNA, T0 + 9), STORE_OK);
	k = (struct store_case_change){.state = "queued", .expect = "assigned", .place_ms = T0 - 7};
	strcpy(k.id, case_id);
	cr_assert_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	cr_expect_eq(case_now().expires_ms, 0, "a step removes it");
	cr_expect_eq(case_now().place_ms, T0 - 7);
	strcpy(case_id, "01890000-0000-7000-8000-0000000000ff");
	cr_expect_eq(timer(ANNA, T0 + 5), STORE_GONE, "no such case");
}

Test(store_cases, a_place_is_of_one_case_alone)
{
	struct store_case_change k = opening();
	cr_assert_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	k = (struct store_case_change){.state = "queued", .expect = "queued", .place_ms = T0 - 7};
	strcpy(k.id, case_id);
	cr_assert_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	cr_expect_eq(case_now().place_ms, T0 - 7);
	conv_create(&f, conv);
	k = opening();
	cr_assert_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	k = (struct store_case_change){.state = "queued", .expect = "queued", .team = "sales"};
	strcpy(k.id, case_id);
	cr_assert_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	cr_expect_eq(case_now().place_ms, 0, "not what was written for the case before");
}

static enum store_status hold(int64_t since, int64_t until, bool over)
{
	struct store_case_change k = {.state = "assigned",
				      .expect = "assigned",
				      .expect_agent = ANNA,
				      .agent = ANNA,
				      .is_hold = true,
				      .hold = {since, until, over},
				      .expect_until_ms = over ? until : 0};
	struct draft d = draft_for(&f, conv);

	strcpy(k.id, case_id);
	d.a.case_change = &k;
	return draft_send(&f, &d).status;
}

Test(store_cases, a_hold_is_over_once_and_ends_with_the_next_step)
{
	struct store_case_change k = opening();
	cr_assert_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	cr_expect_eq(hold(T0, T0 + 5, false), STORE_CONFLICT, "nobody has it yet");
	k = (struct store_case_change){.state = "assigned", .expect = "queued"};
	strcpy(k.id, case_id);
	strcpy(k.agent, ANNA);
	cr_assert_eq(step(&k, STORE_HUMAN, ANNA).status, STORE_OK);
	cr_expect_eq(timer(ANNA, T0 + 9), STORE_OK);
	cr_expect_eq(hold(T0, T0 + 5, false), STORE_OK);
	fixture_reopen(&f);
	cr_expect_eq(case_now().hold.since_ms, T0);
	cr_expect_eq(case_now().hold.until_ms, T0 + 5);
	cr_expect_eq(case_now().expires_ms, T0 + 9, "the timer of the agent stays");
	cr_expect_eq(hold(T0, T0 + 4, true), STORE_CONFLICT, "prolonged meanwhile");
	cr_expect_eq(hold(T0, T0 + 5, true), STORE_OK);
	cr_expect_eq(hold(T0, T0 + 5, true), STORE_CONFLICT, "by another gateway before");
	cr_expect(case_now().hold.is_over);
	cr_expect_eq(hold(T0 + 6, T0 + 8, false), STORE_OK, "again");
	cr_expect(!case_now().hold.is_over);
	k = (struct store_case_change){
		.state = "assigned", .expect = "assigned", .hold = {T0 + 6, T0 + 9, true}};
	strcpy(k.id, case_id);
	strcpy(k.agent, ANNA);
	cr_assert_eq(step(&k, STORE_HUMAN, ANNA).status, STORE_OK, "over already where it was");
	cr_expect_eq(case_now().hold.until_ms, T0 + 9, "a step may bring one along");
	cr_expect(case_now().hold.is_over);
	k = (struct store_case_change){.state = "queued", .expect = "assigned"};
	strcpy(k.id, case_id);
	cr_assert_eq(step(&k, STORE_QUEUED, "").status, STORE_OK);
	cr_expect_eq(case_now().hold.since_ms, 0);
}

/* A UUIDv7 of that time: id_new() never goes back. */
static void id_of(int64_t ms, int n, char out[ID_LEN + 1])
{
	char text[64];

	snprintf(text, sizeof text, "%08llx-%04llx-7000-8000-%012d", (unsigned long long)ms >> 16,
		 (unsigned long long)ms & 0xffff, n);
	memcpy(out, text, ID_LEN + 1);
}

static void keep_handoffs(struct store_call c, enum store_status st,
			  const struct store_handoffs *rows, size_t count)
{
	struct store_handoffs *kept = c.ctx;

	cr_assert_eq(st, STORE_OK);
	cr_assert_leq(count, 4);
	memcpy(kept, rows, count * sizeof *rows);
	kept[count].count = 0;
}

Test(store_cases, handoffs_are_counted_by_hour_reason_and_language_from_a_moment_on)
{
	const int64_t hour = (int64_t)3600 * 1000, first = 470000 * hour;
	static const int64_t at[] = {0, 10, 20, 3600 * 1000 + 5};
	struct store_handoffs rows[5];

	for (size_t i = 0; i < 4; i++) {
		struct store_case_change k = opening();
		char other[ID_LEN + 1];

		id_of(first + at[i], 0, other);
		id_of(first + at[i], 1, k.id);
		reference_new(k.reference);
		snprintf(k.reason, sizeof k.reason, "%s", i == 1 ? "request" : "complaint");
		struct store_append op = {
			.create = true, .expect_version = UINT64_MAX, .case_change = &k};
		memcpy(op.conversation, other, sizeof op.conversation);
		snprintf(op.locale, sizeof op.locale, "de");
		op.token_hash[0] = (uint8_t)(i + 1);
		op.at_ms = first + at[i];
		cr_assert_eq(do_append(&f, &op).status, STORE_OK);
	}
	cr_assert_eq(
		store_sqlite.handoffs(f.store, first, (struct store_call){rows, 0}, keep_handoffs),
		0);
	cr_expect_eq(rows[0].hour, 470000);
	cr_expect_str_eq(rows[0].reason, "complaint");
	cr_expect_str_eq(rows[0].locale, "de");
	cr_expect_eq(rows[0].count, 2);
	cr_expect_str_eq(rows[1].reason, "request");
	cr_expect_eq(rows[1].count, 1);
	cr_expect_eq(rows[2].hour, 470001);
	cr_expect_eq(rows[2].count, 1);
	cr_assert_eq(store_sqlite.handoffs(f.store, first + hour, (struct store_call){rows, 0},
					   keep_handoffs),
		     0);
	cr_expect_eq(rows[0].hour, 470001);
	cr_expect_eq(rows[1].count, 0);
}
