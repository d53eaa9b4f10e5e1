/*
 * Texts by the hashes of their words: whether one repeats a stretch of another, and how much of one
 * stands in another. A Chinese character is half a word.
 */
#ifndef GATEWAY_GUARD_SHINGLE_H
#define GATEWAY_GUARD_SHINGLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHINGLE_WEIGHT 14 /* seven words or fourteen characters in a row are no chance */

struct word {
	uint64_t hash;
	bool is_cjk, is_short;
};

struct words {
	struct word *items; /* owned */
	size_t count, room;
};

struct hashes {
	uint64_t *items; /* owned; sorted by hashes_sort() */
	size_t count, room;
};

/* Appends the words of a normalised text. */
void words_add(struct words *w, const char *text, size_t len);
void words_dispose(struct words *w);
/* Keeps the last words only, as many as a stretch may need. */
void words_keep_tail(struct words *w);
/* Appends the hashes of all stretches. */
void hashes_add_shingles(struct hashes *h, const struct words *w);
/* Appends what a text is compared by: words of four bytes and more, pairs of characters. */
void hashes_add_terms(struct hashes *h, const struct words *w);
void hashes_sort(struct hashes *h);
bool hashes_have(const struct hashes *h, uint64_t hash);
void hashes_dispose(struct hashes *h);

#endif
