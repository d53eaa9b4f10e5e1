#include "tests/support/gateway/actions_bench.h"

#include "config/load/mem.h"
#include "tests/support/gateway/turns.h"

void actions_bench_set_up(struct actions_bench *b)
{
	*b = (struct actions_bench){.settings = {.max_in_flight = 8, .queue = 4, .cache = 1 << 20}};
	b->loop = loop_create();
	b->shop = fake_shop_start();
	b->settings.base_url = (char *)fake_shop_url(b->shop);
	b->actions = actions_create(b->loop);
	cr_assert_not_null(b->actions);
	actions_configure(b->actions, &(struct actions_config){.settings = &b->settings});
}

void actions_bench_tear_down(struct actions_bench *b)
{
	actions_destroy(b->actions);
	cr_assert_eq(loop_destroy(b->loop), 0, "handles were left open");
	fake_shop_stop(b->shop);
	for (size_t i = 0; i < b->count; i++)
		free(b->outcomes[i].body);
}

static void on_done(void *ctx, uint64_t id, const struct actions_result *r)
{
	struct actions_bench *b = ctx;

	cr_assert_lt(b->count, OUTCOMES_MAX);
	cr_assert_eq(r->body[r->body_len], '\0');
	b->outcomes[b->count++] = (struct outcome){.id = id,
						   .error = r->error,
						   .status = r->status,
						   .body = mem_copy(r->body, r->body_len),
						   .body_len = r->body_len,
						   .tries = r->tries,
						   .is_cached = r->is_cached,
						   .is_in_doubt = r->is_in_doubt};
	if (b->count >= b->wanted)
		loop_stop(b->loop);
}

uint64_t actions_bench_start(struct actions_bench *b, struct actions_request r)
{
	uint64_t id;
	size_t before = b->count;

	r.intent = "a_test";
	if (!r.timeout_ms)
		r.timeout_ms = 5000;
	id = actions_start(b->actions, &r, on_done, b);
	cr_assert_neq(id, 0);
	cr_assert_eq(b->count, before, "completed from inside actions_start()");
	return id;
}

void actions_bench_run(struct actions_bench *b, size_t wanted)
{
	b->wanted = wanted;
	if (b->count < wanted)
		turns_until_stopped(b->loop);
	cr_assert_eq(b->count, wanted);
}

const struct outcome *actions_bench_ask(struct actions_bench *b, struct actions_request r)
{
	uint64_t id = actions_bench_start(b, r);
	const struct outcome *o;

	actions_bench_run(b, b->count + 1);
	o = &b->outcomes[b->count - 1];
	cr_assert_eq(o->id, id);
	return o;
}
