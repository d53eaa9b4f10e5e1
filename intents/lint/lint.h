/*
 * Findings: what is odd about a catalog although it works, each with its place, a hint and a short
 * stable code. Looks at the catalog as a whole; what is wrong with a single file was said when it
 * was read.
 *
 * Findings are for people who act on them, so a good catalog has none: where it cannot tell, a
 * check is silent.
 */
#ifndef INTENTS_LINT_H
#define INTENTS_LINT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/diag.h"
#include "intents/intent.h"

/* What is known outside the catalog. All borrowed. */
struct lint_options {
	const char *const *languages; /* of the shop; none: whatever the catalog speaks */
	size_t language_count;
	const char *today; /* "2027-03-31"; NULL: no date is looked at */
	/* Whether a message in `locale` is understood even if no intent knows it; may be NULL. */
	bool (*understood)(const void *ctx, const char *locale, const char *text);
	bool deep; /* cross-validate the examples: seconds to minutes */
	/* Told how far that has come; may be NULL. */
	void (*progress)(const void *ctx, size_t done, size_t total);
	const void *ctx; /* of both */
};

/* Adds what it finds to `d` as warnings (diag_finding). `c` may have been read with errors; then
 * nothing is learned from it. Blocking. Makes `c` learn where a finding needs that. */
void intent_lint(struct intent_catalog *c, const struct lint_options *options, struct diag *d);

#endif
