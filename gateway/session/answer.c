/*
 * The one way from a step to a stored reply, whatever made the step: a message, an errand that came
 * back, a thumb.
 */
#include "gateway/session/answer.h"

#include "gateway/base/log.h"
#include "gateway/dialog/evidence.h"
#include "gateway/session/handoff.h"
#include "gateway/session/op.h"
#include "gateway/words/words.h"

struct dialog_env answer_env(struct hub *h, const struct config_set *config)
{
	int64_t until;
	char hours[160];

	return (struct dialog_env){
		.catalog = config->catalog,
		.policy = h->config->policy,
		.scratch = h->scratch,
		.shop = hub_shop(h),
		.channel = "widget",
		.closed = !esc_is_open(h->config->policy, hub_now(h), &until, hours)};
}

struct dialog_turn answer_turn(const struct conv *c, const char *text, size_t len, uint64_t seq)
{
	return (struct dialog_turn){.locale = locale_name(c->locale),
				    .text = text,
				    .len = len,
				    .seq = seq,
				    .conversation = c->id,
				    .page = c->page,
				    .name = c->name};
}

const char *answer_nearest(const struct dialog_step *s)
{
	const struct intent_decision *m = &s->decision;
	const struct intent *i = m->candidate_count > 0 ? m->candidates[0].intent : NULL;

	return i && !m->out_of_scope && !intent_is_out_of_scope(i) ? intent_id(i) : NULL;
}

/* What the turn is about: the intent that matched, else what the dialog did last. */
static const char *about(const struct dialog_step *s)
{
	if (s->decision.intent)
		return intent_id(s->decision.intent);
	if (s->is_llm)
		return answer_nearest(s);
	return s->did_count > 0 ? s->did[s->did_count - 1].intent : NULL;
}

static bool asks(const struct dialog_step *s)
{
	return (s->memory && s->memory->form) ||
	       (s->did_count > 0 && s->did[s->did_count - 1].what == DIALOG_ASKED_BACK);
}

static struct message_figure figure_of(const struct dialog_step *s)
{
	struct message_figure f = {.answer = STORE_ANSWERED, .intent = about(s)};

	if (s->act == DIALOG_HANDOFF)
		f.answer = STORE_HANDED_OVER;
	else if (s->act == DIALOG_OFFER)
		f.answer = STORE_OFFERED;
	else if (s->is_llm)
		f.answer = STORE_ANSWERED_LLM;
	else if (s->found == ESC_NO_ANSWER || s->found == ESC_OUT_OF_SCOPE)
		f.answer = STORE_NOT_ANSWERED;
	else if (asks(s))
		f.answer = STORE_ASKED;
	return f;
}

static void say(struct op *op, const struct dialog_env *env, const struct dialog_turn *turn,
		const struct dialog_step *step, const char *reply_to)
{
	struct hub *h = op->hub;
	struct message_bot bot = {.llm = step->is_llm,
				  .locale = step->locale,
				  .shop = env->shop,
				  .text = step->reply,
				  .reply_to = reply_to,
				  .choices = step->choices,
				  .choice_count = step->choice_count,
				  .sources = step->sources,
				  .source_count = step->source_count,
				  .why = step->why,
				  .catalog = intent_catalog_hash(env->catalog),
				  .decision = evidence_decision(env, turn, step, hub_now(h))};

	struct message_figure figure = figure_of(step);
	struct message *m = op_add_rest(op);
	message_bot(&bot, hub_now(h), m);
	message_count(m, &figure);
	if (step->act == DIALOG_OFFER)
		h->counters.offers++;
}

void answer_put_cut(struct op *op, const struct dialog_env *env, const struct answer_cut *c)
{
	int64_t now = hub_now(op->hub);
	struct message_bot bot = {.llm = c->text != NULL,
				  .locale = c->locale,
				  .shop = env->shop,
				  .text = c->text ? c->text : word_raw(WORD_LLM_AWAY, c->locale),
				  .reply_to = c->reply_to,
				  .sources = c->sources,
				  .source_count = c->source_count,
				  .why = c->text ? word_raw(WORD_WHY_LLM, c->locale) : NULL,
				  .catalog = intent_catalog_hash(env->catalog),
				  .decision = evidence_cut(env, c->grounded, now)};

	struct message *m = op_add_rest(op);
	message_bot(&bot, now, m);
	message_count(m, &(struct message_figure){.answer = STORE_CUT});
}

/* The words about a handover are stored with what decided it, as replies are. */
static void hand_over(struct op *op, const struct dialog_env *env, const struct dialog_turn *turn,
		      const struct dialog_step *step, const char *reply_to)
{
	if (step->shown) /* a model had begun to answer */
		answer_put_cut(op, env,
			       &(struct answer_cut){.text = step->shown,
						    .locale = step->locale,
						    .reply_to = reply_to,
						    .sources = step->sources,
						    .source_count = step->source_count,
						    .grounded = step->grounded});
	size_t before = op->rest_count;

	handoff_open(op, step, turn->text, turn->len);
	if (op->rest_count == before)
		return;
	struct message *m = &op->rest[op->rest_count - 1];
	m->decision = evidence_decision(env, turn, step, hub_now(op->hub));
	m->row.decision = m->decision;
	struct message_figure figure = figure_of(step);
	message_count(m, &figure);
}

void answer_put(struct op *op, const struct dialog_env *env, const struct dialog_turn *turn,
		struct dialog_step *step, const char *reply_to)
{
	struct hub *h = op->hub;

	h->counters.broken_patterns += step->decision.broken_patterns;
	if (step->decision.broken_patterns)
		log_warn("pattern_limit", "intent", step->decision.broken_intent, NULL);
	if (step->act == DIALOG_HANDOFF)
		hand_over(op, env, turn, step, reply_to);
	else if (step->reply)
		say(op, env, turn, step, reply_to);
	op_set_memory(op, dialog_step_take_memory(step));
}
