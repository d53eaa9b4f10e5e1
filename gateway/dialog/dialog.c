/*
 * Order of a turn: match the text, find what would be answered, judge it for escalation with that
 * answer, then act on the verdict. A hard trigger or a full score means no answer at all: the
 * customer gets a person, not another try, whatever form is open.
 */
#include "gateway/dialog/dialog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/dialog/answer.h"
#include "gateway/dialog/draft.h"
#include "gateway/dialog/form.h"
#include "gateway/dialog/ground.h"
#include "intents/reply.h"

#define SIGNAL_SURE 0.8 /* confidence from which examples find a complaint or a sensitive topic */

static enum locale speak(const char *name)
{
	enum locale l = locale_lookup(name);

	return l == LOCALE_NONE ? LOCALE_EN : l;
}

const char *dialog_event_name(enum dialog_event e)
{
	static const char *const names[] = {[DIALOG_STARTED] = "started",
					    [DIALOG_FILLED] = "filled",
					    [DIALOG_CARRIED] = "carried",
					    [DIALOG_CORRECTED] = "corrected",
					    [DIALOG_WRONG] = "wrong",
					    [DIALOG_GAVE_UP] = "gave_up",
					    [DIALOG_SIDE_STEP] = "side_step",
					    [DIALOG_BACK] = "back",
					    [DIALOG_STOPPED] = "stopped",
					    [DIALOG_CONFIRMED] = "confirmed",
					    [DIALOG_DID] = "did",
					    [DIALOG_FAILED] = "failed",
					    [DIALOG_FINISHED] = "finished",
					    [DIALOG_RESTARTED] = "restarted",
					    [DIALOG_ASKED_BACK] = "asked_back"};

	return names[e];
}

static char *sentence(enum word w, enum locale l, const struct dialog_env *env)
{
	char text[1024];

	word_write(w, l, &(struct word_fill){.shop = env->shop}, text, sizeof text);
	return mem_string(text);
}

/* ---- what is answered ---- */

/* A person, a complaint, danger: no form and no question comes before those. */
static bool goes_first(const struct intent_decision *m)
{
	return m->intent && (intent_handoff(m->intent) == INTENT_HANDOFF_ALWAYS ||
			     intent_signal(m->intent) != INTENT_SIGNAL_NONE);
}

/* A question in the middle of a form. */
static void answer_side_step(struct draft *d)
{
	const struct intent *i = d->step->decision.intent;
	bool is_form = form_is_wanted(i) && intent_handoff(i) != INTENT_HANDOFF_ALWAYS;

	if (is_form)
		form_hold(d);
	if (!answer_intent(d, i, d->turn->text, d->turn->len)) {
		answer_nothing(d);
		d->kind = ESC_SILENT; /* the question that follows is an answer of a kind */
	}
	if (!is_form)
		form_again(d);
}

/* The form has the first word on what the message means. */
static bool answer_form(struct draft *d)
{
	const struct intent *i = form_intent(d);

	switch (form_hear(d)) {
	case FORM_HEARD:
		d->step->decision.intent = i;
		d->step->decision.by = INTENT_BY_NONE;
		draft_why(d, WORD_WHY_FORM, intent_title_in(i, draft_locale(d)));
		return true;
	case FORM_SIDE_STEP: answer_side_step(d); return true;
	case FORM_NOT_MEANT: break;
	}
	return false;
}

static bool is_form_open(const struct draft *d)
{
	return d->memory->form && d->memory->form->phase != DIALOG_DONE;
}

static void answer_freely(struct draft *d, const struct intent_context *context, bool was_asked)
{
	const struct intent_decision *m = &d->step->decision;

	if (answer_parts(d, context) || answer_ask_back(d, was_asked))
		return;
	if (m->intent && !intent_is_out_of_scope(m->intent) &&
	    answer_intent(d, m->intent, d->turn->text, d->turn->len))
		return;
	if (is_form_open(d) || !ground_answer(d))
		answer_nothing(d);
}

/* What a question beside any form asked, for the one after it. */
static void answer_question(struct draft *d, const struct intent_context *context, bool was_asked)
{
	answer_freely(d, context, was_asked);
	ground_remember(d);
}

static void answer(struct draft *d, const struct intent_context *context, bool declined)
{
	bool was_asked = d->memory->clarified;
	bool chosen = false;

	d->memory->clarified = false;
	if (declined && form_ask_again(d))
		return;
	if (declined && !is_form_open(d)) {
		draft_word(d, WORD_OFFER_DECLINED, NULL);
		draft_why(d, WORD_WHY_OFFER, NULL);
		return;
	}
	if (goes_first(&d->step->decision) && is_form_open(d) &&
	    d->step->decision.intent != form_intent(d)) {
		answer_side_step(d);
		return;
	}
	if (d->memory->clarify)
		chosen = answer_heard_choice(d);
	if (chosen || answer_form(d))
		return;
	answer_question(d, context, was_asked);
	d->memory->clarified = d->memory->clarify != NULL;
}

