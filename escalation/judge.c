/*
 * One function a signal, each with its one condition; judge_turn() is the list of them.
 */
#include "escalation/judge.h"

#include <stdio.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/utf8.h"
#include "escalation/cues.h"
#include "escalation/similar.h"

/* A question of fewer pieces ("ok", an order number) may well come again. */
#define QUESTION_PIECES_LEAST 8
#define SAID_AT 0.5 /* a cue of this probability counts where it has no threshold of its own */

struct state {
	const struct esc_weights *w;
	struct esc_score *s;
	const struct esc_turn *t;
	struct judgement *j;
	struct cue_found cues[CUE_COUNT];
	double p[CUE_COUNT]; /* of the three with examples: words and examples together */
	bool smalltalk;
};

/* ---- signals ---- */

static void copy_cut(char *out, size_t room, const char *text, size_t len)
{
	size_t n = utf8_cut(text, len, room - 1);

	memcpy(out, text, n);
	out[n] = '\0';
}

/* The customer's words: the message as written or, of a long one, the part that decided. */
static void quote(const struct state *st, const struct cue_found *cue, char ret[ESC_QUOTE_MAX])
{
	const struct esc_turn *t = st->t;
	const char *text = t->text ? t->text : "";
	size_t len = strlen(text);

	if (cue && len >= ESC_QUOTE_MAX && t->normalized &&
	    (size_t)cue->start + cue->len <= t->normalized_len) {
		text = t->normalized + cue->start;
		len = cue->len;
	}
	copy_cut(ret, ESC_QUOTE_MAX, text, len);
}

static struct esc_signal make(const struct state *st, const char *name, enum esc_reason reason,
			      double weight, const struct cue_found *cue)
{
	struct esc_signal g = {.reason = reason, .weight = weight, .seq = st->t->seq};

	(void)snprintf(g.signal, sizeof(g.signal), "%s", name);
	quote(st, cue, g.quote);
	return g;
}

static void add_hard(struct state *st, const char *name, enum esc_reason reason,
		     const struct cue_found *cue)
{
	if (st->j->hard_count < ARRAY_LEN(st->j->hard))
		st->j->hard[st->j->hard_count++] = make(st, name, reason, ESC_HARD, cue);
}

static void add_fresh(struct state *st, const char *name, enum esc_reason reason, double weight,
		      const struct cue_found *cue)
{
	if (st->j->fresh_count == ARRAY_LEN(st->j->fresh) || weight == 0)
		return;
	st->j->fresh[st->j->fresh_count++] = make(st, name, reason, weight, cue);
	st->j->fresh_positive |= weight > 0;
}

static bool said(const struct state *st, enum esc_cue cue)
{
	return st->cues[cue].p >= SAID_AT;
}

/* ---- tier A: hands over at once ---- */

static double joined(double p, double q)
{
	return 1 - (1 - p) * (1 - q);
}

/* Whether a person is needed is easier to tell than for which of the three reasons, so the shares
 * add up, times `examples_weigh`, and the reason that words and examples speak for the most has it
 * all. Examples do not count where the words are there and denied ("I am an agent myself"), and say
 * nothing of a "yes". */
