/*
 * Examples that the catalog itself takes for another intent.
 *
 * Each example is judged by what the others teach: naive Bayes over stems and neighbouring pairs,
 * whose counts can be taken back one example at a time, so leaving each one out costs no training.
 * It is weaker than the matcher, so only a clear vote counts; --deep asks the matcher itself
 * (lint_deep.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/base/num.h"
#include "intents/lint/lint_impl.h"

#define SMOOTH 2.0      /* sentences of the language's average that every intent has in advance */
#define PAIR_WEIGHT 0.5 /* a pair repeats what its words say */
#define MARKS_MAX 128   /* of a sentence */
#define LEARNED_LEAST 8 /* sentences of an intent: fewer cannot tell their own */
#define WORDS_LEAST 3   /* a word or two say what the intent says they say */
/* What has to speak against its own intent, in units of the most that one word could say: wrong
 * places are above, hard examples of good catalogs below (README.md). */
#define MARGIN_LEAST 2.7
#define MARGIN_A_WORD 0.57
#define WORDS_SHOWN 3
#define PULL_HINT "move it there, or add examples like it here"

/* One feature of one sentence. */
struct mark {
	size_t feature;      /* number in the order of first appearance */
	uint32_t start, len; /* bytes of the normalised example */
	bool is_pair;
};

/* How many sentences of a class have a feature, and what that says for the class. */
struct posting {
	uint32_t class, count;
	double weight;
};

struct pull {
	const struct lint *l;
	size_t group;
	size_t *class_intent; /* by class */
	size_t *class_of;     /* by intent, NO_INDEX without examples here */
	uint32_t *sizes;      /* by class: sentences */
	size_t class_count, total;
	struct hash_index features;
	size_t feature_count;
	VEC(struct mark) marks;
	size_t *mark_start;    /* by sentence of the catalog; one more at the end */
	uint32_t *occurrences; /* by feature */
	size_t *first;         /* by feature: its postings; one more at the end */
	struct posting *postings;
	double *bases;  /* by class: what a feature that it lacks says */
	double *scores; /* by class, of the sentence at hand: those that are touched */
	size_t *touched;
	bool *is_touched; /* by class */
	size_t touched_count;
};

static const struct sentence *sentence_at(const struct pull *x, size_t i)
{
	return &x->l->sentences->list.items[i];
}

static bool takes_part(const struct pull *x, size_t sentence)
{
	return sentence_at(x, sentence)->group == x->group;
}

/* ---- counting ---- */

static void add_mark(struct pull *x, size_t from, uint64_t hash, struct mark m)
{
	size_t feature = hash_index_put(&x->features, hash, x->feature_count);
	m.feature = feature != NO_INDEX ? feature : x->feature_count++;
	for (size_t i = from; i < x->marks.count; i++) {
		if (x->marks.items[i].feature == m.feature)
			return;
	}
	if (x->marks.count - from < MARKS_MAX)
		*vec_push(&x->marks) = m;
}

static void mark_sentence(struct pull *x, const struct sentence *s)
{
	const struct sentence_word *w = &x->l->sentences->words.items[s->first];
	size_t from = x->marks.count;
	for (size_t i = 0; i < s->count; i++)
		add_mark(x, from, w[i].stem, (struct mark){.start = w[i].start, .len = w[i].len});
	for (size_t i = 1; i < s->count; i++) {
		const struct mark pair = {.start = w[i - 1].start,
					  .len = w[i].start + w[i].len - w[i - 1].start,
					  .is_pair = true};
		add_mark(x, from, hash_mix(w[i - 1].stem, w[i].stem), pair);
	}
}

static void count_classes(struct pull *x)
{
	for (size_t i = 0; i < x->l->c->intents.count; i++)
		x->class_of[i] = NO_INDEX;
	for (size_t i = 0; i < x->l->sentences->list.count; i++) {
		size_t intent = sentence_at(x, i)->intent;
		x->mark_start[i] = x->marks.count;
		if (!takes_part(x, i))
			continue;
		if (x->class_of[intent] == NO_INDEX) {
			x->class_of[intent] = x->class_count;
			x->class_intent[x->class_count++] = intent;
		}
		x->sizes[x->class_of[intent]]++;
		x->total++;
		mark_sentence(x, sentence_at(x, i));
	}
	x->mark_start[x->l->sentences->list.count] = x->marks.count;
}

/* Sentences lie intent by intent, so a class that has a posting has the last one. */
static void add_posting(struct pull *x, size_t *used, size_t feature, uint32_t class)
{
	struct posting *last = &x->postings[x->first[feature] + used[feature]];
	if (used[feature] > 0 && last[-1].class == class) {
		last[-1].count++;
		return;
	}
	*last = (struct posting){.class = class, .count = 1};
	used[feature]++;
}

/* What `count` sentences of a class with a feature say, against none of them. */
static double weight_of(const struct pull *x, size_t feature, uint32_t count)
{
	double share = (double)x->occurrences[feature] / (double)x->total;
	return num_log(1.0 + (double)count / (SMOOTH * share));
}

