/*
 * The same turn, decided again: from the memory that was stored before it, the page, facts and
 * desk of the stored evidence and the answers that the shop's system gave then.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/cli/replay.h"
#include "gateway/dialog/ground_json.h"

#define FACTS_MAX 64

static const char *text_in(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

const char *replay_end_name(enum replay_end end)
{
	static const char *const names[] = {
		[REPLAY_ANSWERED] = "answered",
		[REPLAY_UNANSWERED] = "not answered",
		[REPLAY_OFFERED] = "person offered",
		[REPLAY_HANDED_OVER] = "handed over",
		[REPLAY_WOULD_ASK] = "would ask the shop's system",
	};

	return names[end];
}

/* ---- then ---- */

static enum replay_end end_of(const char *act, bool has_intent, bool has_dialog)
{
	if (act && strcmp(act, "handoff") == 0)
		return REPLAY_HANDED_OVER;
	if (act && strcmp(act, "offer") == 0)
		return REPLAY_OFFERED;
	return has_intent || has_dialog ? REPLAY_ANSWERED : REPLAY_UNANSWERED;
}

/* Answered from the shop's texts, by a model or word for word. */
static bool was_grounded(const json_t *decision)
{
	const json_t *llm = json_object_get(decision, "llm");
	const char *text = text_in(json_object_get(llm, "said"), "text");

	return (text && text[0]) || json_is_true(json_object_get(llm, "strict"));
}

struct replay_decision replay_before(const struct replay_turn *t)
{
	const json_t *d = t->decision, *pattern = json_object_get(d, "pattern");
	struct replay_decision r = {
		.intent = text_in(d, "intent"),
		.by = text_in(d, "by"),
		.confidence = json_number_value(json_object_get(d, "confidence")),
		.threshold = json_number_value(json_object_get(d, "threshold")),
		.file = text_in(pattern, "file"),
		.line = (unsigned)json_integer_value(json_object_get(pattern, "line")),
		.reply = t->reply,
	};

	r.end = end_of(text_in(d, "act"), r.intent != NULL,
		       json_object_get(d, "dialog") != NULL || was_grounded(d));
	if (r.end == REPLAY_HANDED_OVER || r.end == REPLAY_OFFERED)
		r.reason = text_in(d, "reason");
	return r;
}

/* ---- now ---- */

static size_t read_facts(const json_t *object, struct dialog_fact out[FACTS_MAX])
{
	size_t count = 0;
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)object, name, value)
	{
		if (count < FACTS_MAX && json_is_string(value))
			out[count++] = (struct dialog_fact){name, json_string_value(value)};
	}
	return count;
}

/* What the shop's system answered then. */
struct answers {
	struct dialog_result results[DIALOG_RESULTS_MAX];
	struct dialog_fact facts[DIALOG_RESULTS_MAX][FACTS_MAX];
	size_t count;
};

static void read_answers(const json_t *decision, struct answers *ret)
{
	const json_t *list = json_object_get(json_object_get(decision, "dialog"), "actions");

	ret->count = 0;
	for (size_t i = 0; i < json_array_size(list) && i < DIALOG_RESULTS_MAX; i++) {
		const json_t *one = json_array_get(list, i);
		struct dialog_result *r = &ret->results[ret->count];
		const char *error = text_in(one, "error");
		*r = (struct dialog_result){
			.intent = text_in(one, "intent"),
			.failed = error != NULL,
			.word = error,
			.status = (int)json_integer_value(json_object_get(one, "status")),
			.canned = ret->facts[i],
			.canned_count = read_facts(json_object_get(one, "results"), ret->facts[i])};
		if (r->intent)
			ret->count++;
	}
}

static bool knows_thumb(const struct dialog_memory *m, uint64_t seq)
{
	for (unsigned i = 0; m && i < m->score.signal_count; i++) {
		const struct esc_signal *g = &m->score.signals[i];
		if (g->seq == seq && strcmp(g->signal, "thumb_down") == 0)
			return true;
	}
	return false;
}

/* The memory before the turn, thumbs that came in between included: those change no message that a
 * memory could be stored with. Owned or NULL. */
static struct dialog_memory *memory_of(const struct dialog_env *env, const struct replay_turn *t)
{
	struct dialog_memory *memory = t->dialog ? memory_read(t->dialog) : NULL;
	struct dialog_memory *after =
		t->thumb_count > 0 && t->dialog_after ? memory_read(t->dialog_after) : NULL;

