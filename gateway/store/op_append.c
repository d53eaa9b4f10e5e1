/*
 * The append: the one write to a conversation (promise 2). Everything that can refuse is looked at
 * before anything is written, so that a refusal needs no savepoint: ids that are there already, a
 * closed conversation, version and state, the case. What is left to fail is SQLite itself, and then
 * the whole transaction goes.
 *
 * The usual append - one message of a customer and the answer to it - makes no look-up for
 * duplicates: the insert itself finds out, and it is the first write. The row's head comes from the
 * writer's cache.
 */
#include "gateway/store/op.h"

#include <string.h>

struct append_op {
	struct op op;
	store_append_done *done;
	struct store_append in; /* pointers lead into the arena */
	struct store_append_result result;
	/* while it runs: */
	struct head head;
	bool created; /* by this operation: there is nothing to look for */
	bool refused;
	bool there[STORE_APPEND_MESSAGES]; /* by message index: customer's, then the rest */
	uint64_t there_seq[STORE_APPEND_MESSAGES];
	size_t same_as[STORE_APPEND_MESSAGES]; /* 1 + index of the same message earlier in the
						  operation; 0 = none */
	int64_t last_ms;
	int64_t case_n, note_case_n;
	struct head merged; /* the conversation that ends here */
	int64_t merged_case_n;
};

static size_t message_count(const struct store_append *in)
{
	return in->customer_count + in->rest_count;
}

static const struct store_message *message_at(const struct store_append *in, size_t i)
{
	return i < in->customer_count ? &in->customer[i] : &in->rest[i - in->customer_count];
}

static const char *text_of(const struct store_message *m)
{
	return m->text ? m->text : "";
}

static bool from_agent(const struct store_message *m)
{
	return m->origin == STORE_AGENT || m->origin == STORE_AGENT_AI_DRAFT;
}

/* ---- duplicates ---- */

static int bind_sender(sqlite3_stmt *st, int at, const struct store_message *m)
{
	if (from_agent(m) && m->sender && *m->sender)
		return db_bind_id(st, at, m->sender);
	return sqlite3_bind_zeroblob(st, at, 0) == SQLITE_OK ? 0 : -1;
}

/* Looks for a stored message with the sender and id of `m`: 1 the same text, 2 another text, 0
 * none, -1 failed. */
static int find_stored(struct op_env *env, int64_t conv_n, const struct store_message *m,
		       uint64_t *ret_seq)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_MESSAGE_FIND);

	if (!st || db_bind_int(st, 1, conv_n) != 0 || bind_sender(st, 2, m) != 0 ||
	    db_bind_text(st, 3, m->client_id) != 0)
		return -1;
	int got = db_row(st);
	if (got != 1)
		return got;
	*ret_seq = (uint64_t)sqlite3_column_int64(st, 0);
	const void *bytes = sqlite3_column_blob(st, 1);
	bool same = seal_is(bytes, (size_t)sqlite3_column_bytes(st, 1), text_of(m));
	db_done(st);
	return same ? 1 : 2;
}

static bool same_sender(const struct store_message *a, const struct store_message *b)
{
	const char *sa = from_agent(a) && a->sender ? a->sender : "";
	const char *sb = from_agent(b) && b->sender ? b->sender : "";

	return strcmp(sa, sb) == 0;
}

/* Looks for the id among the messages before it in the same operation: 1 the same text, 2 another
 * text, 0 none. */
static int find_inside(const struct store_append *in, size_t at, size_t *ret_at)
{
	const struct store_message *m = message_at(in, at);

	for (size_t i = 0; i < at; i++) {
		const struct store_message *o = message_at(in, i);
		if (!o->client_id || strcmp(o->client_id, m->client_id) != 0 || !same_sender(o, m))
			continue;
		*ret_at = i;
		return strcmp(text_of(o), text_of(m)) == 0 ? 1 : 2;
	}
	return 0;
}

/* One message: 0 fine (there[] and same_as[] are set), 2 another text, -1 failed. */
static int look_at(struct op_env *env, struct append_op *a, size_t at)
{
	size_t first = 0;
	int found = find_inside(&a->in, at, &first);

	if (found == 2)
		return 2;
	if (found == 1) {
		a->same_as[at] = first + 1;
		a->there[at] = a->there[first];
		a->there_seq[at] = a->there_seq[first];
		return 0;
	}
	if (a->created)
		return 0;
	found = find_stored(env, a->head.n, message_at(&a->in, at), &a->there_seq[at]);
	a->there[at] = found == 1;
	return found == 1 ? 0 : found;
}

