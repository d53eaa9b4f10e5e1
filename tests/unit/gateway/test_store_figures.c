/*
 * What the report is made of, as the store sums it up: service levels, waits, contacts; the
 * wallboard's steps; and the way of older data folders to it.
 */
#include "tests/unit/gateway/test_store_help.h"

#include <sqlite3.h>

#include "gateway/store/folder.h"

#define ANNA "01890000-0000-7000-8000-00000000000a"
#define HOUR ((int64_t)3600 * 1000)

static struct fixture f;

static void setup(void)
{
	fixture_init(&f);
}

static void teardown(void)
{
	fixture_dispose(&f);
}

TestSuite(store_figures, .init = setup, .fini = teardown);

/* A UUIDv7 of that time. */
static void id_of(int64_t ms, int n, char out[ID_LEN + 1])
{
	char text[64];

	snprintf(text, sizeof text, "%08llx-%04llx-7000-8000-%012d", (unsigned long long)ms >> 16,
		 (unsigned long long)ms & 0xffff, n);
	memcpy(out, text, ID_LEN + 1);
}

struct handoff {
	char conversation[ID_LEN + 1], id[ID_LEN + 1];
};

/* A case of priority 3, opened at T0 + `at`, due an hour and two hours later. */
static struct handoff opened(int n, int64_t at)
{
	static const char *const locales[] = {"en", "de"};
	struct store_case_change k = {.open = true,
				      .state = "queued",
				      .outcome = "queued",
				      .reason = "complaint",
				      .team = "support",
				      .priority = 3,
				      .has_due = true,
				      .first_due_ms = T0 + at + HOUR,
				      .solve_due_ms = T0 + at + 2 * HOUR};
	struct store_append a = {.create = true,
				 .expect_version = UINT64_MAX,
				 .case_change = &k,
				 .patch = STORE_SET_STATE,
				 .state = STORE_QUEUED,
				 .at_ms = T0 + at};
	struct handoff h;

	id_of(T0 + at, 2 * n, h.conversation);
	id_of(T0 + at, 2 * n + 1, h.id);
	strcpy(a.conversation, h.conversation);
	strcpy(k.id, h.id);
	strcpy(a.locale, locales[n % 2]);
	a.token_hash[0] = (uint8_t)(n + 1);
	reference_new(k.reference);
	cr_assert_eq(do_append(&f, &a).status, STORE_OK);
	return h;
}

static void step(const struct handoff *h, struct store_case_change k, int64_t at,
		 const struct store_message *m)
{
	struct store_append a = {.expect_version = UINT64_MAX,
				 .case_change = &k,
				 .rest = m,
				 .rest_count = m != NULL,
				 .at_ms = T0 + at};

	strcpy(a.conversation, h->conversation);
	strcpy(k.id, h->id);
	cr_assert_eq(do_append(&f, &a).status, STORE_OK);
}

static void taken(const struct handoff *h, int64_t at, int64_t waited, int64_t promised)
{
	struct store_case_change k = {.state = "assigned",
				      .outcome = "assigned",
				      .agent = ANNA,
				      .has_wait = true,
				      .waited_ms = waited,
				      .promised_ms = promised};

	step(h, k, at, NULL);
}

static void answered(const struct handoff *h, int64_t at)
{
	struct store_message m = {
		.origin = STORE_AGENT, .sender = ANNA, .at_ms = T0 + at, .text = "hello"};

	m.client_id = h->id;
	step(h, (struct store_case_change){.state = "assigned", .agent = ANNA}, at, &m);
}

static void ended(const struct handoff *h, int64_t at, const char *agent)
{
	struct store_case_change k = {.state = "closed"};

	strcpy(k.agent, agent);
	step(h, k, at, NULL);
}

struct kept {
	enum store_figure_kind kind;
	size_t count;
	struct store_figure rows[8];
	char a[8][16], b[8][16];
};

static void keep(struct store_call c, enum store_status st, const struct store_figure *rows,
		 size_t count)
{
	struct kept *k = c.ctx;

	cr_assert_eq(st, STORE_OK);
	k->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].kind != k->kind)
			continue;
		cr_assert_lt(k->count, 8);
		k->rows[k->count] = rows[i];
		snprintf(k->a[k->count], sizeof k->a[0], "%s", rows[i].a);
		snprintf(k->b[k->count], sizeof k->b[0], "%s", rows[i].b);
		k->count++;
	}
}

