/*
 * What the shop has written down: the markdown files in knowledge/ of the configuration, cut into
 * passages and searchable. Loaded and checked as a whole, immutable afterwards; a search runs in
 * one thread at a time.
 */
#ifndef GATEWAY_KNOWLEDGE_KNOWLEDGE_H
#define GATEWAY_KNOWLEDGE_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/locale.h"
#include "config/load/schema.h"
#include "gateway/knowledge/features.h"

#define KNOWLEDGE_FILES_MAX 2000
#define KNOWLEDGE_FILE_MAX ((size_t)1024 * 1024)       /* bytes of one file */
#define KNOWLEDGE_BYTES_MAX ((size_t)32 * 1024 * 1024) /* of all */
#define KNOWLEDGE_PASSAGE_MAX ((size_t)1200)           /* bytes of one passage's text */
#define KNOWLEDGE_HITS_MAX 16                          /* of one search */

/* From this score on a passage is given as an answer: of questions that no text answers, one in
 * twenty comes that far (see README). */
#define KNOWLEDGE_SCORE_FAIR 0.58

struct knowledge;
struct synonyms;

/* Words that mean the same, of each language (intent_catalog_synonyms()); NULL: none. */
struct knowledge_lexicon {
	const struct synonyms *synonyms[LOCALE_COUNT];
};

/* The keys of the front matter. */
extern const struct field knowledge_front_fields[];

/* A passage that was found. Texts are borrowed from the knowledge. */
struct knowledge_hit {
	const char *title;   /* of the file */
	const char *heading; /* path of headings below it, "Abroad > Customs"; "" for none */
	const char *text;    /* plain, without markdown's signs */
	const char *url;     /* of the file, or NULL */
	const char *file;    /* where it stands: the file as it was opened, and the line */
	unsigned line;
	enum locale locale;
	bool is_foreign;                /* in another language than was asked for */
	bool is_follow_up;              /* found with what was asked before, too */
	double score;                   /* 0 to 1: how likely it answers the question */
	double features[FEATURE_COUNT]; /* what the score is made of */
	double own[FEATURE_COUNT];      /* … the question alone, of a follow-up */
};

/* Reads all files of the folder `dir` that end in .md, but README.md; no such folder: knows
 * nothing. `words` may be NULL; its synonyms are borrowed as long as the knowledge lives. Adds
 * everything that is wrong. Returns owned, never NULL; of use only if no error was added. */
struct knowledge *knowledge_load(const char *dir, const struct knowledge_lexicon *words,
				 struct diag *d) MUSTCHECK;
void knowledge_destroy(struct knowledge *k);
struct knowledge_question {
	const char *locale;
	const char *text;
	size_t len;
	const char *before; /* what the customer asked before, or NULL */
};
/* The best passages for a question, best first, at most `max`, in the asked language. What was
 * asked before is added ("and to Norway?") where the question says little by itself, and counts
 * where the better score comes of it. Where the asked language has none that is fair, fair ones of
 * the next language that has some come before them. Returns how many. Nothing that shares no word
 * is ever found. */
size_t knowledge_search(const struct knowledge *k, const struct knowledge_question *q,
			struct knowledge_hit *ret, size_t max);
/* "sha256:…" of all files. */
const char *knowledge_hash(const struct knowledge *k);
size_t knowledge_file_count(const struct knowledge *k);
size_t knowledge_passage_count(const struct knowledge *k);
/* The passage at `index`, its score 0. */
struct knowledge_hit knowledge_passage(const struct knowledge *k, size_t index);
/* For `check`: languages of the shop that have no file while others do, files that no customer
 * sees. */
void knowledge_lint(const struct knowledge *k, const enum locale *languages, size_t count,
		    struct diag *d);

#endif
