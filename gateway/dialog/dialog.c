/*
 * Order of a turn: match the text, judge it for escalation with the reply that would be given, then
 * act on the verdict. A hard trigger or a full score means no answer at all: the customer gets a
 * person, not another try.
 */
#include "gateway/dialog/dialog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "gateway/words/words.h"

static enum locale speak(const char *name)
{
	enum locale l = locale_lookup(name);

	return l == LOCALE_NONE ? LOCALE_EN : l;
}

/* The intent's reply in the language that matched, else the chat's, else the first there is. */
static const char *reply_of(const struct intent *i, const char *matched, const char *chat,
			    enum locale *ret_locale)
{
	const char *order[2 + LOCALE_COUNT] = {matched, chat};

	for (int l = 0; l < LOCALE_COUNT; l++)
		order[2 + l] = locale_name((enum locale)l);
	for (size_t k = 0; k < ARRAY_LEN(order); k++) {
		const char *text = order[k] ? intent_reply(i, order[k]) : NULL;
		if (text) {
			*ret_locale = speak(order[k]);
			return text;
		}
	}
	return NULL;
}

static char *sentence(enum word w, enum locale l, const struct dialog_env *env)
{
	char text[1024];

	word_write(w, l, &(struct word_fill){.shop = env->shop}, text, sizeof text);
	return mem_string(text);
}

/* Whether the customer pressed (or typed) one of our two answers to an offer. */
static bool is_word(const struct dialog_turn *t, enum word w)
{
	for (int l = 0; l < LOCALE_COUNT; l++) {
		const char *word = word_raw(w, (enum locale)l);
		if (strlen(word) == t->len && memcmp(word, t->text, t->len) == 0)
			return true;
	}
	return false;
}

static void answer_with_intent(const struct dialog_env *env, const struct dialog_turn *turn,
			       struct dialog_step *s)
{
	const struct intent_decision *d = &s->decision;
	const char *text = reply_of(d->intent, d->locale, turn->locale, &s->locale);

	s->reply = text ? mem_string(text) : NULL;
	size_t count = 0;
	const char *const *choices = intent_choices(d->intent, locale_name(s->locale), &count);
	for (size_t i = 0; i < count && i < DIALOG_CHOICES_MAX; i++)
		s->choices[s->choice_count++] = choices[i];
	word_write(d->by == INTENT_BY_PATTERN ? WORD_WHY_PATTERN : WORD_WHY_EXAMPLES, s->locale,
		   &(struct word_fill){.shop = env->shop, .title = intent_title(d->intent)}, s->why,
		   sizeof s->why);
}

static void answer_out_of_scope(const struct dialog_env *env, const struct dialog_turn *turn,
				struct dialog_step *s)
{
	const struct intent *i = intent_catalog_find(env->catalog, "out_of_scope");
	const char *text = i ? reply_of(i, s->decision.locale, turn->locale, &s->locale) : NULL;

	s->reply = text ? mem_string(text) : sentence(WORD_OUT_OF_SCOPE, s->locale, env);
	word_write(WORD_WHY_NOTHING, s->locale, &(struct word_fill){.shop = env->shop}, s->why,
		   sizeof s->why);
}

/* Fills reply, choices, why for what was matched. Returns what kind of answer that is. */
static enum esc_answer answer(const struct dialog_env *env, const struct dialog_turn *turn,
			      bool declined, struct dialog_step *s)
{
	if (declined) {
		s->reply = sentence(WORD_OFFER_DECLINED, s->locale, env);
		word_write(WORD_WHY_OFFER, s->locale, &(struct word_fill){.shop = env->shop},
			   s->why, sizeof s->why);
		return ESC_ANSWERED;
	}
	if (s->decision.intent && !intent_is_out_of_scope(s->decision.intent)) {
		answer_with_intent(env, turn, s);
		if (s->reply || intent_handoff(s->decision.intent) != INTENT_HANDOFF_NEVER)
			return ESC_ANSWERED;
	}
	s->decision.intent = NULL;
	s->decision.by = INTENT_BY_NONE;
	if (s->decision.out_of_scope) {
		answer_out_of_scope(env, turn, s);
		return ESC_OUT_OF_SCOPE;
	}
	s->reply = sentence(WORD_NO_ANSWER, s->locale, env);
	word_write(WORD_WHY_NOTHING, s->locale, &(struct word_fill){.shop = env->shop}, s->why,
		   sizeof s->why);
	return ESC_NO_ANSWER;
}

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

