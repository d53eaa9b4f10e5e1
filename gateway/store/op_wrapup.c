/*
 * The work after a closed chat: its end, and how the chat ended, said anew. The conversation is
 * closed already and takes no operation any more, so these are their own.
 */
#include "gateway/store/op.h"

struct wrapup_op {
	struct op op;
	store_status_done *done;
	char case_id[ID_LEN + 1], disposition[65];
};

static int wrapup_run(struct op_env *env, struct op *o)
{
	const struct wrapup_op *w = (const struct wrapup_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_WRAPPED_UP);

	o->status = STORE_GONE;
	if (!st)
		return -1;
	if (db_bind_id(st, 1, w->case_id) != 0)
		return 0;
	if (db_run(st) != 0)
		return -1;
	if (sqlite3_changes(env->db->handle) == 0)
		return 0;
	st = db_stmt(env->db, DB_TIMER_DROP_OF);
	if (!st || db_bind_id(st, 1, w->case_id) != 0 || db_run(st) != 0)
		return -1;
	o->status = STORE_OK;
	return 0;
}

static int disposition_run(struct op_env *env, struct op *o)
{
	const struct wrapup_op *w = (const struct wrapup_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_DISPOSITION);

	o->status = STORE_GONE;
	if (!st)
		return -1;
	if (db_bind_id(st, 1, w->case_id) != 0)
		return 0;
	if (db_bind_text(st, 2, w->disposition) != 0 || db_run(st) != 0)
		return -1;
	if (sqlite3_changes(env->db->handle) > 0)
		o->status = STORE_OK;
	return 0;
}

static void wrapup_deliver(struct op *o)
{
	const struct wrapup_op *w = (const struct wrapup_op *)o;

	w->done(o->call, o->status);
}

struct op *op_case_wrapped_up(const char *case_id, struct store_call c, store_status_done *done)
{
	struct wrapup_op *w = op_create(sizeof(*w), true, wrapup_run, wrapup_deliver, c);

	w->done = done;
	op_copy_text(w->case_id, sizeof(w->case_id), case_id);
	return &w->op;
}

struct op *op_case_disposition(const char *case_id, const char *disposition, struct store_call c,
			       store_status_done *done)
{
	struct wrapup_op *w = op_create(sizeof(*w), true, disposition_run, wrapup_deliver, c);

	w->done = done;
	op_copy_text(w->case_id, sizeof(w->case_id), case_id);
	op_copy_text(w->disposition, sizeof(w->disposition), disposition);
	return &w->op;
}
