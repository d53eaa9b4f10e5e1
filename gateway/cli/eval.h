/*
 * The parts of `frontdesk eval`: messages whose meaning is known, what the catalog makes of them,
 * and the report about it.
 */
#ifndef GATEWAY_CLI_EVAL_H
#define GATEWAY_CLI_EVAL_H

#include <stdbool.h>
#include <stdio.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/vec.h"
#include "intents/intent.h"
#include "intents/measure/measure.h"

#define EVAL_MESSAGES_MAX 1000000

/* A message whose meaning is known. */
struct eval_message {
	char *text; /* owned */
	size_t len;
	const char *locale;
	const char *expected; /* owned by the set; NULL: out of scope */
	struct diag_place at;
};

struct eval_set {
	VEC(struct eval_message) messages;
	VEC(char *) names; /* owned: intents that the data names and the catalog has not */
};

/* One way to answer all of them. */
struct eval_run {
	const char *name;         /* "with patterns" */
	struct measure_row *rows; /* owned; one a message; NULL: this way was not asked for */
	struct measure measure;
};

enum eval_way { EVAL_PATTERNS, EVAL_EXAMPLES, EVAL_WAYS };

/* Two intents that are mixed up, and why. */
struct eval_advice {
	char *text; /* owned: one sentence */
	struct diag_place at;
};

struct eval_report {
	const struct intent_catalog *catalog;
	const struct eval_set *set;
	unsigned folds; /* 0: messages of a file */
	struct eval_run runs[EVAL_WAYS];
	enum eval_way detail; /* what the tables are about */
	VEC(struct eval_advice) advice;
};

/* Reads lines {"text","locale","intent"} of `path` ("-": standard input). Every line that is none
 * is an error in `d` with file:line; an intent that the catalog has not is a warning. `fallback`:
 * locale of a line without one. Returns 0, or -1 after an error. */
int eval_data_read(const char *path, const struct intent_catalog *c, const char *fallback,
		   struct eval_set *ret, struct diag *d) MUSTCHECK;
/* The catalog's own examples, `folds` parts of them held back in turn: fills the set and gives
 * *ret_rows (owned, one a message), decided by examples alone. */
void eval_fold(const struct intent_catalog *c, unsigned folds, struct eval_set *ret_set,
	       struct measure_row **ret_rows);
/* The same messages with patterns first: where a pattern matches, it decides. Returns owned. */
struct measure_row *eval_fold_patterns(const struct intent_catalog *c, const struct eval_set *set,
				       const struct measure_row *rows);
void eval_set_dispose(struct eval_set *set);

/* Fills report->advice from the mistakes of the detailed run. */
void eval_advise(struct eval_report *report);

/* The report for people, 80 columns of plain text. `misses`: every message that was not answered
 * as expected, with its place. */
void eval_print_text(const struct eval_report *report, bool misses, FILE *out);
/* The same and everything else as one JSON object on one line. Returns -1 when it cannot. */
int eval_print_json(const struct eval_report *report, FILE *out) MUSTCHECK;

#endif
