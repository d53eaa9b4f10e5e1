/*
 * See sla.h. A warning is due when its share of the time is over, in opening hours as well: a case
 * of Friday evening does not warn over the weekend.
 */
#include "escalation/sla.h"

#include "escalation/policy_impl.h"

const char *esc_target_name(enum esc_target t)
{
	return t == ESC_FIRST_RESPONSE ? "first_response" : "resolution";
}

const char *esc_sla_state_name(enum esc_sla_state s)
{
	static const char *const names[] = {"ok", "warning", "breached"};

	return names[s];
}

void esc_sla_of(const struct esc_policy *p, const char *team, int priority, int64_t created_ms,
		int64_t paused_ms, struct esc_sla *ret)
{
	*ret = (struct esc_sla){0};
	for (int t = 0; t < ESC_TARGET_COUNT; t++) {
		int64_t ms = esc_policy_target_ms(p, team, priority, t == ESC_RESOLUTION);

		int64_t paused = t == ESC_RESOLUTION ? paused_ms : 0;

		if (!ms)
			continue;
		ret->due_ms[t] = hours_add(&p->hours, created_ms, ms + paused);
		ret->warn_ms[t] = hours_add(&p->hours, created_ms,
					    (int64_t)((double)ms * p->file.sla.warn_at) + paused);
	}
}

int64_t esc_sla_paused(const struct esc_policy *p, const struct esc_sla *s, int64_t paused_ms,
		       int64_t since_ms, int64_t until_ms)
{
	int64_t due_ms = s->due_ms[ESC_RESOLUTION];

	if (!p->file.sla.pause_on_hold || !since_ms || !due_ms || since_ms >= due_ms)
		return paused_ms;
	return paused_ms + hours_between(&p->hours, since_ms, until_ms);
}

enum esc_sla_state esc_sla_at(const struct esc_sla *s, enum esc_target t, int64_t now_ms)
{
	if (!s->due_ms[t])
		return ESC_SLA_OK;
	return now_ms >= s->due_ms[t]    ? ESC_SLA_BREACHED
	       : now_ms >= s->warn_ms[t] ? ESC_SLA_WARNING
					 : ESC_SLA_OK;
}

bool esc_sla_next(const struct esc_sla *s, bool is_answered, enum esc_target *ret)
{
	*ret = !is_answered && s->due_ms[ESC_FIRST_RESPONSE] ? ESC_FIRST_RESPONSE : ESC_RESOLUTION;
	return s->due_ms[*ret] != 0;
}

unsigned esc_sla_bit(enum esc_target t, enum esc_sla_state s)
{
	return s == ESC_SLA_OK ? 0 : 1u << ((unsigned)t * 2 + (s == ESC_SLA_BREACHED));
}
