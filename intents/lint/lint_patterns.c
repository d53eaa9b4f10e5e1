/*
 * Patterns against all sentences that the catalog itself knows: examples, and what tests say. A
 * pattern wins over examples and the longest match over other patterns, so one look at who wins
 * each sentence shows patterns that take what is another intent's, and patterns that never win.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "intents/lint/lint_impl.h"
#include "intents/patterns/rules.h"

/* Of the sentences of other intents in its language: more, and it says nothing. */
#define WIDE_SHARE 0.4
#define WIDE_LEAST 10

/* A sentence that belongs to one intent and is won by a pattern of another. */
struct loss {
	size_t winner; /* pattern */
	size_t own;    /* pattern of its own intent that matches as well, or NO_INDEX */
	size_t intent; /* whose sentence it is */
	bool is_example;
	const char *text;
	struct diag_place at;
};

struct watch {
	const struct lint *l;
	struct rules_scratch *scratch;
	char *buffer;
	size_t *own_matches; /* by pattern: sentences of its intent that it matches */
	size_t *own_lost;    /* of these, how many another intent's pattern wins */
	size_t *shadow;      /* by pattern: who wins */
	size_t *foreign;     /* by pattern: sentences of other intents that it matches */
	bool *too_wide;
	size_t *texts; /* by group: sentences */
	VEC(struct loss) losses;
	/* of the sentence at hand */
	size_t intent;
	struct rules_hit best, own;
	bool has_best, has_own;
};

static const struct catalog_pattern *pattern_at(const struct watch *w, size_t index)
{
	return &w->l->c->patterns.items[index];
}

static const char *id_at(const struct watch *w, size_t intent)
{
	return w->l->c->intents.items[intent].id;
}

/* ---- looking ---- */

static void take_hit(void *ctx, const struct rules_hit *hit)
{
	struct watch *w = ctx;
	if (hit->intent == w->intent) {
		w->own_matches[hit->pattern]++;
		if (!w->has_own || rules_is_better(hit, &w->own))
			w->own = *hit;
		w->has_own = true;
	} else if (!lint_rivals(w->l, hit->intent, w->intent)) {
		return;
	} else {
		w->foreign[hit->pattern]++;
	}
	if (!w->has_best || rules_is_better(hit, &w->best))
		w->best = *hit;
	w->has_best = true;
}

static void count_lost(void *ctx, const struct rules_hit *hit)
{
	struct watch *w = ctx;
	if (hit->intent != w->intent)
		return;
	w->own_lost[hit->pattern]++;
	w->shadow[hit->pattern] = w->best.pattern;
}

static void look_at(struct watch *w, size_t intent, size_t group, const char *text, size_t len,
		    const struct loss *about)
{
	const struct rules_query query = {.group = group};
	const struct intent_catalog *c = w->l->c;
	w->intent = intent;
	w->has_best = w->has_own = false;
	if (group != NO_INDEX)
		w->texts[group]++;
	rules_scan(c->rules, w->scratch, text, len);
	rules_each(c->rules, w->scratch, c, &query, text, len, take_hit, w);
	if (!w->has_best || w->best.intent == intent)
		return;
	rules_each(c->rules, w->scratch, c, &query, text, len, count_lost, w);
	struct loss *loss = vec_push(&w->losses);
	*loss = *about;
	loss->winner = w->best.pattern;
	loss->own = w->has_own ? w->own.pattern : NO_INDEX;
	loss->intent = intent;
}

static void look_at_all(struct watch *w)
{
	const struct intent_catalog *c = w->l->c;
	for (size_t i = 0; i < w->l->sentences->list.count; i++) {
		const struct sentence *s = &w->l->sentences->list.items[i];
		const struct catalog_example *e = &c->examples.items[s->example];
		const struct loss about = {.is_example = true, .text = e->text, .at = e->at};
		look_at(w, s->intent, s->group, e->normalized, e->normalized_len, &about);
	}
	for (size_t i = 0; i < c->tests.count; i++) {
		const struct catalog_test *t = &c->tests.items[i];
		const struct loss about = {.text = t->say, .at = t->at};
		size_t group = lint_test_group(w->l, t);
		long len = normalize_text(t->say, strlen(t->say), w->buffer, NORMALIZE_OUT_MAX + 1);
		if (!t->expect_not && len > 0)
			look_at(w, t->intent, group, w->buffer, (size_t)len, &about);
	}
}

/* ---- saying ---- */

static void report_twins(const struct watch *w)
{
	const struct intent_catalog *c = w->l->c;
	struct hash_index seen;
	hash_index_init(&seen, c->patterns.count);
	for (size_t i = 0; i < c->patterns.count; i++) {
		const struct catalog_pattern *p = pattern_at(w, i);
		uint64_t key = hash_text(p->group + 2, p->regex, p->regex_len);
		size_t first = hash_index_put(&seen, key, i);
		if (first == NO_INDEX)
			continue;
		const struct catalog_pattern *other = pattern_at(w, first);
		if (p->intent == other->intent)
			diag_finding(w->l->d, "pattern-repeated", p->at, "remove one of them",
				     "the same pattern as at %s:%u:%u", other->at.file,
				     other->at.line, other->at.col);
		else if (lint_rivals(w->l, p->intent, other->intent))
			diag_finding(w->l->d, "pattern-duplicate", p->at,
				     "remove it from one of the intents",
				     "the same pattern as in intent '%s' at %s:%u:%u, which stands "
				     "first and wins",
				     id_at(w, other->intent), other->at.file, other->at.line,
				     other->at.col);
	}
	hash_index_dispose(&seen);
}

