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

#include "config/load/mem.h"
#include "intents/base/num.h"
#include "intents/features/speller.h"
#include "intents/learn/crossval.h"
#include "intents/learn/trained.h"
#include "intents/match/exact.h"

struct language {
	struct trained *trained;
	struct exact *exact;
	struct calibration calibration;
	size_t *class_intent; /* by class */
	size_t class_count;
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

/* The same sentence again teaches nothing, and would be in both halves of a cross-validation. */
static void collect(struct language *l, const struct intent_catalog *c, size_t group,
		    struct collected *found, struct intent_scratch *s)
{
	size_t *class_of = mem_new(c->intents.count, sizeof(*class_of));
	for (size_t i = 0; i < c->intents.count; i++)
		class_of[i] = NO_INDEX;
	for (size_t i = 0; i < c->examples.count; i++) {
		const struct catalog_example *e = &c->examples.items[i];
		if (e->normalized == NULL || c->locales.items[e->locale].group != group)
			continue;
		s->token_count =
			tokens_split(e->normalized, e->normalized_len, s->tokens, SCRATCH_TOKENS);
		uint32_t number = (uint32_t)found->samples.count;
		if (exact_add(l->exact, e->normalized, e->normalized_len, s->tokens, s->token_count,
			      number) != number)
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
	free(class_of);
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

struct language *language_create(const struct intent_catalog *c, size_t group)
{
	struct intent_scratch *s = intent_scratch_create();
	struct language *l = mem_new(1, sizeof(*l));
	struct collected found = {0};
	enum stem_kind stem = stem_kind_of(c->groups.items[group].name);
	l->exact = exact_create();
	l->counter_class = NO_INDEX;
	l->class_intent = mem_new(c->intents.count, sizeof(*l->class_intent));
	collect(l, c, group, &found, s);
	if (found.samples.count == 0) {
		language_destroy(l);
		l = NULL;
	} else {
		const struct sample *samples = found.samples.items;
		size_t count = found.samples.count;
		index_classes(l, &found);
		l->calibration =
			crossval(stem, samples, count, l->class_count, l->counter_class, s);
		l->trained = trained_create(stem, samples, count, NULL, l->class_count, true, s);
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
	trained_destroy(l->trained);
	exact_destroy(l->exact);
	free(l->class_intent);
	free(l->sample_example);
	free(l->class_start);
	free(l->class_samples);
	free(l);
}

size_t language_feature_count(const struct language *l)
{
	return lexicon_count(l->trained->lexicon);
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

static void keep_best(struct verdict *v, size_t intent, double confidence)
{
	size_t at = v->count < INTENT_CANDIDATES ? v->count++ : INTENT_CANDIDATES;
	for (; at > 0 && confidence > v->best[at - 1].confidence; at--) {
		if (at < INTENT_CANDIDATES)
			v->best[at] = v->best[at - 1];
	}
	if (at < INTENT_CANDIDATES)
		v->best[at] = (struct verdict_item){.intent = intent, .confidence = confidence};
}

/* Classes by score, so that the curve is only computed for those that are shown. */
static void rank(const struct language *l, const struct intent_scratch *s, struct verdict *v)
{
	for (size_t k = 0; k < l->class_count; k++) {
		if (k != l->counter_class)
			keep_best(v, k, (double)s->scores[k]);
	}
	struct rivals rivals = {.has_counter = l->counter_class != NO_INDEX};
	rivals.counter = rivals.has_counter ? (double)s->scores[l->counter_class] : 0;
	double first = v->count > 0 ? v->best[0].confidence : 0;
	v->out_of_scope = rivals.has_counter && (v->count == 0 || rivals.counter >= first);
	for (size_t i = 0; i < v->count; i++) {
		size_t k = v->best[i].intent;
		rivals.best =
			i > 0 ? first
			      : crossval_runner_up(s->scores, l->class_count, k, l->counter_class);
		double margin = crossval_margin(v->best[i].confidence, &rivals, s->vector);
		v->best[i].intent = l->class_intent[k];
		v->best[i].confidence = calibration_confidence(&l->calibration, margin);
	}
}

/* The share of each signal in the softmax over all classes, but the best class never has more than
 * its confidence. */
static void share_signals(const struct language *l, const struct intent_catalog *c,
			  const struct intent_scratch *s, struct verdict *v)
{
	double best = 0, sum = 0, share[INTENT_SIGNAL_SENSITIVE + 1] = {0};
	for (size_t k = 0; k < l->class_count; k++)
		best = k == 0 || (double)s->scores[k] > best ? (double)s->scores[k] : best;
	for (size_t k = 0; k < l->class_count; k++) {
		double below = ((double)s->scores[k] - best) / l->calibration.warmth;
		if (below < -20.0)
			continue; /* a share of 2e-9 */
		double e = num_exp(below);
		sum += e;
		share[c->intents.items[l->class_intent[k]].signal] += e;
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
	rank(l, s, ret);
	share_signals(l, c, s, ret);
	uint32_t same = s->token_count == SCRATCH_TOKENS
				? EXACT_NONE
				: exact_find(l->exact, s->text, s->len, s->tokens, s->token_count);
	if (same != EXACT_NONE) {
		judge_exact(c, l->sample_example[same], ret);
		return;
	}
	if (s->vector->known_words == 0) /* nothing won that says anything */
		ret->out_of_scope = false;
	ret->answers =
		ret->count > 0 && !ret->out_of_scope && ret->best[0].confidence >= ret->threshold;
}

/* ---- evidence ---- */

static double cosine(const struct sparse_set *set, size_t i, const struct intent_scratch *s)
{
	double dot = 0, square = 0;
	for (size_t k = set->start[i]; k < set->start[i + 1]; k++) {
		dot += (double)set->value[k] * (double)s->dense[set->index[k]];
		square += (double)set->value[k] * (double)set->value[k];
	}
	if (!(square > 0) || !(s->vector->blocks > 0))
		return 0;
	double c = dot / num_sqrt(square * s->vector->blocks);
	return c > 1 ? 1 : c;
}

static size_t keep_nearest(const struct catalog_example *e, double similarity,
			   struct intent_example_hit *ret, size_t count)
{
	size_t at = count < INTENT_EXAMPLES ? count : INTENT_EXAMPLES;
	for (; at > 0 && similarity > ret[at - 1].similarity; at--) {
		if (at < INTENT_EXAMPLES)
			ret[at] = ret[at - 1];
	}
	if (at < INTENT_EXAMPLES)
		ret[at] = (struct intent_example_hit){
			.text = e->text, .at = e->at, .similarity = similarity};
	return count < INTENT_EXAMPLES ? count + 1 : count;
}

size_t language_nearest(const struct language *l, const struct intent_catalog *c,
			struct intent_scratch *s, size_t intent,
			struct intent_example_hit ret[INTENT_EXAMPLES])
{
	size_t count = 0, k = 0;
	const struct sparse *v = s->vector;
	while (k < l->class_count && l->class_intent[k] != intent)
		k++;
	if (k == l->class_count)
		return 0;
	for (size_t i = 0; i < v->count; i++)
		s->dense[v->index[i]] = v->value[i];
	for (size_t i = l->class_start[k]; i < l->class_start[k + 1]; i++) {
		uint32_t sample = l->class_samples[i];
		double similarity = cosine(&l->trained->vectors, sample, s);
		count = keep_nearest(&c->examples.items[l->sample_example[sample]], similarity, ret,
				     count);
	}
	for (size_t i = 0; i < v->count; i++)
		s->dense[v->index[i]] = 0;
	return count;
}
