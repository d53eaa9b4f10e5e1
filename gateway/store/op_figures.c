/*
 * What the report is made of: each kind of figure is one statement whose rows are
 * sums already, so that no row of a person leaves the store.
 */
#include "gateway/store/op.h"

#include <stdio.h>
#include <string.h>

#define DAY_MS ((int64_t)24 * 3600 * 1000)
/* Rows of one report: intents, teams, waits by the second. */
#define FIGURES_MAX 100000

struct figures_op {
	struct op op;
	store_figures_done *done;
	struct store_period period;
	struct store_figure *rows; /* owned by the arena */
	size_t count, room;
};

static struct store_figure *next_row(struct figures_op *q)
{
	if (q->count == q->room) {
		size_t room = q->room ? q->room * 2 : 256;
		struct store_figure *bigger = arena_take(&q->op.arena, room * sizeof(*bigger));
		if (q->count)
			memcpy(bigger, q->rows, q->count * sizeof(*bigger));
		q->rows = bigger;
		q->room = room;
	}
	return &q->rows[q->count++];
}

static const char *text_at(struct figures_op *q, sqlite3_stmt *st, int at)
{
	const char *text = db_column_string(st, at, &q->op.arena);

	return text ? text : "";
}

/* The least id of that moment. */
static void id_of(int64_t ms, char out[ID_LEN + 1])
{
	snprintf(out, ID_LEN + 1, "%08llx-%04llx-0000-0000-000000000000",
		 (unsigned long long)(ms >> 16) & 0xffffffff, (unsigned long long)ms & 0xffff);
}

static int bind(sqlite3_stmt *st, enum store_figure_kind kind, const struct store_period *p)
{
	char first[ID_LEN + 1], last[ID_LEN + 1];

	switch (kind) {
	case STORE_FIGURE_LLM:
	case STORE_FIGURE_LLM_ENDS:
		return db_bind_int(st, 3, p->since_ms / DAY_MS) |
		       db_bind_int(st, 4, (p->until_ms - 1) / DAY_MS);
	case STORE_FIGURE_LLM_BUDGET:
		return db_bind_int(st, 3, p->month_day) | db_bind_int(st, 4, p->now_ms / DAY_MS);
	default: break;
	}
	id_of(p->since_ms, first);
	id_of(p->until_ms, last);
	if (db_bind_id(st, 1, first) != 0 || db_bind_id(st, 2, last) != 0)
		return -1;
	if (kind == STORE_FIGURE_CHATS || kind == STORE_FIGURE_RATINGS)
		return db_bind_int(st, 3, p->now_ms - p->idle_ms);
	return kind == STORE_FIGURE_SLA ? db_bind_int(st, 3, p->now_ms) : 0;
}

static int read_kind(struct figures_op *q, struct op_env *env, enum store_figure_kind kind)
{
	sqlite3_stmt *st = db_stmt(env->db, (enum db_stmt)(DB_FIGURE_CHATS + (int)kind));
	int got;

	if (!st || bind(st, kind, &q->period) != 0)
		return -1;
	int columns = sqlite3_column_count(st);
	while ((got = db_row(st)) == 1) {
		if (q->count == FIGURES_MAX) {
			db_done(st);
			return -1;
		}
		struct store_figure *f = next_row(q);
		*f = (struct store_figure){.kind = kind,
					   .a = text_at(q, st, 0),
					   .b = text_at(q, st, 1),
					   .c = text_at(q, st, 2)};
		for (int i = 3; i < columns; i++)
			f->n[i - 3] = sqlite3_column_int64(st, i);
	}
	return got;
}

static int figures_run(struct op_env *env, struct op *o)
{
	struct figures_op *q = (struct figures_op *)o;

	q->count = 0;
	for (int kind = 0; kind < STORE_FIGURE_KINDS; kind++) {
		if (read_kind(q, env, (enum store_figure_kind)kind) != 0)
			return -1;
	}
	o->status = STORE_OK;
	return 0;
}

static void figures_deliver(struct op *o)
{
	struct figures_op *q = (struct figures_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->rows : NULL, fine ? q->count : 0);
}

struct op *op_figures(const struct store_period *p, struct store_call c, store_figures_done *done)
{
	struct figures_op *q = op_create(sizeof(*q), false, figures_run, figures_deliver, c);

	q->done = done;
	q->period = *p;
	return &q->op;
}
