/*
 * The prefilter is a hash table from the first bytes of a literal to the literals that begin so.
 * Four bytes tell words apart well, and are one Chinese character and a bit; shorter literals go to
 * a second table by two bytes. A bitmap of the hashes in use keeps the common case, no literal
 * here, to one load a byte. Aho-Corasick would save re-reading bytes but costs tens of megabytes
 * for 10,000 patterns.
 */
#include "intents/patterns/rules.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/patterns/literal.h"

#define BITMAP_BITS ((size_t)1 << 16)
#define WIDE sizeof(uint32_t)
#define NARROW sizeof(uint16_t)

struct gram_entry {
	char bytes[LITERAL_BYTES_MAX];
	size_t len;
	size_t pattern; /* or, of a second set, the number of the literal */
	bool second;
	size_t next; /* in the same slot, NO_INDEX at the end */
};

struct gram_table {
	size_t width; /* bytes that are hashed */
	size_t *slots;
	size_t room; /* a power of two */
	uint64_t *bitmap;
	bool is_used;
};

struct rules {
	struct pattern **codes; /* owned, by pattern index */
	size_t count;
	VEC(struct gram_entry) entries;
	struct gram_table wide, narrow;
	uint64_t *always;      /* patterns without a literal, a bit each */
	size_t *seconds_start; /* by pattern, and the end: its second set in `seconds` */
	VEC(uint32_t) seconds; /* numbers of literals */
	size_t second_count;   /* different literals of second sets */
	size_t words;          /* of such a bit set */
};

struct rules_scratch {
	struct pattern_scratch *pattern;
	uint64_t *candidates; /* patterns of which a literal was found */
	size_t words;
	uint64_t *seconds; /* literals of second sets that were found */
	size_t second_words;
};

static uint32_t mix_gram(uint32_t gram)
{
	gram *= 0x9E3779B1u;
	return gram ^ gram >> 15;
}

static uint32_t gram_hash(const char *bytes, size_t width)
{
	uint32_t four;
	uint16_t two;
	if (width == sizeof(four)) {
		memcpy(&four, bytes, sizeof(four));
		return mix_gram(four);
	}
	memcpy(&two, bytes, sizeof(two));
	return mix_gram(two);
}

/* ---- building ---- */

static void table_init(struct gram_table *t, size_t width, size_t entries)
{
	t->width = width;
	t->room = 256;
	while (t->room < 2 * entries)
		t->room *= 2;
	t->slots = mem_new(t->room, sizeof(*t->slots));
	for (size_t i = 0; i < t->room; i++)
		t->slots[i] = NO_INDEX;
	t->bitmap = mem_new(BITMAP_BITS / 64, sizeof(*t->bitmap));
}

static void table_add(struct rules *r, size_t index)
{
	struct gram_entry *e = &r->entries.items[index];
	struct gram_table *t = e->len >= r->wide.width ? &r->wide : &r->narrow;
	uint32_t h = gram_hash(e->bytes, t->width);
	size_t bit = h & (BITMAP_BITS - 1);
	t->bitmap[bit / 64] |= (uint64_t)1 << bit % 64;
	t->is_used = true;
	e->next = t->slots[h & (t->room - 1)];
	t->slots[h & (t->room - 1)] = index;
}

static void set_bit(uint64_t *bits, size_t index)
{
	bits[index / 64] |= (uint64_t)1 << index % 64;
}

static void add_set(struct rules *r, size_t index, const struct literal_set *set, bool second)
{
	for (size_t i = 0; i < set->count; i++) {
		struct gram_entry *e = vec_push(&r->entries);
		memcpy(e->bytes, set->items[i].bytes, set->items[i].len);
		e->len = set->items[i].len;
		e->pattern = index;
		e->second = second;
	}
}

static void add_literals(struct rules *r, const struct catalog_pattern *p, size_t index,
			 struct literal_set sets[2])
{
	if (!literal_find(p->regex, p->regex_len, &sets[0], &sets[1]))
		set_bit(r->always, index);
	add_set(r, index, &sets[0], false);
	add_set(r, index, &sets[1], true);
}

