/*
 * A trie over the bytes of all forms, its edges in one open-addressing table, walked from every
 * place of the message. Forms start with a blank unless they may start inside a word, so the walk
 * ends at once in most places; an Aho-Corasick automaton would save a few steps in 60 and cost
 * failure links.
 */
#include "intents/features/synonyms.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "config/text/normalize.h"
#include "config/text/tokens.h"
#include "config/text/utf8.h"

#define BEGINNING_LEAST 3 /* letters of `word*` and `*word` */
#define PART_LEAST 4      /* of `*word*` */
#define TOKENS_MAX 16
#define NONE UINT32_MAX

struct edge {
	uint32_t key; /* node << 8 | byte; NONE = free */
	uint32_t to;
};

struct meaning {
	uint64_t group;
	uint32_t next; /* of the same form, or NONE */
};

struct synonyms {
	struct edge *edges;
	size_t edge_count, edge_room; /* a power of two */
	VEC(uint32_t) nodes;          /* first meaning, or NONE; the root is 0 */
	VEC(struct meaning) meanings;
};

/* ---- forms ---- */

struct form_reader {
	bool open_start, open_end; /* a star there */
	char text[NORMALIZE_OUT_MAX + 1];
	struct token tokens[TOKENS_MAX + 1];
	size_t count;
};

bool synonyms_are_one(const struct token *before, const struct token *t)
{
	return before->is_cjk && t->is_cjk && before->start + before->len == t->start;
}

static bool join_tokens(const struct form_reader *r, struct synonym_form *f)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct token *t = &r->tokens[i];
		bool open = i == 0 ? r->open_start || t->is_cjk : synonyms_are_one(t - 1, t);
		if (!open)
			f->bytes[f->len++] = ' ';
		if (f->len + t->len > SYNONYM_BYTES_MAX)
			return false;
		memcpy(f->bytes + f->len, r->text + t->start, t->len);
		f->len += t->len;
	}
	if (!r->open_end && !r->tokens[r->count - 1].is_cjk)
		f->bytes[f->len++] = ' ';
	f->bytes[f->len] = '\0';
	return true;
}

static bool is_short(const struct form_reader *r)
{
	size_t letters = 0, least = 1;
	if (r->open_start || r->open_end)
		least = r->open_start && r->open_end ? PART_LEAST : BEGINNING_LEAST;
	for (size_t i = 0; i < r->count; i++) {
		if (r->tokens[i].is_cjk)
			return false;
		letters += utf8_count(r->text + r->tokens[i].start, r->tokens[i].len);
	}
	return letters < least;
}

static enum synonym_fault form_read(struct form_reader *r, const char *pattern,
				    struct synonym_form *ret)
{
	struct synonym_form made = {.len = 0};
	size_t len = strlen(pattern);
	r->open_start = len > 0 && pattern[0] == '*';
	pattern += r->open_start ? 1 : 0;
	len -= r->open_start ? 1 : 0;
	r->open_end = len > 0 && pattern[len - 1] == '*';
	len -= r->open_end ? 1 : 0;
	if (memchr(pattern, '*', len) != NULL)
		return SYNONYM_STAR;
	long normalized = normalize_text(pattern, len, r->text, sizeof(r->text));
	if (normalized > SYNONYM_BYTES_MAX)
		return SYNONYM_LONG;
	r->count = normalized > 0
			   ? tokens_split(r->text, (size_t)normalized, r->tokens, TOKENS_MAX + 1)
			   : 0;
	if (r->count == 0)
		return SYNONYM_EMPTY;
	if (r->count > TOKENS_MAX || !join_tokens(r, &made))
		return SYNONYM_LONG;
	if (is_short(r))
		return SYNONYM_SHORT;
	*ret = made;
	return SYNONYM_FINE;
}

enum synonym_fault synonym_form_of(const char *pattern, struct synonym_form *ret)
{
	struct form_reader *r = mem_new(1, sizeof(*r));
	enum synonym_fault fault = form_read(r, pattern, ret);
	free(r);
	return fault;
}

