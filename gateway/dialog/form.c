/*
 * What is said is taken for an answer to the question before it is taken for anything else: who is
 * asked for a number and says one means it, whatever a classifier makes of the words around it.
 */
#include "gateway/dialog/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/tokens.h"
#include "gateway/dialog/answer.h"
#include "gateway/dialog/perform.h"
#include "gateway/dialog/slots.h"
#include "intents/reply.h"
#include "intents/slots.h"

/* Answers to a confirmation that are neither yes nor no, until it is let be. */
#define UNCLEAR_MAX 2

bool form_is_wanted(const struct intent *i)
{
	return intent_slot_count(i) > 0 || intent_has_action(i);
}

const struct intent *form_intent(const struct draft *d)
{
	const struct dialog_form *f = d->memory->form;

	return f ? intent_catalog_find(d->env->catalog, f->intent) : NULL;
}

static void drop(struct draft *d)
{
	dialog_form_free(d->memory->form);
	d->memory->form = NULL;
}

/* Whether the talk is still about what the last form was about. Who wants the same thing done twice
 * has a second one in mind; who asks the same again ("and when does it come?") has not. */
static bool goes_on(const struct draft *d, const struct intent *i, const struct dialog_form *before)
{
	const struct intent_decision *m = &d->step->decision;

	if (!before || before->phase != DIALOG_DONE)
		return false;
	if (strcmp(before->intent, intent_id(i)) == 0 && intent_action_changes(i))
		return false;
	return !phrase_names_other(m->normalized, m->normalized_len);
}

/* The form comes in the place of the one there is, and takes over what that one was answered with.
 */
static void replace(struct draft *d, const struct intent *i, struct dialog_form *f)
{
	if (goes_on(d, i, d->memory->form))
		slots_carry(d, i, f, d->memory->form);
	drop(d);
	d->memory->form = f;
}

/* ---- asking ---- */

static void ask_to_confirm(struct draft *d, const struct intent *i)
{
	const char *const answers[] = {word_raw(WORD_CONFIRM_YES, d->step->locale),
				       word_raw(WORD_CONFIRM_NO, d->step->locale)};
	struct intent_facts f = draft_facts(d);

	if (!draft_say_owned(d, intent_confirm(i, draft_locale(d), &f))) {
		perform_fail(d, i);
		return;
	}
	draft_choices(d, answers, ARRAY_LEN(answers));
	draft_why(d, WORD_WHY_CONFIRM, NULL);
}

static void ask(struct draft *d, const struct intent *i, bool again)
{
	const struct dialog_form *f = d->memory->form;

	if (f->phase == DIALOG_CONFIRMING) {
		ask_to_confirm(d, i);
		return;
	}
	const struct intent_slot *slot = intent_slot_named(i, f->asked);
	const char *locale = draft_locale(d);
	const char *text = again ? intent_slot_retry(slot, locale) : intent_slot_ask(slot, locale);
	size_t count = 0;
	const char *const *choices = intent_slot_choices(slot, locale, &count);
	draft_say(d, text ? text : "?");
	draft_choices(d, choices, count);
	draft_why(d, WORD_WHY_FORM, intent_title_in(i, locale));
}

static const struct intent_slot *first_missing(const struct intent *i, const struct dialog_form *f)
{
	for (size_t k = 0; k < intent_slot_count(i); k++) {
		const struct intent_slot *slot = intent_slot_at(i, k);
		if (!intent_slot_optional(slot) && !dialog_form_get(f, intent_slot_name(slot)))
			return slot;
	}
	return NULL;
}

/* As far as it gets with what is known: the next question, the confirmation, the answer. */
static void advance(struct draft *d, const struct intent *i)
{
	struct dialog_form *f = d->memory->form;
	const struct intent_slot *missing = first_missing(i, f);

	if (missing) {
		if (strcmp(f->asked, intent_slot_name(missing)) != 0)
			f->wrong = 0;
		f->phase = DIALOG_ASKING;
		snprintf(f->asked, sizeof f->asked, "%s", intent_slot_name(missing));
		ask(d, i, false);
		return;
	}
	f->asked[0] = '\0';
	f->wrong = 0;
	if (intent_action_changes(i)) {
		f->phase = DIALOG_CONFIRMING;
		ask(d, i, false);
		return;
	}
	perform(d, i);
}

