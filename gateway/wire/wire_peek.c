/*
 * Finding id and case in a frame that is not parsed: too large (only its beginning is there), over
 * the rate, or no JSON at all. A walk over strings and brackets that takes `"id":"…"` at depth one
 * and is happy with any garbage around it.
 */
#include <string.h>

#include "gateway/wire/wire.h"

struct walk {
	const char *json;
	size_t len, at;
};

/* Steps over a string whose opening quote is at `at`. Returns its content (NULL: it does not end);
 * escapes stay as they are, which no id contains. */
static const char *take_string(struct walk *w, size_t *ret_len)
{
	size_t start = ++w->at;

	while (w->at < w->len && w->json[w->at] != '"')
		w->at += w->json[w->at] == '\\' ? 2 : 1;
	if (w->at >= w->len)
		return NULL;
	*ret_len = w->at++ - start;
	return w->json + start;
}

static void skip_blanks(struct walk *w)
{
	while (w->at < w->len && memchr(" \t\r\n", w->json[w->at], 4) != NULL)
		w->at++;
}

static bool is_key(const char *text, size_t len, const char *key)
{
	return strlen(key) == len && memcmp(text, key, len) == 0;
}

static void keep(const char *text, size_t len, char out[WIRE_ID_MAX + 1])
{
	char copy[WIRE_ID_MAX + 1];

	if (len > WIRE_ID_MAX || memchr(text, '\0', len) != NULL)
		return;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (wire_id_is_valid(copy))
		memcpy(out, copy, len + 1);
}

/* At the opening quote of a string at depth one: a key, or a value that no key of ours leads to. */
static bool take_member(struct walk *w, struct wire_error *e)
{
	size_t key_len, len;
	const char *key = take_string(w, &key_len), *text;

	if (key == NULL)
		return false;
	skip_blanks(w);
	if (w->at >= w->len || w->json[w->at] != ':')
		return true;
	w->at++;
	skip_blanks(w);
	if (w->at >= w->len || w->json[w->at] != '"')
		return true;
	text = take_string(w, &len);
	if (text == NULL)
		return false;
	if (is_key(key, key_len, "id"))
		keep(text, len, e->id);
	else if (is_key(key, key_len, "case"))
		keep(text, len, e->case_id);
	return true;
}

void wire_peek(const char *json, size_t len, struct wire_error *reterr)
{
	struct walk w = {json, json != NULL ? len : 0, 0};
	size_t depth = 0, ignored;

	*reterr = (struct wire_error){.code = NULL};
	while (w.at < w.len) {
		char c = w.json[w.at];

		if (c == '"' && depth == 1) {
			if (!take_member(&w, reterr))
				return;
			continue;
		}
		if (c == '"') {
			if (take_string(&w, &ignored) == NULL)
				return;
			continue;
		}
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && depth > 0)
			depth--;
		w.at++;
	}
}
