/*
 * Names of providers are checked where they are read, and intents are words of the catalog: neither
 * needs escaping.
 */
#include <inttypes.h>

#include "gateway/llm/job.h"
#include "gateway/llm/status.h"

static void head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP frontdesk_llm_%s %s\n# TYPE frontdesk_llm_%s %s\n", name, help, name,
		   type);
}

static void write_replies(const struct llm *l, struct buf *b)
{
	head(b, "replies_total", "counter", "Replies asked of language models, by outcome.");
	for (int o = 0; o < LLM_OUTCOME_COUNT; o++)
		buf_printf(b, "frontdesk_llm_replies_total{outcome=\"%s\"} %" PRIu64 "\n",
			   llm_outcome_word((enum llm_outcome)o), l->by_outcome[o]);
	buf_printf(b, "frontdesk_llm_replies_total{outcome=\"cancelled\"} %" PRIu64 "\n",
		   l->cancelled);
	head(b, "waiting", "gauge", "Replies that wait for a free place.");
	buf_printf(b, "frontdesk_llm_waiting %u\n", l->waiting);
	head(b, "on", "gauge", "1 when language models may be asked.");
	buf_printf(b, "frontdesk_llm_on %d\n", llm_is_on(l));
}

static void write_requests(const struct llm *l, struct buf *b)
{
	head(b, "requests_total", "counter",
	     "Requests to providers, by outcome: ok, cancelled, or why it failed.");
	for (size_t i = 0; i < l->providers.count; i++) {
		const struct provider *p = l->providers.order[i];

		for (int f = 0; f < FAIL_COUNT; f++) {
			if (f == FAIL_NONE || p->counters.by_failure[f])
				buf_printf(b,
					   "frontdesk_llm_requests_total{provider=\"%s\",outcome="
					   "\"%s\"} %" PRIu64 "\n",
					   p->name, llm_failure_rule((enum llm_failure)f)->word,
					   p->counters.by_failure[f]);
		}
		buf_printf(b,
			   "frontdesk_llm_requests_total{provider=\"%s\",outcome=\"cancelled\"} "
			   "%" PRIu64 "\n",
			   p->name, p->counters.cancelled);
	}
}

static void write_providers(const struct llm *l, struct buf *b)
{
	head(b, "streams", "gauge", "Requests under way, by provider.");
	for (size_t i = 0; i < l->providers.count; i++)
		buf_printf(b, "frontdesk_llm_streams{provider=\"%s\"} %u\n",
			   l->providers.order[i]->name, l->providers.order[i]->in_flight);
	head(b, "breaker", "gauge", "1 for the state that the provider's breaker has.");
	for (size_t i = 0; i < l->providers.count; i++) {
		for (int s = 0; s < BREAKER_STATE_COUNT; s++)
			buf_printf(b, "frontdesk_llm_breaker{provider=\"%s\",state=\"%s\"} %d\n",
				   l->providers.order[i]->name, breaker_word((enum breaker_state)s),
				   l->providers.order[i]->breaker.state == (enum breaker_state)s);
	}
	head(b, "first_token_seconds", "summary",
	     "From the start of a request to the first part of its answer, by provider.");
	for (size_t i = 0; i < l->providers.count; i++) {
		const struct provider *p = l->providers.order[i];

		buf_printf(b,
			   "frontdesk_llm_first_token_seconds_sum{provider=\"%s\"} %.3f\n"
			   "frontdesk_llm_first_token_seconds_count{provider=\"%s\"} %" PRIu64 "\n",
			   p->name, (double)p->counters.first_ms_total / 1000, p->name,
			   p->counters.first_count);
	}
}

static void write_costs(const struct llm *l, struct buf *b)
{
	const struct intent_cost *c;

	head(b, "tokens_total", "counter", "Tokens, by provider, intent and direction.");
	for (size_t i = 0; (c = map_next(&l->costs, &i));) {
		buf_printf(b,
			   "frontdesk_llm_tokens_total{provider=\"%s\",intent=\"%s\",direction="
			   "\"in\"} %" PRIu64 "\n",
			   c->provider, c->intent, c->tokens_in);
		buf_printf(b,
			   "frontdesk_llm_tokens_total{provider=\"%s\",intent=\"%s\",direction="
			   "\"out\"} %" PRIu64 "\n",
			   c->provider, c->intent, c->tokens_out);
	}
	head(b, "cost_total", "counter",
	     "What it cost by the prices of the settings, in their currency.");
	for (size_t i = 0; (c = map_next(&l->costs, &i));)
		buf_printf(b, "frontdesk_llm_cost_total{provider=\"%s\",intent=\"%s\"} %.9f\n",
			   c->provider, c->intent, (double)c->nano / BUDGET_NANO);
	head(b, "spent", "gauge", "Cost of this day and this month (UTC), also before the start.");
	buf_printf(b, "frontdesk_llm_spent{period=\"day\"} %.9f\n",
		   (double)l->budget.spent_today.nano / BUDGET_NANO);
	buf_printf(b, "frontdesk_llm_spent{period=\"month\"} %.9f\n",
		   (double)l->budget.spent_this_month.nano / BUDGET_NANO);
}

void llm_metrics(const struct llm *l, struct buf *b)
{
	write_replies(l, b);
	write_requests(l, b);
	write_providers(l, b);
	write_costs(l, b);
}
