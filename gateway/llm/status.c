#include "gateway/llm/status.h"

#include <string.h>

#include "config/text/utf8.h"
#include "gateway/base/clock.h"
#include "gateway/llm/job.h"

/* Of what a provider answers to a ping; nobody needs more. */
#define PING_TEXT 64

static json_t *amount(struct amount a)
{
	return json_pack("{s:I,s:f}", "tokens", (json_int_t)a.tokens, "money",
			 (double)a.nano / BUDGET_NANO);
}

static json_t *provider(const struct llm *l, const struct provider *p)
{
	int64_t left = p->breaker.until_ms - loop_now_mono_ms(l->loop);

	if (p->breaker.state != BREAKER_OPEN || left < 0)
		left = 0;
	return json_pack("{s:s,s:s,s:s,s:I,s:I,s:I}", "name", p->name, "model", p->model, "state",
			 breaker_word(p->breaker.state), "spared_seconds",
			 (json_int_t)((left + 999) / 1000), "streams", (json_int_t)p->in_flight,
			 "concurrency", (json_int_t)p->concurrency);
}

static json_t *switched(const struct store_llm_switch *f)
{
	char at[CLOCK_ISO_LEN + 1];

	if (f->at_ms == 0)
		return json_null();
	clock_iso(f->at_ms, at);
	return json_pack("{s:b,s:s,s:s}", "on", f->is_on, "by", f->who, "at", at);
}

json_t *llm_status(const struct llm *l)
{
	json_t *providers = json_array();
	const struct budget *b = &l->budget;

	for (size_t i = 0; i < l->providers.count; i++)
		json_array_append_new(providers, provider(l, l->providers.order[i]));
	return json_pack("{s:b,s:b,s:o,s:o,s:{s:o,s:o},s:{s:o,s:o,s:o,s:o}}", "enabled",
			 l->is_enabled, "on", llm_is_on(l), "switched", switched(&l->flip),
			 "providers", providers, "spent", "day", amount(b->spent_today), "month",
			 amount(b->spent_this_month), "limits", "reply", amount(b->reply),
			 "conversation", amount(b->conversation), "day", amount(b->day), "month",
			 amount(b->month));
}

json_t *llm_costs_json(const struct store_llm_use *rows, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list,
				      json_pack("{s:s,s:s,s:I,s:I,s:I,s:f}", "provider",
						rows[i].provider, "intent", rows[i].intent,
						"requests", (json_int_t)rows[i].requests,
						"tokens_in", (json_int_t)rows[i].tokens_in,
						"tokens_out", (json_int_t)rows[i].tokens_out,
						"money", (double)rows[i].cost_nano / BUDGET_NANO));
	return list;
}

/* ---- ping ---- */

uint64_t llm_ping(struct llm *l, const char *name, llm_done *done, void *ctx)
{
	static const struct llm_message question = {LLM_USER, "Answer with the one word: pong"};
	struct provider *p = providers_find(&l->providers, name);
	struct llm_request r = {.intent = "(ping)",
				.system = "You are being tested. Be brief.",
				.messages = &question,
				.message_count = 1,
				.max_tokens = 32};

	return p ? llm_start_at(l, &r, p, done, ctx) : 0;
}

static const char *why(const struct llm_result *r)
{
	for (int f = 0; f < FAIL_COUNT; f++) {
		const struct llm_failure_rule *rule = llm_failure_rule((enum llm_failure)f);

		if (!strcmp(rule->word, r->failure))
			return rule->text;
	}
	return "";
}

json_t *llm_ping_json(const struct llm_result *r)
{
	size_t len = r->len < PING_TEXT ? r->len : utf8_cut(r->text, r->len, PING_TEXT);

	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:i,s:s%,s:I,s:I,s:I,s:I,s:b,s:f}", "provider",
			 r->provider, "model", r->model, "outcome", llm_outcome_word(r->outcome),
			 "failure", r->failure, "why", why(r), "status", r->status, "text", r->text,
			 len, "first_ms", (json_int_t)r->first_ms, "total_ms",
			 (json_int_t)r->total_ms, "tokens_in", (json_int_t)r->tokens_in,
			 "tokens_out", (json_int_t)r->tokens_out, "estimated", r->estimated,
			 "money", r->cost);
}
