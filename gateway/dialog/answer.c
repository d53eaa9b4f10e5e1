/*
 * Variants are picked by a hash of conversation and seq: different from chat to chat, the same in
 * every replay.
 */
#include "gateway/dialog/answer.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/dialog/evidence.h"
#include "gateway/dialog/form.h"
#include "intents/reply.h"

/* FNV-1a, then mixed so that the low bits depend on all. */
static uint64_t pick_of(const struct dialog_turn *t)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (const char *p = t->conversation ? t->conversation : ""; *p; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3u;
	for (int shift = 0; shift < 64; shift += 8)
		h = (h ^ (t->seq >> shift & 0xFF)) * 0x100000001b3u;
	h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
	return h ^ h >> 31;
}

static enum locale speak(const char *name)
{
	enum locale l = locale_lookup(name);

	return l == LOCALE_NONE ? LOCALE_EN : l;
}

bool answer_say(struct draft *d, const struct intent *i)
{
	const char *order[2 + LOCALE_COUNT] = {draft_locale(d), d->turn->locale};
	struct intent_facts f = draft_facts(d);
	size_t avoid = dialog_memory_variant(d->memory, intent_id(i)), variant = 0, count = 0;

	for (int l = 0; l < LOCALE_COUNT; l++)
		order[2 + l] = locale_name((enum locale)l);
	for (size_t k = 0; k < ARRAY_LEN(order); k++) {
		char *text =
			intent_reply_render(i, order[k], &f, pick_of(d->turn), avoid, &variant);
		if (!text)
			continue;
		d->step->locale = speak(order[k]);
		if (intent_reply_count(i, order[k], &f) > 1)
			dialog_memory_set_variant(d->memory, intent_id(i), variant);
		const char *const *choices = intent_choices(i, draft_locale(d), &count);
		draft_choices(d, choices, count);
		return draft_say_owned(d, text);
	}
	return false;
}

bool answer_has(const struct draft *d, const struct intent *i)
{
	struct intent_facts f = draft_facts(d);

	if (form_is_wanted(i) || intent_handoff(i) != INTENT_HANDOFF_NEVER)
		return true;
	for (int l = 0; l < LOCALE_COUNT; l++) {
		if (intent_reply_count(i, locale_name((enum locale)l), &f) > 0)
			return true;
	}
	return false;
}

void answer_remember(struct draft *d, const struct intent *i)
{
	const struct dialog_form *f = d->memory->form;

	memcpy(d->memory->last, intent_id(i), strlen(intent_id(i)) + 1);
	if (intent_is_follow_up(i))
		return; /* it is still about the same */
	memcpy(d->memory->topic, d->memory->last, sizeof d->memory->topic);
	/* "No, 4711" corrects what was answered just before, nothing older. */
	if (f && f->phase == DIALOG_DONE && strcmp(f->intent, intent_id(i)) != 0) {
		dialog_form_free(d->memory->form);
		d->memory->form = NULL;
	}
}

static void say_why(struct draft *d, const struct intent *i)
{
	enum intent_by by = d->step->decision.by;

	draft_why(d,
		  by == INTENT_BY_PATTERN    ? WORD_WHY_PATTERN
		  : by == INTENT_BY_EXAMPLES ? WORD_WHY_EXAMPLES
					     : WORD_WHY_CHOSEN,
		  intent_title_in(i, draft_locale(d)));
}

bool answer_intent(struct draft *d, const struct intent *i, const char *text, size_t len)
{
	if (!d->answered)
		d->answered = i;
	say_why(d, i);
	if (form_is_wanted(i) && intent_handoff(i) != INTENT_HANDOFF_ALWAYS) {
		form_open(d, i, text, len);
		return true;
	}
	if (answer_say(d, i)) {
		d->is_new = true;
	} else if (intent_handoff(i) == INTENT_HANDOFF_NEVER) {
		d->answered = NULL;
		d->step->why[0] = '\0';
		return false;
	}
	answer_remember(d, i);
	return true;
}

/* "out_of_scope" has a text and no form, whatever its file says. */
static bool say_out_of_scope(struct draft *d)
{
	const struct intent *i = intent_catalog_find(d->env->catalog, "out_of_scope");

	return i && answer_say(d, i);
}