/* ---- what becomes of it ---- */

/* An offer stands under whatever answer there is. */
static void add_offer(struct dialog_step *s)
{
	const char *offer = word_raw(WORD_OFFER, s->locale);
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	if (s->reply)
		buf_printf(&b, "%s\n\n", s->reply);
	buf_text(&b, offer);
	free(s->reply);
	s->reply = buf_take(&b, NULL);
	if (!s->reply)
		s->reply = mem_string(offer);
	buf_dispose(&b);
	s->choices[0] = word_raw(WORD_OFFER_YES, s->locale);
	s->choices[1] = word_raw(WORD_OFFER_NO, s->locale);
	s->choice_count = 2;
	if (!s->why[0])
		snprintf(s->why, sizeof s->why, "%s", word_raw(WORD_WHY_OFFER, s->locale));
}

static void act_on_verdict(struct dialog_step *s)
{
	switch (s->verdict.action) {
	case ESC_GO_ON: s->act = DIALOG_REPLY; return;
	case ESC_OFFER:
		s->act = DIALOG_OFFER;
		add_offer(s);
		return;
	case ESC_TRANSFER:
		s->act = DIALOG_HANDOFF;
		free(s->reply);
		s->reply = NULL;
		s->choice_count = 0;
		s->why[0] = '\0';
		dialog_memory_close(s->memory);
		return;
	}
}

static void fill_intent_signals(const struct intent *i, struct esc_turn *t)
{
	if (!i)
		return;
	t->intent = intent_id(i);
	t->intent_signal_request = intent_signal(i) == INTENT_SIGNAL_REQUEST;
	t->intent_signal_complaint = intent_signal(i) == INTENT_SIGNAL_COMPLAINT;
	t->intent_signal_sensitive = intent_signal(i) == INTENT_SIGNAL_SENSITIVE;
	t->intent_always = intent_handoff(i) == INTENT_HANDOFF_ALWAYS;
	t->intent_offer = intent_handoff(i) == INTENT_HANDOFF_OFFER;
}

static bool is_our_word(const struct dialog_turn *turn)
{
	static const enum word buttons[] = {WORD_OFFER_YES, WORD_OFFER_NO, WORD_CONFIRM_YES,
					    WORD_CONFIRM_NO};

	for (size_t i = 0; i < ARRAY_LEN(buttons); i++) {
		if (phrase_is_word(turn->text, turn->len, buttons[i]))
			return true;
	}
	return false;
}

/* What the turn looks like to the escalation. */
static struct esc_turn turn_of(const struct draft *d, bool was_offered)
{
	const struct intent_decision *m = &d->step->decision;
	const struct dialog_turn *turn = d->turn;
	struct esc_turn t = {
		.locale = turn->locale,
		.text = turn->text,
		.normalized = m->normalized,
		.normalized_len = m->normalized_len,
		.seq = turn->seq,
		.answer = d->kind,
		.reply = d->is_new ? d->reply.bytes : NULL,
		.confidence = m->confidence,
		.p_request = m->p_request,
		.p_complaint = m->p_complaint,
		.p_sensitive = m->p_sensitive,
		.action_failed = d->action_failed,
		.form_failed = d->form_failed,
		.llm_request = d->llm_request,
		.llm_unavailable = d->llm_unavailable,
	};
	/* Our own words are pressed buttons, whatever the examples make of them. */
	if (is_our_word(turn))
		t.p_request = t.p_complaint = t.p_sensitive = 0;
	t.button = was_offered && phrase_is_word(turn->text, turn->len, WORD_OFFER_YES);
	fill_intent_signals(d->answered, &t);
	return t;
}

/* "That does not help" is no question: it gets a sentence of its own where nothing else fits. */
static void answer_rejection(const struct dialog_env *env, const struct dialog_turn *turn,
			     struct dialog_step *s)
{
	if (s->decision.intent || s->did_count || s->is_llm)
		return;
	for (size_t i = 0; i < s->verdict.evidence_count; i++) {
		const struct esc_signal *g = &s->verdict.evidence[i];
		if (strcmp(g->signal, "rejected") == 0 && g->seq == turn->seq) {
			free(s->reply);
			s->reply = sentence(WORD_REJECTED, s->locale, env);
			return;
		}
	}
}

