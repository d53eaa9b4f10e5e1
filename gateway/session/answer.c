/*
 * The one way from a step to a stored reply, whatever made the step: a message, an errand that came
 * back, a thumb.
 */
#include "gateway/session/answer.h"

#include "gateway/base/log.h"
#include "gateway/dialog/evidence.h"
#include "gateway/session/handoff.h"
#include "gateway/session/op.h"

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
				    .page = c->page};
}

static void say(struct op *op, const struct dialog_env *env, const struct dialog_turn *turn,
		const struct dialog_step *step, const char *reply_to)
{
	struct hub *h = op->hub;
	struct message_bot bot = {.locale = step->locale,
				  .shop = env->shop,
				  .text = step->reply,
				  .reply_to = reply_to,
				  .choices = step->choices,
				  .choice_count = step->choice_count,
				  .why = step->why,
				  .catalog = intent_catalog_hash(env->catalog),
				  .decision = evidence_decision(env, turn, step, hub_now(h))};

	message_bot(&bot, hub_now(h), op_add_rest(op));
	if (step->act == DIALOG_OFFER)
		h->counters.offers++;
}

/* The words about a handover are stored with what decided it, as replies are. */
static void hand_over(struct op *op, const struct dialog_env *env, const struct dialog_turn *turn,
		      const struct dialog_step *step)
{
	size_t before = op->rest_count;

	handoff_open(op, step, turn->text, turn->len);
	if (op->rest_count == before)
		return;
	struct message *m = &op->rest[op->rest_count - 1];
	m->decision = evidence_decision(env, turn, step, hub_now(op->hub));
	m->row.decision = m->decision;
}

void answer_put(struct op *op, const struct dialog_env *env, const struct dialog_turn *turn,
		struct dialog_step *step, const char *reply_to)
{
	struct hub *h = op->hub;

	h->counters.broken_patterns += step->decision.broken_patterns;
	if (step->decision.broken_patterns)
		log_warn("pattern_limit", "intent", step->decision.broken_intent, NULL);
	if (step->act == DIALOG_HANDOFF)
		hand_over(op, env, turn, step);
	else if (step->reply)
		say(op, env, turn, step, reply_to);
	op_set_memory(op, dialog_step_take_memory(step));
}
