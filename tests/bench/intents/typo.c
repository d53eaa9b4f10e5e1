#include "tests/bench/intents/typo.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define WORDS_MAX 256
#define LETTERS_LEAST 4

struct word {
	size_t start, len;
};

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Plain letters only: half of one would be no typing error. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t find_words(const char *text, struct word words[WORDS_MAX])
{
	size_t count = 0, len = strlen(text);
	for (size_t i = 0, end; i < len && count < WORDS_MAX; i = end + 1) {
		for (end = i; is_letter(text[end]);)
			end++;
		if (end - i >= LETTERS_LEAST)
			words[count++] = (struct word){i, end - i};
	}
	return count;
}

char *typo_of(const char *text, uint64_t *seed)
{
	struct word words[WORDS_MAX];
	size_t count = find_words(text, words), len = strlen(text);
	char *out = mem_new(len + 2, 1);
	memcpy(out, text, len);
	if (count == 0)
		return out;
	struct word w = words[next_random(seed) % count];
	char *at = out + w.start + next_random(seed) % w.len;
	char letter = (char)('a' + next_random(seed) % 26);
	size_t rest = len - (size_t)(at - out);
	switch (next_random(seed) % 4) {
	case 0: memmove(at, at + 1, rest); break;
	case 1:
		memmove(at + 1, at, rest);
		*at = letter;
		break;
	case 2: *at = letter; break;
	default: {
		char *other = at + 1 < out + w.start + w.len ? at + 1 : at - 1, swap = *at;
		*at = *other;
		*other = swap;
	}
	}
	return out;
}
