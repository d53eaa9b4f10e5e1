/*
 * Reads of conversations, messages and search. Rows are copied into the operation's arena on the
 * reader's thread.
 */
#include "gateway/store/op.h"

#include <string.h>
#include <strings.h>

#define SEARCH_ROWS_MAX 1000000
/* Tokens and the conversations behind them end this long after the last message. */
#define TOKEN_LIFE_MS ((int64_t)30 * 24 * 3600 * 1000)

/* ---- one conversation ---- */

struct conv_op {
	struct op op;
	store_conv_done *done;
	char id[ID_LEN + 1];
	uint8_t hash[TOKEN_HASH_LEN];
	int64_t now_ms;
	struct store_conv conv;
};

static void read_conv(sqlite3_stmt *st, struct store_conv *c, struct arena *a)
{
	db_column_id(st, 0, c->id);
	c->state = (enum store_conv_state)sqlite3_column_int(st, 1);
	c->version = (uint64_t)sqlite3_column_int64(st, 2);
	c->seq = (uint64_t)sqlite3_column_int64(st, 3);
	db_column_text(st, 4, c->locale, sizeof(c->locale));
	db_column_id(st, 5, c->owner);
	db_column_text(st, 6, c->owner_name, sizeof(c->owner_name));
	db_column_id(st, 7, c->case_id);
	db_column_text(st, 8, c->consent, sizeof(c->consent));
	c->created_ms = sqlite3_column_int64(st, 9);
	c->last_ms = sqlite3_column_int64(st, 10);
	c->dialog = db_column_opened(st, 11, a);
	c->page = db_column_opened(st, 12, a);
	c->token_issued_ms = sqlite3_column_int64(st, 13);
	db_column_id(st, 15, c->last_agent);
	db_column_id(st, 16, c->last.case_id);
	db_column_id(st, 17, c->last.agent);
	db_column_text(st, 18, c->last.team, sizeof(c->last.team));
	db_column_text(st, 19, c->last.reason, sizeof(c->last.reason));
	c->last.closed_ms = sqlite3_column_int64(st, 20);
	c->shown = db_column_opened(st, 21, a);
}

static int conv_by_token_run(struct op_env *env, struct op *o)
{
	struct conv_op *q = (struct conv_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CONV_BY_TOKEN);

	o->status = STORE_GONE;
	if (!st || db_bind_hash(st, 1, q->hash) != 0)
		return -1;
	int got = db_row(st);
	if (got != 1)
		return got;
	read_conv(st, &q->conv, &o->arena);
	int64_t ends = sqlite3_column_int64(st, 14);
	db_done(st);
	if ((ends == 0 || q->now_ms < ends) && q->now_ms < q->conv.last_ms + TOKEN_LIFE_MS)
		o->status = STORE_OK;
	return 0;
}

static int conv_by_id_run(struct op_env *env, struct op *o)
{
	struct conv_op *q = (struct conv_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CONV_BY_ID);

	o->status = STORE_GONE;
	if (!st)
		return -1;
	if (db_bind_id(st, 1, q->id) != 0)
		return 0;
	int got = db_row(st);
	if (got != 1)
		return got;
	read_conv(st, &q->conv, &o->arena);
	db_done(st);
	o->status = STORE_OK;
	return 0;
}

static void conv_deliver(struct op *o)
{
	struct conv_op *q = (struct conv_op *)o;

	q->done(o->call, o->status, o->status == STORE_OK ? &q->conv : NULL);
}

struct op *op_conv_by_token(const uint8_t *hash, int64_t now_ms, struct store_call c,
			    store_conv_done *done)
{
	struct conv_op *q = op_create(sizeof(*q), false, conv_by_token_run, conv_deliver, c);

	q->done = done;
	memcpy(q->hash, hash, TOKEN_HASH_LEN);
	q->now_ms = now_ms;
	return &q->op;
}

struct op *op_conv_by_id(const char *id, struct store_call c, store_conv_done *done)
{
	struct conv_op *q = op_create(sizeof(*q), false, conv_by_id_run, conv_deliver, c);

	q->done = done;
	op_copy_text(q->id, sizeof(q->id), id);
	return &q->op;
}

/* ---- messages ---- */

struct messages_op {
	struct op_page page;
	store_messages_done *done;
};

void op_read_message(sqlite3_stmt *st, struct store_message *m, struct arena *a)
{
	char sender[ID_LEN + 1];

	m->seq = (uint64_t)sqlite3_column_int64(st, 0);
	m->client_id = db_column_string(st, 1, a);
	if (!m->client_id) {
		char own[32];
		snprintf(own, sizeof(own), "m-%llu", (unsigned long long)m->seq);
		m->client_id = arena_string(a, own);
	}
	db_column_id(st, 2, sender);
	m->sender = sender[0] ? arena_string(a, sender) : NULL;
	m->origin = (enum store_origin)sqlite3_column_int(st, 3);
	m->at_ms = sqlite3_column_int64(st, 4);
	m->text = db_column_opened(st, 5, a);
	m->meta = db_column_opened(st, 6, a);
	if (!m->meta)
		m->meta = "{}";
	m->decision = db_column_opened(st, 7, a);
}