/* 0 go on, 1 the status is decided, -1 failed. */
static int look_for_duplicates(struct op_env *env, struct append_op *a)
{
	size_t with_id = 0, there = 0;

	for (size_t i = 0; i < message_count(&a->in); i++) {
		if (!message_at(&a->in, i)->client_id)
			continue;
		int found = look_at(env, a, i);
		if (found < 0)
			return -1;
		if (found == 2) {
			a->op.status = STORE_ID_CONFLICT;
			a->result.conflict_index = i;
			return 1;
		}
		with_id++;
		there += a->there[i];
	}
	if (with_id > 0 && there == with_id) {
		a->op.status = STORE_DUPLICATE;
		return 1;
	}
	return 0;
}

/* The same for a note, which comes without other things that have an id. */
static int look_for_note(struct op_env *env, struct append_op *a)
{
	const struct store_note *n = a->in.note;

	if (!n || !n->client_id)
		return 0;
	int found = op_note_find(env, n, a->head.n, &a->result.note_number);
	if (found <= 0)
		return found;
	a->op.status = found == 1 ? STORE_DUPLICATE : STORE_ID_CONFLICT;
	return 1;
}

/* One new message of a customer and nothing else with an id: the insert finds the duplicate. */
static bool insert_finds_out(const struct append_op *a)
{
	if (a->in.customer_count != 1 || a->head.state == STORE_ENDED)
		return false;
	for (size_t i = 0; i < a->in.rest_count; i++) {
		if (a->in.rest[i].client_id)
			return false;
	}
	return true;
}

/* ---- writing ---- */

/* 1 stored under the next seq, 0 its id is there already, -1 failed. */
static int insert_message(struct op_env *env, struct append_op *a, const struct store_message *m,
			  const char *dialog)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_MESSAGE_ADD);
	uint64_t seq = a->head.seq + 1;

	if (!st || db_bind_int(st, 1, (int64_t)seq) != 0 || db_bind_int(st, 2, a->head.n) != 0 ||
	    db_bind_int(st, 3, m->origin) != 0 || db_bind_int(st, 4, m->at_ms) != 0 ||
	    bind_sender(st, 5, m) != 0 || db_bind_text(st, 6, m->client_id) != 0 ||
	    db_bind_sealed(st, 7, text_of(m)) != 0 || db_bind_sealed(st, 8, m->meta) != 0 ||
	    db_bind_sealed(st, 9, m->decision) != 0 || db_bind_sealed(st, 10, dialog) != 0 ||
	    db_run(st) != 0)
		return -1;
	if (sqlite3_changes(env->db->handle) == 0)
		return 0;
	a->head.seq = seq;
	if (m->answer != STORE_NO_TURN && op_answer_add(env, m) != 0)
		return -1;
	if (m->at_ms > a->last_ms)
		a->last_ms = m->at_ms;
	return 1;
}

/* The insert was ignored: by the id (decided here) or by the seq (the row and its head disagree:
 * -1). */
static int insert_refused(struct op_env *env, struct append_op *a, size_t at)
{
	int found = find_stored(env, a->head.n, message_at(&a->in, at), &a->there_seq[at]);

	if (found <= 0)
		return -1;
	a->there[at] = found == 1;
	a->op.status = found == 1 ? STORE_DUPLICATE : STORE_ID_CONFLICT;
	a->result.conflict_index = at;
	return 1;
}

/* 0 go on, 1 the status is decided, -1 failed. */
static int write_customer(struct op_env *env, struct append_op *a)
{
	for (size_t i = 0; i < a->in.customer_count; i++) {
		if (a->there[i]) {
			a->result.customer_seq[i] = a->there_seq[i];
			continue;
		}
		if (a->same_as[i]) {
			a->result.customer_seq[i] = a->result.customer_seq[a->same_as[i] - 1];
			continue;
		}
		int put = insert_message(env, a, &a->in.customer[i], NULL);
		if (put < 0)
			return -1;
		if (put == 0)
			return i == 0 ? insert_refused(env, a, i) : -1;
		a->head.version++;
		a->result.customer_seq[i] = a->head.seq;
		a->result.customer_new[i] = true;
	}
	return 0;
}

