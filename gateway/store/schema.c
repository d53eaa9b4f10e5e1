/*
 * See schema.h. The files of schema/sqlite/ are put into the binary as they are (.incbin), so that
 * what is read in review is what runs. The application id in the file's header tells our databases
 * from others before anything is written to them.
 */
#include "gateway/store/schema.h"

#include <string.h>

#define APPLICATION_ID 1178881099 /* "FDSK" */

#define EMBED(symbol, file)                    \
	__asm__(".section .rodata\n"           \
		".global " #symbol "\n"        \
		".type " #symbol ", @object\n" \
		".balign 16\n" #symbol ":\n"   \
		".incbin \"" file "\"\n"       \
		".byte 0\n"                    \
		".previous\n");                \
	extern const char symbol[]

EMBED(store_schema_0001, "gateway/store/schema/sqlite/0001_init.sql");
EMBED(store_schema_0002, "gateway/store/schema/sqlite/0002_desk.sql");
EMBED(store_schema_0003, "gateway/store/schema/sqlite/0003_place.sql");
EMBED(store_schema_0004, "gateway/store/schema/sqlite/0004_times.sql");
EMBED(store_schema_0005, "gateway/store/schema/sqlite/0005_llm.sql");
EMBED(store_schema_0006, "gateway/store/schema/sqlite/0006_previous.sql");
EMBED(store_schema_0007, "gateway/store/schema/sqlite/0007_sla.sql");
EMBED(store_schema_0008, "gateway/store/schema/sqlite/0008_hold.sql");
EMBED(store_schema_0009, "gateway/store/schema/sqlite/0009_shown.sql");
EMBED(store_schema_0010, "gateway/store/schema/sqlite/0010_figures.sql");
EMBED(store_schema_0011, "gateway/store/schema/sqlite/0011_merges.sql");
EMBED(store_schema_0012, "gateway/store/schema/sqlite/0012_ratings.sql");
EMBED(store_schema_0013, "gateway/store/schema/sqlite/0013_callback.sql");
EMBED(store_schema_0014, "gateway/store/schema/sqlite/0014_pause.sql");

static const char *const migrations[] = {
	store_schema_0001, store_schema_0002, store_schema_0003, store_schema_0004,
	store_schema_0005, store_schema_0006, store_schema_0007, store_schema_0008,
	store_schema_0009, store_schema_0010, store_schema_0011, store_schema_0012,
	store_schema_0013, store_schema_0014,
};

static const struct diag_place nowhere;

void schema_say_error(struct db *db, const char *path, struct diag *d)
{
	int code = sqlite3_extended_errcode(db->handle);
	const char *text = sqlite3_errmsg(db->handle);

	switch (code & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		diag_error(d, nowhere,
			   "restore a backup; keep this file, parts of it may be readable",
			   "the database %s is damaged: %s", path, text);
		break;
	case SQLITE_FULL:
		diag_error(d, nowhere, "free some space on that disk",
			   "no space left for the database %s", path);
		break;
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		diag_error(d, nowhere,
			   "give the user of the gateway write access, or choose another folder "
			   "with --data",
			   "the database %s cannot be written: %s", path, text);
		break;
	default:
		diag_error(d, nowhere, NULL, "the database %s cannot be used: %s", path, text);
		break;
	}
}

/* The one number that a query gives. Returns SQLite's code. */
static int query_number(struct db *db, const char *sql, int64_t *ret)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &st, NULL);

	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(st);
	*ret = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
	sqlite3_finalize(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The version that the file has, 0 for a new one. -1 with an error added. */
static int read_version(struct db *db, const char *path, int64_t *ret, struct diag *d)
{
	int64_t application, tables;

	if (query_number(db, "PRAGMA application_id", &application) != SQLITE_OK ||
	    query_number(db, "SELECT count(*) FROM sqlite_schema", &tables) != SQLITE_OK)
		goto failed;
	if (application != APPLICATION_ID && tables > 0) {
		diag_error(d, nowhere, "choose another folder with --data",
			   "%s is not a database of Frontdesk", path);
		return -1;
	}
	*ret = 0;
	if (tables > 0 &&
	    query_number(db, "SELECT max(version) FROM schema_version", ret) != SQLITE_OK)
		goto failed;
	return 0;
failed:
	schema_say_error(db, path, d);
	return -1;
}

static int apply(struct db *db, int64_t from, int64_t now_ms)
{
	char *sql;
	int rc = SQLITE_OK;

	if (from == 0)
		rc = db_exec(db, "CREATE TABLE schema_version(version INTEGER PRIMARY KEY, "
				 "applied_ms INTEGER NOT NULL)");
	for (int64_t v = from; rc == SQLITE_OK && v < (int64_t)ARRAY_LEN(migrations); v++) {
		rc = db_exec(db, migrations[v]);
		if (rc != SQLITE_OK)
			break;
		sql = sqlite3_mprintf("INSERT INTO schema_version VALUES(%lld,%lld)",
				      (long long)v + 1, (long long)now_ms);
		rc = sql ? db_exec(db, sql) : SQLITE_NOMEM;
		sqlite3_free(sql);
	}
	if (rc == SQLITE_OK) {
		sql = sqlite3_mprintf("PRAGMA application_id=%d", APPLICATION_ID);
		rc = sql ? db_exec(db, sql) : SQLITE_NOMEM;
		sqlite3_free(sql);
	}
	return rc == SQLITE_OK ? 0 : -1;
}

int schema_migrate(struct db *db, const char *path, bool may_change, int64_t now_ms, struct diag *d)
{
	int64_t version = 0, newest = ARRAY_LEN(migrations);

	if (read_version(db, path, &version, d) != 0)
		return -1;
	if (version > newest) {
		diag_error(d, nowhere, "use a newer frontdesk; a schema never goes back",
			   "the database %s has schema %lld, this program knows up to %lld", path,
			   (long long)version, (long long)newest);
		return -1;
	}
	if (version == newest)
		return 0;
	if (!may_change) {
		diag_error(d, nowhere, "start the gateway once",
			   "the database %s has the older schema %lld", path, (long long)version);
		return -1;
	}
	if (db_exec(db, "BEGIN EXCLUSIVE") != SQLITE_OK || apply(db, version, now_ms) != 0 ||
	    db_exec(db, "COMMIT") != SQLITE_OK) {
		schema_say_error(db, path, d);
		if (!sqlite3_get_autocommit(db->handle) && db_exec(db, "ROLLBACK") != SQLITE_OK)
			return -1;
		return -1;
	}
	return 0;
}
