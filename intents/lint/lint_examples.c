/*
 * Sentences that stand there twice: word for word, as the same words in another order or form, or
 * with a typing error between them. Of two intents that is a conflict; inside one only the same
 * words again are worth a line, since variants of a sentence are what examples are for.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/lint/lint_impl.h"

#define TYPO_LETTERS_LEAST 5 /* shorter words are too near each other */
#define TYPO_WORDS_LEAST 3

struct twins {
	const struct lint *l;
	bool *reported; /* by sentence: a line was written about it */
};

static const struct catalog_example *example_of(const struct lint *l, const struct sentence *s)
{
	return &l->c->examples.items[s->example];
}

/* ---- lists that are one sentence over and over ---- */

/* The end of the list (of one intent and locale) that begins at sentence `at`. */
static size_t list_end(const struct lint *l, size_t at, bool *ret_all_same)
{
	const struct sentence *s = l->sentences->list.items;
	const struct catalog_example *first = example_of(l, &s[at]);
	size_t end = at + 1;
	*ret_all_same = true;
	for (; end < l->sentences->list.count; end++) {
		const struct catalog_example *e = example_of(l, &s[end]);
		if (e->intent != first->intent || e->locale != first->locale)
			break;
		*ret_all_same = *ret_all_same && s[end].exact == s[at].exact;
	}
	return end;
}

static void find_lists_of_one(const struct twins *t)
{
	const struct lint *l = t->l;
	for (size_t at = 0, end; at < l->sentences->list.count; at = end) {
		const struct catalog_example *e = example_of(l, &l->sentences->list.items[at]);
		bool all_same;
		end = list_end(l, at, &all_same);
		if (!all_same || end - at < 3)
			continue;
		for (size_t i = at + 1; i < end; i++)
			t->reported[i] = true;
		diag_finding(l->d, "examples-all-same", e->at,
			     "write it once, and other ways to say it beside it",
			     "all %zu examples of intent '%s' in %s are the same sentence",
			     end - at, l->c->intents.items[e->intent].id,
			     l->c->locales.items[e->locale].name);
	}
}

/* ---- the same words ---- */

/* Inside one list: a Chinese sentence that is written the same in both scripts belongs to both. */
static void find_repeated(const struct twins *t)
{
	const struct lint *l = t->l;
	struct hash_index seen;
	hash_index_init(&seen, l->sentences->list.count);
	for (size_t i = 0; i < l->sentences->list.count; i++) {
		const struct sentence *s = &l->sentences->list.items[i];
		const struct catalog_example *b = example_of(l, s);
		uint64_t list = hash_mix(b->intent, b->locale);
		size_t first = hash_index_put(&seen, hash_mix(s->exact, list), i);
		if (first == NO_INDEX || t->reported[i])
			continue;
		const struct catalog_example *a = example_of(l, &l->sentences->list.items[first]);
		t->reported[i] = true;
		diag_finding(l->d, "example-repeated", b->at, "remove one of them",
			     "duplicate example, also at %s:%u:%u", a->at.file, a->at.line,
			     a->at.col);
	}
	hash_index_dispose(&seen);
}

static void find_duplicates(const struct twins *t)
{
	const struct lint *l = t->l;
	struct hash_index seen;
	hash_index_init(&seen, l->sentences->list.count);
	for (size_t i = 0; i < l->sentences->list.count; i++) {
		const struct sentence *s = &l->sentences->list.items[i];
		size_t first = hash_index_put(&seen, s->exact, i);
		if (first == NO_INDEX || t->reported[i])
			continue;
		const struct catalog_example *a = example_of(l, &l->sentences->list.items[first]);
		if (!lint_rivals(l, a->intent, s->intent))
			continue;
		t->reported[i] = true;
		diag_finding(l->d, "example-duplicate", example_of(l, s)->at,
			     "a message can only mean one intent: remove it from one of them",
			     "duplicate example, also in intent '%s' at %s:%u:%u",
			     l->c->intents.items[a->intent].id, a->at.file, a->at.line, a->at.col);
	}
	hash_index_dispose(&seen);
}

/* ---- nearly the same ---- */

