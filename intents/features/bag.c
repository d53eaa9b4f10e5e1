/*
 * Features go into an open-addressing table that is sized to the message and cleaned by walking
 * what was put in, so short messages never pay for what long ones could need. Past BAG_ITEMS
 * different features the rest is not looked at.
 */
#include "intents/features/bag.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"
#include "intents/features/hash.h"
#include "intents/features/sparse.h"
#include "intents/features/speller.h"
#include "intents/features/synonyms.h"
#include "intents/features/word_grams.h"

#define SLOTS ((size_t)4 * BAG_ITEMS)
#define SLOTS_LEAST ((size_t)256)
#define WORDS_MAX 512
#define GAP_WEIGHT 0.6f
#define EDGE_WEIGHT 0.6f
#define PLAIN_MAX ((size_t)8192) /* bytes of a message that synonyms are looked for in */
#define HITS_MAX 256
#define GROUPS_MAX 24     /* of a message; more of them make a list, not a question */
#define TRUSTED_LETTERS 5 /* of a mended word as typed */
#define NUMBER_SALT 0x6E756D626572ULL
#define BEGIN_SALT 0x626567696EULL
#define END_SALT 0x656E64ULL

struct bag {
	struct bag_item items[BAG_ITEMS];
	uint32_t slot_of[BAG_ITEMS];
	size_t count;
	uint32_t slots[SLOTS]; /* item index + 1, 0 = free */
	size_t mask;
	uint16_t *place_of; /* by feature: item index + 1 of one that was found */
	size_t place_room;
	uint64_t stems[WORDS_MAX]; /* of the words in order, for the pairs */
	size_t stem_count;
	size_t words, known;
	struct bag_word {
		struct speller_word own; /* mended */
		size_t plain;            /* its place in `plain`, which may end before it */
		bool known, number, is_synonym;
	} word_list[WORDS_MAX];
	char plain[PLAIN_MAX]; /* what synonyms are looked for in */
	size_t plain_len;
	uint64_t groups[GROUPS_MAX];
	size_t group_count;
};

struct bag *bag_create(void)
{
	return mem_new(1, sizeof(struct bag));
}

void bag_destroy(struct bag *b)
{
	if (b != NULL)
		free(b->place_of);
	free(b);
}

const struct bag_item *bag_items(const struct bag *b, size_t *ret_count)
{
	*ret_count = b->count;
	return b->items;
}

size_t bag_word_count(const struct bag *b)
{
	return b->words;
}

size_t bag_known_count(const struct bag *b)
{
	return b->known;
}

/* ---- the table ---- */

static void bag_reset(struct bag *b, size_t text_len)
{
	for (size_t i = 0; i < b->count; i++) {
		if (b->items[i].state == BAG_FOUND)
			b->place_of[b->items[i].hash] = 0;
		else
			b->slots[b->slot_of[i]] = 0;
	}
	b->count = b->stem_count = b->words = b->known = b->group_count = 0;
	size_t slots = SLOTS_LEAST;
	while (slots < SLOTS && slots < 12 * text_len)
		slots *= 2;
	b->mask = slots - 1;
}

static bool is_full(const struct bag *b)
{
	return b->count == BAG_ITEMS || b->count > b->mask / 2;
}

static void bag_add(struct bag *b, enum bag_block block, uint64_t hash, float weight, bool quiet)
{
	size_t slot = (size_t)hash & b->mask;
	while (b->slots[slot] != 0) {
		struct bag_item *item = &b->items[b->slots[slot] - 1];
		if (item->hash == hash) {
			item->count++;
			return;
		}
		slot = (slot + 1) & b->mask;
	}
	if (is_full(b))
		return;
	b->items[b->count] = (struct bag_item){.hash = hash,
					       .count = 1,
					       .weight = weight,
					       .block = (unsigned char)block,
					       .state = quiet ? BAG_QUIET : BAG_HASHED};
	b->slot_of[b->count] = (uint32_t)slot;
	b->slots[slot] = (uint32_t)++b->count;
}

/* N-grams that are features. */
static void bag_add_found(struct bag *b, const uint32_t *features, size_t count)
{
	const struct bag_item found = {
		.count = 1, .weight = 1.0f, .block = BAG_GRAMS, .state = BAG_FOUND};
	size_t most = b->mask / 2 < BAG_ITEMS - 1 ? b->mask / 2 + 1 : BAG_ITEMS;
	size_t at = b->count;
	for (size_t i = 0; i < count; i++) {
		uint16_t *place = &b->place_of[features[i]];
		if (*place != 0) {
			b->items[*place - 1].count++;
		} else if (at < most) {
			b->items[at] = found;
			b->items[at].hash = features[i];
			*place = (uint16_t)++at;
		}
	}
	b->count = at;
}