/* Nothing is said yet: the shop's system or a model is to be asked, unless the message gives the
 * chat to a person anyway. True when the turn ends here. */
static bool wait_for_result(struct draft *d, bool was_offered)
{
	struct dialog_step *s = d->step;
	struct esc_score score = d->memory->score;
	struct esc_turn t = turn_of(d, was_offered);

	if (!d->is_pending)
		return false;
	t.answer = ESC_SILENT;
	t.reply = NULL;
	esc_judge(d->env->policy, &score, &t, &s->verdict);
	if (s->verdict.action == ESC_TRANSFER) {
		if (d->memory->form && d->memory->form->phase == DIALOG_COMMITTING)
			d->memory->form->phase = DIALOG_CONFIRMING; /* it was not sent */
		intent_action_dispose(&s->request);
		s->request = (struct intent_action_request){0};
		s->acting = NULL;
		return false;
	}
	draft_finish(d);
	s->act = d->asks_model ? DIALOG_LLM : DIALOG_ACTION;
	free(s->reply);
	s->reply = NULL;
	s->choice_count = 0;
	s->why[0] = '\0';
	if (!s->request.changes) {
		dialog_memory_free(s->memory);
		s->memory = NULL;
	}
	return true;
}

static bool allows(const void *ctx, const struct intent *i)
{
	struct intent_facts f = draft_facts(ctx);

	return intent_allows(i, &f);
}

static void decide(struct draft *d, const struct intent_context *context)
{
	const struct intent_decision *m = &d->step->decision;
	struct dialog_form *form = d->memory->form;
	bool declined = d->memory->score.offer_open &&
			(phrase_is_word(d->turn->text, d->turn->len, WORD_OFFER_NO) ||
			 esc_is_no(m->normalized, m->normalized_len));

	if (form && form->phase == DIALOG_COMMITTING) {
		bool is_its_turn = form->seq == d->turn->seq;
		const struct intent *i = form_intent(d);
		d->step->decision.intent = is_its_turn ? i : m->intent;
		form_committed(d);
		if (i)
			draft_why(d, WORD_WHY_FORM, intent_title_in(i, draft_locale(d)));
		if (is_its_turn)
			return;
	}
	form_check_catalog(d);
	answer(d, context, declined);
}

/* A complaint or a sensitive topic takes the chat from the assistant and says so: a wrong one costs
 * more than a question that is asked again, and most real ones are found by their words anyway. A
 * request for a person is seldom mistaken. */
static void leave_unsure_signal(struct intent_decision *m)
{
	enum intent_signal signal = m->intent ? intent_signal(m->intent) : INTENT_SIGNAL_NONE;

	if (m->by != INTENT_BY_EXAMPLES || m->confidence >= SIGNAL_SURE)
		return;
	if (signal != INTENT_SIGNAL_COMPLAINT && signal != INTENT_SIGNAL_SENSITIVE)
		return;
	m->intent = NULL;
	m->by = INTENT_BY_NONE;
}

void dialog_decide(const struct dialog_env *env, const struct dialog_memory *before,
		   const struct dialog_turn *turn, struct dialog_step *ret)
{
	struct draft d;

	*ret = (struct dialog_step){0};
	draft_init(&d, env, before, turn, ret);
	bool was_offered = d.memory->score.offer_open;
	struct intent_context context = {.locale = turn->locale, .allows = allows, .ctx = &d};
	/* First, because what a match finds is borrowed until the next one. */
	d.span_count =
		intent_parts(env->catalog, env->scratch, &context, turn->text, turn->len, d.spans);
	if (is_form_open(&d))
		d.question_count = intent_questions(env->catalog, env->scratch, &context,
						    turn->text, turn->len, d.questions);
	intent_match_in(env->catalog, env->scratch, &context, turn->text, turn->len,
			&ret->decision);
	leave_unsure_signal(&ret->decision);
	ret->locale = speak(ret->decision.locale ? ret->decision.locale : turn->locale);
	decide(&d, &context);
	if (wait_for_result(&d, was_offered))
		return;
	struct esc_turn t = turn_of(&d, was_offered);
	esc_judge(env->policy, &d.memory->score, &t, &ret->verdict);
	draft_finish(&d);
	ret->found = d.kind;
	answer_rejection(env, turn, ret);
	if (ret->verdict.action == ESC_GO_ON && !ret->reply && !d.is_dry)
		ret->reply = sentence(WORD_NO_ANSWER, ret->locale, env);
	act_on_verdict(ret);
}

