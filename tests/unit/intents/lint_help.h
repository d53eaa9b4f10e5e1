/* Findings of catalogs that are written in a test. */
#ifndef TESTS_UNIT_INTENTS_LINT_HELP_H
#define TESTS_UNIT_INTENTS_LINT_HELP_H

#include "intents/lint/lint.h"

/* What a catalog of one file, a.yaml, makes the checks say: owned, sorted lines
 * `file:line:col: code: text`, those codes only that begin with `code` ("": all). `options` NULL:
 * no shop, no date. */
char *findings_of(const char *yaml, const char *code, const struct lint_options *options);
/* The lines must be exactly these. */
void expect_findings(const char *yaml, const char *code, const char *expected);
void expect_findings_in(const char *yaml, const char *code, const struct lint_options *options,
			const char *expected);

#endif