void form_go_on(struct draft *d)
{
	struct dialog_form *next;

	while ((next = dialog_memory_next(d->memory)) != NULL) {
		const struct intent *i = intent_catalog_find(d->env->catalog, next->intent);
		if (!i) {
			dialog_form_free(next);
			continue;
		}
		replace(d, i, next);
		draft_word(d, next->returns ? WORD_FORM_BACK : WORD_FORM_NEXT,
			   intent_title_in(i, draft_locale(d)));
		draft_did(d, next->returns ? DIALOG_BACK : DIALOG_STARTED, intent_id(i), NULL);
		advance(d, i);
		return;
	}
}

/* ---- opening ---- */

void form_open(struct draft *d, const struct intent *i, const char *text, size_t len)
{
	struct dialog_form *f = dialog_form_new(intent_id(i), intent_catalog_hash(d->env->catalog),
						d->step->locale);

	draft_did(d, DIALOG_STARTED, intent_id(i), NULL);
	(void)slots_fill(d, i, f, &(struct slots_text){.text = text, .len = len});
	replace(d, i, f);
	advance(d, i);
}

void form_wait(struct draft *d, const struct intent *i, const char *text, size_t len)
{
	struct dialog_form *f = dialog_form_new(intent_id(i), intent_catalog_hash(d->env->catalog),
						d->step->locale);

	(void)slots_fill(d, i, f, &(struct slots_text){.text = text, .len = len});
	dialog_memory_wait(d->memory, f, false);
}

void form_check_catalog(struct draft *d)
{
	struct dialog_form *f = d->memory->form;
	const char *hash = intent_catalog_hash(d->env->catalog);

	if (!f || f->phase == DIALOG_COMMITTING)
		return;
	const struct intent *i = form_intent(d);
	if (!i || (f->phase == DIALOG_ASKING && !intent_slot_named(i, f->asked)) ||
	    (f->phase == DIALOG_CONFIRMING && !intent_action_changes(i))) {
		drop(d);
	} else if (strcmp(f->catalog, hash) != 0) {
		if (f->phase != DIALOG_DONE)
			draft_did(d, DIALOG_RESTARTED, f->intent, NULL);
		snprintf(f->catalog, sizeof f->catalog, "%s", hash);
	}
}

/* ---- hearing ---- */

static void stop(struct draft *d)
{
	draft_did(d, DIALOG_STOPPED, d->memory->form->intent, NULL);
	draft_word(d, WORD_FORM_STOPPED, NULL);
	drop(d);
	form_go_on(d);
}

static void wrong(struct draft *d, const struct intent *i)
{
	struct dialog_form *f = d->memory->form;
	const struct intent_slot *slot = intent_slot_named(i, f->asked);

	d->kind = ESC_SILENT;
	f->wrong++;
	draft_did(d, DIALOG_WRONG, f->intent, f->asked);
	if (f->wrong < (unsigned)intent_slot_attempts(slot)) {
		ask(d, i, true);
		return;
	}
	d->form_failed = true;
	draft_did(d, DIALOG_GAVE_UP, f->intent, f->asked);
	draft_word(d, WORD_FORM_GAVE_UP, NULL);
	draft_why(d, WORD_WHY_FORM, intent_title_in(i, draft_locale(d)));
	dialog_memory_close(d->memory);
}

/* A question of its own, known well enough to leave the form for it: what has no answer, is as near
 * to another topic, or is a single word that only resembles one, is not. */
static bool is_other_question(const struct draft *d, const struct intent *i)
{
	const struct intent_decision *m = &d->step->decision;
	struct token words[2];

	if (!m->intent || m->intent == i || intent_is_out_of_scope(m->intent) || m->close ||
	    !answer_has(d, m->intent))
		return false;
	return m->by == INTENT_BY_PATTERN ||
	       tokens_split(m->normalized, m->normalized_len, words, ARRAY_LEN(words)) > 1;
}

