/*
 * What was raised about a case's service levels. Bits are only ever added, so two gateways that
 * raise the same one do no harm.
 */
#include "gateway/store/op.h"

struct sla_op {
	struct op op;
	store_status_done *done;
	char case_id[ID_LEN + 1];
	unsigned bits;
};

static int sla_run(struct op_env *env, struct op *o)
{
	const struct sla_op *s = (const struct sla_op *)o;
	sqlite3_stmt *st = db_stmt(env->db, DB_CASE_SLA);

	o->status = STORE_GONE;
	if (!st)
		return -1;
	if (db_bind_id(st, 1, s->case_id) != 0)
		return 0;
	if (db_bind_int(st, 2, s->bits) != 0 || db_run(st) != 0)
		return -1;
	o->status = sqlite3_changes(env->db->handle) > 0 ? STORE_OK : STORE_GONE;
	return 0;
}

static void sla_deliver(struct op *o)
{
	const struct sla_op *s = (const struct sla_op *)o;

	s->done(o->call, o->status);
}

struct op *op_case_sla(const char *case_id, unsigned bits, struct store_call c,
		       store_status_done *done)
{
	struct sla_op *s = op_create(sizeof(*s), true, sla_run, sla_deliver, c);

	s->done = done;
	s->bits = bits;
	op_copy_text(s->case_id, sizeof(s->case_id), case_id);
	return &s->op;
}
