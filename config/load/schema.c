/*
 * Reading a mapping along a field table. One small reader a type; what they share is that none of
 * them stops at an error and that each error stands at the value (a missing key: at the mapping).
 *
 * Texts are deliberately generous: whatever scalar stands there is the text, so `no`, `10:30` and
 * `3` need no quotes. Where YAML made something else of a text (a mapping because of ": ", a list
 * because of "["), the hint says to quote it.
 */
#include "config/load/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/secret.h"
#include "config/load/units.h"

#define WORDS_MAX 64
#define LIST_TEXT_MAX 512

/* ---- scalars ---- */

static const char *kind_name(const struct yaml_node *node)
{
	if (node->kind == YAML_MAPPING)
		return "a mapping";
	if (node->kind == YAML_SEQUENCE)
		return "a list";
	return node->len == 0 && !node->quoted ? "nothing" : "text";
}

const char *schema_text(const struct yaml_node *node, const char *what, struct diag *d)
{
	static const char *const hints[] = {
		[YAML_SCALAR] = "write '' for an empty text; text that starts with # needs quotes",
		[YAML_SEQUENCE] = "text that starts with [ or - needs quotes",
		[YAML_MAPPING] = "text that contains ': ' or starts with { needs quotes",
	};

	if (node->kind == YAML_SCALAR && (node->len > 0 || node->quoted))
		return node->text;
	diag_error(d, node->at, hints[node->kind], "%s: expected text, found %s", what,
		   kind_name(node));
	return NULL;
}

/* A scalar that is no text: quotes would only mislead, but do no harm. */
static const char *scalar_of(const struct field *f, const struct yaml_node *node,
			     const char *expected, struct diag *d)
{
	if (node->kind == YAML_SCALAR && node->len > 0)
		return node->text;
	diag_error(d, node->at, NULL, "%s: expected %s, found %s", f->key, expected,
		   kind_name(node));
	return NULL;
}

static bool has_range(const struct field *f)
{
	return f->min != 0 || f->max != 0;
}

static void format_bound(const struct field *f, double bound, char out[UNITS_TEXT_SIZE])
{
	if (f->type == FIELD_DURATION)
		units_format_duration((int64_t)bound, out);
	else if (f->type == FIELD_SIZE)
		units_format_size((int64_t)bound, out);
	else
		snprintf(out, UNITS_TEXT_SIZE, "%.12g", bound);
}

static int check_range(const struct field *f, const struct yaml_node *node, double value,
		       struct diag *d)
{
	char low[UNITS_TEXT_SIZE], high[UNITS_TEXT_SIZE];

	if (!has_range(f) || (value >= f->min && value <= f->max))
		return 0;
	format_bound(f, f->min, low);
	format_bound(f, f->max, high);
	diag_error(d, node->at, NULL, "%s: %s is out of range, allowed are %s to %s", f->key,
		   node->text, low, high);
	diag_name(d, "out-of-range");
	return -1;
}

static int read_text(const struct field *f, const struct yaml_node *node, char **target,
		     struct diag *d)
{
	const char *text = schema_text(node, f->key, d);

	if (text == NULL)
		return -1;
	if (has_range(f) && ((double)node->len < f->min || (double)node->len > f->max)) {
		diag_error(d, node->at, NULL, "%s: must have %.0f to %.0f bytes, has %zu", f->key,
			   f->min, f->max, node->len);
		return -1;
	}
	*target = mem_copy(text, node->len);
	return 0;
}

static int read_secret(const struct field *f, const struct yaml_node *node, char **target,
		       struct diag *d)
{
	const char *text = schema_text(node, f->key, d);

	if (text == NULL)
		return -1;
	if (!secret_is_reference(text)) {
		diag_error(d, node->at, "write '${env:NAME}' or '${file:PATH}'",
			   "%s: a secret must not stand in the file", f->key);
		return -1;
	}
	*target = mem_copy(text, node->len);
	return 0;
}

static int read_bool(const struct field *f, const struct yaml_node *node, bool *target,
		     struct diag *d)
{
	const char *text = scalar_of(f, node, "true or false", d);

	if (text == NULL)
		return -1;
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0) {
		diag_error(d, node->at, NULL, "%s: expected true or false, found '%.100s'", f->key,
			   text);
		return -1;
	}
	*target = text[0] == 't';
	return 0;
}

static int read_real(const struct field *f, const struct yaml_node *node, double *target,
		     struct diag *d)
{
	const char *text = scalar_of(f, node, "a number", d);
	double value;

	if (text == NULL)
		return -1;
	if (units_real(text, &value) != 0) {
		diag_error(d, node->at, NULL, "%s: expected a number, found '%.100s'", f->key,
			   text);
		return -1;
	}
	if (check_range(f, node, value, d) != 0)
		return -1;
	*target = value;
	return 0;
}

