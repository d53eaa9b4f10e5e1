/*
 * A whole text file. Internal to this folder.
 */
#ifndef INTENTS_IMPORT_FILE_H
#define INTENTS_IMPORT_FILE_H

#include <stddef.h>

#include "config/load/diag.h"

/* The bytes of a file of UTF-8 without NUL, with a NUL behind them; owned. NULL with an error
 * added. */
char *import_file(const char *path, size_t *ret_len, struct diag *d);

#endif
