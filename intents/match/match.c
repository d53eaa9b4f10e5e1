/*
 * The order of things: normalise; patterns of the chat's language; its examples; then, when nothing
 * is known well enough, the patterns of all other languages and last their examples, which have to
 * be surer than usual.
 */
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "config/text/fold.h"
#include "intents/catalog/catalog.h"
#include "intents/learn/calibrate.h"
#include "intents/learn/language.h"
#include "intents/match/negation.h"
#include "intents/match/scratch.h"
#include "intents/patterns/rules.h"

/* Another language than the chat's answers only when it knows this share of the words, more of them
 * than the chat's own language does, and is surer than the threshold by this part of the way to
 * certainty. */
#define OTHER_KNOWN_LEAST 0.6
#define OTHER_SEEN_LEAST 0.5 /* of the words as typed: below, it is not even tried */
#define OTHER_SURER 0.25
/* A message of so many words is of another language when that knows this share of them, and so much
 * more of them than the chat's own does. */
#define GUESS_WORDS_LEAST 3
#define GUESS_KNOWN_LEAST 0.7
#define GUESS_LEAD 0.4
#define PATTERN_SPREAD \
	0.0099 /* the longer the match, the higher the confidence above CONFIDENCE_PATTERN */

#define CROSSVAL_FOLDS_MAX 20

struct matching {
	const struct intent_catalog *c;
	struct intent_scratch *s;
	const char *locale; /* of the chat */
	const char *raw;    /* as the customer wrote it */
	size_t raw_len;
	size_t group; /* of the chat, or NO_INDEX */
	struct verdict own;
	struct rules_result rules;
	bool others_tried; /* the patterns of other languages */
	bool without_examples;
	size_t judged;  /* the group whose features the scratch has, or NO_INDEX */
	size_t decided; /* the group whose examples decided */
	struct intent_decision *d;
};

/* ---- which locale a match in another group is reported in ---- */

/* A group with two locales is Chinese: the script of the message decides, unless the intent has its
 * reply in the other only. */
static const char *locale_in_group(const struct matching *m, size_t group,
				   const struct intent *intent)
{
	const char *first = m->c->groups.items[group].name;
	if (locale_of_name(first) != LOCALE_ZH_HANT && locale_of_name(first) != LOCALE_ZH_HANS)
		return first;
	bool traditional = fold_has_traditional(m->raw, m->raw_len);
	const char *wanted = locale_name(traditional ? LOCALE_ZH_HANT : LOCALE_ZH_HANS);
	const char *sibling = locale_name(traditional ? LOCALE_ZH_HANS : LOCALE_ZH_HANT);
	bool only_sibling =
		intent_reply(intent, wanted) == NULL && intent_reply(intent, sibling) != NULL;
	return only_sibling ? sibling : wanted;
}

/* ---- writing the decision ---- */

static void add_candidate(struct intent_decision *d, const struct intent *intent, double confidence)
{
	for (size_t i = 0; i < d->candidate_count; i++) {
		if (d->candidates[i].intent == intent)
			return;
	}
	if (d->candidate_count < INTENT_CANDIDATES)
		d->candidates[d->candidate_count++] =
			(struct intent_candidate){.intent = intent, .confidence = confidence};
}

static void add_candidates(struct matching *m, const struct verdict *v)
{
	for (size_t i = 0; i < v->count; i++)
		add_candidate(m->d, &m->c->intents.items[v->best[i].intent], v->best[i].confidence);
}

static double pattern_confidence(const struct matching *m, const struct rules_hit *hit)
{
	return CONFIDENCE_PATTERN +
	       PATTERN_SPREAD * (double)hit->len / (double)(m->s->len > 0 ? m->s->len : 1);
}

static void decide_by_pattern(struct matching *m)
{
	struct intent_decision *d = m->d;
	const struct rules_hit *hit = &m->rules.hits[0];
	const struct catalog_pattern *p = &m->c->patterns.items[hit->pattern];
	const struct intent *intent = &m->c->intents.items[hit->intent];
	d->out_of_scope = hit->intent == m->c->out_of_scope;
	d->intent = d->out_of_scope ? NULL : intent;
	d->by = INTENT_BY_PATTERN;
	d->confidence = pattern_confidence(m, hit);
	d->pattern = (struct intent_pattern_hit){
		.regex = p->regex, .at = p->at, .start = hit->start, .len = hit->len};
	d->p_request = intent->signal == INTENT_SIGNAL_REQUEST ? 1 : 0;
	d->p_complaint = intent->signal == INTENT_SIGNAL_COMPLAINT ? 1 : 0;
	d->p_sensitive = intent->signal == INTENT_SIGNAL_SENSITIVE ? 1 : 0;
	if (p->group != NO_INDEX && p->group != m->group)
		d->locale = locale_in_group(m, p->group, intent);
	for (size_t i = 0; i < m->rules.count; i++)
		add_candidate(d, &m->c->intents.items[m->rules.hits[i].intent],
			      pattern_confidence(m, &m->rules.hits[i]));
	add_candidates(m, &m->own);
}

