/* See golden.h. */
#include "tests/unit/config/golden.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

char *golden_read(const char *path)
{
	FILE *f = fopen(path, "rbe");
	char *text = NULL;
	size_t len = 0, got;

	if (f == NULL)
		return NULL;
	do {
		text = mem_resize(text, len + 65537, 1);
		got = fread(text + len, 1, 65536, f);
		len += got;
	} while (got > 0);
	fclose(f);
	text[len] = '\0';
	return text;
}

void golden_compare(const char *path, const char *text)
{
	char *expected;

	if (getenv("GOLDEN_UPDATE") != NULL) {
		FILE *f = fopen(path, "wbe");

		cr_assert_not_null(f, "cannot write %s", path);
		cr_assert_eq(fwrite(text, 1, strlen(text), f), strlen(text));
		fclose(f);
		return;
	}
	expected = golden_read(path);
	cr_assert_not_null(expected, "%s is missing; make it with GOLDEN_UPDATE=1", path);
	cr_expect_str_eq(
		text, expected,
		"differs from %s (GOLDEN_UPDATE=1 writes it anew)\n--- got\n%s\n--- expected\n%s",
		path, text, expected);
	free(expected);
}
