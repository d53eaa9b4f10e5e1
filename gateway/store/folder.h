/*
 * The data folder: made when missing, held by one process.
 */
#ifndef GATEWAY_STORE_FOLDER_H
#define GATEWAY_STORE_FOLDER_H

#include <stdbool.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"

#define FOLDER_DATABASE "frontdesk.db"

/* DIR/NAME, owned. */
char *folder_join(const char *dir, const char *name);
/* Adds "WHAT PATH: why" from errno, with a hint where there is something to do. */
void folder_say_errno(const char *what, const char *path, struct diag *d);

/* Makes `dir` (and what is missing above it) with mode 0700. 0, or -1 with an error added. */
int folder_make(const char *dir, struct diag *d) MUSTCHECK;
/* DIR/NAME, owned. */
char *folder_join(const char *dir, const char *name);
/* Takes DIR/lock. Returns the descriptor that holds it (close it to let go), or -1 with an error
 * added. */
int folder_lock(const char *dir, struct diag *d) MUSTCHECK;
/* DIR/FOLDER_DATABASE, made with mode 0600 when it is missing (SQLite gives its other files the
 * same). Returns owned text, NULL with an error added. */
char *folder_database(const char *dir, struct diag *d) MUSTCHECK;

#endif