static struct kept figures(enum store_figure_kind kind, int64_t since, int64_t until, int64_t now)
{
	struct store_period p = {
		.since_ms = T0 + since, .until_ms = T0 + until, .now_ms = T0 + now};
	struct kept k = {.kind = kind};

	cr_assert_eq(store_sqlite.figures(f.store, &p, (struct store_call){&k, 0}, keep), 0);
	return k;
}

static void expect_numbers(const struct store_figure *r, size_t count, const int64_t *want)
{
	for (size_t i = 0; i < count; i++)
		cr_expect_eq(r->n[i], want[i], "number %zu is %lld", i, (long long)r->n[i]);
}

Test(store_figures, service_levels_are_met_breached_open_or_count_for_nothing)
{
	struct handoff prompt = opened(0, 0), late = opened(1, 0), left = opened(2, 0);

	opened(3, 0);          /* nobody answers: breached for good after an hour */
	opened(4, 5 * HOUR);   /* open still */
	opened(5, 100 * HOUR); /* of another period */
	taken(&prompt, 1000, 1000, -1);
	answered(&prompt, HOUR);
	ended(&prompt, 2 * HOUR, ANNA);
	taken(&late, 1000, 1000, -1);
	answered(&late, HOUR + 1);
	ended(&late, 3 * HOUR, ANNA);
	ended(&left, HOUR - 1, "");
	struct kept k = figures(STORE_FIGURE_SLA, 0, 50 * HOUR, 5 * HOUR + 1);
	cr_assert_eq(k.count, 1);
	cr_expect_str_eq(k.a[0], "support");
	static const int64_t want[] = {3, 1, 2, 1, 1, 2, 1};
	expect_numbers(&k.rows[0], 7, want);
}

Test(store_figures, the_first_wait_counts_and_its_promise)
{
	struct handoff told = opened(0, 0), again = opened(1, 0), long_one = opened(3, 0);

	taken(&told, 90000, 90500, 60000);
	step(&told, (struct store_case_change){.state = "queued", .place_ms = T0 - 5}, 91000, NULL);
	taken(&told, 92000, 1000, 7000000);
	taken(&again, 30000, 30000, -1);
	taken(&long_one, 3 * HOUR, 2 * HOUR + 59999, -1);
	struct kept k = figures(STORE_FIGURE_WAITS, 0, HOUR, HOUR);
	cr_assert_eq(k.count, 3);
	static const int64_t want[3][5] = {
		{30, 1, 0, 0, 0}, {7200, 1, 0, 0, 0}, {90, 1, 1, -30500, 30500}};
	for (size_t i = 0; i < 3; i++)
		expect_numbers(&k.rows[i], 5, want[i]);
	cr_expect_str_eq(k.a[0], "de");
	cr_expect_str_eq(k.a[2], "en");
}

static void keep_place(struct store_call c, enum store_status st, const struct store_case *k)
{
	cr_assert_eq(st, STORE_OK);
	*(int64_t *)c.ctx = k->place_ms;
}

Test(store_figures, a_place_in_the_line_is_of_one_case_only)
{
	struct handoff back = opened(0, 0), other = opened(1, 0);
	int64_t place = -1;

	step(&back, (struct store_case_change){.state = "queued", .place_ms = T0 - 7}, 1, NULL);
	taken(&other, 2, 2, -1);
	cr_assert_eq(store_sqlite.case_by_id(f.store, other.id, (struct store_call){&place, 0},
					     keep_place),
		     0);
	cr_expect_eq(place, 0, "the case before was put in front, not this one");
}

Test(store_figures, callbacks_are_those_who_left_a_contact)
{
	struct handoff one = opened(0, 0), two = opened(2, 0);
	struct store_case_change k = {
		.state = "callback", .outcome = "callback", .contact = "ann@example.com"};

	step(&one, k, 5, NULL);
	step(&two, k, 5, NULL);
	ended(&two, 10, ANNA);
	struct kept c = figures(STORE_FIGURE_CASES, 0, HOUR, HOUR);
	cr_assert_eq(c.count, 1);
	cr_expect_str_eq(c.b[0], "complaint");
	static const int64_t want[] = {2, 1, 0, 2, 1};
	expect_numbers(&c.rows[0], 5, want);
}

