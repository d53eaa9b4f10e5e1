/*
 * The database's layout over time: forward-only migrations, numbered, compiled into the binary.
 */
#ifndef GATEWAY_STORE_SCHEMA_H
#define GATEWAY_STORE_SCHEMA_H

#include <stdbool.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "gateway/store/db.h"

/* Brings the database up to date, all in one transaction; refuses one that is newer, damaged or not
 * ours. `may_change` false: a database that needs a change is refused too. 0, or -1 with an error
 * added. */
int schema_migrate(struct db *db, const char *path, bool may_change, int64_t now_ms,
		   struct diag *d) MUSTCHECK;

/* Adds an error for SQLite's last one on this connection: damaged, full, not writable. */
void schema_say_error(struct db *db, const char *path, struct diag *d);

#endif