static int read_integer(const struct field *f, const struct yaml_node *node, int64_t *target,
			struct diag *d)
{
	static const struct {
		int (*read)(const char *text, int64_t *ret_value);
		const char *expected, *hint;
	} kinds[] = {
		[FIELD_INT] = {units_integer, "a whole number", NULL},
		[FIELD_DURATION] = {units_duration, "a duration",
				    "such as 500ms, 30s, 5m, 2h or 7d"},
		[FIELD_SIZE] = {units_size, "a size", "such as 512, 64KiB, 1MiB or 2GiB"},
	};
	const char *text = scalar_of(f, node, kinds[f->type].expected, d);
	int64_t value;

	if (text == NULL)
		return -1;
	if (kinds[f->type].read(text, &value) != 0) {
		diag_error(d, node->at, kinds[f->type].hint, "%s: expected %s, found '%.100s'",
			   f->key, kinds[f->type].expected, text);
		return -1;
	}
	if (check_range(f, node, (double)value, d) != 0)
		return -1;
	*target = value;
	return 0;
}

static size_t count_words(const char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	return count;
}

/* Writes "did you mean 'x'?" when one is near enough, else all of them. Returns `out`. */
static const char *hint_words(const char *word, const char *const *words, size_t count, char *out,
			      size_t size)
{
	const char *nearest = diag_nearest(word, words, count);
	size_t len;

	if (nearest != NULL) {
		snprintf(out, size, "did you mean '%s'?", nearest);
		return out;
	}
	len = (size_t)snprintf(out, size, "one of");
	for (size_t i = 0; i < count && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s %s", i > 0 ? "," : "", words[i]);
	return out;
}

static int read_word(const struct field *f, const struct yaml_node *node, int *target,
		     struct diag *d)
{
	const char *text = scalar_of(f, node, "a word", d);
	size_t count = count_words(f->words);
	char hint[LIST_TEXT_MAX];

	if (text == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(f->words[i], text) == 0) {
			*target = (int)i;
			return 0;
		}
	}
	diag_error(d, node->at, hint_words(text, f->words, count, hint, sizeof(hint)),
		   "%s: unknown value '%.100s'", f->key, text);
	diag_name(d, "unknown-value");
	return -1;
}

/* ---- collections ---- */

static int expect(const struct field *f, const struct yaml_node *node, enum yaml_kind kind,
		  struct diag *d)
{
	if (node->kind == kind)
		return 0;
	diag_error(d, node->at, NULL, "%s: expected %s, found %s", f->key,
		   kind == YAML_MAPPING ? "a mapping" : "a list", kind_name(node));
	return -1;
}

static int read_texts(const struct field *f, const struct yaml_node *node,
		      struct field_texts *target, struct diag *d)
{
	int result = 0;

	if (expect(f, node, YAML_SEQUENCE, d) != 0)
		return -1;
	target->items = mem_new(node->count, sizeof(char *));
	for (size_t i = 0; i < node->count; i++) {
		const char *text = schema_text(node->items[i], f->key, d);

		if (text == NULL)
			result = -1;
		else
			target->items[target->count++] = mem_copy(text, node->items[i]->len);
	}
	return result;
}

/* Something else than a mapping still leaves the defaults behind, which can be disposed of. */
static int read_map(const struct field *f, const struct yaml_node *node, void *target,
		    struct diag *d)
{
	if (expect(f, node, YAML_MAPPING, d) == 0)
		return schema_read(f->fields, node, target, d);
	(void)!schema_read(f->fields, NULL, target, d);
	return -1;
}

static int read_list(const struct field *f, const struct yaml_node *node, struct field_list *target,
		     struct diag *d)
{
	int result = 0;

	if (expect(f, node, YAML_SEQUENCE, d) != 0)
		return -1;
	target->items = mem_new(node->count, f->item_size);
	target->count = node->count;
	for (size_t i = 0; i < node->count; i++) {
		if (read_map(f, node->items[i], (char *)target->items + i * f->item_size, d) != 0)
			result = -1;
	}
	return result;
}

/* ---- fields ---- */

static int read_field(const struct field *f, const struct yaml_node *node, void *at, struct diag *d)
{
	switch (f->type) {
	case FIELD_TEXT: return read_text(f, node, at, d);
	case FIELD_BOOL: return read_bool(f, node, at, d);
	case FIELD_INT:
	case FIELD_DURATION:
	case FIELD_SIZE: return read_integer(f, node, at, d);
	case FIELD_REAL: return read_real(f, node, at, d);
	case FIELD_WORD: return read_word(f, node, at, d);
	case FIELD_TEXTS: return read_texts(f, node, at, d);
	case FIELD_SECRET: return read_secret(f, node, at, d);
	case FIELD_MAP: return read_map(f, node, at, d);
	case FIELD_LIST: return read_list(f, node, at, d);
	case FIELD_NODE: *(const struct yaml_node **)at = node; return 0;
	}
	return -1;
}

