/*
 * See db.h. Connections are opened without SQLite's mutexes: each belongs to one thread at a time.
 * WAL with synchronous=FULL is the promise that acknowledged means durable: NORMAL does not sync
 * commits. Automatic checkpoints are off where the writer has a helper for them (checkpoint.c),
 * because the one who crosses the page limit would pay for all.
 */
#include "gateway/store/db.h"

#include <string.h>

#include "gateway/store/vfs.h"

static const char pragmas[] =
	"PRAGMA journal_mode=WAL;"
	"PRAGMA synchronous=FULL;"
	"PRAGMA foreign_keys=OFF;" /* the code keeps them; checking costs a lookup a row */
	"PRAGMA temp_store=MEMORY;"
	"PRAGMA trusted_schema=OFF;"
	"PRAGMA cell_size_check=ON;"
	"PRAGMA journal_size_limit=268435456;"
	"PRAGMA cache_size=-16384;";

int db_open(struct db *db, const char *path, bool writer)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	memset(db, 0, sizeof(*db));
	/* Counting allocations takes a lock for each; refused once SQLite runs, which is fine. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (writer)
		flags |= SQLITE_OPEN_CREATE;
	int rc = sqlite3_open_v2(path, &db->handle, flags, writer ? vfs_gathering() : NULL);
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, 5000);
	rc = db_exec(db, pragmas);
	/* The pages that appends touch have to stay in memory. */
	return rc == SQLITE_OK && writer ? db_exec(db, "PRAGMA cache_size=-65536") : rc;
}

void db_close(struct db *db)
{
	for (size_t i = 0; i < DB_STMT_COUNT; i++)
		sqlite3_finalize(db->stmts[i]);
	sqlite3_close(db->handle);
	memset(db, 0, sizeof(*db));
}

int db_exec(struct db *db, const char *sql)
{
	return sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
}

sqlite3_stmt *db_stmt(struct db *db, enum db_stmt s)
{
	if (!db->stmts[s] &&
	    sqlite3_prepare_v3(db->handle, db_stmt_sql(s), -1, SQLITE_PREPARE_PERSISTENT,
			       &db->stmts[s], NULL) != SQLITE_OK)
		return NULL;
	return db->stmts[s];
}

int db_run(sqlite3_stmt *st)
{
	if (!st)
		return -1;
	int rc = sqlite3_step(st);
	while (rc == SQLITE_ROW)
		rc = sqlite3_step(st);
	sqlite3_reset(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

int db_row(sqlite3_stmt *st)
{
	if (!st)
		return -1;
	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		return 1;
	sqlite3_reset(st);
	return rc == SQLITE_DONE ? 0 : -1;
}

void db_done(sqlite3_stmt *st)
{
	sqlite3_reset(st);
}

bool db_code_is_environment(int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_NOMEM:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL: return true;
	default: return false;
	}
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool db_id_pack(const char *text, uint8_t out[DB_ID_BYTES])
{
	size_t at = 0;

	for (size_t i = 0; i < DB_ID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10) {
			if (text[at++] != '-')
				return false;
		}
		int high = hex_value(text[at]);
		int low = high < 0 ? -1 : hex_value(text[at + 1]);
		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
		at += 2;
	}
	return text[at] == '\0';
}

void db_id_unpack(const uint8_t in[DB_ID_BYTES], char out[ID_LEN + 1])
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < DB_ID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = hex[in[i] >> 4];
		*out++ = hex[in[i] & 15];
	}
	*out = '\0';
}

int db_bind_id(sqlite3_stmt *st, int at, const char *text)
{
	uint8_t id[DB_ID_BYTES];

	if (!text || !*text)
		return sqlite3_bind_null(st, at) == SQLITE_OK ? 0 : -1;
	if (!db_id_pack(text, id))
		return -1;
	return sqlite3_bind_blob(st, at, id, sizeof(id), SQLITE_TRANSIENT) == SQLITE_OK ? 0 : -1;
}

int db_bind_sealed(sqlite3_stmt *st, int at, const char *text)
{
	struct sealed s = seal_text(text);

	if (!s.bytes)
		return sqlite3_bind_null(st, at) == SQLITE_OK ? 0 : -1;
	return sqlite3_bind_blob64(st, at, s.bytes, s.len, SQLITE_STATIC) == SQLITE_OK ? 0 : -1;
}

int db_bind_hash(sqlite3_stmt *st, int at, const uint8_t hash[TOKEN_HASH_LEN])
{
	return sqlite3_bind_blob(st, at, hash, TOKEN_HASH_LEN, SQLITE_STATIC) == SQLITE_OK ? 0 : -1;
}

int db_bind_text(sqlite3_stmt *st, int at, const char *text)
{
	if (!text)
		return sqlite3_bind_null(st, at) == SQLITE_OK ? 0 : -1;
	return sqlite3_bind_text(st, at, text, -1, SQLITE_STATIC) == SQLITE_OK ? 0 : -1;
}

int db_bind_int(sqlite3_stmt *st, int at, int64_t value)
{
	return sqlite3_bind_int64(st, at, value) == SQLITE_OK ? 0 : -1;
}

int db_bind_time(sqlite3_stmt *st, int at, int64_t ms)
{
	if (ms <= 0)
		return sqlite3_bind_null(st, at) == SQLITE_OK ? 0 : -1;
	return db_bind_int(st, at, ms);
}

void db_column_id(sqlite3_stmt *st, int at, char out[ID_LEN + 1])
{
	const uint8_t *id = sqlite3_column_blob(st, at);

	if (id && sqlite3_column_bytes(st, at) == DB_ID_BYTES)
		db_id_unpack(id, out);
	else
		out[0] = '\0';
}

void db_column_text(sqlite3_stmt *st, int at, char *out, size_t size)
{
	const void *text = sqlite3_column_text(st, at);
	size_t len = text ? (size_t)sqlite3_column_bytes(st, at) : 0;

	if (len >= size)
		len = size - 1;
	if (len)
		memcpy(out, text, len);
	out[len] = '\0';
}

const char *db_column_string(sqlite3_stmt *st, int at, struct arena *a)
{
	const void *text = sqlite3_column_text(st, at);

	return text ? arena_copy(a, text, (size_t)sqlite3_column_bytes(st, at)) : NULL;
}

const char *db_column_opened(sqlite3_stmt *st, int at, struct arena *a)
{
	const void *bytes = sqlite3_column_blob(st, at);
	size_t len = (size_t)sqlite3_column_bytes(st, at);

	/* An empty text comes back without bytes; only NULL is no value. */
	if (!bytes && sqlite3_column_type(st, at) == SQLITE_NULL)
		return NULL;
	return seal_open(a, bytes ? bytes : "", len);
}
