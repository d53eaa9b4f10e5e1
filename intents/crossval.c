/*
 * Five folds, fewer where intents have fewer examples; in large catalogs one fifth is held back
 * once, which is plenty to fit three numbers. Each class is dealt out round robin, so every fold
 * has its share of every intent.
 */
#include "intents/crossval.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"

#define FOLDS 5
#define ONE_FOLD_FROM 5000
#define UNKNOWN_COST 1.5 /* of a message of which no word and no n-gram is known: twice this */
#define ROWS_MAX ((size_t)4 * 1024 * 1024) /* scores kept for the temperature */

struct crossing {
	const struct sample *samples;
	size_t count, class_count, counter_class;
	enum stem_kind stem;
	struct intent_scratch *scratch;
	VEC(struct outcome) outcomes;
	float *rows; /* scores of judged samples */
	uint32_t *row_labels;
	size_t row_count, row_room, stride;
};

double crossval_margin(double score, double counter, const struct sparse *v)
{
	return score - counter - UNKNOWN_COST * v->unknown;
}

static void judge_sample(struct crossing *x, const struct trained *t, const struct sample *sample)
{
	struct intent_scratch *s = x->scratch;
	s->token_count = tokens_split(sample->text, sample->len, s->tokens, SCRATCH_TOKENS);
	trained_score(t, s, sample->text, s->tokens, s->token_count);
	if (x->row_count < x->row_room) {
		memcpy(x->rows + x->row_count * x->stride, s->scores,
		       x->class_count * sizeof(float));
		x->row_labels[x->row_count++] = sample->label;
	}
	size_t best = x->class_count;
	for (size_t k = 0; k < x->class_count; k++) {
		if (k != x->counter_class &&
		    (best == x->class_count || s->scores[k] > s->scores[best]))
			best = k;
	}
	if (best == x->class_count)
		return;
	double counter =
		x->counter_class < x->class_count ? (double)s->scores[x->counter_class] : 0;
	bool lost = x->counter_class < x->class_count && counter >= (double)s->scores[best];
	struct outcome *o = vec_push(&x->outcomes);
	o->margin = crossval_margin((double)s->scores[best], counter, s->vector);
	o->right = best == sample->label && !lost;
}

static void run_fold(struct crossing *x, const uint32_t *fold_of, uint32_t fold)
{
	bool *chosen = mem_new(x->count, sizeof(*chosen));
	for (size_t i = 0; i < x->count; i++)
		chosen[i] = fold_of[i] != fold;
	struct trained *t = trained_create(x->stem, x->samples, x->count, chosen, x->class_count,
					   false, x->scratch);
	for (size_t i = 0; i < x->count; i++) {
		if (!chosen[i])
			judge_sample(x, t, &x->samples[i]);
	}
	trained_destroy(t);
	free(chosen);
}

/* Deals the samples out and returns the number of folds that are worth it (0: none). */
static uint32_t deal(const struct crossing *x, uint32_t *fold_of)
{
	uint32_t *seen = mem_new(x->class_count, sizeof(*seen));
	uint32_t most = 0;
	for (size_t i = 0; i < x->count; i++) {
		uint32_t nth = seen[x->samples[i].label]++;
		most = nth + 1 > most ? nth + 1 : most;
	}
	uint32_t folds = most < FOLDS ? most : FOLDS;
	memset(seen, 0, x->class_count * sizeof(*seen));
	for (size_t i = 0; i < x->count && folds >= 2; i++)
		fold_of[i] = (seen[x->samples[i].label]++ + x->samples[i].label) % folds;
	free(seen);
	if (folds < 2)
		return 0;
	return x->count > ONE_FOLD_FROM ? 1 : folds;
}

struct calibration crossval(enum stem_kind stem, const struct sample *samples, size_t count,
			    size_t class_count, size_t counter_class, struct intent_scratch *s)
{
	struct calibration c = calibration_default();
	struct crossing x = {.samples = samples, .count = count, .class_count = class_count};
	x.counter_class = counter_class;
	x.stem = stem;
	x.scratch = s;
	x.stride = class_count;
	x.row_room = ROWS_MAX / class_count < count ? ROWS_MAX / class_count : count;
	x.rows = mem_new(x.row_room * x.stride, sizeof(*x.rows));
	x.row_labels = mem_new(x.row_room, sizeof(*x.row_labels));
	uint32_t *fold_of = mem_new(count, sizeof(*fold_of));
	uint32_t folds = deal(&x, fold_of);
	for (uint32_t fold = 0; fold < folds; fold++)
		run_fold(&x, fold_of, fold);
	if (x.outcomes.count > 0) {
		calibrate_margin(&c, x.outcomes.items, x.outcomes.count);
		calibrate_warmth(&c, x.rows, x.row_labels, x.row_count, x.stride, x.class_count);
	}
	if (counter_class < class_count && c.threshold < calibration_confidence(&c, 0))
		c.threshold = calibration_confidence(&c, 0); /* the counter-class's word counts */
	free(fold_of);
	free(x.rows);
	free(x.row_labels);
	vec_dispose(&x.outcomes);
	return c;
}