void dialog_decide_dry(const struct dialog_env *env, const struct dialog_memory *before,
		       const struct dialog_turn *turn, struct dialog_step *ret)
{
	struct dialog_result results[DIALOG_RESULTS_MAX];
	struct intent_action_request first = {0};
	const struct intent *acting = NULL;
	struct dialog_memory *memory = NULL;
	struct dialog_turn t = *turn;
	struct dialog_env dry = *env;
	struct dialog_ground ground;

	if (env->ground) {
		ground = *env->ground;
		ground.model = false;
		dry.ground = &ground;
	}
	t.results = results;
	for (t.result_count = 0;; t.result_count++) {
		dialog_decide(&dry, memory ? memory : before, &t, ret);
		if (ret->act != DIALOG_ACTION)
			break;
		results[t.result_count] = (struct dialog_result){
			.intent = intent_id(ret->acting), .canned = NULL, .is_dry = true};
		if (!acting) {
			acting = ret->acting;
			first = ret->request;
			ret->request = (struct intent_action_request){0};
		}
		if (ret->memory) {
			dialog_memory_free(memory);
			memory = dialog_step_take_memory(ret);
		}
		dialog_step_dispose(ret);
	}
	dialog_memory_free(memory);
	ret->request = first;
	ret->acting = acting;
}

/* Events without words: a button or a thumb. */
static void judge_event(const struct dialog_env *env, const struct dialog_memory *before,
			const struct esc_turn *t, struct dialog_step *ret)
{
	*ret = (struct dialog_step){.locale = speak(t->locale),
				    .decision.locale = t->locale,
				    .memory = dialog_memory_copy(before)};
	esc_judge(env->policy, &ret->memory->score, t, &ret->verdict);
	act_on_verdict(ret);
}

void dialog_button(const struct dialog_env *env, const struct dialog_memory *before,
		   const char *locale, struct dialog_step *ret)
{
	struct esc_turn t = {.locale = locale,
			     .text = "",
			     .normalized = "",
			     .answer = ESC_SILENT,
			     .button = true};

	judge_event(env, before, &t, ret);
}

void dialog_thumb_down(const struct dialog_env *env, const struct dialog_memory *before,
		       const char *locale, uint64_t seq, const char *text, struct dialog_step *ret)
{
	struct esc_turn t = {.locale = locale,
			     .text = text,
			     .normalized = "",
			     .seq = seq,
			     .answer = ESC_SILENT,
			     .thumb_down = true};

	judge_event(env, before, &t, ret);
}

struct dialog_memory *dialog_step_take_memory(struct dialog_step *s)
{
	struct dialog_memory *m = s->memory;

	s->memory = NULL;
	return m;
}

void dialog_step_dispose(struct dialog_step *s)
{
	free(s->reply);
	s->reply = NULL;
	free(s->parts);
	s->parts = NULL;
	free(s->results);
	s->results = NULL;
	free(s->shown);
	s->shown = NULL;
	free(s->grounded);
	s->grounded = NULL;
	free(s->asked_before);
	s->asked_before = NULL;
	dialog_memory_free(s->memory);
	s->memory = NULL;
	intent_action_dispose(&s->request);
	s->request = (struct intent_action_request){0};
}

/* What is said before the outcome; NULL: nothing. */
static const char *opening_of(enum esc_reason reason, enum locale l)
{
	switch (reason) {
	case ESC_COMPLAINT: return word_raw(WORD_SORRY, l);
	case ESC_SENSITIVE: return word_raw(WORD_SERIOUS, l);
	case ESC_LLM_UNAVAILABLE: return word_raw(WORD_NOT_NOW, l);
	default: return NULL;
	}
}

void dialog_handoff_text(enum esc_reason reason, enum esc_outcome outcome, enum locale l,
			 const char *reference, const char *hours, char *out, size_t size)
{
	static const enum word words[] = {
		[ESC_OUTCOME_NONE] = WORD_STILL_OPEN,
		[ESC_ASSIGNED] = WORD_QUEUED,
		[ESC_QUEUED] = WORD_QUEUED,
		[ESC_CALLBACK] = WORD_CALLBACK,
		[ESC_CLOSED_UNTIL] = WORD_CLOSED_UNTIL,
	};
	size_t used = 0;
	const char *opening = opening_of(reason, l);

	if (opening) {
		bool cjk = l == LOCALE_ZH_HANT || l == LOCALE_ZH_HANS;
		int n = snprintf(out, size, "%s%s", opening, cjk ? "" : " ");
		used = n > 0 && (size_t)n < size ? (size_t)n : 0;
	}
	word_write(words[outcome], l, &(struct word_fill){.reference = reference, .hours = hours},
		   out + used, size - used);
}
