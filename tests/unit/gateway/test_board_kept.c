/*
 * The wallboard's day over a restart: what was seen of the line before a kill is in the curve of
 * the next process, which goes on with the step that was under way.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "gateway/loop/loop.h"
#include "gateway/session/board.h"
#include "tests/support/gateway/small_config.h"
#include "tests/unit/gateway/test_store_help.h"

#define STEP (T0 / BOARD_STEP_MS)
#define START (STEP * BOARD_STEP_MS)
#define SECOND ((int64_t)1000)

static const struct token_key token_key = {{7}};
static int64_t now;

static int64_t still(const struct loop *l)
{
	(void)l;
	return now;
}

static void loaded(void *arg, bool ok)
{
	cr_assert(ok, "the day is read");
	*(bool *)arg = true;
}

/* A process on the same store, with its day read. */
static struct hub *process(struct loop *l, struct store *s, struct config_set *c)
{
	struct hub *h = hub_create(l, &store_sqlite, s, &token_key, c);
	bool done = false;

	h->now = still;
	board_load(h, loaded, &done);
	cr_assert(done, "a store without a loop answers at once");
	return h;
}

static void queue(struct hub *h, int n, int64_t since)
{
	struct esc_waiting w = {.priority = 1, .since_ms = since, .state = ESC_CASE_QUEUED};

	snprintf(w.case_id, sizeof w.case_id, "case-%d", n);
	snprintf(w.team, sizeof w.team, "support");
	esc_desk_wait(h->desk, &w);
}

static void look(struct hub *h, int64_t at)
{
	now = at;
	board_tick(h);
}

Test(board_kept, the_curve_goes_on_after_a_kill)
{
	struct fixture f;
	struct config_set *config = small_config(POLICY_PATIENT);
	struct loop *loop = loop_create();

	fixture_init(&f);
	struct hub *h = process(loop, f.store, config);
	look(h, START + SECOND);
	queue(h, 1, START + SECOND);
	queue(h, 2, START + SECOND);
	look(h, START + 20 * SECOND);
	look(h, START + 298 * SECOND); /* the end of the step */
	(void)esc_desk_leave(h->desk, "case-2");
	look(h, START + 301 * SECOND);
	look(h, START + 340 * SECOND);
	hub_destroy(h);

	now = START + 345 * SECOND;
	h = process(loop, f.store, config);
	const struct board_step *first = board_day_step(&h->day, STEP);
	const struct board_step *second = board_day_step(&h->day, STEP + 1);
	cr_assert(first && second, "both steps are there");
	cr_expect_eq(first->waiting, 2);
	cr_expect_eq(first->longest_s, 297);
	cr_expect_eq(second->waiting, 1);
	cr_expect_eq(second->longest_s, 339);
	look(h, START + 350 * SECOND); /* nobody waits any more */
	hub_destroy(h);

	h = process(loop, f.store, config);
	cr_expect_eq(board_day_step(&h->day, STEP + 1)->waiting, 1, "the most of the whole step");
	hub_destroy(h);
	now += (int64_t)BOARD_STEPS * BOARD_STEP_MS;
	h = process(loop, f.store, config);
	cr_expect_null(board_day_step(&h->day, STEP), "a day later it is gone");
	hub_destroy(h);
	cr_assert_eq(loop_destroy(loop), 0);
	config_set_destroy(config);
	fixture_dispose(&f);
}
