/*
 * What escalation.yaml says about the agents' side: titles of teams, how chats may end, how long
 * one can be taken up again.
 */
#include <string.h>

#include "escalation/policy_impl.h"

#define TITLE(locale_name, locale_id, text)                                                        \
	{                                                                                          \
		.key = (locale_name), .type = FIELD_TEXT,                                          \
		.offset = offsetof(struct policy_title, by_locale) + sizeof(char *) * (locale_id), \
		.min = 1, .max = 120, .doc = (text)                                                \
	}

const struct field policy_title_fields[] = {
	TITLE("en", LOCALE_EN, "in English"),
	TITLE("de", LOCALE_DE, "in German"),
	TITLE("fr", LOCALE_FR, "in French"),
	TITLE("zh-Hant", LOCALE_ZH_HANT, "in Chinese, traditional"),
	TITLE("zh-Hans", LOCALE_ZH_HANS, "in Chinese, simplified"),
	{.key = NULL},
};

const struct field policy_team_fields[] = {
	{.key = "name",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct policy_team, name),
	 .min = 1,
	 .max = 64,
	 .required = true,
	 .doc = "what agents and routes call the team"},
	{.key = "title",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_team, title),
	 .fields = policy_title_fields,
	 .doc = "what customers and agents read instead"},
	{.key = "cap",
	 .type = FIELD_INT,
	 .offset = offsetof(struct policy_team, cap),
	 .fallback = "0",
	 .min = 0,
	 .max = 100000,
	 .doc = "customers who may wait for this team; 0: as many as queue.cap"},
	{.key = "max_wait",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_team, max_wait_ms),
	 .fallback = "0s",
	 .doc = "longest wait for this team; 0s: as queue.max_wait"},
	{.key = "overflow",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct policy_team, overflow),
	 .max = 64,
	 .doc = "the team that gets who comes past cap or waits past max_wait; then a callback"},
	{.key = NULL},
};

static const struct shape id_shape = {.kind = SHAPE_TEXT, .pattern = "^[a-z0-9_]{1,64}$"};

const struct field policy_disposition_fields[] = {
	{.key = "id",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct policy_disposition, id),
	 .min = 1,
	 .max = 64,
	 .required = true,
	 .shape = &id_shape,
	 .doc = "what is stored and counted: a-z, 0-9, _"},
	{.key = "title",
	 .type = FIELD_MAP,
	 .offset = offsetof(struct policy_disposition, title),
	 .fields = policy_title_fields,
	 .doc = "what agents read"},
	{.key = NULL},
};

static const struct {
	const char *id, *title[LOCALE_COUNT];
} shipped[] = {
	{"resolved",
	 {[LOCALE_EN] = "Solved",
	  [LOCALE_DE] = "Gelöst",
	  [LOCALE_FR] = "Résolu",
	  [LOCALE_ZH_HANT] = "已解決",
	  [LOCALE_ZH_HANS] = "已解决"}},
	{"no_answer",
	 {[LOCALE_EN] = "Customer did not answer",
	  [LOCALE_DE] = "Kunde antwortet nicht mehr",
	  [LOCALE_FR] = "Le client ne répond plus",
	  [LOCALE_ZH_HANT] = "顧客未再回應",
	  [LOCALE_ZH_HANS] = "顾客未再回复"}},
	{"spam",
	 {[LOCALE_EN] = "Spam",
	  [LOCALE_DE] = "Spam",
	  [LOCALE_FR] = "Indésirable",
	  [LOCALE_ZH_HANT] = "垃圾訊息",
	  [LOCALE_ZH_HANS] = "垃圾消息"}},
	{"other",
	 {[LOCALE_EN] = "Other",
	  [LOCALE_DE] = "Anderes",
	  [LOCALE_FR] = "Autre",
	  [LOCALE_ZH_HANT] = "其他",
	  [LOCALE_ZH_HANS] = "其他"}},
};

static const struct policy_disposition *disposition(const struct esc_policy *p, size_t index)
{
	return (const struct policy_disposition *)p->file.dispositions.items + index;
}

size_t esc_policy_disposition_count(const struct esc_policy *p)
{
	return p->file.dispositions.count ? p->file.dispositions.count : ARRAY_LEN(shipped);
}

const char *esc_policy_disposition_at(const struct esc_policy *p, size_t index)
{
	return p->file.dispositions.count ? disposition(p, index)->id : shipped[index].id;
}

bool esc_policy_has_disposition(const struct esc_policy *p, const char *id)
{
	for (size_t i = 0; i < esc_policy_disposition_count(p); i++) {
		if (!strcmp(esc_policy_disposition_at(p, i), id))
			return true;
	}
	return false;
}

