/*
 * What a policy holds; for policy.c, which answers from it, and policy_load.c, which reads it.
 */
#ifndef ESCALATION_POLICY_IMPL_H
#define ESCALATION_POLICY_IMPL_H

#include "config/load/schema.h"
#include "escalation/cues.h"
#include "escalation/hours.h"
#include "escalation/policy.h"
#include "escalation/policy_hash.h"

struct policy_team {
	char *name;
};

/* The first route that fits names the team. */
struct policy_route {
	int reason;   /* enum esc_reason; ESC_NONE = any */
	char *locale; /* NULL = any */
	char *team;
};

struct policy_queue {
	int64_t cap, max_wait_ms, agent_capacity;
};

struct policy_assignment {
	int64_t away_after_ms;
};

struct policy_hours {
	char *zone;
	const struct yaml_node *open, *holidays; /* borrowed while loading */
};

/* Filled along the field tables of policy_load.c. */
struct policy_file {
	int64_t version;
	struct esc_weights weights;
	struct field_list teams, routes;
	int64_t priorities[ESC_REASON_COUNT];
	struct policy_queue queue;
	struct policy_assignment assignment;
	struct policy_hours hours;
	const struct yaml_node *cues; /* borrowed while loading */
};

struct esc_policy {
	struct policy_file file;
	struct hours hours;
	struct esc_cues *cues;
	char hash[POLICY_HASH_ROOM];
};

/* Releases what policy_load.c put into `file`. */
void policy_file_dispose(struct policy_file *file);

#endif
