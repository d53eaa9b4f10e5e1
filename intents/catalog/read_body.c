/* See read_body.h. */
#include "intents/catalog/read_body.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

/* Appends text that the action owns. */
static void add_owned(struct intent_action *a, char *text)
{
	*vec_push(&a->body_texts) = text;
	template_add_text(&a->body, text, strlen(text));
}

static void add_raw(struct intent_action *a, const char *text)
{
	template_add_text(&a->body, text, strlen(text));
}

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* Whether JSON reads this as a number. */
static bool is_json_number(const char *s)
{
	size_t whole;

	s += *s == '-';
	whole = digits(s);
	if (whole == 0 || (whole > 1 && s[0] == '0'))
		return false;
	s += whole;
	if (*s == '.') {
		if (digits(s + 1) == 0)
			return false;
		s += 1 + digits(s + 1);
	}
	if (*s == 'e' || *s == 'E') {
		s += s[1] == '+' || s[1] == '-' ? 2 : 1;
		if (digits(s) == 0)
			return false;
		s += digits(s);
	}
	return *s == '\0';
}

static bool is_json_word(const struct yaml_node *node)
{
	return !node->quoted &&
	       (strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0 ||
		strcmp(node->text, "null") == 0 || is_json_number(node->text));
}

static void add_string(struct intent_action *a, const char *text, size_t len)
{
	char *escaped = template_json_text(text, len);

	add_owned(a, escaped);
}

static void add_scalar(struct reader *r, const struct yaml_node *node, struct intent_action *a)
{
	struct template t = {0};

	if (is_json_word(node)) {
		add_raw(a, node->text);
		return;
	}
	if (node->len > 0 && read_template(r, node, "body", READ_SLOTS, false, &t) != 0) {
		template_dispose(&t);
		return;
	}
	add_raw(a, "\"");
	for (size_t i = 0; i < t.parts.count; i++) {
		struct template_part *part = &t.parts.items[i];

		if (part->text != NULL) {
			add_string(a, part->text, part->len);
		} else {
			*vec_push(&a->body.parts) = *part;
			part->name = NULL; /* the body's now */
		}
	}
	add_raw(a, "\"");
	template_dispose(&t);
}

/* As deep as the YAML is, and that has a limit. */
static void add_node(struct reader *r, const struct yaml_node *node, struct intent_action *a)
{
	bool is_map = node->kind == YAML_MAPPING;

	if (node->kind == YAML_SCALAR) {
		add_scalar(r, node, a);
		return;
	}
	add_raw(a, is_map ? "{" : "[");
	for (size_t i = 0; i < node->count; i++) {
		if (i > 0)
			add_raw(a, ",");
		if (is_map) {
			add_raw(a, "\"");
			add_string(a, node->keys[i]->text, node->keys[i]->len);
			add_raw(a, "\":");
		}
		add_node(r, node->items[i], a);
	}
	add_raw(a, is_map ? "}" : "]");
}

void read_body(struct reader *r, const struct yaml_node *node, struct intent_action *a)
{
	if (node->kind != YAML_MAPPING) {
		diag_error(r->d, node->at, "write {order: '{order_number}'}",
			   "body must be a mapping: it is sent as JSON");
		return;
	}
	a->has_body = true;
	add_node(r, node, a);
}
