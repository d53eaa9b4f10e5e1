/*
 * The SQLite backend of store.h: opening, closing and the doors to its threads. What an operation
 * does stands in op_*.c, how many share a commit in threads.c and batch.c, the notes on the whole
 * in README.md.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/store/folder.h"
#include "gateway/store/schema.h"
#include "gateway/store/store.h"
#include "gateway/store/threads.h"

#define QUEUE_MAX_DEFAULT 65536

struct store {
	struct batch_runner runner;
	struct outbox *outbox; /* owned with its completions under way */
	struct writer writer;
	struct readers readers;
	bool threads; /* opened with a loop */
	size_t queue_max;
	int lock_fd; /* -1: not exclusive */
};

/* ---- open and close ---- */

static int open_threads(struct store *s, const char *path, size_t batch_max, struct diag *d)
{
	if (writer_start(&s->writer, &s->runner, s->outbox, batch_max, path) != 0) {
		diag_error(d, (struct diag_place){0}, NULL, "cannot start the store's writer on %s",
			   path);
		return -1;
	}
	if (readers_start(&s->readers, s->outbox, path) != 0) {
		writer_stop(&s->writer);
		diag_error(d, (struct diag_place){0}, NULL,
			   "cannot start the store's readers on %s", path);
		return -1;
	}
	s->threads = true;
	return 0;
}

/* A connection of its own that can only read; the gateway beside it does not notice. */
static int open_reader(struct store *s, const char *path, struct diag *d)
{
	if (db_open(&s->runner.db, path, false) != SQLITE_OK ||
	    db_exec(&s->runner.db, "PRAGMA query_only=ON") != SQLITE_OK) {
		schema_say_error(&s->runner.db, path, d);
		return -1;
	}
	return schema_migrate(&s->runner.db, path, false, clock_wall_ms(), d);
}

static int open_database(struct store *s, const struct store_config *c, struct diag *d)
{
	char *path = folder_database(c->dir, d);
	int rc = -1;

	if (!path)
		return -1;
	if (c->read_only) {
		rc = open_reader(s, path, d);
		goto out;
	}
	if (db_open(&s->runner.db, path, true) != SQLITE_OK) {
		schema_say_error(&s->runner.db, path, d);
		goto out;
	}
	if (schema_migrate(&s->runner.db, path, c->exclusive, clock_wall_ms(), d) != 0)
		goto out;
	rc = s->outbox->loop ? open_threads(s, path, c->batch_max, d) : 0;
out:
	free(path);
	return rc;
}

static void sqlite_close(struct store *s)
{
	if (!s)
		return;
	if (s->threads) {
		readers_stop(&s->readers);
		writer_stop(&s->writer);
	}
	outbox_close(s->outbox);
	db_close(&s->runner.db);
	heads_dispose(&s->runner.heads);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	free(s);
}

/* A store that is not there yet is made, so that a reader finds an empty one. */
static int make_store(const struct store_config *c, struct diag *d)
{
	struct store_config make = {.dir = c->dir, .exclusive = true};
	char *path = folder_join(c->dir, FOLDER_DATABASE);
	bool is_there = access(path, F_OK) == 0;

	free(path);
	if (is_there)
		return 0;
	struct store *s = store_sqlite.open(NULL, &make, d);
	if (!s)
		return -1;
	store_sqlite.close(s);
	return 0;
}

static struct store *sqlite_open(struct loop *l, const struct store_config *c, struct diag *d)
{
	if (c->read_only ? make_store(c, d) != 0 : folder_make(c->dir, d) != 0)
		return NULL;
	int lock_fd = c->exclusive ? folder_lock(c->dir, d) : -1;
	if (c->exclusive && lock_fd < 0)
		return NULL;

	struct store *s = mem_new(1, sizeof(*s));
	s->lock_fd = lock_fd;
	s->queue_max = c->queue_max ? c->queue_max : QUEUE_MAX_DEFAULT;
	s->outbox = outbox_create(l);
	atomic_init(&s->runner.healthy, true);
	heads_init(&s->runner.heads);
	if (open_database(s, c, d) != 0) {
		sqlite_close(s);
		return NULL;
	}
	return s;
}

static size_t sqlite_backlog(const struct store *s)
{
	return s->outbox->writes + s->outbox->reads;
}

static bool sqlite_healthy(const struct store *s, int64_t *ret_ms)
{
	if (ret_ms)
		*ret_ms = atomic_load(&s->runner.last_ms);
	return atomic_load(&s->runner.healthy);
}

/* ---- the doors ---- */

static int submit(struct store *s, struct op *o)
{
	if (!o)
		return -1;
	size_t *count = o->write ? &s->outbox->writes : &s->outbox->reads;
	if (*count >= s->queue_max) {
		op_destroy(o);
		return -1;
	}
	*count += 1;
	if (s->threads) {
		op_queue_put(o->write ? &s->writer.queue : &s->readers.queue, o);
		return 0;
	}
	if (o->write)
		batch_run(&s->runner, o);
	else
		read_run(&s->runner.db, o);
	outbox_deliver(s->outbox, o);
	return 0;
}

