/*
 * The desk under a day's load, on a virtual clock: the same generated arrivals through the real
 * line, assignment and estimate of escalation/, and beside it through a plain first-in-first-out
 * line whose free agents take the next case whatever it is. 200 agents, 10,000 cases.
 *
 * Arrivals are Poisson with a morning and an afternoon peak, handling times log-normal. Two teams
 * with agents of their own and some of both, five languages; agents take breaks. Everything follows
 * from the seed: the same numbers on every machine, but for how long assignments take.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "config/load/mem.h"
#include "escalation/escalation.h"

#define AGENTS 200
#define CASES 10000
#define CAPACITY 3
#define SECOND ((int64_t)1000)
#define MINUTE (60 * SECOND)
#define DAY_LENGTH (10 * 60 * MINUTE)
#define MEAN_HANDLING (25 * MINUTE)
#define GAPS_KEPT 20

enum kind { ARRIVAL, FINISH, BREAK, BACK };
struct event {
	int64_t at;
	enum kind kind;
	size_t who, agent;
};

struct person { /* a case */
	struct esc_waiting w;
	int64_t arrival, handling, started;
	int64_t promise, old_promise; /* -1: none was made */
	bool is_stranger;             /* the agent does not speak the language */
};

struct seat { /* an agent */
	struct esc_agent a;
	int64_t present_since, present, busy; /* chats times time */
};

struct sim {
	struct esc_policy *policy;
	struct esc_desk *desk;
	struct person *cases;
	struct seat agents[AGENTS];
	struct event *heap;
	size_t events, room, assigned;
	int64_t now;
	bool is_fifo;
	size_t fifo_next; /* all before it were given out */
	double *spent_us; /* of each assignment */
	size_t spent_count;
	int64_t gaps[GAPS_KEPT]; /* the estimate before: times of the last claims */
	size_t gap_count;
};

/* ---- chance ---- */

static uint64_t seed = 1;