int op_conv_number(struct op_env *env, const char *id, int64_t *ret_n)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_CONV_NUMBER);

	if (!st)
		return -1;
	if (db_bind_id(st, 1, id) != 0)
		return 0;
	int got = db_row(st);
	if (got != 1)
		return got;
	*ret_n = sqlite3_column_int64(st, 0);
	db_done(st);
	return 1;
}

static void read_message(sqlite3_stmt *st, void *row, struct arena *a)
{
	op_read_message(st, row, a);
}

static void messages_deliver(struct op *o)
{
	struct messages_op *q = (struct messages_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->page.rows : NULL, fine ? q->page.count : 0,
		fine && q->page.more);
}

struct op *op_read_after(const char *conversation, uint64_t after, size_t limit,
			 struct store_call c, store_messages_done *done)
{
	static const struct op_page_kind kind = {DB_MESSAGES_AFTER, sizeof(struct store_message),
						 read_message};
	struct messages_op *q =
		op_page_create(sizeof(*q), &kind, &(struct op_page_of){conversation, after, limit},
			       messages_deliver, c);

	q->done = done;
	return &q->page.op;
}

/* ---- lists of ids: what is due, what was found ---- */

struct ids_op {
	struct op op;
	store_ids_done *done;
	enum db_stmt stmt;
	int64_t now_ms;
	char *words; /* owned by the arena */
	const char **ids;
	size_t count, limit;
};

static int due_run(struct op_env *env, struct op *o)
{
	struct ids_op *q = (struct ids_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, q->stmt);
	int got;

	q->count = 0;
	if (!st || db_bind_int(st, 1, q->now_ms) != 0 || db_bind_int(st, 2, (int64_t)q->limit) != 0)
		return -1;
	q->ids = arena_take(&o->arena, q->limit * sizeof(*q->ids));
	while ((got = db_row(st)) == 1) {
		char id[ID_LEN + 1];
		db_column_id(st, 0, id);
		q->ids[q->count++] = arena_string(&o->arena, id);
	}
	o->status = STORE_OK;
	return got;
}

static bool already_found(const struct ids_op *q, const char *id)
{
	for (size_t i = 0; i < q->count; i++) {
		if (strcmp(q->ids[i], id) == 0)
			return true;
	}
	return false;
}

/* Reads texts newest first and opens each, since the database cannot look into what is sealed.
 * ASCII letters match in either case. */
static int search_run(struct op_env *env, struct op *o)
{
	struct ids_op *q = (struct ids_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_SEARCH);
	int got = 0;

	q->count = 0;
	q->ids = arena_take(&o->arena, q->limit * sizeof(*q->ids));
	for (int rows = 0; rows < SEARCH_ROWS_MAX && (got = db_row(st)) == 1; rows++) {
		struct arena scratch = {0};
		const char *text = db_column_opened(st, 1, &scratch);
		char id[ID_LEN + 1];
		bool hit = text && strcasestr(text, q->words);

		arena_dispose(&scratch);
		if (!hit)
			continue;
		db_column_id(st, 0, id);
		if (already_found(q, id))
			continue;
		q->ids[q->count++] = arena_string(&o->arena, id);
		if (q->count == q->limit)
			break;
	}
	if (got < 0)
		return -1;
	if (got == 1)
		db_done(st);
	o->status = STORE_OK;
	return 0;
}

static void ids_deliver(struct op *o)
{
	struct ids_op *q = (struct ids_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->ids : NULL, fine ? q->count : 0);
}

static struct ids_op *make_ids(op_run *run, size_t limit, struct store_call c, store_ids_done *done)
{
	struct ids_op *q = op_create(sizeof(*q), false, run, ids_deliver, c);

	q->done = done;
	q->limit = op_page_limit(limit);
	return q;
}

struct op *op_timers_due(int64_t now_ms, size_t limit, struct store_call c, store_ids_done *done)
{
	struct ids_op *q = make_ids(due_run, limit, c, done);

	q->stmt = DB_TIMERS_DUE;
	q->now_ms = now_ms;
	return &q->op;
}

struct op *op_turns_due(int64_t now_ms, size_t limit, struct store_call c, store_ids_done *done)
{
	struct ids_op *q = make_ids(due_run, limit, c, done);

	q->stmt = DB_TURNS_DUE;
	q->now_ms = now_ms;
	return &q->op;
}

struct op *op_search(const char *words, size_t limit, struct store_call c, store_ids_done *done)
{
	struct ids_op *q = make_ids(search_run, limit, c, done);

	q->words = arena_string(&q->op.arena, words);
	return &q->op;
}
