/*
 * What escalation.yaml says about service levels.
 */
#include <string.h>

#include "escalation/policy_impl.h"

/* Of one target: the first that fits a case counts. */
struct policy_target {
	char *team;       /* NULL = any */
	int64_t priority; /* this one and all that are more urgent; 0 = any */
	int64_t first_response_ms, resolution_ms;
};

static const struct field target_fields[] = {
	{.key = "team",
	 .type = FIELD_TEXT,
	 .offset = offsetof(struct policy_target, team),
	 .max = 64,
	 .doc = "cases of this team only"},
	{.key = "priority",
	 .type = FIELD_INT,
	 .offset = offsetof(struct policy_target, priority),
	 .fallback = "0",
	 .min = 0,
	 .max = 9,
	 .doc = "cases of this priority and more urgent ones; 0 for all"},
	{.key = "first_response",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_target, first_response_ms),
	 .fallback = "0s",
	 .min = 0,
	 .max = 2592000000,
	 .doc = "until an agent's first message; 0s for no target"},
	{.key = "resolution",
	 .type = FIELD_DURATION,
	 .offset = offsetof(struct policy_target, resolution_ms),
	 .fallback = "0s",
	 .min = 0,
	 .max = 2592000000,
	 .doc = "until the case is closed; 0s for no target"},
	{.key = NULL},
};

const struct field policy_sla_fields[] = {
	{.key = "warn_at",
	 .type = FIELD_REAL,
	 .offset = offsetof(struct policy_sla, warn_at),
	 .fallback = "0.8",
	 .min = 0.1,
	 .max = 1,
	 .doc = "share of the time after which a case is marked"},
	{.key = "pause_on_hold",
	 .type = FIELD_BOOL,
	 .offset = offsetof(struct policy_sla, pause_on_hold),
	 .fallback = "true",
	 .doc = "whether resolution stands still while a chat is on hold, for as long as the "
		"customer was told; first_response never does"},
	{.key = "targets",
	 .type = FIELD_LIST,
	 .offset = offsetof(struct policy_sla, targets),
	 .fields = target_fields,
	 .item_size = sizeof(struct policy_target),
	 .doc = "how soon, in opening hours; the first that fits counts"},
	{.key = NULL},
};

int64_t esc_policy_target_ms(const struct esc_policy *p, const char *team, int priority,
			     bool is_resolution)
{
	const struct policy_target *targets = p->file.sla.targets.items;

	for (size_t i = 0; i < p->file.sla.targets.count; i++) {
		const struct policy_target *t = &targets[i];

		if ((!t->team || !strcmp(t->team, team)) &&
		    (!t->priority || priority <= t->priority))
			return is_resolution ? t->resolution_ms : t->first_response_ms;
	}
	return 0;
}

void policy_check_sla(const struct esc_policy *p, const struct yaml_node *root, struct diag *d)
{
	const struct yaml_node *nodes = yaml_get(yaml_get(root, "sla"), "targets");
	const struct policy_target *targets = p->file.sla.targets.items;

	for (size_t i = 0; i < p->file.sla.targets.count; i++) {
		const struct policy_target *t = &targets[i];

		if (t->team && !esc_policy_has_team(p, t->team))
			diag_error(d, policy_place_of(nodes->items[i], "team"), NULL,
				   "team: there is no team '%.64s'", t->team);
		if (!t->first_response_ms && !t->resolution_ms)
			diag_warning(d, nodes->items[i]->at,
				     "give first_response or resolution, or take it out",
				     "targets: this one sets no target");
	}
}