static double uniform(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (double)(seed >> 11) / 9007199254740992.0 + 1e-12;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* ---- events: a heap ---- */

static bool is_before(const struct event *a, const struct event *b)
{
	return a->at != b->at ? a->at < b->at : a->who < b->who;
}

static void push(struct sim *s, struct event e)
{
	size_t i = s->events++;

	if (s->events > s->room) {
		s->room = s->room ? s->room * 2 : 1024;
		s->heap = mem_resize(s->heap, s->room, sizeof(*s->heap));
	}
	for (; i && is_before(&e, &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
		s->heap[i] = s->heap[(i - 1) / 2];
	s->heap[i] = e;
}

static struct event pop(struct sim *s)
{
	struct event top = s->heap[0], last = s->heap[--s->events];
	size_t i = 0;

	for (size_t k; (k = 2 * i + 1) < s->events; i = k) {
		if (k + 1 < s->events && is_before(&s->heap[k + 1], &s->heap[k]))
			k++;
		if (!is_before(&s->heap[k], &last))
			break;
		s->heap[i] = s->heap[k];
	}
	s->heap[i] = last;
	return top;
}

/* ---- the day ---- */

/* Arrivals a unit of time, relative to the peak: 10 and 15 o'clock of a day from 8 to 18. */
static double load_at(int64_t t)
{
	double h = (double)t / (double)(60 * MINUTE);

	return 0.35 + 0.65 * (exp(-(h - 2.5) * (h - 2.5)) + exp(-(h - 7) * (h - 7) / 1.5));
}

static void draw_cases(struct person *cases)
{
	static const char *const locales[] = {"en", "en", "en",      "de",
					      "de", "fr", "zh-Hant", "zh-Hans"};
	static const int priorities[] = {1, 3, 4, 4, 4, 5, 5, 5};
	int64_t t = 0;
	double sum = 0;

	for (int64_t m = 0; m < DAY_LENGTH; m += MINUTE)
		sum += load_at(m);
	double per_ms = CASES / (sum * (double)MINUTE);
	for (size_t i = 0; i < CASES; i++) {
		struct person *p = &cases[i];

		do /* thinned: a Poisson process whose rate changes */
			t += (int64_t)(-log(uniform()) / (per_ms * 1.05)) + 1;
		while (t < DAY_LENGTH && uniform() > load_at(t) / 1.05);
		p->arrival = t + 1;
		p->handling = (int64_t)((double)MEAN_HANDLING * exp(0.7 * normal() - 0.245));
		p->w.reason = ESC_REQUEST;
		p->w.state = ESC_CASE_QUEUED;
		p->w.priority = priorities[(size_t)(uniform() * 8) % 8];
		p->w.since_ms = p->arrival;
		(void)snprintf(p->w.case_id, sizeof(p->w.case_id), "case-%08zu", i);
		(void)snprintf(p->w.locale, sizeof(p->w.locale), "%s",
			       locales[(size_t)(uniform() * 8) % 8]);
		(void)snprintf(p->w.team, sizeof(p->w.team), "%s",
			       uniform() < 0.7 ? "support" : "orders");
	}
}

static void seat_agents(struct sim *s)
{
	for (size_t i = 0; i < AGENTS; i++) {
		struct seat *x = &s->agents[i];
		unsigned second = 1u << (i / 3 % LOCALE_COUNT);

		memset(x, 0, sizeof(*x));
		(void)snprintf(x->a.id, sizeof(x->a.id), "agent-%04zu", i);
		x->a.presence = ESC_AVAILABLE;
		x->a.languages = (1u << LOCALE_EN) | second;
		x->a.teams = i % 10 < 6   ? esc_policy_team_bit(s->policy, "support")
			     : i % 10 < 8 ? esc_policy_team_bit(s->policy, "orders")
					  : 0;
		esc_desk_agent(s->desk, &x->a);
		push(s, (struct event){.at = (int64_t)(i % 40) * 8 * MINUTE + 60 * MINUTE,
				       .kind = BREAK,
				       .who = CASES + i,
				       .agent = i});
	}
}

/* ---- what happens ---- */

static void put(struct sim *s, struct seat *x)
{
	esc_desk_agent(s->desk, &x->a);
}

/* As the gateway did before: position times the mean gap of the last claims. */
static int64_t old_estimate(const struct sim *s, size_t position)
{
	if (s->gap_count < 3)
		return -1;
	return (s->gaps[s->gap_count - 1] - s->gaps[0]) / (int64_t)(s->gap_count - 1) *
	       (int64_t)position;
}

static void note_gap(struct sim *s)
{
	if (s->gap_count == GAPS_KEPT)
		memmove(s->gaps, s->gaps + 1, --s->gap_count * sizeof(s->gaps[0]));
	s->gaps[s->gap_count++] = s->now;
}

static void give(struct sim *s, size_t i, size_t agent)
{
	struct person *p = &s->cases[i];
	struct seat *x = &s->agents[agent];

	p->started = s->now;
	p->is_stranger =
		x->a.languages && !(x->a.languages & (1u << (unsigned)locale_of_name(p->w.locale)));
	esc_desk_leave(s->desk, p->w.case_id);
	x->a.chats++;
	x->a.idle_ms = s->now;
	x->busy += p->handling;
	put(s, x);
	note_gap(s);
	s->assigned++;
	push(s,
	     (struct event){.at = s->now + p->handling, .kind = FINISH, .who = i, .agent = agent});
}

static double since_us(const struct timespec *from)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - from->tv_sec) * 1e6 +
	       (double)(now.tv_nsec - from->tv_nsec) / 1e3;
}

static bool next_fifo(struct sim *s, size_t *ret_case, size_t *ret_agent)
{
	if (s->fifo_next == CASES || s->cases[s->fifo_next].arrival > s->now)
		return false;
	for (size_t i = 0; i < AGENTS; i++) {
		const struct esc_agent *a = &s->agents[i].a;

		if (a->presence == ESC_AVAILABLE && a->chats < CAPACITY) {
			*ret_case = s->fifo_next++;
			*ret_agent = i;
			return true;
		}
	}
	return false;
}

static bool next_pair(struct sim *s, size_t *ret_case, size_t *ret_agent)
{
	struct esc_pair pair;

	if (s->is_fifo)
		return next_fifo(s, ret_case, ret_agent);
	if (!esc_assign(s->policy, s->desk, s->now, &pair))
		return false;
	*ret_case = strtoul(pair.waiting->case_id + 5, NULL, 10);
	*ret_agent = strtoul(pair.agent->id + 6, NULL, 10);
	return true;
}

static void assign(struct sim *s)
{
	struct timespec from;
	size_t who, agent;
	bool found;

	do {
		clock_gettime(CLOCK_MONOTONIC, &from);
		found = next_pair(s, &who, &agent);
		if (!found)
			return;
		give(s, who, agent);
		s->spent_us[s->spent_count++] = since_us(&from);
	} while (found);
}

static void arrive(struct sim *s, size_t i)
{
	struct person *p = &s->cases[i];
	struct esc_service service;

	p->w.pool = esc_policy_pool(s->policy, p->w.team);
	p->promise = p->old_promise = -1;
	esc_desk_wait(s->desk, &p->w);
	esc_times_arrived(esc_desk_times(s->desk), p->w.team, p->w.priority, s->now);
	esc_desk_service(s->policy, s->desk, p->w.pool, s->now, &service);
	size_t position = esc_desk_position(s->desk, p->w.case_id);
	if (position > service.free) { /* who is served at once is promised nothing */
		p->promise = esc_desk_wait_by(s->desk, &service,
					      esc_desk_find(s->desk, p->w.case_id), s->now);
		p->old_promise = old_estimate(s, position);
	}
}

static void presence(struct sim *s, const struct event *e)
{
	struct seat *x = &s->agents[e->agent];

	if (e->kind == BREAK) {
		x->a.presence = ESC_AWAY;
		x->present += s->now - x->present_since;
		push(s, (struct event){.at = s->now + 20 * MINUTE,
				       .kind = BACK,
				       .who = e->who,
				       .agent = e->agent});
	} else {
		x->a.presence = ESC_AVAILABLE;
		x->present_since = s->now;
		if (s->now < DAY_LENGTH)
			push(s, (struct event){.at = s->now + 150 * MINUTE,
					       .kind = BREAK,
					       .who = e->who,
					       .agent = e->agent});
	}
	put(s, x);
}

static void run(struct sim *s)
{
	for (size_t i = 0; i < CASES; i++)
		push(s, (struct event){.at = s->cases[i].arrival, .kind = ARRIVAL, .who = i});
	while (s->events) {
		struct event e = pop(s);

		s->now = e.at;
		if (e.kind == ARRIVAL) {
			arrive(s, e.who);
		} else if (e.kind == FINISH) {
			s->agents[e.agent].a.chats--;
			put(s, &s->agents[e.agent]);
			esc_times_handled(esc_desk_times(s->desk), s->cases[e.who].w.team,
					  s->cases[e.who].handling);
		} else {
			presence(s, &e);
		}
		assign(s);
	}
}

/* ---- figures ---- */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double quantile(double *v, size_t n, double q)
{
	qsort(v, n, sizeof(*v), by_size);
	return n ? v[(size_t)((double)(n - 1) * q)] : 0;
}

/* Jain's index of chat time by present time: 1 when all carry the same. */
static double jain(const struct sim *s)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < AGENTS; i++) {
		const struct seat *x = &s->agents[i];
		double load = (double)x->busy / (double)(x->present + (s->now - x->present_since));

		sum += load;
		squares += load * load;
	}
	return sum * sum / (AGENTS * squares);
}

