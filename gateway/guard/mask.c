/*
 * The values of a mask, and the order in which a text is searched. Values are few, so they stand in
 * a row and are compared one by one.
 */
#include "gateway/guard/mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"
#include "gateway/guard/finder.h"
#include "gateway/guard/mask_impl.h"

#define KNOWN_LEAST 2     /* letters of a value to look for */
#define NAME_PART_LEAST 3 /* of one of a name's words */
#define PLACEHOLDER_ROOM 32

struct mask *mask_create(void)
{
	return mem_new(1, sizeof(struct mask));
}

void mask_destroy(struct mask *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->values.count; i++) {
		free(m->values.items[i].key);
		free(m->values.items[i].original);
	}
	vec_dispose(&m->values);
	free(m);
}

size_t mask_count(const struct mask *m)
{
	size_t count = 0;

	for (int k = 0; k < MASK_KIND_COUNT; k++)
		count += m->used[k];
	return count;
}

size_t mask_respelled(const struct mask *m)
{
	return m->respelled;
}

/* ---- values ---- */

static bool counts_in_key(enum mask_kind kind, uint32_t code)
{
	if (kind == MASK_MAIL)
		return !view_is_blank(code);
	return view_is_word(code) || view_is_han(code);
}

/* What makes a value the same: owned. The bytes of a text that looked like a placeholder; else its
 * letters and digits, of a telephone number without the 00 in front. */
static char *key_of(const struct view *v, size_t from, size_t to, enum mask_kind kind)
{
	size_t start = v->cells[from].start, len = 0;
	char *key;

	if (kind == MASK_TEXT)
		return mem_copy(v->text + start, v->cells[to - 1].end - start);
	key = mem_new((to - from) * 4 + 1, 1);
	if (kind == MASK_PHONE && view_has(v, from, "00"))
		from += 2;
	for (size_t i = from; i < to; i++) {
		if (counts_in_key(kind, v->cells[i].code))
			len += utf8_encode(v->cells[i].code, key + len);
	}
	return key;
}

static bool is_number(enum mask_kind kind)
{
	return kind == MASK_PHONE || kind == MASK_ORDER || kind == MASK_CUSTOMER ||
	       kind == MASK_NUMBER;
}

static struct mask_value *lookup(struct mask *m, enum mask_kind kind, const char *key)
{
	for (size_t i = 0; i < m->values.count; i++) {
		struct mask_value *x = &m->values.items[i];
		if ((x->kind == kind || (is_number(kind) && is_number(x->kind))) &&
		    strcmp(x->key, key) == 0)
			return x;
	}
	return NULL;
}

/* Takes `key`. NULL when there are too many. */
static struct mask_value *add(struct mask *m, enum mask_kind kind, char *key)
{
	if (m->values.count == MASK_VALUES_MAX) {
		free(key);
		return NULL;
	}
	struct mask_value *new = vec_push(&m->values);
	*new = (struct mask_value){.kind = kind, .key = key};
	return new;
}

const struct mask_value *mask_meet(struct mask *m, const struct view *v, size_t from, size_t to,
				   enum mask_kind kind)
{
	size_t start = v->cells[from].start, len = v->cells[to - 1].end - start;
	char *key = key_of(v, from, to, kind);
	struct mask_value *x = lookup(m, kind, key);

	if (x)
		free(key);
	else
		x = add(m, kind, key);
	if (!x)
		return NULL;
	x->is_searched |= x->kind == MASK_ORDER || x->kind == MASK_CUSTOMER;
	if (x->number == 0) { /* now it is seen as the customer writes it */
		free(x->original);
		x->original = mem_copy(v->text + start, len);
		x->number = ++m->used[x->kind];
	} else if (strlen(x->original) != len || memcmp(x->original, v->text + start, len) != 0) {
		m->respelled++;
	}
	return x;
}

/* Names that are words as well. In small letters they are those. */
static const char *const ordinary[] = {
	"art",    "bach",    "bank",    "bauer",  "baum",   "bell",    "berg",   "bill",   "black",
	"blanc",  "braun",   "brown",   "brun",   "busch",  "camp",    "chance", "cook",   "dick",
	"dorn",   "drew",    "fein",    "field",  "fish",   "fox",     "frank",  "free",   "fuchs",
	"good",   "grace",   "grand",   "gray",   "green",  "grey",    "gross",  "gut",    "hall",
	"hart",   "hase",    "heart",   "hill",   "hope",   "jack",    "jung",   "kaiser", "kern",
	"king",   "klar",    "klein",   "koch",   "kraft",  "krug",    "kurz",   "lang",   "le",
	"leger",  "long",    "love",    "mark",   "may",    "meister", "miller", "moreau", "nagel",
	"neu",    "noir",    "petit",   "price",  "rich",   "rose",    "roth",   "rouge",  "roux",
	"sauer",  "schnell", "schwarz", "sommer", "stark",  "stein",   "stern",  "stone",  "strong",
	"summer", "tag",     "von",     "van",    "wagner", "way",     "weiss",  "white",  "will",
	"winter", "wise",    "wolf",    "wood",   "young"};

static bool is_ordinary(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(ordinary); i++) {
		if (strcmp(ordinary[i], key) == 0)
			return true;
	}
	return false;
}

