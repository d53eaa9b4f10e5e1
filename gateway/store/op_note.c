/*
 * Notes of agents: the one inside an append, and reading them. Numbers have no gaps, so that a
 * reader sees when it missed one.
 */
#include "gateway/store/op.h"

#include <string.h>

int op_note_find(struct op_env *env, const struct store_note *n, int64_t conv_n,
		 uint64_t *ret_number)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_NOTE_FIND);

	if (!st || db_bind_int(st, 1, conv_n) != 0 || db_bind_id(st, 2, n->agent) != 0 ||
	    db_bind_text(st, 3, n->client_id) != 0)
		return -1;
	int got = db_row(st);
	if (got != 1)
		return got;
	*ret_number = (uint64_t)sqlite3_column_int64(st, 0);
	const void *bytes = sqlite3_column_blob(st, 1);
	bool same = seal_is(bytes, (size_t)sqlite3_column_bytes(st, 1), n->text);
	db_done(st);
	return same ? 1 : 2;
}

int op_note_check(struct op_env *env, const struct store_note *n, int64_t conv_n,
		  struct store_append_result *r, int64_t *ret_n)
{
	struct store_case_change any_open = {.expect = ""};

	memcpy(any_open.id, n->case_id, sizeof(any_open.id));
	return op_case_check(env, &any_open, conv_n, r, ret_n);
}

static int last_number(struct op_env *env, int64_t conv_n, int64_t *ret)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_NOTE_LAST);

	if (!st || db_bind_int(st, 1, conv_n) != 0 || db_row(st) != 1)
		return -1;
	*ret = sqlite3_column_int64(st, 0);
	db_done(st);
	return 0;
}

int op_note_apply(struct op_env *env, const struct store_note *n, int64_t conv_n, int64_t case_n,
		  uint64_t after, uint64_t *ret_number)
{
	int64_t last;

	if (last_number(env, conv_n, &last) != 0)
		return -1;
	sqlite3_stmt *st = db_stmt(env->db, DB_NOTE_ADD);
	if (!st || db_bind_int(st, 1, conv_n) != 0 || db_bind_int(st, 2, last + 1) != 0 ||
	    db_bind_int(st, 3, case_n) != 0 || db_bind_id(st, 4, n->agent) != 0 ||
	    db_bind_text(st, 5, n->client_id) != 0 || db_bind_int(st, 6, n->at_ms) != 0 ||
	    db_bind_int(st, 7, (int64_t)after) != 0 || db_bind_text(st, 8, n->to_team) != 0 ||
	    db_bind_id(st, 9, n->to_agent) != 0 || db_bind_sealed(st, 10, n->text) != 0)
		return -1;
	*ret_number = (uint64_t)last + 1;
	return db_run(st);
}

struct store_note *op_note_copy(struct arena *a, const struct store_note *n)
{
	if (!n)
		return NULL;
	struct store_note *copy = arena_take(a, sizeof(*copy));
	*copy = *n;
	copy->client_id = arena_string(a, n->client_id);
	copy->text = arena_string(a, n->text ? n->text : "");
	return copy;
}

/* ---- reading ---- */

struct notes_op {
	struct op_page page;
	store_notes_done *done;
};

static void read_note(sqlite3_stmt *st, void *row, struct arena *a)
{
	struct store_note *n = row;

	memset(n, 0, sizeof(*n));
	n->number = (uint64_t)sqlite3_column_int64(st, 0);
	db_column_id(st, 1, n->case_id);
	db_column_id(st, 2, n->agent);
	db_column_text(st, 3, n->agent_name, sizeof(n->agent_name));
	n->client_id = db_column_string(st, 4, a);
	n->at_ms = sqlite3_column_int64(st, 5);
	n->after = (uint64_t)sqlite3_column_int64(st, 6);
	db_column_text(st, 7, n->to_team, sizeof(n->to_team));
	db_column_id(st, 8, n->to_agent);
	db_column_text(st, 9, n->to_agent_name, sizeof(n->to_agent_name));
	n->text = db_column_opened(st, 10, a);
}

static void notes_deliver(struct op *o)
{
	struct notes_op *q = (struct notes_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->page.rows : NULL, fine ? q->page.count : 0,
		fine && q->page.more);
}

struct op *op_notes_after(const char *conversation, uint64_t after, size_t limit,
			  struct store_call c, store_notes_done *done)
{
	static const struct op_page_kind kind = {DB_NOTES_AFTER, sizeof(struct store_note),
						 read_note};
	struct notes_op *q =
		op_page_create(sizeof(*q), &kind, &(struct op_page_of){conversation, after, limit},
			       notes_deliver, c);

	q->done = done;
	return &q->page.op;
}
