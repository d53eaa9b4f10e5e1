/*
 * Lead over the runner-up tells right from wrong answers, lead over the counter-class tells what is
 * none of our business; half of each does both jobs as well as each alone does its own.
 */
#include "intents/learn/ranking.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

#define LANES 4
#define BLOCK ((size_t)16)
#define RIVAL_SHARE 0.5
#define COUNTER_SHARE 0.5
#define NO_RIVAL -1.0     /* what a class scores that has nothing to do with the message */
#define LOST_COST 2.0     /* when the counter-class won: far below every threshold */
#define UNKNOWN_COST 0.75 /* of a message of which no word and no n-gram is known: twice this */
#define NOTHING_KNOWN 4.0 /* more, when not one word is known: no model can outweigh it */

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t lane_masks __attribute__((vector_size(LANES * sizeof(int32_t))));

static void keep(struct ranking *r, size_t label, double score)
{
	size_t at = r->count < RANKING_TOP ? r->count++ : RANKING_TOP;
	for (; at > 0 && score > r->top[at - 1].score; at--) {
		if (at < RANKING_TOP)
			r->top[at] = r->top[at - 1];
	}
	if (at < RANKING_TOP) {
		r->top[at].label = label;
		r->top[at].score = score;
	}
}

/* ---- the best of many scores, several at a time ---- */

static lanes lanes_at(const float *scores)
{
	lanes ret;
	memcpy(&ret, scores, sizeof(ret));
	return ret;
}

static lanes larger(lanes a, lanes b)
{
	lane_masks is = a > b;
	return (lanes)((is & (lane_masks)a) | (~is & (lane_masks)b));
}

/* A score that RANKING_TOP classes and one more (the counter-class) reach at least: of the classes
 * whose numbers leave the same rest, one is the largest. Far below all when there are too few. */
static float reached_by_top(const float *scores, size_t class_count)
{
	lanes most[BLOCK / LANES];
	float each[BLOCK], top[RANKING_TOP + 1];
	if (class_count < BLOCK)
		return -FLT_MAX;
	for (size_t i = 0; i < BLOCK / LANES; i++)
		most[i] = lanes_at(scores + i * LANES);
	for (size_t k = BLOCK; k + BLOCK <= class_count; k += BLOCK) {
		for (size_t i = 0; i < BLOCK / LANES; i++)
			most[i] = larger(most[i], lanes_at(scores + k + i * LANES));
	}
	for (size_t i = 0; i < BLOCK / LANES; i++)
		memcpy(each + i * LANES, &most[i], LANES * sizeof(*each));
	for (size_t i = 0; i <= RANKING_TOP; i++)
		top[i] = -FLT_MAX;
	for (size_t l = 0; l < BLOCK; l++) {
		float x = each[l];
		for (size_t i = 0; i <= RANKING_TOP; i++) { /* branches would often go wrong */
			float low = x < top[i] ? x : top[i];
			top[i] = x < top[i] ? top[i] : x;
			x = low;
		}
	}
	return top[RANKING_TOP];
}

/* A bit for each of the BLOCK scores that is at least as large. */
static unsigned reaching(const float *scores, float least)
{
	lane_masks any = {0};
	unsigned bits = 0;
	for (size_t i = 0; i < BLOCK / LANES; i++)
		any |= lanes_at(scores + i * LANES) >= least;
	uint64_t halves[2];
	memcpy(halves, &any, sizeof(halves));
	if ((halves[0] | halves[1]) == 0)
		return 0;
	for (size_t l = 0; l < BLOCK; l++)
		bits |= (scores[l] >= least ? 1u : 0u) << l;
	return bits;
}

struct competing {
	const float *scores;
	size_t counter;
	const struct ranking_filter *filter;
};

static void compete(const struct competing *x, size_t k, struct ranking *r)
{
	double score = (double)x->scores[k];
	if (k == x->counter ||
	    (r->count == RANKING_TOP && score <= r->top[RANKING_TOP - 1].score) ||
	    (x->filter != NULL && !x->filter->allows(x->filter->ctx, k)))
		return;
	keep(r, k, score);
}

/* Keeps the best of the classes that score at least so much. */
static void rank_from(const struct competing *x, size_t class_count, float least, struct ranking *r)
{
	size_t k = 0;
	r->count = 0;
	for (; k + BLOCK <= class_count; k += BLOCK) {
		for (unsigned bits = reaching(x->scores + k, least); bits != 0; bits &= bits - 1)
			compete(x, k + (size_t)__builtin_ctz(bits), r);
	}
	for (; k < class_count; k++)
		compete(x, k, r);
}

void ranking_make(struct ranking *r, const float *scores, size_t class_count, size_t counter,
		  const struct ranking_filter *filter)
{
	const struct competing x = {scores, counter, filter};
	float least = reached_by_top(scores, class_count);
	r->has_counter = counter < class_count;
	r->counter = r->has_counter ? (double)scores[counter] : 0;
	rank_from(&x, class_count, least, r);
	if (r->count < RANKING_TOP && least > -FLT_MAX) /* of the best some were refused */
		rank_from(&x, class_count, -FLT_MAX, r);
	r->counter_won = r->has_counter && (r->count == 0 || r->counter >= r->top[0].score);
}

static double margin_against(const struct ranking *r, double score, double rival,
			     const struct sparse *v)
{
	double margin = score - RIVAL_SHARE * (rival > NO_RIVAL ? rival : NO_RIVAL) -
			UNKNOWN_COST * v->unknown;
	if (r->has_counter)
		margin -= COUNTER_SHARE * r->counter;
	if (r->has_counter && r->counter >= score)
		margin -= LOST_COST;
	if (v->known_words == 0)
		margin -= NOTHING_KNOWN;
	return margin;
}

double ranking_margin(const struct ranking *r, size_t i, const struct sparse *v)
{
	double rival = NO_RIVAL;
	if (i > 0)
		rival = r->top[0].score;
	else if (r->count > 1)
		rival = r->top[1].score;
	return margin_against(r, r->top[i].score, rival, v);
}

double ranking_margin_of_two(const struct ranking *r, const struct sparse *v)
{
	return margin_against(r, r->top[0].score, r->count > 2 ? r->top[2].score : NO_RIVAL, v);
}
