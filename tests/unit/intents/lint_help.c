/* See lint_help.h. */
#include "tests/unit/intents/lint_help.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/intents/help.h"

static void print_lines(FILE *out, const struct diag *d, const char *code)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct diag_item *item = &d->items[i];
		cr_expect_eq(item->severity, DIAG_WARNING, "%s", item->text);
		cr_expect_not_null(item->hint, "a finding without a hint: %s", item->text);
		if (item->code == NULL || strncmp(item->code, code, strlen(code)) != 0)
			continue;
		const char *name = strrchr(item->file, '/');
		(void)fprintf(out, "%s:%u:%u: %s: %s\n", name != NULL ? name + 1 : item->file,
			      item->line, item->col, item->code, item->text);
	}
}

/* Places inside of texts have the folder in front. */
static void cut_folder(char *text, const char *folder)
{
	size_t len = strlen(folder) + 1;
	char *at;
	while ((at = strstr(text, folder)) != NULL)
		memmove(at, at + len, strlen(at + len) + 1);
}

char *findings_of(const char *yaml, const char *code, const struct lint_options *options)
{
	static const struct lint_options none = {0};
	struct folder f = folder_make();
	struct diag d;
	diag_init(&d);
	folder_write(&f, "a.yaml", yaml);
	struct intent_catalog *c = intent_catalog_read(f.path, &d);
	cr_assert_eq(d.error_count, 0, "%s:\n%s", d.count > 0 ? d.items[0].text : "", yaml);
	intent_lint(c, options != NULL ? options : &none, &d);
	diag_sort(&d);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	print_lines(out, &d, code);
	(void)fclose(out);
	cut_folder(text, f.path);
	intent_catalog_destroy(c);
	diag_dispose(&d);
	folder_remove(&f);
	return text;
}

void expect_findings_in(const char *yaml, const char *code, const struct lint_options *options,
			const char *expected)
{
	char *text = findings_of(yaml, code, options);
	cr_expect_str_eq(text, expected, "%s\n--- got\n%s--- expected\n%s", yaml, text, expected);
	free(text);
}

void expect_findings(const char *yaml, const char *code, const char *expected)
{
	expect_findings_in(yaml, code, NULL, expected);
}
