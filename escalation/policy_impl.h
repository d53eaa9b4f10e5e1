/*
 * What a policy holds; for policy.c, which answers from it, and policy_load.c, which reads it.
 */
#ifndef ESCALATION_POLICY_IMPL_H
#define ESCALATION_POLICY_IMPL_H

#include "config/load/locale.h"
#include "config/load/schema.h"
#include "escalation/cues.h"
#include "escalation/hours.h"
#include "escalation/policy.h"
#include "escalation/policy_hash.h"

/* What people read instead of a name, in the languages that have one. */
struct policy_title {
	char *by_locale[LOCALE_COUNT];
};

struct policy_team {
	char *name;
	struct policy_title title;
	int64_t cap, max_wait_ms; /* 0: as the queue's */
	char *overflow;           /* another team, or NULL */
};

/* How a chat ended, as agents choose it. */
struct policy_disposition {
	char *id;
	struct policy_title title;
};

/* The first route that fits names the team. */
struct policy_route {
	int reason;   /* enum esc_reason; ESC_NONE = any */
	char *locale; /* NULL = any */
	char *team;
};

struct policy_queue {
	int64_t cap, max_wait_ms, agent_capacity, aging_ms;
};

struct policy_assignment {
	int mode;  /* enum esc_mode */
	int order; /* enum esc_order */
	int64_t offer_timeout_ms, language_wait_ms, away_after_ms, hold_ms, wrapup_ms;
};

/* What an agent can; one that is not listed can everything. */
struct policy_agent {
	char *name;
	struct field_texts languages, teams;
};

struct policy_hours {
	char *zone;
	const struct yaml_node *open, *holidays; /* borrowed while loading */
};

struct policy_sla {
	double warn_at;
	bool pause_on_hold;
	struct field_list targets;
};

/* Filled along the field tables of policy_load.c. */
struct policy_file {
	int64_t version;
	struct esc_weights weights;
	struct field_list teams, routes, dispositions, agents;
	int64_t reopen_within_ms;
	int64_t priorities[ESC_REASON_COUNT];
	struct policy_queue queue;
	struct policy_assignment assignment;
	struct policy_hours hours;
	struct policy_sla sla;
	const struct yaml_node *cues; /* borrowed while loading */
};

struct esc_policy {
	struct policy_file file;
	struct hours hours;
	struct esc_cues *cues;
	char hash[POLICY_HASH_ROOM];
	unsigned char pools[64]; /* of each team: the first team of its line */
};

/* Tables of policy_desk.c, used by policy_load.c. */
extern const struct field policy_title_fields[];
extern const struct field policy_team_fields[];
extern const struct field policy_disposition_fields[];
/* Teams that are not there or lead in a circle. */
void policy_check_overflow(const struct esc_policy *p, const struct yaml_node *root,
			   struct diag *d);
/* Ids that are none or stand there twice. */
void policy_check_dispositions(const struct esc_policy *p, const struct yaml_node *root,
			       struct diag *d);

/* Tables of policy_assign.c. */
extern const struct field policy_agent_fields[];
extern const struct field policy_assignment_fields[];
/* Tables of policy_sla.c. */
extern const struct field policy_sla_fields[];
/* Targets of teams that there are not, and those that set nothing. */
void policy_check_sla(const struct esc_policy *p, const struct yaml_node *root, struct diag *d);

/* Which teams share a line; after the file was read. */
void policy_find_pools(struct esc_policy *p);
/* Agents that stand there twice, languages and teams that there are not. */
void policy_check_agents(const struct esc_policy *p, const struct yaml_node *root, struct diag *d);

/* The value of `key` in `map`, or `map` itself when it is missing. */
struct diag_place policy_place_of(const struct yaml_node *map, const char *key);
/* `locale` may be NULL. */
void policy_check_locale(const char *locale, struct diag_place at, struct diag *d);

/* Releases what policy_load.c put into `file`. */
void policy_file_dispose(struct policy_file *file);

#endif
