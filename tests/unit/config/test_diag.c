/* Diagnostics: form, order, bound, nearest name. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "config/load/diag.h"

static void expect_line(struct diag *d, size_t i, const char *expected)
{
	char line[2048];

	cr_assert_lt(i, d->count);
	cr_assert_eq(diag_format(&d->items[i], line, sizeof(line)), strlen(line));
	cr_assert_str_eq(line, expected);
}

Test(diag, form_of_a_line)
{
	struct diag d;

	diag_init(&d);
	diag_error(&d, (struct diag_place){"a.yaml", 3, 7}, "quote it", "bad %s", "value");
	diag_warning(&d, (struct diag_place){"a.yaml", 3, 0}, NULL, "odd");
	diag_error(&d, (struct diag_place){"a.yaml", 0, 0}, NULL, "cannot be read");
	diag_error(&d, (struct diag_place){NULL, 0, 0}, NULL, "no file at all");
	expect_line(&d, 0, "a.yaml:3:7: error: bad value (quote it)");
	expect_line(&d, 1, "a.yaml:3: warning: odd");
	expect_line(&d, 2, "a.yaml: error: cannot be read");
	expect_line(&d, 3, "error: no file at all");
	cr_assert_eq(d.error_count, 3);
	cr_assert_eq(d.warning_count, 1);
	diag_dispose(&d);
	cr_assert_eq(d.count, 0);
}

Test(diag, sorted_by_place_keeping_the_order_of_equals)
{
	struct diag d;

	diag_init(&d);
	diag_error(&d, (struct diag_place){"b", 1, 1}, NULL, "4");
	diag_error(&d, (struct diag_place){"a", 9, 1}, NULL, "3");
	diag_error(&d, (struct diag_place){"a", 2, 5}, NULL, "1");
	diag_warning(&d, (struct diag_place){"a", 2, 5}, NULL, "2");
	diag_error(&d, (struct diag_place){"a", 2, 1}, NULL, "0");
	diag_sort(&d);
	for (size_t i = 0; i < d.count; i++)
		cr_assert_eq(d.items[i].text[0], (char)('0' + i), "place %zu has %s", i,
			     d.items[i].text);
	diag_dispose(&d);
}

Test(diag, bounded_but_counting)
{
	struct diag d;

	diag_init(&d);
	for (int i = 0; i < DIAG_MAX + 50; i++)
		diag_error(&d, (struct diag_place){"a", 1, 1}, NULL, "x");
	cr_assert_eq(d.count, DIAG_MAX);
	cr_assert_eq(d.error_count, DIAG_MAX + 50);
	diag_dispose(&d);
}

Test(diag, cut_texts_end_at_a_character)
{
	char text[4001], line[64];
	struct diag d;

	for (size_t i = 0; i < 4000; i += 2)
		memcpy(text + i, "\xc3\xa4", 2);
	text[4000] = '\0';
	diag_init(&d);
	diag_error(&d, (struct diag_place){"a", 1, 1}, NULL, "x%s", text);
	cr_assert_eq(d.items[0].text[strlen(d.items[0].text) - 1], '\xa4');
	cr_assert_lt(diag_format(&d.items[0], line, sizeof(line)), sizeof(line));
	cr_assert_eq(line[strlen(line) - 1], '\xa4', "cut inside a character: %s", line);
	diag_dispose(&d);
}

Test(diag, a_value_that_is_cut_in_the_middle_of_a_text_ends_at_a_character)
{
	struct diag d;

	diag_init(&d);
	diag_error(&d, (struct diag_place){"a", 1, 1}, NULL, "unknown key '%.4s'", "abc\xc3\xa4");
	cr_assert_str_eq(d.items[0].text, "unknown key 'abc'");
	diag_dispose(&d);
}

Test(diag, nearest)
{
	static const char *const words[] = {"patterns", "examples", "reply", "id", "handoff"};

	cr_assert_str_eq(diag_nearest("patern", words, 5), "patterns");
	cr_assert_str_eq(diag_nearest("exmaples", words, 5), "examples");
	cr_assert_str_eq(diag_nearest("di", words, 5), "id");
	cr_assert_null(diag_nearest("shipping", words, 5));
	cr_assert_null(diag_nearest("", words, 5));
}

Test(diag, codes)
{
	struct diag d;

	diag_init(&d);
	diag_error(&d, (struct diag_place){"a", 1, 1}, NULL, "bad");
	diag_name(&d, "bad-thing");
	diag_finding(&d, "odd-thing", (struct diag_place){"a", 1, 2}, "hint", "odd");
	diag_error(&d, (struct diag_place){"a", 1, 3}, NULL, "without");
	cr_expect_str_eq(d.items[0].code, "bad-thing");
	cr_expect_str_eq(d.items[1].code, "odd-thing");
	cr_expect_eq(d.items[1].severity, DIAG_WARNING);
	cr_expect_null(d.items[2].code);
	diag_dispose(&d);
}

Test(diag, a_code_for_what_was_only_counted_goes_nowhere)
{
	struct diag d;

	diag_init(&d);
	for (int i = 0; i <= DIAG_MAX; i++)
		diag_error(&d, (struct diag_place){"a", 1, 1}, NULL, "bad");
	diag_name(&d, "bad-thing");
	cr_expect_null(d.items[DIAG_MAX - 1].code);
	diag_dispose(&d);
}
