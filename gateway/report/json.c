/*
 * The report for programs. A share of too few stands there all the same, with its two numbers: who
 * reads it may judge by other rules.
 */
#include "gateway/base/clock.h"
#include "gateway/report/report.h"
#include "gateway/store/store.h"

#define NANO 1e9

/* Whole billionths, as costs are counted: no trailing digits of binary fractions. */
static json_t *real(double value)
{
	double scaled = value * NANO;

	return json_real((double)(int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5) / NANO);
}

static json_t *share(struct report_share s)
{
	return s.of > 0 ? real((double)s.part / (double)s.of) : json_null();
}

static json_t *whole(int64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *moment(int64_t ms)
{
	char at[CLOCK_ISO_LEN + 1];

	clock_iso(ms, at);
	return json_string(at);
}

static json_t *seconds(const struct report_side *s, double value)
{
	return s->promised > 0 ? real(value / 1000 / (double)s->promised) : json_null();
}

static json_t *turns(const struct report_side *s)
{
	const int64_t *t = s->turns;

	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "answered", whole(t[STORE_ANSWERED]),
			 "answered_llm", whole(t[STORE_ANSWERED_LLM]), "asked",
			 whole(t[STORE_ASKED]), "not_answered", whole(t[STORE_NOT_ANSWERED]),
			 "offered", whole(t[STORE_OFFERED]), "handed_over",
			 whole(t[STORE_HANDED_OVER]), "cut", whole(t[STORE_CUT]));
}

static json_t *waits(const struct report_side *s)
{
	bool any = s->taken > 0;

	return json_pack(
		"{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "taken", whole(s->taken), "p50",
		any ? whole(s->p50_s) : json_null(), "p90", any ? whole(s->p90_s) : json_null(),
		"longest", any ? whole(s->longest_s) : json_null(), "left_line",
		whole(s->left_line), "promised", whole(s->promised), "mean_absolute_error",
		seconds(s, (double)s->error_size_ms), "bias", seconds(s, (double)s->error_ms));
}

static json_t *part(const struct report_ratings *r)
{
	bool any = r->rated > 0;

	return json_pack("{s:o,s:o,s:o,s:o,s:o}", "chats", whole(r->chats), "rated",
			 whole(r->rated), "share", share((struct report_share){r->rated, r->chats}),
			 "mean", any ? real(report_score(r)) : json_null(), "good_share",
			 share((struct report_share){r->good, r->rated}));
}

static json_t *ratings(const struct report_side *s)
{
	struct report_ratings all = report_ratings(s);
	json_t *o = part(&all);

	json_object_set_new(o, "assistant", part(&s->ratings[REPORT_ASSISTANT]));
	json_object_set_new(o, "agent", part(&s->ratings[REPORT_PERSON]));
	return o;
}

static json_t *words(const struct report_word *list, size_t count, size_t side)
{
	json_t *o = json_object();

	for (size_t i = 0; i < count; i++) {
		if (list[i].count[side] > 0)
			json_object_set_new(o, list[i].word, whole(list[i].count[side]));
	}
	return o;
}

static json_t *side(const struct report *r, size_t at)
{
	const struct report_side *s = &r->sides[at];
	json_t *o = json_pack(
		"{s:{s:o,s:o,s:o,s:o,s:o},s:o,s:o,s:o,s:{s:o,s:o},s:o,s:o,s:o}", "chats", "began",
		whole(s->began), "going_on", whole(s->going), "answered", whole(s->answered),
		"handed_over", whole(s->handed), "unanswered", whole(s->unanswered), "containment",
		share(report_containment(s)), "turns", turns(s), "no_answer_share",
		share(report_no_answer(s)), "thumbs", "up", whole(s->ups), "down", whole(s->downs),
		"rating", share(report_rating(s)), "cost", real((double)s->cost_nano / NANO),
		"cost_per_chat", s->began ? real(report_cost(s)) : json_null());

	json_object_set_new(o, "ratings", ratings(s));
	json_object_set_new(o, "handoffs",
			    json_pack("{s:o,s:o,s:o,s:o,s:{s:o,s:o}}", "opened", whole(s->cases),
				      "open", whole(s->cases_open), "reasons",
				      words(r->reasons.items, r->reasons.count, at), "outcomes",
				      words(r->outcomes.items, r->outcomes.count, at), "callbacks",
				      "contacts", whole(s->contacts), "open",
				      whole(s->contacts_open)));
	json_object_set_new(o, "waits", waits(s));
	return o;
}