/* ---- the wallboard ---- */

struct steps {
	size_t count;
	struct store_board_step first, last;
};

static void keep_steps(struct store_call c, enum store_status st,
		       const struct store_board_step *rows, size_t count)
{
	struct steps *s = c.ctx;

	cr_assert_eq(st, STORE_OK);
	*s = (struct steps){.count = count};
	if (count > 0) {
		s->first = rows[0];
		s->last = rows[count - 1];
	}
}

static struct steps steps_from(int64_t first)
{
	struct steps s;

	cr_assert_eq(
		store_sqlite.board_steps(f.store, first, (struct store_call){&s, 0}, keep_steps),
		0);
	return s;
}

Test(store_figures, the_boards_day_outlives_a_restart_and_is_a_day)
{
	enum store_status st = STORE_UNKNOWN;

	for (int64_t n = 1000; n < 1300; n++) {
		struct store_board_step b = {.number = n, .waiting = (uint32_t)n, .longest_s = 3};
		cr_assert_eq(store_sqlite.board_step(f.store, &b, (struct store_call){&st, 0},
						     keep_status),
			     0);
		cr_assert_eq(st, STORE_OK);
	}
	struct store_board_step more = {.number = 1299, .waiting = 7, .longest_s = 9};
	cr_assert_eq(
		store_sqlite.board_step(f.store, &more, (struct store_call){&st, 0}, keep_status),
		0);
	fixture_reopen(&f);
	struct steps s = steps_from(0);
	cr_expect_eq(s.count, 288);
	cr_expect_eq(s.first.number, 1012);
	cr_expect_eq(s.last.waiting, 7, "the later look counts");
	cr_expect_eq(s.last.longest_s, 9);
	cr_expect_eq(steps_from(1298).count, 2);
}

/* ---- an older folder ---- */

Test(store_figures, what_models_cost_before_is_kept)
{
	char path[128];
	sqlite3 *db;

	store_sqlite.close(f.store);
	snprintf(path, sizeof path, "%s/%s", f.dir, FOLDER_DATABASE);
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(
		sqlite3_exec(
			db,
			"DROP TABLE answers; DROP TABLE board_steps; DROP TABLE llm_spent;"
			"DROP TABLE ratings; DROP TABLE merges; ALTER TABLE conversations DROP "
			"COLUMN twin;"
			"ALTER TABLE cases DROP COLUMN paused_ms;"
			"ALTER TABLE cases DROP COLUMN contact_ms;"
			"ALTER TABLE cases DROP COLUMN contact_due_ms;"
			"ALTER TABLE cases DROP COLUMN waited_ms;"
			"ALTER TABLE cases DROP COLUMN promised_ms;"
			"ALTER TABLE cases DROP COLUMN first_due_ms;"
			"ALTER TABLE cases DROP COLUMN solve_due_ms;"
			"CREATE TABLE llm_spent (day INTEGER NOT NULL, provider TEXT NOT "
			"NULL, intent TEXT NOT NULL, requests INTEGER NOT NULL, tokens_in "
			"INTEGER NOT NULL, tokens_out INTEGER NOT NULL, cost_nano INTEGER NOT "
			"NULL, PRIMARY KEY (day, provider, intent)) WITHOUT ROWID;"
			"INSERT INTO llm_spent VALUES (20717, 'main', 'refund', 3, 100, 20, 7);"
			"DELETE FROM schema_version WHERE version>9",
			NULL, NULL, NULL),
		SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
	fixture_open(&f);
	struct kept k = figures(STORE_FIGURE_LLM, 0, 24 * HOUR, HOUR);
	cr_assert_eq(k.count, 1);
	cr_expect_str_eq(k.a[0], "main");
	static const int64_t want[] = {3, 100, 20, 7};
	expect_numbers(&k.rows[0], 4, want);
}