static const char *title_of(const struct policy_title *title, enum locale l, const char *name)
{
	if (l >= 0 && l < LOCALE_COUNT && title->by_locale[l])
		return title->by_locale[l];
	if (title->by_locale[LOCALE_EN])
		return title->by_locale[LOCALE_EN];
	for (int i = 0; i < LOCALE_COUNT; i++) {
		if (title->by_locale[i])
			return title->by_locale[i];
	}
	return name;
}

const char *esc_policy_disposition_title(const struct esc_policy *p, size_t index, enum locale l)
{
	if (!p->file.dispositions.count)
		return shipped[index].title[l >= 0 && l < LOCALE_COUNT ? l : LOCALE_EN];
	return title_of(&disposition(p, index)->title, l, disposition(p, index)->id);
}

bool esc_policy_has_team(const struct esc_policy *p, const char *name)
{
	for (size_t i = 0; i < esc_policy_team_count(p); i++) {
		if (!strcmp(esc_policy_team_at(p, i), name))
			return true;
	}
	return false;
}

/* The team that is there when the file names none. */
static const char *const support_title[LOCALE_COUNT] = {
	[LOCALE_EN] = "Customer service", [LOCALE_DE] = "Kundenservice",
	[LOCALE_FR] = "Service client",   [LOCALE_ZH_HANT] = "客戶服務",
	[LOCALE_ZH_HANS] = "客户服务",
};

const char *esc_policy_team_title(const struct esc_policy *p, const char *name, enum locale l)
{
	const struct policy_team *teams = p->file.teams.items;

	for (size_t i = 0; i < p->file.teams.count; i++) {
		if (!strcmp(teams[i].name, name))
			return title_of(&teams[i].title, l, name);
	}
	if (!p->file.teams.count && !strcmp(name, esc_policy_team_at(p, 0)))
		return support_title[l >= 0 && l < LOCALE_COUNT ? l : LOCALE_EN];
	return name;
}

int64_t esc_policy_reopen_within_ms(const struct esc_policy *p)
{
	return p->file.reopen_within_ms;
}

void policy_check_dispositions(const struct esc_policy *p, const struct yaml_node *root,
			       struct diag *d)
{
	const struct yaml_node *nodes = yaml_get(root, "dispositions");

	for (size_t i = 0; i < p->file.dispositions.count; i++) {
		const char *id = disposition(p, i)->id;

		if (strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(id))
			diag_error(d, nodes->items[i]->at, "such as resolved or no_answer",
				   "id: '%.64s' has other characters than a-z, 0-9 and _", id);
		for (size_t k = 0; k < i; k++) {
			if (!strcmp(id, disposition(p, k)->id))
				diag_error(d, nodes->items[i]->at, NULL,
					   "id: disposition '%.64s' stands here twice", id);
		}
	}
}

/* ---- limits of a team's line ---- */

static const struct policy_team *team_of(const struct esc_policy *p, const char *name)
{
	const struct policy_team *teams = p->file.teams.items;

	for (size_t i = 0; i < p->file.teams.count; i++) {
		if (teams[i].name && !strcmp(teams[i].name, name))
			return &teams[i];
	}
	return NULL;
}

int64_t esc_policy_max_wait_ms(const struct esc_policy *p, const char *team)
{
	const struct policy_team *t = team_of(p, team);

	return t && t->max_wait_ms ? t->max_wait_ms : p->file.queue.max_wait_ms;
}

size_t esc_policy_team_cap(const struct esc_policy *p, const char *team)
{
	const struct policy_team *t = team_of(p, team);

	return t ? (size_t)t->cap : 0;
}

const char *esc_policy_overflow(const struct esc_policy *p, const char *team)
{
	const struct policy_team *t = team_of(p, team);

	return t ? t->overflow : NULL;
}

static bool leads_back(const struct esc_policy *p, const struct policy_team *from)
{
	const struct policy_team *t = from;

	for (size_t i = 0; t && t->overflow && i <= p->file.teams.count; i++) {
		t = team_of(p, t->overflow);
		if (t == from)
			return true;
	}
	return false;
}

void policy_check_overflow(const struct esc_policy *p, const struct yaml_node *root, struct diag *d)
{
	const struct yaml_node *nodes = yaml_get(root, "teams");
	const struct policy_team *teams = p->file.teams.items;

	for (size_t i = 0; i < p->file.teams.count; i++) {
		if (!teams[i].overflow)
			continue;
		if (!team_of(p, teams[i].overflow))
			diag_error(d, policy_place_of(nodes->items[i], "overflow"), NULL,
				   "overflow: there is no team '%.64s'", teams[i].overflow);
		else if (leads_back(p, &teams[i]))
			diag_error(d, policy_place_of(nodes->items[i], "overflow"),
				   "let the last team of the chain have none",
				   "overflow: leads from '%.64s' back to it", teams[i].name);
	}
}
