/*
 * The store with its threads on a running loop: group commit, order, back-pressure, closing with
 * work under way.
 */
#include "tests/unit/gateway/test_store_help.h"

#include <signal.h>
#include <sys/resource.h>

#include "gateway/loop/loop.h"

#define CONVS 50
#define EACH 40

static struct fixture f;
static struct loop *loop;
static char ids[CONVS][ID_LEN + 1];
static uint64_t last_seq[CONVS];
static unsigned sent[CONVS], answered, failed;

static void setup(void)
{
	fixture_init(&f);
	store_sqlite.close(f.store);
	loop = loop_create();
	cr_assert(loop);
	struct store_config c = {.dir = f.dir, .exclusive = true, .queue_max = 200};
	f.store = store_sqlite.open(loop, &c, &f.d);
	cr_assert(f.store);
}

static void teardown(void)
{
	fixture_dispose(&f);
	cr_expect_eq(loop_destroy(loop), 0);
}

static void give_up(void *arg)
{
	(void)arg;
	cr_assert_fail("the loop did not come to an end: %u answers", answered);
}

static void run(void)
{
	struct loop_timer *t = loop_timer_create(loop, give_up, NULL);
	loop_timer_start(t, 60000, 0);
	loop_run(loop);
	loop_timer_destroy(t);
}

TestSuite(store_threads, .init = setup, .fini = teardown, .timeout = 90);

static int send_next(unsigned conv, store_append_done *done)
{
	char cid[16];
	unsigned n = sent[conv]++;
	if (n == 0)
		id_new(T0, ids[conv]);
	struct draft d = draft_for(&f, ids[conv]);
	d.a.create = n == 0;
	memcpy(d.a.token_hash, ids[conv], TOKEN_HASH_LEN);
	d.a.expect_version = n;
	snprintf(cid, sizeof(cid), "c%u", n);
	draft_customer(&f, &d, cid, cid);
	draft_rest(&f, &d, STORE_RULE, "reply");
	d.a.customer = d.customer;
	d.a.rest = d.rest;
	return store_sqlite.append(f.store, &d.a, (struct store_call){NULL, conv}, done);
}

static void on_appended(struct store_call c, const struct store_append_result *r)
{
	answered++;
	if (r->status != STORE_OK || r->seq != last_seq[c.id] + 2)
		failed++;
	last_seq[c.id] = r->seq;
	if (sent[c.id] < EACH)
		cr_assert_eq(send_next((unsigned)c.id, on_appended), 0);
	else if (answered == CONVS * EACH)
		loop_stop(loop);
}

static unsigned transcripts;

static void on_transcript(struct store_call c, enum store_status st, const struct store_message *m,
			  size_t count, bool more)
{
	(void)c;
	cr_expect_eq(st, STORE_OK);
	cr_expect_eq(count, (size_t)EACH * 2);
	cr_expect_not(more);
	for (size_t i = 0; i < count; i++)
		cr_expect_eq(m[i].seq, i + 1);
	if (++transcripts == CONVS)
		loop_stop(loop);
}

Test(store_threads, many_conversations_side_by_side)
{
	for (unsigned i = 0; i < CONVS; i++)
		cr_assert_eq(send_next(i, on_appended), 0);
	cr_expect_eq(store_sqlite.backlog(f.store), (size_t)CONVS);
	run();
	cr_expect_eq(failed, 0u);
	cr_expect_eq(store_sqlite.backlog(f.store), 0u);
	for (unsigned i = 0; i < CONVS; i++)
		cr_assert_eq(store_sqlite.read_after(f.store, ids[i], 0, 100,
						     (struct store_call){NULL, i}, on_transcript),
			     0);
	run();
	cr_expect_eq(transcripts, (unsigned)CONVS);
}

static void never(struct store_call c, const struct store_append_result *r)
{
	(void)c, (void)r;
	cr_assert_fail("a completion came after the store was closed");
}

static void stop(void *arg)
{
	loop_stop(arg);
}

Test(store_threads, closing_commits_what_is_queued_and_is_silent)
{
	for (unsigned i = 0; i < 20; i++) {
		for (int n = 0; n < 5; n++)
			cr_assert_eq(send_next(i, never), 0);
	}
	store_sqlite.close(f.store);
	loop_post(loop, stop, loop);
	run();
	fixture_open(&f);
	for (unsigned i = 0; i < 20; i++)
		cr_expect_eq(transcript_of(&f, ids[i], 0, 100)->count, 10u);
}

static void count_done(struct store_call c, const struct store_append_result *r)
{
	(void)c;
	failed += r->status != STORE_OK;
	if (++answered == 200)
		loop_stop(loop);
}

Test(store_threads, a_full_queue_says_so)
{
	unsigned taken = 0;
	while (taken < 1000 && send_next(0, count_done) == 0)
		taken++;
	cr_expect_eq(taken, 200u, "took %u with a limit of 200", taken);
	run();
	cr_expect_eq(failed, 0u);
}

static enum store_status statuses[3];

static void keep_bad(struct store_call c, const struct store_append_result *r)
{
	statuses[c.id] = r->status;
	if (++answered == 3)
		loop_stop(loop);
}

/* An operation that SQLite itself refuses must not take its neighbours along. */
Test(store_threads, one_bad_operation_fails_alone)
{
	struct store_case_change k = {
		.open = true, .id = "not an id", .state = "queued", .reference = "FD-00000000"};
	for (unsigned i = 0; i < 3; i++) {
		id_new(T0, ids[i]);
		struct draft d = draft_for(&f, ids[i]);
		d.a.create = true;
		memcpy(d.a.token_hash, ids[i], TOKEN_HASH_LEN);
		draft_customer(&f, &d, "c", "hello");
		d.a.customer = d.customer;
		d.a.case_change = i == 1 ? &k : NULL;
		cr_assert_eq(
			store_sqlite.append(f.store, &d.a, (struct store_call){NULL, i}, keep_bad),
			0);
	}
	run();
	cr_expect_eq(statuses[0], STORE_OK);
	cr_expect_eq(statuses[1], STORE_UNAVAILABLE);
	cr_expect_eq(statuses[2], STORE_OK);
	store_sqlite.close(f.store);
	fixture_open(&f);
	cr_expect_eq(transcript_of(&f, ids[0], 0, 9)->count, 1u);
	cr_expect_eq(transcript_of(&f, ids[1], 0, 9)->status, STORE_GONE,
		     "half an operation was kept");
	cr_expect_eq(transcript_of(&f, ids[2], 0, 9)->count, 1u);
}

/* ---- full disk, without traffic afterwards ---- */

static struct rlimit before;

static void on_full(struct store_call c, const struct store_append_result *r)
{
	(void)c;
	if (r->status == STORE_OK) {
		cr_assert_eq(send_next(0, on_full), 0);
		return;
	}
	cr_expect_eq(r->status, STORE_UNAVAILABLE);
	loop_stop(loop);
}

static void look_at_health(void *arg)
{
	int64_t ms;
	(void)arg;
	if (store_sqlite.healthy(f.store, &ms))
		loop_stop(loop);
}

Test(store_threads, health_comes_back_by_itself)
{
	int64_t ms;
	struct rlimit tight;
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	tight = before;
	tight.rlim_cur = 400000;
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
	cr_assert_eq(send_next(0, on_full), 0);
	run();
	cr_expect_not(store_sqlite.healthy(f.store, &ms));
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	struct loop_timer *t = loop_timer_create(loop, look_at_health, NULL);
	loop_timer_start(t, 10, 10);
	run();
	loop_timer_destroy(t);
	cr_expect(store_sqlite.healthy(f.store, &ms));
}
