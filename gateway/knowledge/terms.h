/*
 * What texts and questions are compared by: stems of words, their beginnings (Lieferzeit, liefern
 * and Lieferung share one), the catalog's groups of synonyms, pairs of Chinese characters; without
 * the words that every question has.
 */
#ifndef GATEWAY_KNOWLEDGE_TERMS_H
#define GATEWAY_KNOWLEDGE_TERMS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/locale.h"
#include "config/load/vec.h"
#include "gateway/knowledge/asks.h"
#include "gateway/knowledge/vocabulary.h"
#include "intents/features/stem.h"
#include "intents/features/synonyms.h"

#define TERM_ROOM 48
#define TERMS_MAX 256 /* of a question */

/* One way to find a word: itself, a word of the same meaning, its beginning. */
struct term {
	char text[TERM_ROOM]; /* small ASCII letters, digits and bytes from 0x80 on */
	unsigned unit;        /* which word: its ways stand in a row */
	double credit;        /* how much of the word it stands for */
	double weight;        /* of the word */
};

struct terms {
	VEC(struct term) items;
	unsigned units;
};

/* The terms of a passage. */
struct passage_terms {
	const struct terms *title, *heading;
	const struct terms *sentences; /* of its text */
	size_t sentence_count;
};

/* What words are made into terms with; borrowed. */
struct term_maker {
	struct stemmers *stemmers;
	const struct synonyms *synonyms[LOCALE_COUNT]; /* NULL: none */
	struct vocabulary *vocabularies[LOCALE_COUNT]; /* NULL: none */
	const struct asks_finder *asks;                /* NULL: none */
	bool learns; /* words are added to the vocabularies, else found there */
};

/* Appends the terms of `len` bytes, in their order and as often as they stand there. What is no
 * UTF-8 has none. */
void terms_add(struct terms *t, const struct term_maker *m, enum locale locale, const char *text,
	       size_t len);
void terms_dispose(struct terms *t);

#endif
