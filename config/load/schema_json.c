/*
 * Field tables as JSON Schema: what an editor completes and explains is what the loader reads. The
 * schema is never stricter than the loader, or it would underline what works; it is as strict where
 * a table says so. Named shapes become definitions.
 */
#include <stdio.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/schema.h"

#define NAMED_MAX 64
#define LOCALE_PATTERN "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"

static const char *const locales[] = {"en", "de", "fr", "zh-Hant", "zh-Hans"};

/* ---- JSON, laid out for people who read the file ---- */

struct writer {
	FILE *out;
	int depth;
	bool has_items; /* at this depth */
	const struct shape *named[NAMED_MAX];
	size_t named_count;
};

static void string(struct writer *w, const char *text)
{
	fputc('"', w->out);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', w->out);
		fputc(*text, w->out);
	}
	fputc('"', w->out);
}

/* Starts the next item of an object or list. */
static void item(struct writer *w)
{
	fputs(w->has_items ? ",\n" : "\n", w->out);
	w->has_items = true;
	for (int i = 0; i < w->depth; i++)
		fputs("  ", w->out);
}

static void key(struct writer *w, const char *name)
{
	item(w);
	string(w, name);
	fputs(": ", w->out);
}

static void begin(struct writer *w, char bracket)
{
	fputc(bracket, w->out);
	w->depth++;
	w->has_items = false;
}

static void end(struct writer *w, char bracket)
{
	w->depth--;
	if (w->has_items) {
		fputc('\n', w->out);
		for (int i = 0; i < w->depth; i++)
			fputs("  ", w->out);
	}
	fputc(bracket, w->out);
	w->has_items = true;
}

/* `value` is JSON already. */
static void raw(struct writer *w, const char *name, const char *value)
{
	key(w, name);
	fputs(value, w->out);
}

static void text(struct writer *w, const char *name, const char *value)
{
	key(w, name);
	string(w, value);
}

static void words(struct writer *w, const char *const *list)
{
	key(w, "enum");
	fputc('[', w->out);
	for (size_t i = 0; list[i] != NULL; i++) {
		fputs(i > 0 ? ", " : "", w->out);
		string(w, list[i]);
	}
	fputc(']', w->out);
}

/* ---- shapes ---- */

#define ANY_SCALAR "[\"string\", \"number\", \"boolean\"]"

static void print_object(struct writer *w, const struct field *fields);
static void print_keys(struct writer *w, const struct field *fields, const struct shape *others);
static void print_shape(struct writer *w, const struct shape *s);

static void print_item(struct writer *w, const char *name, const struct shape *s)
{
	key(w, name);
	begin(w, '{');
	print_shape(w, s);
	end(w, '}');
}

static void print_map(struct writer *w, const struct shape *s)
{
	raw(w, "type", s->by_locale ? "\"object\"" : "[\"object\", \"null\"]");
	if (s->by_locale) { /* each by name, so that editors offer them */
		raw(w, "minProperties", "1");
		key(w, "properties");
		begin(w, '{');
		for (size_t i = 0; i < ARRAY_LEN(locales); i++)
			print_item(w, locales[i], s->of);
		end(w, '}');
	}
	if (s->by_locale || s->pattern != NULL) {
		key(w, "propertyNames");
		begin(w, '{');
		text(w, "pattern", s->by_locale ? LOCALE_PATTERN : s->pattern);
		end(w, '}');
	}
	print_item(w, "additionalProperties", s->of);
}

static void print_either(struct writer *w, const struct shape *s)
{
	const struct shape *both[] = {s->of, s->other};

	key(w, "anyOf");
	begin(w, '[');
	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		item(w);
		begin(w, '{');
		print_shape(w, both[i]);
		end(w, '}');
	}
	end(w, ']');
}

static void print_needs(struct writer *w, const struct shape_need *needs)
{
	if (needs == NULL)
		return;
	key(w, "allOf");
	begin(w, '[');
	for (; needs->keys != NULL; needs++) {
		item(w);
		begin(w, '{');
		key(w, needs->only_one ? "oneOf" : "anyOf");
		begin(w, '[');
		for (size_t i = 0; needs->keys[i] != NULL; i++) {
			item(w);
			fputs("{\"required\": [", w->out);
			string(w, needs->keys[i]);
			fputs("]}", w->out);
		}
		end(w, ']');
		end(w, '}');
	}
	end(w, ']');
}

static void print_body(struct writer *w, const struct shape *s)
{
	switch (s->kind) {
	case SHAPE_TEXT:
		raw(w, "type", s->pattern != NULL ? "\"string\"" : ANY_SCALAR);
		if (s->pattern != NULL)
			text(w, "pattern", s->pattern);
		break;
	case SHAPE_WORD: words(w, s->words); break;
	case SHAPE_NUMBER:
		raw(w, "type", "\"integer\"");
		key(w, "minimum");
		fprintf(w->out, "%d", s->min);
		key(w, "maximum");
		fprintf(w->out, "%d", s->max);
		break;
	case SHAPE_FIELDS:
		raw(w, "type", "\"object\"");
		print_needs(w, s->needs);
		print_keys(w, s->fields, s->by_locale ? s->of : NULL);
		break;
	case SHAPE_LIST:
		raw(w, "type", "[\"array\", \"null\"]");
		print_item(w, "items", s->of);
		break;
	case SHAPE_MAP: print_map(w, s); break;
	case SHAPE_EITHER: print_either(w, s); break;
	case SHAPE_ANY: break;
	}
}

