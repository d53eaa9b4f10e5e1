/*
 * The text is looked at as it is read, not as it is written: a fence of full-width signs or with
 * invisible characters inside is one too.
 */
#include "gateway/guard/data_block.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/load/mem.h"
#include "config/text/fold.h"
#include "gateway/guard/view.h"

/* What models take for the end of a turn or the beginning of another one. A blank goes behind the
 * first character. */
static const char *const marks[] = {"<<",       "<|",        "|>",           "[inst]",    "[/inst]",
				    "</s>",     "<s>",       ">>",           "```",       "<system",
				    "</system", "\nhuman:",  "\nassistant:", "\nsystem:", "\nuser:",
				    "### ins",  "<start_of", "<end_of"};

static size_t mark_at(const struct view *v, size_t at)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (view_has(v, at, marks[i]))
			return strlen(marks[i]);
	}
	return 0;
}

/* Whether the boundary stands at `at`, in any case. */
static bool is_boundary(const struct view *v, size_t at, const char *boundary)
{
	for (; *boundary; boundary++, at++) {
		char c = *boundary;
		if (view_code(v, at) != (uint32_t)(c >= 'A' && c <= 'Z' ? c + 32 : c))
			return false;
	}
	return true;
}

/* Writes a cell's bytes; control characters as blanks. Returns the length. */
static size_t copy_cell(const struct view *v, size_t at, char *out)
{
	const struct view_cell *c = &v->cells[at];

	if (at > 0 && v->cells[at - 1].start == c->start)
		return 0; /* the same character's second part */
	if (c->code == ' ' || c->raw == 0xFFFD) {
		*out = ' ';
		return 1;
	}
	memcpy(out, v->text + c->start, c->end - c->start);
	return c->end - c->start;
}

static size_t write_text(const struct view *v, const char *boundary, char *out)
{
	size_t used = 0, mark = 0;

	for (size_t i = 0; i < v->count; i++) {
		if (is_boundary(v, i, boundary)) {
			i += strlen(boundary) - 1;
			out[used++] = ' '; /* what is left and right of it must not become one */
			continue;
		}
		used += copy_cell(v, i, out + used);
		mark = mark_at(v, i);
		if (mark > 0 && out[used - 1] == '\n')
			out[used++] = '|'; /* no role begins a line */
		else if (mark > 0)
			out[used++] = ' ';
	}
	return used;
}

char *data_block(const char *boundary, const char *name, const char *text, size_t len)
{
	size_t fence = 2 * (strlen(name) + strlen(boundary)) + 32;
	struct view v;
	char *out;
	size_t used;

	view_init(&v, text, len);
	out = mem_new(fence + v.count * 5 + 1, 1);
	used = (size_t)snprintf(out, fence, "<<<%s %s>>>\n", name, boundary);
	used += write_text(&v, boundary, out + used);
	snprintf(out + used, fence, "\n<<<end %s %s>>>\n", name, boundary);
	view_dispose(&v);
	return out;
}
