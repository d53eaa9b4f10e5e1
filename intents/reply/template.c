/*
 * Parsing cuts a text into literals, which stay where they are in the file's bytes, and variables.
 * Rendering writes them one after the other; what a value may do to its surroundings is decided by
 * the form, here and nowhere else.
 */
#include "intents/reply/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define NAME_SIZE 160

/* ---- parsing ---- */

struct parser {
	struct template *t;
	const char *text;
	size_t len, at;
	bool secret_allowed;
	const char *what;
	struct diag_place place;
	struct diag *d;
};

void template_add_text(struct template *t, const char *text, size_t len)
{
	if (len > 0)
		*vec_push(&t->parts) = (struct template_part){.text = text, .len = len};
}

static bool is_name(const char *s, size_t len)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	for (size_t i = 0; i < len; i++) {
		if (strchr(allowed, s[i]) == NULL || s[i] == '\0')
			return false;
	}
	return len > 0 && len < NAME_SIZE && s[0] != '.' && s[len - 1] != '.';
}

static void trim(const char **s, size_t *len)
{
	while (*len > 0 && **s == ' ')
		(*s)++, (*len)--;
	while (*len > 0 && (*s)[*len - 1] == ' ')
		(*len)--;
}

static int parse_filter(struct parser *p, const char *word, size_t len, enum filter *ret)
{
	char *name = mem_copy(word, len), hint[80];
	const char *const *words = filter_words();
	const char *nearest;

	*ret = filter_of(name);
	if (*ret != FILTER_NONE) {
		free(name);
		return 0;
	}
	nearest = diag_nearest(name, words, FILTER_COUNT);
	if (nearest != NULL)
		(void)snprintf(hint, sizeof(hint), "did you mean '%s'?", nearest);
	else
		(void)snprintf(hint, sizeof(hint), "there are date, number, amount and upper");
	diag_error(p->d, p->place, hint, "%s: unknown filter '%.60s'", p->what, name);
	free(name);
	return -1;
}

/* What stands between { and }. */
static int parse_variable(struct parser *p, const char *inside, size_t len)
{
	const char *bar = memchr(inside, '|', len);
	const char *name = inside;
	size_t name_len = bar != NULL ? (size_t)(bar - inside) : len;
	enum filter filter = FILTER_NONE;

	trim(&name, &name_len);
	if (!is_name(name, name_len)) {
		diag_error(p->d, p->place,
			   "a variable is written {name} or {name|date}; a brace is written {{",
			   "%s: '{%.*s}' is not a variable", p->what, (int)(len < 60 ? len : 60),
			   inside);
		return -1;
	}
	if (bar != NULL) {
		const char *word = bar + 1;
		size_t word_len = len - (size_t)(word - inside);

		trim(&word, &word_len);
		if (parse_filter(p, word, word_len, &filter) != 0)
			return -1;
	}
	*vec_push(&p->t->parts) =
		(struct template_part){.name = mem_copy(name, name_len), .filter = filter};
	return 0;
}

static bool is_secret_start(const struct parser *p)
{
	const char *s = p->text + p->at;
	size_t left = p->len - p->at;

	return left > 6 && (strncmp(s, "${env:", 6) == 0 || strncmp(s, "${file:", 7) == 0);
}

/* Whether the reference has a name that can be looked up: "${file:}" has none. */
static bool names_secret(const char *s, const char *end)
{
	bool is_env = strncmp(s, "${env:", 6) == 0;
	const char *name = s + (is_env ? 6 : 7); /* "${env:" or "${file:" stands here */

	for (const char *c = name; c < end; c++) {
		bool is_word = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
			       (*c >= '0' && *c <= '9') || *c == '_';
		if ((is_env && !is_word) || (unsigned char)*c < ' ')
			return false;
	}
	return name < end;
}

static int parse_secret(struct parser *p)
{
	const char *s = p->text + p->at, *end = memchr(s, '}', p->len - p->at);

	if (!p->secret_allowed) {
		diag_error(p->d, p->place,
			   "send it in a header, as in headers: {Authorization: 'Bearer "
			   "${file:…}'}",
			   "%s: a secret may stand in a header only", p->what);
		return -1;
	}
	if (end == NULL || memchr(s + 2, '{', (size_t)(end - s - 2)) != NULL ||
	    !names_secret(s, end)) {
		diag_error(p->d, p->place, "write '${env:NAME}' or '${file:PATH}'",
			   "%s: the reference to a secret is not complete", p->what);
		return -1;
	}
	if (template_secret(p->t) != NULL) {
		diag_error(p->d, p->place, "put both into one secret",
			   "%s: more than one secret in a header", p->what);
		return -1;
	}
	*vec_push(&p->t->parts) = (struct template_part){.name = mem_copy(s, (size_t)(end - s) + 1),
							 .is_secret = true};
	p->at += (size_t)(end - s) + 1;
	return 0;
}

