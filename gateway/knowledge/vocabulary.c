/*
 * Slips are looked for only where the texts do not have the word itself: "return" is no slip for
 * "returns", and what is written right means what it says.
 */
#include "gateway/knowledge/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"

#define SLIP_FROM 5        /* bytes of a word that may have one slip */
#define SECOND_SLIP_FROM 9 /* … two */
#define PART_FROM 4        /* bytes of the beginning of a compound that says something */
#define END_FROM 5         /* … of its end */
#define SLIP_CREDIT 0.8
#define SECOND_SLIP_CREDIT 0.6
#define PART_CREDIT 0.6
#define TIDY_FROM 4096 /* words, so that a long text is not kept whole */

struct entry {
	char word[VOCABULARY_ROOM], stem[VOCABULARY_ROOM];
};

struct vocabulary {
	VEC(struct entry) entries;
	size_t tidy; /* how many there were when each was there once */
};

struct vocabulary *vocabulary_create(void)
{
	return mem_new(1, sizeof(struct vocabulary));
}

void vocabulary_destroy(struct vocabulary *v)
{
	if (!v)
		return;
	vec_dispose(&v->entries);
	free(v);
}

static size_t room_for(size_t len)
{
	return len < VOCABULARY_ROOM - 1 ? len : VOCABULARY_ROOM - 1;
}

void vocabulary_add(struct vocabulary *v, const char *word, size_t len, const char *stem,
		    size_t stem_len)
{
	struct entry *e = vec_push(&v->entries);

	memcpy(e->word, word, room_for(len));
	memcpy(e->stem, stem, room_for(stem_len));
	if (v->entries.count > 2 * v->tidy + TIDY_FROM)
		vocabulary_finish(v);
}

static int by_word(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->word, ((const struct entry *)b)->word);
}

void vocabulary_finish(struct vocabulary *v)
{
	struct entry *e = v->entries.items;
	size_t used = 0;

	if (v->entries.count == 0)
		return;
	qsort(e, v->entries.count, sizeof *e, by_word);
	for (size_t i = 1; i < v->entries.count; i++) {
		if (strcmp(e[used].word, e[i].word) != 0)
			e[++used] = e[i];
	}
	v->entries.count = used + 1;
	v->tidy = v->entries.count;
}

static bool knows(const struct vocabulary *v, const char *word)
{
	return v->entries.count &&
	       bsearch(word, v->entries.items, v->entries.count, sizeof *v->entries.items, by_word);
}

/* ---- slips ---- */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters are wrong, missing, too many or swapped with their neighbour. */
static size_t slips(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][VOCABULARY_ROOM + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *now = rows[i % 3], *last = rows[(i + 2) % 3], *older = rows[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1,
				       last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], older[j - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

static double slip_credit(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t allowed = a_len >= SECOND_SLIP_FROM ? 2 : a_len >= SLIP_FROM ? 1 : 0;
	size_t apart = a_len > b_len ? a_len - b_len : b_len - a_len;

	if (a[0] != b[0] || apart > allowed)
		return 0;
	apart = slips(a, a_len, b, b_len);
	return apart > allowed ? 0 : apart <= 1 ? SLIP_CREDIT : SECOND_SLIP_CREDIT;
}

/* ---- compounds ---- */

static bool is_part(const char *whole, size_t whole_len, const char *part, size_t part_len)
{
	return whole_len >= part_len + PART_FROM &&
	       ((part_len >= PART_FROM && memcmp(whole, part, part_len) == 0) ||
		(part_len >= END_FROM &&
		 memcmp(whole + whole_len - part_len, part, part_len) == 0));
}

static size_t insert(struct near_word ret[VOCABULARY_NEAR_MAX], size_t count, struct near_word new)
{
	size_t at = count;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(ret[i].stem, new.stem) == 0)
			return count;
	}
	while (at > 0 && ret[at - 1].credit < new.credit)
		at--;
	if (at == VOCABULARY_NEAR_MAX)
		return count;
	count -= count == VOCABULARY_NEAR_MAX;
	memmove(ret + at + 1, ret + at, (count - at) * sizeof *ret);
	ret[at] = new;
	return count + 1;
}

size_t vocabulary_near(const struct vocabulary *v, const char *word, size_t len, const char *stem,
		       size_t stem_len, bool compounds, struct near_word ret[VOCABULARY_NEAR_MAX])
{
	struct entry asked = {0};
	size_t count = 0;

	len = room_for(len);
	memcpy(asked.word, word, len);
	memcpy(asked.stem, stem, room_for(stem_len));
	bool is_known = knows(v, asked.word);
	for (size_t i = 0; i < v->entries.count; i++) {
		const struct entry *e = &v->entries.items[i];
		size_t n = strlen(e->word);
		double credit = is_known ? 0 : slip_credit(asked.word, len, e->word, n);
		if (compounds &&
		    (is_part(asked.word, len, e->word, n) || is_part(e->word, n, asked.word, len)))
			credit = credit > PART_CREDIT ? credit : PART_CREDIT;
		if (credit > 0 && strcmp(e->stem, asked.stem) != 0)
			count = insert(ret, count, (struct near_word){e->stem, credit});
	}
	return count;
}
