/*
 * Two words are one edit apart only if they share a form with at most one letter removed, so an
 * index from the hashes of those forms to the words yields the few candidates that are then
 * compared exactly.
 */
#include "intents/features/speller.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "config/text/utf8.h"

#define LETTERS_LEAST 4
#define LETTERS_MOST 24
#define NONE UINT32_MAX

struct spelled {
	size_t start, len; /* in `letters` */
	uint32_t count;
	uint32_t next; /* in the same slot */
};

struct deleted {
	uint32_t hash;
	uint32_t word;
	uint32_t next;
};

struct speller {
	VEC(char) letters;
	VEC(struct spelled) words;
	VEC(struct deleted) forms;
	uint32_t *word_slots, *form_slots;
	size_t word_room, form_room; /* powers of two */
};

static uint32_t hash_skipping(const char *word, size_t len, size_t skip, size_t skip_len)
{
	uint64_t h = 14695981039346656037ULL;
	for (size_t i = 0; i < len; i++) {
		if (i < skip || i >= skip + skip_len)
			h = (h ^ (unsigned char)word[i]) * 1099511628211ULL;
	}
	return (uint32_t)(h ^ h >> 32);
}

static uint32_t *slots_new(size_t room)
{
	uint32_t *slots = mem_new(room, sizeof(*slots));
	memset(slots, 0xFF, room * sizeof(*slots));
	return slots;
}

struct speller *speller_create(void)
{
	struct speller *s = mem_new(1, sizeof(*s));
	s->word_room = 256;
	s->word_slots = slots_new(s->word_room);
	return s;
}

void speller_destroy(struct speller *s)
{
	if (s == NULL)
		return;
	vec_dispose(&s->letters);
	vec_dispose(&s->words);
	vec_dispose(&s->forms);
	free(s->word_slots);
	free(s->form_slots);
	free(s);
}

static uint32_t find_word(const struct speller *s, const char *word, size_t len, uint32_t hash)
{
	uint32_t i = s->word_slots[hash & (s->word_room - 1)];
	while (i != NONE) {
		const struct spelled *w = &s->words.items[i];
		if (w->len == len && memcmp(s->letters.items + w->start, word, len) == 0)
			return i;
		i = w->next;
	}
	return NONE;
}

static void grow_words(struct speller *s)
{
	free(s->word_slots);
	s->word_room *= 4;
	s->word_slots = slots_new(s->word_room);
	for (size_t i = 0; i < s->words.count; i++) {
		struct spelled *w = &s->words.items[i];
		uint32_t hash = hash_skipping(s->letters.items + w->start, w->len, w->len, 0);
		w->next = s->word_slots[hash & (s->word_room - 1)];
		s->word_slots[hash & (s->word_room - 1)] = (uint32_t)i;
	}
}

void speller_add(struct speller *s, const char *word, size_t len)
{
	uint32_t hash = hash_skipping(word, len, len, 0);
	uint32_t known = find_word(s, word, len, hash);
	if (known != NONE) {
		s->words.items[known].count++;
		return;
	}
	if (s->words.count * 2 > s->word_room)
		grow_words(s);
	size_t start = s->letters.count;
	for (size_t i = 0; i < len; i++)
		*vec_push(&s->letters) = word[i];
	uint32_t *slot = &s->word_slots[hash & (s->word_room - 1)];
	uint32_t index = (uint32_t)s->words.count;
	*vec_push(&s->words) =
		(struct spelled){.start = start, .len = len, .count = 1, .next = *slot};
	*slot = index;
}

bool speller_knows(const struct speller *s, const char *word, size_t len)
{
	return find_word(s, word, len, hash_skipping(word, len, len, 0)) != NONE;
}

size_t speller_bytes(const struct speller *s)
{
	return sizeof(*s) + s->letters.room + s->words.room * sizeof(*s->words.items) +
	       s->forms.room * sizeof(*s->forms.items) +
	       (s->word_room + s->form_room) * sizeof(*s->word_slots);
}

/* ---- one edit away ---- */

/* Where each letter starts, and the end; 0 when the word is too short or too long to be mended. */
static size_t split_letters(const char *word, size_t len, size_t at[LETTERS_MOST + 1])
{
	size_t count = 0;
	for (size_t i = 0; i < len; i++) {
		if (((unsigned char)word[i] & 0xC0) == 0x80)
			continue;
		if (count == LETTERS_MOST)
			return 0;
		at[count++] = i;
	}
	at[count] = len;
	return count;
}