static void count_features(struct pull *x)
{
	size_t *used = mem_new(x->feature_count, sizeof(*used));
	x->occurrences = mem_new(x->feature_count, sizeof(*x->occurrences));
	x->first = mem_new(x->feature_count + 1, sizeof(*x->first));
	x->postings = mem_new(x->marks.count + 1, sizeof(*x->postings));
	for (size_t i = 0; i < x->marks.count; i++)
		x->occurrences[x->marks.items[i].feature]++;
	for (size_t f = 0; f < x->feature_count; f++)
		x->first[f + 1] = x->first[f] + x->occurrences[f];
	for (size_t i = 0; i < x->l->sentences->list.count; i++) {
		for (size_t m = x->mark_start[i]; m < x->mark_start[i + 1]; m++)
			add_posting(x, used, x->marks.items[m].feature,
				    (uint32_t)x->class_of[sentence_at(x, i)->intent]);
	}
	for (size_t f = 0; f < x->feature_count; f++) {
		struct posting *p = &x->postings[x->first[f]];
		for (size_t k = 0; k < used[f]; k++)
			p[k].weight = weight_of(x, f, p[k].count);
	}
	free(used);
}

/* ---- judging ---- */

static double mark_weight(const struct mark *m)
{
	return m->is_pair ? PAIR_WEIGHT : 1.0;
}

static const struct posting *posting_of(const struct pull *x, size_t feature, size_t class)
{
	for (size_t p = x->first[feature]; p < x->first[feature + 1]; p++) {
		if (x->postings[p].count == 0)
			break;
		if (x->postings[p].class == class)
			return &x->postings[p];
	}
	return NULL;
}

/* Of its own class, without the sentence itself. */
static double own_weight(const struct pull *x, size_t feature, size_t class)
{
	const struct posting *p = posting_of(x, feature, class);
	return p != NULL ? weight_of(x, feature, p->count - 1) : 0;
}

/* Of a class with so many sentences: what a feature that it lacks says. */
static double base_of(uint32_t size)
{
	return num_log(SMOOTH / ((double)size + SMOOTH));
}

static void add_score(struct pull *x, size_t class, double by)
{
	if (!x->is_touched[class]) {
		x->is_touched[class] = true;
		x->touched[x->touched_count++] = class;
		x->scores[class] = 0;
	}
	x->scores[class] += by;
}

/* Scores the classes that share a feature with the sentence, and its own, which is judged by its
 * other sentences. */
static void score(struct pull *x, size_t sentence)
{
	size_t own = x->class_of[sentence_at(x, sentence)->intent];
	double known = 0;
	for (size_t i = 0; i < x->touched_count; i++)
		x->is_touched[x->touched[i]] = false;
	x->touched_count = 0;
	add_score(x, own, 0);
	for (size_t i = x->mark_start[sentence]; i < x->mark_start[sentence + 1]; i++) {
		const struct mark *m = &x->marks.items[i];
		if (x->occurrences[m->feature] < 2)
			continue;
		known += mark_weight(m);
		for (size_t p = x->first[m->feature]; p < x->first[m->feature + 1]; p++) {
			if (x->postings[p].count == 0)
				break;
			if (x->postings[p].class != own)
				add_score(x, x->postings[p].class,
					  mark_weight(m) * x->postings[p].weight);
		}
		x->scores[own] += mark_weight(m) * own_weight(x, m->feature, own);
	}
	for (size_t i = 0; i < x->touched_count; i++) {
		size_t c = x->touched[i];
		x->scores[c] += known * (c == own ? base_of(x->sizes[c] - 1) : x->bases[c]);
	}
}

/* The class with the best score among the rivals of `intent`; NO_INDEX without any. */
static size_t best_rival(const struct pull *x, size_t intent)
{
	size_t best = NO_INDEX;
	for (size_t i = 0; i < x->touched_count; i++) {
		size_t c = x->touched[i];
		if ((best == NO_INDEX || x->scores[c] > x->scores[best]) &&
		    lint_rivals(x->l, intent, x->class_intent[c]))
			best = c;
	}
	return best;
}

static bool overlaps(const struct mark *m, const struct mark *const *chosen, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (m->start < chosen[i]->start + chosen[i]->len &&
		    chosen[i]->start < m->start + m->len)
			return true;
	}
	return false;
}

/* What says most for the rival and against its own class, beside what was chosen before; the longer
 * of two that say the same. NULL: nothing more. */
static const struct mark *loudest(const struct pull *x, size_t sentence, size_t rival,
				  const struct mark *const *chosen, size_t count)
{
	size_t own = x->class_of[sentence_at(x, sentence)->intent];
	const struct mark *best = NULL;
	double most = 0;
	for (size_t i = x->mark_start[sentence]; i < x->mark_start[sentence + 1]; i++) {
		const struct mark *m = &x->marks.items[i];
		const struct posting *p = posting_of(x, m->feature, rival);
		double gain = (p != NULL ? p->weight : 0) - own_weight(x, m->feature, own);
		if (!(gain > 0) || overlaps(m, chosen, count))
			continue;
		if (best == NULL || gain > most || (!(gain < most) && m->len > best->len)) {
			most = gain;
			best = m;
		}
	}
	return best;
}

