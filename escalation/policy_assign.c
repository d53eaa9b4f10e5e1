/*
 * What escalation.yaml says about how cases come to agents, and what agents can.
 */
#include <string.h>

#include "config/load/locale.h"
#include "escalation/policy_impl.h"

static const char *const mode_words[] = {"manual", "offer", "auto", NULL};
static const char *const order_words[] = {"least_loaded", "longest_idle", "last_agent", NULL};

const struct field policy_agent_fields[] = {
	{.key = "name",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct policy_agent, name),
	 .min = 1,
	 .max = 64,
	 .required = true,
	 .doc = "as in `frontdesk user add`"},
	{.key = "languages",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct policy_agent, languages),
	 .doc = "spoken languages; none means all"},
	{.key = "teams",
	 .type = FIELD_TEXTS,
	 .offset = offsetof(struct policy_agent, teams),
	 .doc = "teams whose cases come to this agent; none means all"},
	{.key = NULL},
};

const struct field policy_assignment_fields[] = {
	{.key = "mode",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct policy_assignment, mode),
	 .fallback = "manual",
	 .words = mode_words,
	 .doc = "agents pick cases themselves, are offered one at a time, or get them"},
	{.key = "order",
	 .type = FIELD_WORD,
	 .offset = offsetof(struct policy_assignment, order),
	 .fallback = "least_loaded",
	 .words = order_words,
	 .doc = "whom a case goes to first, with offer and auto"},
	{.key = "offer_timeout",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_assignment, offer_timeout_ms),
	 .fallback = "30s",
	 .min = 1000,
	 .max = 3600000,
	 .doc = "how long an offered case waits for an answer"},
	{.key = "language_wait",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_assignment, language_wait_ms),
	 .fallback = "2m",
	 .doc = "how long a case waits for an agent who speaks its language"},
	{.key = "away_after",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_assignment, away_after_ms),
	 .fallback = "60s",
	 .doc = "how long an agent may lose the connection before open chats go back in line; "
		"0s for ever"},
	{.key = "hold",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_assignment, hold_ms),
	 .fallback = "5m",
	 .min = 60000,
	 .max = 14400000,
	 .doc = "how long a customer is told to wait when an agent looks into something and names "
		"no time"},
	{.key = "wrapup",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_assignment, wrapup_ms),
	 .fallback = "0s",
	 .min = 0,
	 .max = 3600000,
	 .doc = "how long a closed chat still takes one of its agent's places, for notes and "
		"parcels"},
	{.key = NULL},
};

static bool is_team(const struct esc_policy *p, const char *name)
{
	for (size_t i = 0; i < esc_policy_team_count(p); i++) {
		const char *other = esc_policy_team_at(p, i);

		if (other && !strcmp(other, name))
			return true;
	}
	return false;
}

void policy_check_agents(const struct esc_policy *p, const struct yaml_node *root, struct diag *d)
{
	const struct yaml_node *nodes = yaml_get(root, "agents");
	const struct policy_agent *agents = p->file.agents.items;

	for (size_t i = 0; i < p->file.agents.count; i++) {
		const struct policy_agent *a = &agents[i];

		for (size_t k = 0; k < a->languages.count; k++)
			policy_check_locale(a->languages.items[k],
					    policy_place_of(nodes->items[i], "languages"), d);
		for (size_t k = 0; k < a->teams.count; k++) {
			if (!is_team(p, a->teams.items[k]))
				diag_error(d, policy_place_of(nodes->items[i], "teams"), NULL,
					   "teams: there is no team '%.64s'", a->teams.items[k]);
		}
		for (size_t k = 0; k < i; k++) {
			if (a->name && agents[k].name && !strcmp(a->name, agents[k].name))
				diag_error(d, policy_place_of(nodes->items[i], "name"), NULL,
					   "name: agent '%.64s' stands here twice", a->name);
		}
	}
}

/* ---- answers ---- */

struct esc_rules esc_policy_rules(const struct esc_policy *p)
{
	const struct policy_assignment *a = &p->file.assignment;

	return (struct esc_rules){.mode = (enum esc_mode)a->mode,
				  .order = (enum esc_order)a->order,
				  .capacity = esc_policy_agent_capacity(p),
				  .offer_timeout_ms = a->offer_timeout_ms,
				  .language_wait_ms = a->language_wait_ms,
				  .aging_ms = p->file.queue.aging_ms};
}

uint64_t esc_policy_team_bit(const struct esc_policy *p, const char *team)
{
	for (size_t i = 0; i < esc_policy_team_count(p) && i < 63; i++) {
		if (!strcmp(esc_policy_team_at(p, i), team))
			return (uint64_t)1 << i;
	}
	return UINT64_MAX;
}

void esc_policy_skills(const struct esc_policy *p, const char *agent, unsigned *ret_languages,
		       uint64_t *ret_teams)
{
	const struct policy_agent *agents = p->file.agents.items;

	*ret_languages = 0;
	*ret_teams = 0;
	for (size_t i = 0; i < p->file.agents.count; i++) {
		const struct policy_agent *x = &agents[i];

		if (strcmp(x->name, agent) != 0)
			continue;
		for (size_t k = 0; k < x->languages.count; k++)
			*ret_languages |= 1u << (unsigned)locale_of_name(x->languages.items[k]);
		for (size_t k = 0; k < x->teams.count; k++)
			*ret_teams |= esc_policy_team_bit(p, x->teams.items[k]);
		return;
	}
}

/* ---- lines ---- */

#define POOLS ARRAY_LEN(((struct esc_policy *)NULL)->pools)

static uint64_t teams_of(const struct esc_policy *p, const struct policy_agent *a)
{
	uint64_t bits = 0;

	for (size_t k = 0; k < a->teams.count; k++)
		bits |= esc_policy_team_bit(p, a->teams.items[k]);
	return bits ? bits : UINT64_MAX;
}

/* All teams of `bits` into the line of the first of them. */
static void join(struct esc_policy *p, uint64_t bits, size_t count)
{
	unsigned char into = UINT8_MAX;

	for (size_t i = 0; i < count; i++) {
		if ((bits >> i & 1) && p->pools[i] < into)
			into = p->pools[i];
	}
	for (size_t i = 0; i < count; i++) {
		unsigned char from = p->pools[i];

		for (size_t k = 0; (bits >> i & 1) && k < count; k++) {
			if (p->pools[k] == from)
				p->pools[k] = into;
		}
	}
}

void policy_find_pools(struct esc_policy *p)
{
	const struct policy_agent *agents = p->file.agents.items;
	size_t count = esc_policy_team_count(p);

	if (count > POOLS)
		count = POOLS;
	for (size_t i = 0; i < POOLS; i++)
		p->pools[i] = (unsigned char)i;
	if (!p->file.agents.count)
		join(p, UINT64_MAX, count);
	for (size_t i = 0; i < p->file.agents.count; i++)
		join(p, teams_of(p, &agents[i]), count);
}

unsigned esc_policy_pool(const struct esc_policy *p, const char *team)
{
	uint64_t bit = esc_policy_team_bit(p, team);

	/* A team that is gone is everybody's: it waits with the first one's. */
	return bit == UINT64_MAX ? 0 : p->pools[__builtin_ctzll(bit)];
}

uint64_t esc_policy_pool_teams(const struct esc_policy *p, unsigned pool)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < POOLS; i++)
		bits |= (uint64_t)(p->pools[i] == pool) << i;
	return bits;
}
