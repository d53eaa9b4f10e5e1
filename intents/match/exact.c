/*
 * A hash table whose keys are the words of a sentence joined by blanks.
 */
#include "intents/match/exact.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"

struct entry {
	uint64_t hash;
	size_t start, len; /* of the key */
	uint32_t number;
	uint32_t next;
};

struct exact {
	VEC(char) keys;
	VEC(struct entry) entries;
	uint32_t *slots; /* entry index, EXACT_NONE = free */
	size_t room;
};

static void make_slots(struct exact *e, size_t room)
{
	free(e->slots);
	e->room = room;
	e->slots = mem_new(room, sizeof(*e->slots));
	memset(e->slots, 0xFF, room * sizeof(*e->slots));
	for (size_t i = 0; i < e->entries.count; i++) {
		uint32_t *slot = &e->slots[e->entries.items[i].hash & (room - 1)];
		e->entries.items[i].next = *slot;
		*slot = (uint32_t)i;
	}
}

struct exact *exact_create(void)
{
	struct exact *e = mem_new(1, sizeof(*e));
	make_slots(e, 64);
	return e;
}

void exact_destroy(struct exact *e)
{
	if (e == NULL)
		return;
	vec_dispose(&e->keys);
	vec_dispose(&e->entries);
	free(e->slots);
	free(e);
}

static uint64_t hash_more(uint64_t h, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * 1099511628211ULL;
	return (h ^ ' ') * 1099511628211ULL;
}

static uint64_t hash_words(const char *text, const struct token *tokens, size_t count)
{
	uint64_t h = 14695981039346656037ULL;
	for (size_t i = 0; i < count; i++)
		h = hash_more(h, text + tokens[i].start, tokens[i].len);
	return h ^ h >> 31;
}

static bool same_words(const struct exact *e, const struct entry *entry, const char *text,
		       const struct token *tokens, size_t count)
{
	const char *key = e->keys.items + entry->start;
	size_t left = entry->len;
	for (size_t i = 0; i < count; i++) {
		size_t len = tokens[i].len;
		if (left < len + 1 || memcmp(key, text + tokens[i].start, len) != 0 ||
		    key[len] != ' ')
			return false;
		key += len + 1;
		left -= len + 1;
	}
	return left == 0;
}

struct wanted {
	bool (*takes)(const void *ctx, uint32_t number);
	const void *ctx;
};

/* Slots hold the newest first; what was added first counts. */
static uint32_t find(const struct exact *e, const char *text, const struct token *tokens,
		     size_t count, uint64_t hash, const struct wanted *wanted)
{
	uint32_t found = EXACT_NONE;
	for (uint32_t i = e->slots[hash & (e->room - 1)]; i != EXACT_NONE;
	     i = e->entries.items[i].next) {
		const struct entry *entry = &e->entries.items[i];
		if (i < found && entry->hash == hash && same_words(e, entry, text, tokens, count) &&
		    (wanted->takes == NULL || wanted->takes(wanted->ctx, entry->number)))
			found = i;
	}
	return found == EXACT_NONE ? EXACT_NONE : e->entries.items[found].number;
}

static void add_key(struct exact *e, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		*vec_push(&e->keys) = bytes[i];
	*vec_push(&e->keys) = ' ';
}

bool exact_add(struct exact *e, const char *text, size_t len, const struct token *tokens,
	       size_t token_count, uint32_t number)
{
	const struct token whole = {.start = 0, .len = (unsigned)len};
	const struct wanted any = {0};
	if (token_count == 0) {
		tokens = &whole;
		token_count = 1;
	}
	uint64_t hash = hash_words(text, tokens, token_count);
	bool is_new = find(e, text, tokens, token_count, hash, &any) == EXACT_NONE;
	size_t start = e->keys.count;
	for (size_t i = 0; i < token_count; i++)
		add_key(e, text + tokens[i].start, tokens[i].len);
	if (2 * e->entries.count >= e->room)
		make_slots(e, 4 * e->room);
	uint32_t *slot = &e->slots[hash & (e->room - 1)];
	uint32_t index = (uint32_t)e->entries.count;
	*vec_push(&e->entries) = (struct entry){.hash = hash,
						.start = start,
						.len = e->keys.count - start,
						.number = number,
						.next = *slot};
	*slot = index;
	return is_new;
}

uint32_t exact_find(const struct exact *e, const char *text, size_t len, const struct token *tokens,
		    size_t token_count, bool (*takes)(const void *ctx, uint32_t number),
		    const void *ctx)
{
	const struct token whole = {.start = 0, .len = (unsigned)len};
	const struct wanted wanted = {.takes = takes, .ctx = ctx};
	if (token_count == 0) {
		tokens = &whole;
		token_count = 1;
	}
	return find(e, text, tokens, token_count, hash_words(text, tokens, token_count), &wanted);
}
