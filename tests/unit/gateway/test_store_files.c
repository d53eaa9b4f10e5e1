/*
 * The store against its folder: one owner, clear refusals, kill -9, a full disk; and the planner's
 * word that no statement walks a table that grows with the stored conversations.
 */
#include "tests/unit/gateway/test_store_help.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "gateway/store/db.h"
#include "gateway/store/folder.h"
#include "gateway/store/schema.h"

static struct fixture f;

static void setup(void)
{
	fixture_init(&f);
}

static void teardown(void)
{
	fixture_dispose(&f);
}

TestSuite(store_files, .init = setup, .fini = teardown);

static void expect_refusal(const char *words)
{
	struct store *s = store_try(&f);
	cr_expect_null(s, "it opened");
	store_sqlite.close(s);
	cr_assert_eq(f.d.error_count, 1);
	cr_expect(strstr(f.d.items[0].text, words), "the error says: %s", f.d.items[0].text);
}

static void path_of(char out[128], const char *name)
{
	snprintf(out, 128, "%s/%s", f.dir, name);
}

static void raw_sql(const char *sql)
{
	char path[128];
	sqlite3 *db;
	path_of(path, FOLDER_DATABASE);
	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

Test(store_files, a_second_opener_is_refused)
{
	struct store *first = f.store;
	expect_refusal("in use by another gateway");
	f.store = first;
	fixture_reopen(&f);
}

Test(store_files, nobody_else_can_read_them)
{
	static const char *const names[] = {FOLDER_DATABASE, FOLDER_DATABASE "-wal", "lock"};
	struct stat st;
	char path[128], deep[160], id[ID_LEN + 1];
	conv_create(&f, id);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		path_of(path, names[i]);
		cr_assert_eq(stat(path, &st), 0, "%s is missing", path);
		cr_expect_eq(st.st_mode & 0777, 0600, "%s has mode %o", path, st.st_mode & 0777);
	}
	snprintf(deep, sizeof(deep), "%s/a/b/c", f.dir);
	struct store *s = store_sqlite.open(
		NULL, &(struct store_config){.dir = deep, .exclusive = true}, &f.d);
	cr_assert(s, "missing folders are made");
	store_sqlite.close(s);
	cr_assert_eq(stat(deep, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0700);
}

Test(store_files, a_file_in_place_of_the_folder)
{
	char path[128];
	store_sqlite.close(f.store);
	path_of(path, "plain");
	fclose(fopen(path, "w"));
	char keep[64];
	strcpy(keep, f.dir);
	strcat(f.dir, "/plain");
	expect_refusal("is a file, not a folder");
	strcpy(f.dir, keep);
	fixture_open(&f);
}

Test(store_files, a_folder_that_cannot_be_made)
{
	char keep[64];
	store_sqlite.close(f.store);
	strcpy(keep, f.dir);
	strcpy(f.dir, "/proc/frontdesk-data");
	expect_refusal("cannot make the data folder");
	strcpy(f.dir, keep);
	fixture_open(&f);
}

Test(store_files, a_damaged_database)
{
	char path[128];
	store_sqlite.close(f.store);
	path_of(path, FOLDER_DATABASE);
	FILE *file = fopen(path, "r+");
	for (int i = 0; i < 5000; i++)
		fputc('x', file);
	fclose(file);
	expect_refusal("is damaged");
	cr_assert_eq(truncate(path, 0), 0);
	fixture_open(&f);
}

Test(store_files, a_newer_schema)
{
	store_sqlite.close(f.store);
	raw_sql("INSERT INTO schema_version VALUES(999,0)");
	expect_refusal("has schema 999");
	raw_sql("DELETE FROM schema_version WHERE version=999");
	fixture_open(&f);
}

Test(store_files, somebody_elses_database)
{
	store_sqlite.close(f.store);
	raw_sql("PRAGMA application_id=7");
	expect_refusal("is not a database of Frontdesk");
	raw_sql("PRAGMA application_id=1178881099");
	fixture_open(&f);
}

/* ---- full disk ---- */

Test(store_files, a_full_disk_fails_whole_and_mends)
{
	char id[ID_LEN + 1];
	static char text[50000];
	struct rlimit before, tight;
	int64_t ms;
	uint64_t version = conv_create(&f, id).version;
	memset(text, 'x', sizeof(text) - 1);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	tight = before;
	tight.rlim_cur = 300000;
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);

	enum store_status st = STORE_OK;
	char ids[64][16];
	int i;
	for (i = 0; i < 64 && st == STORE_OK; i++) {
		struct draft d = draft_for(&f, id);
		snprintf(ids[i], sizeof(ids[i]), "f%d", i);
		draft_customer(&f, &d, ids[i], text);
		struct store_append_result r = draft_send(&f, &d);
		st = r.status;
		if (st == STORE_OK)
			version = r.version;
	}
	cr_expect_eq(st, STORE_UNAVAILABLE, "after %d appends: %d", i, st);
	cr_expect_not(store_sqlite.healthy(f.store, &ms));
	struct store_conv c = conv_of(&f, id);
	cr_expect_eq(c.version, version, "reads go on, and show what was acknowledged");

	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	struct draft d = draft_for(&f, id);
	draft_customer(&f, &d, "after", "there is room again");
	struct store_append_result r = draft_send(&f, &d);
	cr_expect_eq(r.status, STORE_OK);
	cr_expect_eq(r.version, version + 1);
	cr_expect(store_sqlite.healthy(f.store, &ms));
	fixture_reopen(&f);
	struct transcript *t = transcript_of(&f, id, 0, 10);
	cr_expect_not(t->gap);
	cr_expect_eq(t->last, r.seq, "after the disk was full: acknowledged %d, found %d",
		     (int)r.seq, (int)t->last);
}

