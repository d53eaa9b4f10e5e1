/*
 * The dictionary of all words that occur in cue tables, with misspellings: people in need type
 * badly. A token that is no entry may be one a single slip away (a letter too much, missing, wrong,
 * or two swapped): swapped from five letters on, wrong from six, missing or added from seven, never
 * in the first letter. Shorter words have too many innocent neighbours.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"
#include "escalation/cue_set.h"

/* ---- folding ---- */

struct fold {
	uint32_t code;
	const char *plain, *spelled; /* without the accent; as typed where the key is missing */
};

static const struct fold folds[] = {
	{0xDF, "ss", "ss"},  {0xE0, "a", "a"},  {0xE1, "a", "a"},  {0xE2, "a", "a"},
	{0xE3, "a", "a"},    {0xE4, "a", "ae"}, {0xE5, "a", "a"},  {0xE6, "ae", "ae"},
	{0xE7, "c", "c"},    {0xE8, "e", "e"},  {0xE9, "e", "e"},  {0xEA, "e", "e"},
	{0xEB, "e", "e"},    {0xEC, "i", "i"},  {0xED, "i", "i"},  {0xEE, "i", "i"},
	{0xEF, "i", "i"},    {0xF1, "n", "n"},  {0xF2, "o", "o"},  {0xF3, "o", "o"},
	{0xF4, "o", "o"},    {0xF5, "o", "o"},  {0xF6, "o", "oe"}, {0xF8, "o", "o"},
	{0xF9, "u", "u"},    {0xFA, "u", "u"},  {0xFB, "u", "u"},  {0xFC, "u", "ue"},
	{0x153, "oe", "oe"},
};

static size_t fold_into(const char *token, size_t len, bool spelled, char ret[CUE_WORD_ROOM])
{
	size_t out = 0;

	for (size_t at = 0; at < len;) {
		uint32_t code;
		size_t step = utf8_decode(token + at, len - at, &code);
		const char *piece = token + at;
		size_t piece_len = step;

		if (code >= 0xDF && code <= 0x153) {
			for (size_t i = 0; i < ARRAY_LEN(folds); i++) {
				if (folds[i].code != code)
					continue;
				piece = spelled ? folds[i].spelled : folds[i].plain;
				piece_len = strlen(piece);
				break;
			}
		}
		at += step;
		if (out + piece_len >= CUE_WORD_ROOM)
			break;
		memcpy(ret + out, piece, piece_len);
		out += piece_len;
	}
	ret[out] = '\0';
	return out;
}

size_t cue_fold(const char *token, size_t len, char ret[CUE_WORD_ROOM])
{
	return fold_into(token, len, false, ret);
}

/* ---- the table ---- */

#define HASH_START 2166136261u

static uint32_t hash_step(uint32_t h, char c)
{
	return (h ^ (unsigned char)c) * 16777619u;
}

static uint32_t hash_end(uint32_t h, bool prefix)
{
	h = (h ^ (prefix ? 0x55u : 0xAAu)) * 16777619u;
	return h ^ (h >> 15);
}

static uint32_t hash_of(const char *text, size_t len, bool prefix)
{
	uint32_t h = HASH_START;

	for (size_t i = 0; i < len; i++)
		h = hash_step(h, text[i]);
	return hash_end(h, prefix);
}

static const struct cue_spelling *find(const struct cue_dict *d, uint32_t hash, const char *text,
				       size_t len, bool prefix)
{
	if (!d->room)
		return NULL;
	for (size_t i = hash & (d->room - 1); d->slots[i]; i = (i + 1) & (d->room - 1)) {
		const struct cue_spelling *s = &d->spellings.items[d->slots[i] - 1];

		if (s->len == len && s->prefix == prefix && !memcmp(s->text, text, len))
			return s;
	}
	return NULL;
}

static void grow(struct cue_dict *d)
{
	free(d->slots);
	d->room = d->room ? d->room * 2 : 1024;
	d->slots = mem_new(d->room, sizeof(*d->slots));
	for (size_t k = 0; k < d->spellings.count; k++) {
		const struct cue_spelling *s = &d->spellings.items[k];
		size_t i = hash_of(s->text, s->len, s->prefix) & (d->room - 1);

		while (d->slots[i])
			i = (i + 1) & (d->room - 1);
		d->slots[i] = (unsigned)k + 1;
	}
}

static void allow_slips(struct cue_dict *d, size_t index)
{
	const struct cue_spelling *s = &d->spellings.items[index];

	if (s->len >= CUE_FUZZY_LEAST && s->text[0] >= 'a' && s->text[0] <= 'z')
		*vec_push(&d->fuzzy[s->text[0] - 'a'].spellings) = (unsigned)index;
}

