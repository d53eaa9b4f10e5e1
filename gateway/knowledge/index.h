/*
 * The full-text index: SQLite's FTS5 in memory, a table a language, over terms that are made by us
 * (terms.h), so that its own tokenizer has only blanks to find.
 */
#ifndef GATEWAY_KNOWLEDGE_INDEX_H
#define GATEWAY_KNOWLEDGE_INDEX_H

#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/locale.h"
#include "gateway/knowledge/terms.h"

struct knowledge_index;

/* NULL when SQLite has no FTS5 or no memory. */
struct knowledge_index *index_create(void) MUSTCHECK;
void index_destroy(struct knowledge_index *x);
/* Adds a passage under its number. 0, or -1 when SQLite refuses. */
int index_add(struct knowledge_index *x, enum locale locale, size_t passage,
	      const struct passage_terms *p) MUSTCHECK;
/* The numbers of the best passages by bm25, best first; terms of the heading count double. Returns
 * how many, at most `max`. */
size_t index_find(const struct knowledge_index *x, enum locale locale, const struct terms *question,
		  size_t *ret, size_t max);

#endif
