/*
 * Regular expressions as trees, to make texts from them: some that match, some that are hard to
 * refuse. Internal to this folder.
 *
 * It knows what ops staff write; for the rest (recursion, conditions, verbs) there is no tree. What
 * it makes is always tried on the real thing, so a simplification costs a finding, never a wrong
 * one.
 */
#ifndef INTENTS_REGEX_H
#define INTENTS_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/vec.h"

enum regex_kind {
	REGEX_NOTHING, /* takes no character: an anchor, a border, a reference */
	REGEX_CHARACTER,
	REGEX_SEQUENCE,
	REGEX_CHOICE,
	REGEX_REPEAT,
	REGEX_LOOK, /* ahead or behind */
};

#define REGEX_NONE SIZE_MAX
#define REGEX_MANY UINT32_MAX

struct regex_node {
	enum regex_kind kind;
	uint32_t code;        /* CHARACTER: one that it takes */
	uint32_t least, most; /* REPEAT */
	bool possessive;      /* REPEAT: gives nothing back */
	size_t child;         /* first, or REGEX_NONE */
	size_t next;          /* sibling, or REGEX_NONE */
};

struct regex {
	VEC(struct regex_node) nodes;
	size_t root;
};

/* Reads `len` bytes of UTF-8. Returns false when there is something it does not know; *ret is to be
 * disposed of in any case. */
bool regex_parse(const char *text, size_t len, struct regex *ret);
void regex_dispose(struct regex *r);
/* The number of branches of the widest choice, at least 1. */
size_t regex_branches(const struct regex *r);

#define REGEX_TEXT_MAX 2000

/* A text along the tree: as short as it goes, `variant` picks among branches. When `target` is a
 * node it is part of the text, once, along `inner`; *ret_start and *ret_end are where. Returns its
 * length, 0 when there is none or it is too long. */
struct regex_wish {
	size_t variant;
	size_t target; /* or REGEX_NONE */
	size_t inner;
};
size_t regex_example(const struct regex *r, const struct regex_wish *wish,
		     char out[REGEX_TEXT_MAX + 8], size_t *ret_start, size_t *ret_end);
/* Whether node `inside` is `node` or below it. */
bool regex_holds(const struct regex *r, size_t node, size_t inside);

#endif