/* ---- the trie ---- */

static struct edge *edges_new(size_t room)
{
	struct edge *edges = mem_new(room, sizeof(*edges));
	for (size_t i = 0; i < room; i++)
		edges[i].key = NONE;
	return edges;
}

struct synonyms *synonyms_create(void)
{
	struct synonyms *s = mem_new(1, sizeof(*s));
	s->edge_room = 1024;
	s->edges = edges_new(s->edge_room);
	*vec_push(&s->nodes) = NONE;
	return s;
}

void synonyms_destroy(struct synonyms *s)
{
	if (s == NULL)
		return;
	free(s->edges);
	vec_dispose(&s->nodes);
	vec_dispose(&s->meanings);
	free(s);
}

size_t synonyms_bytes(const struct synonyms *s)
{
	return sizeof(*s) + s->edge_room * sizeof(*s->edges) +
	       s->nodes.room * sizeof(*s->nodes.items) +
	       s->meanings.room * sizeof(*s->meanings.items);
}

static struct edge *edge_of(const struct synonyms *s, uint32_t key)
{
	size_t slot = (size_t)(key * 0x9E3779B1u) >> 7 & (s->edge_room - 1);
	while (s->edges[slot].key != NONE && s->edges[slot].key != key)
		slot = (slot + 1) & (s->edge_room - 1);
	return &s->edges[slot];
}

static uint32_t key_of(uint32_t node, char byte)
{
	return node << 8 | (unsigned char)byte;
}

static void grow_edges(struct synonyms *s)
{
	struct edge *old = s->edges;
	size_t room = s->edge_room;
	s->edge_room *= 4;
	s->edges = edges_new(s->edge_room);
	for (size_t i = 0; i < room; i++) {
		if (old[i].key != NONE)
			*edge_of(s, old[i].key) = old[i];
	}
	free(old);
}

static uint32_t node_after(struct synonyms *s, uint32_t node, char byte)
{
	if (s->edge_count * 2 >= s->edge_room)
		grow_edges(s);
	struct edge *e = edge_of(s, key_of(node, byte));
	if (e->key == NONE) {
		*e = (struct edge){.key = key_of(node, byte), .to = (uint32_t)s->nodes.count};
		s->edge_count++;
		*vec_push(&s->nodes) = NONE;
	}
	return e->to;
}

static uint64_t group_hash(const char *id)
{
	uint64_t h = 14695981039346656037ULL;
	for (; *id != '\0'; id++)
		h = (h ^ (unsigned char)*id) * 1099511628211ULL;
	return h;
}

void synonyms_add(struct synonyms *s, const char *id, const char *form)
{
	uint64_t group = group_hash(id);
	uint32_t node = 0;
	for (; *form != '\0'; form++)
		node = node_after(s, node, *form);
	for (uint32_t m = s->nodes.items[node]; m != NONE; m = s->meanings.items[m].next) {
		if (s->meanings.items[m].group == group)
			return;
	}
	uint32_t next = s->nodes.items[node];
	s->nodes.items[node] = (uint32_t)s->meanings.count;
	*vec_push(&s->meanings) = (struct meaning){.group = group, .next = next};
}

size_t synonyms_find(const struct synonyms *s, const char *plain, size_t len,
		     struct synonym_hit *ret, size_t max)
{
	size_t count = 0;
	for (size_t start = 0; start < len; start++) {
		uint32_t node = 0;
		for (size_t at = start; at < len; at++) {
			const struct edge *e = edge_of(s, key_of(node, plain[at]));
			if (e->key == NONE)
				break;
			node = e->to;
			for (uint32_t m = s->nodes.items[node]; m != NONE && count < max;
			     m = s->meanings.items[m].next)
				ret[count++] =
					(struct synonym_hit){.group = s->meanings.items[m].group,
							     .start = start,
							     .len = at + 1 - start};
		}
	}
	return count;
}
