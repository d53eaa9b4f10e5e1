/*
 * The providers as they are configured now, with what is known of each: its breaker, its streams,
 * its counters. One keeps its place (`slot`) and its counters over reloads, by its name.
 */
#ifndef GATEWAY_LLM_PROVIDER_H
#define GATEWAY_LLM_PROVIDER_H

#include "gateway/llm/api.h"
#include "gateway/llm/breaker.h"

#define PROVIDER_SLOTS (2 * SETTINGS_PROVIDERS_MAX) /* those that just went too */

struct provider_counters { /* since start; read for /metrics */
	uint64_t by_failure[FAIL_COUNT];
	uint64_t cancelled;
	uint64_t first_count;
	int64_t first_ms_total;
};

struct provider {
	unsigned slot;
	char *name, *url, *model, *key; /* owned; `url` is the whole address, `key` a reference */
	const struct llm_api *api;
	const char *key_header;
	struct llm_dialect dialect;
	int64_t connect_ms, first_ms, idle_ms, total_ms;
	unsigned concurrency;
	int64_t nano_in, nano_out; /* price of a token, in billionths */
	bool is_gone;              /* no longer configured; goes when its last stream ends */
	unsigned in_flight;
	struct breaker breaker;
	struct provider_counters counters;
};

struct providers {
	struct provider *slots[PROVIDER_SLOTS]; /* owned */
	struct provider *order[SETTINGS_PROVIDERS_MAX];
	size_t count;
};

void providers_configure(struct providers *all, const struct settings_llm *s);
void providers_dispose(struct providers *all);
/* A stream of it ended. May free it. */
void providers_release(struct providers *all, struct provider *p);
/* NULL when there is none of that name. */
struct provider *providers_find(const struct providers *all, const char *name);

#endif