static void add_spelling(struct cue_dict *d, const struct cue_spelling *s)
{
	const struct cue_spelling *old =
		find(d, hash_of(s->text, s->len, s->prefix), s->text, s->len, s->prefix);
	size_t i;

	if (old) { /* marked once is marked */
		i = (size_t)(old - d->spellings.items);
		if (old->exact && !s->exact) {
			d->spellings.items[i].exact = false;
			allow_slips(d, i);
		}
		return;
	}
	if (d->spellings.count * 2 >= d->room)
		grow(d);
	i = hash_of(s->text, s->len, s->prefix) & (d->room - 1);
	while (d->slots[i])
		i = (i + 1) & (d->room - 1);
	d->slots[i] = (unsigned)d->spellings.count + 1;
	*vec_push(&d->spellings) = *s;
	if (!s->exact)
		allow_slips(d, d->spellings.count - 1);
}

unsigned short cue_dict_add(struct cue_dict *d, const char *word, size_t len, bool prefix,
			    bool exact, unsigned short next_id)
{
	struct cue_spelling s = {.prefix = prefix, .exact = exact, .word = next_id};
	const struct cue_spelling *old;

	s.len = (unsigned char)fold_into(word, len, false, s.text);
	old = find(d, hash_of(s.text, s.len, prefix), s.text, s.len, prefix);
	if (old)
		s.word = old->word;
	add_spelling(d, &s);
	s.len = (unsigned char)fold_into(word, len, true, s.text);
	add_spelling(d, &s);
	return s.word;
}

void cue_dict_dispose(struct cue_dict *d)
{
	for (size_t i = 0; i < ARRAY_LEN(d->fuzzy); i++)
		vec_dispose(&d->fuzzy[i].spellings);
	vec_dispose(&d->spellings);
	free(d->slots);
	d->slots = NULL;
	d->room = 0;
}

/* ---- looking up ---- */

/* Whether `a` becomes `b` by one slip, of the kinds that words of that length allow. */
static bool one_slip(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t shared = 0, least = a_len < b_len ? a_len : b_len;

	while (shared < least && a[shared] == b[shared])
		shared++;
	if (a_len == b_len) {
		if (shared + 1 < a_len && a[shared] == b[shared + 1] &&
		    a[shared + 1] == b[shared] &&
		    !memcmp(a + shared + 2, b + shared + 2, a_len - shared - 2))
			return true;
		return a_len >= 6 && shared < a_len &&
		       !memcmp(a + shared + 1, b + shared + 1, a_len - shared - 1);
	}
	if (least < 6)
		return false;
	if (a_len == b_len + 1)
		return !memcmp(a + shared + 1, b + shared, b_len - shared);
	return b_len == a_len + 1 && !memcmp(a + shared, b + shared + 1, a_len - shared);
}

static bool is_misspelt(const struct cue_spelling *s, const char *token, size_t len)
{
	if (!s->prefix)
		return one_slip(s->text, s->len, token, len);
	/* The beginning may be one letter shorter or longer than the prefix. */
	for (size_t n = s->len - 1u; n <= s->len + 1u && n <= len; n++) {
		if (one_slip(s->text, s->len, token, n))
			return true;
	}
	return false;
}

static size_t find_as_spelt(const struct cue_dict *d, const char *folded, size_t len,
			    unsigned short ret[CUE_IDS_MAX])
{
	size_t count = 0;
	uint32_t h = HASH_START;
	const struct cue_spelling *s;

	for (size_t n = 1; n <= len; n++) {
		h = hash_step(h, folded[n - 1]);
		s = find(d, hash_end(h, true), folded, n, true);
		if (s && count < CUE_IDS_MAX)
			ret[count++] = s->word;
	}
	s = find(d, hash_end(h, false), folded, len, false);
	if (s) {
		if (count == CUE_IDS_MAX)
			count--;
		ret[count++] = s->word;
	}
	return count;
}

/* Letters that stand three times or more in a row, once: "pleeease". Returns the new length. */
static size_t shorten(const char *folded, size_t len, char ret[CUE_WORD_ROOM])
{
	size_t out = 0;

	for (size_t i = 0; i < len;) {
		size_t run = 1;

		while (i + run < len && folded[i + run] == folded[i])
			run++;
		ret[out++] = folded[i];
		if (run == 2)
			ret[out++] = folded[i];
		i += run;
	}
	ret[out] = '\0';
	return out;
}

size_t cue_dict_find(const struct cue_dict *d, const char *folded, size_t len,
		     unsigned short ret[CUE_IDS_MAX])
{
	size_t count = find_as_spelt(d, folded, len, ret), n;
	char shorter[CUE_WORD_ROOM];

	if (count || len < CUE_FUZZY_LEAST || folded[0] < 'a' || folded[0] > 'z')
		return count;
	n = shorten(folded, len, shorter);
	if (n < len)
		count = find_as_spelt(d, shorter, n, ret);
	for (size_t i = 0; !count && i < d->fuzzy[folded[0] - 'a'].spellings.count; i++) {
		const struct cue_spelling *s =
			&d->spellings.items[d->fuzzy[folded[0] - 'a'].spellings.items[i]];

		if (is_misspelt(s, shorter, n))
			ret[count++] = s->word;
	}
	return count;
}