static size_t texts_for(const struct watch *w, const struct catalog_pattern *p)
{
	size_t all = 0;
	if (p->group != NO_INDEX)
		return w->texts[p->group];
	for (size_t g = 0; g < w->l->c->groups.count; g++)
		all += w->texts[g];
	return all;
}

static void report_wide(const struct watch *w)
{
	static const char nonsense[] = "qzx 0 vwq, jjk";
	const struct rules *rules = w->l->c->rules;
	for (size_t i = 0; i < w->l->c->patterns.count; i++) {
		const struct catalog_pattern *p = pattern_at(w, i);
		size_t others = texts_for(w, p);
		bool empty = rules_try(rules, w->scratch, i, "", 0) == PATTERN_YES;
		bool any = rules_try(rules, w->scratch, i, nonsense, sizeof(nonsense) - 1) ==
			   PATTERN_YES;
		w->too_wide[i] = any && empty;
		if (any && empty)
			diag_finding(w->l->d, "pattern-matches-all", p->at,
				     "something in it must be there: use + instead of *, no empty "
				     "branch",
				     "the pattern matches every message, even an empty one");
		else if (empty)
			diag_finding(w->l->d, "pattern-unreachable", p->at, "remove it",
				     "the pattern matches empty messages only, which nobody sends");
		else if (w->foreign[i] >= WIDE_LEAST &&
			 (double)w->foreign[i] > WIDE_SHARE * (double)others) {
			w->too_wide[i] = true;
			diag_finding(w->l->d, "pattern-matches-all", p->at,
				     "name the words that only this intent has",
				     "the pattern matches %zu of %zu sentences of the catalog",
				     w->foreign[i] + w->own_matches[i], others);
		}
	}
}

static bool is_shadowed(const struct watch *w, size_t pattern)
{
	return w->own_matches[pattern] > 0 && w->own_lost[pattern] == w->own_matches[pattern];
}

static void report_shadowed(const struct watch *w)
{
	for (size_t i = 0; i < w->l->c->patterns.count; i++) {
		if (!is_shadowed(w, i) || w->too_wide[w->shadow[i]])
			continue;
		const struct catalog_pattern *by = pattern_at(w, w->shadow[i]);
		diag_finding(w->l->d, "pattern-shadowed", pattern_at(w, i)->at,
			     "the longest match wins: make this one longer or the other narrower",
			     "the pattern never wins: all sentences here that it matches (%zu) go "
			     "to intent '%s' by the pattern at %s:%u:%u",
			     w->own_matches[i], id_at(w, by->intent), by->at.file, by->at.line,
			     by->at.col);
	}
}

static uint64_t loss_key(const struct loss *x)
{
	return hash_mix(hash_mix(0x6C, x->winner), x->intent);
}

static bool is_worth_a_line(const struct watch *w, const struct loss *x)
{
	return x->is_example && !w->too_wide[x->winner] &&
	       (x->own == NO_INDEX || !is_shadowed(w, x->own));
}

static void report_taker(const struct watch *w, const struct loss *x, size_t count)
{
	char text[LINT_SHORT], more[48] = "";
	if (count > 1)
		(void)snprintf(more, sizeof(more), " and %zu more", count - 1);
	diag_finding(w->l->d, "pattern-takes-example", pattern_at(w, x->winner)->at,
		     "patterns win over examples: narrow it, or move the example",
		     "the pattern matches the example '%s' of intent '%s' at %s:%u:%u%s",
		     lint_short(x->text, text, sizeof(text)), id_at(w, x->intent), x->at.file,
		     x->at.line, x->at.col, more);
}

/* One line for a pattern and the intent that it takes from, with the first example. What a failing
 * test says is the business of `frontdesk test`. */
static void report_takers(const struct watch *w)
{
	size_t *counts = mem_new(w->losses.count, sizeof(*counts));
	struct hash_index first;
	hash_index_init(&first, w->losses.count);
	for (size_t i = 0; i < w->losses.count; i++) {
		if (!is_worth_a_line(w, &w->losses.items[i]))
			continue;
		size_t at = hash_index_put(&first, loss_key(&w->losses.items[i]), i);
		counts[at != NO_INDEX ? at : i]++;
	}
	for (size_t i = 0; i < w->losses.count; i++) {
		if (counts[i] > 0)
			report_taker(w, &w->losses.items[i], counts[i]);
	}
	hash_index_dispose(&first);
	free(counts);
}

void lint_patterns(const struct lint *l)
{
	size_t count = l->c->patterns.count;
	struct watch w = {
		.l = l,
		.scratch = rules_scratch_create(),
		.buffer = mem_new(NORMALIZE_OUT_MAX + 1, 1),
		.own_matches = mem_new(count, sizeof(size_t)),
		.own_lost = mem_new(count, sizeof(size_t)),
		.shadow = mem_new(count, sizeof(size_t)),
		.foreign = mem_new(count, sizeof(size_t)),
		.too_wide = mem_new(count, sizeof(bool)),
		.texts = mem_new(l->c->groups.count, sizeof(size_t)),
	};
	look_at_all(&w);
	report_twins(&w);
	report_wide(&w);
	report_shadowed(&w);
	report_takers(&w);
	rules_scratch_destroy(w.scratch);
	free(w.buffer);
	free(w.own_matches);
	free(w.own_lost);
	free(w.shadow);
	free(w.foreign);
	free(w.too_wide);
	free(w.texts);
	vec_dispose(&w.losses);
}
