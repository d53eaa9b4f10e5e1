/*
 * PCRE2 patterns with JIT and hard limits. The only room that includes <pcre2.h>. A limit hit means
 * "broken pattern": the caller skips it, counts it and names it; it is never the same as "no
 * match".
 */
#ifndef CONFIG_TEXT_PATTERN_H
#define CONFIG_TEXT_PATTERN_H

#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"

#define PATTERN_MATCH_LIMIT 10000
#define PATTERN_HEAP_LIMIT_KIB 1024

struct pattern;         /* compiled, immutable, may be used from several threads at once */
struct pattern_scratch; /* one thread's working memory */

enum pattern_result { PATTERN_NO = 0, PATTERN_YES = 1, PATTERN_LIMIT = -1 };

/* Compiles `regex` (UTF, UCP). On error adds a diagnostic at `at` (column moved to the place in the
 * pattern) and returns NULL. */
struct pattern *pattern_create(const char *regex, size_t len, struct diag_place at,
			       struct diag *d) MUSTCHECK;
void pattern_destroy(struct pattern *p);
struct pattern_scratch *pattern_scratch_create(void);
void pattern_scratch_destroy(struct pattern_scratch *s);
/* Looks for `p` in a normalised text. On PATTERN_YES *ret_start and *ret_len are the matched bytes.
 */
enum pattern_result pattern_find(const struct pattern *p, struct pattern_scratch *s,
				 const char *text, size_t len, size_t *ret_start, size_t *ret_len);
/* The same, but *ret_start and *ret_len are the first group when the pattern has one that took
 * part. */
enum pattern_result pattern_find_value(const struct pattern *p, struct pattern_scratch *s,
				       const char *text, size_t len, size_t *ret_start,
				       size_t *ret_len);

#endif
