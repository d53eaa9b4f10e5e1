/*
 * Each word of the question weighs by how few passages have it, a word that none has nearly as much
 * as the rarest: a question about something else is mostly made of those.
 */
#include "gateway/knowledge/score.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/base/num.h"

#define UNKNOWN_SHARE 0.7 /* of the weight of the rarest, for a word that no passage has */

static uint64_t hash_of(const char *text)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3ULL;
	return h;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* ---- sets of terms ---- */

static struct term_set set_of(const struct terms *const *lists, size_t count)
{
	struct term_set set = {0};
	size_t n = 0, used = 0;

	for (size_t l = 0; l < count; l++)
		n += lists[l]->items.count;
	set.items = mem_new(n + 1, sizeof *set.items);
	for (size_t l = 0; l < count; l++) {
		for (size_t i = 0; i < lists[l]->items.count; i++)
			set.items[used++] = hash_of(lists[l]->items.items[i].text);
	}
	qsort(set.items, used, sizeof *set.items, by_value);
	for (size_t i = 0; i < used; i++) {
		if (set.count == 0 || set.items[set.count - 1] != set.items[i])
			set.items[set.count++] = set.items[i];
	}
	return set;
}

static bool has(const struct term_set *s, uint64_t hash)
{
	return s->count && bsearch(&hash, s->items, s->count, sizeof *s->items, by_value);
}

void scorer_add(struct scorer *s, enum locale locale, const struct passage_terms *p)
{
	struct scored_passage *new = vec_push(&s->passages);
	const struct terms **lists = mem_new(p->sentence_count + 2, sizeof *lists);

	lists[0] = p->title;
	lists[1] = p->heading;
	new->locale = locale;
	new->head = set_of(lists, 2);
	new->sentences = mem_new(p->sentence_count + 1, sizeof *new->sentences);
	new->sentence_count = p->sentence_count;
	for (size_t i = 0; i < p->sentence_count; i++) {
		lists[i + 2] = &p->sentences[i];
		new->sentences[i] = set_of(lists + i + 2, 1);
	}
	new->all = set_of(lists, p->sentence_count + 2);
	s->passage_count[locale]++;
	free(lists);
}

static void count_terms(struct scorer *s, enum locale l)
{
	const struct scored_passage *p = s->passages.items;
	size_t n = 0, used = 0;
	uint64_t *all;

	for (size_t i = 0; i < s->passages.count; i++)
		n += p[i].locale == l ? p[i].all.count : 0;
	all = mem_new(n + 1, sizeof *all);
	for (size_t i = 0; i < s->passages.count; i++) {
		if (p[i].locale == l) {
			memcpy(all + used, p[i].all.items, p[i].all.count * sizeof *all);
			used += p[i].all.count;
		}
	}
	qsort(all, used, sizeof *all, by_value);
	s->frequencies[l] = mem_new(used + 1, sizeof **s->frequencies);
	for (size_t i = 0; i < used; i++) {
		size_t last = s->frequency_count[l];
		if (last == 0 || s->frequencies[l][last - 1].hash != all[i])
			s->frequencies[l][s->frequency_count[l]++].hash = all[i];
		s->frequencies[l][s->frequency_count[l] - 1].passages++;
	}
	free(all);
}

void scorer_finish(struct scorer *s)
{
	for (int l = 0; l < LOCALE_COUNT; l++)
		count_terms(s, (enum locale)l);
}

void scorer_dispose(struct scorer *s)
{
	for (size_t i = 0; i < s->passages.count; i++) {
		struct scored_passage *p = &s->passages.items[i];
		for (size_t n = 0; n < p->sentence_count; n++)
			free(p->sentences[n].items);
		free(p->sentences);
		free(p->head.items);
		free(p->all.items);
	}
	for (int l = 0; l < LOCALE_COUNT; l++)
		free(s->frequencies[l]);
	vec_dispose(&s->passages);
}

static int by_hash(const void *key, const void *row)
{
	uint64_t x = *(const uint64_t *)key, y = ((const struct frequency *)row)->hash;

	return x < y ? -1 : x > y;
}

