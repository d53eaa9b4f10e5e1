/*
 * Secrets are never written into a configuration file, only where they are found: '${env:NAME}' or
 * '${file:PATH}'. No function here puts a value into a diagnostic.
 */
#ifndef CONFIG_LOAD_SECRET_H
#define CONFIG_LOAD_SECRET_H

#include <stdbool.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"

/* Whether `text` is a well-formed reference. */
bool secret_is_reference(const char *text);
/* The value behind a reference, without the newline at the end of a file; owned. NULL with an error
 * at `at` that names the variable or file. */
char *secret_resolve(const char *reference, struct diag_place at, struct diag *d) MUSTCHECK;
/* Overwrites and frees; NULL is fine. */
void secret_destroy(char *value);

#endif
