/*
 * One SQLite connection with its prepared statements, and the few calls on them that the store
 * needs. Only store/ includes <sqlite3.h>. A connection is used by one thread at a time.
 */
#ifndef GATEWAY_STORE_DB_H
#define GATEWAY_STORE_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "gateway/base/ids.h"
#include "gateway/store/arena.h"
#include "gateway/store/seal.h"

#define DB_ID_BYTES 16

/* Every statement that runs while the gateway serves, prepared at its first use; the SQL stands in
 * db_statements.c. */
enum db_stmt {
	DB_BEGIN,
	DB_COMMIT,
	DB_ROLLBACK,
	DB_SAVEPOINT,
	DB_SAVEPOINT_RELEASE,
	DB_SAVEPOINT_ROLLBACK,
	DB_PROBE,
	/* writes */
	DB_CONV_HEAD,
	DB_CONV_ADD,
	DB_CONV_STEP,
	DB_CONV_STEP_DIALOG,
	DB_CONV_SET_STATE,
	DB_CONV_SET_OWNER,
	DB_CONV_SET_LOCALE,
	DB_CONV_SET_PAGE,
	DB_CONV_SET_CONSENT,
	DB_CONV_SET_CASE,
	DB_CONSENT_ADD,
	DB_TOKEN_POINT,
	DB_TOKENS_FOLLOW,
	DB_TOKEN_ADD,
	DB_TOKEN_OLD,
	DB_MESSAGE_FIND,
	DB_MESSAGE_ADD,
	DB_CASE_HEAD,
	DB_CASE_OPEN_OF,
	DB_CASE_ADD,
	DB_CASE_STEP,
	DB_CASE_SLA,
	DB_CASE_HOLD,
	DB_CASE_DISPOSITION,
	DB_SHOWN_KEEP,
	DB_SHOWN_FIND,
	DB_SHOWN_END,
	DB_CASE_WRAPPED_UP,
	DB_TIMER_DROP_OF,
	DB_ANSWER_ADD,
	DB_BOARD_STEP,
	DB_BOARD_DROP,
	DB_MERGE_MESSAGES,
	DB_MERGE_FEEDBACK,
	DB_MERGE_RATING,
	DB_MERGE_RATING_DROP,
	DB_MERGE_NOTES,
	DB_MERGE_EARLIER,
	DB_MERGE_TOKENS,
	DB_MERGE_COSTS,
	DB_MERGE_COSTS_DROP,
	DB_MERGE_INTO,
	DB_MERGE_END,
	DB_MERGE_ADD,
	DB_TWIN_SET,
	DB_NOTE_FIND,
	DB_NOTE_LAST,
	DB_NOTE_ADD,
	DB_TIMER_SET,
	DB_TIMER_DROP,
	DB_TIME_ADD,
	DB_TIMES_DROP,
	DB_FEEDBACK,
	DB_FEEDBACK_HAS,
	DB_RATING_OF,
	DB_RATE,
	DB_AGENT_ADD,
	DB_AGENT_DISABLE,
	DB_LOGIN_ADD,
	DB_LOGIN_END,
	DB_LOGIN_PURGE,
	DB_LOGINS_DROP,
	DB_LLM_SPENT,
	DB_LLM_SPENT_CONV,
	DB_LLM_SWITCH,
	/* reads */
	DB_CONV_BY_TOKEN,
	DB_CONV_BY_ID,
	DB_CONV_NUMBER,
	DB_MESSAGES_AFTER,
	DB_NOTES_AFTER,
	DB_CASE_BY_ID,
	DB_CASES_OPEN,
	DB_HANDOFFS,
	DB_PAST,
	DB_TWIN,
	DB_TIMERS_DUE,
	DB_TURNS_DUE,
	DB_AGENT_FIND,
	DB_AGENTS,
	DB_LOGIN_FIND,
	DB_TIMES,
	DB_LLM_SWITCHED,
	DB_LLM_SUMS,
	DB_LLM_CONVERSATION,
	DB_LLM_COSTS,
	DB_SEARCH,
	DB_REPLAY_CONVERSATIONS,
	DB_REPLAY_ROWS,
	DB_BOARD_STEPS,
	/* of the report, in the order of enum store_figure_kind */
	DB_FIGURE_CHATS,
	DB_FIGURE_TURNS,
	DB_FIGURE_INTENTS,
	DB_FIGURE_HANDED,
	DB_FIGURE_CASES,
	DB_FIGURE_WAITS,
	DB_FIGURE_SLA,
	DB_FIGURE_LLM,
	DB_FIGURE_LLM_ENDS,
	DB_FIGURE_LLM_BUDGET,
	DB_FIGURE_RATINGS,
	DB_STMT_COUNT
};

