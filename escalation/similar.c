/*
 * MinHash with one byte kept of each of 64 minima (b-bit minwise hashing): 64 bytes a text, where 8
 * whole minima in the same room could not tell .7 from .9. Pieces are letter trigrams inside of
 * words and, for Chinese, characters and pairs: order matters a little, endings less than they
 * would with whole words.
 */
#include "escalation/similar.h"

#include <string.h>

#include "config/text/tokens.h"

#define MINIMA (SKETCH_WORDS * 8)
#define TOKENS_MAX 256
#define PIECES_MAX 1024

struct pieces {
	uint32_t hashes[PIECES_MAX];
	size_t count;
};

static uint32_t mix(uint32_t h)
{
	h ^= h >> 16;
	h *= 0x7FEB352Du;
	h ^= h >> 15;
	h *= 0x846CA68Bu;
	return h ^ (h >> 16);
}

static void add(struct pieces *p, const char *text, size_t len, uint32_t salt)
{
	uint32_t h = 2166136261u ^ salt;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619u;
	if (p->count < PIECES_MAX)
		p->hashes[p->count++] = mix(h);
}

/* Trigrams of bytes with the word's edges marked by the salt; a whole short word is one piece. */
static void add_word(struct pieces *p, const char *word, size_t len)
{
	if (len <= 3) {
		add(p, word, len, 1);
		return;
	}
	for (size_t i = 0; i + 3 <= len; i++)
		add(p, word + i, 3, i == 0 ? 2 : i + 3 == len ? 3 : 4);
}

/* 64 permutations of 32-bit numbers, odd multipliers from one fixed sequence; the least of each is
 * kept. Whole-number arithmetic, so the wide instructions of one processor and the narrow ones of
 * another give the same bytes. */
__attribute__((optimize("O3")))
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
__attribute__((target_clones("avx2", "default")))
#endif
static void
take_minima(const struct pieces *p, unsigned char bytes[MINIMA])
{
	uint32_t factor[MINIMA], shift[MINIMA], least[MINIMA];

	for (uint32_t m = 0; m < MINIMA; m++) {
		factor[m] = mix(m * 2 + 1) | 1;
		shift[m] = mix(m * 2 + 2);
		least[m] = UINT32_MAX;
	}
	for (size_t i = 0; i < p->count; i++) {
		for (size_t m = 0; m < MINIMA; m++) {
			uint32_t h = (p->hashes[i] ^ shift[m]) * factor[m];

			least[m] = h < least[m] ? h : least[m];
		}
	}
	for (size_t m = 0; m < MINIMA; m++)
		bytes[m] = (unsigned char)mix(least[m]);
}

size_t sketch_text(const char *text, size_t len, uint64_t ret[SKETCH_WORDS])
{
	struct token tokens[TOKENS_MAX];
	size_t count = tokens_split(text, len, tokens, TOKENS_MAX);
	struct pieces p = {.count = 0};
	unsigned char bytes[MINIMA];

	for (size_t i = 0; i < count; i++) {
		const struct token *t = &tokens[i], *next = t + 1;

		if (!t->is_cjk) {
			add_word(&p, text + t->start, t->len);
			continue;
		}
		add(&p, text + t->start, t->len, 5);
		if (i + 1 < count && next->is_cjk && next->start == t->start + t->len)
			add(&p, text + t->start, t->len + next->len, 6);
	}
	take_minima(&p, bytes);
	for (size_t w = 0; w < SKETCH_WORDS; w++) {
		ret[w] = 0;
		for (size_t b = 0; b < 8; b++) /* the same number on every machine */
			ret[w] |= (uint64_t)bytes[w * 8 + b] << (8 * b);
	}
	return p.count;
}

double sketch_similarity(const uint64_t a[SKETCH_WORDS], const uint64_t b[SKETCH_WORDS])
{
	int same = 0;
	double share;

	for (size_t w = 0; w < SKETCH_WORDS; w++) {
		uint64_t differ = a[w] ^ b[w];

		for (size_t k = 0; k < 8; k++)
			same += !(differ >> (8 * k) & 0xFF);
	}
	/* One byte is equal by chance once in 256. */
	share = ((double)same / MINIMA - 1.0 / 256) / (1.0 - 1.0 / 256);
	return share < 0 ? 0 : share;
}
