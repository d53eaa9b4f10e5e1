/*
 * Whatever is said, in whatever order: every state has an exit, nothing goes round for ever,
 * nothing is done without a yes, and the bot's words are labelled.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/dialog/message.h"
#include "gateway/words/words.h"
#include "tests/support/gateway/talk.h"

static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static const char *const said[] = {
	"track",
	"track 4711222",
	"a fitting",
	"a fitting, large, ann@example.com",
	"status",
	"status 4711333",
	"cancel my order",
	"cancel my order 4711222",
	"when are your hours",
	"how can I pay",
	"how long",
	"yes",
	"no",
	"Yes, do it",
	"No, leave it",
	"4711222",
	"no, 4711444",
	"ich meinte 4711555",
	"ann@example.com",
	"small",
	"never mind",
	"算了",
	"hm",
	"blorp",
	"12",
	"",
	"please cancel my order and when are your hours?",
	"I need a fitting and please cancel my order 4711666",
	"Yes, a person please",
	"No, go on",
	"Something else",
	"thanks",
	"\xF0\x9F\x98\x80",
	"status 4711222 \n track 4711333",
};
#define SAID (sizeof said / sizeof said[0])

static const struct {
	int status;
	const char *json;
} answers[] = {{200, "{\"state\":\"fine\"}"}, {0, NULL}, {500, "{}"}, {404, "{}"}, {200, "{brok"},
	       {200, "{\"other\":[1]}"}};

static void expect_label(const struct talk *t)
{
	struct message m;

	message_bot(&(struct message_bot){.locale = t->step.locale,
					  .shop = "Northwind",
					  .text = t->step.reply,
					  .choices = t->step.choices,
					  .choice_count = t->step.choice_count,
					  .why = t->step.why,
					  .catalog = "sha256:x"},
		    1790000000000, &m);
	cr_assert(strstr(m.meta, "\"ai_generated\":true,\"label\":\""), "%s", m.meta);
	message_dispose(&m);
}

static bool was_confirmed(const struct talk *t)
{
	for (size_t i = 0; i < t->step.did_count; i++) {
		if (t->step.did[i].what == DIALOG_CONFIRMED)
			return true;
	}
	return false;
}

/* From here "talk to a person" and "human" both lead to one. */
static void expect_exit(const struct talk *t)
{
	struct dialog_step s;
	struct dialog_turn turn = {
		.locale = "en", .text = "a human please", .len = 14, .seq = t->seq + 2};

	dialog_button(&t->env, t->memory, "en", &s);
	cr_assert_eq(s.act, DIALOG_HANDOFF);
	dialog_step_dispose(&s);
	dialog_decide(&t->env, t->memory, &turn, &s);
	cr_assert_eq(s.act, DIALOG_HANDOFF, "a person was asked for");
	cr_assert_eq(s.verdict.reason, ESC_REQUEST);
	cr_assert_null(s.reply);
	dialog_step_dispose(&s);
}

/* Who says nothing of use is let go of, in fewer turns than all attempts of all forms together. */
static void expect_end(struct talk *t)
{
	for (int i = 0; i < 24; i++) {
		const struct dialog_form *f = t->memory ? t->memory->form : NULL;
		if ((!f || f->phase == DIALOG_DONE) && t->memory && t->memory->waiting_count == 0)
			return;
		(void)talk_say(t, "blorp");
		if (t->step.act == DIALOG_HANDOFF)
			return;
	}
	cr_assert_fail("a form that never ends");
}

static void one_conversation(struct talk *t, uint32_t *dice)
{
	unsigned turns = 1 + next(dice) % 14;

	for (unsigned i = 0; i < turns; i++) {
		const char *text = said[next(dice) % SAID];
		size_t a = next(dice) % (sizeof answers / sizeof answers[0]);
		enum dialog_phase before =
			t->memory && t->memory->form ? t->memory->form->phase : DIALOG_DONE;
		t->status = answers[a].status;
		t->json = answers[a].json;
		t->sent = 0;
		(void)talk_say_once(t, text);
		if (t->step.act == DIALOG_ACTION && t->step.request.changes) {
			cr_assert_eq(before, DIALOG_CONFIRMING, "changed unasked by \"%s\"", text);
			cr_assert(was_confirmed(t));
		}
		if (t->step.act == DIALOG_ACTION) {
			t->seq -= 2; /* the same turn to its end, as the gateway does */
			(void)talk_say(t, text);
		}
		cr_assert_eq(t->step.reply == NULL, t->step.act == DIALOG_HANDOFF, "\"%s\"", text);
		if (t->step.act == DIALOG_HANDOFF) {
			cr_assert_null(t->memory->form);
			dialog_memory_reset(t->memory);
			continue;
		}
		cr_assert(t->step.reply[0]);
		cr_assert(t->memory->waiting_count <= DIALOG_WAITING_MAX);
		cr_assert(!t->memory->form || t->memory->form->phase != DIALOG_COMMITTING,
			  "left in doubt by \"%s\"", text);
		expect_label(t);
		expect_exit(t);
	}
	expect_end(t);
}

Test(dialog_property, every_state_has_an_exit_and_nothing_goes_round_for_ever)
{
	uint32_t dice = 20261122;
	struct talk t;

	talk_init(&t, FORMS_YAML);
	for (int i = 0; i < 1500; i++) {
		one_conversation(&t, &dice);
		dialog_memory_free(t.memory);
		t.memory = NULL;
		t.seq = 0;
	}
	talk_dispose(&t);
}

/* Results in any order, too few and too many, of other intents than were asked: the step ends. */
Test(dialog_property, results_that_nobody_asked_for)
{
	static const struct dialog_result odd[DIALOG_RESULTS_MAX] = {
		{.intent = "nobody", .status = 200, .json = "{}", .len = 2},
		{.intent = "status", .status = 200, .json = "{\"state\":1}", .len = 11},
		{.intent = "cancel", .failed = true},
		{.intent = "", .status = -1, .json = "", .len = 0}};
	uint32_t dice = 3;
	struct talk t;

	talk_init(&t, FORMS_YAML);
	for (int i = 0; i < 3000; i++) {
		const char *text = said[next(&dice) % SAID];
		size_t first = next(&dice) % DIALOG_RESULTS_MAX;
		struct dialog_turn turn = {.locale = "en",
					   .text = text,
					   .len = strlen(text),
					   .seq = next(&dice) % 4,
					   .results = odd + first,
					   .result_count = DIALOG_RESULTS_MAX - first};
		struct dialog_step s;
		dialog_decide(&t.env, t.memory, &turn, &s);
		if (s.memory) {
			dialog_memory_free(t.memory);
			t.memory = dialog_step_take_memory(&s);
		}
		dialog_step_dispose(&s);
	}
	talk_dispose(&t);
}
