/* See describe.h. */
#include "tests/unit/config/describe.h"

#include <stdio.h>
#include <string.h>

#include "config/load/units.h"

/* ---- Markdown ---- */

static void bound(const struct field *f, double value, char out[UNITS_TEXT_SIZE])
{
	if (f->type == FIELD_DURATION)
		units_format_duration((int64_t)value, out);
	else if (f->type == FIELD_SIZE)
		units_format_size((int64_t)value, out);
	else
		snprintf(out, UNITS_TEXT_SIZE, "%.12g", value);
}

static void print_kind(FILE *out, const struct field *f)
{
	static const char *const kinds[] = {
		[FIELD_TEXT] = "text",         [FIELD_BOOL] = "true, false",
		[FIELD_INT] = "whole number",  [FIELD_REAL] = "number",
		[FIELD_DURATION] = "duration", [FIELD_SIZE] = "size",
		[FIELD_TEXTS] = "list",        [FIELD_SECRET] = "secret",
		[FIELD_LIST] = "list",         [FIELD_NODE] = "any",
	};
	char low[UNITS_TEXT_SIZE], high[UNITS_TEXT_SIZE];

	if (f->type == FIELD_WORD) {
		for (const char *const *w = f->words; *w != NULL; w++)
			fprintf(out, "%s%s", w == f->words ? "" : ", ", *w);
		return;
	}
	if (f->type == FIELD_TEXT || (f->min == 0 && f->max == 0)) {
		fputs(kinds[f->type], out);
		return;
	}
	bound(f, f->min, low);
	bound(f, f->max, high);
	fprintf(out, "%s to %s", low, high);
}

static void print_rows(FILE *out, const struct field *fields, const char *prefix)
{
	for (const struct field *f = fields; f->key != NULL; f++) {
		char name[128];

		snprintf(name, sizeof(name), "%s%s", prefix, f->key);
		if (f->type == FIELD_MAP) {
			size_t len = strlen(name);

			snprintf(name + len, sizeof(name) - len, ".");
			print_rows(out, f->fields, name);
			continue;
		}
		fprintf(out, "| `%s` | %s%s%s | ", name, f->fallback != NULL ? "`" : "",
			f->fallback != NULL ? f->fallback : (f->required ? "required" : ""),
			f->fallback != NULL ? "`" : "");
		print_kind(out, f);
		fprintf(out, " | %s%s |\n", f->doc, f->restart ? ". **Restart**" : "");
		if (f->type == FIELD_LIST) {
			snprintf(name, sizeof(name), "%s%s[].", prefix, f->key);
			print_rows(out, f->fields, name);
		}
	}
}

char *describe_markdown(const struct field *fields)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fputs("| key | default | allowed | what it does |\n|---|---|---|---|\n", out);
	print_rows(out, fields, "");
	fclose(out);
	return text;
}
