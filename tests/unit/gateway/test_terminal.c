/* Columns, wrapping and quoting for a terminal of 80 columns. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/cli/terminal.h"

static char *text;
static size_t size;
static FILE *out;

static void begin(void)
{
	out = open_memstream(&text, &size);
}

static const char *printed(void)
{
	(void)fclose(out);
	return text;
}

static void end(void)
{
	free(text);
}

TestSuite(terminal, .init = begin, .fini = end);

Test(terminal, chinese_and_emojis_are_two_columns_wide)
{
	cr_assert_eq(terminal_width("abc", 3), 3);
	cr_assert_eq(terminal_width("退款", 6), 4);
	cr_assert_eq(terminal_width("é", 2), 1);
	cr_assert_eq(terminal_width("\xff\xfe", 2), 2);
	cr_assert_str_eq(printed(), "");
}

Test(terminal, columns_are_filled_and_cut)
{
	terminal_column(out, "ab", 4);
	terminal_column(out, "abcdefgh", 6);
	terminal_column(out, "退款退款", 6);
	cr_assert_str_eq(printed(), "ab  abc...退... ");
}

Test(terminal, sentences_break_at_blanks)
{
	terminal_wrap(out, 70, 2, "seven words of which only the first fit here");
	cr_assert_str_eq(printed(), "seven\n  words of which only the first fit here\n");
}

Test(terminal, chinese_is_broken_anywhere_but_before_punctuation)
{
	terminal_wrap(out, 70, 2, "退貨免運費。退款，三天");
	cr_assert_str_eq(printed(), "退貨免運\n  費。退款，三天\n");
}

Test(terminal, words_of_strangers_are_escaped)
{
	terminal_quote(out, "a\x1b[2J\n\"\\\xff\xe2\x80\xae", 12, 80);
	cr_assert_str_eq(printed(), "\"a\\u001b[2J\\n\\\"\\\\\\xff\\u202e\"");
}

Test(terminal, quotes_are_cut_to_their_width)
{
	terminal_quote(out, "abcdefghij", 10, 12);
	terminal_quote(out, "abcdefghij", 10, 11);
	terminal_quote(out, "退款退款", 12, 8);
	cr_assert_str_eq(printed(), "\"abcdefghij\"\"abcdef...\"\"退...\"");
}
