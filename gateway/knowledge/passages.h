/*
 * From a file of markdown to passages: a section below its heading, cut at paragraphs where it is
 * long.
 */
#ifndef GATEWAY_KNOWLEDGE_PASSAGES_H
#define GATEWAY_KNOWLEDGE_PASSAGES_H

#include <stddef.h>

#include "config/load/diag.h"
#include "config/load/locale.h"
#include "config/load/vec.h"

struct knowledge_file {
	char *path, *title, *url; /* owned; url may be NULL */
	enum locale locale;
};

struct passage {
	size_t file;   /* index of its file */
	char *heading; /* owned: path below the title, "" for none */
	char *text;    /* owned */
	unsigned line; /* of its first line */
};

struct passages {
	VEC(struct passage) items;
};

/* Reads the front matter of `text` (NUL-terminated UTF-8) into *ret (zeroed by the caller, its path
 * set). Returns the offset behind it, or 0 with errors added. */
size_t front_read(const char *text, struct knowledge_file *ret, struct diag *d);
/* Appends the passages of the rest, from the offset `at`. Reports sections without text, headings
 * that are there twice, paragraphs that had to be cut. */
void passages_add(struct passages *p, size_t file, const char *path, const char *title,
		  const char *text, size_t at, struct diag *d);
/* Bytes of the first sentence of a text, the blanks behind it included; all of it when it has but
 * one. */
size_t passage_sentence(const char *text);
void passages_dispose(struct passages *p);

#endif
