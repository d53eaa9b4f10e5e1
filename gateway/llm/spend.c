/*
 * Between replies, the budget and the store: what a try may cost is held, what it cost is counted
 * and stored; the switch is stored too. Without a store (tests, `llm ping` without a gateway) all
 * of it lives as long as the process.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"
#include "gateway/llm/job.h"

/* Of intents in the metrics; what comes later is counted together. */
#define INTENTS_MAX 1000

/* ---- what a try costs ---- */

static struct amount amount_of(const struct provider *p, int64_t in, int64_t out)
{
	return (struct amount){.tokens = in + out, .nano = in * p->nano_in + out * p->nano_out};
}

static struct amount most_of(const struct job *j, const struct provider *p)
{
	return amount_of(p, j->estimate, j->request->max_tokens);
}

bool spend_allows(const struct job *j, const struct provider *p)
{
	struct llm *l = j->llm;

	return j->only || budget_allows(&l->budget, j->request->conversation,
					loop_now_wall_ms(l->loop), j->took, most_of(j, p));
}

void spend_hold(struct job *j)
{
	j->held = most_of(j, j->provider);
	budget_hold(&j->llm->budget, j->request->conversation, j->held);
}

static uint32_t written(const struct buf *b)
{
	return request_estimate(b->bytes ? b->bytes : "", b->len);
}

/* By the provider's own count, else by ours. One that never answered bills nothing. */
static void count(struct job *j, uint32_t *ret_in, uint32_t *ret_out)
{
	const struct reply *r = &j->reply;
	bool is_partial = j->failure != FAIL_NONE && r->parts > 0 && r->tokens_out <= 1;

	*ret_in = *ret_out = 0;
	if (j->status != 200)
		return;
	*ret_in = r->tokens_in;
	*ret_out = r->tokens_out;
	if (r->has_usage && !is_partial)
		return;
	if (*ret_in == 0)
		*ret_in = j->estimate;
	*ret_out = written(&r->text) + written(&r->tool_json);
	j->is_estimated = true;
}

/* ---- by provider and intent, for /metrics ---- */

static struct intent_cost *cost_of(struct llm *l, const char *provider, const char *intent)
{
	crypto_generichash_state st;
	uint8_t key[16];
	struct intent_cost *c;

	crypto_generichash_init(&st, NULL, 0, sizeof(key));
	crypto_generichash_update(&st, (const uint8_t *)provider, strlen(provider) + 1);
	crypto_generichash_update(&st, (const uint8_t *)intent, strlen(intent) + 1);
	crypto_generichash_final(&st, key, sizeof(key));
	c = map_get(&l->costs, key, sizeof(key));
	if (c)
		return c;
	if (l->costs.count >= INTENTS_MAX && strcmp(intent, "(others)") != 0)
		return cost_of(l, provider, "(others)");
	c = mem_new(1, sizeof(*c));
	snprintf(c->provider, sizeof(c->provider), "%s", provider);
	snprintf(c->intent, sizeof(c->intent), "%s", intent);
	map_put(&l->costs, key, sizeof(key), c);
	return c;
}

/* ---- the store ---- */

static void store_spent(struct llm *l, const struct job *j, const char *end, uint32_t in,
			uint32_t out, int64_t nano)
{
	struct store_llm_use u = {.day = budget_day(loop_now_wall_ms(l->loop)),
				  .requests = 1,
				  .tokens_in = in,
				  .tokens_out = out,
				  .cost_nano = nano};

	if (!l->store)
		return;
	snprintf(u.conversation, sizeof(u.conversation), "%s", j->request->conversation);
	snprintf(u.provider, sizeof(u.provider), "%s", j->provider->name);
	snprintf(u.model, sizeof(u.model), "%s", j->model);
	snprintf(u.intent, sizeof(u.intent), "%s", j->request->intent);
	snprintf(u.outcome, sizeof(u.outcome), "%s", end);
	if (l->ops->llm_spent(l->store, &u, (struct store_call){.ctx = l}, NULL) != 0)
		log_error("llm_spent_not_stored", "provider", u.provider, NULL);
}