/* A default is read by the same reader as what a file says; texts of lists stand as "a, b". */
static void read_fallback(const struct field *f, void *at, struct diag *d)
{
	struct yaml_node node = {.kind = YAML_SCALAR, .at = {"default", 0, 0}, .quoted = true};
	struct field_texts *texts = at;

	if (f->type == FIELD_MAP) {
		(void)!schema_read(f->fields, NULL, at, d);
		return;
	}
	if (f->fallback == NULL)
		return;
	if (f->type == FIELD_TEXTS) {
		for (const char *p = f->fallback; *p != '\0';) {
			size_t len = strcspn(p, ",");

			texts->items = mem_resize(texts->items, texts->count + 1, sizeof(char *));
			texts->items[texts->count++] = mem_copy(p, len);
			p += len;
			p += strspn(p, ", ");
		}
		return;
	}
	node.text = f->fallback;
	node.len = strlen(f->fallback);
	(void)!read_field(f, &node, at, d);
}

static const struct field *find_field(const struct field *fields, const char *key)
{
	for (const struct field *f = fields; f->key != NULL; f++) {
		if (strcmp(f->key, key) == 0)
			return f;
	}
	return NULL;
}

/* The section that has such a key, when it only stands at the wrong level. */
static const struct field *find_section(const struct field *fields, const char *key)
{
	for (const struct field *f = fields; f->key != NULL; f++) {
		if (f->type == FIELD_MAP && find_field(f->fields, key) != NULL)
			return f;
	}
	return NULL;
}

static void report_unknown(const struct field *fields, const struct yaml_node *key, struct diag *d)
{
	const char *words[WORDS_MAX];
	const struct field *section = find_section(fields, key->text);
	size_t count = 0;
	char hint[LIST_TEXT_MAX];

	if (section != NULL) {
		snprintf(hint, sizeof(hint), "it belongs into '%s'", section->key);
		diag_error(d, key->at, hint, "unknown key '%.100s' at this level", key->text);
		diag_name(d, "unknown-key");
		return;
	}
	for (const struct field *f = fields; f->key != NULL && count < WORDS_MAX; f++)
		words[count++] = f->key;
	diag_error(d, key->at, hint_words(key->text, words, count, hint, sizeof(hint)),
		   "unknown key '%.100s'", key->text);
	diag_name(d, "unknown-key");
}

/* `key:` with nothing behind it is the same as the key left out, for what holds other fields. */
static bool is_left_empty(const struct field *f, const struct yaml_node *node)
{
	return (f->type == FIELD_MAP || f->type == FIELD_LIST || f->type == FIELD_TEXTS) &&
	       node->kind == YAML_SCALAR && node->len == 0 && !node->quoted;
}

static int check_keys(const struct field *fields, const struct yaml_node *map, struct diag *d)
{
	int result = 0;

	for (size_t i = 0; i < map->count; i++) {
		if (find_field(fields, map->keys[i]->text) == NULL) {
			report_unknown(fields, map->keys[i], d);
			result = -1;
		}
	}
	return result;
}

int schema_read(const struct field *fields, const struct yaml_node *map, void *target,
		struct diag *d)
{
	int result = 0;
	bool is_map = map != NULL && map->kind == YAML_MAPPING;

	if (map != NULL && !is_map) {
		diag_error(d, map->at, NULL, "expected a mapping, found %s", kind_name(map));
		result = -1;
	}
	for (const struct field *f = fields; f->key != NULL; f++) {
		const struct yaml_node *node = yaml_get(map, f->key);
		void *at = (char *)target + f->offset;

		if (node != NULL && is_left_empty(f, node) && !f->required)
			node = NULL;
		if (node != NULL) {
			if (read_field(f, node, at, d) != 0)
				result = -1;
		} else {
			read_fallback(f, at, d);
			if (f->required && is_map) {
				diag_error(d, map->at, NULL, "missing key '%s'", f->key);
				diag_name(d, "missing-key");
				result = -1;
			}
		}
	}
	if (map == NULL || map->kind != YAML_MAPPING)
		return result;
	return check_keys(fields, map, d) != 0 ? -1 : result;
}

/* ---- release ---- */

static void dispose_field(const struct field *f, void *at)
{
	struct field_texts *texts = at;
	struct field_list *list = at;

	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_SECRET:
		free(*(char **)at);
		*(char **)at = NULL;
		break;
	case FIELD_TEXTS:
		for (size_t i = 0; i < texts->count; i++)
			free(texts->items[i]);
		free(texts->items);
		*texts = (struct field_texts){NULL, 0};
		break;
	case FIELD_MAP: schema_dispose(f->fields, at); break;
	case FIELD_LIST:
		for (size_t i = 0; i < list->count; i++)
			schema_dispose(f->fields, (char *)list->items + i * f->item_size);
		free(list->items);
		*list = (struct field_list){NULL, 0};
		break;
	default: break;
	}
}

void schema_dispose(const struct field *fields, void *target)
{
	for (const struct field *f = fields; f->key != NULL; f++)
		dispose_field(f, (char *)target + f->offset);
}