static void take_signals(struct intent_decision *d, const struct verdict *v)
{
	d->threshold = v->threshold;
	d->p_request = v->p_request;
	d->p_complaint = v->p_complaint;
	d->p_sensitive = v->p_sensitive;
}

/* The evidence needs the features of the winner's language. */
static void find_examples(struct matching *m, size_t group, size_t intent)
{
	const struct language *language = m->c->groups.items[group].language;
	struct verdict again;
	if (m->without_examples)
		return;
	if (m->judged != group)
		language_judge(language, m->c, m->s, &again);
	m->d->example_count = language_nearest(language, m->c, m->s, intent, m->d->examples);
}

static void decide_by_examples(struct matching *m, size_t group, const struct verdict *v)
{
	struct intent_decision *d = m->d;
	size_t index = v->best[0].intent;
	m->decided = group;
	d->intent = &m->c->intents.items[index];
	d->by = INTENT_BY_EXAMPLES;
	d->confidence = v->best[0].confidence;
	d->close = v->close;
	take_signals(d, v);
	add_candidates(m, v);
	find_examples(m, group, index);
	if (group != m->group)
		d->locale = locale_in_group(m, group, d->intent);
}

static void decide_nothing(struct matching *m, const struct verdict *v)
{
	struct intent_decision *d = m->d;
	take_signals(d, v);
	d->confidence = v->count > 0 ? v->best[0].confidence : 0;
	d->out_of_scope = m->own.out_of_scope;
	d->close = v->close && !d->out_of_scope;
	add_candidates(m, v);
}

/* ---- the steps ---- */

static bool allows(void *ctx, size_t intent)
{
	const struct matching *m = ctx;
	return intent == m->c->out_of_scope ||
	       scratch_allows(m->s, &m->c->intents.items[intent], intent);
}

static void find_patterns(struct matching *m, bool others)
{
	const struct rules_query query = {
		.group = m->group, .others = others, .allows = allows, .ctx = m};
	if (!m->s->no_patterns)
		rules_find(m->c->rules, m->s->rules, m->c, &query, m->s->text, m->s->len,
			   &m->rules);
}

static void judge(struct matching *m, size_t group, struct verdict *ret)
{
	language_judge(m->c->groups.items[group].language, m->c, m->s, ret);
	m->judged = group;
}

static bool other_is_sure(const struct matching *m, const struct verdict *v)
{
	if (v->exact)
		return !v->out_of_scope;
	return v->answers && v->known_share >= OTHER_KNOWN_LEAST &&
	       v->known_share > m->own.known_share &&
	       v->best[0].confidence >= v->threshold + OTHER_SURER * (1.0 - v->threshold);
}

static void find_other_patterns(struct matching *m)
{
	if (!m->others_tried)
		find_patterns(m, true);
	m->others_tried = true;
}

static bool is_surer(const struct verdict *a, const struct verdict *b)
{
	return a->count > 0 && (b->count == 0 || a->best[0].confidence > b->best[0].confidence);
}

/* Leaves the surest other language in *ret and returns its group; NO_INDEX when none is sure enough
 * (*ret is then the best try of the others if the chat's own language has no examples, else the own
 * one). */
static size_t judge_others(struct matching *m, struct verdict *ret)
{
	size_t found = NO_INDEX;
	bool own = m->own.count > 0;
	*ret = m->own;
	for (size_t g = 0; g < m->c->groups.count; g++) {
		const struct language *language = m->c->groups.items[g].language;
		struct verdict v;
		if (g == m->group || language == NULL)
			continue;
		if (own && language_known_share(language, m->s) < OTHER_SEEN_LEAST)
			continue;
		judge(m, g, &v);
		bool sure = other_is_sure(m, &v);
		if (sure && (found == NO_INDEX || is_surer(&v, ret))) {
			*ret = v;
			found = g;
		} else if (found == NO_INDEX && !own && is_surer(&v, ret)) {
			*ret = v;
		}
	}
	return found;
}

