/*
 * How many cases were opened in each hour, by reason and language. Ids begin with the time, so the
 * index of ids leads to the first one; the rows come in order of time and are counted here.
 */
#include "gateway/store/op.h"

#include <stdio.h>
#include <string.h>

#define HOUR_MS ((int64_t)3600 * 1000)

struct handoffs_op {
	struct op op;
	store_handoffs_done *done;
	char first[ID_LEN + 1];
	struct store_handoffs *rows; /* owned by the arena */
	size_t count, room, hour;    /* hour: where the rows of the last one begin */
};

static struct store_handoffs *next_row(struct handoffs_op *q)
{
	if (q->count == q->room) {
		size_t room = q->room ? q->room * 2 : 64;
		struct store_handoffs *bigger = arena_take(&q->op.arena, room * sizeof(*bigger));
		if (q->count)
			memcpy(bigger, q->rows, q->count * sizeof(*bigger));
		q->rows = bigger;
		q->room = room;
	}
	return &q->rows[q->count++];
}

static void count_row(struct handoffs_op *q, const struct store_handoffs *one)
{
	if (q->count && q->rows[q->count - 1].hour != one->hour)
		q->hour = q->count;
	for (size_t i = q->hour; i < q->count; i++) {
		if (strcmp(q->rows[i].reason, one->reason) == 0 &&
		    strcmp(q->rows[i].locale, one->locale) == 0) {
			q->rows[i].count++;
			return;
		}
	}
	*next_row(q) = *one;
}

static int handoffs_run(struct op_env *env, struct op *o)
{
	struct handoffs_op *q = (struct handoffs_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_HANDOFFS);
	int got;

	q->count = q->hour = 0;
	if (!st || db_bind_id(st, 1, q->first) != 0)
		return -1;
	while ((got = db_row(st)) == 1) {
		struct store_handoffs one = {.hour = sqlite3_column_int64(st, 0) / HOUR_MS,
					     .count = 1};
		db_column_text(st, 1, one.reason, sizeof(one.reason));
		db_column_text(st, 2, one.locale, sizeof(one.locale));
		count_row(q, &one);
	}
	o->status = STORE_OK;
	return got;
}

static void handoffs_deliver(struct op *o)
{
	struct handoffs_op *q = (struct handoffs_op *)o;
	bool fine = o->status == STORE_OK;

	q->done(o->call, o->status, fine ? q->rows : NULL, fine ? q->count : 0);
}

struct op *op_handoffs(int64_t since_ms, struct store_call c, store_handoffs_done *done)
{
	struct handoffs_op *q = op_create(sizeof(*q), false, handoffs_run, handoffs_deliver, c);

	q->done = done;
	snprintf(q->first, sizeof(q->first), "%08llx-%04llx-0000-0000-000000000000",
		 (unsigned long long)(since_ms >> 16) & 0xffffffff,
		 (unsigned long long)since_ms & 0xffff);
	return &q->op;
}
