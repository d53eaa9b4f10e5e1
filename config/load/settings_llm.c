/*
 * The section `llm` of frontdesk.yaml: language models, what a reply may take and what all may
 * cost.
 */
#include <stddef.h>

#include "config/load/settings.h"

#define SECOND 1000.0
#define END                 \
	{                   \
		.key = NULL \
	}

static const char *const apis[] = {"openai", "anthropic", NULL};
static const char *const auths[] = {"api", "bearer", "api-key", NULL};
static const char *const limits[] = {"max_tokens", "max_completion_tokens", NULL};

#define AT(member) .offset = offsetof(struct settings_provider, member)
static const struct field provider_fields[] = {
	{"name", FIELD_TEXT, AT(name), .min = 1, .max = 64, .required = true,
	 .doc = "Name in logs, metrics and evidence"},
	{"api", FIELD_WORD, AT(api), .fallback = "openai", .words = apis,
	 .doc = "Kind of API: openai (chat completions, also of vLLM, llama.cpp, Ollama, Azure …) "
		"or "
		"anthropic (messages)"},
	{"url", FIELD_TEXT, AT(url), .min = 1, .max = 2000, .required = true,
	 .doc = "Base address, such as https://api.openai.com/v1; one with a query, or that ends "
		"in "
		"/chat/completions or /messages, is taken as it is"},
	{"model", FIELD_TEXT, AT(model), .min = 1, .max = 200, .required = true,
	 .doc = "Name of the model"},
	{"key", FIELD_SECRET, AT(key),
	 .doc = "'${env:NAME}' or '${file:PATH}', read for each request; left out when none is "
		"needed"},
	{"auth", FIELD_WORD, AT(auth), .fallback = "api", .words = auths,
	 .doc = "Header of the key: as the api has it, bearer (Authorization) or api-key (Azure)"},
	{"connect_timeout", FIELD_DURATION, AT(connect_timeout), .fallback = "3s", .min = 10,
	 .max = 60 * SECOND, .doc = "Longest wait for a connection"},
	{"first_token_timeout", FIELD_DURATION, AT(first_token_timeout), .fallback = "6s",
	 .min = 10, .max = 600 * SECOND, .doc = "Longest wait for the first part of a reply"},
	{"idle_timeout", FIELD_DURATION, AT(idle_timeout), .fallback = "4s", .min = 10,
	 .max = 600 * SECOND, .doc = "Longest wait between two parts"},
	{"timeout", FIELD_DURATION, AT(timeout), .fallback = "20s", .min = 100, .max = 600 * SECOND,
	 .doc = "Longest time of one try; never longer than llm.deadline"},
	{"concurrency", FIELD_INT, AT(concurrency), .fallback = "64", .min = 1, .max = 10000,
	 .doc = "Replies at once. More go to the next provider, or wait"},
	{"price_in", FIELD_REAL, AT(price_in), .fallback = "0", .min = 0, .max = 100000,
	 .doc = "Price of a million tokens that are sent, in the currency of the budget"},
	{"price_out", FIELD_REAL, AT(price_out), .fallback = "0", .min = 0, .max = 100000,
	 .doc = "Price of a million tokens that come back"},
	{"stream_usage", FIELD_BOOL, AT(stream_usage), .fallback = "true",
	 .doc = "Ask for the count of tokens (stream_options); false where the provider refuses "
		"that, then tokens are estimated"},
	{"logprobs", FIELD_BOOL, AT(logprobs), .fallback = "false",
	 .doc = "Ask for the probabilities of tokens, which count for the confidence"},
	{"tools", FIELD_BOOL, AT(tools), .fallback = "true",
	 .doc = "Offer the model its tools; false for models that have none"},
	{"limit_key", FIELD_WORD, AT(limit_key), .fallback = "max_tokens", .words = limits,
	 .doc = "How the api openai names the limit of tokens; newer models want "
		"max_completion_tokens"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_llm_budget, member)
static const struct field amount_fields[] = {
	{"tokens", FIELD_INT, AT(tokens), .fallback = "0", .min = 0, .max = 1e9,
	 .doc = "Tokens, sent and received; 0: no limit"},
	{"money", FIELD_REAL, AT(money), .fallback = "0", .min = 0, .max = 1e9,
	 .doc = "Cost, by the prices of the providers; 0: no limit"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_llm_budgets, member)
static const struct field budget_fields[] = {
	{"reply", FIELD_MAP, AT(reply), .fields = amount_fields, .doc = "One reply, all its tries"},
	{"conversation", FIELD_MAP, AT(conversation), .fields = amount_fields,
	 .doc = "One conversation"},
	{"day", FIELD_MAP, AT(day), .fields = amount_fields, .doc = "A day (UTC)"},
	{"month", FIELD_MAP, AT(month), .fields = amount_fields, .doc = "A month (UTC)"},
	END,
};
#undef AT

#define AT(member) .offset = offsetof(struct settings_llm, member)
const struct field settings_llm_fields[] = {
	{"enabled", FIELD_BOOL, AT(enabled), .fallback = "false",
	 .doc = "Ask a language model what no rule answers"},
	{"strict", FIELD_BOOL, AT(strict), .fallback = "false",
	 .doc = "Answer with the texts of config/knowledge word for word, and ask no model"},
	{"tone", FIELD_TEXT, AT(tone), .max = 500,
	 .doc = "How replies sound, in a sentence for the model"},
	{"deadline", FIELD_DURATION, AT(deadline), .fallback = "12s", .min = 100,
	 .max = 120 * SECOND, .doc = "Longest wait for a reply, all providers and tries together"},
	{"max_tokens", FIELD_INT, AT(max_tokens), .fallback = "200", .min = 16, .max = 8192,
	 .doc = "Longest reply"},
	{"temperature", FIELD_REAL, AT(temperature), .fallback = "0.2", .min = 0, .max = 2,
	 .doc = "How freely the model writes"},
	{"queue", FIELD_INT, AT(queue), .fallback = "256", .min = 0, .max = 10000,
	 .doc = "Replies that may wait for a free place, each no longer than its deadline. More "
		"are "
		"not asked for"},
	{"proxy", FIELD_TEXT, AT(proxy), .max = 2000,
	 .doc = "HTTP proxy; the environment's (https_proxy) is not used"},
	{"ca_file", FIELD_TEXT, AT(ca_file), .max = 4000,
	 .doc = "PEM file of the certificate authorities to trust instead of the system's"},
	{"budget", FIELD_MAP, AT(budget), .fields = budget_fields,
	 .doc = "What may be spent; at a limit rules, intents and people go on"},
	{"guard", FIELD_MAP, AT(guard), .fields = settings_guard_fields,
	 .doc = "What replies may link to and promise besides the shop's own texts"},
	{"providers", FIELD_LIST, AT(providers), .fields = provider_fields,
	 .item_size = sizeof(struct settings_provider),
	 .doc = "Providers, 16 at most, tried in this order"},
	END,
};
#undef AT