static void know(struct mask *m, const char *text, size_t len, enum mask_kind kind)
{
	struct view v;
	struct mask_value *x;
	size_t letters = 0;
	char *key;

	view_init(&v, text, len);
	view_fold_spelled(&v);
	for (size_t i = 0; i < v.count; i++)
		letters += counts_in_key(kind, v.cells[i].code);
	if (letters >= KNOWN_LEAST) {
		key = key_of(&v, 0, v.count, kind);
		x = lookup(m, kind, key);
		if (x)
			free(key);
		else
			x = add(m, kind, key);
		if (x) {
			x->is_searched = true;
			x->capital = kind == MASK_NAME && is_ordinary(x->key);
		}
	}
	view_dispose(&v);
}

void mask_know_name(struct mask *m, const char *name, size_t len)
{
	struct view v;

	know(m, name, len, MASK_NAME);
	view_init(&v, name, len);
	for (size_t at = 0; at < v.count;) { /* "Ms Weber" is as hidden as "Anna Weber" */
		size_t end = view_word_end(&v, at);
		if (end - at >= NAME_PART_LEAST)
			know(m, name + v.cells[at].start, v.cells[end - 1].end - v.cells[at].start,
			     MASK_NAME);
		at = end > at ? end : at + 1;
	}
	view_dispose(&v);
}

void mask_add_name(struct mask *m, const char *name, const char *kind)
{
	enum mask_kind k = MASK_NAME;

	if (!name || !*name)
		return;
	for (int i = 0; kind && i < MASK_TEXT; i++) {
		if (strcasecmp(kind, mask_kind_name((enum mask_kind)i)) == 0)
			k = (enum mask_kind)i;
	}
	if (k == MASK_NAME)
		mask_know_name(m, name, strlen(name));
	else
		know(m, name, strlen(name), k);
}

const struct mask_value *mask_value_of(const struct mask *m, enum mask_kind kind, unsigned number)
{
	for (size_t i = 0; m && number > 0 && i < m->values.count; i++) {
		const struct mask_value *x = &m->values.items[i];
		if (x->kind == kind && x->number == number)
			return x;
	}
	return NULL;
}

/* ---- searching a text ---- */

bool finder_is_free(const struct finder *f, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (f->states[i] != CELL_FREE)
			return false;
	}
	return true;
}

/* A letter that folds to several cells is never cut in two. */
static void widen(const struct view *v, size_t *from, size_t *to)
{
	while (*from > 0 && v->cells[*from - 1].start == v->cells[*from].start)
		(*from)--;
	while (*to < v->count && v->cells[*to].start == v->cells[*to - 1].start)
		(*to)++;
}

/* Takes a range that is free as a whole. */
static void take_free(struct finder *f, size_t from, size_t to, enum mask_kind kind)
{
	const struct mask_value *x;

	x = mask_meet(f->mask, &f->view, from, to, kind);
	*vec_push(&f->found) = (struct finding){
		.from = from, .to = to, .kind = x ? x->kind : kind, .number = x ? x->number : 0};
	memset(f->states + from, CELL_TAKEN, to - from);
}

static bool is_text(const struct finder *f, size_t at)
{
	uint32_t c = f->view.cells[at].code;

	return view_is_word(c) || view_is_han(c);
}

/* Of a range that others have taken a part of, its free parts from their first to their last letter
 * or digit: what was found never stays because something else touches it. */
void finder_take(struct finder *f, size_t from, size_t to, enum mask_kind kind)
{
	widen(&f->view, &from, &to);
	if (finder_is_free(f, from, to)) {
		take_free(f, from, to, kind);
		return;
	}
	while (from < to) {
		size_t end = from, last = from;
		for (; end < to && f->states[end] == CELL_FREE; end++) {
			if (is_text(f, end))
				last = end + 1;
		}
		while (from < last && !is_text(f, from))
			from++;
		if (from < last) {
			widen(&f->view, &from, &last);
			take_free(f, from, last, kind);
		}
		from = end + 1;
	}
}

void finder_mark_plain(struct finder *f, size_t from, size_t to)
{
	widen(&f->view, &from, &to);
	if (finder_is_free(f, from, to))
		memset(f->states + from, CELL_PLAIN, to - from);
}

static int by_place(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

/* The text with what was found replaced: owned. */
static char *write_masked(struct finder *f)
{
	const struct view *v = &f->view;
	char *out = mem_new(v->len + f->found.count * PLACEHOLDER_ROOM + 1, 1);
	size_t used = 0, at = 0;

	if (f->found.count)
		qsort(f->found.items, f->found.count, sizeof *f->found.items, by_place);
	for (size_t i = 0; i < f->found.count; i++) {
		const struct finding *x = &f->found.items[i];
		size_t start = v->cells[x->from].start;
		memcpy(out + used, v->text + at, start - at);
		used += start - at;
		used += (size_t)snprintf(out + used, PLACEHOLDER_ROOM, "«%s_%u»",
					 mask_kind_name(x->kind), x->number);
		at = v->cells[x->to - 1].end;
	}
	memcpy(out + used, v->text + at, v->len - at);
	return out;
}

char *mask_text(struct mask *m, const char *text, size_t len)
{
	struct finder f = {.mask = m};
	char *out;

	view_init(&f.view, text, len);
	view_fold_spelled(&f.view);
	f.states = mem_new(f.view.count + 1, 1);
	find_placeholders(&f);
	find_mails(&f);
	find_ibans(&f);
	find_cards(&f);
	find_said_names(&f);
	find_known(&f);
	find_addresses(&f);
	find_prices_and_dates(&f);
	find_numbers(&f);
	find_known(&f); /* order numbers that were named behind their first mention */
	out = write_masked(&f);
	vec_dispose(&f.found);
	free(f.states);
	view_dispose(&f.view);
	return out;
}
