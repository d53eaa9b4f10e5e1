#include "gateway/llm/provider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/log.h"

/* From the price of a million tokens to billionths of one. */
#define NANO 1000.0

static const struct llm_api *const apis[] = {
	[SETTINGS_LLM_OPENAI] = &llm_openai,
	[SETTINGS_LLM_ANTHROPIC] = &llm_anthropic,
};

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), more = strlen(end);

	return len >= more && !strcmp(text + len - more, end);
}

/* The whole address; owned. */
static char *address_of(const char *url, const struct llm_api *api)
{
	size_t len = strlen(url), size = len + strlen(api->path) + 1;
	char *whole;

	if (strchr(url, '?') || ends_with(url, api->path))
		return mem_string(url);
	while (len > 0 && url[len - 1] == '/')
		len--;
	whole = mem_new(size, 1);
	snprintf(whole, size, "%.*s%s", (int)len, url, api->path);
	return whole;
}

static void dispose_texts(struct provider *p)
{
	free(p->name);
	free(p->url);
	free(p->model);
	free(p->key);
}

static void set_up(struct provider *p, const struct settings_provider *s)
{
	static const char *const key_headers[] = {
		[SETTINGS_AUTH_BEARER] = "Authorization: Bearer ",
		[SETTINGS_AUTH_API_KEY] = "api-key: ",
	};

	dispose_texts(p);
	p->api = apis[s->api];
	p->name = mem_string(s->name);
	p->url = address_of(s->url, p->api);
	p->model = mem_string(s->model);
	p->key = mem_string(s->key);
	p->key_header = s->auth == SETTINGS_AUTH_API ? p->api->key_header : key_headers[s->auth];
	p->dialect = (struct llm_dialect){
		.model = p->model,
		.limit_key = s->limit_key == SETTINGS_LIMIT_COMPLETION_TOKENS
				     ? "max_completion_tokens"
				     : "max_tokens",
		.stream_usage = s->stream_usage,
		.logprobs = s->logprobs,
		.tools = s->tools,
	};
	p->connect_ms = s->connect_timeout;
	p->first_ms = s->first_token_timeout;
	p->idle_ms = s->idle_timeout;
	p->total_ms = s->timeout;
	p->concurrency = (unsigned)s->concurrency;
	p->nano_in = (int64_t)(s->price_in * NANO + 0.5);
	p->nano_out = (int64_t)(s->price_out * NANO + 0.5);
	p->is_gone = false;
}

static void destroy(struct providers *all, struct provider *p)
{
	all->slots[p->slot] = NULL;
	dispose_texts(p);
	free(p);
}

/* The one that had this name before, or a new one; NULL when every place is taken by those that
 * still end. */
static struct provider *place_for(struct providers *all, const char *name)
{
	struct provider *p;

	for (unsigned i = 0; i < PROVIDER_SLOTS; i++) {
		if (all->slots[i] && !strcmp(all->slots[i]->name, name))
			return all->slots[i];
	}
	for (unsigned i = 0; i < PROVIDER_SLOTS; i++) {
		if (all->slots[i])
			continue;
		p = all->slots[i] = mem_new(1, sizeof(*p));
		p->slot = i;
		return p;
	}
	return NULL;
}

/* Whether the one at that address is another one than before: what its breaker knows is over. */
static bool is_another(const struct provider *p, const struct settings_provider *s)
{
	char *url;
	bool another;

	if (!p->url)
		return true;
	url = address_of(s->url, apis[s->api]);
	another = strcmp(url, p->url) != 0 || strcmp(s->model, p->model) != 0;
	free(url);
	return another;
}

void providers_configure(struct providers *all, const struct settings_llm *s)
{
	const struct settings_provider *list = s->providers.items;

	for (unsigned i = 0; i < PROVIDER_SLOTS; i++) {
		if (all->slots[i])
			all->slots[i]->is_gone = true;
	}
	all->count = 0;
	for (size_t i = 0; s->enabled && i < s->providers.count; i++) {
		struct provider *p = place_for(all, list[i].name);

		if (!p) {
			log_error("llm_provider_waits", "provider", list[i].name, NULL);
			continue;
		}
		if (is_another(p, &list[i]))
			p->breaker = (struct breaker){.state = BREAKER_CLOSED};
		set_up(p, &list[i]);
		all->order[all->count++] = p;
	}
	for (unsigned i = 0; i < PROVIDER_SLOTS; i++) {
		if (all->slots[i] && all->slots[i]->is_gone && all->slots[i]->in_flight == 0)
			destroy(all, all->slots[i]);
	}
}

void providers_dispose(struct providers *all)
{
	for (unsigned i = 0; i < PROVIDER_SLOTS; i++) {
		if (all->slots[i])
			destroy(all, all->slots[i]);
	}
	all->count = 0;
}

void providers_release(struct providers *all, struct provider *p)
{
	p->in_flight--;
	if (p->is_gone && p->in_flight == 0)
		destroy(all, p);
}

struct provider *providers_find(const struct providers *all, const char *name)
{
	for (size_t i = 0; i < all->count; i++) {
		if (!strcmp(all->order[i]->name, name))
			return all->order[i];
	}
	return NULL;
}