static void match_others(struct matching *m)
{
	struct verdict other;
	find_other_patterns(m);
	if (m->rules.count > 0) {
		decide_by_pattern(m);
		return;
	}
	size_t group = judge_others(m, &other);
	if (group == NO_INDEX) {
		decide_nothing(m, &other);
		return;
	}
	decide_by_examples(m, group, &other);
}

/* A sentence of the counter-class is known, and not answered. */
static void decide_exact(struct matching *m)
{
	if (m->own.answers)
		decide_by_examples(m, m->group, &m->own);
	else
		decide_nothing(m, &m->own);
}

static void match_own_or_others(struct matching *m)
{
	if (m->own.answers)
		decide_by_examples(m, m->group, &m->own);
	else
		match_others(m);
}

/* ---- the language of a message ---- */

static double known_share(const struct matching *m, size_t group)
{
	if (group == NO_INDEX || m->c->groups.items[group].language == NULL)
		return 0;
	return language_known_share(m->c->groups.items[group].language, m->s);
}

/* The language that the message's words are of, when they clearly are not of the chat's. */
static size_t guess_group(const struct matching *m)
{
	double own = known_share(m, m->group), best = GUESS_KNOWN_LEAST;
	size_t found = m->group;
	if (m->s->token_count < GUESS_WORDS_LEAST || own > 1.0 - GUESS_LEAD)
		return found;
	best = best > own + GUESS_LEAD ? best : own + GUESS_LEAD;
	for (size_t g = 0; g < m->c->groups.count; g++) {
		double share = g == m->group ? 0 : known_share(m, g);
		if (share > best || (share >= best && found == m->group)) {
			best = share;
			found = g;
		}
	}
	return found;
}

/* Says whether the guessed language answers. */
static bool match_guessed(struct matching *m)
{
	struct verdict guessed;
	size_t group = guess_group(m);
	if (group == m->group)
		return false;
	find_other_patterns(m);
	if (m->rules.count > 0) {
		decide_by_pattern(m);
		return true;
	}
	judge(m, group, &guessed);
	if (guessed.answers)
		decide_by_examples(m, group, &guessed);
	return guessed.answers;
}

static void match_text(struct matching *m)
{
	struct intent_scratch *s = m->s;
	s->token_count = tokens_split(s->text, s->len, s->tokens, SCRATCH_TOKENS);
	rules_scan(m->c->rules, s->rules, s->text, s->len);
	find_patterns(m, false);
	if (m->group != NO_INDEX && m->c->groups.items[m->group].language != NULL)
		judge(m, m->group, &m->own);
	m->d->threshold = m->own.threshold;
	if (m->rules.count > 0)
		decide_by_pattern(m);
	else if (m->own.exact)
		decide_exact(m);
	else if (!match_guessed(m))
		match_own_or_others(m);
	m->d->broken_patterns = m->rules.broken;
	if (m->rules.broken > 0)
		m->d->broken_intent =
			m->c->intents.items[m->c->patterns.items[m->rules.broken_first].intent].id;
}

/* The catalog's or the product's own string for the chat's locale, so that the decision outlives
 * the caller's. */
static const char *own_name(const struct intent_catalog *c, const char *locale)
{
	for (size_t i = 0; i < c->locales.count; i++) {
		if (strcmp(c->locales.items[i].name, locale) == 0)
			return c->locales.items[i].name;
	}
	enum locale known = locale_lookup(locale);
	return known != LOCALE_NONE ? locale_name(known) : locale;
}

/* ---- denials ---- */

static bool is_gap(char c)
{
	return c == ' ' || c == ',' || c == '.' || c == ';' || c == ':' || c == '!';
}

/* Leaves the text without what is denied in `s`; returns how many bytes went from its start. */
static size_t cut_denied(struct intent_scratch *s, const struct denial *denials, size_t count)
{
	size_t start = 0;
	memcpy(s->whole, s->text, s->len + 1);
	for (size_t i = 0; i < count; i++)
		memset(s->text + denials[i].start, ' ', denials[i].end - denials[i].start);
	while (s->len > 0 && is_gap(s->text[s->len - 1]))
		s->len--;
	while (start < s->len && is_gap(s->text[start]))
		start++;
	s->len -= start;
	memmove(s->text, s->text + start, s->len);
	s->text[s->len] = '\0';
	return start;
}

