/*
 * Cues: what a message says by itself, whatever the catalog knows: a request for a person, a
 * complaint, a sensitive topic, abuse, rejection of the answer, thanks, anger, small talk,
 * harmless talk about goods. Built-in
 * tables for every language in cues/ *.inc, all tried on each message, and the shop's own patterns.
 * README.md explains the notation.
 */
#ifndef ESCALATION_CUES_H
#define ESCALATION_CUES_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"

enum esc_cue {
	CUE_REQUEST, /* a person, now or by call back */
	CUE_SUPPORT, /* nothing but "support" or "help" */
	CUE_COMPLAINT,
	CUE_SENSITIVE, /* self-harm, legal threat, safety incident, fraud */
	CUE_ABUSE,     /* threats, severe abuse */
	CUE_REJECTED,  /* the answer did not help */
	CUE_THANKS,    /* thanks, solved */
	CUE_ANGER,
	CUE_SMALLTALK, /* nothing but a greeting, goodbye, yes, no, thanks */
	CUE_HARMLESS,  /* asks about goods, praises, tells of pets and plants: the clause that
			  follows is no complaint and nothing sensitive */
	CUE_COUNT
};
/* The word for escalation.yaml and evidence. */
const char *cue_name(enum esc_cue cue);

struct esc_cues; /* immutable once filled; several threads may use one */

/* What was found of one cue. */
struct cue_found {
	double p;    /* 0 = not found; several finds of a cue add up: 1 - (1-p)(1-p)… */
	bool denied; /* the words are there but negated, boasted or part of a product's name, and
			nothing else; or most of the message is harmless talk */
	unsigned start, len; /* bytes of the normalised text that speak the loudest */
};

/* Returns owned, with the built-in tables. */
struct esc_cues *cues_create(void) MUSTCHECK;
/* Returns owned, with nothing but one rule and, unless NULL, one that denies; NULL with `reterr`
 * saying what is wrong. */
struct esc_cues *cues_create_of(enum esc_cue cue, const char *rule, const char *denial,
				char reterr[120]) MUSTCHECK;
void cues_destroy(struct esc_cues *c);
/* Adds a shop's pattern; `locale` NULL or a name: then only for chats in it. An error goes to `d`.
 */
void cues_add_pattern(struct esc_cues *c, enum esc_cue cue, const char *regex, const char *locale,
		      double p, struct diag_place at, struct diag *d);
/* Looks for all cues in a normalised text; only the first CUES_TOKENS_MAX words are read. `locale`
 * may be NULL. */
#define CUES_TOKENS_MAX 512
void cues_find(const struct esc_cues *c, const char *text, size_t len, const char *locale,
	       struct cue_found ret[CUE_COUNT]);

#endif
