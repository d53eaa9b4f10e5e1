/*
 * Field tables: one row per key says its type, range, default, whether a reload can change it, and
 * its line of documentation. schema_read() walks a mapping along a table and reports unknown keys
 * (with the nearest valid name), wrong types, values out of range and missing keys. The same tables
 * yield the JSON Schemas and the documentation check.
 *
 * Memory: texts and lists are copied into the target and owned by it; schema_dispose() with the
 * same table releases them.
 */
#ifndef CONFIG_LOAD_SCHEMA_H
#define CONFIG_LOAD_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/yaml_tree.h"

enum field_type {
	FIELD_TEXT,     /* char *                                         */
	FIELD_BOOL,     /* bool: true | false                             */
	FIELD_INT,      /* int64_t within [min, max]                      */
	FIELD_REAL,     /* double within [min, max]                       */
	FIELD_DURATION, /* int64_t milliseconds: 500ms 30s 5m 2h 7d       */
	FIELD_SIZE,     /* int64_t bytes: 512 64KiB 1MiB 2GiB             */
	FIELD_WORD,     /* int: index in `words`                          */
	FIELD_TEXTS,    /* struct field_texts: a sequence of scalars      */
	FIELD_SECRET,   /* char *: '${env:NAME}' or '${file:PATH}' only   */
	FIELD_MAP,      /* nested struct read with `fields`               */
	FIELD_LIST,     /* struct field_list of nested structs (`fields`, `item_size`) */
	FIELD_NODE,     /* const struct yaml_node *, borrowed from the tree: read by its own code */
};

/* What a FIELD_NODE accepts, for the JSON Schemas: its own code reads it. */
enum shape_kind {
	SHAPE_TEXT,   /* any scalar; `pattern` (JSON Schema's, or NULL) says which */
	SHAPE_WORD,   /* one of `words` */
	SHAPE_NUMBER, /* a whole number within [min, max] */
	SHAPE_FIELDS, /* a mapping along `fields` */
	SHAPE_LIST,   /* a list of `of` */
	SHAPE_MAP,    /* a mapping of names, which match `pattern` (or NULL), to `of` */
	SHAPE_EITHER, /* `of` or `other` */
	SHAPE_ANY,
};

/* Keys of a mapping of which at least one (or exactly one) must be there. */
struct shape_need {
	const char *const *keys; /* NULL-terminated */
	bool only_one;
};

struct shape {
	enum shape_kind kind;
	const char *name; /* a shape used in several places is written once, under its name */
	const struct shape *of, *other;
	const struct field *fields;
	const struct shape_need *needs; /* FIELDS: ends with keys NULL; may be NULL */
	const char *const *words;       /* NULL-terminated */
	const char *pattern;
	bool by_locale; /* MAP: the names are locales; FIELDS: so are further keys, each `of` */
	int min, max;
};

struct field_texts {
	char **items; /* owned */
	size_t count;
};

struct field_list {
	void *items; /* owned: count structs of item_size bytes */
	size_t count;
};

struct field {
	const char *key;
	enum field_type type;
	size_t offset;        /* in the target struct */
	const char *fallback; /* the default, spelled as in YAML; NULL = zero / empty */
	double min, max; /* INT, REAL, DURATION (ms), SIZE (bytes); both 0 = any. TEXT: length in
			    bytes */
	const char *const *words;   /* WORD: NULL-terminated */
	const struct field *fields; /* MAP, LIST: ends with a row whose key is NULL */
	const struct shape *shape;  /* NODE: what it accepts; TEXT: which texts; may be NULL */
	size_t item_size;           /* LIST */
	bool required;
	bool restart;    /* a reload cannot change it */
	const char *doc; /* one line */
};

/* Fills `target` (zeroed by the caller) from `map` along `fields` (ends with key NULL); missing
 * keys get their fallback. `map` NULL means all defaults. Goes on after an error; returns 0, or -1
 * when at least one error was added. */
int schema_read(const struct field *fields, const struct yaml_node *map, void *target,
		struct diag *d) MUSTCHECK;
void schema_dispose(const struct field *fields, void *target);
/* Writes the dotted names of `restart` fields whose values differ in two structs of the same table,
 * as "a.b, c", cut at `size`. Returns how many differ. */
size_t schema_restart_keys(const struct field *fields, const void *one, const void *other,
			   char *out, size_t size);
/* The same for all fields but lists of structs and nodes. */
size_t schema_changed_keys(const struct field *fields, const void *one, const void *other,
			   char *out, size_t size);
/* Writes the JSON Schema (draft 7) of files that are read along `fields`, for editors. */
void schema_print_json(const struct field *fields, const char *title, FILE *out);
/* Reads one scalar as plain text (any scalar is text). Returns borrowed text or NULL with an error
 * added. */
const char *schema_text(const struct yaml_node *node, const char *what, struct diag *d);

#endif
