/* Patterns: what matches, what is refused, what is bounded. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "config/text/pattern.h"

static const struct diag_place here = {"p.yaml", 4, 10};

static enum pattern_result find(const char *regex, const char *text, size_t *ret_start,
				size_t *ret_len)
{
	struct pattern_scratch *s = pattern_scratch_create();
	struct diag d;
	struct pattern *p;
	enum pattern_result result;
	char normal[4096];
	long len = normalize_text(text, strlen(text), normal, sizeof(normal));

	diag_init(&d);
	p = pattern_create(regex, strlen(regex), here, &d);
	cr_assert_not_null(p, "%s: %s", regex, d.count > 0 ? d.items[0].text : "no diagnostic");
	result = pattern_find(p, s, normal, (size_t)len, ret_start, ret_len);
	pattern_destroy(p);
	pattern_scratch_destroy(s);
	diag_dispose(&d);
	return result;
}

static void expect_match(const char *regex, const char *text)
{
	size_t start, len;

	cr_expect_eq(find(regex, text, &start, &len), PATTERN_YES, "%s does not match %s", regex,
		     text);
}

Test(pattern, literals_are_folded_like_texts)
{
	expect_match("Groß", "GROSS");
	expect_match("groß?e", "groe");
	expect_match("[Ää]rger", "ÄRGER");
	expect_match("訂單", "订单"); /* Traditional for Simplified */
	expect_match("订单", "訂單"); /* and the other way */
	expect_match("l’heure", "L'heure");
	expect_match("ok？$", "ok?"); /* a full-width mark is no quantifier */
	expect_match("ok？$", "ok？");
	expect_match("\\bTéléphone\\b", "mon téléphone sonne");
	expect_match("^[一-龥]{2}$", "體體"); /* ranges stay */
	expect_match("\\Q(a.b)\\E", "x(a.b)");
	expect_match("[]a]+$", "x]a");
	expect_match("[^]a]", "b");
}

Test(pattern, place_of_the_match)
{
	size_t start = 99, len = 99;

	cr_assert_eq(find("pä"
			  "ckchen",
			  "mein pä"
			  "ckchen fehlt",
			  &start, &len),
		     PATTERN_YES);
	cr_assert_eq(start, 5);
	cr_assert_eq(len, 9);
	cr_assert_eq(find("paket", "nichts", &start, &len), PATTERN_NO);
}

Test(pattern, endless_backtracking_is_a_limit_and_no_answer)
{
	static const char *const evil[] = {"^(a+)+$", "^(a|aa)*$", "^(.*a){20}[yz]$",
					   "([a-z]+)*!!"};
	char text[121];
	size_t start, len;

	memset(text, 'a', 119);
	text[119] = '!';
	text[120] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(evil); i++)
		cr_expect_eq(find(evil[i], text, &start, &len), PATTERN_LIMIT, "%s", evil[i]);
}

Test(pattern, deep_recursion_is_a_limit)
{
	char *text = mem_new(NORMALIZE_IN_MAX + 1, 1);
	struct pattern_scratch *s = pattern_scratch_create();
	struct diag d;
	struct pattern *p;
	size_t start, len;

	memset(text, '(', NORMALIZE_IN_MAX);
	diag_init(&d);
	p = pattern_create("^(\\((?1)*\\))*$", 14, here, &d);
	cr_assert_not_null(p);
	cr_expect_eq(pattern_find(p, s, text, NORMALIZE_IN_MAX, &start, &len), PATTERN_LIMIT);
	/* The scratch works on. */
	cr_expect_eq(pattern_find(p, s, "()", 2, &start, &len), PATTERN_YES);
	pattern_destroy(p);
	pattern_scratch_destroy(s);
	diag_dispose(&d);
	free(text);
}

static void expect_error(const char *regex, unsigned col)
{
	struct diag d;
	struct pattern *p;

	diag_init(&d);
	p = pattern_create(regex, strlen(regex), here, &d);
	cr_assert_null(p, "%s was accepted", regex);
	cr_assert_eq(d.error_count, 1);
	cr_expect_eq(d.items[0].line, 4);
	cr_expect_eq(d.items[0].col, col, "%s: column %u, text %s", regex, d.items[0].col,
		     d.items[0].text);
	cr_expect_str_eq(d.items[0].file, "p.yaml");
	diag_dispose(&d);
}

Test(pattern, errors_point_into_the_pattern)
{
	expect_error("ab(cd", 15);
	expect_error("ßß(", 13); /* folding made it longer, the column is that of the file */
	expect_error("a\\", 12);
	expect_error("[z-a]", 13);
	expect_error("\\C", 12); /* half a character */
}
