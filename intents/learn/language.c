/*
 * Learning and judging in one language.
 *
 * Decision: a sentence that is an example is that example's intent. Otherwise the class with the
 * best score is compared by its margin (calibrate.h); a message without one known word has no
 * margin to speak of.
 */
#include "intents/learn/language.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "intents/base/num.h"
#include "intents/features/speller.h"
#include "intents/features/word_grams.h"
#include "intents/learn/bagged.h"
#include "intents/learn/crossval.h"
#include "intents/learn/nearest.h"
#include "intents/learn/ranking.h"
#include "intents/learn/roster.h"
#include "intents/learn/trained.h"
#include "intents/match/exact.h"

struct language {
	const struct language *base; /* whose all but model and calibration is; NULL: own */
	struct trained *trained;
	struct exact *exact;
	struct nearest *nearest;
	bool has_signals; /* of any class */
	struct calibration calibration;
	size_t *class_intent; /* by class */
	size_t *intent_class; /* by intent, NO_INDEX: has no examples here */
	size_t class_count;
	float *ahead;           /* by class, of its score; NULL: no class follows up */
	size_t counter_class;   /* NO_INDEX without one */
	size_t *sample_example; /* catalog index of each sample */
	size_t *class_start;    /* samples of each class in `class_samples`: class_count + 1 */
	uint32_t *class_samples;
};

struct collected {
	VEC(struct sample) samples;
	VEC(size_t) examples;
};

const char *language_kind(void)
{
	return model_linear.kind;
}

/* ---- learning ---- */

struct same_intent {
	const struct intent_catalog *c;
	size_t intent;
};

static bool is_of_intent(const void *ctx, uint32_t number)
{
	const struct same_intent *x = ctx;
	return x->c->examples.items[number].intent == x->intent;
}

/* The same sentence again teaches nothing, and would be in both halves of a cross-validation.
 * Another intent that has it too is remembered: the first may not be allowed everywhere. */
static bool is_new_sentence(struct language *l, const struct intent_catalog *c, size_t example,
			    struct intent_scratch *s)
{
	const struct catalog_example *e = &c->examples.items[example];
	const struct same_intent own = {.c = c, .intent = e->intent};
	s->token_count = tokens_split(e->normalized, e->normalized_len, s->tokens, SCRATCH_TOKENS);
	if (exact_find(l->exact, e->normalized, e->normalized_len, s->tokens, s->token_count,
		       is_of_intent, &own) != EXACT_NONE)
		return false;
	return exact_add(l->exact, e->normalized, e->normalized_len, s->tokens, s->token_count,
			 (uint32_t)example);
}

static void collect(struct language *l, const struct intent_catalog *c, size_t group,
		    struct collected *found, struct intent_scratch *s)
{
	size_t *class_of = l->intent_class = mem_new(c->intents.count, sizeof(*class_of));
	for (size_t i = 0; i < c->intents.count; i++)
		class_of[i] = NO_INDEX;
	for (size_t i = 0; i < c->examples.count; i++) {
		const struct catalog_example *e = &c->examples.items[i];
		if (e->normalized == NULL || c->locales.items[e->locale].group != group ||
		    !is_new_sentence(l, c, i, s))
			continue;
		if (class_of[e->intent] == NO_INDEX) {
			class_of[e->intent] = l->class_count;
			l->class_intent[l->class_count++] = e->intent;
		}
		*vec_push(&found->samples) = (struct sample){.text = e->normalized,
							     .len = e->normalized_len,
							     .label = (uint32_t)class_of[e->intent],
							     .nth = e->nth};
		*vec_push(&found->examples) = i;
	}
	if (c->out_of_scope != NO_INDEX)
		l->counter_class = class_of[c->out_of_scope];
}

static void index_classes(struct language *l, const struct collected *found)
{
	size_t *next = mem_new(l->class_count + 1, sizeof(*next));
	l->class_start = mem_new(l->class_count + 1, sizeof(*l->class_start));
	l->class_samples = mem_new(found->samples.count, sizeof(*l->class_samples));
	for (size_t i = 0; i < found->samples.count; i++)
		l->class_start[found->samples.items[i].label + 1]++;
	for (size_t k = 0; k < l->class_count; k++)
		next[k + 1] = l->class_start[k + 1] += l->class_start[k];
	for (size_t i = 0; i < found->samples.count; i++)
		l->class_samples[next[found->samples.items[i].label]++] = (uint32_t)i;
	free(next);
}

