/*
 * A model is asked only about passages that may answer the question: without one it could but make
 * something up, so the turn ends as it would without a model ("could you put it another way?", then
 * a person). Matters of legal weight are left to rules and people whatever is found.
 */
#include "gateway/dialog/ground.h"

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "gateway/dialog/ground_json.h"
#include "gateway/dialog/look_up.h"

/* A candidate this near to being answered is taken for what may be meant. */
#define MEANT_SHARE 3

static bool is_legal(const struct intent_decision *m)
{
	for (size_t i = 0; i < m->candidate_count; i++) {
		const struct intent_candidate *c = &m->candidates[i];
		if (intent_is_legal(c->intent) && c->confidence * MEANT_SHARE >= m->threshold)
			return true;
	}
	return false;
}

static bool look_up(struct draft *d)
{
	const struct dialog_ground *g = d->env->ground;
	struct dialog_step *s = d->step;
	double least = s->decision.out_of_scope ? g->sure : g->least;

	struct dialog_question q = {.locale = draft_locale(d),
				    .text = d->turn->text,
				    .len = d->turn->len,
				    .before = d->memory->asked};

	s->passage_count = look_up_passages(g, &q, s->passages);
	if (s->passage_count > 0 && s->passages[0].is_follow_up)
		s->asked_before = mem_string(d->memory->asked);
	return s->passage_count > 0 && s->passages[0].score >= least;
}

static void leave_rules(struct draft *d)
{
	d->step->decision.intent = NULL;
	d->step->decision.by = INTENT_BY_NONE;
}

static void add_source(struct dialog_step *s, size_t passage)
{
	const struct dialog_passage *p = &s->passages[passage];

	if (passage < s->passage_count && s->source_count < ARRAY_LEN(s->sources))
		s->sources[s->source_count++] =
			(struct message_source){.title = p->title, .url = p->url};
}

static void answer_word_for_word(struct draft *d)
{
	leave_rules(d);
	draft_say(d, d->step->passages[0].text);
	draft_why(d, WORD_WHY_TEXT, d->step->passages[0].title);
	add_source(d->step, 0);
	d->is_new = true;
}

/* ---- what a model said ---- */

static void say_shown(struct draft *d, const struct dialog_said *said)
{
	struct dialog_step *s = d->step;

	if (said->text[0] == '\0')
		return;
	draft_say(d, said->text);
	s->shown = mem_string(said->text);
	s->is_llm = true;
	for (size_t i = 0; i < said->cited_count; i++)
		add_source(s, said->cited[i]);
	draft_why(d, WORD_WHY_LLM, NULL);
}

/* False when it has come to nothing. */
static bool heed(struct draft *d, const struct dialog_said *said)
{
	bool is_shown = said->text[0] != '\0';

	if (!is_shown && (said->end == DIALOG_SAID_ALL || said->end == DIALOG_SAID_STOPPED))
		return false;
	leave_rules(d);
	say_shown(d, said);
	switch (said->end) {
	case DIALOG_SAID_ALL: d->is_new = true; return true;
	case DIALOG_SAID_STOPPED:
		draft_word(d, WORD_LLM_STOPPED, NULL);
		d->kind = ESC_NO_ANSWER;
		return true;
	case DIALOG_SAID_NONE:
	case DIALOG_SAID_BROKEN:
		draft_word(d, is_shown ? WORD_LLM_BROKEN : WORD_LLM_NONE, NULL);
		draft_why(d, WORD_WHY_NOTHING, NULL);
		d->llm_unavailable = true;
		break;
	case DIALOG_SAID_HANDOFF:
	case DIALOG_SAID_CLAIMED: d->llm_request = true; break;
	}
	d->kind = ESC_SILENT;
	return true;
}

bool ground_answer(struct draft *d)
{
	const struct dialog_ground *g = d->env->ground;
	const struct dialog_said *said = d->turn->said;
	struct dialog_step *s = d->step;
	bool done = true;

	if (!g || d->reply.len > 0 || s->decision.negated || is_legal(&s->decision))
		return false;
	if (!look_up(d))
		done = false;
	else if (g->strict)
		answer_word_for_word(d);
	else if (said)
		done = heed(d, said);
	else if (g->model)
		d->is_pending = d->asks_model = true;
	else
		done = false;
	s->grounded = ground_json(g, s, g->strict ? NULL : said);
	return done;
}

/* What nobody understands at all leaves the question before it what it was. */
void ground_remember(struct draft *d)
{
	const struct dialog_step *s = d->step;

	if (d->env->ground && (s->decision.intent || s->passage_count > 0))
		dialog_memory_ask(d->memory, d->turn->text, d->turn->len, s->asked_before != NULL);
}
