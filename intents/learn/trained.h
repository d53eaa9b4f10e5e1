/*
 * Words, features and model that were learned from a set of example sentences of one language: what
 * one fold of the cross-validation has, and the final thing too. Internal to this folder.
 */
#ifndef INTENTS_TRAINED_H
#define INTENTS_TRAINED_H

#include <stdint.h>

#include "intents/match/scratch.h"
#include "intents/model/model.h"
#include "intents/model/nets.h"

struct sample {
	const char *text; /* normalised, borrowed */
	size_t len;
	uint32_t label; /* class */
	uint32_t nth;   /* among the examples of its intent and locale */
};

struct trained {
	struct bag_language language;
	struct speller *speller;
	struct lexicon *lexicon;
	struct word_grams *grams; /* NULL in a fold */
	const struct intent_model *kind;
	void *model;
	struct nets *nets; /* beside the model; NULL: none */
	size_t class_count;
	struct sparse_set vectors; /* of the samples, in their order, until they are let go */
};

struct bagged;

/* How to learn. */
struct training_way {
	bool nets;                   /* too, if they are worth it */
	const atomic_bool *cancel;   /* stop soon when it becomes true; may be NULL */
	struct model_memory *memory; /* of one training to the next; NULL: none */
	const struct bagged *bagged; /* the samples' features, if they were made; may be NULL */
};

/* Room for the memory of trainings on `samples` samples; its `dual` is to be freed, and NULL when
 * it would be too large. */
struct model_memory trained_memory(size_t samples, size_t classes);
/* Learns from those of `samples` whose `chosen` is true (NULL: all, and the vectors are kept; else
 * it is a fold, learned roughly). Returns owned; NULL when it was cancelled. */
struct trained *trained_create(const struct bag_language *language, const struct sample *samples,
			       size_t count, const bool *chosen, size_t class_count,
			       const struct training_way *way, struct intent_scratch *s);
/* Counts the words of a sample. */
void sample_count_words(const struct sample *sample, struct speller *speller,
			struct intent_scratch *s);
/* Makes the features of a sample, whose words `speller` knows; borrowed until the next call. */
const struct bag_item *sample_items(const struct sample *sample,
				    const struct bag_language *language,
				    const struct speller *speller, struct intent_scratch *s,
				    size_t *ret_count);
/* Makes the vectors and labels of `count` samples anew, those that `t` learned from. */
void trained_vectors(const struct trained *t, const struct sample *samples, size_t count,
		     struct intent_scratch *s, struct sparse_set *ret, uint32_t *ret_labels);
void trained_destroy(struct trained *t);
/* Makes the features of a text and scores all classes: fills bag, vector and scores of `s`. */
void trained_score(const struct trained *t, struct intent_scratch *s, const char *text,
		   const struct token *tokens, size_t token_count);

#endif
