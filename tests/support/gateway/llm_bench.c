#include "tests/support/gateway/llm_bench.h"
#include "tests/support/gateway/turns.h"

#include <stdio.h>

/* Only who says nothing is given little time for it: a loaded machine is slow too. */
static bool is_silent(const char *name)
{
	return !strncmp(name, "silent", 6) || !strcmp(name, "head") || !strcmp(name, "stop") ||
	       !strcmp(name, "nodone");
}

void llm_bench_set_up(struct llm_bench *b, const char *const *behaviours)
{
	*b = (struct llm_bench){.settings = {.enabled = true,
					     .deadline = 5000,
					     .max_tokens = 200,
					     .temperature = 0.2,
					     .queue = 4}};
	b->loop = loop_create();
	b->stub = http_stub_start(fake_llm);
	b->llm = llm_create(b->loop);
	cr_assert_not_null(b->llm);
	b->settings.providers.items = b->providers;
	for (size_t i = 0; behaviours[i]; i++) {
		char *name = strdup(behaviours[i]);

		snprintf(b->urls[i], sizeof(b->urls[i]), "%s/%s", http_stub_url(b->stub), name);
		b->providers[i] = (struct settings_provider){
			.name = name,
			.url = b->urls[i],
			.model = (char *)"test-model",
			.api = !strcmp(name, "claude") ? SETTINGS_LLM_ANTHROPIC
						       : SETTINGS_LLM_OPENAI,
			.connect_timeout = 2000,
			.first_token_timeout = is_silent(name) ? 150 : 4000,
			.idle_timeout = is_silent(name) ? 150 : 4000,
			.timeout = 4000,
			.concurrency = 8,
			.price_in = 1000,
			.price_out = 2000,
			.stream_usage = true,
			.tools = true,
		};
		b->settings.providers.count++;
	}
	llm_bench_configure(b);
}

void llm_bench_configure(struct llm_bench *b)
{
	llm_configure(b->llm, &b->settings);
}

void llm_bench_tear_down(struct llm_bench *b)
{
	llm_destroy(b->llm);
	cr_assert_eq(loop_destroy(b->loop), 0, "handles were left open");
	http_stub_stop(b->stub);
	for (size_t i = 0; i < b->settings.providers.count; i++)
		free(b->providers[i].name);
}

static struct answer *answer_of(struct llm_bench *b, uint64_t id)
{
	for (size_t i = 0; i < ANSWERS_MAX; i++) {
		if (b->answers[i].id == id)
			return &b->answers[i];
	}
	cr_assert_fail("no such answer");
	return NULL;
}

static void on_delta(void *ctx, uint64_t id, const char *text, size_t len)
{
	struct llm_bench *b = ctx;
	struct answer *a = answer_of(b, id);
	size_t at = strlen(a->shown), room = sizeof(a->shown) - 1 - at;

	cr_assert_gt(len, 0);
	memcpy(a->shown + at, text, len < room ? len : room);
	a->deltas++;
	if (b->cancel_at_delta == id) {
		llm_cancel(b->llm, id);
		b->count++;
		if (b->count >= b->wanted)
			loop_stop(b->loop);
	}
}

#define COPY(field, text) snprintf(a->field, sizeof(a->field), "%s", text)

static void on_done(void *ctx, uint64_t id, const struct llm_result *r)
{
	struct llm_bench *b = ctx;
	struct answer *a = answer_of(b, id);

	cr_assert_eq(r->text[r->len], '\0');
	a->outcome = r->outcome;
	COPY(text, r->text);
	COPY(provider, r->provider);
	COPY(finish, r->finish);
	COPY(failure, r->failure);
	COPY(tool, r->tool_name ? r->tool_name : "");
	COPY(tool_json, r->tool_json ? r->tool_json : "");
	a->len = r->len;
	a->tries = r->tries;
	a->tokens_in = r->tokens_in;
	a->tokens_out = r->tokens_out;
	a->estimated = r->estimated;
	a->cost = r->cost;
	a->has_logprob = r->has_logprob;
	a->mean_logprob = r->mean_logprob;
	a->status = r->status;
	a->first_ms = r->first_ms;
	a->total_ms = r->total_ms;
	b->count++;
	if (b->count >= b->wanted)
		loop_stop(b->loop);
}

uint64_t llm_bench_start(struct llm_bench *b, struct llm_request r)
{
	static const struct llm_message hi[] = {{LLM_USER, "Is \"zinc\" out?"}};
	size_t before = b->count, place = 0;
	uint64_t id;

	if (!r.messages) {
		r.messages = hi;
		r.message_count = 1;
	}
	while (b->answers[place].id)
		place++;
	cr_assert_lt(place, ANSWERS_MAX);
	id = llm_start(b->llm, &r, on_delta, on_done, b);
	cr_assert_neq(id, 0);
	cr_assert_eq(b->count, before, "completed from inside llm_start()");
	b->answers[place].id = id;
	return id;
}

void llm_bench_run(struct llm_bench *b, size_t wanted)
{
	b->wanted = wanted;
	if (b->count < wanted)
		turns_until_stopped(b->loop);
	cr_assert_eq(b->count, wanted);
}

const struct answer *llm_bench_ask(struct llm_bench *b)
{
	uint64_t id = llm_bench_start(b, (struct llm_request){.temperature = -1});

	llm_bench_run(b, b->count + 1);
	return answer_of(b, id);
}
