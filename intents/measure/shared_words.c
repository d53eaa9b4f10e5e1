/*
 * Weight of a word: the share of examples that have it in that one of the two intents where it is
 * rarer, times how rare it is among all intents. What most intents say weighs nothing.
 */
#include "intents/measure/shared_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/tokens.h"
#include "intents/base/num.h"
#include "intents/catalog/catalog.h"
#include "intents/features/stem.h"

#define TOKENS 512
#define WEIGHT_LEAST 0.01
#define EXAMPLES_LEAST 3 /* of the two together: once in each is chance */

struct word {
	char stem[SHARED_WORD_MAX + 1];
	char text[SHARED_WORD_MAX + 1]; /* the shortest form seen */
	size_t in_a, in_b, others;      /* examples, examples, other intents */
	size_t last_example, last_other;
	double weight;
};

struct search {
	const struct intent_catalog *c;
	size_t group, a, b;
	enum stem_kind kind;
	struct stemmers *stemmers;
	VEC(struct word) words; /* of the examples of `a` */
	size_t *by_stem;        /* open addressing, NO_INDEX = free */
	size_t room;            /* a power of two */
	size_t a_count, b_count, intent_count;
};

static size_t hash_of(const char *text)
{
	uint64_t h = 14695981039346656037u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 1099511628211u;
	return (size_t)(h ^ h >> 32);
}

static size_t *slot_of(const struct search *s, const char *stem)
{
	size_t at = hash_of(stem) & (s->room - 1);

	while (s->by_stem[at] != NO_INDEX && strcmp(s->words.items[s->by_stem[at]].stem, stem) != 0)
		at = (at + 1) & (s->room - 1);
	return &s->by_stem[at];
}

static void grow(struct search *s)
{
	s->room = s->room ? 2 * s->room : 256;
	s->by_stem = mem_resize(s->by_stem, s->room, sizeof(*s->by_stem));
	for (size_t i = 0; i < s->room; i++)
		s->by_stem[i] = NO_INDEX;
	for (size_t i = 0; i < s->words.count; i++)
		*slot_of(s, s->words.items[i].stem) = i;
}

/* The word's entry; NULL when it is not there and `add` is false. */
static struct word *find(struct search *s, const char *stem, const char *text, bool add)
{
	size_t *slot = slot_of(s, stem);

	if (*slot != NO_INDEX)
		return &s->words.items[*slot];
	if (!add)
		return NULL;
	*slot = s->words.count;
	struct word *w = vec_push(&s->words);
	memcpy(w->stem, stem, strlen(stem) + 1);
	memcpy(w->text, text, strlen(text) + 1);
	w->last_example = w->last_other = NO_INDEX;
	if (2 * s->words.count > s->room)
		grow(s);
	return &s->words.items[s->words.count - 1];
}

static void count_word(struct search *s, size_t example, const char *stem, const char *text)
{
	size_t intent = s->c->examples.items[example].intent;
	struct word *w = find(s, stem, text, intent == s->a);

	if (!w)
		return;
	if (intent != s->a && intent != s->b) {
		w->others += w->last_other != intent;
		w->last_other = intent;
		return;
	}
	if (w->last_example != example) {
		w->in_a += intent == s->a;
		w->in_b += intent == s->b;
	}
	w->last_example = example;
	if (strlen(text) < strlen(w->text))
		memcpy(w->text, text, strlen(text) + 1);
}

/* A word and its stem, or two Chinese characters that stand together. Returns the length, 0 when
 * this token is nothing to count. */
static size_t unit_of(const struct token *t, size_t rest)
{
	size_t len = t->len;

	if (t->is_cjk) {
		if (rest < 2 || !t[1].is_cjk || t[1].start != t->start + t->len)
			return 0;
		len += t[1].len;
	}
	return len <= SHARED_WORD_MAX ? len : 0;
}

static void count_example(struct search *s, size_t example)
{
	const struct catalog_example *e = &s->c->examples.items[example];
	struct token tokens[TOKENS];
	size_t count = tokens_split(e->normalized, e->normalized_len, tokens, TOKENS);

	for (size_t i = 0; i < count; i++) {
		char text[SHARED_WORD_MAX + 1], stem[SHARED_WORD_MAX + 1];
		size_t len = unit_of(&tokens[i], count - i);
		if (len == 0)
			continue;
		memcpy(text, e->normalized + tokens[i].start, len);
		text[len] = '\0';
		memcpy(stem, text, len + 1);
		if (!tokens[i].is_cjk) {
			size_t stem_len;
			const char *found = stem_word(s->stemmers, s->kind, text, len, &stem_len);
			if (stem_len <= SHARED_WORD_MAX) {
				memcpy(stem, found, stem_len);
				stem[stem_len] = '\0';
			}
		}
		count_word(s, example, stem, text);
	}
}

/* Examples of one intent stand together, but for different locales: the last intent seen is enough
 * to count each other intent about once. Those of `a` go first, since only its words matter. */
static void count_examples(struct search *s)
{
	const struct intent_catalog *c = s->c;
	size_t last = NO_INDEX;

	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < c->examples.count; i++) {
			const struct catalog_example *e = &c->examples.items[i];
			if (!e->normalized || c->locales.items[e->locale].group != s->group ||
			    (e->intent == s->a) != (round == 0))
				continue;
			s->a_count += e->intent == s->a;
			s->b_count += e->intent == s->b;
			s->intent_count += e->intent != last;
			last = e->intent;
			count_example(s, i);
		}
	}
}

static double weight_of(const struct search *s, const struct word *w)
{
	if (w->in_a == 0 || w->in_b == 0 || w->in_a + w->in_b < EXAMPLES_LEAST)
		return 0;
	if (2 * w->others > s->intent_count - 2) /* in most of the others too: "my" */
		return 0;
	double in_a = (double)w->in_a / (double)s->a_count;
	double in_b = (double)w->in_b / (double)s->b_count;
	double rare = num_log(((double)s->intent_count + 1) / ((double)w->others + 2));
	return (in_a < in_b ? in_a : in_b) * rare;
}

static int compare_words(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	if (x->weight > y->weight || x->weight < y->weight)
		return x->weight < y->weight ? 1 : -1;
	return strcmp(x->stem, y->stem);
}

size_t shared_words(const struct intent_catalog *c, const char *locale, const struct intent *a,
		    const struct intent *b, struct shared_word ret[SHARED_WORDS])
{
	struct search s = {.c = c,
			   .group = catalog_group_of(c, locale),
			   .a = a->index,
			   .b = b->index,
			   .kind = stem_kind_of(locale),
			   .stemmers = stemmers_create()};
	size_t count = 0;

	grow(&s);
	if (s.group != NO_INDEX)
		count_examples(&s);
	for (size_t i = 0; i < s.words.count; i++)
		s.words.items[i].weight = weight_of(&s, &s.words.items[i]);
	if (s.words.count > 0)
		qsort(s.words.items, s.words.count, sizeof(*s.words.items), compare_words);
	for (size_t i = 0; i < s.words.count && count < SHARED_WORDS; i++) {
		const struct word *w = &s.words.items[i];
		if (w->weight < WEIGHT_LEAST)
			break;
		ret[count] = (struct shared_word){.in_a = w->in_a, .in_b = w->in_b};
		memcpy(ret[count++].text, w->text, sizeof w->text);
	}
	vec_dispose(&s.words);
	free(s.by_stem);
	stemmers_destroy(s.stemmers);
	return count;
}
