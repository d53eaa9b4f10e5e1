/*
 * Messages with their meaning, from a file of JSON lines.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "gateway/cli/eval.h"

#define OUT_OF_SCOPE "out_of_scope"

struct reader {
	const char *file;
	const struct intent_catalog *catalog;
	const char *fallback;
	struct eval_set *set;
	struct diag *diag;
};

static struct diag_place place(const struct reader *r, size_t line)
{
	return (struct diag_place){.file = r->file, .line = (unsigned)line};
}

static const char *nearest_intent(const struct intent_catalog *c, const char *id)
{
	size_t count = intent_catalog_count(c);
	const char **ids = mem_new(count, sizeof(*ids));

	for (size_t i = 0; i < count; i++)
		ids[i] = intent_id(intent_catalog_at(c, i));
	const char *nearest = diag_nearest(id, ids, count);
	free(ids);
	return nearest;
}

/* The catalog's own string, or one that the set keeps; an id that is new to both is told once. */
static const char *intent_name(struct reader *r, const char *id, size_t line)
{
	const struct intent *i = intent_catalog_find(r->catalog, id);

	if (i)
		return intent_id(i);
	for (size_t k = 0; k < r->set->names.count; k++) {
		if (strcmp(r->set->names.items[k], id) == 0)
			return r->set->names.items[k];
	}
	const char *nearest = nearest_intent(r->catalog, id);
	char hint[160];
	if (nearest)
		snprintf(hint, sizeof hint, "did you mean %.100s?", nearest);
	diag_warning(r->diag, place(r, line), nearest ? hint : NULL,
		     "the catalog has no intent '%.100s'; its messages count as missed", id);
	char **name = vec_push(&r->set->names);
	*name = mem_string(id);
	return *name;
}

/* NULL when the line is fine, else what is wrong with it. */
static const char *wrong_with(const json_t *line)
{
	const json_t *locale = json_object_get(line, "locale"),
		     *intent = json_object_get(line, "intent");

	if (!json_is_object(line))
		return "expected an object {\"text\",\"locale\",\"intent\"}";
	if (!json_is_string(json_object_get(line, "text")))
		return "\"text\" is missing or no text";
	if (locale && !json_is_null(locale) &&
	    (!json_is_string(locale) || locale_lookup(json_string_value(locale)) == LOCALE_NONE))
		return "\"locale\" is none of en, de, fr, zh-Hant, zh-Hans";
	if (!intent)
		return "\"intent\" is missing; null says that the message is out of scope";
	if (!json_is_string(intent) && !json_is_null(intent))
		return "\"intent\" is neither text nor null";
	return NULL;
}

static void take(struct reader *r, const json_t *line, size_t number)
{
	const json_t *text = json_object_get(line, "text");
	const char *locale = json_string_value(json_object_get(line, "locale"));
	const char *intent = json_string_value(json_object_get(line, "intent"));
	struct eval_message *m = vec_push(&r->set->messages);

	m->len = json_string_length(text);
	m->text = mem_copy(json_string_value(text), m->len);
	m->locale = locale ? locale_name(locale_lookup(locale)) : r->fallback;
	m->at = place(r, number);
	if (intent && strcmp(intent, OUT_OF_SCOPE) != 0)
		m->expected = intent_name(r, intent, number);
}

static void read_line(struct reader *r, const char *text, size_t len, size_t number)
{
	json_error_t error;
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	const char *wrong = line ? wrong_with(line) : error.text;

	if (wrong)
		diag_error(r->diag, place(r, number), NULL, "%s", wrong);
	else if (r->set->messages.count >= EVAL_MESSAGES_MAX)
		diag_error(r->diag, place(r, number), "split the file", "more than %d messages",
			   EVAL_MESSAGES_MAX);
	else
		take(r, line, number);
	json_decref(line);
}

static void read_lines(struct reader *r, FILE *in)
{
	char *text = NULL;
	size_t room = 0, number = 0;
	ssize_t len;

	while (r->diag->error_count < DIAG_MAX && (len = getline(&text, &room, in)) >= 0) {
		number++;
		if (strspn(text, " \t\r\n") < (size_t)len)
			read_line(r, text, (size_t)len, number);
	}
	free(text);
	if (ferror(in))
		diag_error(r->diag, place(r, 0), NULL, "cannot read: %s", strerror(errno));
	else if (r->set->messages.count == 0 && r->diag->error_count == 0)
		diag_error(r->diag, place(r, 0), NULL, "has no messages");
}

int eval_data_read(const char *path, const struct intent_catalog *c, const char *fallback,
		   struct eval_set *ret, struct diag *d)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct reader r = {.file = is_stdin ? "standard input" : path,
			   .catalog = c,
			   .fallback = fallback,
			   .set = ret,
			   .diag = d};
	size_t before = d->error_count;
	FILE *in = is_stdin ? stdin : fopen(path, "r");

	if (!in) {
		diag_error(d, place(&r, 0), NULL, "cannot open: %s", strerror(errno));
		return -1;
	}
	read_lines(&r, in);
	if (!is_stdin)
		fclose(in);
	return d->error_count == before ? 0 : -1;
}

void eval_set_dispose(struct eval_set *set)
{
	for (size_t i = 0; i < set->messages.count; i++)
		free(set->messages.items[i].text);
	for (size_t i = 0; i < set->names.count; i++)
		free(set->names.items[i]);
	vec_dispose(&set->messages);
	vec_dispose(&set->names);
}
