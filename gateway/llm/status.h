/*
 * What operators see of the language models: their state as JSON, trying one out, metrics.
 */
#ifndef GATEWAY_LLM_STATUS_H
#define GATEWAY_LLM_STATUS_H

#include <jansson.h>

#include "gateway/base/buf.h"
#include "gateway/llm/llm.h"

/* {"enabled","on","switched":{"on","by","at"}|null,"providers":[{"name","model","state",
 * "spared_seconds","streams","concurrency"}],"spent":{"day","month"},"limits":{"reply",
 * "conversation","day","month"}}, each of those {"tokens","money"}, a limit of 0 being none.
 * Owned. */
json_t *llm_status(const struct llm *l);
/* What a store_ops.llm_costs() gave, as a list of {"provider","intent","requests","tokens_in",
 * "tokens_out","money"}. Owned. */
json_t *llm_costs_json(const struct store_llm_use *rows, size_t count);

/* Asks that provider for one word, once, whatever its breaker, the switch and the budget say. 0
 * when there is none of that name. */
uint64_t llm_ping(struct llm *l, const char *provider, llm_done *done, void *ctx) MUSTCHECK;
/* {"provider","model","outcome","failure","why","status","text","first_ms","total_ms","tokens_in",
 * "tokens_out","estimated","money"}. Owned. */
json_t *llm_ping_json(const struct llm_result *r);

/* In Prometheus' text format, names beginning with frontdesk_llm_. */
void llm_metrics(const struct llm *l, struct buf *b);

#endif
