/* The client for language models against real sockets: what is sent, what comes back, what becomes
 * of streams that go wrong. */
#include "tests/support/gateway/llm_bench.h"

static const char *const good[] = {"say", "claude", "nousage", "bytes", "nodone", "think"};

Test(llm, streams_text_from_both_apis)
{
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct llm_bench b;
		const struct answer *a;

		llm_bench_set_up(&b, BEHAVIOURS(good[i]));
		a = llm_bench_ask(&b);
		EXPECT_OUTCOME(a, "ok");
		cr_expect_str_eq(a->text, "Hello wörld!", "%s: %s", good[i], a->text);
		cr_expect_str_eq(a->shown, a->text, "%s: deltas are not the text", good[i]);
		cr_expect_str_eq(a->finish, "stop");
		cr_expect_str_eq(a->provider, good[i]);
		cr_expect_str_eq(a->failure, "ok");
		cr_expect_eq(a->tries, 1);
		cr_expect_eq(a->status, 200);
		cr_expect_geq(a->first_ms, 0);
		if (a->estimated)
			cr_expect(a->tokens_in > 0 && a->tokens_out == 4, "%s", good[i]);
		else
			cr_expect(a->tokens_in == 11 && a->tokens_out == 5, "%s: %u, %u", good[i],
				  a->tokens_in, a->tokens_out);
		cr_expect_float_eq(a->cost, a->tokens_in * 0.001 + a->tokens_out * 0.002, 1e-9);
		llm_bench_tear_down(&b);
	}
}

Test(llm, halves_of_characters_are_joined)
{
	struct llm_bench b;
	const struct answer *a;

	llm_bench_set_up(&b, BEHAVIOURS("split"));
	a = llm_bench_ask(&b);
	EXPECT_OUTCOME(a, "ok");
	cr_expect_str_eq(a->text, "日😀");
	cr_expect_str_eq(a->shown, "日😀");
	llm_bench_tear_down(&b);
}

Test(llm, what_is_sent)
{
	static const struct llm_message turns[] = {
		{LLM_USER, "Hi \"you\"\n"}, {LLM_ASSISTANT, "Hello"}, {LLM_USER, "Zinc?"}};
	static const struct llm_tool tool = {"handoff", "To a person", "{\"type\":\"object\"}"};
	struct llm_bench b;
	const struct answer *a;

	setenv("LLM_TEST_KEY", "k-123", 1);
	llm_bench_set_up(&b, BEHAVIOURS("echo"));
	b.providers[0].key = (char *)"${env:LLM_TEST_KEY}";
	llm_bench_configure(&b);
	a = &b.answers[0];
	llm_bench_start(&b, (struct llm_request){.system = "Be kind.",
						 .messages = turns,
						 .message_count = 3,
						 .tools = &tool,
						 .tool_count = 1,
						 .max_tokens = 50,
						 .temperature = 0.5});
	llm_bench_run(&b, 1);
	EXPECT_OUTCOME(a, "ok");
	cr_expect_eq(strncmp(a->text, "POST /echo/chat/completions HTTP/1.1\r\n", 38), 0, "%s",
		     a->text);
	cr_expect_not_null(strstr(a->text, "\r\nAuthorization: Bearer k-123\r\n"), "%s", a->text);
	cr_expect_null(strcasestr(a->text, "expect:"));
	llm_bench_tear_down(&b);
}

/* Behaviour, outcome, word of the failure, requests. */
static const struct {
	const char *behaviour, *outcome, *failure;
	unsigned tries;
	const char *text;
} failures[] = {
	{"silent", "unavailable", "silent", 1, ""},
	{"head", "unavailable", "silent", 1, ""},
	{"stop", "broken", "idle", 1, "Hello"},
	{"cut", "broken", "broken", 1, "Hello"},
	{"end", "broken", "truncated", 1, "Hello"},
	{"part", "unavailable", "broken", 2, ""},
	{"garbage", "unavailable", "malformed", 2, ""},
	{"error", "unavailable", "overloaded", 2, ""},
	{"html", "unavailable", "content_type", 1, ""},
	{"nohttp", "unavailable", "broken", 2, ""},
	{"redirect", "unavailable", "redirect", 1, ""},
	{"line", "unavailable", "too_large", 1, ""},
	{"comments", "unavailable", "too_large", 1, ""},
	{"status/401", "unavailable", "auth", 1, ""},
	{"status/402", "unavailable", "provider_budget", 1, ""},
	{"quota", "unavailable", "provider_budget", 1, ""},
	{"status/404", "unavailable", "not_found", 1, ""},
	{"status/422", "unavailable", "request", 1, ""},
	{"status/500", "unavailable", "overloaded", 2, ""},
	{"status/529", "unavailable", "overloaded", 2, ""},
	{"later/60", "unavailable", "rate_limited", 1, ""},
	{"refuse", "refused", "refused", 1, ""},
	{"badtool", "bad_tool", "bad_tool", 2, ""},
	{"flaky/1", "ok", "ok", 2, "Hello wörld!"},
	{"once", "ok", "ok", 2, "Hello wörld!"},
	{"later/1", "unavailable", "rate_limited", 2, ""},
};

Test(llm, each_failure_has_a_name_and_an_end)
{
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		struct llm_bench b;
		const struct answer *a;

		llm_bench_set_up(&b, BEHAVIOURS(failures[i].behaviour));
		a = llm_bench_ask(&b);
		cr_expect_str_eq(llm_outcome_word(a->outcome), failures[i].outcome, "%s: %s (%s)",
				 failures[i].behaviour, llm_outcome_word(a->outcome), a->failure);
		cr_expect_str_eq(a->failure, failures[i].failure, "%s: %s", failures[i].behaviour,
				 a->failure);
		cr_expect_eq(a->tries, failures[i].tries, "%s: %u tries", failures[i].behaviour,
			     a->tries);
		cr_expect_str_eq(a->text, failures[i].text);
		cr_expect_str_eq(a->shown, failures[i].text);
		llm_bench_tear_down(&b);
	}
}

