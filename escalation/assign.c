/*
 * The rank is Jackson's dynamic priority ("Some problems in queueing with dynamic priorities",
 * Naval Research Logistics Quarterly 7, 1960): arrival plus a constant of the class. All cases age
 * alike, so two of them never change places while they wait, and the order can stay in a tree.
 */
#include "escalation/assign.h"

#include <string.h>

#include "config/load/locale.h"

int64_t esc_rank_ms(int64_t place_ms, int priority, int64_t aging_ms)
{
	return place_ms + (priority - 1) * aging_ms;
}

static bool speaks(const struct esc_agent *a, const struct esc_waiting *w)
{
	enum locale l = locale_of_name(w->locale);

	return !a->languages || l == LOCALE_NONE || (a->languages & (1u << (unsigned)l));
}

static bool goes_without(const struct esc_rules *r, const struct esc_waiting *w, int64_t now_ms)
{
	return now_ms - w->since_ms >= r->language_wait_ms;
}

static bool has_room(const struct esc_rules *r, const struct esc_agent *a)
{
	return a->presence == ESC_AVAILABLE && a->chats < r->capacity && !a->has_offer;
}

static bool is_of_team(const struct esc_agent *a, uint64_t team)
{
	return !a->teams || (a->teams & team);
}

bool esc_assign_suits(const struct esc_policy *p, const struct esc_desk *d,
		      const struct esc_waiting *w, const struct esc_agent *a, int64_t now_ms)
{
	struct esc_rules r = esc_policy_rules(p);

	return has_room(&r, a) && is_of_team(a, esc_policy_team_bit(p, w->team)) &&
	       (speaks(a, w) || goes_without(&r, w, now_ms)) &&
	       !esc_desk_has_declined(d, w->case_id, a->id, now_ms);
}

/* Whether `a` comes before `b` for this case. */
static bool is_better(const struct esc_rules *r, const struct esc_waiting *w,
		      const struct esc_agent *a, const struct esc_agent *b)
{
	if (speaks(a, w) != speaks(b, w))
		return speaks(a, w);
	if (r->order == ESC_LAST_AGENT && w->last_agent[0]) {
		bool knows_a = !strcmp(a->id, w->last_agent);

		if (knows_a != !strcmp(b->id, w->last_agent))
			return knows_a;
	}
	if (r->order != ESC_LONGEST_IDLE && a->chats != b->chats)
		return a->chats < b->chats;
	if (a->idle_ms != b->idle_ms)
		return a->idle_ms < b->idle_ms;
	if (a->chats != b->chats)
		return a->chats < b->chats;
	return strcmp(a->id, b->id) < 0;
}

static const struct esc_agent *best_for(const struct esc_policy *p, const struct esc_desk *d,
					const struct esc_rules *r, const struct esc_waiting *w,
					int64_t now_ms)
{
	const struct esc_agent *best = NULL, *a;

	for (size_t i = 0; (a = esc_desk_agent_at(d, i)); i++) {
		if (has_room(r, a) && esc_assign_suits(p, d, w, a, now_ms) &&
		    (!best || is_better(r, w, a, best)))
			best = a;
	}
	return best;
}

/* Cases of one team and one language that nobody declined have the same chances: what failed for
 * one of them fails for all. */
struct hopeless {
	bool of[64][LOCALE_COUNT + 1][2];
};

static bool *class_of(struct hopeless *h, const struct esc_policy *p, const struct esc_rules *r,
		      const struct esc_waiting *w, int64_t now_ms)
{
	uint64_t bit = esc_policy_team_bit(p, w->team);
	unsigned team = bit == UINT64_MAX ? 63 : (unsigned)__builtin_ctzll(bit);

	return &h->of[team][locale_of_name(w->locale) + 1][goes_without(r, w, now_ms)];
}

static bool anybody_has_room(const struct esc_desk *d, const struct esc_rules *r)
{
	const struct esc_agent *a;

	for (size_t i = 0; (a = esc_desk_agent_at(d, i)); i++) {
		if (has_room(r, a))
			return true;
	}
	return false;
}

/* The first one in line that anybody can take: of those who wait, or of the callbacks. */
static bool find(const struct esc_policy *p, const struct esc_desk *d, const struct esc_rules *r,
		 int64_t now_ms, bool callbacks, struct esc_pair *ret)
{
	struct hopeless hopeless = {0};
	const struct esc_waiting *w;

	for (size_t i = 0; (w = esc_desk_at(d, i)); i++) {
		bool *failed = class_of(&hopeless, p, r, w, now_ms);
		bool is_wanted = callbacks ? w->state == ESC_CASE_CALLBACK && w->has_contact
					   : w->state == ESC_CASE_QUEUED;

		if (!is_wanted || w->is_held || *failed)
			continue;
		ret->waiting = w;
		ret->agent = best_for(p, d, r, w, now_ms);
		if (ret->agent)
			return true;
		*failed = !esc_desk_is_declined(d, w->case_id);
	}
	return false;
}

bool esc_assign(const struct esc_policy *p, const struct esc_desk *d, int64_t now_ms,
		struct esc_pair *ret)
{
	struct esc_rules r = esc_policy_rules(p);
	struct esc_pair callback;
	int64_t until;
	char hours[160];

	if (!anybody_has_room(d, &r))
		return false;
	bool is_live = find(p, d, &r, now_ms, false, ret);
	if (esc_desk_length(d) == esc_desk_queued(d) || /* no callbacks: not looked for */
	    !esc_is_open(p, now_ms, &until, hours) || !find(p, d, &r, now_ms, true, &callback))
		return is_live;
	/* Who is there comes first, but not for ever. */
	if (!is_live || now_ms - callback.waiting->since_ms >= ESC_CALLBACK_AGED_MS)
		*ret = callback;
	return true;
}
