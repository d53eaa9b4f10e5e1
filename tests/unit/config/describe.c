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

/* ---- JSON Schema ---- */

static void print_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void indent(FILE *out, int depth)
{
	fputc('\n', out);
	for (int i = 0; i < depth; i++)
		fputs("  ", out);
}

static void print_object(FILE *out, const struct field *fields, int depth);

/* Scalars that YAML reads as something else than text are texts to us. */
#define ANY_SCALAR "\"type\": [\"string\", \"number\", \"boolean\"]"

static void print_type(FILE *out, const struct field *f, int depth)
{
	switch (f->type) {
	case FIELD_TEXT: fputs(", " ANY_SCALAR, out); break;
	case FIELD_BOOL: fputs(", \"type\": \"boolean\"", out); break;
	case FIELD_INT:
	case FIELD_REAL:
		fprintf(out, ", \"type\": \"%s\"", f->type == FIELD_INT ? "integer" : "number");
		if (f->min != 0 || f->max != 0)
			fprintf(out, ", \"minimum\": %.12g, \"maximum\": %.12g", f->min, f->max);
		break;
	case FIELD_DURATION:
		fputs(", \"type\": [\"string\", \"integer\"], \"pattern\": "
		      "\"^([0-9]+(ms|s|m|h|d)|0)$\"",
		      out);
		break;
	case FIELD_SIZE:
		fputs(", \"type\": [\"string\", \"integer\"], \"pattern\": "
		      "\"^[0-9]+(KiB|MiB|GiB)?$\"",
		      out);
		break;
	case FIELD_WORD:
		fputs(", \"enum\": [", out);
		for (const char *const *w = f->words; *w != NULL; w++)
			fprintf(out, "%s\"%s\"", w == f->words ? "" : ", ", *w);
		fputc(']', out);
		break;
	case FIELD_TEXTS:
		fputs(", \"type\": [\"array\", \"null\"], \"items\": {" ANY_SCALAR "}", out);
		break;
	case FIELD_SECRET:
		fputs(", \"type\": \"string\", \"pattern\": \"^\\\\$\\\\{(env|file):[^{}]+\\\\}$\"",
		      out);
		break;
	case FIELD_MAP:
		fputs(", ", out);
		print_object(out, f->fields, depth);
		break;
	case FIELD_LIST:
		fputs(", \"type\": [\"array\", \"null\"], \"items\": {", out);
		print_object(out, f->fields, depth);
		fputc('}', out);
		break;
	case FIELD_NODE: break;
	}
}

static void print_object(FILE *out, const struct field *fields, int depth)
{
	bool has_required = false;

	fputs("\"type\": [\"object\", \"null\"], \"additionalProperties\": false,", out);
	for (const struct field *f = fields; f->key != NULL; f++) {
		if (!f->required)
			continue;
		indent(out, depth + 1);
		fprintf(out, "%s\"%s\"", has_required ? ", " : "\"required\": [", f->key);
		has_required = true;
	}
	if (has_required)
		fputs("],", out);
	indent(out, depth + 1);
	fputs("\"properties\": {", out);
	for (const struct field *f = fields; f->key != NULL; f++) {
		indent(out, depth + 2);
		fprintf(out, "\"%s\": {\"description\": ", f->key);
		print_text(out, f->doc);
		print_type(out, f, depth + 2);
		fprintf(out, "}%s", f[1].key != NULL ? "," : "");
	}
	indent(out, depth + 1);
	fputc('}', out);
	indent(out, depth);
}

char *describe_json_schema(const struct field *fields, const char *title)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fprintf(out,
		"{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"title\": \"%s\", ",
		title);
	print_object(out, fields, 0);
	fputs("}\n", out);
	fclose(out);
	return text;
}