/* A named shape is written later, once. */
static void print_shape(struct writer *w, const struct shape *s)
{
	char reference[80];

	if (s->name == NULL || w->named_count == NAMED_MAX) {
		print_body(w, s);
		return;
	}
	(void)snprintf(reference, sizeof(reference), "#/definitions/%s", s->name);
	text(w, "$ref", reference);
	for (size_t i = 0; i < w->named_count; i++) {
		if (w->named[i] == s)
			return;
	}
	w->named[w->named_count++] = s;
}

/* ---- fields ---- */

static void print_range(struct writer *w, const struct field *f)
{
	if (f->min == 0 && f->max == 0)
		return;
	key(w, "minimum");
	fprintf(w->out, "%.12g", f->min);
	key(w, "maximum");
	fprintf(w->out, "%.12g", f->max);
}

static void print_default(struct writer *w, const struct field *f)
{
	if (f->fallback == NULL || f->type == FIELD_TEXTS)
		return;
	if (f->type == FIELD_BOOL || f->type == FIELD_INT || f->type == FIELD_REAL) {
		key(w, "default");
		fprintf(w->out, "%s", f->fallback);
	} else {
		text(w, "default", f->fallback);
	}
}

static void print_list(struct writer *w, const struct field *f)
{
	raw(w, "type", "[\"array\", \"null\"]");
	key(w, "items");
	begin(w, '{');
	if (f->type == FIELD_TEXTS) {
		raw(w, "type", ANY_SCALAR);
	} else {
		raw(w, "type", "\"object\"");
		print_object(w, f->fields);
	}
	end(w, '}');
}

static void print_type(struct writer *w, const struct field *f)
{
	switch (f->type) {
	case FIELD_TEXT:
		if (f->shape != NULL)
			print_shape(w, f->shape);
		else
			raw(w, "type", ANY_SCALAR);
		break;
	case FIELD_BOOL: raw(w, "type", "\"boolean\""); break;
	case FIELD_INT:
		raw(w, "type", "\"integer\"");
		print_range(w, f);
		break;
	case FIELD_REAL:
		raw(w, "type", "\"number\"");
		print_range(w, f);
		break;
	case FIELD_DURATION:
		raw(w, "type", "[\"string\", \"integer\"]");
		text(w, "pattern", "^([0-9]+(ms|s|m|h|d)|0)$");
		break;
	case FIELD_SIZE:
		raw(w, "type", "[\"string\", \"integer\"]");
		text(w, "pattern", "^[0-9]+(KiB|MiB|GiB)?$");
		break;
	case FIELD_WORD: words(w, f->words); break;
	case FIELD_SECRET:
		raw(w, "type", "\"string\"");
		text(w, "pattern", "^\\$\\{(env|file):[^{}]+\\}$");
		break;
	case FIELD_MAP:
		/* `key:` with nothing behind it is the same as the key left out. */
		raw(w, "type", "[\"object\", \"null\"]");
		print_object(w, f->fields);
		break;
	case FIELD_TEXTS:
	case FIELD_LIST: print_list(w, f); break;
	case FIELD_NODE:
		if (f->shape != NULL)
			print_shape(w, f->shape);
		break;
	}
}

/* Beside $ref draft 7 reads nothing, so the description goes around it. */
static void print_field(struct writer *w, const struct field *f)
{
	bool is_reference = f->shape != NULL && f->shape->name != NULL;

	key(w, f->key);
	begin(w, '{');
	text(w, "description", f->doc);
	print_default(w, f);
	if (is_reference) {
		key(w, "allOf");
		begin(w, '[');
		item(w);
		begin(w, '{');
	}
	print_type(w, f);
	if (is_reference) {
		end(w, '}');
		end(w, ']');
	}
	end(w, '}');
}

static void print_required(struct writer *w, const struct field *fields)
{
	bool has_one = false;

	for (const struct field *f = fields; f->key != NULL; f++) {
		if (!f->required)
			continue;
		if (!has_one)
			key(w, "required");
		fputs(has_one ? ", " : "[", w->out);
		string(w, f->key);
		has_one = true;
	}
	if (has_one)
		fputc(']', w->out);
}

/* The keys of an object; its type is written already. `others` is what all further keys, which
 * are locales, may hold; NULL: there are none. */
static void print_keys(struct writer *w, const struct field *fields, const struct shape *others)
{
	if (others == NULL) {
		raw(w, "additionalProperties", "false");
	} else {
		key(w, "propertyNames");
		begin(w, '{');
		text(w, "pattern", LOCALE_PATTERN);
		end(w, '}');
		print_item(w, "additionalProperties", others);
	}
	print_required(w, fields);
	key(w, "properties");
	begin(w, '{');
	for (const struct field *f = fields; f->key != NULL; f++)
		print_field(w, f);
	end(w, '}');
}

static void print_object(struct writer *w, const struct field *fields)
{
	print_keys(w, fields, NULL);
}

void schema_print_json(const struct field *fields, const char *title, FILE *out)
{
	struct writer w = {.out = out};

	begin(&w, '{');
	text(&w, "$schema", "http://json-schema.org/draft-07/schema#");
	text(&w, "title", title);
	raw(&w, "type", "[\"object\", \"null\"]"); /* an empty file is fine */
	print_object(&w, fields);
	if (w.named_count > 0) {
		key(&w, "definitions");
		begin(&w, '{');
		for (size_t i = 0; i < w.named_count; i++) { /* grows while it is written */
			const struct shape *s = w.named[i];

			key(&w, s->name);
			begin(&w, '{');
			print_body(&w, s);
			end(&w, '}');
		}
		end(&w, '}');
	}
	end(&w, '}');
	fputc('\n', out);
}