/* A slot of type text takes every answer, so only what is a question in form is one: by rule, or
 * surely enough and with nothing behind its question mark. */
static bool is_question_instead(const struct draft *d, const struct intent *i,
				const struct intent_slot *slot)
{
	const struct intent_decision *m = &d->step->decision;

	if (!intent_slot_takes_text(slot) || !is_other_question(d, i))
		return false;
	if (m->by != INTENT_BY_PATTERN)
		return m->normalized_len > 0 && m->normalized[m->normalized_len - 1] == '?';
	return strchr(m->normalized, '?') || intent_signal(m->intent) != INTENT_SIGNAL_NONE;
}

/* "Do not cancel it", while that is what the form is for. */
static bool denies(const struct intent_decision *m, const struct intent *i)
{
	return m->negated && m->candidate_count && m->candidates[0].intent == i;
}

/* A piece that holds a value is the answer to the form, whatever else it looks like. */
static bool holds_value(const struct draft *d, const struct intent *i, const struct intent_part *p)
{
	for (size_t k = 0; k < intent_slot_count(i); k++) {
		char *value = intent_slot_find(intent_slot_at(i, k), d->turn->locale,
					       d->turn->text + p->start, p->len, false, NULL, NULL);
		free(value);
		if (value)
			return true;
	}
	return false;
}

/* "4711222, and when are you open?": the question is answered first, or waits when it takes a form
 * of its own. False when there is none. */
static bool answer_beside(struct draft *d, const struct intent *i)
{
	bool found = false;

	for (size_t k = 0; k < d->question_count; k++) {
		const struct intent_question *q = &d->questions[k];
		const char *text = d->turn->text + q->part.start;
		if (q->intent == i || intent_is_out_of_scope(q->intent) ||
		    intent_handoff(q->intent) == INTENT_HANDOFF_ALWAYS ||
		    !answer_has(d, q->intent) || holds_value(d, i, &q->part))
			continue;
		if (form_is_wanted(q->intent))
			form_wait(d, q->intent, text, q->part.len);
		else if (!answer_intent(d, q->intent, text, q->part.len))
			continue;
		draft_did(d, DIALOG_SIDE_STEP, intent_id(i), NULL);
		found = true;
	}
	return found;
}

static enum form_heard hear_answer(struct draft *d, const struct intent *i)
{
	const struct intent_decision *m = &d->step->decision;
	struct dialog_form *f = d->memory->form;
	const struct intent_slot *slot = intent_slot_named(i, f->asked);

	if (phrase_stops(m->normalized, m->normalized_len) || denies(m, i)) {
		stop(d);
		return FORM_HEARD;
	}
	if (is_question_instead(d, i, slot))
		return FORM_SIDE_STEP;
	struct slots_text in = {.text = d->turn->text,
				.len = d->turn->len,
				.asked = slot,
				.may_correct = phrase_corrects(m->normalized, m->normalized_len)};
	if (slots_fill(d, i, f, &in) > 0) {
		f->returns = 0;
		if (!intent_slot_takes_text(slot))
			(void)answer_beside(d, i);
		advance(d, i);
		return FORM_HEARD;
	}
	if (is_other_question(d, i))
		return FORM_SIDE_STEP;
	wrong(d, i);
	return FORM_HEARD;
}

/* "Yes?" asks back, and something is changed only on a plain yes. */
static bool says_yes(const struct draft *d)
{
	const struct intent_decision *m = &d->step->decision;

	return phrase_is_word(d->turn->text, d->turn->len, WORD_CONFIRM_YES) ||
	       (!memchr(m->normalized, '?', m->normalized_len) &&
		esc_is_yes(m->normalized, m->normalized_len));
}

static bool says_no(const struct draft *d)
{
	const struct intent_decision *m = &d->step->decision;

	return phrase_is_word(d->turn->text, d->turn->len, WORD_CONFIRM_NO) ||
	       esc_is_no(m->normalized, m->normalized_len) ||
	       phrase_stops(m->normalized, m->normalized_len) || denies(m, form_intent(d));
}

static enum form_heard hear_confirmation(struct draft *d, const struct intent *i)
{
	struct dialog_form *f = d->memory->form;
	struct slots_text in = {.text = d->turn->text, .len = d->turn->len, .may_correct = true};

