/*
 * Five folds, fewer where intents have fewer examples; in large catalogs one fifth is held back
 * once, which is plenty to fit three numbers. Each list of examples is dealt out round robin, so
 * every fold has its share of every intent.
 */
#include "intents/learn/crossval.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"

#define FOLDS 5
#define ONE_FOLD_FROM 5000
#define RIVAL_SHARE 0.5
#define COUNTER_SHARE 0.5
#define NO_RIVAL -1.0     /* what a class scores that has nothing to do with the message */
#define LOST_COST 2.0     /* when the counter-class won: far below every threshold */
#define UNKNOWN_COST 0.75 /* of a message of which no word and no n-gram is known: twice this */
#define NOTHING_KNOWN 4.0 /* more, when not one word is known: no model can outweigh it */
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

/* Lead over the runner-up tells right from wrong answers, lead over the counter-class tells what is
 * none of our business; half of each does both jobs as well as each alone does its own. */
double crossval_margin(double score, const struct rivals *rivals, const struct sparse *v)
{
	double margin = score - RIVAL_SHARE * rivals->best - UNKNOWN_COST * v->unknown;
	if (rivals->has_counter)
		margin -= COUNTER_SHARE * rivals->counter;
	if (rivals->has_counter && rivals->counter >= score)
		margin -= LOST_COST;
	if (v->known_words == 0)
		margin -= NOTHING_KNOWN;
	return margin;
}

double crossval_runner_up(const float *scores, size_t count, size_t best, size_t counter)
{
	double found = NO_RIVAL;
	for (size_t k = 0; k < count; k++) {
		if (k != best && k != counter && (double)scores[k] > found)
			found = (double)scores[k];
	}
	return found;
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
	struct rivals rivals = {.has_counter = x->counter_class < x->class_count};
	for (size_t k = 0; k < x->class_count; k++) {
		if (k == x->counter_class)
			continue;
		if (best == x->class_count || s->scores[k] > s->scores[best])
			best = k;
	}
	if (best == x->class_count)
		return;
	rivals.best = crossval_runner_up(s->scores, x->class_count, best, x->counter_class);
	rivals.counter = rivals.has_counter ? (double)s->scores[x->counter_class] : 0;
	double score = (double)s->scores[best];
	struct outcome *o = vec_push(&x->outcomes);
	o->margin = crossval_margin(score, &rivals, s->vector);
	o->right = best == sample->label && !(rivals.has_counter && rivals.counter >= score);
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
	uint32_t most = 0;
	for (size_t i = 0; i < x->count; i++)
		most = x->samples[i].nth + 1 > most ? x->samples[i].nth + 1 : most;
	uint32_t folds = most < FOLDS ? most : FOLDS;
	for (size_t i = 0; i < x->count && folds >= 2; i++)
		fold_of[i] = (x->samples[i].nth + x->samples[i].label) % folds;
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
	free(fold_of);
	free(x.rows);
	free(x.row_labels);
	vec_dispose(&x.outcomes);
	return c;
}
