/*
 * Words that hardly any example has are left out: they are most of the list, and few of a message.
 * So is a word with an n-gram that is no feature.
 */
#include "intents/features/word_grams.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "config/text/utf8.h"
#include "intents/features/hash.h"
#include "intents/features/sparse.h"
#include "intents/features/speller.h"

#define WORD_BYTES_MAX 64
#define LEAST 2 /* characters */
#define MOST 4
#define SEEN_LEAST 4 /* times, for a word to be kept */

struct word_grams {
	const struct lexicon *lexicon;
	uint32_t *start; /* by word, and the end */
	size_t word_count;
	VEC(uint32_t) features;
};

size_t word_gram_hashes(const char *word, size_t len, uint64_t ret[WORD_GRAMS_MAX])
{
	char padded[WORD_BYTES_MAX + 2];
	size_t at[WORD_BYTES_MAX + 3], count = 0, found = 0;
	if (len > WORD_BYTES_MAX)
		len = utf8_cut(word, len, WORD_BYTES_MAX);
	padded[0] = ' ';
	memcpy(padded + 1, word, len);
	padded[len + 1] = ' ';
	for (size_t i = 0; i < len + 2; i++) {
		if (((unsigned char)padded[i] & 0xC0) != 0x80)
			at[count++] = i;
	}
	at[count] = len + 2;
	for (size_t i = 0; i < count; i++) {
		uint64_t h = hash_start(WORD_GRAMS_SEED);
		for (size_t n = 1; n <= MOST && i + n <= count; n++) {
			h = hash_more(h, padded + at[i + n - 1], at[i + n] - at[i + n - 1]);
			if (n >= LEAST)
				ret[found++] = hash_mix(h);
		}
	}
	return found;
}

static void add_word(struct word_grams *g, const struct speller *speller, uint32_t number)
{
	uint64_t hashes[WORD_GRAMS_MAX];
	size_t len, first = g->features.count;
	const char *word = speller_word_at(speller, number, &len);
	size_t count = word_gram_hashes(word, len, hashes);
	for (size_t i = 0; i < count; i++) {
		uint32_t feature = lexicon_find(g->lexicon, hashes[i]);
		if (feature == LEXICON_NONE) {
			g->features.count = first;
			return;
		}
		*vec_push(&g->features) = feature;
	}
}

struct word_grams *word_grams_create(const struct speller *speller, const struct lexicon *lexicon)
{
	struct word_grams *g = mem_new(1, sizeof(*g));
	g->lexicon = lexicon;
	g->word_count = speller_word_count(speller);
	g->start = mem_new(g->word_count + 1, sizeof(*g->start));
	for (uint32_t i = 0; i < g->word_count; i++) {
		if (speller_seen(speller, i) >= SEEN_LEAST)
			add_word(g, speller, i);
		g->start[i + 1] = (uint32_t)g->features.count;
	}
	vec_fit(&g->features);
	return g;
}

void word_grams_destroy(struct word_grams *g)
{
	if (g == NULL)
		return;
	free(g->start);
	vec_dispose(&g->features);
	free(g);
}

size_t word_grams_bytes(const struct word_grams *g)
{
	return sizeof(*g) + (g->word_count + 1) * sizeof(*g->start) +
	       g->features.count * sizeof(*g->features.items);
}

const uint32_t *word_grams_of(const struct word_grams *g, uint32_t number, size_t *ret_count)
{
	*ret_count = g->start[number + 1] - g->start[number];
	return g->features.items + g->start[number];
}

const struct lexicon *word_grams_lexicon(const struct word_grams *g)
{
	return g->lexicon;
}
