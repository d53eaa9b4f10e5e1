/*
 * Our YAML, the way staff would write it: block lists, quotes only where YAML needs them.
 */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "config/load/attrs.h"
#include "config/text/utf8.h"
#include "intents/import/import.h"
#include "intents/intent.h"

/* Words that YAML 1.1 or 1.2 reads as something else than text. */
static bool is_other_type(const char *text)
{
	static const char *const words[] = {"y",  "n",   "yes",   "no",   "true",
					    "on", "off", "false", "null", "~"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcasecmp(text, words[i]) == 0)
			return true;
	}
	return false;
}

/* Whether the text may stand without quotes in a block list: begins with a letter, has nothing that
 * ends a plain scalar. */
static bool is_plain(const char *text)
{
	unsigned char first = (unsigned char)*text;
	size_t len = strlen(text);

	if (!((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first >= 0x80))
		return false;
	return !is_other_type(text) && !strstr(text, ": ") && !strstr(text, " #") &&
	       text[len - 1] != ':';
}

/* What libyaml reads as it stands. */
static bool is_printable(uint32_t c)
{
	return (c >= 0x20 && c <= 0x7E) ||
	       (c >= 0xA0 && c <= 0xD7FF && c != 0x2028 && c != 0x2029) ||
	       (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF) || (c >= 0x10000 && c <= 0x10FFFF);
}

static bool needs_escapes(const char *text)
{
	size_t len = strlen(text);
	uint32_t code;

	for (size_t at = 0; at < len;) {
		at += utf8_decode(text + at, len - at, &code);
		if (!is_printable(code))
			return true;
	}
	return false;
}

static void write_escaped(const char *text, FILE *out)
{
	size_t len = strlen(text), bytes;
	uint32_t code;

	fputc('"', out);
	for (size_t at = 0; at < len; at += bytes) {
		bytes = utf8_decode(text + at, len - at, &code);
		if (code == '\n')
			fputs("\\n", out);
		else if (code == '"' || code == '\\')
			fprintf(out, "\\%c", (int)code);
		else if (is_printable(code))
			fwrite(text + at, 1, bytes, out);
		else
			fprintf(out, "\\u%04x", (unsigned)code);
	}
	fputc('"', out);
}

static void write_text(const char *text, FILE *out)
{
	if (needs_escapes(text)) {
		write_escaped(text, out);
	} else if (is_plain(text)) {
		fputs(text, out);
	} else {
		fputc('\'', out);
		for (; *text; text++) {
			if (*text == '\'')
				fputc('\'', out);
			fputc(*text, out);
		}
		fputc('\'', out);
	}
}

static void write_list(const struct import_texts *list, FILE *out)
{
	fputc('\n', out);
	for (size_t i = 0; i < list->list.count; i++) {
		fputs("        - ", out);
		write_text(list->list.items[i], out);
		fputc('\n', out);
	}
}

/* `KEY:` and a line or list for each locale that has texts; nothing when none has. `member` is the
 * list's offset in import_locale. */
static void write_locales(const struct import_intent *i, const char *key, size_t member,
			  bool is_reply, FILE *out)
{
	bool begun = false;

	for (size_t k = 0; k < i->locales.count; k++) {
		const struct import_locale *l = &i->locales.items[k];
		const struct import_texts *list =
			(const struct import_texts *)(const void *)((const char *)l + member);
		if (list->list.count == 0)
			continue;
		if (!begun)
			fprintf(out, "    %s:\n", key);
		begun = true;
		fprintf(out, "      %s:", l->name);
		if (is_reply && list->list.count == 1) {
			fputc(' ', out);
			write_text(list->list.items[0], out);
			fputc('\n', out);
		} else {
			write_list(list, out);
		}
	}
}

static bool has_replies(const struct import_intent *i)
{
	for (size_t k = 0; k < i->locales.count; k++) {
		if (i->locales.items[k].replies.list.count > 0)
			return true;
	}
	return false;
}

/* "track_order": "Track order". */
static void write_title(const char *id, FILE *out)
{
	char title[INTENT_ID_MAX + 1];
	size_t len = strlen(id);

	memcpy(title, id, len + 1);
	for (char *p = title; *p; p++)
		*p = *p == '_' ? ' ' : *p;
	if (*title >= 'a' && *title <= 'z')
		*title = (char)(*title - 'a' + 'A');
	fputs("    title: ", out);
	write_text(title, out);
	fputc('\n', out);
}

void import_write(const struct import *im, const char *from, FILE *out)
{
	fprintf(out,
		"# Imported from %s. `frontdesk check`, `test` and `eval --folds 5` tell what to "
		"mend.\nversion: 1\nintents:\n",
		from);
	for (size_t n = 0; n < import_intent_count(im); n++) {
		const struct import_intent *i = import_at(im, n);
		fprintf(out, "%s  - id: ", n ? "\n" : "");
		write_text(i->id, out);
		fputc('\n', out);
		write_title(i->id, out);
		write_locales(i, "examples", offsetof(struct import_locale, examples), false, out);
		write_locales(i, "reply", offsetof(struct import_locale, replies), true, out);
		write_locales(i, "choices", offsetof(struct import_locale, choices), false, out);
		if (!has_replies(i) && strcmp(i->id, "out_of_scope") != 0)
			fputs("    handoff: offer\n", out);
	}
}