/* Each training starts where the one before it ended, on nearly the same samples. */
static void learn(struct language *l, struct crossval_set *set, struct intent_scratch *s)
{
	struct model_memory memory = trained_memory(set->count, set->class_count);
	struct bagged *bagged = bagged_create(&set->language, set->samples, set->count, s);
	set->way.memory = memory.dual != NULL ? &memory : NULL;
	set->way.bagged = bagged;
	(void)crossval_calibrate(set, s, &l->calibration); /* nobody cancels it */
	l->trained = trained_create(&set->language, set->samples, set->count, NULL,
				    set->class_count, &set->way, s);
	bagged_destroy(bagged);
	free(memory.dual);
}

static struct roster roster_of(const struct language *l, const struct intent_catalog *c)
{
	return (struct roster){
		.c = c, .class_intent = l->class_intent, .class_count = l->class_count};
}

struct language *language_create(const struct intent_catalog *c, size_t group)
{
	struct intent_scratch *s = intent_scratch_create();
	struct language *l = mem_new(1, sizeof(*l));
	struct collected found = {0};
	const struct bag_language language = {.stem = stem_kind_of(c->groups.items[group].name),
					      .synonyms = c->groups.items[group].synonyms};
	l->exact = exact_create();
	l->counter_class = NO_INDEX;
	l->class_intent = mem_new(c->intents.count, sizeof(*l->class_intent));
	collect(l, c, group, &found, s);
	if (found.samples.count == 0) {
		language_destroy(l);
		l = NULL;
	} else {
		struct crossval_set set = {.language = language,
					   .samples = found.samples.items,
					   .count = found.samples.count,
					   .class_count = l->class_count,
					   .counter_class = l->counter_class};
		const struct roster roster = roster_of(l, c);
		l->ahead = roster_ahead(&roster);
		roster_let_meet(&roster, l->ahead, &set);
		index_classes(l, &found);
		learn(l, &set, s);
		const struct near_classes classes = {l->class_samples, l->class_start,
						     l->class_count};
		l->nearest = nearest_create(&l->trained->vectors, l->trained->lexicon, &classes);
		for (size_t k = 0; k < l->class_count; k++)
			l->has_signals |=
				c->intents.items[l->class_intent[k]].signal != INTENT_SIGNAL_NONE;
		sparse_set_dispose(&l->trained->vectors);
		l->sample_example = found.examples.items;
		found.examples.items = NULL;
	}
	vec_dispose(&found.samples);
	vec_dispose(&found.examples);
	intent_scratch_destroy(s);
	return l;
}

void language_destroy(struct language *l)
{
	if (l == NULL)
		return;
	if (l->base != NULL) {
		nets_destroy(l->trained->nets);
		free(l->trained);
		free(l);
		return;
	}
	trained_destroy(l->trained);
	exact_destroy(l->exact);
	nearest_destroy(l->nearest);
	free(l->ahead);
	free(l->class_intent);
	free(l->intent_class);
	free(l->sample_example);
	free(l->class_start);
	free(l->class_samples);
	free(l);
}

size_t language_dense_room(const struct language *l)
{
	return nearest_dense_room(l->nearest);
}

size_t language_bytes(const struct language *l)
{
	const struct trained *t = l->trained;
	return speller_bytes(t->speller) + lexicon_bytes(t->lexicon) + word_grams_bytes(t->grams) +
	       t->kind->bytes(t->model) + nearest_bytes(l->nearest) +
	       (t->nets != NULL ? nets_bytes(t->nets) : 0);
}

/* ---- judging ---- */

double language_known_share(const struct language *l, const struct intent_scratch *s)
{
	size_t words = 0, known = 0;
	for (size_t i = 0; i < s->token_count; i++) {
		const char *word = s->text + s->tokens[i].start;
		if (bag_is_number(word, s->tokens[i].len))
			continue;
		words++;
		known += speller_knows(l->trained->speller, word, s->tokens[i].len) ? 1 : 0;
	}
	return words > 0 ? (double)known / (double)words : 1.0;
}

struct allowing {
	const struct language *l;
	const struct intent_catalog *c;
	struct intent_scratch *s;
};

static bool allows_intent(const struct allowing *x, size_t intent)
{
	return intent == x->c->out_of_scope ||
	       scratch_allows(x->s, &x->c->intents.items[intent], intent);
}

static bool allows_class(const void *ctx, size_t label)
{
	const struct allowing *x = ctx;
	return allows_intent(x, x->l->class_intent[label]);
}

static bool allows_example(const void *ctx, uint32_t number)
{
	const struct allowing *x = ctx;
	return allows_intent(x, x->c->examples.items[number].intent);
}

