/*
 * Tables: one message a row. RFC 4180 with what spreadsheets make of it: a byte order mark, `;` or
 * a tab instead of `,`, any line end, quoted fields with line feeds in them.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "intents/import/import.h"
#include "intents/import/import_file.h"

#define FIELDS_MAX 64
#define VARIANTS_MAX 10   /* different replies of an intent */
#define ROWS_LOOKED_AT 20 /* for what separates the fields */

enum column { COL_TEXT, COL_INTENT, COL_LOCALE, COL_REPLY, COLUMNS };

struct field {
	char *text; /* inside the table's bytes, unquoted in place */
	size_t len;
};

struct table {
	struct import *im;
	struct diag *diag;
	const char *file, *locale;
	char *at, *end; /* what is left; *end is a NUL */
	unsigned line;  /* of `at` */
	char comma;
	struct field fields[FIELDS_MAX];
	size_t count; /* of fields in the row */
	size_t replies_dropped;
	unsigned reply_line;     /* of the first that was dropped */
	unsigned row;            /* line where the row began */
	size_t columns[COLUMNS]; /* which field is what; FIELDS_MAX: not there */
};

static struct diag_place place(const struct table *t)
{
	return (struct diag_place){.file = t->file, .line = t->row};
}

/* ---- rows ---- */

/* The next line's number of `c` outside of quotes; *text moves behind the line. */
static size_t count_in_row(const char **text, char c)
{
	const char *p = *text;
	size_t count = 0;
	bool quoted = false;

	for (; *p && (quoted || *p != '\n'); p++) {
		if (*p == '"')
			quoted = !quoted;
		count += !quoted && *p == c;
	}
	*text = p + (*p == '\n');
	return count;
}

/* Whether all of the first rows have `c` as often as the first one. */
static bool is_in_every_row(const char *text, char c)
{
	size_t first = count_in_row(&text, c);
	bool same = first > 0;

	for (int row = 1; same && *text && row < ROWS_LOOKED_AT; row++) {
		if (*text == '\r' || *text == '\n') /* an empty row has none of anything */
			count_in_row(&text, c);
		else
			same = count_in_row(&text, c) == first;
	}
	return same;
}

/* What separates the fields: what every row has as often; where rows differ, what the first one has
 * most of. A comma is also just a comma, so it comes last. */
static char find_comma(const char *text)
{
	static const char candidates[] = "\t;,";
	char most = ',';
	size_t most_count = 0;

	for (const char *c = candidates; *c; c++) {
		const char *row = text;
		size_t count = count_in_row(&row, *c);
		if (is_in_every_row(text, *c))
			return *c;
		if (count > most_count) {
			most = *c;
			most_count = count;
		}
	}
	return most;
}

static bool ends_field(const struct table *t)
{
	return t->at == t->end || *t->at == t->comma || *t->at == '\n' || *t->at == '\r';
}

/* Reads a quoted field, `at` behind its first quote; doubled quotes become one. Returns -1 when it
 * does not end. */
static int read_quoted(struct table *t, struct field *f)
{
	char *to = t->at;

	f->text = to;
	for (;; t->at++) {
		if (t->at == t->end)
			return -1;
		if (*t->at == '"' && t->at[1] != '"')
			break;
		if (*t->at == '"')
			t->at++;
		t->line += *t->at == '\n';
		*to++ = *t->at;
	}
	t->at++;
	while (!ends_field(t)) /* text behind the closing quote belongs to the field */
		*to++ = *t->at++;
	f->len = (size_t)(to - f->text);
	return 0;
}

static int read_field(struct table *t, struct field *f)
{
	if (t->at < t->end && *t->at == '"') {
		t->at++;
		return read_quoted(t, f);
	}
	f->text = t->at;
	while (!ends_field(t))
		t->at++;
	f->len = (size_t)(t->at - f->text);
	return 0;
}

static void end_line(struct table *t)
{
	if (t->at < t->end && *t->at == '\r')
		t->at++;
	if (t->at < t->end && *t->at == '\n')
		t->at++;
	t->line++;
}

/* 1 a row, 0 the end, -1 after an error. */
static int read_row(struct table *t)
{
	t->count = 0;
	t->row = t->line;
	if (t->at == t->end)
		return 0;
	for (;;) {
		struct field f;
		if (read_field(t, &f) != 0) {
			diag_error(t->diag, place(t), "close it with \"",
				   "a quoted field does not end");
			return -1;
		}
		if (t->count < FIELDS_MAX)
			t->fields[t->count++] = f;
		if (t->at == t->end || *t->at != t->comma)
			break;
		t->at++;
	}
	end_line(t);
	return 1;
}

/* ---- columns ---- */

static bool is_word(const struct field *f, const char *word)
{
	return f->len == strlen(word) && strncasecmp(f->text, word, f->len) == 0;
}