static void weigh_up(struct state *st)
{
	static const enum esc_cue cues[] = {CUE_SENSITIVE, CUE_REQUEST, CUE_COMPLAINT};
	const struct esc_turn *t = st->t;
	const double share[] = {t->p_sensitive, t->p_request, t->p_complaint};
	const bool answered[] = {t->intent_signal_sensitive, t->intent_signal_request,
				 t->intent_signal_complaint};
	double weigh = st->smalltalk ? 0 : st->w->examples_weigh, sum = 0, best = 0;
	size_t first = ARRAY_LEN(cues);

	for (size_t i = 0; i < ARRAY_LEN(cues); i++) {
		const struct cue_found *f = &st->cues[cues[i]];
		double both = joined(f->p, share[i]);

		if (f->denied)
			continue;
		sum += share[i];
		if (both > best) {
			best = both;
			first = i;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(cues); i++) {
		const struct cue_found *f = &st->cues[cues[i]];
		double own = i == first ? sum * weigh : share[i] * (weigh < 1 ? weigh : 1);

		if (answered[i] || own > 1)
			own = 1;
		st->p[cues[i]] = f->denied ? 0 : joined(f->p, own);
	}
}

static void judge_sensitive(struct state *st)
{
	const struct cue_found *cue = &st->cues[CUE_SENSITIVE];
	double at = st->w->sensitive_transfers_at;

	if (st->p[CUE_SENSITIVE] >= at)
		add_hard(st, "sensitive", ESC_SENSITIVE, cue);
	if (st->cues[CUE_ABUSE].p >= at) {
		add_hard(st, "abuse", ESC_SENSITIVE, &st->cues[CUE_ABUSE]);
		st->j->abuse = true;
	}
}

static void judge_request(struct state *st, bool accepted)
{
	const struct cue_found *cue = &st->cues[CUE_REQUEST];
	size_t before = st->j->hard_count;

	if (st->t->button)
		add_hard(st, "handoff_button", ESC_REQUEST, NULL);
	if (accepted)
		add_hard(st, "offer_accepted", ESC_REQUEST, NULL);
	/* A bare "support" is an offer, whatever the classifier makes of it. */
	if (said(st, CUE_REQUEST) ||
	    (!said(st, CUE_SUPPORT) && st->p[CUE_REQUEST] >= st->w->request_transfers_at))
		add_hard(st, "request", ESC_REQUEST, cue);
	st->s->requests += st->j->hard_count > before;
}

static void judge_complaint(struct state *st)
{
	const struct esc_weights *w = st->w;
	const struct cue_found *cue = &st->cues[CUE_COMPLAINT];
	double p = st->p[CUE_COMPLAINT];
	double span = w->complaint_transfers_at - w->complaint_scores_at;

	if (p >= w->complaint_transfers_at)
		add_hard(st, "complaint", ESC_COMPLAINT, cue);
	else if (p >= w->complaint_scores_at)
		add_fresh(st, "complaint", ESC_COMPLAINT,
			  w->complaint_least + (w->complaint_most - w->complaint_least) *
						       (p - w->complaint_scores_at) / span,
			  cue);
}

static void judge_action(struct state *st)
{
	if (!st->t->action_failed)
		return;
	if (++st->s->actions_failed >= 2 || st->t->action_final)
		add_hard(st, "action_failed", ESC_ACTION_FAILED, NULL);
	else
		add_fresh(st, "action_failed", ESC_ACTION_FAILED, st->w->action_failed, NULL);
}

/* The assistant has asked for something as often as it may and could not go on: it cannot help by
 * itself, so this weighs as much as an offer needs. */
static void judge_form(struct state *st)
{
	if (st->t->form_failed)
		add_fresh(st, "form_failed", ESC_REPEATED_FAILURE, st->w->offer_at, NULL);
}

static void judge_policy(struct state *st)
{
	/* An intent that says both `handoff: always` and what it is a signal of names the reason.
	 */
	if (st->t->intent_always && st->t->intent_signal_request)
		add_hard(st, "request", ESC_REQUEST, NULL);
	else if (st->t->intent_always)
		add_hard(st, "intent_policy", ESC_INTENT_POLICY, NULL);
	if (st->t->llm_request)
		add_hard(st, "llm_request", ESC_LLM_REQUEST, NULL);
	if (st->t->intent_offer) {
		st->j->offer_by_intent = true;
		st->j->fresh_positive = true;
		st->j->intent_signal = make(st, "intent_policy", ESC_INTENT_POLICY, 0, NULL);
	}
}

/* ---- tier B: adds to the score ---- */

static void judge_answer(struct state *st)
{
	const struct esc_weights *w = st->w;

	switch (st->t->answer) {
	case ESC_ANSWERED: st->s->unanswered_in_row = 0; break;
	case ESC_OUT_OF_SCOPE:
		if (!st->smalltalk && !st->j->hard_count && !said(st, CUE_REJECTED))
			add_fresh(st, "out_of_scope", ESC_LOW_CONFIDENCE, w->out_of_scope, NULL);
		break;
	case ESC_NO_ANSWER:
		/* "thanks" or "no" needs no answer, and "that does not help" is counted as what it
		 * is. */
		if (st->smalltalk || st->j->hard_count || said(st, CUE_REJECTED) ||
		    said(st, CUE_SUPPORT))
			break;
		st->s->unanswered_in_row++;
		add_fresh(st, "no_answer", ESC_LOW_CONFIDENCE,
			  w->no_answer + (st->s->unanswered_in_row > 1 ? w->no_answer_again : 0),
			  NULL);
		break;
	case ESC_SILENT: break;
	}
	if (st->t->llm_unavailable)
		add_fresh(st, "llm_unavailable", ESC_LLM_UNAVAILABLE, w->llm_unavailable, NULL);
}

/* Letters in capitals, at least ten and two words of them: "WHERE IS MY PARCEL", not "USB" or "OK".
 */
static bool is_shouted(const char *text)
{
	size_t upper = 0, lower = 0, run = 0, words = 0;

	for (; *text; text++) {
		bool is_upper = *text >= 'A' && *text <= 'Z';

		upper += is_upper;
		lower += *text >= 'a' && *text <= 'z';
		run = is_upper ? run + 1 : 0;
		words += run == 3;
	}
	return upper >= 10 && words >= 2 && upper * 10 >= (upper + lower) * 8;
}

static bool has_exclamations(const char *text)
{
	int count = 0;

	for (; *text; text++) {
		if (*text == '!') {
			count++;
		} else if (!strncmp(text, "\uFF01", 3)) {
			count++;
			text += 2;
		} else if (*text != ' ' && *text != '?') {
			count = 0;
		}
		if (count == 2)
			return true;
	}
	return false;
}

static void judge_mood(struct state *st)
{
	const char *text = st->t->text ? st->t->text : "";

	if (said(st, CUE_REJECTED)) {
		st->s->rejected++;
		add_fresh(st, "rejected", ESC_REPEATED_FAILURE, st->w->rejected,
			  &st->cues[CUE_REJECTED]);
	}
	if (said(st, CUE_ANGER) ||
	    (!st->smalltalk && !st->j->thanks && (is_shouted(text) || has_exclamations(text))))
		add_fresh(st, "anger", ESC_NONE, st->w->anger, &st->cues[CUE_ANGER]);
	if (said(st, CUE_SUPPORT))
		add_fresh(st, "bare_support", ESC_REQUEST, st->w->bare_support, NULL);
}

static void remember(uint64_t memory[ESC_RECENT][SKETCH_WORDS], unsigned *count,
		     const uint64_t sketch[SKETCH_WORDS])
{
	memmove(memory[1], memory[0], (ESC_RECENT - 1) * sizeof(memory[0]));
	memcpy(memory[0], sketch, sizeof(memory[0]));
	if (*count < ESC_RECENT)
		++*count;
}

static void judge_same_question(struct state *st)
{
	struct esc_score *s = st->s;
	uint64_t sketch[SKETCH_WORDS];
	unsigned alike = 0;

	if (st->smalltalk ||
	    sketch_text(st->t->normalized, st->t->normalized_len, sketch) < QUESTION_PIECES_LEAST)
		return;
	for (unsigned i = 0; i < s->question_count; i++)
		alike += sketch_similarity(s->questions[i], sketch) >= st->w->same_question_at;
	if (alike >= 2)
		add_fresh(st, "same_question", ESC_REPEATED_FAILURE,
			  alike == 2 ? st->w->same_question : st->w->same_question_again, NULL);
	remember(s->questions, &s->question_count, sketch);
}

static void judge_same_answer(struct state *st)
{
	struct esc_score *s = st->s;
	uint64_t sketch[SKETCH_WORDS];
	double best = 0;

	if (st->t->answer != ESC_ANSWERED || !st->t->reply || st->smalltalk)
		return;
	(void)sketch_text(st->t->reply, strlen(st->t->reply), sketch);
	for (unsigned i = 0; i < s->reply_count; i++) {
		double alike = sketch_similarity(s->replies[i], sketch);

		best = alike > best ? alike : best;
	}
	if (best >= st->w->same_answer_at) {
		add_fresh(st, "same_answer", ESC_REPEATED_FAILURE, st->w->same_answer, NULL);
		if (st->j->fresh_count) {
			struct esc_signal *g = &st->j->fresh[st->j->fresh_count - 1];

			copy_cut(g->quote, sizeof(g->quote), st->t->reply, strlen(st->t->reply));
		}
	}
	remember(s->replies, &s->reply_count, sketch);
}

static void judge_thanks(struct state *st)
{
	struct esc_score *s = st->s;
	double back = -st->w->thanks;

	if (!said(st, CUE_THANKS) || said(st, CUE_REJECTED) || st->j->hard_count)
		return;
	st->j->thanks = true;
	s->unanswered_in_row = s->rejected = s->actions_failed = 0;
	s->reply_count = s->question_count = 0;
	add_fresh(st, "thanks", ESC_NONE, back < s->score ? -back : -s->score,
		  &st->cues[CUE_THANKS]);
}

/* ---- the turn ---- */

static void judge_message(const struct esc_policy *p, struct state *st)
{
	const struct esc_turn *t = st->t;
	bool yes = false, no = false, was_offered = st->s->offer_open;

	st->s->turn++;
	st->s->offer_open = false;
	if (t->normalized) {
		cues_find(esc_policy_cues(p), t->normalized, t->normalized_len, t->locale,
			  st->cues);
		yes = esc_is_yes(t->normalized, t->normalized_len);
		no = esc_is_no(t->normalized, t->normalized_len);
	}
	st->smalltalk = yes || no || said(st, CUE_SMALLTALK);
	if (was_offered && no)
		st->s->offered_turn = st->s->turn;
	weigh_up(st);
	judge_sensitive(st);
	judge_request(st, was_offered && yes && !no);
	judge_complaint(st);
	judge_policy(st);
	if (!no)
		judge_thanks(st);
	judge_mood(st);
	judge_answer(st);
	judge_action(st);
	judge_form(st);
	if (t->normalized)
		judge_same_question(st);
	if (!st->j->hard_count && !st->j->thanks)
		judge_same_answer(st);
}

void judge_turn(const struct esc_policy *p, struct esc_score *s, const struct esc_turn *turn,
		struct judgement *ret)
{
	struct state st = {.w = esc_policy_weights(p), .s = s, .t = turn, .j = ret};

	memset(ret, 0, sizeof(*ret));
	ret->is_message = !turn->button && !turn->thumb_down;
	if (ret->is_message) {
		judge_message(p, &st);
		return;
	}
	if (turn->button)
		judge_request(&st, false);
	if (turn->thumb_down)
		add_fresh(&st, "thumb_down", ESC_NEGATIVE_FEEDBACK, st.w->thumb_down, NULL);
}