void answer_nothing(struct draft *d)
{
	struct intent_decision *m = &d->step->decision;

	m->intent = NULL;
	m->by = INTENT_BY_NONE;
	if (m->negated) {
		draft_word(d, WORD_NOT_DONE, NULL);
		draft_why(d, WORD_WHY_NEGATED, NULL);
		return;
	}
	d->kind = m->out_of_scope ? ESC_OUT_OF_SCOPE : ESC_NO_ANSWER;
	if (!m->out_of_scope)
		draft_word(d, WORD_NO_ANSWER, NULL);
	else if (!say_out_of_scope(d))
		draft_word(d, WORD_OUT_OF_SCOPE, NULL);
	draft_why(d, WORD_WHY_NOTHING, NULL);
}

/* ---- several questions ---- */

struct part {
	struct intent_part span;
	const struct intent *intent;
};

/* How each part was matched, as JSON for the evidence. Returns how many are known. */
static size_t match_parts(struct draft *d, const struct intent_context *context, struct part *parts,
			  size_t count)
{
	struct buf b;
	size_t known = 0;

	buf_init(&b, BUF_MAX_JSON);
	for (size_t k = 0; k < count; k++) {
		struct intent_decision m;
		intent_match_in(d->env->catalog, d->env->scratch, context,
				d->turn->text + parts[k].span.start, parts[k].span.len, &m);
		if (!m.intent || intent_is_out_of_scope(m.intent))
			continue;
		parts[known++] = (struct part){.span = parts[k].span, .intent = m.intent};
		buf_text(&b, known > 1 ? "," : "[");
		evidence_write_part(&b, &m, parts[known - 1].span);
	}
	if (known)
		buf_char(&b, ']');
	d->step->parts = buf_take(&b, NULL);
	buf_dispose(&b);
	return known;
}

/* Texts at once and in their order; then the first form, while the others wait. */
static void say_parts(struct draft *d, const struct part *parts, size_t count)
{
	const struct part *first = NULL;
	const char *text = d->turn->text;

	for (size_t k = 0; k < count; k++) {
		const struct part *p = &parts[k];
		bool is_form = form_is_wanted(p->intent) &&
			       intent_handoff(p->intent) != INTENT_HANDOFF_ALWAYS;
		if (!is_form)
			(void)answer_intent(d, p->intent, text + p->span.start, p->span.len);
		else if (!first)
			first = p;
		else
			form_wait(d, p->intent, text + p->span.start, p->span.len);
	}
	if (first)
		(void)answer_intent(d, first->intent, text + first->span.start, first->span.len);
}

bool answer_parts(struct draft *d, const struct intent_context *context)
{
	struct part parts[INTENT_PARTS_MAX];
	size_t count = d->span_count;

	if (count < 2)
		return false;
	for (size_t k = 0; k < count; k++)
		parts[k] = (struct part){.span = d->spans[k]};
	count = match_parts(d, context, parts, count);
	intent_match_in(d->env->catalog, d->env->scratch, context, d->turn->text, d->turn->len,
			&d->step->decision);
	if (count < 2)
		return false;
	d->step->decision.intent = parts[0].intent;
	say_parts(d, parts, count);
	return true;
}

/* ---- did you mean ---- */

static void ask_which(struct draft *d, const struct intent *a, const struct intent *b)
{
	const char *first = intent_title_in(a, draft_locale(d));
	const char *second = intent_title_in(b, draft_locale(d));
	const char *const choices[] = {first, second,
				       word_raw(WORD_SOMETHING_ELSE, d->step->locale)};
	char text[1024];

	word_write(WORD_CLARIFY, d->step->locale,
		   &(struct word_fill){.title = first, .other = second}, text, sizeof text);
	draft_say(d, text);
	draft_choices(d, choices, ARRAY_LEN(choices));
	draft_why(d, WORD_WHY_CLARIFY, NULL);
	draft_did(d, DIALOG_ASKED_BACK, intent_id(a), NULL);
	draft_did(d, DIALOG_ASKED_BACK, intent_id(b), NULL);
	d->kind = ESC_SILENT;
	d->step->decision.intent = NULL;
	d->step->decision.by = INTENT_BY_NONE;
}

