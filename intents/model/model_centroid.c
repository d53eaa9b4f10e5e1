/*
 * The mean of each class's examples, scaled to length 1; a message's score is its cosine with it,
 * from -1 for nothing in common to 1, as the other model's.
 * Weights are kept per feature as a list of the classes that have it, so memory grows with the
 * examples and not with features times classes: ten thousand intents fit. Several points worse than
 * the linear model, which is why it is used only where that one does not fit.
 */
#include "intents/model/model.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "intents/base/num.h"

#define USUAL_BLOCKS 3.0 /* of features that a message has, where a catalog has no synonyms */

struct weight {
	uint32_t feature, label;
	float value;
};

struct posting {
	uint32_t label;
	float value;
};

struct centroid {
	struct posting *postings;
	size_t *start; /* feature_count + 1 */
	size_t class_count, feature_count;
};

struct sums {
	const struct model_data *data;
	float *of; /* by feature, 0 between classes */
	uint32_t *touched;
	size_t touched_count;
	VEC(struct weight) weights;
};

static void add_example(struct sums *s, size_t example)
{
	const struct sparse_set *set = s->data->vectors;
	for (size_t k = set->start[example]; k < set->start[example + 1]; k++) {
		uint32_t f = set->index[k];
		if (s->of[f] == 0)
			s->touched[s->touched_count++] = f;
		s->of[f] += set->value[k];
	}
}

static void finish_class(struct sums *s, uint32_t label)
{
	double square = 0;
	for (size_t i = 0; i < s->touched_count; i++)
		square += (double)s->of[s->touched[i]] * (double)s->of[s->touched[i]];
	float scale = square > 0 ? (float)(1.0 / num_sqrt(square)) : 0.0f;
	for (size_t i = 0; i < s->touched_count; i++) {
		uint32_t f = s->touched[i];
		*vec_push(&s->weights) =
			(struct weight){.feature = f, .label = label, .value = s->of[f] * scale};
		s->of[f] = 0;
	}
	s->touched_count = 0;
}

/* Weights come by class; they are wanted by feature. */
static void sort_by_feature(const struct sums *s, struct centroid *m)
{
	size_t features = s->data->feature_count;
	size_t *next = mem_new(features + 1, sizeof(*next));
	m->start = mem_new(features + 1, sizeof(*m->start));
	m->postings = mem_new(s->weights.count, sizeof(*m->postings));
	for (size_t i = 0; i < s->weights.count; i++)
		m->start[s->weights.items[i].feature + 1]++;
	for (size_t f = 0; f < features; f++)
		m->start[f + 1] += m->start[f];
	memcpy(next, m->start, features * sizeof(*next));
	for (size_t i = 0; i < s->weights.count; i++) {
		struct weight w = s->weights.items[i];
		m->postings[next[w.feature]++] =
			(struct posting){.label = w.label, .value = w.value};
	}
	free(next);
}

/* What all classes have tells none of them, and nothing else here learns that. */
static void damp_common(struct centroid *m)
{
	double most = 1.0 + num_log((double)m->class_count);
	for (size_t f = 0; f < m->feature_count; f++) {
		size_t count = m->start[f + 1] - m->start[f];
		if (count == 0)
			continue;
		float by = (float)(1.0 - num_log((double)count) / most);
		for (size_t i = m->start[f]; i < m->start[f + 1]; i++)
			m->postings[i].value *= by;
	}
}

static void *centroid_train(const struct model_data *data)
{
	struct centroid *m = mem_new(1, sizeof(*m));
	struct sums s = {.data = data};
	size_t *start = mem_new(data->class_count + 1, sizeof(*start));
	size_t *order = mem_new(data->vectors->count, sizeof(*order));
	size_t *next = mem_new(data->class_count + 1, sizeof(*next));
	s.of = mem_new(data->feature_count, sizeof(*s.of));
	s.touched = mem_new(data->feature_count, sizeof(*s.touched));
	for (size_t i = 0; i < data->vectors->count; i++)
		start[data->labels[i] + 1]++;
	for (size_t c = 0; c < data->class_count; c++)
		next[c + 1] = start[c + 1] += start[c];
	for (size_t i = 0; i < data->vectors->count; i++)
		order[next[data->labels[i]]++] = i;
	for (uint32_t c = 0; c < data->class_count; c++) {
		for (size_t i = start[c]; i < start[c + 1]; i++)
			add_example(&s, order[i]);
		finish_class(&s, c);
	}
	m->class_count = data->class_count;
	m->feature_count = data->feature_count;
	sort_by_feature(&s, m);
	damp_common(m);
	free(next);
	free(order);
	free(start);
	free(s.of);
	free(s.touched);
	vec_dispose(&s.weights);
	return m;
}

static void centroid_destroy(void *model)
{
	struct centroid *m = model;
	if (m == NULL)
		return;
	free(m->postings);
	free(m->start);
	free(m);
}

static size_t centroid_bytes(const void *model)
{
	const struct centroid *m = model;
	return m->start[m->feature_count] * sizeof(*m->postings) +
	       (m->feature_count + 1) * sizeof(*m->start);
}

static void centroid_score(const void *model, const struct sparse *v, float *scores)
{
	const struct centroid *m = model;
	double square = 0;
	memset(scores, 0, m->class_count * sizeof(*scores));
	for (size_t k = 0; k < v->count; k++) {
		square += (double)v->value[k] * (double)v->value[k];
		for (size_t i = m->start[v->index[k]]; i < m->start[v->index[k] + 1]; i++)
			scores[m->postings[i].label] += v->value[k] * m->postings[i].value;
	}
	/* A block without any known feature does not make the rest look better. */
	float scale = square > 0 ? (float)(2.0 / num_sqrt(USUAL_BLOCKS)) : 0.0f;
	for (size_t c = 0; c < m->class_count; c++)
		scores[c] = scores[c] * scale - 1.0f;
}

const struct intent_model model_centroid = {
	.kind = "centroid-2",
	.train = centroid_train,
	.destroy = centroid_destroy,
	.bytes = centroid_bytes,
	.score = centroid_score,
};
