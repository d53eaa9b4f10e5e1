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
#define NONE SPELLER_NONE

struct spelled {
	uint32_t start, len; /* in `letters` */
	uint32_t count;
	uint32_t next; /* in the same slot */
	uint64_t stem; /* hash; 0: not known yet */
};

struct speller {
	VEC(char) letters;
	VEC(struct spelled) words;
	uint32_t *word_slots;
	size_t word_room; /* a power of two */
	/* Words by the hash of their forms: those of slot h are form_words[form_start[h]] and on.
	 */
	uint32_t *form_start, *form_words;
	size_t form_count, form_room; /* the latter a power of two */
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
	free(s->word_slots);
	free(s->form_start);
	free(s->form_words);
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
	*vec_push(&s->words) = (struct spelled){
		.start = (uint32_t)start, .len = (uint32_t)len, .count = 1, .next = *slot};
	*slot = index;
}

bool speller_knows(const struct speller *s, const char *word, size_t len)
{
	return find_word(s, word, len, hash_skipping(word, len, len, 0)) != NONE;
}

void speller_stem(struct speller *s, struct stemmers *stemmers, enum stem_kind kind)
{
	for (size_t i = 0; i < s->words.count; i++) {
		struct spelled *w = &s->words.items[i];
		w->stem = stem_hash(stemmers, kind, s->letters.items + w->start, w->len);
	}
}

size_t speller_bytes(const struct speller *s)
{
	return sizeof(*s) + s->letters.room + s->words.room * sizeof(*s->words.items) +
	       (s->form_count + s->form_room + s->word_room) * sizeof(*s->word_slots);
}

size_t speller_word_count(const struct speller *s)
{
	return s->words.count;
}

const char *speller_word_at(const struct speller *s, uint32_t number, size_t *ret_len)
{
	*ret_len = s->words.items[number].len;
	return s->letters.items + s->words.items[number].start;
}

size_t speller_seen(const struct speller *s, uint32_t number)
{
	return s->words.items[number].count;
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

/* Counts the word's forms in `counts` by slot, or puts the word before what its slots already have.
 */
static void index_word(struct speller *s, uint32_t index, uint32_t *counts)
{
	const struct spelled *w = &s->words.items[index];
	const char *word = s->letters.items + w->start;
	size_t at[LETTERS_MOST + 1], letters = split_letters(word, w->len, at);
	if (letters < LETTERS_LEAST)
		return;
	for (size_t k = 0; k <= letters; k++) {
		size_t skip = k < letters ? at[k + 1] - at[k] : 0; /* the last form is whole */
		size_t slot = hash_skipping(word, w->len, at[k], skip) & (s->form_room - 1);
		if (counts != NULL)
			counts[slot]++;
		else
			s->form_words[--s->form_start[slot]] = index;
	}
}

void speller_finish(struct speller *s)
{
	s->form_room = 256;
	while (s->form_room < 4 * s->words.count)
		s->form_room *= 2;
	s->form_start = mem_new(s->form_room + 1, sizeof(*s->form_start));
	for (uint32_t i = 0; i < s->words.count; i++)
		index_word(s, i, s->form_start);
	for (size_t slot = 1; slot <= s->form_room; slot++)
		s->form_start[slot] += s->form_start[slot - 1];
	s->form_count = s->form_start[s->form_room];
	s->form_words = mem_new(s->form_count, sizeof(*s->form_words));
	for (uint32_t i = 0; i < s->words.count; i++)
		index_word(s, i, NULL);
	vec_fit(&s->letters);
	vec_fit(&s->words);
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
	size_t slot = hash & (s->form_room - 1);
	for (uint32_t f = s->form_start[slot]; f < s->form_start[slot + 1]; f++) {
		uint32_t candidate = s->form_words[f];
		const struct spelled *w = &s->words.items[candidate];
		bool better = *best == NONE || w->count > s->words.items[*best].count ||
			      (w->count == s->words.items[*best].count && candidate < *best);
		if (better && one_edit(word, len, s->letters.items + w->start, w->len))
			*best = candidate;
	}
}

static uint32_t nearest_word(const struct speller *s, const char *word, size_t len, uint32_t hash)
{
	size_t at[LETTERS_MOST + 1], letters = split_letters(word, len, at);
	uint32_t best = NONE;
	if (letters < LETTERS_LEAST || s->form_count == 0)
		return NONE;
	look_at_form(s, word, len, hash, &best);
	for (size_t k = 0; k < letters; k++)
		look_at_form(s, word, len, hash_skipping(word, len, at[k], at[k + 1] - at[k]),
			     &best);
	return best;
}

bool speller_mend(const struct speller *s, struct speller_word *word)
{
	uint32_t hash = hash_skipping(word->text, word->len, word->len, 0);
	uint32_t found = find_word(s, word->text, word->len, hash);
	bool known = found != NONE;
	if (!known)
		found = nearest_word(s, word->text, word->len, hash);
	if (found == NONE)
		return false;
	const struct spelled *w = &s->words.items[found];
	if (!known) {
		word->text = s->letters.items + w->start;
		word->len = w->len;
	}
	word->stem = w->stem;
	word->number = found;
	return true;
}