static int compare_literals(const void *a, const void *b)
{
	const struct gram_entry *x = a, *y = b;
	if (x->second != y->second)
		return x->second ? 1 : -1;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	int order = memcmp(x->bytes, y->bytes, x->len);
	return order != 0 ? order : (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

static bool same_literal(const struct gram_entry *a, const struct gram_entry *b)
{
	return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* Very many patterns may have "order" in their second set: it is looked for once, and each pattern
 * knows its number. The numbers of `of[]` are by entry, those of patterns are then in order. */
static void number_seconds(struct rules *r, struct gram_entry *entries, size_t count)
{
	uint32_t *of = mem_new(count, sizeof(*of));
	size_t *next = mem_new(r->count + 1, sizeof(*next));
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !same_literal(&entries[i], &entries[i - 1]))
			r->second_count++;
		of[i] = (uint32_t)r->second_count - 1;
		r->seconds_start[entries[i].pattern + 1]++;
	}
	for (size_t p = 0; p < r->count; p++)
		next[p + 1] = r->seconds_start[p + 1] += r->seconds_start[p];
	for (size_t i = 0; i < count; i++)
		*vec_push(&r->seconds) = 0;
	for (size_t i = 0; i < count; i++)
		r->seconds.items[next[entries[i].pattern]++] = of[i];
	for (size_t i = 0; i < count; i++)
		entries[i].pattern = of[i];
	free(next);
	free(of);
}

static void unite_seconds(struct rules *r)
{
	struct gram_entry *e = r->entries.items;
	size_t count = r->entries.count, first = 0, kept;
	if (count > 0)
		qsort(e, count, sizeof(*e), compare_literals);
	while (first < count && !e[first].second)
		first++;
	number_seconds(r, e + first, count - first);
	kept = first;
	for (size_t i = first; i < count; i++) {
		if (i == first || !same_literal(&e[i], &e[kept - 1]))
			e[kept++] = e[i];
	}
	r->entries.count = kept;
}

struct rules *rules_create(const struct intent_catalog *c, struct diag *d)
{
	struct rules *r = mem_new(1, sizeof(*r));
	r->count = c->patterns.count;
	r->words = r->count / 64 + 1;
	r->codes = mem_new(r->count, sizeof(struct pattern *));
	r->always = mem_new(r->words, sizeof(*r->always));
	r->seconds_start = mem_new(r->count + 1, sizeof(*r->seconds_start));
	struct literal_set *sets = mem_new(2, sizeof(*sets));
	for (size_t i = 0; i < r->count; i++) {
		const struct catalog_pattern *p = &c->patterns.items[i];
		r->codes[i] = pattern_create(p->regex, p->regex_len, p->at, d);
		if (r->codes[i] != NULL)
			add_literals(r, p, i, sets);
	}
	free(sets);
	unite_seconds(r);
	table_init(&r->wide, WIDE, r->entries.count);
	table_init(&r->narrow, NARROW, r->entries.count);
	for (size_t i = 0; i < r->entries.count; i++)
		table_add(r, i);
	return r;
}

void rules_destroy(struct rules *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->count; i++)
		pattern_destroy(r->codes[i]);
	free(r->codes);
	free(r->always);
	free(r->seconds_start);
	vec_dispose(&r->seconds);
	free(r->wide.slots);
	free(r->wide.bitmap);
	free(r->narrow.slots);
	free(r->narrow.bitmap);
	vec_dispose(&r->entries);
	free(r);
}

struct rules_scratch *rules_scratch_create(void)
{
	struct rules_scratch *s = mem_new(1, sizeof(*s));
	s->pattern = pattern_scratch_create();
	return s;
}

void rules_scratch_destroy(struct rules_scratch *s)
{
	if (s == NULL)
		return;
	pattern_scratch_destroy(s->pattern);
	free(s->candidates);
	free(s->seconds);
	free(s);
}

/* ---- matching ---- */

static void look_up(const struct rules *r, const struct gram_table *t, struct rules_scratch *s,
		    uint32_t h, const char *text, size_t left)
{
	for (size_t i = t->slots[h & (t->room - 1)]; i != NO_INDEX; i = r->entries.items[i].next) {
		const struct gram_entry *e = &r->entries.items[i];
		if (e->len > left || memcmp(e->bytes, text, e->len) != 0)
			continue;
		uint64_t *found = e->second ? s->seconds : s->candidates;
		found[e->pattern / 64] |= (uint64_t)1 << e->pattern % 64;
	}
}

/* `width` is a constant of the caller, for the compiler's sake: a loop for each width. */
static inline void scan(const struct rules *r, const struct gram_table *t, size_t width,
			struct rules_scratch *s, const char *text, size_t len)
{
	if (!t->is_used)
		return;
	for (size_t i = 0; i + width <= len; i++) {
		uint32_t h = gram_hash(text + i, width);
		size_t bit = h & (BITMAP_BITS - 1);
		if ((t->bitmap[bit / 64] >> bit % 64 & 1) != 0)
			look_up(r, t, s, h, text + i, len - i);
	}
}