static int write_rest(struct op_env *env, struct append_op *a)
{
	for (size_t i = 0; i < a->in.rest_count; i++) {
		size_t at = a->in.customer_count + i;
		if (a->there[at]) {
			a->result.rest_seq[i] = a->there_seq[at];
			continue;
		}
		if (a->same_as[at]) {
			a->result.rest_seq[i] =
				a->result.rest_seq[a->same_as[at] - 1 - a->in.customer_count];
			continue;
		}
		const char *dialog = i + 1 == a->in.rest_count ? a->in.dialog : NULL;
		if (insert_message(env, a, &a->in.rest[i], dialog) != 1)
			return -1;
		a->result.rest_seq[i] = a->head.seq;
	}
	return 0;
}

static int run_pair(struct op_env *env, enum db_stmt s, int64_t n, const char *text,
		    int bind(sqlite3_stmt *, int, const char *))
{
	sqlite3_stmt *st = db_stmt(env->db, s);

	return st && db_bind_int(st, 1, n) == 0 && bind(st, 2, text) == 0 ? db_run(st) : -1;
}

static int patch_owner(struct op_env *env, const struct append_op *a)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_CONV_SET_OWNER);

	if (!st || db_bind_int(st, 1, a->head.n) != 0 || db_bind_id(st, 2, a->in.owner) != 0 ||
	    db_bind_text(st, 3, a->in.owner_name) != 0)
		return -1;
	return db_run(st);
}

static int patch_consent(struct op_env *env, const struct append_op *a)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_CONSENT_ADD);

	if (!st || db_bind_int(st, 1, a->head.n) != 0 || db_bind_text(st, 2, a->in.consent) != 0 ||
	    db_bind_int(st, 3, a->in.at_ms) != 0 || db_run(st) != 0)
		return -1;
	return run_pair(env, DB_CONV_SET_CONSENT, a->head.n, a->in.consent, db_bind_text);
}

/* Whether somebody else may speak after the patch. */
static bool changes_owner(const struct append_op *a)
{
	enum store_conv_state old = a->head.state, new = a->in.state;

	if ((a->in.patch & STORE_SET_OWNER) && strcmp(a->in.owner, a->head.owner) != 0)
		return true;
	return (a->in.patch & STORE_SET_STATE) && old != new &&
	       (old == STORE_HUMAN || old == STORE_QUEUED || new == STORE_HUMAN ||
		new == STORE_QUEUED);
}

/* The columns that rarely change. The dialog's memory stands with the last message of the
 * operation; in the conversation's row only when there is none. */
static int write_patch(struct op_env *env, struct append_op *a)
{
	const struct store_append *in = &a->in;
	bool moved = changes_owner(a);

	if (in->patch & STORE_SET_STATE) {
		sqlite3_stmt *st = db_stmt(env->db, DB_CONV_SET_STATE);
		if (!st || db_bind_int(st, 1, a->head.n) != 0 ||
		    db_bind_int(st, 2, in->state) != 0 || db_run(st) != 0)
			return -1;
		a->head.state = in->state;
	}
	if (in->patch & STORE_SET_OWNER) {
		if (patch_owner(env, a) != 0)
			return -1;
		op_copy_text(a->head.owner, sizeof(a->head.owner), in->owner);
	}
	if ((in->patch & STORE_SET_LOCALE) &&
	    run_pair(env, DB_CONV_SET_LOCALE, a->head.n, in->locale, db_bind_text) != 0)
		return -1;
	if ((in->patch & STORE_SET_PAGE) &&
	    run_pair(env, DB_CONV_SET_PAGE, a->head.n, in->page, db_bind_sealed) != 0)
		return -1;
	if ((in->patch & STORE_SET_CASE) &&
	    run_pair(env, DB_CONV_SET_CASE, a->head.n, in->case_id, db_bind_id) != 0)
		return -1;
	if ((in->patch & STORE_SET_CONSENT) && patch_consent(env, a) != 0)
		return -1;
	if (moved)
		a->head.version++;
	return 0;
}

static void set_turn(struct append_op *a)
{
	if (!a->refused && a->in.turn_done)
		a->head.turn_until = 0;
	else if (a->in.turn_until_ms > 0)
		a->head.turn_until = a->in.turn_until_ms;
}