/* Makes room for the features that may be found; once a catalog. */
static void fit_places(struct bag *b, const struct word_grams *grams)
{
	size_t room = grams != NULL ? lexicon_count(word_grams_lexicon(grams)) : 0;
	if (room <= b->place_room)
		return;
	b->place_of = mem_resize(b->place_of, room, sizeof(*b->place_of));
	memset(b->place_of + b->place_room, 0, (room - b->place_room) * sizeof(*b->place_of));
	b->place_room = room;
}

/* ---- features ---- */

bool bag_is_number(const char *word, size_t len)
{
	size_t digits = 0;
	for (size_t i = 0; i < len; i++)
		digits += word[i] >= '0' && word[i] <= '9' ? 1 : 0;
	return digits > 0 && (digits == len || digits >= 3);
}

static void add_word_grams(struct bag *b, const struct word_grams *known, const char *word,
			   size_t len)
{
	uint64_t hashes[WORD_GRAMS_MAX];
	size_t count = word_gram_hashes(word, len, hashes);
	for (size_t i = 0; i < count; i++) {
		uint32_t feature = known == NULL
					   ? LEXICON_NONE
					   : lexicon_find(word_grams_lexicon(known), hashes[i]);
		if (feature == LEXICON_NONE)
			bag_add(b, BAG_GRAMS, hashes[i], 1.0f, false);
		else
			bag_add_found(b, &feature, 1);
	}
}

/* The n-grams of the speller's word `number` if they are known, else those of `word`. */
static void add_known_grams(struct bag *b, const struct word_grams *known, uint32_t number,
			    const char *word, size_t len)
{
	size_t count = 0;
	const uint32_t *features = NULL;
	if (known != NULL && number != SPELLER_NONE)
		features = word_grams_of(known, number, &count);
	bag_add_found(b, features, count);
	if (count == 0)
		add_word_grams(b, known, word, len);
}

/* N-grams of up to 4 characters of `text`, which start at `at[0..count]`. A longer one goes on
 * where the shorter one's hash ended. */
static void add_run_grams_from(struct bag *b, const char *text, const size_t *at, size_t count)
{
	uint64_t h = hash_start(WORD_GRAMS_SEED);
	for (size_t n = 1; n <= count; n++) {
		h = hash_more(h, text + at[n - 1], at[n] - at[n - 1]);
		bag_add(b, BAG_GRAMS, hash_mix(h), 1.0f, false);
	}
}

/* A run of Chinese characters, which are a token each: n-grams over the run, without borders. */
static size_t add_run_grams(struct bag *b, const char *text, const struct token *tokens, size_t i,
			    size_t count)
{
	size_t at[5];
	size_t end = i + 1;
	while (end < count && tokens[end].is_cjk &&
	       tokens[end].start == tokens[end - 1].start + tokens[end - 1].len)
		end++;
	for (size_t k = i; k < end; k++) {
		size_t n = 0;
		for (; n < 4 && k + n < end; n++)
			at[n] = tokens[k + n].start;
		at[n] = tokens[k + n - 1].start + tokens[k + n - 1].len;
		add_run_grams_from(b, text, at, n);
	}
	return end - i;
}

static void add_stem(struct bag *b, uint64_t hash, bool quiet)
{
	bag_add(b, BAG_WORDS, hash, 1.0f, quiet);
	if (b->stem_count < WORDS_MAX)
		b->stems[b->stem_count++] = hash;
}

/* Of a short word that was mended the n-grams stay as typed: if it was another word after all, they
 * say so. A long one is seldom another. */
static void add_word(struct bag *b, struct stemmers *stemmers, const struct bag_language *language,
		     const struct bag_word *word, const char *typed, size_t typed_len)
{
	const struct speller_word *own = &word->own;
	if (word->number) {
		add_stem(b, hash_mix(NUMBER_SALT), true);
		return;
	}
	if (own->text != typed && utf8_count(typed, typed_len) < TRUSTED_LETTERS)
		add_word_grams(b, language->grams, typed, typed_len);
	else
		add_known_grams(b, language->grams, own->number, own->text, own->len);
	uint64_t stem = own->stem;
	add_stem(b, stem != 0 ? stem : stem_hash(stemmers, language->stem, own->text, own->len),
		 false);
}

static void add_pairs(struct bag *b)
{
	for (size_t i = 0; i < b->stem_count; i++) {
		for (size_t gap = 1; gap <= 3 && i + gap < b->stem_count; gap++) {
			uint64_t hash = hash_mix(b->stems[i] * 31 + b->stems[i + gap]);
			bag_add(b, BAG_PAIRS, hash, gap == 1 ? 1.0f : GAP_WEIGHT, false);
		}
	}
}

