/* Links: what the settings allow, the shop's own sites, and the addresses of the passages. */
#include "gateway/session/guarding.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

void guarding_boundary(char out[BOUNDARY_LEN + 1])
{
	token_new(out);
	for (char *p = out; *p; p++) {
		if (*p == '-' || *p == '_')
			*p = 'x'; /* letters and digits only */
	}
}

static void add(struct guard_texts *t, const char **items, const char *text)
{
	if (text)
		items[t->count++] = text;
}

static const char **links_of(const struct guarding *g, struct guard_texts *ret)
{
	const struct field_texts *own = &g->config->settings->llm.guard.links;
	const struct field_texts *sites = &g->config->settings->shop.sites;
	const char **items =
		mem_new(own->count + sites->count + g->passage_count + 1, sizeof *items);

	*ret = (struct guard_texts){.items = items};
	for (size_t i = 0; i < own->count; i++)
		add(ret, items, own->items[i]);
	for (size_t i = 0; i < sites->count; i++)
		add(ret, items, sites->items[i]);
	for (size_t i = 0; i < g->passage_count; i++)
		add(ret, items, g->passages[i].url);
	return items;
}

struct guard *guarding_create(const struct hub *h, const struct guarding *g)
{
	const struct field_texts *approved = &g->config->settings->llm.guard.approved;
	const char *facts[DIALOG_PASSAGES_MAX + PROMPT_MESSAGES_MAX], *said[PROMPT_MESSAGES_MAX];
	struct guard_policy policy = {
		.locale = locale_name(g->locale),
		.system = g->prompt->rules,
		.boundary = g->boundary,
		.approved = {(const char *const *)approved->items, approved->count},
		.facts = {.items = facts},
		.said = {.items = said},
		.mask = g->mask};
	const char **links = links_of(g, &policy.links);

	for (size_t i = 0; i < g->passage_count; i++)
		add(&policy.facts, facts, g->passages[i].text);
	for (size_t i = 0; i < g->prompt->count; i++) {
		const struct prompt_message *m = &g->prompt->messages[i];
		if (g->chat_is_fact)
			add(&policy.facts, facts, m->text);
		else if (!m->by_model)
			add(&policy.said, said, m->text);
	}
	struct guard *guard = guard_create(h->guard_rules, &policy);
	free(links);
	return guard;
}