struct db {
	sqlite3 *handle; /* owned; NULL when closed */
	sqlite3_stmt *stmts[DB_STMT_COUNT];
};

/* Opens `path` and sets the pragmas of every connection; `writer`: makes the file, and gathers its
 * writes to the log. Returns SQLite's code; the handle stays for sqlite3_errmsg() until db_close().
 */
int db_open(struct db *db, const char *path, bool writer) MUSTCHECK;
void db_close(struct db *db);
/* Runs SQL text without results. Returns SQLite's code. */
int db_exec(struct db *db, const char *sql) MUSTCHECK;

const char *db_stmt_sql(enum db_stmt s);
/* The statement, prepared and reset; every parameter is to be bound anew. NULL when SQLite refuses
 * (see sqlite3_errcode). */
sqlite3_stmt *db_stmt(struct db *db, enum db_stmt s);
/* Runs a statement without rows to its end and resets it. 0, or -1 (see sqlite3_errcode). NULL
 * gives -1. */
int db_run(sqlite3_stmt *st) MUSTCHECK;
/* Steps to a row: 1 there is one (the caller resets with db_done), 0 none (already reset), -1
 * failed (already reset). NULL gives -1. */
int db_row(sqlite3_stmt *st) MUSTCHECK;
void db_done(sqlite3_stmt *st);

/* Whether the environment failed (disk, memory, file), not this one statement. */
bool db_code_is_environment(int code);

/* ---- ids: text outside, 16 bytes inside ---- */

/* false when `text` is no id. */
bool db_id_pack(const char *text, uint8_t out[DB_ID_BYTES]);
void db_id_unpack(const uint8_t in[DB_ID_BYTES], char out[ID_LEN + 1]);

/* ---- binding: 0, or -1. Texts and bytes are borrowed until the statement is reset. ---- */

int db_bind_id(sqlite3_stmt *st, int at,
	       const char *text); /* "" and NULL bind NULL; -1 when it is no id */
int db_bind_sealed(sqlite3_stmt *st, int at, const char *text); /* NULL binds NULL */
int db_bind_hash(sqlite3_stmt *st, int at, const uint8_t hash[TOKEN_HASH_LEN]);
int db_bind_text(sqlite3_stmt *st, int at, const char *text); /* NULL binds NULL */
int db_bind_int(sqlite3_stmt *st, int at, int64_t value);
/* 0 and less bind NULL: a statement keeps what was bound for the row before. */
int db_bind_time(sqlite3_stmt *st, int at, int64_t ms);

/* ---- columns ---- */

void db_column_id(sqlite3_stmt *st, int at, char out[ID_LEN + 1]); /* "" for NULL and empty */
/* Copies at most size - 1 bytes; "" for NULL. */
void db_column_text(sqlite3_stmt *st, int at, char *out, size_t size);
/* Owned by `a`; NULL for NULL. */
const char *db_column_string(sqlite3_stmt *st, int at, struct arena *a);
const char *db_column_opened(sqlite3_stmt *st, int at, struct arena *a);

#endif
