/*
 * Two walks over the samples: words and features are counted first, since their weights depend on
 * all of them; then each sample becomes a vector.
 */
#include "intents/learn/trained.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "intents/features/speller.h"

/* Numbers that the linear model may hold; more than this, and the model that needs less takes over.
 */
#define LINEAR_WEIGHTS_MAX ((size_t)128 * 1024 * 1024)
#define LINEAR_DUALS_MAX ((size_t)64 * 1024 * 1024)

static bool is_chosen(const bool *chosen, size_t i)
{
	return chosen == NULL || chosen[i];
}

static void count_words(struct trained *t, const struct sample *sample, struct intent_scratch *s)
{
	s->token_count = tokens_split(sample->text, sample->len, s->tokens, SCRATCH_TOKENS);
	for (size_t i = 0; i < s->token_count; i++) {
		const char *word = sample->text + s->tokens[i].start;
		if (!bag_is_number(word, s->tokens[i].len))
			speller_add(t->speller, word, s->tokens[i].len);
	}
}

static const struct bag_item *sample_items(const struct trained *t, const struct sample *sample,
					   struct intent_scratch *s, size_t *ret_count)
{
	s->token_count = tokens_split(sample->text, sample->len, s->tokens, SCRATCH_TOKENS);
	bag_fill(s->bag, s->stemmers, &t->language, t->speller, sample->text, s->tokens,
		 s->token_count);
	return bag_items(s->bag, ret_count);
}

static bool fits_linear(size_t features, size_t classes, size_t examples)
{
	return features <= LINEAR_WEIGHTS_MAX / (classes + 4) &&
	       examples <= LINEAR_DUALS_MAX / (classes + 4);
}

/* False: cancelled. */
static bool train(struct trained *t, const uint32_t *labels, bool rough,
		  const struct training_way *way)
{
	struct model_data data = {
		.vectors = &t->vectors,
		.labels = labels,
		.class_count = t->class_count,
		.feature_count = lexicon_count(t->lexicon),
		.rough = rough,
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

static void count_features(struct trained *t, const struct sample *samples, size_t count,
			   const bool *chosen, struct intent_scratch *s)
{
	size_t item_count;
	for (size_t i = 0; i < count; i++) {
		if (is_chosen(chosen, i))
			count_words(t, &samples[i], s);
	}
	speller_stem(t->speller, s->stemmers, t->language.stem);
	speller_finish(t->speller);
	for (size_t i = 0; i < count; i++) {
		if (!is_chosen(chosen, i))
			continue;
		const struct bag_item *items = sample_items(t, &samples[i], s, &item_count);
		lexicon_add(t->lexicon, items, item_count);
	}
	lexicon_finish(t->lexicon);
}

static void add_vectors(const struct trained *t, const struct sample *samples, size_t count,
			const bool *chosen, struct intent_scratch *s, struct sparse_set *vectors,
			uint32_t *labels)
{
	size_t item_count;
	for (size_t i = 0; i < count; i++) {
		if (!is_chosen(chosen, i))
			continue;
		const struct bag_item *items = sample_items(t, &samples[i], s, &item_count);
		lexicon_vector(t->lexicon, items, item_count, s->vector);
		labels[vectors->count] = samples[i].label;
		sparse_set_add(vectors, s->vector);
	}
}

void trained_vectors(const struct trained *t, const struct sample *samples, size_t count,
		     struct intent_scratch *s, struct sparse_set *ret, uint32_t *ret_labels)
{
	sparse_set_init(ret, count);
	add_vectors(t, samples, count, NULL, s, ret, ret_labels);
}

struct trained *trained_create(const struct bag_language *language, const struct sample *samples,
			       size_t count, const bool *chosen, size_t class_count,
			       const struct training_way *way, struct intent_scratch *s)
{
	struct trained *t = mem_new(1, sizeof(*t));
	uint32_t *labels = mem_new(count, sizeof(*labels));
	t->language = *language;
	t->class_count = class_count;
	t->speller = speller_create();
	t->lexicon = lexicon_create();
	count_features(t, samples, count, chosen, s);
	sparse_set_init(&t->vectors, count);
	add_vectors(t, samples, count, chosen, s, &t->vectors, labels);
	bool done = train(t, labels, chosen != NULL, way);
	free(labels);
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
	bag_fill(s->bag, s->stemmers, &t->language, t->speller, text, tokens, token_count);
	const struct bag_item *items = bag_items(s->bag, &count);
	lexicon_vector(t->lexicon, items, count, s->vector);
	t->kind->score(t->model, s->vector, s->scores);
	if (t->nets != NULL)
		nets_add(t->nets, s->vector, s->scores, s->room);
}