static void match_rest(struct matching *m, const struct denial *denials, size_t count,
		       struct intent_decision *rest)
{
	struct intent_scratch *s = m->s;
	size_t len = s->len;
	struct matching x = {.c = m->c, .s = s, .raw = m->raw, .raw_len = m->raw_len};
	x.locale = m->locale;
	x.group = m->group;
	x.without_examples = m->without_examples;
	x.judged = NO_INDEX;
	x.d = rest;
	*rest = (struct intent_decision){.threshold = m->d->threshold,
					 .locale = own_name(m->c, m->locale),
					 .normalized = s->text,
					 .normalized_len = len};
	x.own.threshold = rest->threshold;
	size_t cut = cut_denied(s, denials, count);
	if (s->len > 0)
		match_text(&x);
	rest->pattern.start += rest->pattern.regex != NULL ? cut : 0;
	memcpy(s->text, s->whole, len + 1);
	s->len = len;
}

/* What people fear or complain of they often say by denying it. */
static bool may_be_denied(const struct matching *m)
{
	const struct intent_decision *d = m->d;
	return d->intent != NULL && d->intent->signal != INTENT_SIGNAL_COMPLAINT &&
	       d->intent->signal != INTENT_SIGNAL_SENSITIVE && d->confidence != CONFIDENCE_EXACT;
}

/* A message that denies the intent is answered by what else it says, if that is known. */
static void heed_denials(struct matching *m)
{
	struct denial denials[DENIALS_MAX];
	struct intent_decision rest, *d = m->d;
	if (!may_be_denied(m))
		return;
	const struct negation_case about = {
		.c = m->c,
		.locale = d->locale,
		.language = d->by == INTENT_BY_EXAMPLES ? m->c->groups.items[m->decided].language
							: NULL,
		.intent = d->intent->index,
		.pattern_start = d->pattern.start,
		.pattern_len = d->pattern.len,
	};
	size_t count = negation_find(&about, m->s, denials);
	if (count == 0)
		return;
	match_rest(m, denials, count, &rest);
	if (rest.intent == d->intent)
		return;
	if (rest.intent != NULL) {
		*d = rest;
		return;
	}
	d->negated = true;
	d->intent = NULL;
	d->by = INTENT_BY_NONE;
	d->close = false;
	d->example_count = 0;
	d->pattern = (struct intent_pattern_hit){0};
	d->p_request = rest.p_request;
	d->p_complaint = rest.p_complaint;
	d->p_sensitive = rest.p_sensitive;
}

static void scratch_fit(struct intent_scratch *s, const struct intent_catalog *c)
{
	if (s->dense_room >= c->dense_room)
		return;
	s->dense = mem_resize(s->dense, c->dense_room, sizeof(*s->dense));
	memset(s->dense, 0, c->dense_room * sizeof(*s->dense));
	s->dense_room = c->dense_room;
}

void intent_match_in(const struct intent_catalog *c, struct intent_scratch *s,
		     const struct intent_context *context, const char *text, size_t len,
		     struct intent_decision *ret)
{
	*ret = (struct intent_decision){.locale = own_name(c, context->locale),
					.threshold = calibration_default().threshold,
					.normalized = s->text};
	scratch_fit(s, c);
	scratch_begin(s, context, c->intents.count);
	long normalized = normalize_text(text, len, s->text, sizeof(s->text));
	s->len = normalized > 0 ? (size_t)normalized : 0;
	s->text[s->len] = '\0';
	ret->normalized_len = s->len;
	if (s->len > 0) {
		struct matching m = {
			.c = c,
			.s = s,
			.locale = context->locale,
			.raw = text,
			.raw_len = len < NORMALIZE_IN_MAX ? len : NORMALIZE_IN_MAX,
			.group = catalog_group_of(c, context->locale),
			.without_examples = context->without_examples,
			.judged = NO_INDEX,
			.d = ret,
		};
		m.own.threshold = ret->threshold;
		match_text(&m);
		heed_denials(&m);
	}
	s->context = NULL;
}

void intent_match(const struct intent_catalog *c, struct intent_scratch *s, const char *locale,
		  const char *text, size_t len, struct intent_decision *ret)
{
	const struct intent_context context = {.locale = locale};
	intent_match_in(c, s, &context, text, len, ret);
}

size_t intent_crossval(const struct intent_catalog *c, unsigned folds, intent_crossval_fn fn,
		       void *ctx)
{
	size_t count = 0;
	folds = folds < 2 ? 2 : folds > CROSSVAL_FOLDS_MAX ? CROSSVAL_FOLDS_MAX : folds;
	for (size_t g = 0; g < c->groups.count; g++) {
		if (c->groups.items[g].language != NULL)
			count += language_crossval(c->groups.items[g].language, c, folds, fn, ctx);
	}
	return count;
}