/* The two best are near each other, and one of them it is. */
static bool is_close(const struct language *l, const struct ranking *r, const struct sparse *v)
{
	if (r->count < 2 || r->top[0].score - r->top[1].score >= l->calibration.gap)
		return false;
	if (r->has_counter && r->counter >= r->top[1].score)
		return false;
	double either = calibration_confidence(&l->calibration, ranking_margin_of_two(r, v));
	return either >= l->calibration.threshold;
}

/* Classes by score, so that the curve is only computed for those that are shown. */
static void rank(const struct allowing *x, struct verdict *v)
{
	const struct language *l = x->l;
	const struct ranking_filter filter = {.allows = allows_class, .ctx = x};
	struct ranking r;
	for (size_t k = 0; l->ahead != NULL && x->s->context != NULL && k < l->class_count; k++) {
		if (l->ahead[k] > 0 && allows_class(x, k))
			x->s->scores[k] += l->ahead[k];
	}
	ranking_make(&r, x->s->scores, l->class_count, l->counter_class,
		     x->s->context != NULL ? &filter : NULL);
	v->out_of_scope = r.counter_won;
	v->count = r.count < INTENT_CANDIDATES ? r.count : INTENT_CANDIDATES;
	v->close = is_close(l, &r, x->s->vector);
	for (size_t i = 0; i < v->count; i++) {
		double margin = ranking_margin(&r, i, x->s->vector);
		v->best[i].intent = l->class_intent[r.top[i].label];
		v->best[i].confidence = calibration_confidence(&l->calibration, margin);
	}
}

/* The share of each signal in the softmax over all classes, but the best class never has more than
 * its confidence. */
static void share_signals(const struct allowing *x, struct verdict *v)
{
	const struct language *l = x->l;
	const struct intent_scratch *s = x->s;
	double best = 0, sum = 0, share[INTENT_SIGNAL_SENSITIVE + 1] = {0};
	if (!l->has_signals)
		return;
	for (size_t k = 0; k < l->class_count; k++)
		best = k == 0 || (double)s->scores[k] > best ? (double)s->scores[k] : best;
	for (size_t k = 0; k < l->class_count; k++) {
		double below = ((double)s->scores[k] - best) / l->calibration.warmth;
		if (below < -14.0)
			continue; /* a share of 8e-7 */
		double e = (double)num_exp_fast((float)below);
		size_t intent = l->class_intent[k];
		sum += e;
		if (allows_intent(x, intent))
			share[x->c->intents.items[intent].signal] += e;
	}
	double scale = v->count > 0 && v->best[0].confidence < 1.0 / sum
			       ? v->best[0].confidence * sum
			       : 1.0;
	v->p_request = scale * share[INTENT_SIGNAL_REQUEST] / sum;
	v->p_complaint = scale * share[INTENT_SIGNAL_COMPLAINT] / sum;
	v->p_sensitive = scale * share[INTENT_SIGNAL_SENSITIVE] / sum;
}

static void judge_exact(const struct intent_catalog *c, size_t example, struct verdict *v)
{
	size_t intent = c->examples.items[example].intent;
	enum intent_signal signal = c->intents.items[intent].signal;
	v->exact = true;
	v->exact_example = example;
	v->close = false;
	v->p_request = signal == INTENT_SIGNAL_REQUEST ? 1 : 0;
	v->p_complaint = signal == INTENT_SIGNAL_COMPLAINT ? 1 : 0;
	v->p_sensitive = signal == INTENT_SIGNAL_SENSITIVE ? 1 : 0;
	v->out_of_scope = intent == c->out_of_scope;
	v->answers = !v->out_of_scope;
	if (v->out_of_scope)
		return;
	size_t at = 0;
	while (at < v->count && v->best[at].intent != intent)
		at++;
	if (at == v->count)
		at = v->count < INTENT_CANDIDATES ? v->count++ : INTENT_CANDIDATES - 1;
	for (; at > 0; at--)
		v->best[at] = v->best[at - 1];
	v->best[0] = (struct verdict_item){.intent = intent, .confidence = CONFIDENCE_EXACT};
}

