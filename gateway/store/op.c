/*
 * See op.h. An operation lives in the first chunk of its own arena: one allocation for most of
 * them.
 */
#include "gateway/store/op.h"

#include <string.h>

void *op_create(size_t size, bool write, op_run *run, op_deliver *deliver, struct store_call c)
{
	struct arena arena = {0};
	struct op *o = arena_take(&arena, size);

	memset(o, 0, size);
	o->run = run;
	o->deliver = deliver;
	o->status = STORE_UNAVAILABLE;
	o->call = c;
	o->write = write;
	o->arena = arena;
	return o;
}

void op_destroy(struct op *o)
{
	struct arena arena = o->arena;

	arena_dispose(&arena);
}

void op_copy_text(char *out, size_t size, const char *text)
{
	size_t len = text ? strnlen(text, size - 1) : 0;

	if (len)
		memcpy(out, text, len);
	out[len] = '\0';
}
