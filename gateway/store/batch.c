/*
 * See batch.h. Fast path: one transaction, no savepoints. When a statement is refused for a reason
 * of its own (a bug, a constraint), the transaction is rolled back and run again with a savepoint
 * around each operation, so that only the guilty one fails. When the environment fails (disk full,
 * I/O error) the batch fails as a whole: nothing of it was acknowledged, nothing of it is there.
 *
 * In doubt is one case only: the sync of the commit itself failed. Its frames may or may not
 * survive a crash, so the answer is STORE_UNKNOWN and asking again with the same ids finds out.
 */
#include "gateway/store/batch.h"

#include "gateway/base/clock.h"
#include "gateway/base/log.h"

static void set_all(struct op *first, enum store_status st)
{
	for (struct op *o = first; o; o = o->next)
		o->status = st;
}

static void roll_back(struct batch_runner *r)
{
	/* SQLite rolls back by itself after some errors. */
	if (!sqlite3_get_autocommit(r->db.handle) && db_run(db_stmt(&r->db, DB_ROLLBACK)) != 0)
		log_error("store_rollback_failed", "error", sqlite3_errmsg(r->db.handle), NULL);
	heads_clear(&r->heads);
}

static void fail_all(struct batch_runner *r, struct op *first, const char *what)
{
	int code = sqlite3_extended_errcode(r->db.handle);
	bool in_doubt = code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;

	/* Once: while the disk is full every batch fails. */
	if (atomic_exchange(&r->healthy, false))
		log_error("store_commit_failed", "at", what, "code", log_num(code), "error",
			  sqlite3_errmsg(r->db.handle), NULL);
	roll_back(r);
	set_all(first, in_doubt ? STORE_UNKNOWN : STORE_UNAVAILABLE);
}

/* 0, or -1 when the operation failed and was undone while the transaction lives on. 1: the
 * transaction is lost. */
static int run_isolated(struct batch_runner *r, struct op *o)
{
	struct op_env env = {&r->db, &r->heads};

	if (db_run(db_stmt(&r->db, DB_SAVEPOINT)) != 0)
		return 1;
	if (o->run(&env, o) == 0)
		return db_run(db_stmt(&r->db, DB_SAVEPOINT_RELEASE)) == 0 ? 0 : 1;
	int code = sqlite3_extended_errcode(r->db.handle);
	/* One line a batch: a broken statement would write thousands. */
	if (!r->silent)
		log_error("store_operation_failed", "code", log_num(code), "error",
			  code ? sqlite3_errmsg(r->db.handle) : "out of range", NULL);
	r->silent = true;
	if (db_code_is_environment(code) || sqlite3_get_autocommit(r->db.handle))
		return 1;
	if (db_run(db_stmt(&r->db, DB_SAVEPOINT_ROLLBACK)) != 0 ||
	    db_run(db_stmt(&r->db, DB_SAVEPOINT_RELEASE)) != 0)
		return 1;
	heads_clear(&r->heads);
	o->status = STORE_UNAVAILABLE;
	return -1;
}

enum attempt { ATTEMPT_FINE, ATTEMPT_ISOLATE, ATTEMPT_FAILED };

static enum attempt run_all(struct batch_runner *r, struct op *first, bool isolate)
{
	struct op_env env = {&r->db, &r->heads};

	for (struct op *o = first; o; o = o->next) {
		if (isolate) {
			if (run_isolated(r, o) > 0)
				return ATTEMPT_FAILED;
		} else if (o->run(&env, o) != 0) {
			return db_code_is_environment(sqlite3_extended_errcode(r->db.handle))
				       ? ATTEMPT_FAILED
				       : ATTEMPT_ISOLATE;
		}
	}
	return ATTEMPT_FINE;
}

static enum attempt attempt(struct batch_runner *r, struct op *first, bool isolate)
{
	int64_t start = clock_mono_ns();

	if (db_run(db_stmt(&r->db, DB_BEGIN)) != 0) {
		fail_all(r, first, "begin");
		return ATTEMPT_FAILED;
	}
	enum attempt got = run_all(r, first, isolate);
	if (got == ATTEMPT_ISOLATE) {
		roll_back(r);
		return got;
	}
	if (got == ATTEMPT_FAILED || db_run(db_stmt(&r->db, DB_COMMIT)) != 0) {
		fail_all(r, first, got == ATTEMPT_FAILED ? "write" : "commit");
		return ATTEMPT_FAILED;
	}
	atomic_store(&r->last_ms, (clock_mono_ns() - start) / 1000000);
	if (!atomic_exchange(&r->healthy, true))
		log_info("store_recovered", NULL);
	return ATTEMPT_FINE;
}

void batch_run(struct batch_runner *r, struct op *first)
{
	bool silent = r->silent;

	if (attempt(r, first, false) == ATTEMPT_ISOLATE)
		attempt(r, first, true);
	r->silent = silent;
}

static int probe_run(struct op_env *env, struct op *o)
{
	o->status = STORE_OK;
	return db_run(db_stmt(env->db, DB_PROBE));
}

void batch_probe(struct batch_runner *r)
{
	struct op probe = {.run = probe_run};

	batch_run(r, &probe);
}
