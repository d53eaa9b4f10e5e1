/*
 * Each term of the question weighs by how few passages have it, a term that none has as much as the
 * rarest: a question about something else is mostly made of those. The share of that weight which
 * stands in the passage, and the share which stands in its heading, give the score through a
 * logistic function fitted on the examples of the shipped intents (README).
 */
#include "gateway/knowledge/score.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/base/num.h"

/* The fit. */
#define BIAS -2.49
#define PER_SHARE 1.0
#define PER_HEAD_SHARE 2.16
#define PER_WEIGHT 0.33
#define PER_HEAD_WEIGHT 1.87
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

static struct term_set set_of(const struct terms *one, const struct terms *other)
{
	size_t n = one->items.count + (other ? other->items.count : 0), used = 0;
	struct term_set set = {.items = mem_new(n + 1, sizeof *set.items)};

	for (size_t i = 0; i < one->items.count; i++)
		set.items[used++] = hash_of(one->items.items[i].text);
	for (size_t i = 0; other && i < other->items.count; i++)
		set.items[used++] = hash_of(other->items.items[i].text);
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

void scorer_add(struct scorer *s, enum locale locale, const struct terms *head,
		const struct terms *body)
{
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->heads = mem_resize(s->heads, s->room, sizeof *s->heads);
		s->all = mem_resize(s->all, s->room, sizeof *s->all);
		s->locales = mem_resize(s->locales, s->room, sizeof *s->locales);
	}
	s->heads[s->count] = set_of(head, NULL);
	s->all[s->count] = set_of(head, body);
	s->locales[s->count++] = locale;
	s->passage_count[locale]++;
}

static void count_terms(struct scorer *s, enum locale l)
{
	size_t n = 0, used = 0;
	uint64_t *all;

	for (size_t i = 0; i < s->count; i++)
		n += s->locales[i] == l ? s->all[i].count : 0;
	all = mem_new(n + 1, sizeof *all);
	for (size_t i = 0; i < s->count; i++) {
		if (s->locales[i] == l) {
			memcpy(all + used, s->all[i].items, s->all[i].count * sizeof *all);
			used += s->all[i].count;
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
	for (size_t i = 0; i < s->count; i++) {
		free(s->heads[i].items);
		free(s->all[i].items);
	}
	for (int l = 0; l < LOCALE_COUNT; l++)
		free(s->frequencies[l]);
	free(s->heads);
	free(s->all);
	free(s->locales);
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

/* A word of the question against a passage. */
struct match {
	double weight, there, in_head;
};

/* The ways to find one word stand in [from, to). The word weighs what its first way does that any
 * passage has; a passage has as much of it as its best way stands for. */
static struct match match_unit(const struct scorer *s, size_t passage, const struct term *ways,
			       size_t count)
{
	enum locale l = s->locales[passage];
	struct match m = {0};

	for (size_t i = 0; i < count; i++) {
		uint64_t hash = hash_of(ways[i].text);
		unsigned n = passages_with(s, l, hash);
		double gain = ways[i].credit * ways[i].weight * rarity(s, l, n);
		if (n == 0)
			continue;
		if (m.weight <= 0)
			m.weight = ways[i].weight * rarity(s, l, n);
		gain = gain < m.weight ? gain : m.weight;
		if (has(&s->all[passage], hash) && gain > m.there)
			m.there = gain;
		if (has(&s->heads[passage], hash) && gain > m.in_head)
			m.in_head = gain;
	}
	if (m.weight <= 0)
		m.weight = UNKNOWN_SHARE * ways[0].weight * rarity(s, l, 0);
	return m;
}

void scorer_score(const struct scorer *s, size_t passage, const struct terms *question,
		  struct knowledge_score *ret)
{
	const struct term *t = question->items.items;
	size_t count = question->items.count;
	double sum = 0, there = 0, in_head = 0;

	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && t[to].unit == t[from].unit;)
			to++;
		struct match m = match_unit(s, passage, t + from, to - from);
		sum += m.weight;
		there += m.there;
		in_head += m.in_head;
	}
	*ret = (struct knowledge_score){0};
	if (there <= 0)
		return;
	ret->share = there / sum;
	ret->head_share = in_head / sum;
	double rarest = rarity(s, s->locales[passage], 0); /* grows with the shop's texts */
	ret->weight = there / rarest;
	ret->head_weight = in_head / rarest;
	ret->score = num_sigmoid(BIAS + PER_SHARE * ret->share + PER_HEAD_SHARE * ret->head_share +
				 PER_WEIGHT * ret->weight + PER_HEAD_WEIGHT * ret->head_weight);
}
