/*
 * Ratings of chats in the store: one a conversation, about whoever had it last, found again with
 * its comment, moved by a merge, summed up without a word of it.
 */
#include "tests/unit/gateway/test_store_help.h"

#include <sqlite3.h>

#include "gateway/store/folder.h"

#define ANNA "01890000-0000-7000-8000-00000000000a"

static struct fixture f;
static char conv[ID_LEN + 1], case_id[ID_LEN + 1];

static void setup(void)
{
	fixture_init(&f);
	conv_create(&f, conv);
	case_id[0] = '\0';
}

static void teardown(void)
{
	fixture_dispose(&f);
}

TestSuite(store_ratings, .init = setup, .fini = teardown);

struct kept {
	enum store_status status;
	bool is_agents;
};

static void keep(struct store_call c, enum store_status st, bool is_agents)
{
	*(struct kept *)c.ctx = (struct kept){st, is_agents};
}

static struct kept rate(const char *id, int score, const char *comment)
{
	struct store_rating r = {.score = score, .comment = comment, .at_ms = ++f.now};
	struct kept k = {.status = STORE_UNKNOWN};

	cr_assert_eq(store_sqlite.rate(f.store, id, &r, (struct store_call){&k, 0}, keep), 0);
	return k;
}

/* The assistant says something about an intent. */
static void answer(const char *intent)
{
	struct draft d = draft_for(&f, conv);

	draft_rest(&f, &d, STORE_RULE, "reply");
	d.rest[0].answer = STORE_ANSWERED;
	d.rest[0].intent = intent;
	cr_assert_eq(draft_send(&f, &d).status, STORE_OK);
}

static void step(struct store_case_change k, enum store_conv_state to)
{
	struct draft d = draft_for(&f, conv);

	if (!case_id[0]) {
		k.open = true;
		id_new(f.now, case_id);
		reference_new(k.reference);
		strcpy(k.reason, "request");
		strcpy(k.team, "billing");
	}
	strcpy(k.id, case_id);
	d.a.case_change = &k;
	d.a.patch = STORE_SET_STATE;
	d.a.state = to;
	cr_assert_eq(draft_send(&f, &d).status, STORE_OK);
}

/* A row of the table as text: "4 Thanks agent billing intent". */
static const char *row(const char *what)
{
	static char text[256];
	char path[128];
	sqlite3_stmt *st;
	sqlite3 *db;

	snprintf(path, sizeof path, "%s/%s", f.dir, FOLDER_DATABASE);
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	char *sql = sqlite3_mprintf("SELECT %s FROM ratings", what);
	cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK, "%s",
		     sqlite3_errmsg(db));
	text[0] = '\0';
	while (sqlite3_step(st) == SQLITE_ROW)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s|",
			 (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_free(sql);
	sqlite3_close(db);
	return text;
}

#define ABOUT "CASE WHEN agent IS NULL THEN 'assistant' ELSE hex(agent) END||' '||team||' '||intent"

Test(store_ratings, only_what_has_an_answer_or_is_over)
{
	cr_expect_eq(rate(conv, 5, NULL).status, STORE_CONFLICT);
	cr_expect_eq(rate("01890000-0000-7000-8000-00000000000f", 5, NULL).status, STORE_GONE);
	cr_expect_eq(rate("x", 5, NULL).status, STORE_GONE);
	cr_expect_str_eq(row("score"), "");
	answer("");
	cr_expect_eq(rate(conv, 5, NULL).status, STORE_OK);
}

Test(store_ratings, a_closed_one_needs_no_answer)
{
	struct draft d = draft_for(&f, conv);

	d.a.patch = STORE_SET_STATE;
	d.a.state = STORE_ENDED;
	cr_assert_eq(draft_send(&f, &d).status, STORE_OK);
	cr_expect_eq(rate(conv, 1, "nobody answered").status, STORE_OK);
	cr_expect_str_eq(row(ABOUT), "assistant  |");
}

Test(store_ratings, the_last_one_counts_and_the_same_one_changes_nothing)
{
	answer("refund");
	cr_expect_eq(rate(conv, 2, "too slow").status, STORE_OK);
	cr_expect_eq(rate(conv, 2, "too slow").status, STORE_DUPLICATE);
	cr_expect_eq(rate(conv, 2, NULL).status, STORE_OK);
	cr_expect_eq(rate(conv, 2, NULL).status, STORE_DUPLICATE);
	cr_expect_eq(rate(conv, 4, "better").status, STORE_OK);
	cr_expect_str_eq(row("score||' '||cast(comment AS text)"), "4 better|");
	cr_expect_str_eq(row("typeof(comment)"), "blob|", "sealed");
	fixture_reopen(&f);
	cr_expect_eq(rate(conv, 4, "better").status, STORE_DUPLICATE);
}