/* How a message begins and how it ends says much about what kind it is: "can I …", "… please". */
static void add_edges(struct bag *b)
{
	size_t count = b->stem_count;
	if (count == 0)
		return;
	uint64_t begin = hash_mix(b->stems[0] + BEGIN_SALT);
	uint64_t end = hash_mix(b->stems[count - 1] + END_SALT);
	bag_add(b, BAG_PAIRS, begin, EDGE_WEIGHT, false);
	bag_add(b, BAG_PAIRS, end, EDGE_WEIGHT, false);
	if (count == 1)
		return;
	bag_add(b, BAG_PAIRS, hash_mix(begin * 31 + b->stems[1]), EDGE_WEIGHT, false);
	bag_add(b, BAG_PAIRS, hash_mix(end * 31 + b->stems[count - 2]), EDGE_WEIGHT, false);
}

/* ---- words and synonyms ---- */

static void list_words(struct bag *b, const struct speller *speller, const char *text,
		       const struct token *tokens, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct bag_word *w = &b->word_list[i];
		*w = (struct bag_word){
			.own = {text + tokens[i].start, tokens[i].len, 0, SPELLER_NONE}};
		w->number = !tokens[i].is_cjk && bag_is_number(w->own.text, w->own.len);
		if (w->number)
			continue;
		if (speller == NULL) {
			w->known = true;
			continue;
		}
		w->known = tokens[i].is_cjk ? speller_knows(speller, w->own.text, w->own.len)
					    : speller_mend(speller, &w->own);
	}
}

static void write_plain(struct bag *b, const struct token *tokens, size_t count)
{
	b->plain_len = 0;
	for (size_t i = 0; i < count; i++) {
		struct bag_word *w = &b->word_list[i];
		w->plain = PLAIN_MAX;
		if (b->plain_len + w->own.len + 2 > PLAIN_MAX)
			continue;
		if (i == 0 || !synonyms_are_one(&tokens[i - 1], &tokens[i]))
			b->plain[b->plain_len++] = ' ';
		w->plain = b->plain_len;
		memcpy(b->plain + b->plain_len, w->own.text, w->own.len);
		b->plain_len += w->own.len;
	}
	b->plain[b->plain_len++] = ' ';
}

static void keep_group(struct bag *b, uint64_t group)
{
	for (size_t i = 0; i < b->group_count; i++) {
		if (b->groups[i] == group)
			return;
	}
	if (b->group_count < GROUPS_MAX)
		b->groups[b->group_count++] = group;
}

static void find_groups(struct bag *b, const struct synonyms *synonyms, const struct token *tokens,
			size_t count)
{
	struct synonym_hit hits[HITS_MAX];
	write_plain(b, tokens, count);
	size_t found = synonyms_find(synonyms, b->plain, b->plain_len, hits, HITS_MAX);
	for (size_t i = 0, first = 0; i < found; i++) {
		size_t start = hits[i].start, end = start + hits[i].len;
		keep_group(b, hits[i].group);
		while (first < count &&
		       b->word_list[first].plain + b->word_list[first].own.len <= start)
			first++;
		for (size_t k = first; k < count && b->word_list[k].plain < end; k++)
			b->word_list[k].is_synonym = true;
	}
}

static void add_groups(struct bag *b)
{
	for (size_t i = 0; i < b->group_count; i++) {
		uint64_t one = hash_mix(b->groups[i] + BAG_GROUPS);
		bag_add(b, BAG_GROUPS, one, 1.0f, false);
		for (size_t k = 0; k < i; k++) /* in whichever order they stand */
			bag_add(b, BAG_GROUPS, hash_mix(one ^ hash_mix(b->groups[k] + BAG_GROUPS)),
				1.0f, true);
	}
}

void bag_fill(struct bag *b, struct stemmers *stemmers, const struct bag_language *language,
	      const struct speller *speller, const char *text, const struct token *tokens,
	      size_t token_count)
{
	size_t count = token_count < WORDS_MAX ? token_count : WORDS_MAX;
	size_t bytes =
		count == 0 ? 0 : tokens[count - 1].start + tokens[count - 1].len - tokens[0].start;
	size_t run_left = 0;
	bag_reset(b, bytes);
	fit_places(b, language->grams);
	list_words(b, speller, text, tokens, count);
	if (language->synonyms != NULL)
		find_groups(b, language->synonyms, tokens, count);
	for (size_t i = 0; i < count; i++) {
		const struct bag_word *w = &b->word_list[i];
		b->words += w->number ? 0 : 1;
		b->known += w->known || (w->is_synonym && !w->number) ? 1 : 0;
		if (!tokens[i].is_cjk) {
			add_word(b, stemmers, language, w, text + tokens[i].start, tokens[i].len);
			continue;
		}
		if (run_left == 0)
			run_left = add_run_grams(b, text, tokens, i, count);
		run_left--;
		add_stem(b, stem_hash(stemmers, STEM_NONE, w->own.text, w->own.len), false);
	}
	add_pairs(b);
	add_edges(b);
	add_groups(b);
}
