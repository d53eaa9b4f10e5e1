/*
 * Placeholders back into values, at once or while the text comes in. Both walk the same way along
 * the text; a stream stops where a placeholder may have begun and goes on from there with the next
 * piece. Values are never looked into, so a value that looks like a placeholder stays one.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"
#include "gateway/guard/mask_impl.h"
#include "gateway/guard/placeholder.h"

struct output {
	VEC(char) bytes;
};

static void put(struct output *o, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		*vec_push(&o->bytes) = text[i];
}

static char *take(struct output *o)
{
	char *text = mem_copy(o->bytes.items ? o->bytes.items : "", o->bytes.count);

	vec_dispose(&o->bytes);
	return text;
}

/* Writes what is sure of the text; returns the bytes that were used. */
static size_t restore(const struct mask *m, const struct view *v, uint32_t before, bool whole,
		      struct output *o)
{
	size_t done = 0;

	for (size_t i = 0; i < v->count; i++) {
		struct placeholder p;
		enum placeholder_result found = placeholder_at(v, i, before, whole, &p);
		const struct mask_value *x;
		if (found == PLACEHOLDER_NO)
			continue;
		put(o, v->text + done, v->cells[i].start - done);
		done = v->cells[i].start;
		if (found == PLACEHOLDER_MORE)
			return done;
		x = mask_value_of(m, p.kind, p.number);
		if (x) {
			put(o, x->original, strlen(x->original));
			done = v->cells[p.end - 1].end;
		}
		i = p.end - 1;
	}
	put(o, v->text + done, v->len - done);
	return v->len;
}

char *mask_restore(const struct mask *m, const char *text, size_t len)
{
	struct output o = {0};
	struct view v;

	view_init(&v, text, len);
	restore(m, &v, 0, true, &o);
	view_dispose(&v);
	return take(&o);
}

bool mask_unknown(const struct mask *m, const char *text, size_t len, size_t *ret_start,
		  size_t *ret_len)
{
	struct view v;
	bool unknown = false;

	view_init(&v, text, len);
	for (size_t i = 0; i < v.count && !unknown; i++) {
		struct placeholder p;
		if (placeholder_at(&v, i, 0, true, &p) != PLACEHOLDER_YES)
			continue;
		unknown = !mask_value_of(m, p.kind, p.number);
		*ret_start = v.cells[i].start;
		*ret_len = v.cells[p.end - 1].end - v.cells[i].start;
		i = p.end - 1;
	}
	view_dispose(&v);
	return unknown;
}

/* ---- streams ---- */

struct mask_stream {
	const struct mask *mask;
	VEC(char) held;
	uint32_t before; /* the character in front of what is held */
};

struct mask_stream *mask_stream_create(const struct mask *m)
{
	struct mask_stream *s = mem_new(1, sizeof *s);

	s->mask = m;
	return s;
}

void mask_stream_destroy(struct mask_stream *s)
{
	if (!s)
		return;
	vec_dispose(&s->held);
	free(s);
}

/* Lets go of what is sure, keeps the rest. */
static char *advance(struct mask_stream *s, bool whole)
{
	struct output o = {0};
	struct view v;
	size_t used;

	view_init(&v, s->held.items ? s->held.items : "", s->held.count);
	used = restore(s->mask, &v, s->before, whole, &o);
	for (size_t i = 0; i < v.count && v.cells[i].start < used; i++)
		s->before = v.cells[i].code;
	view_dispose(&v);
	if (used > 0)
		memmove(s->held.items, s->held.items + used, s->held.count - used);
	s->held.count -= used;
	return take(&o);
}

char *mask_stream_add(struct mask_stream *s, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		*vec_push(&s->held) = text[i];
	return advance(s, false);
}

char *mask_stream_end(struct mask_stream *s)
{
	char *text = advance(s, true);

	s->before = 0;
	return text;
}
