/*
 * Lead over the runner-up tells right from wrong answers, lead over the counter-class tells what is
 * none of our business; half of each does both jobs as well as each alone does its own.
 */
#include "intents/learn/ranking.h"

#define RIVAL_SHARE 0.5
#define COUNTER_SHARE 0.5
#define NO_RIVAL -1.0     /* what a class scores that has nothing to do with the message */
#define LOST_COST 2.0     /* when the counter-class won: far below every threshold */
#define UNKNOWN_COST 0.75 /* of a message of which no word and no n-gram is known: twice this */
#define NOTHING_KNOWN 4.0 /* more, when not one word is known: no model can outweigh it */

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

void ranking_make(struct ranking *r, const float *scores, size_t class_count, size_t counter,
		  const struct ranking_filter *filter)
{
	float least = 0; /* of those kept */
	r->count = 0;
	r->has_counter = counter < class_count;
	r->counter = r->has_counter ? (double)scores[counter] : 0;
	for (size_t k = 0; k < class_count; k++) {
		if (k == counter || (r->count == RANKING_TOP && scores[k] <= least))
			continue;
		if (filter != NULL && !filter->allows(filter->ctx, k))
			continue;
		keep(r, k, (double)scores[k]);
		least = (float)r->top[r->count - 1].score;
	}
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
