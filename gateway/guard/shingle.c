#include "gateway/guard/shingle.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "config/text/tokens.h"

#define BASIS 0xcbf29ce484222325ULL
#define TERM_LEAST 4 /* bytes: shorter words say nothing */
#define PRIME 0x100000001b3ULL

static uint64_t mix(uint64_t h, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * PRIME;
	return h;
}

static void push_word(struct words *w, struct word word)
{
	vec_reserve((void **)&w->items, &w->room, w->count, sizeof *w->items);
	w->items[w->count++] = word;
}

static void push_hash(struct hashes *h, uint64_t hash)
{
	vec_reserve((void **)&h->items, &h->room, h->count, sizeof *h->items);
	h->items[h->count++] = hash;
}

void words_add(struct words *w, const char *text, size_t len)
{
	struct token *tokens = mem_new(len + 1, sizeof *tokens);
	size_t count = tokens_split(text, len, tokens, len + 1);

	for (size_t i = 0; i < count; i++)
		push_word(w, (struct word){mix(BASIS, text + tokens[i].start, tokens[i].len),
					   tokens[i].is_cjk, tokens[i].len < TERM_LEAST});
	free(tokens);
}

void words_dispose(struct words *w)
{
	free(w->items);
	*w = (struct words){0};
}

void words_keep_tail(struct words *w)
{
	if (w->count <= SHINGLE_WEIGHT)
		return;
	memmove(w->items, w->items + w->count - SHINGLE_WEIGHT, SHINGLE_WEIGHT * sizeof *w->items);
	w->count = SHINGLE_WEIGHT;
}

void hashes_add_shingles(struct hashes *h, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		uint64_t hash = BASIS;
		unsigned weight = 0;
		size_t k = i;
		for (; k < w->count && weight < SHINGLE_WEIGHT; k++) {
			hash = mix(hash, &w->items[k].hash, sizeof w->items[k].hash);
			weight += w->items[k].is_cjk ? 1 : 2;
		}
		if (weight < SHINGLE_WEIGHT)
			return;
		push_hash(h, hash);
	}
}

void hashes_add_terms(struct hashes *h, const struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		if (!w->items[i].is_cjk && !w->items[i].is_short)
			push_hash(h, w->items[i].hash);
		else if (w->items[i].is_cjk && i + 1 < w->count && w->items[i + 1].is_cjk)
			push_hash(h, mix(w->items[i].hash, &w->items[i + 1].hash,
					 sizeof w->items[i + 1].hash));
	}
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void hashes_sort(struct hashes *h)
{
	if (h->count > 1)
		qsort(h->items, h->count, sizeof *h->items, by_value);
}

bool hashes_have(const struct hashes *h, uint64_t hash)
{
	return h->count && bsearch(&hash, h->items, h->count, sizeof *h->items, by_value) != NULL;
}

void hashes_dispose(struct hashes *h)
{
	free(h->items);
	*h = (struct hashes){0};
}