static int write_head(struct op_env *env, struct append_op *a)
{
	/* A merge has brought the dialog of what follows. */
	bool dialog = !a->refused && (a->in.patch & STORE_SET_DIALOG) && !a->in.merge[0];
	sqlite3_stmt *st = db_stmt(env->db, dialog ? DB_CONV_STEP_DIALOG : DB_CONV_STEP);

	if (!st || db_bind_int(st, 1, a->head.n) != 0 ||
	    db_bind_int(st, 2, (int64_t)a->head.version) != 0 ||
	    db_bind_int(st, 3, (int64_t)a->head.seq) != 0 || db_bind_int(st, 4, a->last_ms) != 0)
		return -1;
	int rc = a->head.turn_until ? sqlite3_bind_int64(st, 5, a->head.turn_until)
				    : sqlite3_bind_null(st, 5);
	if (rc != SQLITE_OK ||
	    (dialog && db_bind_sealed(st, 6, a->in.rest_count ? NULL : a->in.dialog) != 0))
		return -1;
	return db_run(st);
}

/* ---- the conversation's head ---- */

int op_head_load(struct op_env *env, const char *id, struct head *h)
{
	if (!db_id_pack(id, h->id))
		return 0;
	if (heads_get(env->heads, h->id, h))
		return 1;
	sqlite3_stmt *st = db_stmt(env->db, DB_CONV_HEAD);
	if (!st || sqlite3_bind_blob(st, 1, h->id, DB_ID_BYTES, SQLITE_STATIC) != SQLITE_OK)
		return -1;
	int got = db_row(st);
	if (got != 1)
		return got;
	h->n = sqlite3_column_int64(st, 0);
	h->state = (enum store_conv_state)sqlite3_column_int(st, 1);
	h->version = (uint64_t)sqlite3_column_int64(st, 2);
	h->seq = (uint64_t)sqlite3_column_int64(st, 3);
	h->turn_until = sqlite3_column_int64(st, 4);
	db_column_id(st, 5, h->owner);
	db_done(st);
	return 1;
}

static int create_conversation(struct op_env *env, struct append_op *a)
{
	sqlite3_stmt *st = db_stmt(env->db, DB_CONV_ADD);

	if (!st || sqlite3_bind_blob(st, 1, a->head.id, DB_ID_BYTES, SQLITE_STATIC) != SQLITE_OK ||
	    db_bind_int(st, 2, a->in.at_ms) != 0 || db_bind_text(st, 3, a->in.locale) != 0 ||
	    db_bind_sealed(st, 4, a->in.page) != 0 || db_bind_hash(st, 5, a->in.token_hash) != 0 ||
	    db_run(st) != 0)
		return -1;
	a->head.n = sqlite3_last_insert_rowid(env->db->handle);
	st = db_stmt(env->db, DB_TOKEN_POINT);
	if (!st || db_bind_hash(st, 1, a->in.token_hash) != 0 ||
	    db_bind_int(st, 2, a->head.n) != 0 || db_bind_int(st, 3, a->in.at_ms) != 0 ||
	    db_run(st) != 0)
		return -1;
	st = db_stmt(env->db, DB_TOKENS_FOLLOW);
	return st && db_bind_int(st, 1, a->head.n) == 0 ? db_run(st) : -1;
}

/* ---- running ---- */

static bool has_conditional_part(const struct store_append *in)
{
	return in->rest_count > 0 || in->patch != 0 || in->case_change || in->note ||
	       in->turn_done || in->merge[0];
}

/* 1 the conditional part may be done, 0 refused, -1 failed. Nothing has been written yet. */
static int check_conditions(struct op_env *env, struct append_op *a)
{
	const struct store_append *in = &a->in;

	if (in->expect_version != UINT64_MAX && in->expect_version != a->head.version)
		return 0;
	if (in->expect_state && in->state_now != a->head.state)
		return 0;
	if (in->expect_shown) {
		int may = op_shown_check(env, a->head.n);
		if (may != 1)
			return may;
	}
	if (in->note) {
		int may = op_note_check(env, in->note, a->head.n, &a->result, &a->note_case_n);
		if (may != 1)
			return may;
	}
	if (in->merge[0]) {
		int may = op_merge_check(env, in, &a->result, &a->merged, &a->merged_case_n);
		if (may != 1)
			return may;
	}
	if (!in->case_change)
		return 1;
	return op_case_check(env, in->case_change, a->head.n, &a->result, &a->case_n);
}