	for (size_t i = 0; i < t->thumb_count; i++) {
		struct dialog_step step;
		if (!knows_thumb(after, t->thumbs[i]) || knows_thumb(memory, t->thumbs[i]))
			continue;
		dialog_thumb_down(env, memory, t->locale, t->thumbs[i], "", &step);
		if (step.memory) {
			dialog_memory_free(memory);
			memory = dialog_step_take_memory(&step);
		}
		dialog_step_dispose(&step);
	}
	dialog_memory_free(after);
	return memory;
}

static struct replay_decision read_step(const struct dialog_step *s)
{
	const struct intent_decision *d = &s->decision;
	bool tells = s->act == DIALOG_HANDOFF || s->act == DIALOG_OFFER;
	struct replay_decision r = {
		.intent = d->intent ? intent_id(d->intent) : NULL,
		.reason = tells ? esc_reason_name(s->verdict.reason) : NULL,
		.by = d->by == INTENT_BY_PATTERN    ? "pattern"
		      : d->by == INTENT_BY_EXAMPLES ? "examples"
						    : NULL,
		.confidence = d->confidence,
		.threshold = d->threshold,
		.file = d->pattern.regex ? d->pattern.at.file : NULL,
		.line = d->pattern.regex ? d->pattern.at.line : 0,
		.reply = s->act == DIALOG_ACTION ? s->request.url : s->reply,
	};

	if (s->act == DIALOG_HANDOFF)
		r.end = REPLAY_HANDED_OVER;
	else if (s->act == DIALOG_OFFER)
		r.end = REPLAY_OFFERED;
	else if (s->act == DIALOG_ACTION)
		r.end = REPLAY_WOULD_ASK;
	else
		r.end = r.intent || s->did_count > 0 || s->parts || s->results || s->is_llm ||
					s->source_count > 0
				? REPLAY_ANSWERED
				: REPLAY_UNANSWERED;
	return r;
}

struct replay_decision replay_now(const struct dialog_env *env, const struct replay_turn *t,
				  struct dialog_step *step)
{
	struct dialog_env then = *env;
	struct dialog_fact facts[FACTS_MAX];
	struct answers answers;
	struct dialog_ground ground;
	struct ground_said said;
	char *decision = t->decision ? json_dumps(t->decision, JSON_COMPACT) : NULL;
	bool has_said = ground_said_read(decision, &said);
	struct dialog_memory *memory = memory_of(env, t);

	if (env->ground) { /* a model is not asked: what it said then counts */
		ground = *env->ground;
		ground.model = false;
		then.ground = &ground;
	}

	then.closed = json_is_false(json_object_get(t->decision, "open"));
	read_answers(t->decision, &answers);
	struct dialog_turn turn = {
		.locale = t->locale,
		.text = t->text,
		.len = t->len,
		.seq = t->seq,
		.conversation = t->conversation,
		.page = text_in(t->decision, "page"),
		.facts = facts,
		.fact_count = read_facts(json_object_get(t->decision, "facts"), facts),
		.results = answers.results,
		.result_count = answers.count,
		.said = has_said ? &said.said : NULL,
	};
	dialog_decide(&then, memory, &turn, step);
	if (has_said)
		ground_said_dispose(&said);
	free(decision);
	dialog_memory_free(memory);
	return read_step(step);
}

/* ---- the difference ---- */

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

#define ENDS 5
static const char *const changes[ENDS][ENDS] = {
#define ROW(from)                                                                        \
	{                                                                                \
		from " -> answered", from " -> not answered", from " -> person offered", \
			from " -> handed over", from " -> would ask the shop's system"   \
	}
	[REPLAY_ANSWERED] = ROW("answered"),
	[REPLAY_UNANSWERED] = ROW("not answered"),
	[REPLAY_OFFERED] = ROW("person offered"),
	[REPLAY_HANDED_OVER] = ROW("handed over"),
	[REPLAY_WOULD_ASK] = ROW("would ask the shop's system"),
#undef ROW
};

const char *replay_change(const struct replay_decision *before, const struct replay_decision *now)
{
	if (before->end != now->end)
		return changes[before->end][now->end];
	if (!is_same(before->intent, now->intent))
		return "another intent";
	if (!is_same(before->reason, now->reason))
		return "another reason";
	return is_same(before->reply, now->reply) ? NULL : "other words";
}
