/*
 * Candidates come from bm25; their order and the chance that they answer from what of the question
 * stands in them.
 */
#include "gateway/knowledge/fit.h"
#include "gateway/knowledge/inner.h"

#include <string.h>

#define CANDIDATES 24     /* of bm25, that are scored */
#define BEFORE_WEIGHT 0.5 /* of the words of what was asked before */
#define SHORT_WORDS 3     /* up to here a question may lean on the one before it */

struct knowledge_hit knowledge_passage(const struct knowledge *k, size_t index)
{
	const struct passage *p = &k->passages.items.items[index];
	const struct knowledge_file *f = &k->files.items[p->file];

	return (struct knowledge_hit){.title = f->title,
				      .heading = p->heading,
				      .text = p->text,
				      .url = f->url,
				      .file = f->path,
				      .line = p->line,
				      .locale = f->locale};
}

/* Sorted in by score; equal ones stay as bm25 has them. */
static size_t insert(struct knowledge_hit *hits, size_t count, size_t max, struct knowledge_hit new)
{
	size_t at = count;

	while (at > 0 && hits[at - 1].score < new.score)
		at--;
	if (at == max)
		return count;
	if (count == max)
		count--;
	memmove(hits + at + 1, hits + at, (count - at) * sizeof *hits);
	hits[at] = new;
	return count + 1;
}

static struct terms terms_of(const struct knowledge *k, enum locale l, const char *text, size_t len)
{
	struct terms t = {0};

	terms_add(&t, &k->maker, l, text, len);
	if (t.items.count > TERMS_MAX)
		t.items.count = TERMS_MAX;
	return t;
}

/* The question's terms, and those of the one before it at less weight. */
static struct terms with_before(const struct knowledge *k, enum locale l,
				const struct knowledge_question *q)
{
	struct terms t = terms_of(k, l, q->text, q->len);
	size_t own = t.items.count;

	terms_add(&t, &k->maker, l, q->before, strlen(q->before));
	if (t.items.count > TERMS_MAX)
		t.items.count = TERMS_MAX;
	for (size_t i = own; i < t.items.count; i++)
		t.items.items[i].weight *= BEFORE_WEIGHT;
	return t;
}

/* `own`: the question alone, when `all` holds more than that; else NULL. */
static size_t rank(const struct knowledge *k, enum locale l, const struct terms *all,
		   const struct terms *own, struct knowledge_hit *ret, size_t max)
{
	size_t found[CANDIDATES], count = index_find(k->index, l, all, found, CANDIDATES), hits = 0;
	struct asked *asked = scorer_ask(&k->scorer, l, all);
	struct asked *alone = own ? scorer_ask(&k->scorer, l, own) : NULL;

	for (size_t i = 0; i < count; i++) {
		struct knowledge_hit hit = knowledge_passage(k, found[i]);
		if (!scorer_score(&k->scorer, found[i], asked, hit.features))
			continue;
		hit.is_follow_up = own != NULL;
		if (alone)
			scorer_score(&k->scorer, found[i], alone, hit.own);
		hit.score = alone ? fit_follow_up(hit.features, hit.own) : fit_score(hit.features);
		hits = insert(ret, hits, max, hit);
	}
	asked_free(asked);
	asked_free(alone);
	return hits;
}

size_t search_alone(const struct knowledge *k, enum locale l, const struct knowledge_question *q,
		    struct knowledge_hit *ret, size_t max, bool *ret_is_short)
{
	struct terms own = terms_of(k, l, q->text, q->len);
	size_t count = rank(k, l, &own, NULL, ret, max);

	*ret_is_short = own.units <= SHORT_WORDS;
	terms_dispose(&own);
	return count;
}

size_t search_follow_up(const struct knowledge *k, enum locale l,
			const struct knowledge_question *q, struct knowledge_hit *ret, size_t max)
{
	struct terms own = terms_of(k, l, q->text, q->len), all = with_before(k, l, q);
	size_t count = rank(k, l, &all, &own, ret, max);

	terms_dispose(&own);
	terms_dispose(&all);
	return count;
}

static bool has_fair(const struct knowledge_hit *hits, size_t count)
{
	return count > 0 && hits[0].score >= KNOWLEDGE_SCORE_FAIR;
}

/* A short question, or one that finds nothing fair, may lean on the one before it. */
static size_t search_in(const struct knowledge *k, enum locale l,
			const struct knowledge_question *q, struct knowledge_hit *ret, size_t max)
{
	struct knowledge_hit wider[KNOWLEDGE_HITS_MAX];
	bool is_short;
	size_t count = search_alone(k, l, q, ret, max, &is_short), wide_count = 0;

	if (q->before && (is_short || !has_fair(ret, count)))
		wide_count = search_follow_up(k, l, q, wider, max);
	if (wide_count == 0 || (count > 0 && wider[0].score <= ret[0].score))
		return count;
	memcpy(ret, wider, wide_count * sizeof *ret);
	return wide_count;
}

/* Who reads the one Chinese reads the other; English before the rest. */
static enum locale next_locale(enum locale asked, int turn)
{
	static const enum locale order[] = {LOCALE_EN, LOCALE_DE, LOCALE_FR, LOCALE_ZH_HANT,
					    LOCALE_ZH_HANS};
	enum locale sibling = asked == LOCALE_ZH_HANT   ? LOCALE_ZH_HANS
			      : asked == LOCALE_ZH_HANS ? LOCALE_ZH_HANT
							: LOCALE_NONE;

	if (sibling != LOCALE_NONE && turn == 0)
		return sibling;
	return order[sibling != LOCALE_NONE ? turn - 1 : turn];
}

size_t knowledge_search(const struct knowledge *k, const struct knowledge_question *q,
			struct knowledge_hit *ret, size_t max)
{
	struct knowledge_hit own[KNOWLEDGE_HITS_MAX];
	struct knowledge_question alone = *q;
	enum locale asked = locale_lookup(q->locale);
	size_t count, foreign = 0;

	if (max > KNOWLEDGE_HITS_MAX)
		max = KNOWLEDGE_HITS_MAX;
	if (max == 0 || asked == LOCALE_NONE || k->passages.items.count == 0)
		return 0;
	alone.before = NULL;
	count = search_in(k, asked, q, own, max);
	for (int turn = 0; !has_fair(own, count) && foreign == 0 && turn < LOCALE_COUNT; turn++) {
		enum locale l = next_locale(asked, turn);
		if (l == asked)
			continue;
		foreign = search_in(k, l, &alone, ret, max);
		while (foreign > 0 && ret[foreign - 1].score < KNOWLEDGE_SCORE_FAIR)
			foreign--;
	}
	for (size_t i = 0; i < foreign; i++)
		ret[i].is_foreign = true;
	if (count > max - foreign)
		count = max - foreign;
	memcpy(ret + foreign, own, count * sizeof *ret);
	return foreign + count;
}
