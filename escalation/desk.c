/*
 * The desk keeps three things: the line, the agents, and how long things took. It decides nothing
 * about cases (case.c does) and remembers nothing over a restart (the store does). Fairness rule:
 * README.md.
 *
 * The line stands here twice: whole, in the order in which cases are given out, and by pool, where
 * a customer's position is counted.
 */
#include "escalation/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "escalation/line.h"

#define POOLS_MAX 64

struct decline {
	char case_id[37], agent_id[37];
	int64_t until_ms;
};

/* How many wait for a team. */
struct team_count {
	char team[65];
	size_t queued;
};

struct esc_desk {
	VEC(struct team_count) teams;
	struct line *line;
	struct line *pools[POOLS_MAX]; /* made when the first case comes */
	int64_t aging_ms;              /* 0 until it is set: the line's own */
	bool has_aging;
	VEC(struct esc_agent) agents;
	VEC(struct decline) declines;
	struct esc_times *times;
};

struct esc_desk *esc_desk_create(void)
{
	struct esc_desk *d = mem_new(1, sizeof(*d));

	d->line = line_create();
	d->times = esc_times_create();
	return d;
}

void esc_desk_destroy(struct esc_desk *d)
{
	if (!d)
		return;
	vec_dispose(&d->teams);
	vec_dispose(&d->agents);
	vec_dispose(&d->declines);
	line_destroy(d->line);
	for (size_t i = 0; i < POOLS_MAX; i++)
		line_destroy(d->pools[i]);
	esc_times_destroy(d->times);
	free(d);
}

/* ---- the line ---- */

static struct line *pool_line(struct esc_desk *d, unsigned pool)
{
	struct line **l = &d->pools[pool % POOLS_MAX];

	if (!*l) {
		*l = line_create();
		if (d->has_aging)
			line_set_aging(*l, d->aging_ms);
	}
	return *l;
}

/* Teams are few; one that is gone keeps its count of none. */
static size_t *count_of(struct esc_desk *d, const struct esc_waiting *w)
{
	for (size_t i = 0; i < d->teams.count; i++) {
		if (!strcmp(d->teams.items[i].team, w->team))
			return &d->teams.items[i].queued;
	}
	struct team_count *t = vec_push(&d->teams);

	memset(t, 0, sizeof(*t));
	memcpy(t->team, w->team, sizeof(t->team));
	return &t->queued;
}

size_t esc_desk_queued_of(const struct esc_desk *d, const char *team)
{
	for (size_t i = 0; i < d->teams.count; i++) {
		if (!strcmp(d->teams.items[i].team, team))
			return d->teams.items[i].queued;
	}
	return 0;
}

void esc_desk_wait(struct esc_desk *d, const struct esc_waiting *w)
{
	const struct esc_waiting *before = line_find(d->line, w->case_id);

	if (before && before->state != ESC_CASE_CALLBACK)
		--*count_of(d, before);
	if (w->state != ESC_CASE_CALLBACK)
		++*count_of(d, w);
	if (before && before->pool != w->pool)
		(void)line_remove(pool_line(d, before->pool), w->case_id);
	line_put(d->line, w);
	line_put(pool_line(d, w->pool), w);
}

static void forget_declines(struct esc_desk *d, const char *case_id)
{
	for (size_t i = d->declines.count; i-- > 0;) {
		if (!strcmp(d->declines.items[i].case_id, case_id))
			d->declines.items[i] = d->declines.items[--d->declines.count];
	}
}

bool esc_desk_leave(struct esc_desk *d, const char *case_id)
{
	const struct esc_waiting *w = line_find(d->line, case_id);

	forget_declines(d, case_id);
	if (w && w->state != ESC_CASE_CALLBACK)
		--*count_of(d, w);
	if (w)
		(void)line_remove(pool_line(d, w->pool), case_id);
	return line_remove(d->line, case_id);
}

size_t esc_desk_length(const struct esc_desk *d)
{
	return line_count(d->line);
}

size_t esc_desk_queued(const struct esc_desk *d)
{
	return line_queued(d->line);
}

const struct esc_waiting *esc_desk_at(const struct esc_desk *d, size_t index)
{
	return line_at(d->line, index);
}

const struct esc_waiting *esc_desk_find(const struct esc_desk *d, const char *case_id)
{
	return line_find(d->line, case_id);
}

size_t esc_desk_position(const struct esc_desk *d, const char *case_id)
{
	const struct esc_waiting *w = line_find(d->line, case_id);

	return w ? line_position(d->pools[w->pool % POOLS_MAX], case_id) : 0;
}

void esc_desk_set_aging(struct esc_desk *d, int64_t aging_ms)
{
	d->aging_ms = aging_ms;
	d->has_aging = true;
	line_set_aging(d->line, aging_ms);
	for (size_t i = 0; i < POOLS_MAX; i++) {
		if (d->pools[i])
			line_set_aging(d->pools[i], aging_ms);
	}
}

void esc_desk_hold(struct esc_desk *d, const char *case_id, bool held)
{
	line_hold(d->line, case_id, held);
}

void esc_desk_decline(struct esc_desk *d, const char *case_id, const char *agent_id,
		      int64_t until_ms)
{
	struct decline *x = vec_push(&d->declines);

	memset(x, 0, sizeof(*x));
	snprintf(x->case_id, sizeof(x->case_id), "%s", case_id);
	snprintf(x->agent_id, sizeof(x->agent_id), "%s", agent_id);
	x->until_ms = until_ms;
}

bool esc_desk_has_declined(const struct esc_desk *d, const char *case_id, const char *agent_id,
			   int64_t now_ms)
{
	for (size_t i = 0; i < d->declines.count; i++) {
		const struct decline *x = &d->declines.items[i];

		if (now_ms < x->until_ms && !strcmp(x->case_id, case_id) &&
		    !strcmp(x->agent_id, agent_id))
			return true;
	}
	return false;
}