void speller_finish(struct speller *s)
{
	size_t at[LETTERS_MOST + 1];
	for (size_t i = 0; i < s->words.count; i++) {
		const struct spelled *w = &s->words.items[i];
		const char *word = s->letters.items + w->start;
		size_t letters = split_letters(word, w->len, at);
		if (letters < LETTERS_LEAST)
			continue;
		*vec_push(&s->forms) = (struct deleted){
			.hash = hash_skipping(word, w->len, w->len, 0), .word = (uint32_t)i};
		for (size_t k = 0; k < letters; k++)
			*vec_push(&s->forms) = (struct deleted){
				.hash = hash_skipping(word, w->len, at[k], at[k + 1] - at[k]),
				.word = (uint32_t)i};
	}
	s->form_room = 256;
	while (s->form_room < 2 * s->forms.count)
		s->form_room *= 2;
	s->form_slots = slots_new(s->form_room);
	for (size_t i = 0; i < s->forms.count; i++) {
		uint32_t *slot = &s->form_slots[s->forms.items[i].hash & (s->form_room - 1)];
		s->forms.items[i].next = *slot;
		*slot = (uint32_t)i;
	}
}

static bool is_inside(const char *text, size_t len, size_t at)
{
	return at < len && ((unsigned char)text[at] & 0xC0) == 0x80;
}

/* Whether `p` and `q`, of two letters each, are each other turned round. */
static bool is_swap(const char *p, size_t p_len, const char *q, size_t q_len)
{
	unsigned p0, p1, q0, q1;
	size_t p_step = utf8_decode(p, p_len, &p0), q_step = utf8_decode(q, q_len, &q0);
	(void)utf8_decode(p + p_step, p_len - p_step, &p1);
	(void)utf8_decode(q + q_step, q_len - q_step, &q1);
	return p0 == q1 && p1 == q0;
}

/* Whether `a` and `b` differ by one letter (added, removed, replaced) or by two neighbours swapped:
 * what is left without the bytes they share at both ends, in whole letters. */
static bool one_edit(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t least = a_len < b_len ? a_len : b_len, left = 0, right = 0;
	while (left < least && a[left] == b[left])
		left++;
	while (right < least - left && a[a_len - 1 - right] == b[b_len - 1 - right])
		right++;
	while (left > 0 && (is_inside(a, a_len, left) || is_inside(b, b_len, left)))
		left--;
	while (right > 0 && is_inside(a, a_len, a_len - right))
		right--;
	size_t a_rest = a_len - left - right, b_rest = b_len - left - right;
	size_t a_count = utf8_count(a + left, a_rest), b_count = utf8_count(b + left, b_rest);
	if (a_count <= 1 && b_count <= 1)
		return true;
	return a_count == 2 && b_count == 2 && is_swap(a + left, a_rest, b + left, b_rest);
}

static void look_at_form(const struct speller *s, const char *word, size_t len, uint32_t hash,
			 uint32_t *best)
{
	for (uint32_t f = s->form_slots[hash & (s->form_room - 1)]; f != NONE;
	     f = s->forms.items[f].next) {
		if (s->forms.items[f].hash != hash)
			continue;
		uint32_t candidate = s->forms.items[f].word;
		const struct spelled *w = &s->words.items[candidate];
		bool better = *best == NONE || w->count > s->words.items[*best].count ||
			      (w->count == s->words.items[*best].count && candidate < *best);
		if (better && one_edit(word, len, s->letters.items + w->start, w->len))
			*best = candidate;
	}
}

bool speller_mend(const struct speller *s, const char *word, size_t len, const char **ret_word,
		  size_t *ret_len)
{
	size_t at[LETTERS_MOST + 1];
	uint32_t whole = hash_skipping(word, len, len, 0);
	*ret_word = word;
	*ret_len = len;
	if (find_word(s, word, len, whole) != NONE)
		return true;
	size_t letters = split_letters(word, len, at);
	if (letters < LETTERS_LEAST)
		return false;
	uint32_t best = NONE;
	look_at_form(s, word, len, whole, &best);
	for (size_t k = 0; k < letters; k++)
		look_at_form(s, word, len, hash_skipping(word, len, at[k], at[k + 1] - at[k]),
			     &best);
	if (best == NONE)
		return false;
	*ret_word = s->letters.items + s->words.items[best].start;
	*ret_len = s->words.items[best].len;
	return true;
}