bool answer_ask_back(struct draft *d, bool was_asked)
{
	const struct intent_decision *m = &d->step->decision;

	if (!m->close || was_asked || m->candidate_count < 2)
		return false;
	const struct intent *a = m->candidates[0].intent, *b = m->candidates[1].intent;
	if (intent_is_out_of_scope(a) || intent_is_out_of_scope(b))
		return false;
	ask_which(d, a, b);
	dialog_memory_clarify(d->memory, intent_id(a), intent_id(b), d->turn->text, d->turn->len);
	return true;
}

static bool is_title(const struct draft *d, const struct intent *i)
{
	const struct intent_decision *m = &d->step->decision;

	for (int l = 0; i && l < LOCALE_COUNT; l++) {
		if (phrase_is_text(m->normalized, m->normalized_len,
				   intent_title_in(i, locale_name((enum locale)l))))
			return true;
	}
	return false;
}

static bool is_half_title(const struct draft *d, const struct intent *i)
{
	const struct intent_decision *m = &d->step->decision;

	return i && phrase_is_half(m->normalized, m->normalized_len,
				   intent_title_in(i, draft_locale(d)));
}

/* The one of the two that is meant: a title, half of one that is no half of the other, or words
 * that are answered by it. */
static const struct intent *choice_of(const struct draft *d, const struct intent *first,
				      const struct intent *second)
{
	const struct intent *found = d->step->decision.intent;

	if (is_title(d, first))
		return first;
	if (is_title(d, second))
		return second;
	if (is_half_title(d, first) != is_half_title(d, second))
		return is_half_title(d, first) ? first : second;
	return found && (found == first || found == second) ? found : NULL;
}

/* What was asked, and what was said to the question back: values may stand in both. */
static bool answer_chosen(struct draft *d, const struct intent *i, const char *asked)
{
	struct buf b;
	bool done;

	buf_init(&b, BUF_MAX_FRAME);
	buf_text(&b, asked);
	buf_char(&b, '\n');
	buf_add(&b, d->turn->text, d->turn->len);
	done = buf_check(&b) == 0 ? answer_intent(d, i, b.bytes, b.len)
				  : answer_intent(d, i, asked, strlen(asked));
	buf_dispose(&b);
	return done;
}

static bool is_none_of_them(const struct draft *d)
{
	const struct intent_decision *m = &d->step->decision;

	for (int l = 0; l < LOCALE_COUNT; l++) {
		if (phrase_is_text(m->normalized, m->normalized_len,
				   word_raw(WORD_SOMETHING_ELSE, (enum locale)l)))
			return true;
	}
	return esc_is_no(m->normalized, m->normalized_len);
}

static bool is_yes(const struct draft *d)
{
	const struct intent_decision *m = &d->step->decision;

	return esc_is_yes(m->normalized, m->normalized_len);
}

/* The question is settled, and its text needed to the end of the answer. */
static bool close_with(struct draft *d, const struct intent *chosen)
{
	bool done = answer_chosen(d, chosen, d->memory->clarify->text);

	dialog_memory_unclarify(d->memory);
	return done;
}

bool answer_heard_choice(struct draft *d)
{
	struct dialog_clarify *c = d->memory->clarify;
	const struct intent *first = intent_catalog_find(d->env->catalog, c->first);
	const struct intent *second = intent_catalog_find(d->env->catalog, c->second);
	const struct intent *chosen = choice_of(d, first, second);

	if (chosen) {
		d->step->decision.intent = chosen;
		d->step->decision.by = INTENT_BY_NONE;
		return close_with(d, chosen);
	}
	if (!c->again && first && second && is_yes(d)) {
		ask_which(d, first, second);
		c->again = true;
		d->memory->clarified = true;
		return true;
	}
	dialog_memory_unclarify(d->memory);
	if (!is_none_of_them(d))
		return false;
	d->step->decision.intent = NULL;
	d->step->decision.by = INTENT_BY_NONE;
	d->kind = ESC_NO_ANSWER;
	draft_word(d, WORD_CLARIFY_ELSE, NULL);
	draft_why(d, WORD_WHY_NOTHING, NULL);
	return true;
}
