/*
 * What the checks share. Internal to this folder: a file a topic, each adds its findings.
 */
#ifndef INTENTS_LINT_IMPL_H
#define INTENTS_LINT_IMPL_H

#include "config/load/locale.h"
#include "intents/catalog/catalog.h"
#include "intents/lint/lint.h"
#include "intents/lint/sentences.h"

struct lint_deep;

struct lint {
	const struct intent_catalog *c;
	const struct lint_options *options;
	const struct sentences *sentences;
	const struct lint_deep *deep; /* NULL: not asked for */
	struct diag *d;
	bool has_errors; /* the catalog was not read whole */
	/* The languages that answers are needed in: the shop's, or else the catalog's. */
	const char *languages[LOCALE_COUNT];
	size_t language_count;
};

/* ---- shared looks at the catalog ---- */

/* Whether both intents can be meant by one message: those that are only considered under a
 * condition or after another intent may say the same as others. */
bool lint_rivals(const struct lint *l, size_t a, size_t b);
bool lint_is_counter_class(const struct lint *l, size_t intent);
/* Cut to `room` bytes for a message, with an ellipsis where it was longer; returns `out`. */
const char *lint_short(const char *text, char *out, size_t room);
#define LINT_SHORT 60
/* The locale of a test, and the language group it is matched in (NO_INDEX: none). */
const char *lint_test_locale(const struct lint *l, const struct catalog_test *t);
size_t lint_test_group(const struct lint *l, const struct catalog_test *t);

/* ---- the checks ---- */

void lint_examples(const struct lint *l); /* the same or nearly the same twice */
void lint_amounts(const struct lint *l);  /* too few, far too many */
void lint_locales(const struct lint *l);  /* unknown ones, missing ones */
void lint_replies(const struct lint *l);  /* untranslated, too long, out of date */
/* Buttons that lead nowhere; `c` is the same catalog, which may have to learn. */
void lint_choices(const struct lint *l, struct intent_catalog *c);
void lint_patterns(const struct lint *l); /* which win what they should not, or never */
void lint_regexes(const struct lint *l);  /* which can match nothing, or do not end */
void lint_pull(const struct lint *l);     /* examples that look like another intent's */
void lint_slots(const struct lint *l);    /* asked for, but never used */
void lint_facts(const struct lint *l);    /* of customers: never known, or not always */
void lint_tests(const struct lint *l);    /* missing, or proving nothing */

/* ---- cross-validation ---- */

/* An example that the matcher, taught by the others, would surely answer with this intent. */
struct lint_verdict {
	size_t intent;
	double confidence;
};

/* Returns owned. Takes a few times as long as learning. */
struct lint_deep *lint_deep_create(struct intent_catalog *c, const struct lint_options *options);
void lint_deep_destroy(struct lint_deep *x);
/* Of the example at a place; NULL when it is answered right, or not surely. */
const struct lint_verdict *lint_deep_verdict(const struct lint_deep *x, struct diag_place at);

#endif