/* Nobody may wait for ever: the day goes on until nothing happens any more. */
static size_t starved(const struct sim *s)
{
	size_t n = 0;

	for (size_t i = 0; i < CASES; i++)
		n += !s->cases[i].started;
	return n;
}

static void print_error(const struct sim *s, const char *name, bool old)
{
	double *errors = mem_new(CASES, sizeof(*errors)), sum = 0, waits = 0;
	size_t n = 0;

	for (size_t i = 0; i < CASES; i++) {
		const struct person *p = &s->cases[i];
		int64_t promise = old ? p->old_promise : p->promise;
		double wait = (double)(p->started - p->arrival) / 1000;

		if (promise < 0)
			continue;
		errors[n++] = fabs((double)promise / 1000 - wait);
		sum += (double)promise / 1000 - wait;
		waits += wait;
	}
	double total = 0;
	for (size_t i = 0; i < n; i++)
		total += errors[i];
	printf("  %-34s %zu promised, mean wait %.0f s, mean absolute error %.0f s, median %.0f s, "
	       "bias %+.0f s\n",
	       name, n, n ? waits / (double)n : 0, n ? total / (double)n : 0,
	       quantile(errors, n, 0.5), n ? sum / (double)n : 0);
	free(errors);
}

static void print_waits(const struct sim *s, int priority)
{
	double *waits = mem_new(CASES, sizeof(*waits)), sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < CASES; i++) {
		if (s->cases[i].w.priority != priority)
			continue;
		waits[n] = (double)(s->cases[i].started - s->cases[i].arrival) / 1000;
		sum += waits[n++];
	}
	printf("  waits, priority %d                  mean %.0f s, p99 %.0f s, longest %.0f s\n",
	       priority, sum / (double)n, quantile(waits, n, 0.99), quantile(waits, n, 1));
	free(waits);
}

