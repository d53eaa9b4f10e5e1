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
/* Arrivals are counted by five minutes, over half an hour. */
#define BIN_MS ((int64_t)5 * 60 * 1000)
#define BINS 7 /* the one that fills, and those before it */

struct ring {
	int64_t ms[ESC_TIMES_KEPT];
	size_t count, next, room;
};

struct bin {
	int64_t number; /* five minutes since 1970; what is of another time is nothing */
	uint32_t arrivals[ESC_PRIORITIES];
};

struct team_times {
	char team[65];
	struct ring ring;
	int64_t mean_ms;
	struct bin bins[BINS];
};

struct esc_times {
	VEC(struct team_times) teams;
	struct ring pickups;
	int64_t watched_ms; /* since when arrivals are counted; 0 = there was none */
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

void esc_times_arrived(struct esc_times *t, const char *team, int priority, int64_t now_ms)
{
	struct team_times *x = times_of(t, team);
	int64_t number = now_ms / BIN_MS;

	if (!x || priority < 1 || priority > ESC_PRIORITIES || now_ms < 0)
		return;
	struct bin *b = &x->bins[number % BINS];
	if (b->number != number)
		*b = (struct bin){.number = number};
	b->arrivals[priority - 1]++;
	if (!t->watched_ms)
		t->watched_ms = now_ms;
}

static bool is_of(const struct team_times *x, const struct esc_policy *p, unsigned pool)
{
	return esc_policy_has_team(p, x->team) && esc_policy_pool(p, x->team) == pool;
}

void esc_times_arrivals(const struct esc_times *t, const struct esc_policy *p, unsigned pool,
			int64_t now_ms, double ret[ESC_PRIORITIES])
{
	int64_t last = now_ms / BIN_MS, first = last - BINS + 1;
	/* One arrival just now says little about the next hour, so the least time is a bin's. */
	int64_t from = t->watched_ms > first * BIN_MS ? t->watched_ms : first * BIN_MS;
	double span = now_ms - from > BIN_MS ? (double)(now_ms - from) : (double)BIN_MS;

	memset(ret, 0, ESC_PRIORITIES * sizeof(ret[0]));
	for (size_t i = 0; i < t->teams.count; i++) {
		const struct team_times *x = &t->teams.items[i];

		for (size_t b = 0; is_of(x, p, pool) && b < BINS; b++) {
			if (x->bins[b].number < first || x->bins[b].number > last)
				continue;
			for (size_t k = 0; k < ESC_PRIORITIES; k++)
				ret[k] += x->bins[b].arrivals[k] / span;
		}
	}
}

int64_t esc_times_handling_ms(const struct esc_times *t, const struct esc_policy *p, unsigned pool)
{
	int64_t sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < t->teams.count; i++) {
		const struct team_times *x = &t->teams.items[i];

		if (!is_of(x, p, pool))
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

/* The wait behind `ahead` cases (the own one included) when a slot gets free every `each_ms`, with
 * all who overtake. Windows close in the order of priorities, the least urgent first: while the
 * wait would be longer than the next window, that one's overtakers are a number. */
static double wait_with_overtakers(const struct esc_service *s, double ahead, double each_ms,
				   int64_t lead_ms)
{
	double rate = 0;
	int open = 0;

	while (open < ESC_PRIORITIES && lead_ms - open * s->aging_ms > 0)
		rate += s->arrivals[open++];
	for (; open > 0; open--) {
		double window = (double)(lead_ms - (open - 1) * s->aging_ms);
		double rest = 1 - rate * each_ms;

		if (rest > 0 && ahead * each_ms / rest <= window)
			return ahead * each_ms / rest;
		rate -= s->arrivals[open - 1];
		ahead += s->arrivals[open - 1] * window;
	}
	return ahead * each_ms;
}

int64_t esc_wait_ms(const struct esc_service *s, size_t position, int64_t lead_ms)
{
	int64_t pickup = s->pickup_ms > 0 ? s->pickup_ms : 0;

	if (!s->slots || !position || position > INT32_MAX)
		return -1;
	if (position <= s->free)
		return s->pickup_ms;
	if (s->handling_ms < 0)
		return -1;
	double wait = wait_with_overtakers(s, (double)(position - s->free),
					   (double)s->handling_ms / (double)s->slots, lead_ms);
	return pickup + (int64_t)(wait + 0.5);
}
