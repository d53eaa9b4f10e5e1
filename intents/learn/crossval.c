/*
 * Five folds for the calibration, fewer where intents have fewer examples; of these as many are run
 * as it takes to judge a thousand samples, which is plenty to fit four numbers. Each list of
 * examples is dealt out round robin, so every fold has its share of every intent.
 */
#include "intents/learn/crossval.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"

#define FOLDS 5
#define JUDGED_ENOUGH 1000
#define JUDGED_MOST 2000 /* of a fold */
#define ROWS_MAX 1000    /* of scores, kept for the temperature */
#define SCORES_MAX ((size_t)4 * 1024 * 1024)

struct meeting {
	const struct crossval_set *set;
	size_t truth;
};

static bool meets_truth(const void *ctx, size_t label)
{
	const struct meeting *x = ctx;
	return x->set->meets(x->set->ctx, x->truth, label);
}

static void rank(const struct crossval_set *set, const struct sample *sample,
		 struct intent_scratch *s, struct ranking *ret)
{
	const struct meeting with = {.set = set, .truth = sample->label};
	const struct ranking_filter filter = {.allows = meets_truth, .ctx = &with};
	for (size_t k = 0; set->ahead != NULL && k < set->class_count; k++) {
		if (set->ahead[k] > 0 && meets_truth(&with, k))
			s->scores[k] += set->ahead[k];
	}
	ranking_make(ret, s->scores, set->class_count, set->counter_class,
		     set->meets != NULL ? &filter : NULL);
}

/* False: cancelled. */
static bool run_fold(const struct crossval_set *set, const uint32_t *fold_of, uint32_t fold,
		     struct intent_scratch *s, crossval_fn fn, void *ctx)
{
	bool *chosen = mem_new(set->count, sizeof(*chosen));
	size_t held_back = 0;
	for (size_t i = 0; i < set->count; i++)
		chosen[i] = fold_of[i] != fold;
	struct trained *t = trained_create(&set->language, set->samples, set->count, chosen,
					   set->class_count, &set->way, s);
	if (t == NULL) {
		free(chosen);
		return false;
	}
	for (size_t i = 0; i < set->count; i++) {
		const struct sample *sample = &set->samples[i];
		struct ranking r;
		if (chosen[i] || (set->judge_one_in > 1 && held_back++ % set->judge_one_in != 0))
			continue;
		s->token_count = tokens_split(sample->text, sample->len, s->tokens, SCRATCH_TOKENS);
		trained_score(t, s, sample->text, s->tokens, s->token_count);
		rank(set, sample, s, &r);
		fn(ctx, sample, &r, s);
	}
	trained_destroy(t);
	free(chosen);
	return true;
}

bool crossval_run(const struct crossval_set *set, uint32_t folds, uint32_t runs,
		  struct intent_scratch *s, crossval_fn fn, void *ctx)
{
	uint32_t *fold_of = mem_new(set->count, sizeof(*fold_of));
	for (size_t i = 0; i < set->count; i++)
		fold_of[i] = (set->samples[i].nth + set->samples[i].label) % folds;
	bool done = true;
	for (uint32_t fold = 0; fold < runs && done; fold++)
		done = run_fold(set, fold_of, fold, s, fn, ctx);
	free(fold_of);
	return done;
}

/* ---- what the calibration wants to know ---- */

struct observed {
	VEC(struct outcome) outcomes;
	VEC(struct duel) duels;
	float *rows; /* scores of judged samples */
	uint32_t *row_labels;
	size_t row_count, row_room, row_step, seen, class_count;
};

static void observe(void *ctx, const struct sample *sample, const struct ranking *r,
		    const struct intent_scratch *s)
{
	struct observed *x = ctx;
	if (x->seen++ % x->row_step == 0 && x->row_count < x->row_room) {
		memcpy(x->rows + x->row_count * x->class_count, s->scores,
		       x->class_count * sizeof(float));
		x->row_labels[x->row_count++] = sample->label;
	}
	if (r->count == 0)
		return;
	bool first = r->top[0].label == sample->label;
	*vec_push(&x->outcomes) = (struct outcome){.margin = ranking_margin(r, 0, s->vector),
						   .right = first && !r->counter_won};
	if (r->count > 1 && (first || r->top[1].label == sample->label))
		*vec_push(&x->duels) = (struct duel){.gap = r->top[0].score - r->top[1].score,
						     .first_is_right = first};
}

bool crossval_calibrate(const struct crossval_set *all, struct intent_scratch *s,
			struct calibration *ret)
{
	struct crossval_set fewer = *all;
	const struct crossval_set *set = &fewer;
	*ret = calibration_default();
	struct observed x = {.class_count = set->class_count};
	uint32_t most = 0;
	for (size_t i = 0; i < set->count; i++)
		most = set->samples[i].nth + 1 > most ? set->samples[i].nth + 1 : most;
	uint32_t folds = most < FOLDS ? most : FOLDS;
	if (folds < 2)
		return true;
	size_t per_fold = set->count / folds + 1;
	size_t runs = (JUDGED_ENOUGH + per_fold - 1) / per_fold;
	runs = runs < folds ? runs : folds;
	fewer.judge_one_in = per_fold / JUDGED_MOST + 1;
	/* Every `row_step`-th sample, so that the rows are of all intents. */
	size_t rows = SCORES_MAX / set->class_count;
	rows = rows < ROWS_MAX ? rows : ROWS_MAX;
	x.row_step = (runs * per_fold / fewer.judge_one_in + rows) / rows;
	x.row_room = rows;
	x.rows = mem_new(x.row_room * x.class_count, sizeof(*x.rows));
	x.row_labels = mem_new(x.row_room, sizeof(*x.row_labels));
	bool done = crossval_run(set, folds, (uint32_t)runs, s, observe, &x);
	if (done && x.outcomes.count > 0) {
		calibrate_margin(ret, x.outcomes.items, x.outcomes.count);
		calibrate_gap(ret, x.duels.items, x.duels.count);
		calibrate_warmth(ret, x.rows, x.row_labels, x.row_count, x.class_count,
				 x.class_count);
	}
	free(x.rows);
	free(x.row_labels);
	vec_dispose(&x.outcomes);
	vec_dispose(&x.duels);
	return done;
}
