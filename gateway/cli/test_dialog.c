/*
 * A conversation test takes the same steps as a chat; only what the shop's system says comes from
 * the file. A turn without `action:` is decided without an answer, as in `try`.
 */
#include "gateway/cli/test_dialog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/cli/offline.h"
#include "gateway/dialog/dialog.h"
#include "gateway/dialog/message.h"
#include "intents/dialog_test.h"

struct run {
	struct dialog_env env;
	const struct intent_dialog_test *test;
	struct dialog_memory *memory;
	struct dialog_step step;
	unsigned asked; /* requests of this turn */
	bool is_queued;
	bool missed;
};

static void miss(struct run *r, size_t turn, const char *what, const char *expected,
		 const char *got)
{
	const struct intent_dialog_turn *t = &r->test->turns[turn];

	printf("%s:%u:%u: miss: \"%s\" (%s, turn %zu) expected %s \"%s\", got %s%s%s\n", t->at.file,
	       t->at.line, t->at.col, t->say, r->test->locale, turn + 1, what, expected,
	       got ? "\"" : "", got ? got : "none", got ? "\"" : "");
	r->missed = true;
}

/* ---- one turn ---- */

static struct dialog_result result_of(const struct intent_dialog_turn *t,
				      const struct intent *acting, const struct dialog_fact *canned)
{
	return (struct dialog_result){.intent = intent_id(acting),
				      .failed = t->has_action && t->action_failed,
				      .word = t->has_action && t->action_failed ? "test" : NULL,
				      .status = 200,
				      .canned = canned,
				      .canned_count = t->result_count,
				      .is_dry = !t->has_action};
}

static void decide(struct run *r, const struct intent_dialog_turn *t, struct dialog_turn *turn)
{
	struct dialog_result results[DIALOG_RESULTS_MAX];
	struct dialog_fact *canned = mem_new(t->result_count + 1, sizeof *canned);

	for (size_t i = 0; i < t->result_count; i++)
		canned[i] = (struct dialog_fact){.name = t->results[i].name,
						 .value = t->results[i].value};
	turn->results = results;
	for (r->asked = 0;; r->asked++) {
		dialog_decide(&r->env, r->memory, turn, &r->step);
		if (r->step.memory) {
			dialog_memory_free(r->memory);
			r->memory = dialog_memory_copy(r->step.memory);
		}
		if (r->step.act != DIALOG_ACTION)
			break;
		results[turn->result_count++] = result_of(t, r->step.acting, canned);
		dialog_step_dispose(&r->step);
	}
	free(canned);
}

static void take_turn(struct run *r, size_t n)
{
	const struct intent_dialog_turn *t = &r->test->turns[n];
	struct dialog_turn turn = {.locale = r->test->locale,
				   .text = t->say,
				   .len = strlen(t->say),
				   .seq = 2 * n + 1,
				   .page = r->test->page};

	r->step = (struct dialog_step){0};
	r->asked = 0;
	if (r->is_queued) /* people answer */
		intent_match(r->env.catalog, r->env.scratch, turn.locale, turn.text, turn.len,
			     &r->step.decision);
	else
		decide(r, t, &turn);
	r->is_queued |= r->step.act == DIALOG_HANDOFF;
}

/* ---- what must come of it ---- */

static const char *intent_of(const struct dialog_step *s)
{
	if (s->decision.intent)
		return intent_id(s->decision.intent);
	return s->decision.out_of_scope ? "out_of_scope" : NULL;
}

static const char *slot_of(const struct dialog_memory *m, const char *name)
{
	const char *value = m && m->form ? dialog_form_get(m->form, name) : NULL;

	for (unsigned i = 0; !value && m && i < m->waiting_count; i++)
		value = dialog_form_get(m->waiting[i], name);
	return value;
}

/* As the customer's client would get it. */
static bool is_labelled(const struct run *r)
{
	const struct dialog_step *s = &r->step;
	struct message m;
	bool labelled;

	if (!s->reply)
		return false;
	message_bot(&(struct message_bot){.locale = s->locale,
					  .shop = r->env.shop,
					  .text = s->reply,
					  .catalog = intent_catalog_hash(r->env.catalog)},
		    0, &m);
	labelled = strstr(m.meta, "\"ai_generated\":true,\"label\":\"") != NULL;
	message_dispose(&m);
	return labelled;
}

static void check_reply(struct run *r, size_t n)
{
	const struct intent_dialog_turn *t = &r->test->turns[n];
	const char *reply = r->step.reply;

	if (t->reply && (!reply || !strstr(reply, t->reply)))
		miss(r, n, "a reply with", t->reply, reply);
	if (t->not_reply && reply && strstr(reply, t->not_reply))
		miss(r, n, "no reply with", t->not_reply, reply);
	if (t->has_label && t->label != is_labelled(r))
		miss(r, n, "a label", t->label ? "yes" : "no", is_labelled(r) ? "yes" : "no");
	if (t->has_action && r->asked == 0)
		miss(r, n, "a request to the shop's system by", intent_id(r->test->intent), NULL);
}

static void check_escalation(struct run *r, size_t n)
{
	const struct intent_dialog_turn *t = &r->test->turns[n];
	enum esc_reason reason = r->step.verdict.reason;
	bool handed = r->step.act == DIALOG_HANDOFF;
	const char *got = handed ? esc_reason_name(reason) : NULL;
	const char *team = handed ? esc_policy_team(r->env.policy, reason, r->test->locale) : NULL;
	const char *state = r->is_queued ? "queued" : "bot";

	if (t->escalate && (!got || strcmp(got, t->escalate) != 0))
		miss(r, n, "a handover because of", t->escalate, got);
	if (t->team && (!team || strcmp(team, t->team) != 0))
		miss(r, n, "the team", t->team, team);
	if (t->state && strcmp(t->state, state) != 0)
		miss(r, n, "the state", t->state, state);
}

static void check(struct run *r, size_t n)
{
	const struct intent_dialog_turn *t = &r->test->turns[n];
	const char *intent = intent_of(&r->step);

	if (t->intent && (!intent || strcmp(intent, t->intent) != 0))
		miss(r, n, "the intent", t->intent, intent);
	for (size_t i = 0; i < t->slot_count; i++) {
		const char *value = slot_of(r->memory, t->slots[i].name);
		char what[DIALOG_NAME_MAX + 16];
		snprintf(what, sizeof what, "%s to be", t->slots[i].name);
		if (!value || strcmp(value, t->slots[i].value) != 0)
			miss(r, n, what, t->slots[i].value, value);
	}
	check_reply(r, n);
	check_escalation(r, n);
}

static bool passes(const struct dialog_env *env, const struct intent_dialog_test *test)
{
	struct run r = {.env = *env, .test = test};

	for (size_t n = 0; n < test->turn_count; n++) {
		take_turn(&r, n);
		check(&r, n);
		dialog_step_dispose(&r.step);
	}
	dialog_memory_free(r.memory);
	return !r.missed;
}

size_t test_conversations(const struct config_set *c)
{
	struct dialog_env env = offline_env(c, "try");
	size_t missed = 0;

	for (size_t i = 0; i < intent_catalog_dialog_test_count(c->catalog); i++) {
		struct intent_dialog_test test = intent_catalog_dialog_test(c->catalog, i);
		missed += !passes(&env, &test);
	}
	intent_scratch_destroy(env.scratch);
	return missed;
}
