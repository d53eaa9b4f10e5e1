/*
 * One operation of the store on its way: copied input, how it runs, its result, how it is
 * delivered. Made and delivered on the loop thread, run by the writer or a reader; nothing of it is
 * shared meanwhile.
 */
#ifndef GATEWAY_STORE_OP_H
#define GATEWAY_STORE_OP_H

#include "gateway/store/arena.h"
#include "gateway/store/db.h"
#include "gateway/store/heads.h"
#include "gateway/store/store.h"

/* What an operation may use while it runs. */
struct op_env {
	struct db *db;
	struct heads *heads; /* NULL on readers */
};

struct op;
/* Runs inside the transaction that its thread opened. 0: o->status is set; -1: SQLite refused,
 * everything it did has to be rolled back. May run a second time after that, so it sets its results
 * from the start. */
typedef int op_run(struct op_env *env, struct op *o);
/* Calls the completion. o->status may be set from outside (STORE_UNAVAILABLE, STORE_UNKNOWN)
 * without op_run having succeeded. */
typedef void op_deliver(struct op *o);

/* First member of every operation's own struct, which lives in `arena` itself. */
struct op {
	struct op *next;
	op_run *run;
	op_deliver *deliver;
	enum store_status status;
	struct store_call call;
	struct arena arena;
	bool write;
};

/* A zeroed struct of `size` bytes that begins with a struct op; released by op_destroy. */
void *op_create(size_t size, bool write, op_run *run, op_deliver *deliver, struct store_call c);
void op_destroy(struct op *o);

/* ---- constructors, one for each function of store_ops; NULL for what is over the interface's
 * limits ---- */

struct op *op_append(const struct store_append *in, struct store_call c, store_append_done *done);
struct op *op_token_add(const char *conversation, const uint8_t *hash, int64_t now_ms,
			int64_t old_ends_ms, struct store_call c, store_status_done *done);
struct op *op_feedback(const char *conversation, uint64_t seq, bool up, int64_t now_ms,
		       struct store_call c, store_status_done *done);
struct op *op_rate(const char *conversation, const struct store_rating *r, struct store_call c,
		   store_rated_done *done);
struct op *op_case_timer(const char *case_id, const char *agent, int64_t due_ms,
			 struct store_call c, store_status_done *done);
struct op *op_case_sla(const char *case_id, unsigned bits, struct store_call c,
		       store_status_done *done);
struct op *op_case_wrapped_up(const char *case_id, struct store_call c, store_status_done *done);
struct op *op_case_disposition(const char *case_id, const char *disposition, struct store_call c,
			       store_status_done *done);
struct op *op_twins(const char *one, const char *other, struct store_call c,
		    store_status_done *done);
struct op *op_twin(const char *conversation, struct store_call c, store_past_done *done);
struct op *op_agent_add(const struct store_agent *a, struct store_call c, store_status_done *done);
struct op *op_agent_disable(const char *name, int64_t now_ms, struct store_call c,
			    store_agent_done *done);
struct op *op_login_add(const struct store_login *l, struct store_call c, store_status_done *done);
struct op *op_login_end(const uint8_t *hash, struct store_call c, store_status_done *done);

struct op *op_llm_spent(const struct store_llm_use *u, struct store_call c,
			store_status_done *done);
struct op *op_shown_keep(const char *conversation, const char *said, struct store_call c,
			 store_status_done *done);
struct op *op_llm_switch(const struct store_llm_switch *f, struct store_call c,
			 store_status_done *done);
struct op *op_llm_state(int64_t day, int64_t month, struct store_call c,
			store_llm_state_done *done);
struct op *op_llm_conversation(const char *conversation, struct store_call c,
			       store_llm_sum_done *done);
struct op *op_llm_costs(int64_t since_day, struct store_call c, store_llm_costs_done *done);

struct op *op_conv_by_token(const uint8_t *hash, int64_t now_ms, struct store_call c,
			    store_conv_done *done);
struct op *op_conv_by_id(const char *id, struct store_call c, store_conv_done *done);
struct op *op_read_after(const char *conversation, uint64_t after, size_t limit,
			 struct store_call c, store_messages_done *done);
struct op *op_notes_after(const char *conversation, uint64_t after, size_t limit,
			  struct store_call c, store_notes_done *done);
struct op *op_case_by_id(const char *id, struct store_call c, store_case_done *done);
struct op *op_cases_open(struct store_call c, store_cases_done *done);
struct op *op_past(const char *conversation, size_t limit, struct store_call c,
		   store_past_done *done);
struct op *op_handoffs(int64_t since_ms, struct store_call c, store_handoffs_done *done);
struct op *op_board_step(const struct store_board_step *b, struct store_call c,
			 store_status_done *done);
struct op *op_board_steps(int64_t first, struct store_call c, store_board_done *done);
struct op *op_figures(const struct store_period *p, struct store_call c, store_figures_done *done);
struct op *op_timers_due(int64_t now_ms, size_t limit, struct store_call c, store_ids_done *done);
struct op *op_turns_due(int64_t now_ms, size_t limit, struct store_call c, store_ids_done *done);
struct op *op_agent_find(const char *name, struct store_call c, store_agent_done *done);
struct op *op_agents(struct store_call c, store_agents_done *done);
struct op *op_login_find(const uint8_t *hash, int64_t now_ms, struct store_call c,
			 store_login_done *done);