static void print(struct sim *s, const char *name)
{
	size_t strangers = 0;

	for (size_t i = 0; i < CASES; i++)
		strangers += s->cases[i].is_stranger;
	printf("%s\n", name);
	printf("  assignment                         p50 %.1f us, p99 %.1f us\n",
	       quantile(s->spent_us, s->spent_count, 0.5),
	       quantile(s->spent_us, s->spent_count, 0.99));
	print_waits(s, 1);
	print_waits(s, 4);
	print_waits(s, 5);
	if (!s->is_fifo) {
		print_error(s, "estimate, service times", false);
		print_error(s, "estimate before, gaps of claims", true);
	}
	printf("  load, Jain's index                 %.4f\n", jain(s));
	printf("  agent without the language         %.1f %%\n", 100.0 * (double)strangers / CASES);
	printf("  never served                       %zu\n\n", starved(s));
}

static size_t simulate(const struct person *drawn, struct esc_policy *policy, bool is_fifo,
		       const char *name)
{
	struct sim *s = mem_new(1, sizeof(*s));

	s->policy = policy;
	s->is_fifo = is_fifo;
	s->desk = esc_desk_create();
	esc_desk_set_aging(s->desk, esc_policy_rules(policy).aging_ms);
	s->cases = mem_new(CASES, sizeof(*s->cases));
	memcpy(s->cases, drawn, CASES * sizeof(*drawn));
	s->spent_us = mem_new(CASES, sizeof(*s->spent_us));
	seat_agents(s);
	run(s);
	print(s, name);
	size_t left = starved(s);

	esc_desk_destroy(s->desk);
	free(s->cases);
	free(s->spent_us);
	free(s->heap);
	free(s);
	return left;
}

int main(int argc, char **argv)
{
	static const char yaml[] =
		"teams: [{name: support}, {name: orders}]\n"
		"agents: [{name: both, teams: [support, orders]}]\n"
		"queue: {agent_capacity: 3, cap: 100000}\nassignment: {mode: auto}\n";
	struct person *cases = mem_new(CASES, sizeof(*cases));
	struct diag d;

	seed = argc > 1 ? strtoull(argv[1], NULL, 10) | 1 : 20261122;
	diag_init(&d);
	struct esc_policy *p = esc_policy_parse("bench", yaml, sizeof(yaml) - 1, &d);
	if (!p)
		diag_print(&d, stderr);
	diag_dispose(&d);
	if (!p)
		return 3;
	printf("%d agents with %d chats at most, %d cases in %d hours, seed %llu\n\n", AGENTS,
	       CAPACITY, CASES, (int)(DAY_LENGTH / (60 * MINUTE)), (unsigned long long)seed);
	draw_cases(cases);
	size_t left = simulate(cases, p, false, "Frontdesk: automatic assignment");
	left += simulate(cases, p, true, "Beside it: plain first in, first out");
	esc_policy_destroy(p);
	free(cases);
	return left ? 1 : 0;
}