static int sqlite_append(struct store *s, const struct store_append *op, struct store_call c,
			 store_append_done *done)
{
	return submit(s, op_append(op, c, done));
}

static int sqlite_token_add(struct store *s, const char *conversation,
			    const uint8_t hash[TOKEN_HASH_LEN], int64_t now_ms, int64_t old_ends_ms,
			    struct store_call c, store_status_done *done)
{
	return submit(s, op_token_add(conversation, hash, now_ms, old_ends_ms, c, done));
}

static int sqlite_feedback(struct store *s, const char *conversation, uint64_t seq, bool up,
			   int64_t now_ms, struct store_call c, store_status_done *done)
{
	return submit(s, op_feedback(conversation, seq, up, now_ms, c, done));
}

static int sqlite_rate(struct store *s, const char *conversation, const struct store_rating *r,
		       struct store_call c, store_rated_done *done)
{
	return submit(s, op_rate(conversation, r, c, done));
}

static int sqlite_case_timer(struct store *s, const char *case_id, const char *agent,
			     int64_t due_ms, struct store_call c, store_status_done *done)
{
	return submit(s, op_case_timer(case_id, agent, due_ms, c, done));
}

static int sqlite_case_sla(struct store *s, const char *case_id, unsigned bits, struct store_call c,
			   store_status_done *done)
{
	return submit(s, op_case_sla(case_id, bits, c, done));
}

static int sqlite_case_wrapped_up(struct store *s, const char *case_id, struct store_call c,
				  store_status_done *done)
{
	return submit(s, op_case_wrapped_up(case_id, c, done));
}

static int sqlite_case_disposition(struct store *s, const char *case_id, const char *disposition,
				   struct store_call c, store_status_done *done)
{
	return submit(s, op_case_disposition(case_id, disposition, c, done));
}

static int sqlite_twins(struct store *s, const char *one, const char *other, struct store_call c,
			store_status_done *done)
{
	return submit(s, op_twins(one, other, c, done));
}

static int sqlite_twin(struct store *s, const char *conversation, struct store_call c,
		       store_past_done *done)
{
	return submit(s, op_twin(conversation, c, done));
}

static int sqlite_agent_add(struct store *s, const struct store_agent *a, struct store_call c,
			    store_status_done *done)
{
	return submit(s, op_agent_add(a, c, done));
}

static int sqlite_agent_disable(struct store *s, const char *name, int64_t now_ms,
				struct store_call c, store_agent_done *done)
{
	return submit(s, op_agent_disable(name, now_ms, c, done));
}

static int sqlite_login_add(struct store *s, const struct store_login *l, struct store_call c,
			    store_status_done *done)
{
	return submit(s, op_login_add(l, c, done));
}

static int sqlite_login_end(struct store *s, const uint8_t hash[TOKEN_HASH_LEN],
			    struct store_call c, store_status_done *done)
{
	return submit(s, op_login_end(hash, c, done));
}

static int sqlite_conv_by_token(struct store *s, const uint8_t hash[TOKEN_HASH_LEN], int64_t now_ms,
				struct store_call c, store_conv_done *done)
{
	return submit(s, op_conv_by_token(hash, now_ms, c, done));
}

static int sqlite_conv_by_id(struct store *s, const char *id, struct store_call c,
			     store_conv_done *done)
{
	return submit(s, op_conv_by_id(id, c, done));
}

static int sqlite_read_after(struct store *s, const char *conversation, uint64_t after,
			     size_t limit, struct store_call c, store_messages_done *done)
{
	return submit(s, op_read_after(conversation, after, limit, c, done));
}

static int sqlite_notes_after(struct store *s, const char *conversation, uint64_t after,
			      size_t limit, struct store_call c, store_notes_done *done)
{
	return submit(s, op_notes_after(conversation, after, limit, c, done));
}

static int sqlite_case_by_id(struct store *s, const char *id, struct store_call c,
			     store_case_done *done)
{
	return submit(s, op_case_by_id(id, c, done));
}

static int sqlite_cases_open(struct store *s, struct store_call c, store_cases_done *done)
{
	return submit(s, op_cases_open(c, done));
}

static int sqlite_past(struct store *s, const char *conversation, size_t limit, struct store_call c,
		       store_past_done *done)
{
	return submit(s, op_past(conversation, limit, c, done));
}

static int sqlite_handoffs(struct store *s, int64_t since_ms, struct store_call c,
			   store_handoffs_done *done)
{
	return submit(s, op_handoffs(since_ms, c, done));
}

static int sqlite_board_step(struct store *s, const struct store_board_step *b, struct store_call c,
			     store_status_done *done)
{
	return submit(s, op_board_step(b, c, done));
}

static int sqlite_board_steps(struct store *s, int64_t first, struct store_call c,
			      store_board_done *done)
{
	return submit(s, op_board_steps(first, c, done));
}

