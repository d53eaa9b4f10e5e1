/* Several providers: who is asked, who is spared, who waits; what it all may cost. */
#include "tests/support/gateway/llm_bench.h"

static const struct {
	const char *first, *outcome, *provider;
	unsigned tries;
} cases[] = {
	{"status/500", "ok", "say", 2},
	{"status/401", "ok", "say", 2},
	{"silent", "ok", "say", 2},
	{"later/60", "ok", "say", 2},
	{"quota", "ok", "say", 2},
	{"html", "ok", "say", 2},
	{"garbage", "ok", "say", 2},
	{"badtool", "ok", "say", 2},
	{"part", "ok", "say", 2},
	{"redirect", "ok", "say", 2},
	{"line", "ok", "say", 2},
	/* What was shown stays, what was refused is not asked of others. */
	{"stop", "broken", "stop", 1},
	{"cut", "broken", "cut", 1},
	{"refuse", "refused", "refuse", 1},
};

Test(llm_failover, the_second_provider_answers_unless_something_was_shown)
{
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct llm_bench b;
		const struct answer *a;

		llm_bench_set_up(&b, BEHAVIOURS(cases[i].first, "say"));
		a = llm_bench_ask(&b);
		cr_expect_str_eq(llm_outcome_word(a->outcome), cases[i].outcome, "%s: %s",
				 cases[i].first, llm_outcome_word(a->outcome));
		cr_expect_str_eq(a->provider, cases[i].provider, "%s: %s", cases[i].first,
				 a->provider);
		cr_expect_eq(a->tries, cases[i].tries, "%s: %u", cases[i].first, a->tries);
		cr_expect_str_eq(a->shown, a->text);
		llm_bench_tear_down(&b);
	}
}

Test(llm_failover, a_second_round_after_all_were_asked)
{
	struct llm_bench b;
	const struct answer *a;

	llm_bench_set_up(&b, BEHAVIOURS("flaky/1", "status/503"));
	a = llm_bench_ask(&b);
	EXPECT_OUTCOME(a, "ok");
	cr_expect_str_eq(a->provider, "flaky/1");
	cr_expect(a->tries == 3 || a->tries == 4, "chance decides who comes back first");
	cr_expect_geq(a->total_ms, 100, "a pause was made");
	llm_bench_tear_down(&b);
}

Test(llm_failover, who_fails_again_and_again_is_spared)
{
	struct llm_bench b;
	const struct answer *a = NULL;
	unsigned requests;

	llm_bench_set_up(&b, BEHAVIOURS("status/500", "say"));
	for (int i = 0; i < 8; i++) {
		a = llm_bench_ask(&b);
		EXPECT_OUTCOME(a, "ok");
	}
	cr_expect_eq(a->tries, 1, "the breaker is open");
	cr_expect_eq(http_stub_requests(b.stub), 8 + 5);
	/* Nobody left: not even asked. */
	b.settings.providers.count = 1;
	llm_bench_configure(&b);
	requests = http_stub_requests(b.stub);
	a = llm_bench_ask(&b);
	b.settings.providers.count = 2;
	EXPECT_OUTCOME(a, "unavailable");
	cr_expect_eq(http_stub_requests(b.stub), requests);
	llm_bench_tear_down(&b);
}

Test(llm_failover, a_provider_without_budget_is_left_alone)
{
	struct llm_bench b;

	llm_bench_set_up(&b, BEHAVIOURS("status/402", "quota", "say"));
	for (int i = 0; i < 3; i++)
		EXPECT_OUTCOME(llm_bench_ask(&b), "ok");
	cr_expect_eq(http_stub_requests(b.stub), 3 + 2, "each of the two was asked once");
	llm_bench_tear_down(&b);
}

Test(llm_failover, places_lines_and_other_providers)
{
	struct llm_bench b;

	llm_bench_set_up(&b, BEHAVIOURS("silent", "say"));
	b.providers[0].concurrency = 1;
	b.providers[0].first_token_timeout = 400;
	b.providers[1].concurrency = 2;
	llm_bench_configure(&b);
	/* One hangs, two go to the second, four wait, one is too many. */
	for (int i = 0; i < 8; i++)
		llm_bench_start(&b, (struct llm_request){0});
	llm_bench_run(&b, 8);
	for (int i = 0; i < 7; i++)
		EXPECT_OUTCOME(&b.answers[i], "ok");
	EXPECT_OUTCOME(&b.answers[7], "busy");
	llm_bench_tear_down(&b);
}

Test(llm_failover, a_line_ends_with_the_deadline)
{
	struct llm_bench b;

	llm_bench_set_up(&b, BEHAVIOURS("silent"));
	b.providers[0].concurrency = 1;
	b.providers[0].first_token_timeout = 60000;
	b.settings.deadline = 300;
	llm_bench_configure(&b);
	llm_bench_start(&b, (struct llm_request){0});
	llm_bench_start(&b, (struct llm_request){.deadline_ms = 100});
	llm_bench_run(&b, 2);
	EXPECT_OUTCOME(&b.answers[0], "timeout");
	EXPECT_OUTCOME(&b.answers[1], "busy");
	llm_bench_tear_down(&b);
}

Test(llm_failover, limits_hold_and_a_dearer_provider_is_not_asked)
{
	struct llm_bench b;
	const struct answer *a;

	llm_bench_set_up(&b, BEHAVIOURS("say"));
	b.settings.budget.conversation.tokens = 300; /* one of 200 and what it says, not two */
	llm_bench_configure(&b);
	llm_bench_start(
		&b, (struct llm_request){.conversation = "01890000-0000-7000-8000-00000000000a"});
	llm_bench_start(
		&b, (struct llm_request){.conversation = "01890000-0000-7000-8000-00000000000a"});
	llm_bench_start(
		&b, (struct llm_request){.conversation = "01890000-0000-7000-8000-00000000000b"});
	llm_bench_run(&b, 3);
	EXPECT_OUTCOME(&b.answers[0], "ok");
	EXPECT_OUTCOME(&b.answers[1], "budget");
	EXPECT_OUTCOME(&b.answers[2], "ok");
	llm_bench_tear_down(&b);

	llm_bench_set_up(&b, BEHAVIOURS("status/500", "say"));
	b.providers[0].price_in = b.providers[0].price_out = 1;
	b.settings.budget.day.money = 0.01;
	llm_bench_configure(&b);
	a = llm_bench_ask(&b);
	EXPECT_OUTCOME(a, "budget");
	cr_expect_eq(http_stub_requests(b.stub), 2, "the fallback is too dear");
	llm_bench_tear_down(&b);
}

Test(llm_failover, a_reload_forgets_what_is_gone_and_keeps_what_runs)
{
	struct llm_bench b;

	llm_bench_set_up(&b, BEHAVIOURS("stop", "say"));
	b.providers[0].idle_timeout = 300;
	llm_bench_configure(&b);
	llm_bench_start(&b, (struct llm_request){0});
	b.settings.providers.items = &b.providers[1];
	b.settings.providers.count = 1;
	llm_bench_configure(&b);
	llm_bench_start(&b, (struct llm_request){0});
	llm_bench_run(&b, 2);
	EXPECT_OUTCOME(&b.answers[0], "broken");
	EXPECT_OUTCOME(&b.answers[1], "ok");
	b.settings.providers.count = 2;
	llm_bench_tear_down(&b);
}