static void write_words(const struct pull *x, size_t sentence, size_t rival, char *out, size_t room)
{
	const struct sentence *s = sentence_at(x, sentence);
	const char *text = x->l->c->examples.items[s->example].normalized;
	const struct mark *chosen[WORDS_SHOWN];
	size_t used = 0;
	out[0] = '\0';
	for (size_t n = 0; n < WORDS_SHOWN; n++) {
		chosen[n] = loudest(x, sentence, rival, chosen, n);
		if (chosen[n] == NULL || used + chosen[n]->len + 8 > room)
			break;
		used += (size_t)snprintf(out + used, room - used, "%s'%.*s'", used > 0 ? ", " : "",
					 (int)chosen[n]->len, text + chosen[n]->start);
	}
}

static void judge(struct pull *x, size_t sentence)
{
	const struct sentence *s = sentence_at(x, sentence);
	size_t own = x->class_of[s->intent];
	char words[160], text[LINT_SHORT];
	if (lint_is_counter_class(x->l, s->intent) || x->sizes[own] < LEARNED_LEAST ||
	    s->count < WORDS_LEAST)
		return;
	score(x, sentence);
	size_t rival = best_rival(x, s->intent);
	if (rival == NO_INDEX)
		return;
	double unit = num_log(1.0 + (double)x->total / SMOOTH);
	double margin = (x->scores[rival] - x->scores[own]) / unit;
	if (margin < MARGIN_LEAST || margin < MARGIN_A_WORD * (double)s->count)
		return;
	const struct catalog_example *e = &x->l->c->examples.items[s->example];
	write_words(x, sentence, rival, words, sizeof(words));
	diag_finding(x->l->d, "example-pulled", e->at, PULL_HINT,
		     "by the other examples '%s' is intent '%s', because of %s",
		     lint_short(e->text, text, sizeof(text)),
		     x->l->c->intents.items[x->class_intent[rival]].id, words);
}

/* The matcher has said what it makes of the sentence; the words are still found here. */
static void judge_deep(struct pull *x, size_t sentence)
{
	const struct sentence *s = sentence_at(x, sentence);
	const struct catalog_example *e = &x->l->c->examples.items[s->example];
	const struct lint_verdict *v = lint_deep_verdict(x->l->deep, e->at);
	char words[160] = "", text[LINT_SHORT];
	if (v == NULL || !lint_rivals(x->l, s->intent, v->intent) ||
	    x->class_of[v->intent] == NO_INDEX)
		return;
	write_words(x, sentence, x->class_of[v->intent], words, sizeof(words));
	diag_finding(x->l->d, "example-pulled", e->at, PULL_HINT,
		     "taught by the other examples, the matcher answers '%s' with intent '%s' "
		     "(confidence %.2f)%s%s",
		     lint_short(e->text, text, sizeof(text)), x->l->c->intents.items[v->intent].id,
		     v->confidence, words[0] != '\0' ? ", because of " : "", words);
}

static void pull_group(const struct lint *l, size_t group)
{
	size_t intents = l->c->intents.count, sentences = l->sentences->list.count;
	struct pull x = {.l = l, .group = group};
	x.class_intent = mem_new(intents, sizeof(*x.class_intent));
	x.class_of = mem_new(intents, sizeof(*x.class_of));
	x.sizes = mem_new(intents, sizeof(*x.sizes));
	x.mark_start = mem_new(sentences + 1, sizeof(*x.mark_start));
	hash_index_init(&x.features, 2 * l->sentences->words.count);
	count_classes(&x);
	count_features(&x);
	x.scores = mem_new(x.class_count, sizeof(*x.scores));
	x.touched = mem_new(x.class_count, sizeof(*x.touched));
	x.is_touched = mem_new(x.class_count, sizeof(*x.is_touched));
	x.bases = mem_new(x.class_count, sizeof(*x.bases));
	for (size_t k = 0; k < x.class_count; k++)
		x.bases[k] = base_of(x.sizes[k]);
	for (size_t i = 0; i < sentences; i++) {
		if (!takes_part(&x, i))
			continue;
		if (l->deep != NULL)
			judge_deep(&x, i);
		else
			judge(&x, i);
	}
	hash_index_dispose(&x.features);
	vec_dispose(&x.marks);
	free(x.class_intent);
	free(x.class_of);
	free(x.sizes);
	free(x.mark_start);
	free(x.occurrences);
	free(x.first);
	free(x.postings);
	free(x.scores);
	free(x.bases);
	free(x.touched);
	free(x.is_touched);
}

void lint_pull(const struct lint *l)
{
	for (size_t g = 0; g < l->c->groups.count; g++)
		pull_group(l, g);
}