	if (says_yes(d)) {
		draft_did(d, DIALOG_CONFIRMED, f->intent, NULL);
		perform(d, i);
		return FORM_HEARD;
	}
	if (says_no(d)) {
		stop(d);
		return FORM_HEARD;
	}
	if (slots_fill(d, i, f, &in) > 0) {
		f->returns = 0;
		(void)answer_beside(d, i);
		advance(d, i);
		return FORM_HEARD;
	}
	if (is_other_question(d, i))
		return FORM_SIDE_STEP;
	if (answer_beside(d, i)) {
		form_again(d);
		return FORM_HEARD;
	}
	draft_did(d, DIALOG_WRONG, f->intent, NULL);
	d->kind = ESC_SILENT;
	if (++f->wrong >= UNCLEAR_MAX)
		stop(d);
	else
		ask(d, i, true);
	return FORM_HEARD;
}

/* "No, 4711", or another number alone, after the answer: the same once more. */
static bool hear_correction(struct draft *d, const struct intent *i)
{
	const struct intent_decision *m = &d->step->decision;
	struct slots_text in = {.text = d->turn->text,
				.len = d->turn->len,
				.may_correct = true,
				.whole_only = true};

	/* Words around it count only where they begin a correction and ask nothing else. */
	if (phrase_corrects(m->normalized, m->normalized_len) &&
	    (!m->intent || m->intent == i || !answer_has(d, m->intent)))
		in.whole_only = false;
	if (slots_fill(d, i, d->memory->form, &in) == 0)
		return false;
	advance(d, i);
	return true;
}

enum form_heard form_hear(struct draft *d)
{
	const struct intent *i = form_intent(d);
	enum locale matched = d->step->locale;
	enum form_heard heard = FORM_NOT_MEANT;

	if (!i)
		return FORM_NOT_MEANT;
	d->step->locale = d->memory->form->locale;
	switch (d->memory->form->phase) {
	case DIALOG_ASKING: heard = hear_answer(d, i); break;
	case DIALOG_CONFIRMING: heard = hear_confirmation(d, i); break;
	case DIALOG_DONE: heard = hear_correction(d, i) ? FORM_HEARD : FORM_NOT_MEANT; break;
	case DIALOG_COMMITTING: break;
	}
	if (heard != FORM_HEARD)
		d->step->locale = matched;
	return heard;
}

/* ---- questions in between ---- */

/* Whether the form is worth coming back to; else it is gone. */
static bool is_kept(struct draft *d)
{
	struct dialog_form *f = d->memory->form;

	draft_did(d, DIALOG_SIDE_STEP, f->intent, NULL);
	if (++f->returns == 1)
		return true;
	draft_did(d, DIALOG_STOPPED, f->intent, NULL);
	drop(d);
	return false;
}

bool form_ask_again(struct draft *d)
{
	const struct intent *i = form_intent(d);

	if (!i || d->memory->form->phase != DIALOG_ASKING)
		return false;
	d->step->locale = d->memory->form->locale;
	ask(d, i, false);
	return true;
}

void form_again(struct draft *d)
{
	const struct intent *i = form_intent(d);

	if (!i || !is_kept(d))
		return;
	draft_word(d, WORD_FORM_BACK, intent_title_in(i, draft_locale(d)));
	draft_did(d, DIALOG_BACK, intent_id(i), NULL);
	ask(d, i, false);
}

void form_hold(struct draft *d)
{
	if (!form_intent(d) || !is_kept(d))
		return;
	dialog_memory_wait(d->memory, d->memory->form, true);
	d->memory->form = NULL;
}

void form_committed(struct draft *d)
{
	const struct intent *i = form_intent(d);

	if (i) {
		d->step->locale = d->memory->form->locale;
		perform_result(d, i);
	} else { /* the catalog that knew it is gone: nothing can be claimed */
		draft_did(d, DIALOG_FAILED, d->memory->form->intent, NULL);
		d->action_failed = true;
		draft_word(d, WORD_ACTION_FAILED, NULL);
		drop(d);
	}
}
