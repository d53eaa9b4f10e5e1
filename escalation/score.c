/*
 * A conversation's score is the sum of the signals that stand, and nothing else: whoever sees the
 * signals can add them up. Decay and thanks are signals of their own with a negative weight. Hard
 * triggers hand over by themselves and are no part of the sum: they cannot be out-voted. What a
 * message means is found by judge_message.c; this file keeps the books and decides.
 */
#include "escalation/score.h"

#include <string.h>

#include "config/load/attrs.h"
#include "escalation/judge.h"

#define NOTHING 0.01 /* a score this small is over */

void esc_score_init(struct esc_score *s)
{
	memset(s, 0, sizeof(*s));
}

void esc_score_reset(struct esc_score *s)
{
	struct esc_score clean = {.turn = s->turn, .requests = s->requests};

	*s = clean;
}

static double sum_of(const struct esc_score *s)
{
	double sum = 0;

	for (unsigned i = 0; i < s->signal_count; i++)
		sum += s->signals[i].weight;
	return sum;
}

/* Room for one more: the two oldest become one line "earlier". */
static void make_room(struct esc_score *s)
{
	struct esc_signal *first = &s->signals[0];

	if (s->signal_count < ARRAY_LEN(s->signals))
		return;
	if (s->signals[1].weight > first->weight) {
		first->reason = s->signals[1].reason;
		first->seq = s->signals[1].seq;
		memcpy(first->quote, s->signals[1].quote, sizeof(first->quote));
	}
	first->weight += s->signals[1].weight;
	memcpy(first->signal, "earlier", sizeof("earlier"));
	memmove(&s->signals[1], &s->signals[2], (s->signal_count - 2) * sizeof(*first));
	s->signal_count--;
}

static void keep(struct esc_score *s, const struct esc_signal *signal)
{
	make_room(s);
	s->signals[s->signal_count++] = *signal;
	s->score = sum_of(s);
}

/* A turn without new evidence: the score fades. One line holds all of it. */
static void fade(struct esc_score *s, double decay)
{
	static const struct esc_signal line = {.signal = "decay"};
	double lost = s->score * (1.0 - decay);
	unsigned i = 0;

	if (s->score <= 0)
		return;
	while (i < s->signal_count && strcmp(s->signals[i].signal, "decay") != 0)
		i++;
	if (i == s->signal_count) {
		make_room(s);
		i = s->signal_count++;
		s->signals[i] = line;
	}
	s->signals[i].weight -= lost;
	s->score = sum_of(s);
}

static void clear_when_over(struct esc_score *s)
{
	if (s->score >= NOTHING)
		return;
	s->score = 0;
	s->signal_count = 0;
}

/* ---- the decision ---- */

/* DESIGN 4.2: hard reasons win in this order. */
static enum esc_reason hard_reason(const struct judgement *j)
{
	static const enum esc_reason order[] = {ESC_SENSITIVE, ESC_REQUEST, ESC_COMPLAINT,
						ESC_INTENT_POLICY, ESC_LLM_REQUEST};

	for (size_t k = 0; k < ARRAY_LEN(order); k++) {
		for (size_t i = 0; i < j->hard_count; i++) {
			if (j->hard[i].reason == order[k])
				return order[k];
		}
	}
	return j->hard[0].reason;
}

/* The heaviest signal that argues for a reason; of two alike the later. Anger alone is a complaint
 * without its words. */
static enum esc_reason heaviest_reason(const struct esc_score *s)
{
	enum esc_reason best = ESC_COMPLAINT;
	double weight = 0;

	for (unsigned i = 0; i < s->signal_count; i++) {
		if (s->signals[i].reason != ESC_NONE && s->signals[i].weight >= weight) {
			best = s->signals[i].reason;
			weight = s->signals[i].weight;
		}
	}
	return best;
}

static bool may_offer(const struct esc_weights *w, const struct esc_score *s, bool new_evidence)
{
	if (!s->offered_turn)
		return true;
	return new_evidence && s->turn >= s->offered_turn + (uint64_t)w->offer_again_after;
}

static void decide(const struct esc_weights *w, struct esc_score *s, const struct judgement *j,
		   struct esc_verdict *v)
{
	v->score = s->score;
	v->abuse = j->abuse;
	if (j->hard_count) {
		v->action = ESC_TRANSFER;
		v->hard = true;
		v->reason = hard_reason(j);
	} else if (s->score >= w->transfer_at) {
		v->action = ESC_TRANSFER;
		v->reason = heaviest_reason(s);
	} else if ((s->score >= w->offer_at || j->offer_by_intent) &&
		   may_offer(w, s, j->fresh_positive)) {
		v->action = ESC_OFFER;
		v->reason = s->score >= w->offer_at ? heaviest_reason(s) : ESC_INTENT_POLICY;
	}
}

static void add_evidence(struct esc_verdict *v, const struct esc_signal *signal)
{
	if (v->evidence_count < ARRAY_LEN(v->evidence))
		v->evidence[v->evidence_count++] = *signal;
}

/* This turn's signals first, then what stood before, newest first. */
static void collect_evidence(const struct esc_score *s, const struct judgement *j,
			     struct esc_verdict *v)
{
	unsigned fresh = (unsigned)j->fresh_count;

	for (size_t i = 0; i < j->hard_count; i++)
		add_evidence(v, &j->hard[i]);
	if (fresh > s->signal_count)
		fresh = s->signal_count; /* thanks wiped them out */
	for (unsigned i = s->signal_count - fresh; i < s->signal_count; i++)
		add_evidence(v, &s->signals[i]);
	if (j->offer_by_intent)
		add_evidence(v, &j->intent_signal);
	for (unsigned i = s->signal_count - fresh; i > 0; i--)
		add_evidence(v, &s->signals[i - 1]);
}

static void remember_outcome(struct esc_score *s, const struct esc_verdict *v)
{
	if (v->action == ESC_OFFER) {
		s->offered_turn = s->turn ? s->turn : 1;
		s->offer_open = true;
	} else if (v->action == ESC_TRANSFER) {
		/* The handover took it all with it. Where nobody is there and the assistant goes
		 * on, only new evidence, or a new request, hands over again. */
		esc_score_reset(s);
	}
}

void esc_judge(const struct esc_policy *p, struct esc_score *s, const struct esc_turn *turn,
	       struct esc_verdict *ret)
{
	const struct esc_weights *w = esc_policy_weights(p);
	struct judgement j;

	memset(ret, 0, sizeof(*ret));
	judge_turn(p, s, turn, &j);
	if (j.is_message && !j.fresh_positive && !j.thanks && !j.hard_count)
		fade(s, w->decay);
	for (size_t i = 0; i < j.fresh_count; i++)
		keep(s, &j.fresh[i]);
	decide(w, s, &j, ret);
	collect_evidence(s, &j, ret);
	clear_when_over(s);
	remember_outcome(s, ret);
}