/* ---- kill -9 ---- */

/* Appends for ever; tells each acknowledged seq through the pipe. */
static void append_for_ever(int out, const char *id)
{
	for (int i = 1;; i++) {
		char cid[16];
		struct draft d = draft_for(&f, id);
		snprintf(cid, sizeof(cid), "k%d", i);
		draft_customer(&f, &d, cid, cid);
		draft_rest(&f, &d, STORE_RULE, "reply");
		struct store_append_result r = draft_send(&f, &d);
		if (r.status != STORE_OK || write(out, &r.seq, sizeof(r.seq)) != sizeof(r.seq))
			_exit(1);
	}
}

Test(store_files, what_was_acknowledged_survives_kill_9)
{
	char id[ID_LEN + 1];
	conv_create(&f, id);
	for (int round = 0; round < 5; round++) {
		int p[2];
		uint64_t seq = 0, acknowledged = 0;
		store_sqlite.close(f.store);
		cr_assert_eq(pipe(p), 0);
		pid_t child = fork();
		if (child == 0) {
			fixture_open(&f);
			char fresh[ID_LEN + 1];
			conv_create(&f, fresh);
			if (write(p[1], fresh, sizeof(fresh)) != sizeof(fresh))
				_exit(1);
			append_for_ever(p[1], fresh);
		}
		close(p[1]);
		cr_assert_eq(read(p[0], id, sizeof(id)), (ssize_t)sizeof(id));
		for (int n = 0; n < 40 + round * 7; n++)
			cr_assert_eq(read(p[0], &seq, sizeof(seq)), (ssize_t)sizeof(seq));
		kill(child, SIGKILL);
		while (read(p[0], &acknowledged, sizeof(acknowledged)) ==
		       (ssize_t)sizeof(acknowledged))
			seq = acknowledged;
		close(p[0]);
		waitpid(child, NULL, 0);
		fixture_open(&f);
		struct transcript *t = transcript_of(&f, id, 0, 100);
		cr_expect_not(t->gap, "round %d: a gap", round);
		cr_expect_geq(t->last, seq, "round %d: acknowledged %d, found %d", round, (int)seq,
			      (int)t->last);
		cr_expect_eq(conv_of(&f, id).seq, t->last);
	}
}

/* ---- the planner ---- */

static bool may_scan(enum db_stmt s, const char *plan)
{
	/* Agents are few; open cases have their own index; search reads texts newest first until it
	 * has enough. */
	if (s == DB_AGENTS || s == DB_SEARCH)
		return true;
	/* The report's own subqueries, of a period. */
	if (s >= DB_FIGURE_CHATS && strncmp(plan, "SCAN x", 6) == 0)
		return true;
	return s == DB_CASES_OPEN && strstr(plan, "SCAN k USING INDEX cases_open");
}

/* Costs are a row a day, a provider and an intent; the report sums up a period. */
static bool may_sort(enum db_stmt s)
{
	return s == DB_LLM_COSTS || s >= DB_FIGURE_CHATS;
}

Test(store_files, no_statement_walks_a_growing_table)
{
	char path[128];
	struct db db;
	size_t looked = 0;
	path_of(path, FOLDER_DATABASE);
	cr_assert_eq(db_open(&db, path, false), SQLITE_OK);
	for (int s = DB_PROBE; s < DB_STMT_COUNT; s++) {
		char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", db_stmt_sql((enum db_stmt)s));
		sqlite3_stmt *st = NULL;
		cr_assert_eq(sqlite3_prepare_v2(db.handle, sql, -1, &st, NULL), SQLITE_OK, "%s: %s",
			     sql, sqlite3_errmsg(db.handle));
		while (sqlite3_step(st) == SQLITE_ROW) {
			const char *plan = (const char *)sqlite3_column_text(st, 3);
			bool scans = strncmp(plan, "SCAN", 4) == 0 && !strstr(plan, "CONSTANT ROW");
			cr_expect(!scans || may_scan((enum db_stmt)s, plan), "%s\n  plan: %s", sql,
				  plan);
			cr_expect(!strstr(plan, "TEMP B-TREE") || may_sort((enum db_stmt)s),
				  "%s\n  plan: %s", sql, plan);
			looked++;
		}
		sqlite3_finalize(st);
		sqlite3_free(sql);
	}
	cr_expect_gt(looked, 20);
	db_close(&db);
}