static unsigned passages_with(const struct scorer *s, enum locale l, uint64_t hash)
{
	const struct frequency *f =
		bsearch(&hash, s->frequencies[l], s->frequency_count[l], sizeof *f, by_hash);

	return f ? f->passages : 0;
}

/* ln(1 + (N - n + 1/2) / (n + 1/2)) */
static double rarity(const struct scorer *s, enum locale l, unsigned passages)
{
	double n = passages, all = (double)s->passage_count[l];

	return num_log(1 + (all - n + 0.5) / (n + 0.5));
}

/* ---- a question ---- */

/* One way to find a word, and how much weight it finds. */
struct way {
	uint64_t hash;
	unsigned word;
	double gain;
};

struct asked {
	VEC(struct way) ways;
	unsigned words;
	double sum, rarest;
};

/* The ways to find one word stand in a row. The word weighs what its first way does that any
 * passage has. */
static void ask_word(struct asked *a, const struct scorer *s, enum locale l,
		     const struct term *ways, size_t count)
{
	double weight = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t hash = hash_of(ways[i].text);
		unsigned n = passages_with(s, l, hash);
		double gain = ways[i].credit * ways[i].weight * rarity(s, l, n);
		if (n == 0)
			continue;
		if (weight <= 0)
			weight = ways[i].weight * rarity(s, l, n);
		*vec_push(&a->ways) = (struct way){
			.hash = hash, .word = a->words, .gain = gain < weight ? gain : weight};
	}
	if (weight <= 0)
		weight = UNKNOWN_SHARE * ways[0].weight * a->rarest;
	a->words++;
	a->sum += weight;
}

struct asked *scorer_ask(const struct scorer *s, enum locale l, const struct terms *question)
{
	const struct term *t = question->items.items;
	struct asked *a = mem_new(1, sizeof *a);

	a->rarest = rarity(s, l, 0); /* grows with the shop's texts */
	for (size_t from = 0, to; from < question->items.count; from = to) {
		for (to = from + 1; to < question->items.count && t[to].unit == t[from].unit;)
			to++;
		ask_word(a, s, l, t + from, to - from);
	}
	return a;
}

void asked_free(struct asked *a)
{
	if (!a)
		return;
	vec_dispose(&a->ways);
	free(a);
}

/* What of the question's weight stands in a set or, if there is one, in the other. */
static double found_in(const struct asked *a, const struct term_set *one,
		       const struct term_set *other)
{
	double sum = 0, best = 0;

	for (size_t i = 0; i < a->ways.count; i++) {
		const struct way *w = &a->ways.items[i];
		if (i > 0 && w[-1].word != w->word) {
			sum += best;
			best = 0;
		}
		if (w->gain > best && (has(one, w->hash) || (other && has(other, w->hash))))
			best = w->gain;
	}
	return sum + best;
}

bool scorer_score(const struct scorer *s, size_t passage, const struct asked *a,
		  double ret[FEATURE_COUNT])
{
	const struct scored_passage *p = &s->passages.items[passage];
	double there = found_in(a, &p->all, NULL), in_head = found_in(a, &p->head, NULL);
	double sentence = in_head;

	memset(ret, 0, FEATURE_COUNT * sizeof *ret);
	ret[FEATURE_MISSING] = num_sqrt((a->sum - there) / a->rarest);
	if (there <= 0)
		return false;
	for (size_t i = 0; i < p->sentence_count; i++) {
		double found = found_in(a, &p->sentences[i], &p->head);
		sentence = found > sentence ? found : sentence;
	}
	ret[FEATURE_SHARE] = there / a->sum;
	ret[FEATURE_HEAD_SHARE] = in_head / a->sum;
	ret[FEATURE_SENTENCE] = sentence / a->sum;
	ret[FEATURE_WEIGHT] = num_sqrt(there / a->rarest);
	ret[FEATURE_HEAD_WEIGHT] = num_sqrt(in_head / a->rarest);
	return true;
}
