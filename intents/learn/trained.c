/*
 * Two walks over the samples: words and features are counted first, since their weights depend on
 * all of them; then each sample becomes a vector.
 */
#include "intents/learn/trained.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "intents/features/speller.h"
#include "intents/features/word_grams.h"
#include "intents/learn/bagged.h"

/* Numbers that the linear model may hold; more than this, and the model that needs less takes over.
 */
#define LINEAR_WEIGHTS_MAX ((size_t)128 * 1024 * 1024)
#define LINEAR_DUALS_MAX ((size_t)64 * 1024 * 1024)

static bool is_chosen(const bool *chosen, size_t i)
{
	return chosen == NULL || chosen[i];
}

void sample_count_words(const struct sample *sample, struct speller *speller,
			struct intent_scratch *s)
{
	s->token_count = tokens_split(sample->text, sample->len, s->tokens, SCRATCH_TOKENS);
	for (size_t i = 0; i < s->token_count; i++) {
		const char *word = sample->text + s->tokens[i].start;
		if (!bag_is_number(word, s->tokens[i].len))
			speller_add(speller, word, s->tokens[i].len);
	}
}

const struct bag_item *sample_items(const struct sample *sample,
				    const struct bag_language *language,
				    const struct speller *speller, struct intent_scratch *s,
				    size_t *ret_count)
{
	s->token_count = tokens_split(sample->text, sample->len, s->tokens, SCRATCH_TOKENS);
	bag_fill(s->bag, s->stemmers, language, speller, sample->text, s->tokens, s->token_count);
	return bag_items(s->bag, ret_count);
}

/* The samples that are learned from. */
struct chosen {
	const struct sample *samples;
	size_t count;
	const bool *is; /* NULL: all */
	const struct bagged *bagged;
};

static const struct bag_item *items_of(const struct trained *t, const struct chosen *x, size_t i,
				       struct intent_scratch *s, size_t *ret_count)
{
	const struct bag_item *items = bagged_items(x->bagged, i, ret_count);
	if (items != NULL)
		return items;
	return sample_items(&x->samples[i], &t->language, t->speller, s, ret_count);
}

static bool fits_linear(size_t features, size_t classes, size_t examples)
{
	return features <= LINEAR_WEIGHTS_MAX / (classes + 4) &&
	       examples <= LINEAR_DUALS_MAX / (classes + 4);
}

struct model_memory trained_memory(size_t samples, size_t classes)
{
	size_t row = MODEL_MEMORY_ROW(classes);
	bool fits = samples <= LINEAR_DUALS_MAX / row;
	return (struct model_memory){.dual = fits ? mem_new(samples * row, sizeof(float)) : NULL};
}

/* False: cancelled. */
static bool train(struct trained *t, const uint32_t *labels, const uint32_t *numbers, bool rough,
		  const struct training_way *way)
{
	struct model_data data = {
		.vectors = &t->vectors,
		.labels = labels,
		.class_count = t->class_count,
		.feature_count = lexicon_count(t->lexicon),
		.rough = rough,
		.memory = way->memory,
		.samples = numbers,
	};
	bool linear = fits_linear(data.feature_count, data.class_count, t->vectors.count);
	t->kind = linear ? &model_linear : &model_centroid;
	t->model = t->kind->train(&data);
	if (!way->nets || !linear ||
	    !nets_are_worth_it(data.feature_count, data.class_count, data.vectors->count))
		return true;
	t->nets = nets_train(&data, way->cancel);
	return t->nets != NULL;
}

static void count_features(struct trained *t, const struct chosen *x, struct intent_scratch *s)
{
	size_t item_count;
	for (size_t i = 0; i < x->count; i++) {
		if (is_chosen(x->is, i))
			sample_count_words(&x->samples[i], t->speller, s);
	}
	speller_stem(t->speller, s->stemmers, t->language.stem);
	speller_finish(t->speller);
	for (size_t i = 0; i < x->count; i++) {
		if (!is_chosen(x->is, i))
			continue;
		const struct bag_item *items = items_of(t, x, i, s, &item_count);
		lexicon_add(t->lexicon, items, item_count);
	}
	lexicon_finish(t->lexicon);
}

static void add_vectors(const struct trained *t, const struct chosen *x, struct intent_scratch *s,
			struct sparse_set *vectors, uint32_t *labels, uint32_t *numbers)
{
	size_t item_count;
	for (size_t i = 0; i < x->count; i++) {
		if (!is_chosen(x->is, i))
			continue;
		const struct bag_item *items = items_of(t, x, i, s, &item_count);
		lexicon_vector(t->lexicon, items, item_count, s->vector);
		labels[vectors->count] = x->samples[i].label;
		if (numbers != NULL)
			numbers[vectors->count] = (uint32_t)i;
		sparse_set_add(vectors, s->vector);
	}
}

void trained_vectors(const struct trained *t, const struct sample *samples, size_t count,
		     struct intent_scratch *s, struct sparse_set *ret, uint32_t *ret_labels)
{
	const struct chosen all = {.samples = samples, .count = count};
	sparse_set_init(ret, count);
	add_vectors(t, &all, s, ret, ret_labels, NULL);
}

struct trained *trained_create(const struct bag_language *language, const struct sample *samples,
			       size_t count, const bool *chosen, size_t class_count,
			       const struct training_way *way, struct intent_scratch *s)
{
	struct trained *t = mem_new(1, sizeof(*t));
	uint32_t *labels = mem_new(count, sizeof(*labels)),
		 *numbers = mem_new(count, sizeof(*numbers));
	const struct chosen x = {
		.samples = samples, .count = count, .is = chosen, .bagged = way->bagged};
	t->language = *language;
	t->class_count = class_count;
	t->speller = speller_create();
	t->lexicon = lexicon_create();
	count_features(t, &x, s);
	sparse_set_init(&t->vectors, count);
	add_vectors(t, &x, s, &t->vectors, labels, numbers);
	if (chosen == NULL)
		t->grams = word_grams_create(t->speller, t->lexicon);
	bool done = train(t, labels, numbers, chosen != NULL, way);
	free(labels);
	free(numbers);
	if (chosen != NULL)
		sparse_set_dispose(&t->vectors);
	if (!done) {
		trained_destroy(t);
		return NULL;
	}
	return t;
}

void trained_destroy(struct trained *t)
{
	if (t == NULL)
		return;
	word_grams_destroy(t->grams);
	speller_destroy(t->speller);
	lexicon_destroy(t->lexicon);
	if (t->kind != NULL)
		t->kind->destroy(t->model);
	nets_destroy(t->nets);
	sparse_set_dispose(&t->vectors);
	free(t);
}

void trained_score(const struct trained *t, struct intent_scratch *s, const char *text,
		   const struct token *tokens, size_t token_count)
{
	size_t count;
	struct bag_language language = t->language;
	language.grams = t->grams;
	bag_fill(s->bag, s->stemmers, &language, t->speller, text, tokens, token_count);
	const struct bag_item *items = bag_items(s->bag, &count);
	lexicon_vector(t->lexicon, items, count, s->vector);
	t->kind->score(t->model, s->vector, s->scores);
	if (t->nets != NULL)
		nets_add(t->nets, s->vector, s->scores, s->room);
}