struct op *op_times(struct store_call c, store_times_done *done);
struct op *op_replay_conversations(int64_t since_ms, const char *after, size_t limit,
				   struct store_call c, store_ids_done *done);
struct op *op_replay_rows(const char *conversation, uint64_t after, size_t limit,
			  struct store_call c, store_replay_done *done);
struct op *op_search(const char *words, size_t limit, struct store_call c, store_ids_done *done);

/* The case step inside an append (op_case.c). Checks only: 1 may be done, 0 refused (fills the
 * result), -1 SQLite refused. *ret_n: row of the case, 0 for a new one. */
int op_case_check(struct op_env *env, const struct store_case_change *k, int64_t conv_n,
		  struct store_append_result *r, int64_t *ret_n);
int op_case_apply(struct op_env *env, const struct store_case_change *k, int64_t conv_n,
		  int64_t case_n, int64_t now_ms);

/* What was kept of a reply, inside an append (op_shown.c): 1 it is there, 0 it is not, -1 SQLite
 * refused; its end. */
int op_shown_check(struct op_env *env, int64_t conv_n);
int op_shown_end(struct op_env *env, int64_t conv_n);

/* What an append takes along, with all texts in the arena (op_message.c); NULL of nothing. */
struct store_message *op_copy_messages(struct arena *arena, const struct store_message *m,
				       size_t count);
struct store_case_change *op_copy_case(struct arena *arena, const struct store_case_change *k);
/* For the figures: what the message that was just inserted was to its turn. */
int op_answer_add(struct op_env *env, const struct store_message *m);

/* A time inside an append (op_times.c). */
int op_time_add(struct op_env *env, const struct store_time *t);

/* The note inside an append (op_note.c). Looks for one of the same agent and client_id: 1 the same
 * text (*ret_number), 2 another text, 0 none, -1 SQLite refused. */
int op_note_find(struct op_env *env, const struct store_note *n, int64_t conv_n,
		 uint64_t *ret_number);
/* Whether its case is open and of this conversation: like op_case_check(). */
int op_note_check(struct op_env *env, const struct store_note *n, int64_t conv_n,
		  struct store_append_result *r, int64_t *ret_n);
int op_note_apply(struct op_env *env, const struct store_note *n, int64_t conv_n, int64_t case_n,
		  uint64_t after, uint64_t *ret_number);
struct store_note *op_note_copy(struct arena *a, const struct store_note *n);

/* What the writer knows of a conversation: 1 found, 0 no such conversation, -1 failed. */
int op_head_load(struct op_env *env, const char *id, struct head *ret);

/* The merge inside an append (op_merge.c). Checks only, like op_case_check(); *ret_from and *ret_n
 * are the other conversation and its case. */
int op_merge_check(struct op_env *env, const struct store_append *in, struct store_append_result *r,
		   struct head *ret_from, int64_t *ret_n);
/* Moves what was said in `from` behind the messages of `into`, whose head it brings up to date. */
int op_merge_apply(struct op_env *env, const struct store_append *in, struct head *into,
		   struct head *from, int64_t case_n);

/* A page of rows ends here at the latest. */
#define OP_ROWS_MAX 1000
#define OP_BYTES_MAX ((size_t)4 * 1024 * 1024)

/* Which rows a page holds. `statement` takes the conversation's row, the number behind which it
 * starts and how many it may give; `read` copies one row, with its texts in the arena. */
struct op_page_kind {
	enum db_stmt statement;
	size_t row_size;
	void (*read)(sqlite3_stmt *st, void *row, struct arena *a);
};
/* A page of a conversation's rows (op_page.c); first member of an operation's own struct. The
 * result counts only while the status is STORE_OK. */
struct op_page {
	struct op op;
	const struct op_page_kind *kind;
	char conversation[ID_LEN + 1];
	int64_t after;
	size_t limit;
	void *rows; /* `count` of kind->row_size bytes, in the arena */
	size_t count;
	bool more;
};
struct op_page_of {
	const char *conversation;
	uint64_t after;
	size_t limit;
};
/* A zeroed struct of `size` bytes that begins with a struct op_page, ready to run. */
void *op_page_create(size_t size, const struct op_page_kind *kind, const struct op_page_of *of,
		     op_deliver *deliver, struct store_call c);
/* 0 stands for the most there is. */
size_t op_page_limit(size_t wanted);
/* The columns of DB_MESSAGES_AFTER, owned by the arena. */
void op_read_message(sqlite3_stmt *st, struct store_message *m, struct arena *a);
/* Three columns from `at` on: score, comment (owned by the arena), time (op_rating.c). */
void op_column_rating(sqlite3_stmt *st, int at, struct arena *a, struct store_rating *ret);
/* 1 found, 0 no such conversation, -1 failed. */
int op_conv_number(struct op_env *env, const char *id, int64_t *ret_n);

/* Bytes of a copy of an id or name field, cut at the field's size. */
void op_copy_text(char *out, size_t size, const char *text);

#endif
