/*
 * A treap: a binary search tree by (rank, priority, case id) that is a heap by a hash of the case
 * id, with two counts a node (all, and queued ones). Its shape depends on the content alone, never
 * on a random number, so a line rebuilt from the store is the same line. Beside it an
 * open-addressing table from case id to node. A sorted array would do for the shipped cap of 1,000;
 * without a cap it moves megabytes a claim.
 */
#include "escalation/line.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "escalation/assign.h"

#define AGING_MS ((int64_t)10 * 60 * 1000)

struct node {
	struct node *left, *right;
	size_t count, queued; /* of this subtree */
	uint64_t rank;        /* heap order, also the hash of the case id */
	struct esc_waiting w;
};

struct line {
	struct node *root;
	struct node **slots; /* by case id; room is a power of two, at most half full */
	size_t room;
	int64_t aging_ms;
};

static uint64_t hash_of(const char *id)
{
	uint64_t h = 14695981039346656037u;

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * 1099511628211u;
	/* FNV's low bits are poor for ids that differ in their last letter. */
	h ^= h >> 32;
	h *= 0x9E3779B97F4A7C15u;
	return h ^ (h >> 29);
}

static int order(const struct esc_waiting *a, const struct esc_waiting *b)
{
	if (a->rank_ms != b->rank_ms)
		return a->rank_ms < b->rank_ms ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	return strcmp(a->case_id, b->case_id);
}

/* ---- the tree ---- */

static size_t count_of(const struct node *n)
{
	return n ? n->count : 0;
}

static size_t queued_of(const struct node *n)
{
	return n ? n->queued : 0;
}

static size_t is_queued(const struct node *n)
{
	return n->w.state != ESC_CASE_CALLBACK;
}

static void recount(struct node *n)
{
	n->count = 1 + count_of(n->left) + count_of(n->right);
	n->queued = is_queued(n) + queued_of(n->left) + queued_of(n->right);
}

/* Splits into what stands before `w` and the rest. Depth is O(log n) as the heap order is a good
 * hash. */
static void split(struct node *n, const struct esc_waiting *w, struct node **before,
		  struct node **rest)
{
	if (!n) {
		*before = *rest = NULL;
	} else if (order(&n->w, w) < 0) {
		split(n->right, w, &n->right, rest);
		recount(n);
		*before = n;
	} else {
		split(n->left, w, before, &n->left);
		recount(n);
		*rest = n;
	}
}

static struct node *merge(struct node *a, struct node *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->rank > b->rank) {
		a->right = merge(a->right, b);
		recount(a);
		return a;
	}
	b->left = merge(a, b->left);
	recount(b);
	return b;
}

/* Takes `gone` out of the tree under `n`; returns the new root. */
static struct node *unlink_node(struct node *n, const struct node *gone)
{
	if (n == gone)
		return merge(n->left, n->right);
	if (order(&gone->w, &n->w) < 0)
		n->left = unlink_node(n->left, gone);
	else
		n->right = unlink_node(n->right, gone);
	recount(n);
	return n;
}

/* ---- the table ---- */

static size_t slot_of(const struct line *l, const char *case_id)
{
	size_t i = hash_of(case_id) & (l->room - 1);

	while (l->slots[i] && strcmp(l->slots[i]->w.case_id, case_id))
		i = (i + 1) & (l->room - 1);
	return i;
}

static void grow(struct line *l)
{
	struct node **old = l->slots;
	size_t old_room = l->room;

	l->room = old_room ? old_room * 2 : 64;
	l->slots = mem_new(l->room, sizeof(*l->slots));
	for (size_t i = 0; i < old_room; i++) {
		if (old[i])
			l->slots[slot_of(l, old[i]->w.case_id)] = old[i];
	}
	free(old);
}

/* Empties slot `i` and moves up what had to step over it. */
static void clear_slot(struct line *l, size_t i)
{
	size_t mask = l->room - 1;

	l->slots[i] = NULL;
	for (size_t k = (i + 1) & mask; l->slots[k]; k = (k + 1) & mask) {
		struct node *n = l->slots[k];

		l->slots[k] = NULL;
		l->slots[slot_of(l, n->w.case_id)] = n;
	}
}

/* ---- the line ---- */

struct line *line_create(void)
{
	struct line *l = mem_new(1, sizeof(*l));

	l->aging_ms = AGING_MS;
	grow(l);
	return l;
}

void line_destroy(struct line *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->room; i++)
		free(l->slots[i]);
	free(l->slots);
	free(l);
}

static void enter(struct line *l, struct node *n)
{
	struct node *before, *rest;

	n->w.rank_ms = esc_rank_ms(n->w.place_ms ? n->w.place_ms : n->w.since_ms, n->w.priority,
				   l->aging_ms);
	n->left = n->right = NULL;
	recount(n);
	split(l->root, &n->w, &before, &rest);
	l->root = merge(merge(before, n), rest);
}

void line_put(struct line *l, const struct esc_waiting *w)
{
	struct node *n = mem_new(1, sizeof(*n));

	n->w = *w;
	n->rank = hash_of(w->case_id);
	(void)line_remove(l, w->case_id);
	if (count_of(l->root) * 2 >= l->room)
		grow(l);
	l->slots[slot_of(l, w->case_id)] = n;
	enter(l, n);
}

void line_set_aging(struct line *l, int64_t aging_ms)
{
	if (l->aging_ms == aging_ms)
		return;
	l->aging_ms = aging_ms;
	l->root = NULL;
	for (size_t i = 0; i < l->room; i++) {
		if (l->slots[i])
			enter(l, l->slots[i]);
	}
}

void line_hold(struct line *l, const char *case_id, bool held)
{
	struct node *n = l->slots[slot_of(l, case_id)];

	if (n)
		n->w.is_held = held;
}

bool line_remove(struct line *l, const char *case_id)
{
	size_t i = slot_of(l, case_id);
	struct node *n = l->slots[i];

	if (!n)
		return false;
	l->root = unlink_node(l->root, n);
	clear_slot(l, i);
	free(n);
	return true;
}

size_t line_count(const struct line *l)
{
	return count_of(l->root);
}

size_t line_queued(const struct line *l)
{
	return queued_of(l->root);
}

const struct esc_waiting *line_at(const struct line *l, size_t index)
{
	const struct node *n = l->root;

	while (n && index != count_of(n->left)) {
		if (index < count_of(n->left)) {
			n = n->left;
		} else {
			index -= count_of(n->left) + 1;
			n = n->right;
		}
	}
	return n ? &n->w : NULL;
}

const struct esc_waiting *line_find(const struct line *l, const char *case_id)
{
	const struct node *n = l->slots[slot_of(l, case_id)];

	return n ? &n->w : NULL;
}

size_t line_position(const struct line *l, const char *case_id)
{
	const struct node *goal = l->slots[slot_of(l, case_id)];
	const struct node *n = l->root;
	size_t before = 0;

	if (!goal || !is_queued(goal))
		return 0;
	while (n != goal) {
		if (order(&goal->w, &n->w) < 0) {
			n = n->left;
		} else {
			before += queued_of(n->left) + is_queued(n);
			n = n->right;
		}
	}
	return before + queued_of(n->left) + 1;
}