static json_t *sides(const struct report *r)
{
	json_t *o = json_object();

	json_object_set_new(o, "all", side(r, REPORT_ALL));
	for (size_t l = 0; l < LOCALE_COUNT; l++) {
		if (r->sides[l].began > 0 || r->sides[l].cases > 0)
			json_object_set_new(o, locale_name((enum locale)l), side(r, l));
	}
	return o;
}

static json_t *level(const int64_t n[3])
{
	return json_pack("{s:o,s:o,s:o}", "met", whole(n[0]), "breached", whole(n[1]), "open",
			 whole(n[2]));
}

static json_t *levels(const struct report *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->levels.count; i++) {
		const struct report_level *x = &r->levels.items[i];
		json_array_append_new(list,
				      json_pack("{s:s,s:o,s:o,s:o}", "team", x->team, "priority",
						whole(x->priority), "first_response",
						level(x->first), "resolution", level(x->end)));
	}
	return list;
}

static json_t *intents(const struct report *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->intents.count; i++) {
		const struct report_intent *x = &r->intents.items[i];
		json_array_append_new(list, json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:o}", "intent",
						      x->id, "answered", whole(x->answered),
						      "asked", whole(x->asked), "offered",
						      whole(x->offered), "thumbs_up", whole(x->ups),
						      "thumbs_down", whole(x->downs),
						      "handed_over_after", whole(x->handed)));
	}
	return list;
}

static json_t *budget(const struct report_budget *b)
{
	double money = (double)b->cost_nano / NANO;

	return json_pack("{s:o,s:o,s:o,s:o}", "tokens", whole(b->tokens), "money", real(money),
			 "tokens_used",
			 b->limit.tokens > 0 ? real((double)b->tokens / (double)b->limit.tokens)
					     : json_null(),
			 "money_used",
			 b->limit.money > 0 ? real(money / b->limit.money) : json_null());
}

static json_t *llm(const struct report *r)
{
	json_t *costs = json_array(), *ends = json_array();

	for (size_t i = 0; i < r->llm.count; i++) {
		const struct report_llm *x = &r->llm.items[i];
		json_array_append_new(costs, json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:o}", "provider",
						       x->provider, "model", x->model, "intent",
						       x->intent, "tries", whole(x->tries),
						       "tokens_in", whole(x->tokens_in),
						       "tokens_out", whole(x->tokens_out), "money",
						       real((double)x->cost_nano / NANO)));
	}
	for (size_t i = 0; i < r->ends.count; i++)
		json_array_append_new(ends, json_pack("{s:s,s:s,s:o}", "provider",
						      r->ends.items[i].provider, "outcome",
						      r->ends.items[i].outcome, "tries",
						      whole(r->ends.items[i].tries)));
	return json_pack("{s:o,s:o,s:o,s:{s:o,s:o}}", "replies",
			 whole(r->sides[REPORT_ALL].turns[STORE_ANSWERED_LLM]), "costs", costs,
			 "outcomes", ends, "budget", "day", budget(&r->day), "month",
			 budget(&r->month));
}

static json_t *language(enum locale l)
{
	return l == LOCALE_NONE ? json_null() : json_string(locale_name(l));
}

static json_t *goal(const struct report_goal *g)
{
	return json_pack("{s:s,s:o,s:o,s:s}", "goal", g->key, "want",
			 g->want > 0 ? real(g->want) : json_null(), "is",
			 g->has_is ? real(g->is) : json_null(), "verdict",
			 report_verdict_word(g->verdict));
}

static json_t *gap(const struct report_goal *g)
{
	json_t *o = goal(g);

	json_object_set_new(o, "best", language(g->best));
	json_object_set_new(o, "worst", language(g->worst));
	return o;
}

json_t *report_json(const struct report *r)
{
	json_t *goals = json_array();

	for (size_t i = 0; i < REPORT_GAP_CONTAINMENT; i++)
		json_array_append_new(goals, goal(&r->goals[i]));
	return json_pack("{s:s,s:o,s:o,s:o,s:i,s:o,s:o,s:o,s:o,s:{s:o,s:o,s:o},s:o}", "shop",
			 r->shop, "since", moment(r->since_ms), "until", moment(r->until_ms), "at",
			 moment(r->now_ms), "few_below", REPORT_FEW, "locales", sides(r),
			 "service_levels", levels(r), "intents", intents(r), "llm", llm(r),
			 "fairness", "containment", gap(&r->goals[REPORT_GAP_CONTAINMENT]),
			 "no_answer", gap(&r->goals[REPORT_GAP_NO_ANSWER]), "wait_p90",
			 gap(&r->goals[REPORT_GAP_WAIT]), "goals", goals);
}