Test(llm, nobody_listens_and_no_tls_there)
{
	struct llm_bench b;
	const struct answer *a;

	llm_bench_set_up(&b, BEHAVIOURS("say"));
	snprintf(b.urls[0], sizeof(b.urls[0]), "http://127.0.0.1:1/v1");
	llm_bench_configure(&b);
	a = llm_bench_ask(&b);
	EXPECT_OUTCOME(a, "unavailable");
	cr_expect_str_eq(a->failure, "connect");
	snprintf(b.urls[0], sizeof(b.urls[0]), "https%s/say", http_stub_url(b.stub) + 4);
	llm_bench_configure(&b);
	a = llm_bench_ask(&b);
	EXPECT_OUTCOME(a, "unavailable");
	cr_expect_str_eq(a->failure, "tls", "%s", a->failure);
	llm_bench_tear_down(&b);
}

Test(llm, tool_calls_and_probabilities)
{
	struct llm_bench b;
	const struct answer *a;

	llm_bench_set_up(&b, BEHAVIOURS("tool"));
	a = llm_bench_ask(&b);
	EXPECT_OUTCOME(a, "ok");
	cr_expect_str_eq(a->tool, "handoff");
	cr_expect_str_eq(a->tool_json, "{\"reason\":\"angry\"}");
	cr_expect_str_eq(a->finish, "tool");
	cr_expect_eq(a->deltas, 0);
	llm_bench_tear_down(&b);
	llm_bench_set_up(&b, BEHAVIOURS("logprobs"));
	a = llm_bench_ask(&b);
	EXPECT_OUTCOME(a, "ok");
	cr_expect(a->has_logprob);
	cr_expect_float_eq(a->mean_logprob, -1.0, 1e-9);
	llm_bench_tear_down(&b);
}

Test(llm, cancel_from_inside_a_delta_and_from_outside)
{
	struct llm_bench b;

	llm_bench_set_up(&b, BEHAVIOURS("stop"));
	b.cancel_at_delta = llm_bench_start(&b, (struct llm_request){0});
	llm_bench_run(&b, 1);
	cr_expect_str_eq(b.answers[0].shown, "Hello");
	cr_expect_str_eq(b.answers[0].failure, "", "a cancelled one completed");
	llm_cancel(b.llm, b.cancel_at_delta);
	llm_cancel(b.llm, llm_bench_start(&b, (struct llm_request){0}));
	llm_bench_tear_down(&b);
}

Test(llm, off_ends_what_runs_at_once)
{
	struct llm_bench b;
	const struct answer *a;

	llm_bench_set_up(&b, BEHAVIOURS("silent"));
	b.providers[0].first_token_timeout = 60000;
	b.settings.deadline = 60000;
	llm_bench_configure(&b);
	llm_bench_start(&b, (struct llm_request){0});
	llm_switch(b.llm, false, "Ada");
	cr_expect_not(llm_is_on(b.llm));
	llm_bench_start(&b, (struct llm_request){0});
	llm_bench_run(&b, 2);
	for (size_t i = 0; i < 2; i++) {
		a = &b.answers[i];
		EXPECT_OUTCOME(a, "off");
		cr_expect_lt(a->total_ms, 1000);
	}
	llm_switch(b.llm, true, "Ada");
	cr_expect(llm_is_on(b.llm));
	b.settings.enabled = false;
	llm_bench_configure(&b);
	a = llm_bench_ask(&b);
	EXPECT_OUTCOME(a, "off");
	llm_bench_tear_down(&b);
}

/* Time for one try and a half: the second is cut short and the third never made. Where the machine
 * is so busy that the first one takes all of it, both limits are doubled. */
Test(llm, the_deadline_holds_for_all_tries_together)
{
	unsigned tries = 0;

	for (unsigned times = 1; tries < 2 && times <= 16; times *= 2) {
		struct llm_bench b;
		const struct answer *a;
		llm_bench_set_up(&b, BEHAVIOURS("silent", "head", "silent/2"));
		for (size_t i = 0; i < 3; i++)
			b.providers[i].first_token_timeout = 200 * times;
		b.settings.deadline = 300 * times;
		llm_bench_configure(&b);
		a = llm_bench_ask(&b);
		EXPECT_OUTCOME(a, "timeout");
		tries = a->tries;
		cr_expect_leq(tries, 2, "%u tries", tries);
		llm_bench_tear_down(&b);
	}
	cr_expect_eq(tries, 2);
}

Test(llm, requests_that_are_too_large_or_too_late)
{
	struct llm_bench b;
	char *text = calloc(1, LLM_SENT_MAX + 1);
	struct llm_message m = {LLM_USER, text};

	memset(text, 'x', LLM_SENT_MAX);
	llm_bench_set_up(&b, BEHAVIOURS("say"));
	llm_bench_start(&b, (struct llm_request){.messages = &m, .message_count = 1});
	llm_stop(b.llm);
	llm_bench_start(&b, (struct llm_request){0});
	llm_bench_run(&b, 2);
	cr_expect_eq(b.answers[0].outcome, LLM_BAD_REQUEST);
	cr_expect_eq(b.answers[1].outcome, LLM_SHUTTING_DOWN);
	free(text);
	llm_bench_tear_down(&b);
}
