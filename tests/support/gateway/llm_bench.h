/*
 * What tests of the client for language models share: a loop, a fake provider, the client, and what
 * came, in the order in which it came.
 */
#ifndef TESTS_SUPPORT_GATEWAY_LLM_BENCH_H
#define TESTS_SUPPORT_GATEWAY_LLM_BENCH_H

#include <criterion/criterion.h>
#include <string.h>

#include "gateway/llm/llm.h"
#include "tests/support/gateway/fake_llm.h"

#define ANSWERS_MAX 64

struct answer {
	uint64_t id;
	enum llm_outcome outcome;
	char text[512], shown[512]; /* shown: the deltas, one after the other; cut to fit */
	char provider[65], finish[65], failure[65], tool[65], tool_json[128];
	size_t len;
	unsigned deltas, tries, tokens_in, tokens_out;
	bool estimated, has_logprob;
	double cost, mean_logprob;
	int status;
	int64_t first_ms, total_ms;
};

struct llm_bench {
	struct loop *loop;
	struct http_stub *stub;
	struct llm *llm;
	struct settings_llm settings;
	struct settings_provider providers[SETTINGS_PROVIDERS_MAX];
	char urls[SETTINGS_PROVIDERS_MAX][64];
	struct answer answers[ANSWERS_MAX];
	size_t count, wanted;
	uint64_t cancel_at_delta; /* a job that is cancelled at its first delta */
};

/* Providers of these behaviours ("say", "status/503", …), in order, named by them; NULL ends the
 * list. Times are short; change settings and call llm_bench_configure(). */
void llm_bench_set_up(struct llm_bench *b, const char *const *behaviours);
void llm_bench_configure(struct llm_bench *b);
void llm_bench_tear_down(struct llm_bench *b);
uint64_t llm_bench_start(struct llm_bench *b, struct llm_request r);
/* Runs until `wanted` completions are there in all. */
void llm_bench_run(struct llm_bench *b, size_t wanted);
/* Asks and runs until it is over; borrowed. */
const struct answer *llm_bench_ask(struct llm_bench *b);

#define BEHAVIOURS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define EXPECT_OUTCOME(a, word)                                                         \
	cr_expect_str_eq(llm_outcome_word((a)->outcome), word, "%s (%s) instead of %s", \
			 llm_outcome_word((a)->outcome), (a)->failure, word)

#endif
