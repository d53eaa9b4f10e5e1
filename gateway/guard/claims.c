#include "gateway/guard/claims.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/pattern.h"

static const struct row {
	enum claim claim;
	const char *locale; /* "zh": both; NULL: all */
	const char *regex;
} rows[] = {
#include "gateway/guard/claims.inc"
};

struct guard_rules {
	struct pattern *patterns[ARRAY_LEN(rows)];
};

struct guard_rules *guard_rules_create(void)
{
	struct guard_rules *r = mem_new(1, sizeof *r);
	struct diag d;

	diag_init(&d);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct diag_place at = {"claims.inc", (unsigned)i + 1, 1};
		r->patterns[i] = pattern_create(rows[i].regex, strlen(rows[i].regex), at, &d);
	}
	if (d.error_count > 0) { /* a fault of the program, which the unit tests would show */
		diag_print(&d, stderr);
		abort();
	}
	diag_dispose(&d);
	return r;
}

void guard_rules_destroy(struct guard_rules *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		pattern_destroy(r->patterns[i]);
	free(r);
}

static bool speaks(const char *of_row, const char *locale)
{
	return !of_row || !locale || strncmp(of_row, locale, 2) == 0;
}

bool claims_find(const struct guard_rules *r, struct pattern_scratch *s, enum claim claim,
		 const char *locale, const char *text, size_t len, size_t *ret_start,
		 size_t *ret_len)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].claim != claim || !speaks(rows[i].locale, locale))
			continue;
		enum pattern_result found =
			pattern_find(r->patterns[i], s, text, len, ret_start, ret_len);
		if (found == PATTERN_LIMIT) {
			*ret_start = 0;
			*ret_len = len;
		}
		if (found != PATTERN_NO)
			return true;
	}
	return false;
}
