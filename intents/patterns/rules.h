/*
 * All patterns of a catalog, compiled, behind a literal prefilter.
 *
 * A pattern runs only when one of its required literals is in the text, and one of a second set if
 * it has one (literal.h); the literals are found through a table of their first four (or two)
 * bytes. Of all patterns that match, the longest match wins, then the first in file order.
 */
#ifndef INTENTS_RULES_H
#define INTENTS_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/diag.h"
#include "config/text/pattern.h"
#include "intents/catalog/catalog.h"

struct rules;         /* immutable */
struct rules_scratch; /* one thread's working memory; grows to the largest catalog it met */

struct rules_hit {
	size_t pattern; /* index in the catalog's patterns */
	size_t intent;
	size_t start, len; /* matched bytes */
};

/* The best hit of each of the best intents, best first. */
struct rules_result {
	struct rules_hit hits[INTENT_CANDIDATES];
	size_t count;
	unsigned broken;     /* patterns that hit a limit */
	size_t broken_first; /* index of the first of them */
};

/* Compiles the catalog's patterns; errors go to `d`. Returns owned (also then). */
struct rules *rules_create(const struct intent_catalog *c, struct diag *d) MUSTCHECK;
void rules_destroy(struct rules *r);
struct rules_scratch *rules_scratch_create(void);
void rules_scratch_destroy(struct rules_scratch *s);

/* Runs the prefilter on a text; what is left is looked at by rules_find(). */
void rules_scan(const struct rules *r, struct rules_scratch *s, const char *text, size_t len);
/* What to try: the patterns of `group` and those without a language or, with `others`, only those
 * of all other languages; of these the ones whose intent `allows` (may be NULL: all). */
struct rules_query {
	size_t group;
	bool others;
	bool (*allows)(void *ctx, size_t intent);
	void *ctx;
};
/* Tries the patterns that the last scan left. */
void rules_find(const struct rules *r, struct rules_scratch *s, const struct intent_catalog *c,
		const struct rules_query *query, const char *text, size_t len,
		struct rules_result *ret);
/* Calls `fn` for every pattern that the query wants and that matches, in file order. */
typedef void (*rules_fn)(void *ctx, const struct rules_hit *hit);
void rules_each(const struct rules *r, struct rules_scratch *s, const struct intent_catalog *c,
		const struct rules_query *query, const char *text, size_t len, rules_fn fn,
		void *ctx);
/* Whether `a` wins over `b`. */
bool rules_is_better(const struct rules_hit *a, const struct rules_hit *b);
/* Tries pattern `index` alone, without a scan. One that did not compile matches nothing. */
enum pattern_result rules_try(const struct rules *r, struct rules_scratch *s, size_t index,
			      const char *text, size_t len);

#endif
