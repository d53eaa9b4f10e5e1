/*
 * Diagnostics: everything that is wrong with a set of files, each with its place and a hint,
 * collected instead of stopping at the first. Lower layers return these and never log.
 */
#ifndef CONFIG_LOAD_DIAG_H
#define CONFIG_LOAD_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "config/load/attrs.h"

enum diag_severity { DIAG_ERROR, DIAG_WARNING };

/* A place in a file. `file` is borrowed from whoever made the place; line and col count from 1, 0 =
 * unknown (not printed). */
struct diag_place {
	const char *file;
	unsigned line;
	unsigned col;
};

struct diag_item {
	enum diag_severity severity;
	char *file; /* owned; NULL for an error without a file */
	unsigned line, col;
	char *text;       /* owned: what is wrong */
	char *hint;       /* owned or NULL: what to do */
	const char *code; /* static: a short, stable name of the kind of finding; NULL: none */
};

struct diag {
	struct diag_item *items; /* owned; in the order of finding until diag_sort() */
	size_t count, room;
	size_t error_count, warning_count;
};

void diag_init(struct diag *d);
void diag_dispose(struct diag *d);
/* Adds one. `hint` may be NULL; all strings are copied. At most DIAG_MAX are kept (the counts go
 * on), so that a broken file cannot fill the memory. */
#define DIAG_MAX 1000
void diag_error(struct diag *d, struct diag_place at, const char *hint, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
void diag_warning(struct diag *d, struct diag_place at, const char *hint, const char *fmt, ...)
	PRINTF_LIKE(4, 5);
/* A warning of a named kind: `code` is a literal, "duplicate-example". */
void diag_finding(struct diag *d, const char *code, struct diag_place at, const char *hint,
		  const char *fmt, ...) PRINTF_LIKE(5, 6);
/* Gives the item that was added last a code. */
void diag_name(struct diag *d, const char *code);
/* Orders by file, line, column; equal places keep the order of finding. */
void diag_sort(struct diag *d);
/* Prints each item as `file:line:col: severity: text (hint)\n`. */
void diag_print(const struct diag *d, FILE *out);
/* Formats one item like diag_print, without the newline, cut at `size`. Returns the length written.
 */
size_t diag_format(const struct diag_item *item, char *buf, size_t size);
/* The word of `words[0..count)` nearest to `word` (edit distance <= 1/3 of its length, at least 1),
 * or NULL. Borrowed from words. */
const char *diag_nearest(const char *word, const char *const *words, size_t count);

#endif
