/*
 * One walk over all examples. Hashes have 64 bits and stand for the words themselves: for a wrong
 * finding two of some hundred thousand words would have to collide.
 */
#include "intents/lint/sentences.h"

#include <stdlib.h>

#include "config/load/mem.h"
#include "config/text/tokens.h"
#include "intents/features/bag.h"
#include "intents/features/stem.h"

#define TOKENS_MAX 512

uint64_t hash_mix(uint64_t h, uint64_t value)
{
	h ^= value + 0x9E3779B97F4A7C15ULL + (h << 6) + (h >> 2);
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdULL;
	h ^= h >> 33;
	return h;
}

uint64_t hash_text(uint64_t seed, const char *bytes, size_t len)
{
	uint64_t h = seed ^ 14695981039346656037ULL;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * 1099511628211ULL;
	return hash_mix(seed, h);
}

void hash_index_init(struct hash_index *x, size_t count)
{
	x->room = 64;
	while (x->room < 2 * count)
		x->room *= 2;
	x->keys = mem_new(x->room, sizeof(*x->keys));
	x->values = mem_new(x->room, sizeof(*x->values));
	for (size_t i = 0; i < x->room; i++)
		x->values[i] = NO_INDEX;
}

void hash_index_dispose(struct hash_index *x)
{
	free(x->keys);
	free(x->values);
}

static size_t slot_of(const struct hash_index *x, uint64_t key)
{
	size_t slot = (size_t)key & (x->room - 1);
	while (x->values[slot] != NO_INDEX && x->keys[slot] != key)
		slot = (slot + 1) & (x->room - 1);
	return slot;
}

size_t hash_index_get(const struct hash_index *x, uint64_t key)
{
	return x->values[slot_of(x, key)];
}

size_t hash_index_put(struct hash_index *x, uint64_t key, size_t value)
{
	size_t slot = slot_of(x, key);
	if (x->values[slot] != NO_INDEX)
		return x->values[slot];
	x->keys[slot] = key;
	x->values[slot] = value;
	return NO_INDEX;
}

/* ---- sentences ---- */

static int compare_hashes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y ? 1 : 0;
}

/* Without words (an emoji) the text itself counts. */
static uint64_t exact_hash(const char *text, size_t len, const struct token *tokens, size_t count,
			   size_t group)
{
	uint64_t h = hash_mix(0x65, group);
	if (count == 0)
		return hash_text(h, text, len);
	for (size_t i = 0; i < count; i++)
		h = hash_text(h, text + tokens[i].start, tokens[i].len);
	return h;
}

uint64_t sentences_exact(const char *normalized, size_t len, size_t group)
{
	struct token tokens[TOKENS_MAX];
	size_t count = tokens_split(normalized, len, tokens, TOKENS_MAX);
	return exact_hash(normalized, len, tokens, count, group);
}

static struct sentence_word read_word(struct stemmers *stemmers, enum stem_kind kind, size_t group,
				      const char *text, const struct token *t)
{
	const char *word = text + t->start;
	struct sentence_word w = {.start = t->start, .len = t->len, .is_cjk = t->is_cjk};
	w.form = hash_text(group, word, t->len);
	w.is_number = bag_is_number(word, t->len);
	if (w.is_number) {
		w.stem = hash_mix(group, 0x23);
	} else if (t->is_cjk) {
		w.stem = w.form;
	} else {
		size_t len;
		const char *stem = stem_word(stemmers, kind, word, t->len, &len);
		w.stem = hash_text(group, stem, len);
	}
	return w;
}

static void add_sentence(struct sentences *s, const struct intent_catalog *c, size_t example,
			 struct stemmers *stemmers)
{
	const struct catalog_example *e = &c->examples.items[example];
	size_t group = c->locales.items[e->locale].group;
	enum stem_kind kind = stem_kind_of(c->groups.items[group].name);
	struct token tokens[TOKENS_MAX];
	uint64_t stems[TOKENS_MAX];
	size_t count = tokens_split(e->normalized, e->normalized_len, tokens, TOKENS_MAX);
	struct sentence made = {.example = example,
				.intent = e->intent,
				.group = group,
				.first = s->words.count,
				.count = count};
	for (size_t i = 0; i < count; i++) {
		struct sentence_word w =
			read_word(stemmers, kind, group, e->normalized, &tokens[i]);
		stems[i] = w.stem;
		*vec_push(&s->words) = w;
	}
	made.exact = exact_hash(e->normalized, e->normalized_len, tokens, count, group);
	if (count > 1)
		qsort(stems, count, sizeof(*stems), compare_hashes);
	made.bag = count == 0 ? made.exact : hash_mix(0x62, group);
	for (size_t i = 0; i < count; i++)
		made.bag = hash_mix(made.bag, stems[i]);
	*vec_push(&s->list) = made;
}

struct sentences *sentences_create(const struct intent_catalog *c)
{
	struct sentences *s = mem_new(1, sizeof(*s));
	struct stemmers *stemmers = stemmers_create();
	for (size_t i = 0; i < c->examples.count; i++) {
		if (c->examples.items[i].normalized != NULL)
			add_sentence(s, c, i, stemmers);
	}
	stemmers_destroy(stemmers);
	return s;
}

void sentences_destroy(struct sentences *s)
{
	vec_dispose(&s->list);
	vec_dispose(&s->words);
	free(s);
}