static void report_near(const struct twins *t, size_t first, size_t second, const char *how)
{
	const struct lint *l = t->l;
	const struct sentence *s = l->sentences->list.items;
	const struct catalog_example *a = example_of(l, &s[first]), *b = example_of(l, &s[second]);
	char text[LINT_SHORT];
	if (t->reported[second] || !lint_rivals(l, a->intent, b->intent))
		return;
	t->reported[second] = true;
	diag_finding(l->d, "example-near-duplicate", b->at,
		     "decide which intent it is, and say the other one differently",
		     "%s as '%s' of intent '%s' at %s:%u:%u", how,
		     lint_short(a->text, text, sizeof(text)), l->c->intents.items[a->intent].id,
		     a->at.file, a->at.line, a->at.col);
}

static void find_same_stems(const struct twins *t)
{
	const struct sentences *s = t->l->sentences;
	struct hash_index seen;
	hash_index_init(&seen, s->list.count);
	for (size_t i = 0; i < s->list.count; i++) {
		size_t first = hash_index_put(&seen, s->list.items[i].bag, i);
		if (first != NO_INDEX && s->list.items[first].exact != s->list.items[i].exact)
			report_near(t, first, i, "the same words");
	}
	hash_index_dispose(&seen);
}

/* Whether the words are one edit apart: a letter more, less, another, or two swapped. */
static bool is_one_edit(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len > b_len)
		return is_one_edit(b, b_len, a, a_len);
	if (b_len - a_len > 1)
		return false;
	size_t start = 0, end = 0;
	while (start < a_len && a[start] == b[start])
		start++;
	while (end < a_len - start && a[a_len - 1 - end] == b[b_len - 1 - end])
		end++;
	size_t left = a_len - start - end;
	if (a_len < b_len)
		return left == 0;
	return left <= 1 || (left == 2 && a[start] == b[start + 1] && a[start + 1] == b[start]);
}

/* A word may be mistyped; digits and capitals of Chinese are no letters. */
static bool may_be_mistyped(const struct sentence_word *w)
{
	return !w->is_cjk && !w->is_number && w->len >= TYPO_LETTERS_LEAST;
}

static uint64_t hash_without(const struct sentences *s, const struct sentence *x, size_t word)
{
	uint64_t h = hash_mix(hash_mix(0x74, x->group), word);
	for (size_t i = 0; i < x->count; i++)
		h = hash_mix(h, i == word ? 0 : s->words.items[x->first + i].form);
	return h;
}

static bool is_typo(const struct lint *l, size_t a, size_t b, size_t word)
{
	const struct sentences *s = l->sentences;
	const struct sentence *x = &s->list.items[a], *y = &s->list.items[b];
	const struct sentence_word *v = &s->words.items[x->first + word];
	const struct sentence_word *w = &s->words.items[y->first + word];
	const char *first = example_of(l, x)->normalized + v->start;
	const char *second = example_of(l, y)->normalized + w->start;
	return v->form != w->form && first[0] == second[0] &&
	       is_one_edit(first, v->len, second, w->len);
}

/* Sentences that differ in one word share the hash of the rest. */
static void find_typos(const struct twins *t)
{
	const struct sentences *s = t->l->sentences;
	struct hash_index seen;
	hash_index_init(&seen, s->words.count);
	for (size_t i = 0; i < s->list.count; i++) {
		const struct sentence *x = &s->list.items[i];
		if (x->count < TYPO_WORDS_LEAST)
			continue;
		for (size_t w = 0; w < x->count; w++) {
			if (!may_be_mistyped(&s->words.items[x->first + w]))
				continue;
			size_t first = hash_index_put(&seen, hash_without(s, x, w), i);
			if (first != NO_INDEX && is_typo(t->l, first, i, w))
				report_near(t, first, i, "but for a letter the same words");
		}
	}
	hash_index_dispose(&seen);
}

void lint_examples(const struct lint *l)
{
	struct twins t = {.l = l};
	t.reported = mem_new(l->sentences->list.count, sizeof(*t.reported));
	find_lists_of_one(&t);
	find_repeated(&t);
	find_duplicates(&t);
	find_same_stems(&t);
	find_typos(&t);
	free(t.reported);
}
