/* The byte buffer: what appends give, and that its bound holds. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/base/buf.h"

Test(buf, joins_what_is_appended)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	buf_text(&b, "a");
	buf_char(&b, 'b');
	buf_add(&b, "cd", 2);
	buf_printf(&b, "%d-%s", 7, "x");
	buf_u64(&b, UINT64_MAX);
	buf_i64(&b, INT64_MIN);
	buf_i64(&b, 0);
	cr_assert_eq(buf_check(&b), 0);
	cr_assert_str_eq(b.bytes, "abcd7-x18446744073709551615-92233720368547758080");
	cr_assert_eq(b.len, strlen(b.bytes));
	buf_dispose(&b);
}

Test(buf, json_escapes_what_must_be_escaped_and_nothing_else)
{
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	buf_json(&b, "q\" b\\ n\n t\t c\x01 r\r \x7f ü 中 /");
	cr_assert_str_eq(b.bytes, "\"q\\\" b\\\\ n\\n t\\t c\\u0001 r\\r \x7f ü 中 /\"");
	buf_clear(&b);
	buf_json(&b, NULL);
	buf_json_n(&b, "a\0b", 3);
	cr_assert_str_eq(b.bytes, "null\"a\\u0000b\"");
	buf_clear(&b);
	buf_json(&b, "");
	cr_assert_str_eq(b.bytes, "\"\"");
	buf_dispose(&b);
}

Test(buf, takes_exactly_its_maximum)
{
	struct buf b;

	buf_init(&b, 300);
	for (int i = 0; i < 300; i++)
		buf_char(&b, 'x');
	cr_assert_eq(buf_check(&b), 0);
	cr_assert_eq(b.len, 300);
	buf_char(&b, 'x');
	cr_assert_eq(buf_check(&b), -1, "one byte over the maximum must break the buffer");
	cr_assert_null(b.bytes, "a broken buffer holds nothing that could be sent");
	buf_dispose(&b);
}

Test(buf, stays_broken_until_cleared)
{
	struct buf b;
	char big[40];

	memset(big, 'y', sizeof(big));
	buf_init(&b, 32);
	buf_text(&b, "start");
	buf_add(&b, big, sizeof(big));
	buf_text(&b, "end");
	buf_json(&b, "end");
	buf_printf(&b, "%s", "end");
	cr_assert_eq(buf_check(&b), -1);
	cr_assert_null(buf_take(&b, NULL));
	buf_clear(&b);
	buf_text(&b, "ok");
	cr_assert_eq(buf_check(&b), 0);
	cr_assert_str_eq(b.bytes, "ok");
	buf_dispose(&b);
}

Test(buf, a_length_near_the_end_of_size_t_does_not_wrap)
{
	struct buf b;

	buf_init(&b, 100);
	buf_text(&b, "abc");
	buf_add(&b, "x", SIZE_MAX - 1);
	cr_assert_eq(buf_check(&b), -1);
	buf_dispose(&b);
}

Test(buf, gives_its_bytes_away)
{
	struct buf b;
	size_t len = 99;
	char *bytes;

	buf_init(&b, 100);
	cr_assert_null(buf_take(&b, &len));
	cr_assert_eq(len, 0);
	buf_text(&b, "mine");
	bytes = buf_take(&b, &len);
	cr_assert_str_eq(bytes, "mine");
	cr_assert_eq(len, 4);
	free(bytes);
	buf_text(&b, "again");
	cr_assert_str_eq(b.bytes, "again");
	buf_dispose(&b);
}
