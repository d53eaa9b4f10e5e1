/*
 * Texts along a tree. Repeats are as short as they may be, unless they hold what is asked for or
 * the variant is odd: then optional parts are there as well.
 */
#include <string.h>

#include "config/text/utf8.h"
#include "intents/lint/regex.h"

struct writer {
	const struct regex *r;
	const struct regex_wish *wish;
	size_t variant; /* of the part that is being written */
	char *out;
	size_t len, start, end;
	bool too_long;
};

static void write_node(struct writer *w, size_t node);

bool regex_holds(const struct regex *r, size_t node, size_t inside)
{
	if (inside == REGEX_NONE)
		return false;
	if (node == inside)
		return true;
	for (size_t c = r->nodes.items[node].child; c != REGEX_NONE; c = r->nodes.items[c].next) {
		if (regex_holds(r, c, inside))
			return true;
	}
	return false;
}

static size_t count_children(const struct regex *r, size_t node)
{
	size_t count = 0;
	for (size_t c = r->nodes.items[node].child; c != REGEX_NONE; c = r->nodes.items[c].next)
		count++;
	return count;
}

size_t regex_branches(const struct regex *r)
{
	size_t most = 1;
	for (size_t i = 0; i < r->nodes.count; i++) {
		size_t count = r->nodes.items[i].kind == REGEX_CHOICE ? count_children(r, i) : 0;
		most = count > most ? count : most;
	}
	return most;
}

static void write_character(struct writer *w, uint32_t code)
{
	if (w->len + 4 > REGEX_TEXT_MAX)
		w->too_long = true;
	else
		w->len += utf8_encode(code, w->out + w->len);
}

static void write_children(struct writer *w, size_t node)
{
	for (size_t c = w->r->nodes.items[node].child; c != REGEX_NONE;
	     c = w->r->nodes.items[c].next)
		write_node(w, c);
}

static void write_branch(struct writer *w, size_t node)
{
	size_t count = count_children(w->r, node), at = 0;
	size_t chosen = w->variant % (count > 0 ? count : 1);
	size_t c = w->r->nodes.items[node].child;
	for (size_t k = c; k != REGEX_NONE; k = w->r->nodes.items[k].next, at++) {
		if (regex_holds(w->r, k, w->wish->target)) {
			c = k;
			break;
		}
		if (at == chosen)
			c = k;
	}
	if (c != REGEX_NONE)
		write_node(w, c);
}

static void write_target(struct writer *w, const struct regex_node *n)
{
	size_t outside = w->variant;
	w->variant = w->wish->inner;
	w->start = w->len;
	write_node(w, n->child);
	w->end = w->len;
	w->variant = outside;
}

static void write_repeat(struct writer *w, size_t node, const struct regex_node *n)
{
	if (node == w->wish->target) {
		write_target(w, n);
		return;
	}
	uint32_t times = n->least;
	if (times == 0 && n->most > 0 &&
	    (w->variant % 2 == 1 || regex_holds(w->r, node, w->wish->target)))
		times = 1;
	for (uint32_t i = 0; i < times && !w->too_long; i++) {
		size_t before = w->len;
		write_node(w, n->child);
		if (w->len == before)
			break; /* nothing, however often */
	}
}

static void write_node(struct writer *w, size_t node)
{
	const struct regex_node *n = &w->r->nodes.items[node];
	if (w->too_long)
		return;
	switch (n->kind) {
	case REGEX_NOTHING: break;
	case REGEX_CHARACTER: write_character(w, n->code); break;
	case REGEX_SEQUENCE: write_children(w, node); break;
	case REGEX_CHOICE: write_branch(w, node); break;
	case REGEX_REPEAT: write_repeat(w, node, n); break;
	case REGEX_LOOK:
		if (regex_holds(w->r, node, w->wish->target))
			write_children(w, node);
		break;
	}
}

size_t regex_example(const struct regex *r, const struct regex_wish *wish,
		     char out[REGEX_TEXT_MAX + 8], size_t *ret_start, size_t *ret_end)
{
	struct writer w = {.r = r, .wish = wish, .variant = wish->variant, .out = out};
	write_node(&w, r->root);
	*ret_start = w.start;
	*ret_end = w.end;
	return w.too_long ? 0 : w.len;
}