bool esc_desk_is_declined(const struct esc_desk *d, const char *case_id)
{
	for (size_t i = 0; i < d->declines.count; i++) {
		if (!strcmp(d->declines.items[i].case_id, case_id))
			return true;
	}
	return false;
}

int64_t esc_desk_front(const struct esc_desk *d, int priority, int64_t since_ms)
{
	const struct esc_waiting *w;

	for (size_t i = 0; (w = esc_desk_at(d, i)); i++) {
		if (w->priority != priority || w->state == ESC_CASE_CALLBACK || w->place_ms)
			continue;
		/* Cases that came back share this place; their ids, which begin with the time of
		 * their making, order them. */
		if (w->since_ms <= since_ms)
			since_ms = w->since_ms - 1;
		break;
	}
	return since_ms > 0 ? since_ms : 1;
}

/* ---- agents: a shop has hundreds at most, so a plain list does ---- */

static struct esc_agent *find_agent(const struct esc_desk *d, const char *agent_id)
{
	for (size_t i = 0; i < d->agents.count; i++) {
		if (!strcmp(d->agents.items[i].id, agent_id))
			return &d->agents.items[i];
	}
	return NULL;
}

void esc_desk_agent(struct esc_desk *d, const struct esc_agent *a)
{
	struct esc_agent *known = find_agent(d, a->id);

	if (!known)
		known = vec_push(&d->agents);
	*known = *a;
}

const struct esc_agent *esc_desk_agent_at(const struct esc_desk *d, size_t index)
{
	return index < d->agents.count ? &d->agents.items[index] : NULL;
}

void esc_desk_agent_gone(struct esc_desk *d, const char *agent_id)
{
	struct esc_agent *a = find_agent(d, agent_id);

	if (a)
		*a = d->agents.items[--d->agents.count];
}

size_t esc_desk_available(const struct esc_desk *d, size_t capacity)
{
	size_t n = 0;

	for (size_t i = 0; i < d->agents.count; i++)
		n += d->agents.items[i].presence == ESC_AVAILABLE &&
		     d->agents.items[i].chats < capacity;
	return n;
}

/* ---- the estimate ---- */

struct esc_times *esc_desk_times(struct esc_desk *d)
{
	return d->times;
}

static void add_agent(struct esc_service *s, const struct esc_agent *a, const struct esc_rules *r)
{
	if (r->mode == ESC_MODE_MANUAL) {
		s->slots += a->chats ? a->chats : 1;
		s->free += a->chats == 0;
		return;
	}
	s->slots += r->capacity;
	if (a->chats < r->capacity && !a->has_offer)
		s->free += r->capacity - a->chats;
}

void esc_desk_service(const struct esc_policy *p, const struct esc_desk *d, unsigned pool,
		      int64_t now_ms, struct esc_service *ret)
{
	struct esc_rules r = esc_policy_rules(p);
	uint64_t teams = esc_policy_pool_teams(p, pool);

	*ret = (struct esc_service){.handling_ms = esc_times_handling_ms(d->times, p, pool),
				    .pickup_ms = esc_times_pickup_ms(d->times),
				    .aging_ms = r.aging_ms};
	esc_times_arrivals(d->times, p, pool, now_ms, ret->arrivals);
	if (r.mode == ESC_MODE_AUTO && ret->pickup_ms < 0)
		ret->pickup_ms = 0;
	for (size_t i = 0; i < d->agents.count; i++) {
		const struct esc_agent *a = &d->agents.items[i];

		if (a->presence == ESC_AVAILABLE && (!a->teams || (a->teams & teams)))
			add_agent(ret, a, &r);
	}
}

int64_t esc_desk_wait_by(const struct esc_desk *d, const struct esc_service *s,
			 const struct esc_waiting *w, int64_t now_ms)
{
	return esc_wait_ms(s, esc_desk_position(d, w->case_id), w->rank_ms - now_ms);
}

int64_t esc_desk_wait_ms(const struct esc_policy *p, const struct esc_desk *d, const char *case_id,
			 int64_t now_ms)
{
	const struct esc_waiting *w = line_find(d->line, case_id);
	struct esc_service s;

	if (!w)
		return -1;
	esc_desk_service(p, d, w->pool, now_ms, &s);
	return esc_desk_wait_by(d, &s, w, now_ms);
}

/* ---- arrivals ---- */

static bool is_full(const struct esc_policy *p, const struct esc_desk *d, const char *team)
{
	size_t cap = esc_policy_team_cap(p, team);

	return cap && esc_desk_queued_of(d, team) >= cap;
}

bool esc_overflow(const struct esc_policy *p, const struct esc_desk *d, const char *team,
		  char ret_team[65])
{
	do
		team = esc_policy_overflow(p, team);
	while (team && is_full(p, d, team));
	if (!team)
		return false;
	(void)snprintf(ret_team, 65, "%s", team);
	return true;
}

void esc_arrive(const struct esc_policy *p, const struct esc_desk *d, const char *team,
		int64_t now_ms, struct esc_arrival *ret)
{
	memset(ret, 0, sizeof(*ret));
	(void)snprintf(ret->team, sizeof(ret->team), "%s", team);
	if (!esc_is_open(p, now_ms, &ret->until_ms, ret->hours))
		ret->outcome = ESC_CLOSED_UNTIL;
	else if (esc_desk_queued(d) >= esc_policy_queue_cap(p) ||
		 (is_full(p, d, team) && !esc_overflow(p, d, team, ret->team)))
		ret->outcome = ESC_CALLBACK;
	else
		ret->outcome = ESC_QUEUED;
}
