/*
 * The words of the texts in one language, and which of them a word of a question is near to: a slip
 * of the finger away, or a part of it or a whole that it is a part of (German writes Kreditkarte as
 * one word).
 */
#ifndef GATEWAY_KNOWLEDGE_VOCABULARY_H
#define GATEWAY_KNOWLEDGE_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>

#define VOCABULARY_ROOM 48 /* bytes of a word; what is longer is cut */
#define VOCABULARY_NEAR_MAX 8

struct vocabulary; /* immutable once finished */

struct near_word {
	const char *stem; /* borrowed */
	double credit;    /* how much of the word it stands for */
};

struct vocabulary *vocabulary_create(void);
void vocabulary_destroy(struct vocabulary *v);
/* Adds a normalised word and its stem; it may be there already. */
void vocabulary_add(struct vocabulary *v, const char *word, size_t len, const char *stem,
		    size_t stem_len);
void vocabulary_finish(struct vocabulary *v);
/* The words near to one, the nearest first; `compounds`: parts and wholes as well. None of the same
 * stem. Returns how many, at most VOCABULARY_NEAR_MAX. */
size_t vocabulary_near(const struct vocabulary *v, const char *word, size_t len, const char *stem,
		       size_t stem_len, bool compounds, struct near_word ret[VOCABULARY_NEAR_MAX]);

#endif
