/*
 * Teams are few, so their times stand in a plain list; a team that was renamed away keeps its entry
 * until the process ends, and counts for no line.
 */
#include "escalation/estimate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"

#define PICKUPS_KEPT 20
/* Past so many names (after many reloads) further ones are not measured. */
#define TEAMS_MAX 256

struct ring {
	int64_t ms[ESC_TIMES_KEPT];
	size_t count, next, room;
};

struct team_times {
	char team[65];
	struct ring ring;
	int64_t mean_ms;
};

struct esc_times {
	VEC(struct team_times) teams;
	struct ring pickups;
};

struct esc_times *esc_times_create(void)
{
	struct esc_times *t = mem_new(1, sizeof(*t));

	t->pickups.room = PICKUPS_KEPT;
	return t;
}

void esc_times_destroy(struct esc_times *t)
{
	if (!t)
		return;
	vec_dispose(&t->teams);
	free(t);
}

static void ring_add(struct ring *r, int64_t ms)
{
	r->ms[r->next] = ms;
	r->next = (r->next + 1) % r->room;
	if (r->count < r->room)
		r->count++;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* A sorted copy; returns how many. */
static size_t sorted(const struct ring *r, int64_t out[ESC_TIMES_KEPT])
{
	memcpy(out, r->ms, r->count * sizeof(out[0]));
	qsort(out, r->count, sizeof(out[0]), by_size);
	return r->count;
}

static int64_t winsorised_mean(const struct ring *r)
{
	int64_t ms[ESC_TIMES_KEPT], sum = 0;
	size_t n = sorted(r, ms), top = (n * 9 + 9) / 10 - 1;

	for (size_t i = 0; i < n; i++)
		sum += ms[i < top ? i : top];
	return sum / (int64_t)n;
}

static struct team_times *times_of(struct esc_times *t, const char *team)
{
	for (size_t i = 0; i < t->teams.count; i++) {
		if (!strcmp(t->teams.items[i].team, team))
			return &t->teams.items[i];
	}
	if (t->teams.count == TEAMS_MAX)
		return NULL;
	struct team_times *x = vec_push(&t->teams);

	memset(x, 0, sizeof(*x));
	x->ring.room = ESC_TIMES_KEPT;
	(void)snprintf(x->team, sizeof(x->team), "%s", team);
	return x;
}

void esc_times_handled(struct esc_times *t, const char *team, int64_t ms)
{
	struct team_times *x = ms >= 0 ? times_of(t, team) : NULL;

	if (!x)
		return;
	ring_add(&x->ring, ms);
	x->mean_ms = winsorised_mean(&x->ring);
}

void esc_times_picked_up(struct esc_times *t, int64_t ms)
{
	if (ms >= 0)
		ring_add(&t->pickups, ms);
}

int64_t esc_times_handling_ms(const struct esc_times *t, const struct esc_policy *p, unsigned pool)
{
	int64_t sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < t->teams.count; i++) {
		const struct team_times *x = &t->teams.items[i];

		if (!esc_policy_has_team(p, x->team) || esc_policy_pool(p, x->team) != pool)
			continue;
		sum += x->mean_ms * (int64_t)x->ring.count;
		count += x->ring.count;
	}
	return count < ESC_TIMES_NEEDED ? -1 : sum / (int64_t)count;
}

int64_t esc_times_pickup_ms(const struct esc_times *t)
{
	int64_t ms[ESC_TIMES_KEPT];
	size_t n = sorted(&t->pickups, ms);

	return n < ESC_PICKUPS_NEEDED ? -1 : ms[n / 2];
}

int64_t esc_wait_ms(const struct esc_service *s, size_t position)
{
	int64_t pickup = s->pickup_ms > 0 ? s->pickup_ms : 0;

	if (!s->slots || !position || position > INT32_MAX)
		return -1;
	if (position <= s->free)
		return s->pickup_ms;
	if (s->handling_ms < 0)
		return -1;
	/* The mean comes before the product: 2^31 places and a handling time of years still fit. */
	return pickup + s->handling_ms / (int64_t)s->slots * (int64_t)(position - s->free) +
	       s->handling_ms % (int64_t)s->slots * (int64_t)(position - s->free) /
		       (int64_t)s->slots;
}
