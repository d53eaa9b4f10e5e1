/*
 * Diagnostics for programs.
 */
#ifndef GATEWAY_CLI_PRINT_DIAG_H
#define GATEWAY_CLI_PRINT_DIAG_H

#include <stdio.h>

#include "config/load/diag.h"

/* One JSON object a line: file, line, col, severity, text, hint. */
void print_diag_json(const struct diag *d, FILE *out);
/* One JSON object: {"findings": […], "errors", "warnings"}; each finding has a code as well. */
void print_diag_json_report(const struct diag *d, FILE *out);

#endif
