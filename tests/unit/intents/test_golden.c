/*
 * What is said about files with every mistake there is: tests/golden/config_bad/intents-*.yaml,
 * each with its .err. GOLDEN_UPDATE=1 writes them anew; read the difference before committing it.
 */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "tests/unit/intents/help.h"

/* The whole file, owned; NULL when there is none. */
static char *read_all(const char *path)
{
	FILE *in = fopen(path, "rbe");
	char *text = mem_new(65536, 1);

	if (in == NULL) {
		free(text);
		return NULL;
	}
	size_t len = fread(text, 1, 65535, in);
	cr_assert_lt(len, 65535, "%s is too long for this test", path);
	fclose(in);
	return text;
}

static void compare(const char *path, const char *text)
{
	char *expected;

	if (getenv("GOLDEN_UPDATE") != NULL) {
		FILE *out = fopen(path, "wbe");

		cr_assert_not_null(out, "cannot write %s", path);
		cr_assert_geq(fputs(text, out), 0);
		fclose(out);
		return;
	}
	expected = read_all(path);
	cr_assert_not_null(expected, "%s is missing; make it with GOLDEN_UPDATE=1", path);
	cr_expect_str_eq(text, expected, "differs from %s\n--- got\n%s--- expected\n%s", path, text,
			 expected);
	free(expected);
}

Test(golden, every_mistake_is_said_at_its_place)
{
	glob_t files;

	cr_assert_eq(glob("tests/golden/config_bad/intents-*.yaml", 0, NULL, &files), 0,
		     "run the tests in the root of the tree");
	for (size_t i = 0; i < files.gl_pathc; i++) {
		char *yaml = read_all(files.gl_pathv[i]), *text, path[256];

		intent_catalog_destroy(catalog_of(yaml, &text));
		(void)snprintf(path, sizeof(path), "%.*s.err",
			       (int)(strlen(files.gl_pathv[i]) - strlen(".yaml")),
			       files.gl_pathv[i]);
		compare(path, text);
		free(text);
		free(yaml);
	}
	globfree(&files);
}