static int sqlite_figures(struct store *s, const struct store_period *p, struct store_call c,
			  store_figures_done *done)
{
	return submit(s, op_figures(p, c, done));
}

static int sqlite_timers_due(struct store *s, int64_t now_ms, size_t limit, struct store_call c,
			     store_ids_done *done)
{
	return submit(s, op_timers_due(now_ms, limit, c, done));
}

static int sqlite_turns_due(struct store *s, int64_t now_ms, size_t limit, struct store_call c,
			    store_ids_done *done)
{
	return submit(s, op_turns_due(now_ms, limit, c, done));
}

static int sqlite_agent_find(struct store *s, const char *name, struct store_call c,
			     store_agent_done *done)
{
	return submit(s, op_agent_find(name, c, done));
}

static int sqlite_agents(struct store *s, struct store_call c, store_agents_done *done)
{
	return submit(s, op_agents(c, done));
}

static int sqlite_login_find(struct store *s, const uint8_t hash[TOKEN_HASH_LEN], int64_t now_ms,
			     struct store_call c, store_login_done *done)
{
	return submit(s, op_login_find(hash, now_ms, c, done));
}

static int sqlite_times(struct store *s, struct store_call c, store_times_done *done)
{
	return submit(s, op_times(c, done));
}

static int sqlite_llm_spent(struct store *s, const struct store_llm_use *u, struct store_call c,
			    store_status_done *done)
{
	return submit(s, op_llm_spent(u, c, done));
}

static int sqlite_shown_keep(struct store *s, const char *conversation, const char *said,
			     struct store_call c, store_status_done *done)
{
	return submit(s, op_shown_keep(conversation, said, c, done));
}

static int sqlite_llm_switch(struct store *s, const struct store_llm_switch *f, struct store_call c,
			     store_status_done *done)
{
	return submit(s, op_llm_switch(f, c, done));
}

static int sqlite_llm_state(struct store *s, int64_t day, int64_t month, struct store_call c,
			    store_llm_state_done *done)
{
	return submit(s, op_llm_state(day, month, c, done));
}

static int sqlite_llm_conversation(struct store *s, const char *conversation, struct store_call c,
				   store_llm_sum_done *done)
{
	return submit(s, op_llm_conversation(conversation, c, done));
}

static int sqlite_llm_costs(struct store *s, int64_t since_day, struct store_call c,
			    store_llm_costs_done *done)
{
	return submit(s, op_llm_costs(since_day, c, done));
}

static int sqlite_replay_conversations(struct store *s, int64_t since_ms, const char *after,
				       size_t limit, struct store_call c, store_ids_done *done)
{
	return submit(s, op_replay_conversations(since_ms, after, limit, c, done));
}

static int sqlite_replay_rows(struct store *s, const char *conversation, uint64_t after,
			      size_t limit, struct store_call c, store_replay_done *done)
{
	return submit(s, op_replay_rows(conversation, after, limit, c, done));
}

static int sqlite_search(struct store *s, const char *words, size_t limit, struct store_call c,
			 store_ids_done *done)
{
	return submit(s, op_search(words, limit, c, done));
}

const struct store_ops store_sqlite = {
	.name = "sqlite",
	.open = sqlite_open,
	.close = sqlite_close,
	.backlog = sqlite_backlog,
	.healthy = sqlite_healthy,
	.append = sqlite_append,
	.token_add = sqlite_token_add,
	.feedback = sqlite_feedback,
	.rate = sqlite_rate,
	.case_timer = sqlite_case_timer,
	.case_sla = sqlite_case_sla,
	.case_wrapped_up = sqlite_case_wrapped_up,
	.case_disposition = sqlite_case_disposition,
	.twins = sqlite_twins,
	.agent_add = sqlite_agent_add,
	.agent_disable = sqlite_agent_disable,
	.login_add = sqlite_login_add,
	.login_end = sqlite_login_end,
	.conv_by_token = sqlite_conv_by_token,
	.conv_by_id = sqlite_conv_by_id,
	.read_after = sqlite_read_after,
	.notes_after = sqlite_notes_after,
	.case_by_id = sqlite_case_by_id,
	.cases_open = sqlite_cases_open,
	.past = sqlite_past,
	.twin = sqlite_twin,
	.handoffs = sqlite_handoffs,
	.board_step = sqlite_board_step,
	.board_steps = sqlite_board_steps,
	.figures = sqlite_figures,
	.timers_due = sqlite_timers_due,
	.turns_due = sqlite_turns_due,
	.agent_find = sqlite_agent_find,
	.agents = sqlite_agents,
	.login_find = sqlite_login_find,
	.times = sqlite_times,
	.llm_spent = sqlite_llm_spent,
	.shown_keep = sqlite_shown_keep,
	.llm_switch = sqlite_llm_switch,
	.llm_state = sqlite_llm_state,
	.llm_conversation = sqlite_llm_conversation,
	.llm_costs = sqlite_llm_costs,
	.replay_conversations = sqlite_replay_conversations,
	.replay_rows = sqlite_replay_rows,
	.search = sqlite_search,
};
