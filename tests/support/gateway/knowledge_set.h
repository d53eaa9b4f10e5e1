/*
 * Written questions about the shipped knowledge, and what the search finds for them: what scores
 * are fitted and measured on (tests/golden/knowledge/README.md).
 */
#ifndef TESTS_SUPPORT_GATEWAY_KNOWLEDGE_SET_H
#define TESTS_SUPPORT_GATEWAY_KNOWLEDGE_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/locale.h"
#include "config/load/vec.h"
#include "gateway/knowledge/inner.h"

#define FOLDS 5

struct found {
	double features[FEATURE_COUNT], own[FEATURE_COUNT];
	bool is_right;
};

/* One search. */
struct asked_row {
	char *text, *before; /* owned; before may be NULL */
	enum locale locale;
	size_t fold; /* the same for the same question in all languages */
	bool has_answer;
	bool is_paired; /* `before` is another row's question: the customer changed the subject */
	bool is_short;
	struct found *found, *wider; /* owned: by itself, with what was asked before */
	size_t found_count, wider_count;
};

struct knowledge_set {
	struct intent_catalog *catalog;
	struct knowledge *knowledge;
	VEC(struct asked_row) rows;
};

/* Loads config/ and a file of questions, and searches. With `pairs`, each question without one
 * before it comes once more, behind another one. */
void knowledge_set_load(struct knowledge_set *s, const char *path, bool pairs);
void knowledge_set_dispose(struct knowledge_set *s);

#endif
