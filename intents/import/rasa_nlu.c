/*
 * Training examples. Annotations of entities are taken off: "[Berlin](city)" is "Berlin".
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/import/rasa.h"

static void count_entity(struct rasa *r, const char *name, size_t len, struct diag_place at)
{
	char what[160];

	(void)snprintf(what, sizeof what, "annotations of the entity '%.*s' (their text stays)",
		       (int)(len < 80 ? len : 80), name);
	rasa_count(r, what, at);
}

/* The value behind "entity": in a JSON annotation. */
static void count_json_entity(struct rasa *r, const char *json, size_t len, struct diag_place at)
{
	static const char key[] = "\"entity\"";
	const char *end = json + len, *p = memmem(json, len, key, sizeof key - 1);

	if (!p)
		return;
	p += sizeof key - 1;
	while (p < end && strchr(" :\t", *p))
		p++;
	if (p == end || *p != '"')
		return;
	const char *close = memchr(p + 1, '"', (size_t)(end - p - 1));
	if (close)
		count_entity(r, p + 1, (size_t)(close - p - 1), at);
}

/* The end of a bracket that opens at `p`, nested ones skipped; NULL when it does not close. */
static const char *closing(const char *p)
{
	char open = *p, close = open == '[' ? ']' : open == '(' ? ')' : '}';
	int depth = 0;

	for (; *p; p++) {
		depth += (*p == open) - (*p == close);
		if (depth == 0)
			return p;
	}
	return NULL;
}

/* The annotation behind "[text]" at `p`: (entity), (entity:value), {json} or [{json}, …]. Returns
 * its last byte, NULL when there is none. */
static const char *annotation(struct rasa *r, const char *p, struct diag_place at)
{
	const char *end;

	if ((*p != '(' && *p != '{' && (*p != '[' || p[1] != '{')) || !(end = closing(p)))
		return NULL;
	if (*p == '(')
		count_entity(r, p + 1, strcspn(p + 1, ":)"), at);
	else
		count_json_entity(r, p, (size_t)(end - p), at);
	return end;
}

/* The example without annotations. Owned. */
static char *strip(struct rasa *r, const char *text, struct diag_place at)
{
	char *out = mem_new(strlen(text) + 1, 1), *to = out;

	while (*text) {
		const char *close = *text == '[' ? closing(text) : NULL;
		const char *end = close ? annotation(r, close + 1, at) : NULL;
		if (!end) {
			*to++ = *text++;
			continue;
		}
		memcpy(to, text + 1, (size_t)(close - text - 1));
		to += close - text - 1;
		text = end + 1;
	}
	return out;
}

static void add_example(struct rasa *r, const char *intent, const char *text, struct diag_place at)
{
	char *clean = strip(r, text, at);
	struct import_locale *l =
		import_locale(import_intent(r->im, intent, at, r->diag), r->locale);

	import_text_add(&l->examples, clean, strlen(clean));
	free(clean);
}

/* The text of a list in one block: "- hello\n- hi\n". Each line is told apart by its dash. */
static void read_block(struct rasa *r, const char *intent, const struct yaml_node *node)
{
	struct diag_place at = node->at;

	for (const char *line = node->text; *line;) {
		size_t len = strcspn(line, "\n"), blanks = strspn(line, " \t");
		at.line++;
		at.col = 0;
		if (blanks < len && line[blanks] == '-') {
			char *text = mem_copy(line + blanks + 1, len - blanks - 1);
			add_example(r, intent, text, at);
			free(text);
		} else if (blanks < len && line[blanks] != '#') {
			rasa_count(r, "lines of examples without a dash", at);
		}
		line += len + (line[len] == '\n');
	}
}

static void read_examples(struct rasa *r, const char *intent, const struct yaml_node *node)
{
	if (node->kind == YAML_SCALAR) {
		read_block(r, intent, node);
		return;
	}
	for (size_t i = 0; node->kind == YAML_SEQUENCE && i < node->count; i++) {
		const struct yaml_node *item = node->items[i], *text = item;
		if (item->kind == YAML_MAPPING)
			text = yaml_get(item, "text");
		if (text && text->kind == YAML_SCALAR)
			add_example(r, intent, text->text, text->at);
		if (yaml_get(item, "metadata"))
			rasa_count(r, "metadata of examples", item->at);
	}
}

static const char *text_of(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);

	return node && node->kind == YAML_SCALAR ? node->text : NULL;
}

/* A regex, lookup table or synonym: its name is told, its content is not ours. */
static bool count_extra(struct rasa *r, const struct yaml_node *item)
{
	static const struct {
		const char *key, *hint;
	} extras[] = {
		{"regex", "a slot with 'pattern:' does this"},
		{"lookup", "a slot with 'values:' does this"},
		{"synonym", "a slot with 'values:' does this"},
	};

	for (size_t i = 0; i < ARRAY_LEN(extras); i++) {
		const char *name = text_of(item, extras[i].key);
		if (!name)
			continue;
		diag_warning(r->diag, item->at, extras[i].hint, "%s '%.100s' did not carry over",
			     extras[i].key, name);
		return true;
	}
	return false;
}

void rasa_nlu(struct rasa *r, const struct yaml_node *list)
{
	for (size_t i = 0; list->kind == YAML_SEQUENCE && i < list->count; i++) {
		const struct yaml_node *item = list->items[i];
		const char *intent = text_of(item, "intent");
		const struct yaml_node *examples = yaml_get(item, "examples");
		if (intent)
			import_intent(r->im, intent, item->at, r->diag);
		if (intent && examples)
			read_examples(r, intent, examples);
		else if (!intent && !count_extra(r, item))
			rasa_count(r, "entries of 'nlu:' of an unknown kind", item->at);
		if (intent && yaml_get(item, "metadata"))
			rasa_count(r, "metadata of intents", item->at);
	}
}