/* At a brace. */
static int parse_brace(struct parser *p)
{
	const char *s = p->text + p->at;
	size_t left = p->len - p->at;
	const char *end;
	int result;

	if (left > 1 && s[1] == s[0]) { /* "{{" is one brace: the first of the two */
		template_add_text(p->t, s, 1);
		p->at += 2;
		return 0;
	}
	end = s[0] == '{' ? memchr(s, '}', left) : NULL;
	if (end == NULL) {
		diag_error(p->d, p->place,
			   s[0] == '{' ? "close it, as in {name}; a brace is written {{"
				       : "a brace is written }}",
			   "%s: a '%c' stands alone", p->what, s[0]);
		p->at++;
		return -1;
	}
	result = parse_variable(p, s + 1, (size_t)(end - s) - 1);
	p->at += (size_t)(end - s) + 1;
	return result;
}

int template_parse(struct template *t, const char *text, size_t len, bool secret_allowed,
		   const char *what, struct diag_place at, struct diag *d)
{
	struct parser p = {t, text, len, 0, secret_allowed, what, at, d};
	int result = 0;

	while (p.at < len) {
		size_t start = p.at;

		while (p.at < len && text[p.at] != '{' && text[p.at] != '}' && !is_secret_start(&p))
			p.at++;
		template_add_text(t, text + start, p.at - start);
		if (p.at == len)
			break;
		if (text[p.at] != '$') {
			if (parse_brace(&p) != 0)
				result = -1;
		} else if (parse_secret(&p) != 0) {
			return -1;
		}
	}
	return result;
}

void template_dispose(struct template *t)
{
	for (size_t i = 0; i < t->parts.count; i++)
		free(t->parts.items[i].name);
	vec_dispose(&t->parts);
}

const char *template_secret(const struct template *t)
{
	for (size_t i = 0; i < t->parts.count; i++) {
		if (t->parts.items[i].is_secret)
			return t->parts.items[i].name;
	}
	return NULL;
}

/* ---- rendering ---- */

static void write_url(FILE *out, const char *s)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

	for (; *s != '\0'; s++) {
		if (strchr(plain, *s) != NULL)
			fputc(*s, out);
		else
			fprintf(out, "%%%02X", (unsigned char)*s);
	}
}

static void write_json(FILE *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if ((unsigned char)*s < 0x20)
			fprintf(out, "\\u%04x", (unsigned char)*s);
		else
			fputc(*s, out);
	}
}

char *template_json_text(const char *text, size_t len)
{
	char *copy = mem_copy(text, len), *made = NULL;
	size_t size;
	FILE *out = open_memstream(&made, &size);

	if (out == NULL)
		abort();
	write_json(out, copy);
	fclose(out);
	free(copy);
	return made;
}

static void write_header(FILE *out, const char *s)
{
	for (; *s != '\0'; s++)
		fputc((unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s, out);
}

static void write_value(FILE *out, enum template_form form, const char *value)
{
	switch (form) {
	case TEMPLATE_TEXT: fputs(value, out); break;
	case TEMPLATE_URL: write_url(out, value); break;
	case TEMPLATE_JSON: write_json(out, value); break;
	case TEMPLATE_HEADER: write_header(out, value); break;
	}
}

/* Borrowed until the next question, or NULL. */
static const char *value_of(const struct intent_facts *f, const char *name)
{
	if (strcmp(name, "page") == 0)
		return f->page;
	return f->get != NULL ? f->get(f->ctx, name) : NULL;
}

/* A value that is a step up in an address would reach another one than the file says. */
static bool is_allowed(enum template_form form, const char *value)
{
	return form != TEMPLATE_URL || (strcmp(value, ".") != 0 && strcmp(value, "..") != 0);
}

/* To a reader blanks say as little as nothing. */
static bool is_blank(enum template_form form, const char *value)
{
	return value[form == TEMPLATE_TEXT ? strspn(value, " \t\r\n") : 0] == '\0';
}

static int write_variable(FILE *out, const struct template_part *part, enum template_form form,
			  const char *locale, const struct intent_facts *f)
{
	const char *value = value_of(f, part->name);
	char *filtered;

	if (value == NULL || is_blank(form, value) || !is_allowed(form, value))
		return -1;
	filtered = filter_apply(part->filter, value, locale);
	write_value(out, form, filtered != NULL ? filtered : value);
	free(filtered);
	return 0;
}

char *template_render(const struct template *t, enum template_form form, const char *locale,
		      const struct intent_facts *f, size_t *ret_secret_at)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int result = 0;

	if (out == NULL)
		abort();
	for (size_t i = 0; i < t->parts.count && result == 0; i++) {
		const struct template_part *part = &t->parts.items[i];

		if (part->text != NULL)
			fwrite(part->text, 1, part->len, out);
		else if (!part->is_secret)
			result = write_variable(out, part, form, locale, f);
		else if (ret_secret_at != NULL && fflush(out) == 0)
			*ret_secret_at = size;
	}
	fclose(out);
	if (result == 0)
		return text;
	free(text);
	return NULL;
}
