/*
 * Shares, and whether they are what the shop wants. A goal is judged by all chats; a gap by the
 * best and the worst language among those with enough of them.
 */
#include <string.h>

#include "gateway/report/report.h"
#include "gateway/store/store.h"

#define NANO 1e9

const char *report_verdict_word(enum report_verdict v)
{
	static const char *const words[] = {"none", "too_few", "met", "missed"};

	return words[v];
}

struct report_share report_containment(const struct report_side *s)
{
	return (struct report_share){s->answered, s->began - s->going};
}

struct report_share report_no_answer(const struct report_side *s)
{
	const int64_t *t = s->turns;

	return (struct report_share){t[STORE_NOT_ANSWERED] + t[STORE_OFFERED],
				     t[STORE_NOT_ANSWERED] + t[STORE_OFFERED] + t[STORE_ASKED] +
					     t[STORE_ANSWERED] + t[STORE_ANSWERED_LLM]};
}

struct report_share report_rating(const struct report_side *s)
{
	return (struct report_share){s->ups, s->ups + s->downs};
}

double report_cost(const struct report_side *s)
{
	return s->began > 0 ? (double)s->cost_nano / NANO / (double)s->began : 0;
}

struct report_ratings report_ratings(const struct report_side *s)
{
	const struct report_ratings *a = &s->ratings[REPORT_ASSISTANT],
				    *p = &s->ratings[REPORT_PERSON];

	return (struct report_ratings){.chats = a->chats + p->chats,
				       .rated = a->rated + p->rated,
				       .sum = a->sum + p->sum,
				       .good = a->good + p->good};
}

double report_score(const struct report_ratings *r)
{
	return r->rated > 0 ? (double)r->sum / (double)r->rated : 0;
}

/* ---- judging ---- */

static void judge(struct report_goal *g, double want, int64_t of, double is)
{
	g->want = want;
	g->is = is;
	g->has_is = of > 0;
	if (want <= 0)
		g->verdict = REPORT_NO_GOAL;
	else if (of < REPORT_FEW)
		g->verdict = REPORT_TOO_FEW;
	else
		g->verdict = (g->is_least ? is >= want : is <= want) ? REPORT_MET : REPORT_MISSED;
}

static void judge_share(struct report_goal *g, double want, struct report_share s)
{
	judge(g, want, s.of, s.of > 0 ? (double)s.part / (double)s.of : 0);
}

/* What is compared between languages: its value and by how many it is known. */
typedef double measure_of(const struct report_side *s, int64_t *ret_of);

static double ratio(struct report_share s, int64_t *ret_of)
{
	*ret_of = s.of;
	return s.of > 0 ? (double)s.part / (double)s.of : 0;
}

static double containment(const struct report_side *s, int64_t *ret_of)
{
	return ratio(report_containment(s), ret_of);
}

static double no_answer(const struct report_side *s, int64_t *ret_of)
{
	return ratio(report_no_answer(s), ret_of);
}

static double wait(const struct report_side *s, int64_t *ret_of)
{
	*ret_of = s->taken;
	return (double)s->p90_s;
}

static void judge_gap(struct report_goal *g, const struct report *r, double want,
		      measure_of *measure, bool more_is_better)
{
	double least = 0, most = 0;
	enum locale low = LOCALE_NONE, high = LOCALE_NONE;
	size_t count = 0;

	for (int l = 0; l < LOCALE_COUNT; l++) {
		int64_t of;
		double is = measure(&r->sides[l], &of);

		if (of < REPORT_FEW)
			continue;
		count++;
		if (low == LOCALE_NONE || is <= least) {
			least = is;
			low = (enum locale)l;
		}
		if (high == LOCALE_NONE || is > most) {
			most = is;
			high = (enum locale)l;
		}
	}
	bool is_known = count >= 2;
	judge(g, want, is_known ? REPORT_FEW : 0, most - least);
	g->best = is_known ? (more_is_better ? high : low) : LOCALE_NONE;
	g->worst = is_known ? (more_is_better ? low : high) : LOCALE_NONE;
}

void report_judge(struct report *r, const struct settings_goals *g)
{
	static const struct report_goal kinds[REPORT_GOALS] = {
		[REPORT_CONTAINMENT] = {.key = "containment", .is_least = true},
		[REPORT_NO_ANSWER] = {.key = "no_answer"},
		[REPORT_WAIT_P90] = {.key = "wait_p90", .unit = REPORT_SECONDS},
		[REPORT_RATING] = {.key = "rating", .is_least = true},
		[REPORT_COST] = {.key = "cost_per_chat", .unit = REPORT_MONEY},
		[REPORT_SCORE] = {.key = "score", .unit = REPORT_SCORES, .is_least = true},
		[REPORT_GAP_CONTAINMENT] = {.key = "locale_gap"},
		[REPORT_GAP_NO_ANSWER] = {.key = "locale_gap"},
		[REPORT_GAP_WAIT] = {.key = "locale_wait_gap", .unit = REPORT_SECONDS},
	};
	const struct report_side *all = &r->sides[REPORT_ALL];
	struct report_ratings ratings = report_ratings(all);
	struct report_goal *to = r->goals;

	memcpy(to, kinds, sizeof(kinds));
	for (size_t i = 0; i < REPORT_GOALS; i++)
		to[i].best = to[i].worst = LOCALE_NONE;
	judge_share(&to[REPORT_CONTAINMENT], g->containment, report_containment(all));
	judge_share(&to[REPORT_NO_ANSWER], g->no_answer, report_no_answer(all));
	judge(&to[REPORT_WAIT_P90], (double)g->wait_p90 / 1000, all->taken, (double)all->p90_s);
	judge_share(&to[REPORT_RATING], g->rating, report_rating(all));
	judge(&to[REPORT_COST], g->cost_per_chat, all->began, report_cost(all));
	judge(&to[REPORT_SCORE], g->score, ratings.rated, report_score(&ratings));
	judge_gap(&to[REPORT_GAP_CONTAINMENT], r, g->locale_gap, containment, true);
	judge_gap(&to[REPORT_GAP_NO_ANSWER], r, g->locale_gap, no_answer, false);
	judge_gap(&to[REPORT_GAP_WAIT], r, (double)g->locale_wait_gap / 1000, wait, false);
}