void spend_settle(struct job *j, const char *end)
{
	struct llm *l = j->llm;
	struct provider *p = j->provider;
	struct intent_cost *c = cost_of(l, p->name, j->request->intent);
	struct amount took;
	uint32_t in, out;

	count(j, &in, &out);
	took = amount_of(p, in, out);
	budget_settle(&l->budget, j->request->conversation, loop_now_wall_ms(l->loop), j->held,
		      took);
	j->held = (struct amount){0};
	j->took.tokens += took.tokens;
	j->took.nano += took.nano;
	j->tokens_in += in;
	j->tokens_out += out;
	c->requests++;
	c->tokens_in += in;
	c->tokens_out += out;
	c->nano += took.nano;
	store_spent(l, j, end, in, out, took.nano);
}

/* ---- what the store knew before ---- */

static void on_state(struct store_call c, enum store_status st, const struct store_llm_state *s)
{
	struct llm *l = c.ctx;

	if (st != STORE_OK) { /* nobody knows whether somebody had switched it off */
		log_error("llm_state_unread", NULL);
		return;
	}
	l->is_loaded = true;
	budget_load(&l->budget, loop_now_wall_ms(l->loop),
		    (struct amount){s->day.tokens, s->day.cost_nano},
		    (struct amount){s->month.tokens, s->month.cost_nano});
	/* Who switched meanwhile knew better. */
	if (l->flip.at_ms == 0)
		l->flip = s->flip;
}

void llm_set_store(struct llm *l, const struct store_ops *ops, struct store *s)
{
	int64_t now = loop_now_wall_ms(l->loop);

	l->ops = ops;
	l->store = s;
	l->is_loaded = false;
	if (ops->llm_state(s, budget_day(now), budget_month(now), (struct store_call){.ctx = l},
			   on_state) != 0)
		log_error("llm_state_unread", NULL);
}

/* The low part of the call names the job. */
static void on_conversation(struct store_call c, enum store_status st,
			    const struct store_llm_sum *sum)
{
	struct llm *l = c.ctx;
	struct job *j = map_get_u64(&l->jobs, c.id);

	if (!j || j->state != JOB_ASKING)
		return;
	if (st != STORE_OK) {
		job_end_soon(j, LLM_BUDGET);
		return;
	}
	budget_learn(&l->budget, j->request->conversation,
		     (struct amount){sum->tokens, sum->cost_nano});
	job_next(j);
}

void spend_ask(struct job *j)
{
	struct llm *l = j->llm;

	if (!budget_must_ask(&l->budget, j->request->conversation)) {
		job_next(j);
		return;
	}
	if (!l->store) {
		budget_learn(&l->budget, j->request->conversation, (struct amount){0});
		job_next(j);
		return;
	}
	job_set_state(j, JOB_ASKING);
	job_set_timer(j, j->deadline_ms - j->started_ms);
	if (l->ops->llm_conversation(l->store, j->request->conversation,
				     (struct store_call){l, j->id}, on_conversation) != 0)
		job_end_soon(j, LLM_BUDGET);
}

/* ---- the switch ---- */

static void on_switched(struct store_call c, enum store_status st)
{
	(void)c;
	if (st != STORE_OK)
		log_error("llm_switch_not_stored", NULL);
}

void llm_switch_then(struct llm *l, bool on, const char *who, struct store_call call,
		     store_status_done *done)
{
	log_warn("llm_switched", "to", on ? "on" : "off", "by", who, NULL);
	l->flip = (struct store_llm_switch){.is_on = on, .at_ms = loop_now_wall_ms(l->loop)};
	snprintf(l->flip.who, sizeof(l->flip.who), "%s", who);
	if (!on)
		llm_drop_all(l, LLM_OFF);
	if (!l->store || l->ops->llm_switch(l->store, &l->flip, call, done) != 0)
		done(call, l->store ? STORE_UNAVAILABLE : STORE_OK);
}

void llm_switch(struct llm *l, bool on, const char *who)
{
	llm_switch_then(l, on, who, (struct store_call){.ctx = l}, on_switched);
}