static int finish(struct op_env *env, struct append_op *a)
{
	if (!a->refused) {
		if (write_rest(env, a) != 0 || write_patch(env, a) != 0)
			return -1;
		if (a->in.case_change &&
		    op_case_apply(env, a->in.case_change, a->head.n, a->case_n, a->in.at_ms) != 0)
			return -1;
		if (a->in.merge[0] &&
		    op_merge_apply(env, &a->in, &a->head, &a->merged, a->merged_case_n) != 0)
			return -1;
		if (a->in.note && op_note_apply(env, a->in.note, a->head.n, a->note_case_n,
						a->head.seq, &a->result.note_number) != 0)
			return -1;
		if (a->in.shown_done && op_shown_end(env, a->head.n) != 0)
			return -1;
	}
	set_turn(a);
	if (write_head(env, a) != 0)
		return -1;
	heads_put(env->heads, &a->head);
	a->op.status = a->refused ? STORE_CONFLICT : STORE_OK;
	return 0;
}

static void fill_result(struct append_op *a)
{
	struct store_append_result *r = &a->result;

	r->status = a->op.status;
	r->version = a->head.version;
	r->seq = a->head.seq;
	r->state = a->head.state;
	if (r->status != STORE_DUPLICATE)
		return;
	for (size_t i = 0; i < a->in.customer_count; i++)
		r->customer_seq[i] = a->there_seq[i];
	for (size_t i = 0; i < a->in.rest_count; i++)
		r->rest_seq[i] = a->there_seq[a->in.customer_count + i];
}

/* Written about a chat that is over, while its case is worked on: says nothing in it. */
static bool is_note_alone(const struct store_append *in)
{
	return in->note && !in->customer_count && !in->rest_count && !in->patch &&
	       !in->case_change && !in->turn_done;
}

/* 0 go on, 1 the status is decided, -1 failed. */
static int prepare(struct op_env *env, struct append_op *a)
{
	int got = op_head_load(env, a->in.conversation, &a->head);

	if (got < 0)
		return -1;
	if (got == 0 && (!a->in.create || !id_is_valid(a->in.conversation))) {
		a->op.status = STORE_GONE;
		return 1;
	}
	a->created = got == 0;
	if (!insert_finds_out(a)) {
		got = look_for_duplicates(env, a);
		if (got == 0)
			got = look_for_note(env, a);
		if (got != 0)
			return got;
	}
	if (a->head.state == STORE_ENDED && !is_note_alone(&a->in)) {
		a->op.status = STORE_CLOSED;
		return 1;
	}
	return a->created ? create_conversation(env, a) : 0;
}

/* Some of the customer's messages are new, others were stored (and answered) before: what was
 * computed from all of them together is refused, so that nothing is answered twice. */
static bool is_partly_there(const struct append_op *a)
{
	for (size_t i = 0; i < a->in.customer_count; i++) {
		if (a->there[i])
			return true;
	}
	return false;
}

static int append_run(struct op_env *env, struct op *o)
{
	struct append_op *a = (struct append_op *)o;

	memset(&a->result, 0, sizeof(*a) - offsetof(struct append_op, result));
	int got = prepare(env, a);
	if (got == 0 && has_conditional_part(&a->in)) {
		int may = check_conditions(env, a);
		if (may < 0)
			return -1;
		a->refused = may == 0 || is_partly_there(a);
	}
	if (got == 0)
		got = write_customer(env, a);
	if (got == 0)
		got = finish(env, a);
	if (got < 0)
		return -1;
	fill_result(a);
	return 0;
}

static void append_deliver(struct op *o)
{
	struct append_op *a = (struct append_op *)o;

	a->result.status = o->status;
	a->done(o->call, &a->result);
}

struct op *op_append(const struct store_append *in, struct store_call c, store_append_done *done)
{
	if (in->customer_count + in->rest_count > STORE_APPEND_MESSAGES)
		return NULL;
	struct append_op *a = op_create(sizeof(*a), true, append_run, append_deliver, c);
	struct arena *arena = &a->op.arena;

	a->done = done;
	a->in = *in;
	a->in.page = arena_string(arena, in->page);
	a->in.dialog = in->patch & STORE_SET_DIALOG ? arena_string(arena, in->dialog) : NULL;
	a->in.customer = op_copy_messages(arena, in->customer, a->in.customer_count);
	a->in.rest = op_copy_messages(arena, in->rest, a->in.rest_count);
	a->in.case_change = op_copy_case(arena, in->case_change);
	a->in.merge_case = op_copy_case(arena, in->merge_case);
	a->in.note = op_note_copy(arena, in->note);
	return &a->op;
}
