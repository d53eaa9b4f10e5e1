/*
 * What language models cost, and their switch, in the store.
 */
#include "tests/unit/gateway/test_store_help.h"

static struct fixture f;
static char conv[ID_LEN + 1];

static void setup(void)
{
	fixture_init(&f);
	conv_create(&f, conv);
}

static void teardown(void)
{
	fixture_dispose(&f);
}

TestSuite(store_llm, .init = setup, .fini = teardown);

static void got_status(struct store_call c, enum store_status st)
{
	*(enum store_status *)c.ctx = st;
}

static void spend(const char *conversation, const char *intent, int64_t day, int64_t out)
{
	struct store_llm_use u = {.provider = "main",
				  .day = day,
				  .requests = 1,
				  .tokens_in = 100,
				  .tokens_out = out,
				  .cost_nano = 7 * out};
	enum store_status st = STORE_UNKNOWN;

	strcpy(u.conversation, conversation);
	strcpy(u.intent, intent);
	cr_assert_eq(
		store_sqlite.llm_spent(f.store, &u, (struct store_call){.ctx = &st}, got_status),
		0);
	cr_assert_eq(st, STORE_OK);
}

static void got_state(struct store_call c, enum store_status st, const struct store_llm_state *s)
{
	cr_assert_eq(st, STORE_OK);
	*(struct store_llm_state *)c.ctx = *s;
}

static struct store_llm_state state(int64_t day, int64_t month)
{
	struct store_llm_state s;

	cr_assert_eq(store_sqlite.llm_state(f.store, day, month, (struct store_call){.ctx = &s},
					    got_state),
		     0);
	return s;
}

static void got_sum(struct store_call c, enum store_status st, const struct store_llm_sum *s)
{
	cr_assert_eq(st, STORE_OK);
	*(struct store_llm_sum *)c.ctx = *s;
}

static struct store_llm_sum sum(const char *conversation)
{
	struct store_llm_sum s = {-1, -1};

	cr_assert_eq(store_sqlite.llm_conversation(f.store, conversation,
						   (struct store_call){.ctx = &s}, got_sum),
		     0);
	return s;
}

static void got_costs(struct store_call c, enum store_status st, const struct store_llm_use *rows,
		      size_t count)
{
	struct store_llm_use *out = c.ctx;

	cr_assert_eq(st, STORE_OK);
	cr_assert_eq(count, 2);
	memcpy(out, rows, 2 * sizeof(*rows));
}

Test(store_llm, spending_adds_up_and_outlives_a_restart)
{
	struct store_llm_use rows[2];
	struct store_llm_state s;

	spend(conv, "refund", 20, 50);
	spend(conv, "refund", 21, 50);
	spend("", "", 21, 10);
	spend("01890000-0000-7000-8000-0000000000ff", "refund", 21, 1);
	fixture_reopen(&f);
	s = state(21, 20);
	cr_expect_eq(s.day.tokens, 361);
	cr_expect_eq(s.month.tokens, 511);
	cr_expect_eq(s.month.cost_nano, 7 * 111);
	cr_expect_eq(sum(conv).tokens, 300);
	cr_expect_eq(sum(conv).cost_nano, 700);
	cr_expect_eq(sum("01890000-0000-7000-8000-0000000000ff").tokens, 0, "it is not stored");
	cr_expect_eq(
		store_sqlite.llm_costs(f.store, 20, (struct store_call){.ctx = rows}, got_costs),
		0);
	cr_expect_str_eq(rows[0].intent, "refund", "the dearest first");
	cr_expect_eq(rows[0].requests, 3);
	cr_expect_eq(rows[0].tokens_out, 101);
	cr_expect_str_eq(rows[1].intent, "");
}

Test(store_llm, the_last_switch_counts)
{
	struct store_llm_switch off = {.is_on = false, .at_ms = T0, .who = "Ada"};
	struct store_llm_switch on = {.is_on = true, .at_ms = T0 + 1, .who = "Bert"};
	enum store_status st = STORE_UNKNOWN;
	struct store_call c = {.ctx = &st};

	cr_expect(state(1, 1).flip.is_on, "on before anybody touched it");
	cr_expect_eq(state(1, 1).flip.at_ms, 0);
	cr_assert_eq(store_sqlite.llm_switch(f.store, &off, c, got_status), 0);
	fixture_reopen(&f);
	cr_expect_not(state(1, 1).flip.is_on);
	cr_expect_str_eq(state(1, 1).flip.who, "Ada");
	cr_assert_eq(store_sqlite.llm_switch(f.store, &on, c, got_status), 0);
	cr_expect(state(1, 1).flip.is_on);
	cr_expect_eq(state(1, 1).flip.at_ms, T0 + 1);
}