/* "That does not help" is no question: it gets a sentence of its own where nothing else fits. */
static void answer_rejection(const struct dialog_env *env, const struct dialog_turn *turn,
			     struct dialog_step *s)
{
	if (s->decision.intent)
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

void dialog_decide(const struct dialog_env *env, struct esc_score *score,
		   const struct dialog_turn *turn, struct dialog_step *ret)
{
	*ret = (struct dialog_step){0};
	intent_match(env->catalog, env->scratch, turn->locale, turn->text, turn->len,
		     &ret->decision);
	ret->locale = speak(ret->decision.locale ? ret->decision.locale : turn->locale);

	bool declined = score->offer_open &&
			(is_word(turn, WORD_OFFER_NO) ||
			 esc_is_no(ret->decision.normalized, ret->decision.normalized_len));
	enum esc_answer kind = answer(env, turn, declined, ret);
	struct esc_turn t = {
		.locale = turn->locale,
		.text = turn->text,
		.normalized = ret->decision.normalized,
		.normalized_len = ret->decision.normalized_len,
		.seq = turn->seq,
		.answer = kind,
		.reply = ret->reply,
		.confidence = ret->decision.confidence,
		.p_request = ret->decision.p_request,
		.p_complaint = ret->decision.p_complaint,
		.p_sensitive = ret->decision.p_sensitive,
	};
	/* Our own word for yes is a pressed button, whatever the cues make of it. */
	t.button = score->offer_open && is_word(turn, WORD_OFFER_YES);
	fill_intent_signals(ret->decision.intent, &t);
	esc_judge(env->policy, score, &t, &ret->verdict);
	answer_rejection(env, turn, ret);
	if (ret->verdict.action == ESC_GO_ON && !ret->reply)
		ret->reply = sentence(WORD_NO_ANSWER, ret->locale, env);
	act_on_verdict(ret);
}

/* Events without words: a button or a thumb. */
static void judge_event(const struct dialog_env *env, struct esc_score *score,
			const struct esc_turn *t, struct dialog_step *ret)
{
	*ret = (struct dialog_step){.locale = speak(t->locale), .decision.locale = t->locale};
	esc_judge(env->policy, score, t, &ret->verdict);
	act_on_verdict(ret);
}

void dialog_button(const struct dialog_env *env, struct esc_score *score, const char *locale,
		   struct dialog_step *ret)
{
	struct esc_turn t = {.locale = locale,
			     .text = "",
			     .normalized = "",
			     .answer = ESC_SILENT,
			     .button = true};

	judge_event(env, score, &t, ret);
}

void dialog_thumb_down(const struct dialog_env *env, struct esc_score *score, const char *locale,
		       uint64_t seq, const char *text, struct dialog_step *ret)
{
	struct esc_turn t = {.locale = locale,
			     .text = text,
			     .normalized = "",
			     .seq = seq,
			     .answer = ESC_SILENT,
			     .thumb_down = true};

	judge_event(env, score, &t, ret);
}

void dialog_step_dispose(struct dialog_step *s)
{
	free(s->reply);
	s->reply = NULL;
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
	const char *opening = reason == ESC_COMPLAINT   ? word_raw(WORD_SORRY, l)
			      : reason == ESC_SENSITIVE ? word_raw(WORD_SERIOUS, l)
							: NULL;

	if (opening) {
		bool cjk = l == LOCALE_ZH_HANT || l == LOCALE_ZH_HANS;
		int n = snprintf(out, size, "%s%s", opening, cjk ? "" : " ");
		used = n > 0 && (size_t)n < size ? (size_t)n : 0;
	}
	word_write(words[outcome], l, &(struct word_fill){.reference = reference, .hours = hours},
		   out + used, size - used);
}