void rules_scan(const struct rules *r, struct rules_scratch *s, const char *text, size_t len)
{
	if (s->words < r->words) {
		s->candidates = mem_resize(s->candidates, r->words, sizeof(*s->candidates));
		s->words = r->words;
	}
	size_t second_words = r->second_count / 64 + 1;
	if (s->second_words < second_words) {
		s->seconds = mem_resize(s->seconds, second_words, sizeof(*s->seconds));
		s->second_words = second_words;
	}
	memcpy(s->candidates, r->always, r->words * sizeof(*r->always));
	memset(s->seconds, 0, second_words * sizeof(*s->seconds));
	scan(r, &r->narrow, NARROW, s, text, len);
	scan(r, &r->wide, WIDE, s, text, len);
}

bool rules_is_better(const struct rules_hit *a, const struct rules_hit *b)
{
	return a->len != b->len ? a->len > b->len : a->pattern < b->pattern;
}

/* Keeps the best hit of each intent, the best intents first. */
static void keep_hit(struct rules_result *ret, struct rules_hit hit)
{
	size_t at = 0;
	while (at < ret->count && ret->hits[at].intent != hit.intent)
		at++;
	if (at < ret->count) {
		if (!rules_is_better(&hit, &ret->hits[at]))
			return;
	} else if (ret->count < INTENT_CANDIDATES) {
		ret->count++;
	} else if (rules_is_better(&hit, &ret->hits[at - 1])) {
		at--;
	} else {
		return;
	}
	for (; at > 0 && rules_is_better(&hit, &ret->hits[at - 1]); at--)
		ret->hits[at] = ret->hits[at - 1];
	ret->hits[at] = hit;
}

static void try_pattern(const struct rules *r, struct rules_scratch *s,
			const struct intent_catalog *c, size_t index, const char *text, size_t len,
			struct rules_result *ret)
{
	struct rules_hit hit = {.pattern = index, .intent = c->patterns.items[index].intent};
	switch (pattern_find(r->codes[index], s->pattern, text, len, &hit.start, &hit.len)) {
	case PATTERN_YES: keep_hit(ret, hit); break;
	case PATTERN_LIMIT:
		if (ret->broken++ == 0)
			ret->broken_first = index;
		break;
	case PATTERN_NO: break;
	}
}

static bool has_second(const struct rules *r, const struct rules_scratch *s, size_t pattern)
{
	size_t start = r->seconds_start[pattern], end = r->seconds_start[pattern + 1];
	for (size_t i = start; i < end; i++) {
		uint32_t literal = r->seconds.items[i];
		if ((s->seconds[literal / 64] >> literal % 64 & 1) != 0)
			return true;
	}
	return start == end;
}

static bool query_wants(const struct rules_query *query, const struct catalog_pattern *p)
{
	bool applies = query->others ? p->group != NO_INDEX && p->group != query->group
				     : p->group == NO_INDEX || p->group == query->group;
	return applies && (query->allows == NULL || query->allows(query->ctx, p->intent));
}

void rules_find(const struct rules *r, struct rules_scratch *s, const struct intent_catalog *c,
		const struct rules_query *query, const char *text, size_t len,
		struct rules_result *ret)
{
	ret->count = 0;
	for (size_t w = 0; w < r->words; w++) {
		for (uint64_t bits = s->candidates[w]; bits != 0; bits &= bits - 1) {
			size_t index = w * 64 + (size_t)__builtin_ctzll(bits);
			if (has_second(r, s, index) &&
			    query_wants(query, &c->patterns.items[index]))
				try_pattern(r, s, c, index, text, len, ret);
		}
	}
}

void rules_each(const struct rules *r, struct rules_scratch *s, const struct intent_catalog *c,
		const struct rules_query *query, const char *text, size_t len, rules_fn fn,
		void *ctx)
{
	for (size_t w = 0; w < r->words; w++) {
		for (uint64_t bits = s->candidates[w]; bits != 0; bits &= bits - 1) {
			size_t index = w * 64 + (size_t)__builtin_ctzll(bits);
			const struct catalog_pattern *p = &c->patterns.items[index];
			struct rules_hit hit = {.pattern = index, .intent = p->intent};
			if (query_wants(query, p) &&
			    pattern_find(r->codes[index], s->pattern, text, len, &hit.start,
					 &hit.len) == PATTERN_YES)
				fn(ctx, &hit);
		}
	}
}

enum pattern_result rules_try(const struct rules *r, struct rules_scratch *s, size_t index,
			      const char *text, size_t len)
{
	size_t start, match_len;
	if (r->codes[index] == NULL)
		return PATTERN_NO;
	return pattern_find(r->codes[index], s->pattern, text, len, &start, &match_len);
}