/* Takes the first row for names if it has `text` and `intent`. Returns whether it did. */
static bool read_header(struct table *t)
{
	static const char *const names[COLUMNS] = {"text", "intent", "locale", "reply"};
	size_t found[COLUMNS] = {FIELDS_MAX, FIELDS_MAX, FIELDS_MAX, FIELDS_MAX};

	for (size_t i = 0; i < t->count; i++) {
		for (size_t c = 0; c < COLUMNS; c++) {
			if (is_word(&t->fields[i], names[c]))
				found[c] = i;
		}
	}
	if (found[COL_TEXT] == FIELDS_MAX || found[COL_INTENT] == FIELDS_MAX)
		return false;
	memcpy(t->columns, found, sizeof found);
	for (size_t i = 0; i < t->count; i++) {
		bool used = false;
		for (size_t c = 0; c < COLUMNS; c++)
			used = used || found[c] == i;
		if (!used)
			diag_warning(t->diag, place(t), "text, intent, locale and reply are read",
				     "column '%.*s' did not carry over",
				     (int)(t->fields[i].len < 100 ? t->fields[i].len : 100),
				     t->fields[i].text);
	}
	return true;
}

static struct field field_of(const struct table *t, enum column c)
{
	size_t i = t->columns[c];
	struct field f = i < t->count ? t->fields[i] : (struct field){0};

	while (f.len > 0 && strchr(" \t\r\n", f.text[f.len - 1]))
		f.len--;
	while (f.len > 0 && strchr(" \t\r\n", *f.text)) {
		f.text++;
		f.len--;
	}
	return f;
}

/* The row's locale; NULL with a warning when it is none of ours. Owned by nobody. */
static const char *locale_of(struct table *t)
{
	struct field f = field_of(t, COL_LOCALE);
	char name[32];

	if (f.len == 0)
		return t->locale;
	(void)snprintf(name, sizeof name, "%.*s", (int)(f.len < 31 ? f.len : 31), f.text);
	enum locale l = locale_lookup(name);
	if (l == LOCALE_NONE)
		diag_warning(t->diag, place(t), "the languages are en, de, fr, zh-Hant and zh-Hans",
			     "no chat is held in the locale '%s': the row was left out", name);
	return l == LOCALE_NONE ? NULL : locale_name(l);
}

static void take_reply(struct table *t, struct import_locale *l)
{
	struct field f = field_of(t, COL_REPLY);

	if (f.len == 0)
		return;
	char *text = mem_copy(f.text, f.len);
	if (strpbrk(text, "{}"))
		diag_warning(t->diag, place(t), "write the reply by hand",
			     "a reply with { or } did not carry over");
	else if (!import_text_has(&l->replies, text) && l->replies.list.count < VARIANTS_MAX)
		import_text_add(&l->replies, f.text, f.len);
	else if (!import_text_has(&l->replies, text) && t->replies_dropped++ == 0)
		t->reply_line = t->row;
	free(text);
}

static void take_row(struct table *t)
{
	struct field text = field_of(t, COL_TEXT), name = field_of(t, COL_INTENT);

	if (t->count == 1 && t->fields[0].len == 0)
		return;
	if (text.len == 0 || name.len == 0) {
		diag_warning(t->diag, place(t), NULL, "the row has no %s and was left out",
			     text.len == 0 ? "text" : "intent");
		return;
	}
	const char *locale = locale_of(t);
	if (!locale)
		return;
	char *source = mem_copy(name.text, name.len);
	struct import_locale *l =
		import_locale(import_intent(t->im, source, place(t), t->diag), locale);
	import_text_add(&l->examples, text.text, text.len);
	take_reply(t, l);
	free(source);
}

static int read_table(struct table *t)
{
	int got = read_row(t);

	if (got == 1 && !read_header(t)) {
		for (size_t c = 0; c < COLUMNS; c++)
			t->columns[c] = c;
		if (t->count < 2) {
			diag_error(t->diag, place(t), "separate them by , or ; or a tab",
				   "expected the columns text, intent, locale and reply");
			return -1;
		}
		take_row(t);
	}
	while (got == 1 && (got = read_row(t)) == 1)
		take_row(t);
	if (t->replies_dropped > 0)
		diag_warning(t->diag, (struct diag_place){.file = t->file, .line = t->reply_line},
			     "an intent takes up to 10 different replies",
			     "%zu more replies did not carry over", t->replies_dropped);
	return got;
}

int import_csv(struct import *im, const char *path, const char *locale, struct diag *d)
{
	struct table t = {.im = im, .diag = d, .file = path, .locale = locale, .line = 1};
	size_t len;
	char *bytes = import_file(path, &len, d);

	if (!bytes)
		return -1;
	t.at = bytes;
	t.end = bytes + len;
	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		t.at += 3;
	for (; *t.at == '\r' || *t.at == '\n'; t.at++)
		t.line += *t.at == '\n';
	t.comma = find_comma(t.at);
	int rc = read_table(&t);
	free(bytes);
	return rc;
}
