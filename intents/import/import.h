/*
 * Catalogs of others: what they know, gathered from their files and written as our YAML.
 *
 * What does not carry over is a warning with its place; an error is a file that cannot be read. A
 * row of the same kind of thing (the annotations of one entity, say) is told once with its number.
 */
#ifndef INTENTS_IMPORT_H
#define INTENTS_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/vec.h"

#define IMPORT_FILE_MAX ((size_t)64 * 1024 * 1024)

struct import_texts {
	VEC(char *) list; /* owned */
};

/* What an intent has in one locale. */
struct import_locale {
	char *name; /* owned */
	struct import_texts examples, replies, choices;
};

struct import_intent {
	char *id;     /* owned: as we write it */
	char *source; /* owned: as it was called there */
	char *file;   /* owned: of `at` */
	struct diag_place at;
	VEC(struct import_locale) locales; /* in order of appearance */
};

struct import; /* everything that was gathered */

struct import *import_create(void);
void import_destroy(struct import *im);

/* Reads a table with the columns text, intent and, if there, locale and reply, in this order or
 * named in a first row. RFC 4180; `,`, `;` or a tab between the columns. `locale`: of rows without
 * one. Returns 0, or -1 after an error. */
int import_csv(struct import *im, const char *path, const char *locale, struct diag *d) MUSTCHECK;
/* Reads the files of a Rasa project together: nlu, domain, rules and stories in any order. `locale`
 * NULL: `language:` of a config.yml among them, else English. Returns 0, or -1 after an error. */
int import_rasa(struct import *im, const char *const *paths, size_t count, const char *locale,
		struct diag *d) MUSTCHECK;
/* Drops what cannot be written (intents without examples, examples twice in one intent) and tells
 * about it. Call it once, after the last file. */
void import_finish(struct import *im, struct diag *d);

size_t import_intent_count(const struct import *im);
size_t import_example_count(const struct import *im);
/* Writes the catalog; `from` names where it came from, for the comment on top. */
void import_write(const struct import *im, const char *from, FILE *out);

/* ---- for the readers ---- */

/* The intent called `source`, made at its first use. Valid until the next call. */
struct import_intent *import_intent(struct import *im, const char *source, struct diag_place at,
				    struct diag *d);
/* The same, or NULL when there is none yet. */
struct import_intent *import_find(const struct import *im, const char *source);
struct import_intent *import_at(const struct import *im, size_t index);
struct import_locale *import_locale(struct import_intent *i, const char *name);
/* Adds a trimmed copy of `len` bytes, unless nothing is left. Returns whether it did. */
bool import_text_add(struct import_texts *list, const char *text, size_t len);
void import_texts_dispose(struct import_texts *list);
/* Whether `list` has the text. */
bool import_text_has(const struct import_texts *list, const char *text);

#endif