void language_judge(const struct language *l, const struct intent_catalog *c,
		    struct intent_scratch *s, struct verdict *ret)
{
	*ret = (struct verdict){.threshold = l->calibration.threshold};
	trained_score(l->trained, s, s->text, s->tokens, s->token_count);
	size_t words = bag_word_count(s->bag);
	ret->known_share = words > 0 ? (double)bag_known_count(s->bag) / (double)words : 0;
	const struct allowing x = {.l = l, .c = c, .s = s};
	rank(&x, ret);
	share_signals(&x, ret);
	uint32_t same = s->token_count == SCRATCH_TOKENS
				? EXACT_NONE
				: exact_find(l->exact, s->text, s->len, s->tokens, s->token_count,
					     s->context != NULL ? allows_example : NULL, &x);
	if (same != EXACT_NONE) {
		judge_exact(c, same, ret);
		return;
	}
	if (s->vector->known_words == 0) /* nothing won that says anything */
		ret->out_of_scope = false;
	ret->answers =
		ret->count > 0 && !ret->out_of_scope && ret->best[0].confidence >= ret->threshold;
	ret->close = ret->close && !ret->out_of_scope;
}

/* ---- evidence ---- */

/* class_count when there is none. */
static size_t class_of_intent(const struct language *l, size_t intent)
{
	size_t k = l->intent_class[intent];
	return k != NO_INDEX ? k : l->class_count;
}

double language_score(const struct language *l, struct intent_scratch *s, size_t intent)
{
	size_t k = class_of_intent(l, intent);
	trained_score(l->trained, s, s->text, s->tokens, s->token_count);
	return k < l->class_count ? (double)s->scores[k] : -1.0;
}

size_t language_example_count(const struct language *l, size_t intent)
{
	size_t k = class_of_intent(l, intent);
	return k < l->class_count ? l->class_start[k + 1] - l->class_start[k] : 0;
}

const struct catalog_example *
language_example(const struct language *l, const struct intent_catalog *c, size_t intent, size_t i)
{
	size_t at = l->class_start[class_of_intent(l, intent)] + i;
	return &c->examples.items[l->sample_example[l->class_samples[at]]];
}

size_t language_nearest(const struct language *l, const struct intent_catalog *c,
			struct intent_scratch *s, size_t intent,
			struct intent_example_hit ret[INTENT_EXAMPLES])
{
	struct near_sample near[INTENT_EXAMPLES];
	size_t k = class_of_intent(l, intent);
	if (k == l->class_count)
		return 0;
	size_t count = nearest_find(l->nearest, s, k, INTENT_EXAMPLES, near);
	for (size_t i = 0; i < count; i++) {
		const struct catalog_example *e =
			&c->examples.items[l->sample_example[near[i].sample]];
		ret[i] = (struct intent_example_hit){
			.text = e->text, .at = e->at, .similarity = near[i].similarity};
	}
	return count;
}

/* ---- cross-validation for whoever writes the examples ---- */

struct reporting {
	const struct language *l;
	const struct intent_catalog *c;
	const struct sample *samples;
	intent_crossval_fn fn;
	void *ctx;
	size_t count;
};

static void report(void *ctx, const struct sample *sample, const struct ranking *r,
		   const struct intent_scratch *s)
{
	struct reporting *x = ctx;
	const struct language *l = x->l;
	const struct intent *intents = x->c->intents.items;
	const struct catalog_example *e =
		&x->c->examples.items[l->sample_example[sample - x->samples]];
	struct intent_crossval_item item = {
		.truth = &intents[e->intent],
		.threshold = l->calibration.threshold,
		.locale = x->c->locales.items[e->locale].name,
		.text = e->text,
		.at = e->at,
	};
	if (r->count > 0) {
		item.predicted = &intents[l->class_intent[r->top[0].label]];
		item.confidence =
			calibration_confidence(&l->calibration, ranking_margin(r, 0, s->vector));
		item.answered = !r->counter_won && item.confidence >= item.threshold;
	}
	if (r->counter_won && s->vector->known_words > 0)
		item.predicted = &intents[x->c->out_of_scope];
	x->count++;
	x->fn(x->ctx, &item);
}

static struct sample *samples_of(const struct language *l, const struct intent_catalog *c)
{
	struct sample *samples = mem_new(l->class_start[l->class_count], sizeof(*samples));
	for (size_t k = 0; k < l->class_count; k++) {
		for (size_t i = l->class_start[k]; i < l->class_start[k + 1]; i++) {
			uint32_t n = l->class_samples[i];
			const struct catalog_example *e = &c->examples.items[l->sample_example[n]];
			samples[n] = (struct sample){.text = e->normalized,
						     .len = e->normalized_len,
						     .label = (uint32_t)k,
						     .nth = e->nth};
		}
	}
	return samples;
}

static struct crossval_set set_of(const struct language *l, const struct sample *samples)
{
	return (struct crossval_set){.language = l->trained->language,
				     .samples = samples,
				     .count = l->class_start[l->class_count],
				     .class_count = l->class_count,
				     .counter_class = l->counter_class,
				     .way = {.nets = l->trained->nets != NULL}};
}

