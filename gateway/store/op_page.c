/*
 * A page of a conversation's rows behind a number: of messages, notes, or what a replay reads. Rows
 * are copied into the operation's arena on the reader's thread; a page ends at its row limit or at
 * OP_BYTES_MAX, whichever comes first, so that one huge transcript cannot fill the memory: `more`
 * tells.
 */
#include "gateway/store/op.h"

static int page_run(struct op_env *env, struct op *o)
{
	struct op_page *p = (struct op_page *)o;
	int64_t n;

	p->count = 0;
	p->more = false;
	o->status = STORE_GONE;
	int got = op_conv_number(env, p->conversation, &n);
	if (got != 1)
		return got;
	sqlite3_stmt *st = db_stmt(env->db, p->kind->statement);
	if (!st || db_bind_int(st, 1, n) != 0 || db_bind_int(st, 2, p->after) != 0 ||
	    db_bind_int(st, 3, (int64_t)p->limit + 1) != 0)
		return -1;
	p->rows = arena_take(&o->arena, p->limit * p->kind->row_size);
	while ((got = db_row(st)) == 1) {
		if (p->count == p->limit || (p->count > 0 && o->arena.total > OP_BYTES_MAX)) {
			p->more = true;
			db_done(st);
			break;
		}
		p->kind->read(st, (char *)p->rows + p->count++ * p->kind->row_size, &o->arena);
	}
	if (got < 0)
		return -1;
	o->status = STORE_OK;
	return 0;
}

size_t op_page_limit(size_t wanted)
{
	return wanted == 0 || wanted > OP_ROWS_MAX ? OP_ROWS_MAX : wanted;
}

void *op_page_create(size_t size, const struct op_page_kind *kind, const struct op_page_of *of,
		     op_deliver *deliver, struct store_call c)
{
	struct op_page *p = op_create(size, false, page_run, deliver, c);

	p->kind = kind;
	op_copy_text(p->conversation, sizeof(p->conversation), of->conversation);
	p->after = of->after < INT64_MAX ? (int64_t)of->after : INT64_MAX;
	p->limit = op_page_limit(of->limit);
	return p;
}
