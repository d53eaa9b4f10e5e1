#include "gateway/cli/llm_local.h"

#include "gateway/base/clock.h"
#include "gateway/llm/budget.h"
#include "gateway/llm/status.h"

/* A client of its own, with the loop that it needs. NULL when the library does not start. */
static struct llm *begin(const struct settings *s, struct loop **ret_loop)
{
	struct loop *loop = loop_create();
	struct llm *llm = llm_create(loop);

	if (!llm) {
		loop_destroy(loop);
		return NULL;
	}
	llm_configure(llm, &s->llm);
	*ret_loop = loop;
	return llm;
}

static void end(struct llm *llm, struct loop *loop)
{
	llm_stop(llm);
	llm_destroy(llm);
	loop_destroy(loop);
}

/* ---- status ---- */

static void on_costs(struct store_call c, enum store_status st, const struct store_llm_use *rows,
		     size_t count)
{
	json_t **costs = c.ctx;

	if (st == STORE_OK)
		*costs = llm_costs_json(rows, count);
}

json_t *llm_local_status(const struct settings *s, const char *dir, struct diag *d)
{
	const struct store_ops *ops = &store_sqlite;
	struct store *store =
		ops->open(NULL, &(struct store_config){.dir = dir, .exclusive = true}, d);
	struct loop *loop;
	struct llm *llm = store ? begin(s, &loop) : NULL;
	json_t *costs = NULL, *answer = NULL;

	if (llm) {
		llm_set_store(llm, ops, store);
		if (ops->llm_costs(store, budget_month(clock_wall_ms()),
				   (struct store_call){.ctx = &costs}, on_costs) == 0 &&
		    costs)
			answer = json_pack("{s:b,s:o,s:o}", "ok", 1, "llm", llm_status(llm),
					   "costs", costs);
		end(llm, loop);
	}
	if (store)
		ops->close(store);
	if (store && !answer)
		diag_error(d, (struct diag_place){0}, NULL, "the store cannot be read");
	return answer;
}

/* ---- ping ---- */

struct ping {
	struct loop *loop;
	json_t *answer; /* owned */
};

static void on_pinged(void *ctx, uint64_t id, const struct llm_result *r)
{
	struct ping *p = ctx;

	(void)id;
	p->answer = json_pack("{s:b,s:o}", "ok", 1, "ping", llm_ping_json(r));
	loop_stop(p->loop);
}

json_t *llm_local_ping(const struct settings *s, const char *provider)
{
	struct ping p = {.answer = NULL};
	struct llm *llm = begin(s, &p.loop);

	if (!llm)
		return NULL;
	if (llm_ping(llm, provider, on_pinged, &p) != 0)
		loop_run(p.loop);
	end(llm, p.loop);
	return p.answer;
}
