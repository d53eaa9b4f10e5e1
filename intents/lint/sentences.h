/*
 * The examples as words: stemmed, hashed, comparable. Internal to this folder.
 */
#ifndef INTENTS_SENTENCES_H
#define INTENTS_SENTENCES_H

#include <stdint.h>

#include "intents/catalog/catalog.h"

struct sentence_word {
	uint64_t stem;       /* hash, with the language group; all numbers are one */
	uint64_t form;       /* hash of the word as it stands */
	uint32_t start, len; /* bytes of the normalised example */
	bool is_cjk, is_number;
};

struct sentence {
	size_t example; /* index in the catalog */
	size_t intent;
	size_t group;
	size_t first, count; /* words */
	uint64_t exact;      /* hash of the words in order: what the matcher takes for the same */
	uint64_t bag;        /* hash of the stems, in any order */
};

struct sentences {
	VEC(struct sentence) list; /* in file order */
	VEC(struct sentence_word) words;
};

/* Returns owned. */
struct sentences *sentences_create(const struct intent_catalog *c);
void sentences_destroy(struct sentences *s);
/* A sentence's words as `exact` has them, for a text of another origin: normalised, of `group`. */
uint64_t sentences_exact(const char *normalized, size_t len, size_t group);

/* Finds things by hash: index + 1 of what was put first under a key. */
struct hash_index {
	uint64_t *keys;
	size_t *values;
	size_t room; /* a power of two */
};
void hash_index_init(struct hash_index *x, size_t count);
void hash_index_dispose(struct hash_index *x);
/* The value under `key`; when there is none it becomes `value` and NO_INDEX is returned. */
size_t hash_index_put(struct hash_index *x, uint64_t key, size_t value);
size_t hash_index_get(const struct hash_index *x, uint64_t key);
/* A good mixture of `h` and `value`. */
uint64_t hash_mix(uint64_t h, uint64_t value);
uint64_t hash_text(uint64_t seed, const char *bytes, size_t len);

#endif