Test(store_ratings, it_is_about_whoever_had_the_chat_last)
{
	answer("refund");
	struct kept k = rate(conv, 4, NULL);
	cr_expect_not(k.is_agents);
	cr_expect_str_eq(row(ABOUT), "assistant  refund|");
	step((struct store_case_change){.state = "queued", .outcome = "queued"}, STORE_QUEUED);
	step((struct store_case_change){.state = "offered", .agent = ANNA}, STORE_QUEUED);
	cr_expect_not(rate(conv, 3, NULL).is_agents, "who was asked has not had it");
	step((struct store_case_change){.state = "assigned", .agent = ANNA}, STORE_HUMAN);
	cr_expect(rate(conv, 5, NULL).is_agents);
	step((struct store_case_change){.state = "wrapup", .agent = ANNA}, STORE_BOT);
	cr_expect(rate(conv, 4, NULL).is_agents);
	cr_expect_str_eq(row(ABOUT), "0189000000007000800000000000000A billing refund|");
	step((struct store_case_change){.state = "closed", .agent = ANNA}, STORE_BOT);
	cr_expect(rate(conv, 3, NULL).is_agents, "gave it back, and nobody has spoken since");
	answer("greeting");
	cr_expect_not(rate(conv, 2, NULL).is_agents);
	cr_expect_str_eq(row(ABOUT), "assistant  greeting|");
}

static void keep_case(struct store_call c, enum store_status st, const struct store_case *k)
{
	cr_assert_eq(st, STORE_OK);
	snprintf(c.ctx, 64, "%d %s", k->rating.score, k->rating.comment ? k->rating.comment : "-");
}

static void keep_past(struct store_call c, enum store_status st, const struct store_past *rows,
		      size_t count)
{
	cr_assert_eq(st, STORE_OK);
	cr_assert_eq(count, 1);
	snprintf(c.ctx, 64, "%d %s", rows[0].rating.score, rows[0].rating.comment);
}

Test(store_ratings, agents_find_it_in_the_case_and_among_earlier_conversations)
{
	char got[64], next[ID_LEN + 1];

	answer("");
	step((struct store_case_change){.state = "queued", .outcome = "queued"}, STORE_QUEUED);
	struct store_call c = {got, 0};
	cr_assert_eq(store_sqlite.case_by_id(f.store, case_id, c, keep_case), 0);
	cr_expect_str_eq(got, "0 -");
	rate(conv, 5, "schnell");
	cr_assert_eq(store_sqlite.case_by_id(f.store, case_id, c, keep_case), 0);
	cr_expect_str_eq(got, "5 schnell");
	id_new(f.now, next);
	struct draft d = draft_for(&f, next);
	d.a.create = true;
	memcpy(d.a.token_hash, conv, TOKEN_HASH_LEN);
	draft_customer(&f, &d, "c1", "again");
	cr_assert_eq(draft_send(&f, &d).status, STORE_OK);
	cr_assert_eq(store_sqlite.past(f.store, next, 10, c, keep_past), 0);
	cr_expect_str_eq(got, "5 schnell");
}

static void merge_into(const char *into, const char *from)
{
	struct draft d = draft_for(&f, into);

	strcpy(d.a.merge, from);
	cr_assert_eq(draft_send(&f, &d).status, STORE_OK);
}

Test(store_ratings, of_two_that_become_one_the_later_stays)
{
	char first[ID_LEN + 1], third[ID_LEN + 1];

	strcpy(first, conv);
	answer("");
	rate(first, 1, "old");
	conv_create(&f, conv);
	answer("");
	rate(conv, 5, "new");
	conv_create(&f, third);
	merge_into(third, first);
	cr_expect_eq(rate(first, 1, "old").status, STORE_OK, "a conversation of its own, and over");
	rate(conv, 4, "newest");
	merge_into(third, conv);
	cr_expect_str_eq(row("score||' '||cast(comment AS text)"), "1 old|4 newest|");
}

struct sums {
	size_t count;
	int64_t n[2][5];
};

static void keep_sums(struct store_call c, enum store_status st, const struct store_figure *rows,
		      size_t count)
{
	struct sums *s = c.ctx;

	cr_assert_eq(st, STORE_OK);
	for (size_t i = 0; i < count; i++) {
		if (rows[i].kind != STORE_FIGURE_RATINGS)
			continue;
		cr_assert_lt(s->count, 2);
		memcpy(s->n[s->count++], rows[i].n, sizeof s->n[0]);
	}
}

Test(store_ratings, sums_tell_chats_with_a_person_from_those_without)
{
	struct sums s = {0};

	answer("");
	rate(conv, 4, "a");
	conv_create(&f, conv);
	answer("");
	rate(conv, 3, NULL);
	conv_create(&f, conv); /* silent for long, and not rated */
	int64_t silent = f.now;
	f.now += 10000;
	conv_create(&f, conv); /* goes on */
	conv_create(&f, conv);
	answer("");
	step((struct store_case_change){.state = "assigned", .agent = ANNA}, STORE_HUMAN);
	rate(conv, 5, NULL);
	struct store_period p = {.since_ms = T0,
				 .until_ms = f.now + 1,
				 .now_ms = f.now,
				 .idle_ms = f.now - silent - 1};
	cr_assert_eq(store_sqlite.figures(f.store, &p, (struct store_call){&s, 0}, keep_sums), 0);
	cr_assert_eq(s.count, 2);
	static const int64_t want[2][5] = {{0, 3, 2, 7, 1}, {1, 1, 1, 5, 1}};
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 5; k++)
			cr_expect_eq(s.n[i][k], want[i][k], "row %zu, number %zu: %lld", i, k,
				     (long long)s.n[i][k]);
}