size_t language_crossval(const struct language *l, const struct intent_catalog *c, unsigned folds,
			 intent_crossval_fn fn, void *ctx)
{
	struct intent_scratch *s = intent_scratch_create();
	struct sample *samples = samples_of(l, c);
	struct crossval_set set = set_of(l, samples);
	const struct roster roster = roster_of(l, c);
	roster_let_meet(&roster, l->ahead, &set);
	struct reporting x = {.l = l, .c = c, .samples = samples, .fn = fn, .ctx = ctx};
	(void)crossval_run(&set, folds, folds, s, report, &x); /* nobody cancels it */
	free(samples);
	intent_scratch_destroy(s);
	return x.count;
}

/* ---- the second stage ---- */

/* All but model and calibration is `base`'s. */
static struct language *refined_of(const struct language *base)
{
	struct language *l = mem_new(1, sizeof(*l));
	struct trained *t = mem_new(1, sizeof(*t));
	*l = *base;
	*t = *base->trained;
	t->nets = NULL;
	l->trained = t;
	l->base = base;
	return l;
}

static bool train_nets(struct language *l, const struct sample *samples, const atomic_bool *cancel,
		       struct intent_scratch *s)
{
	size_t count = l->class_start[l->class_count];
	struct sparse_set vectors;
	uint32_t *labels = mem_new(count, sizeof(*labels));
	trained_vectors(l->trained, samples, count, s, &vectors, labels);
	const struct model_data data = {.vectors = &vectors,
					.labels = labels,
					.class_count = l->class_count,
					.feature_count = lexicon_count(l->trained->lexicon)};
	l->trained->nets = nets_train(&data, cancel);
	sparse_set_dispose(&vectors);
	free(labels);
	return l->trained->nets != NULL;
}

bool language_is_refinable(const struct language *l)
{
	return l->trained->kind == &model_linear &&
	       nets_are_worth_it(lexicon_count(l->trained->lexicon), l->class_count,
				 l->class_start[l->class_count]);
}

enum language_refined language_refine(const struct language *base, const struct intent_catalog *c,
				      const atomic_bool *cancel, struct language **ret)
{
	struct intent_scratch *s = intent_scratch_create();
	struct language *l = refined_of(base);
	struct sample *samples = samples_of(base, c);
	struct crossval_set set = set_of(base, samples);
	const struct roster roster = roster_of(base, c);
	roster_let_meet(&roster, base->ahead, &set);
	struct model_memory memory = trained_memory(set.count, set.class_count);
	set.way = (struct training_way){.nets = true, .cancel = cancel};
	set.way.memory = memory.dual != NULL ? &memory : NULL;
	bool done = crossval_calibrate(&set, s, &l->calibration);
	free(memory.dual);
	bool better = done && l->calibration.right > base->calibration.right;
	if (better)
		done = train_nets(l, samples, cancel, s);
	free(samples);
	intent_scratch_destroy(s);
	if (done && better) {
		*ret = l;
		return LANGUAGE_REFINED;
	}
	language_destroy(l);
	return done ? LANGUAGE_AS_GOOD : LANGUAGE_CANCELLED;
}

void language_write(const struct language *l, struct bytes_out *out)
{
	const struct calibration *c = &l->calibration;
	const double numbers[] = {c->slope, c->offset, c->threshold, c->warmth, c->right, c->gap};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		bytes_put_f64(out, numbers[i]);
	nets_write(l->trained->nets, out);
}

static bool is_sane(const struct calibration *c)
{
	return c->slope > 0 && c->slope < 1e3 && c->offset > -1e3 && c->offset < 1e3 &&
	       c->threshold > 0 && c->threshold < 1 && c->warmth > 0 && c->warmth < 1e3 &&
	       c->right >= 0 && c->right <= 1 && c->gap >= 0 && c->gap < 1e3;
}

struct language *language_read(const struct language *base, struct bytes_in *in)
{
	struct language *l = refined_of(base);
	struct calibration *c = &l->calibration;
	double *const numbers[] = {&c->slope,  &c->offset, &c->threshold,
				   &c->warmth, &c->right,  &c->gap};
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		*numbers[i] = bytes_get_f64(in);
	if (!in->failed && is_sane(c))
		l->trained->nets =
			nets_read(in, lexicon_count(l->trained->lexicon), l->class_count);
	if (l->trained->nets == NULL) {
		language_destroy(l);
		return NULL;
	}
	return l;
}
