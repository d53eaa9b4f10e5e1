/*
 * Comparing two structs that were read along the same table: what a reload would have to change in
 * a running process.
 */
#include <stdio.h>
#include <string.h>

#include "config/load/schema.h"

#define NAME_SIZE 128

struct report {
	char *out;
	size_t size, len, count;
	bool restart_only;
};

static bool is_same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool is_same_texts(const struct field_texts *a, const struct field_texts *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!is_same_text(a->items[i], b->items[i]))
			return false;
	}
	return true;
}

/* Lists of structs and nodes count as the same: no table says that one of them needs a restart, and
 * comparing them field by field is for whoever wants that. */
static bool is_same(const struct field *f, const void *a, const void *b)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_SECRET: return is_same_text(*(char *const *)a, *(char *const *)b);
	case FIELD_BOOL: return *(const bool *)a == *(const bool *)b;
	case FIELD_INT:
	case FIELD_DURATION:
	case FIELD_SIZE: return *(const int64_t *)a == *(const int64_t *)b;
	case FIELD_REAL: return memcmp(a, b, sizeof(double)) == 0;
	case FIELD_WORD: return *(const int *)a == *(const int *)b;
	case FIELD_TEXTS: return is_same_texts(a, b);
	default: return true;
	}
}

static void compare(struct report *r, const struct field *fields, const void *one,
		    const void *other, const char *prefix)
{
	for (const struct field *f = fields; f->key != NULL; f++) {
		const void *a = (const char *)one + f->offset, *b = (const char *)other + f->offset;
		char name[NAME_SIZE];

		snprintf(name, sizeof(name), "%s%s", prefix, f->key);
		if (f->type == FIELD_MAP) {
			size_t len = strlen(name);

			snprintf(name + len, sizeof(name) - len, ".");
			compare(r, f->fields, a, b, name);
		} else if ((f->restart || !r->restart_only) && !is_same(f, a, b)) {
			if (r->len < r->size)
				r->len += (size_t)snprintf(r->out + r->len, r->size - r->len,
							   "%s%s", r->count > 0 ? ", " : "", name);
			r->count++;
		}
	}
}

static size_t differing(struct report r, const struct field *fields, const void *one,
			const void *other)
{
	if (r.size > 0)
		r.out[0] = '\0';
	compare(&r, fields, one, other, "");
	return r.count;
}

size_t schema_restart_keys(const struct field *fields, const void *one, const void *other,
			   char *out, size_t size)
{
	return differing((struct report){.out = out, .size = size, .restart_only = true}, fields,
			 one, other);
}

size_t schema_changed_keys(const struct field *fields, const void *one, const void *other,
			   char *out, size_t size)
{
	return differing((struct report){.out = out, .size = size}, fields, one, other);
}
