/*
 * What is written about the settings is what the table says: the table in config/README.md and the
 * schema for editors are generated (GOLDEN_UPDATE=1) and compared here.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/settings.h"
#include "tests/unit/config/describe.h"
#include "tests/unit/config/golden.h"

#define BEGIN "<!-- settings: generated, GOLDEN_UPDATE=1 make unit-config -->\n"
#define END "<!-- end of settings -->\n"

Test(docs, readme_has_the_table_of_settings)
{
	char *table = describe_markdown(settings_fields), *readme = golden_read("config/README.md"),
	     *begin, *end;
	char *text = NULL;
	size_t size;
	FILE *out;

	cr_assert_not_null(readme, "run the tests in the root of the tree");
	begin = strstr(readme, BEGIN);
	end = strstr(readme, END);
	cr_assert(begin != NULL && end != NULL, "config/README.md lacks its markers");
	out = open_memstream(&text, &size);
	fwrite(readme, 1, (size_t)(begin - readme) + strlen(BEGIN), out);
	fprintf(out, "\n%s\n%s", table, end);
	fclose(out);
	golden_compare("config/README.md", text);
	free(text);
	free(table);
	free(readme);
}

Test(docs, schema_for_editors)
{
	char *schema = NULL;
	size_t size;
	FILE *out = open_memstream(&schema, &size);

	schema_print_json(settings_fields, "frontdesk.yaml", out);
	fclose(out);
	golden_compare("config/schema/frontdesk.json", schema);
	free(schema);
}

static void check_rows(const struct field *fields)
{
	for (const struct field *f = fields; f->key != NULL; f++) {
		cr_expect_not_null(f->doc, "%s has no documentation", f->key);
		cr_expect_null(strchr(f->doc, '\n'));
		if (f->type == FIELD_MAP || f->type == FIELD_LIST)
			check_rows(f->fields);
	}
}

Test(docs, every_key_has_a_line)
{
	check_rows(settings_fields);
}
