/*
 * The answer of an action to facts. First all of it is looked up, then all of it is put, so that a
 * failed action leaves nothing behind that a reply could claim.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/action.h"
#include "intents/action/action_impl.h"
#include "intents/catalog/catalog.h"

#define HTTP_STATUS "http_status"

struct result_text {
	const char *name; /* borrowed */
	char *value;      /* owned; NULL: no value */
};

struct result_texts {
	VEC(struct result_text) items;
};

static char *real_text(double value)
{
	char text[40];

	/* The shortest that reads back the same: 19.9, not 19.899999999999999. */
	for (int precision = 15; precision <= 17; precision++) {
		(void)snprintf(text, sizeof(text), "%.*g", precision, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return mem_string(text);
}

/* Whether `value` is a scalar; *ret_text is owned, NULL for null. */
static bool scalar_text(const json_t *value, char **ret_text)
{
	char number[32];

	*ret_text = NULL;
	switch (json_typeof(value)) {
	case JSON_STRING: *ret_text = mem_string(json_string_value(value)); return true;
	case JSON_INTEGER:
		(void)snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
			       json_integer_value(value));
		*ret_text = mem_string(number);
		return true;
	case JSON_REAL: *ret_text = real_text(json_real_value(value)); return true;
	case JSON_TRUE: *ret_text = mem_string("true"); return true;
	case JSON_FALSE: *ret_text = mem_string("false"); return true;
	case JSON_NULL: return true;
	default: return false;
	}
}

static const json_t *follow(const struct json_path *p, const json_t *at)
{
	for (size_t i = 0; i < p->steps.count && at != NULL; i++) {
		const struct json_step *step = &p->steps.items[i];

		at = step->key != NULL ? json_object_get(at, step->key)
				       : json_array_get(at, step->index);
	}
	return at;
}

static void add(struct result_texts *t, const char *name, char *value)
{
	*vec_push(&t->items) = (struct result_text){.name = name, .value = value};
}

/* `lenient`: what is missing is left out. */
static int read_declared(const struct intent_action *a, const json_t *root, bool lenient,
			 struct result_texts *t)
{
	for (size_t i = 0; i < a->results.count; i++) {
		const struct action_result *r = &a->results.items[i];
		const json_t *value = follow(&r->path, root);
		char *text;

		if (value != NULL && scalar_text(value, &text))
			add(t, r->name, text);
		else if (!lenient)
			return -1;
	}
	return 0;
}

static void read_all(json_t *root, struct result_texts *t)
{
	for (void *at = json_object_iter(root); at != NULL; at = json_object_iter_next(root, at)) {
		const char *name = json_object_iter_key(at);
		char *text;

		if (strcmp(name, HTTP_STATUS) != 0 &&
		    scalar_text(json_object_iter_value(at), &text))
			add(t, name, text);
	}
}

static bool is_accepted(const struct intent_action *a, int status)
{
	for (size_t i = 0; i < a->accept.count; i++) {
		if (a->accept.items[i] == status)
			return true;
	}
	return false;
}

static bool is_blank(const char *json, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (json[i] != ' ' && json[i] != '\t' && json[i] != '\r' && json[i] != '\n')
			return false;
	}
	return true;
}

static int read_answer(const struct intent_action *a, const char *json, size_t len, bool lenient,
		       struct result_texts *t, json_t **ret_root)
{
	json_error_t error;

	*ret_root = json_loadb(json, len, 0, &error);
	/* An answer without a body is one, when nothing is wanted from it. */
	if (*ret_root == NULL && !lenient && !is_blank(json, len))
		return -1;
	if (a->results.count > 0)
		return read_declared(a, *ret_root, lenient, t);
	read_all(*ret_root, t);
	return 0;
}

int intent_action_results(const struct intent *i, int http_status, const char *json, size_t len,
			  intent_put *put, void *ctx)
{
	const struct intent_action *a = i->action;
	struct result_texts t = {0};
	json_t *root = NULL;
	char status[16];
	bool fine = http_status >= 200 && http_status < 300;
	int result = -1;

	if (a != NULL && (fine || is_accepted(a, http_status)))
		result = read_answer(a, json, len, !fine, &t, &root);
	if (result == 0) {
		(void)snprintf(status, sizeof(status), "%d", http_status);
		put(ctx, HTTP_STATUS, status);
	}
	for (size_t k = 0; k < t.items.count; k++) {
		if (result == 0 && t.items.items[k].value != NULL)
			put(ctx, t.items.items[k].name, t.items.items[k].value);
		free(t.items.items[k].value);
	}
	vec_dispose(&t.items);
	json_decref(root);
	return result;
}
