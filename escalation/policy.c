/*
 * Answers from a loaded policy.
 */
#include <stdlib.h>
#include <string.h>

#include "escalation/policy_impl.h"

#define DEFAULT_TEAM "support"

void esc_policy_destroy(struct esc_policy *p)
{
	if (!p)
		return;
	policy_file_dispose(&p->file);
	hours_dispose(&p->hours);
	cues_destroy(p->cues);
	free(p);
}

const char *esc_policy_hash(const struct esc_policy *p)
{
	return p->hash;
}

double esc_policy_offer_at(const struct esc_policy *p)
{
	return p->file.weights.offer_at;
}

double esc_policy_transfer_at(const struct esc_policy *p)
{
	return p->file.weights.transfer_at;
}

size_t esc_policy_queue_cap(const struct esc_policy *p)
{
	return (size_t)p->file.queue.cap;
}

size_t esc_policy_agent_capacity(const struct esc_policy *p)
{
	return (size_t)p->file.queue.agent_capacity;
}

int64_t esc_policy_away_after_ms(const struct esc_policy *p)
{
	return p->file.assignment.away_after_ms;
}

int64_t esc_policy_hold_ms(const struct esc_policy *p)
{
	return p->file.assignment.hold_ms;
}

int64_t esc_policy_wrapup_ms(const struct esc_policy *p)
{
	return p->file.assignment.wrapup_ms;
}

size_t esc_policy_team_count(const struct esc_policy *p)
{
	return p->file.teams.count ? p->file.teams.count : 1;
}

const char *esc_policy_team_at(const struct esc_policy *p, size_t index)
{
	const struct policy_team *teams = p->file.teams.items;

	return index < p->file.teams.count ? teams[index].name : DEFAULT_TEAM;
}

const char *esc_policy_team(const struct esc_policy *p, enum esc_reason r, const char *locale)
{
	const struct policy_route *routes = p->file.routes.items;

	for (size_t i = 0; i < p->file.routes.count; i++) {
		const struct policy_route *x = &routes[i];

		if ((x->reason == ESC_NONE || (enum esc_reason)x->reason == r) &&
		    (!x->locale || (locale && !strcmp(x->locale, locale))))
			return x->team;
	}
	return esc_policy_team_at(p, 0);
}

int esc_policy_priority(const struct esc_policy *p, enum esc_reason r)
{
	return r > ESC_NONE && r < ESC_REASON_COUNT ? (int)p->file.priorities[r] : 9;
}

const struct esc_weights *esc_policy_weights(const struct esc_policy *p)
{
	return &p->file.weights;
}

const struct esc_cues *esc_policy_cues(const struct esc_policy *p)
{
	return p->cues;
}

bool esc_is_open(const struct esc_policy *p, int64_t now_ms, int64_t *ret_until,
		 char ret_hours[160])
{
	ret_hours[0] = '\0';
	if (hours_is_open(&p->hours, now_ms, ret_until))
		return true;
	hours_text(&p->hours, NULL, ret_hours);
	return false;
}

void esc_hours_text(const struct esc_policy *p, const char *locale, char buf[160])
{
	hours_text(&p->hours, locale, buf);
}
