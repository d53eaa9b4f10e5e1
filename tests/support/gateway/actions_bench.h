/*
 * What tests of the client for the shop's systems share: a loop, a fake shop, the client, and the
 * completions in the order in which they came.
 */
#ifndef TESTS_SUPPORT_GATEWAY_ACTIONS_BENCH_H
#define TESTS_SUPPORT_GATEWAY_ACTIONS_BENCH_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/actions/actions.h"
#include "tests/support/gateway/fake_shop.h"

#define OUTCOMES_MAX 16

struct outcome {
	uint64_t id;
	enum actions_error error;
	int status;
	char *body; /* owned */
	size_t body_len;
	unsigned tries;
	bool is_cached, is_in_doubt;
};

struct actions_bench {
	struct loop *loop;
	struct fake_shop *shop;
	struct actions *actions;
	struct settings_actions settings;
	struct outcome outcomes[OUTCOMES_MAX];
	size_t count, wanted;
};

/* The fake shop is the base; 8 places, a line of 4. */
void actions_bench_set_up(struct actions_bench *b);
void actions_bench_tear_down(struct actions_bench *b);
/* Starts one; the completion is kept. */
uint64_t actions_bench_start(struct actions_bench *b, struct actions_request r);
/* Runs until `wanted` completions are there in all. */
void actions_bench_run(struct actions_bench *b, size_t wanted);
/* Starts one and runs until it is over; borrowed. */
const struct outcome *actions_bench_ask(struct actions_bench *b, struct actions_request r);

#define EXPECT(o, word)                                                                   \
	do {                                                                              \
		const struct outcome *o_ = (o);                                           \
		cr_expect_str_eq(actions_error_word(o_->error), word, "%s instead of %s", \
				 actions_error_word(o_->error), word);                    \
	} while (0)

#endif
