/*
 * Actions: nothing is changed without a yes, nothing is claimed without an answer, nothing is done
 * twice.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/words/words.h"
#include "tests/support/gateway/talk.h"

static void expect_part(const char *reply, const char *part, const char *what)
{
	cr_assert(strstr(reply, part), "%s: expected \"%s\" in \"%s\"", what, part, reply);
}

#define EXPECT_PART(reply, part) expect_part((reply), (part), #reply)

static bool did(const struct talk *t, enum dialog_event e)
{
	for (size_t i = 0; i < t->step.did_count; i++) {
		if (t->step.did[i].what == e)
			return true;
	}
	return false;
}

static const char *word(enum word w)
{
	return word_raw(w, LOCALE_EN);
}

Test(dialog_actions, an_answer_becomes_a_reply)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	t.status = 200;
	t.json = "{\"state\":\"shipped\"}";
	(void)talk_say(&t, "status");
	cr_assert_eq(t.sent, 0, "nothing is asked before all is known");
	cr_assert_str_eq(talk_say(&t, "4711222"), "Order 4711222 is shipped.");
	cr_assert_str_eq(t.url, "https://shop.example/orders/4711222");
	char *evidence = talk_evidence(&t, "4711222");
	EXPECT_PART(evidence, "\"actions\":[{\"intent\":\"status\",\"method\":\"GET\",\"url\":"
			      "\"https://shop.example/orders/4711222\",\"changes\":false,"
			      "\"status\":200,\"error\":null,\"results\":{");
	EXPECT_PART(evidence, "\"state\":\"shipped\"");
	free(evidence);
	talk_dispose(&t);
}

Test(dialog_actions, nothing_is_stored_before_a_question_and_a_change_is)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say_once(&t, "status 4711222");
	cr_assert_eq(t.step.act, DIALOG_ACTION);
	cr_assert_null(t.step.memory);
	cr_assert_null(t.step.reply);
	cr_assert_not(t.step.request.changes);

	(void)talk_say_once(&t, "cancel my order 4711222");
	cr_assert_eq(t.step.act, DIALOG_REPLY);
	(void)talk_say_once(&t, "yes");
	cr_assert_eq(t.step.act, DIALOG_ACTION);
	cr_assert(t.step.request.changes);
	cr_assert(t.step.memory);
	cr_assert_eq(t.step.memory->form->phase, DIALOG_COMMITTING);
	cr_assert_eq(t.step.memory->form->seq, t.seq);
	talk_dispose(&t);
}

Test(dialog_actions, another_status_that_is_an_answer)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	t.status = 404;
	t.json = "{}";
	cr_assert_str_eq(talk_say(&t, "status 4711222"), "I find no order 4711222.");
	t.status = 200;
	t.json = "{\"state\":\"shipped\"}";
	cr_assert_str_eq(talk_say(&t, "4711333"), "Order 4711333 is shipped.",
			 "the number alone corrects it");
	talk_dispose(&t);
}

Test(dialog_actions, a_failure_never_claims_success_and_counts)
{
	static const struct {
		int status;
		const char *json;
	} bad[] = {{0, NULL},
		   {500, "{\"state\":\"shipped\"}"},
		   {200, "{\"state\":"},
		   {200, "{\"other\":1}"},
		   {200, ""}};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct talk t;
		talk_init(&t, FORMS_YAML);
		t.status = bad[i].status;
		t.json = bad[i].json;
		EXPECT_PART(talk_say(&t, "status 4711222"), "I cannot look that up.");
		cr_assert_null(strstr(t.step.reply, "shipped"));
		cr_assert_str_eq(t.step.verdict.evidence[0].signal, "action_failed");
		cr_assert_eq(t.memory->score.actions_failed, 1);
		(void)talk_say(&t, "status 4711222");
		cr_assert_eq(t.step.act, DIALOG_HANDOFF, "the second time a person takes over");
		cr_assert_eq(t.step.verdict.reason, ESC_ACTION_FAILED);
		talk_dispose(&t);
	}
}

Test(dialog_actions, a_change_needs_a_yes)
{
	static const char *const yes[] = {"yes", "Yes, do it", "ok", "ja bitte", "好的"};

	for (size_t i = 0; i < 5; i++) {
		struct talk t;
		talk_init(&t, FORMS_YAML);
		t.status = 200;
		t.json = "{\"state\":\"cancelled\"}";
		cr_assert_str_eq(talk_say(&t, "cancel my order 4711222"),
				 "Shall I cancel order 4711222?");
		cr_assert_eq(t.step.choice_count, 2);
		cr_assert_str_eq(t.step.choices[0], word(WORD_CONFIRM_YES));
		cr_assert_eq(t.sent, 0);
		cr_assert_str_eq(talk_say(&t, yes[i]), "Order 4711222 is cancelled.", "%s", yes[i]);
		cr_assert_eq(t.sent, 1);
		(void)talk_say(&t, "yes");
		cr_assert_eq(t.sent, 1, "a second yes does nothing");
		talk_dispose(&t);
	}
}

Test(dialog_actions, no_is_no)
{
	static const char *const no[] = {"no", "No, leave it", "nein danke", "never mind",
					 "不用了"};

	for (size_t i = 0; i < 5; i++) {
		struct talk t;
		talk_init(&t, FORMS_YAML);
		(void)talk_say(&t, "cancel my order 4711222");
		(void)talk_say(&t, no[i]);
		cr_assert(did(&t, DIALOG_STOPPED), "%s", no[i]);
		cr_assert_null(t.memory->form);
		(void)talk_say(&t, "yes");
		cr_assert_eq(t.sent, 0);
		talk_dispose(&t);
	}
}

Test(dialog_actions, what_is_denied_is_not_done)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	cr_assert_str_eq(talk_say(&t, "please do not cancel my order"), word(WORD_NOT_DONE));
	cr_assert_null(t.memory->form);
	(void)talk_say(&t, "cancel my order");
	(void)talk_say(&t, "please do not cancel my order");
	cr_assert(did(&t, DIALOG_STOPPED), "asking");
	(void)talk_say(&t, "cancel my order 4711222");
	(void)talk_say(&t, "please do not cancel my order");
	cr_assert(did(&t, DIALOG_STOPPED), "confirming");
	cr_assert_eq(t.sent, 0);
	talk_dispose(&t);
}

Test(dialog_actions, what_is_neither_yes_nor_no_is_asked_once_more)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "cancel my order 4711222");
	cr_assert_str_eq(talk_say(&t, "hmm let me think"), "Shall I cancel order 4711222?");
	EXPECT_PART(talk_say(&t, "well, you know"), word(WORD_FORM_STOPPED));
	(void)talk_say(&t, "yes");
	cr_assert_eq(t.sent, 0);
	talk_dispose(&t);
}

Test(dialog_actions, a_question_beside_a_yes_is_answered_and_the_yes_asked_for)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "cancel my order 4711222");
	const char *reply = talk_say(&t, "yes, but what are your hours?");
	EXPECT_PART(reply, "Nine to six.");
	EXPECT_PART(reply, "Shall I cancel order 4711222?");
	cr_assert_eq(t.sent, 0);
	talk_dispose(&t);
	talk_init(&t, FORMS_YAML);
	t.status = 200;
	t.json = "{\"state\":\"shipped\"}";
	(void)talk_say(&t, "status please");
	cr_assert_str_eq(talk_say(&t, "4711222, and what are your hours?"),
			 "Nine to six.\n\nOrder 4711222 is shipped.");
	cr_assert_eq(t.sent, 1);
	talk_dispose(&t);
}

/* Nothing is changed on words that might be no yes, and nobody is asked for ever. */
Test(dialog_actions, a_yes_that_is_none)
{
	static const char *const said[] = {"yes?",
					   "ok?",
					   "bitte?",
					   "好？",
					   "cancel my order",
					   "cancel my order please",
					   "storno bitte",
					   "yes no",
					   "yes, but",
					   "ok wait",
					   "ja, aber",
					   "oui non",
					   "{confirm}",
					   "\xe2\x80\xaeyes\xe2\x80\xac no"};

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
		struct talk t;
		talk_init(&t, FORMS_YAML);
		(void)talk_say(&t, "cancel my order 4711222");
		cr_assert_str_eq(talk_say(&t, said[i]), "Shall I cancel order 4711222?", "%s",
				 said[i]);
		(void)talk_say(&t, said[i]);
		cr_assert_eq(t.sent, 0, "%s", said[i]);
		cr_assert_null(t.memory->form, "%s: twice is enough", said[i]);
		talk_dispose(&t);
	}
}

Test(dialog_actions, another_number_is_confirmed_anew)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	t.status = 200;
	t.json = "{\"state\":\"cancelled\"}";
	(void)talk_say(&t, "cancel my order 4711222");
	cr_assert_str_eq(talk_say(&t, "no, 4711333"), "Shall I cancel order 4711333?");
	cr_assert_str_eq(talk_say(&t, "yes"), "Order 4711333 is cancelled.");
	cr_assert_str_eq(talk_say(&t, "no, 4711444"), "Shall I cancel order 4711444?");
	cr_assert_eq(t.sent, 1);
	talk_dispose(&t);
}

Test(dialog_actions, a_question_before_the_yes)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	t.status = 200;
	t.json = "{\"state\":\"cancelled\"}";
	(void)talk_say(&t, "cancel my order 4711222");
	const char *reply = talk_say(&t, "how can I pay");
	EXPECT_PART(reply, "Back to “Cancel an order”:\n\nShall I cancel order 4711222?");
	cr_assert_eq(t.step.choice_count, 2);
	cr_assert_str_eq(talk_say(&t, "yes"), "Order 4711222 is cancelled.");
	talk_dispose(&t);
}

Test(dialog_actions, a_restart_while_something_is_changed)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	t.status = 200;
	t.json = "{\"state\":\"cancelled\"}";
	(void)talk_say(&t, "cancel my order 4711222");
	(void)talk_say_once(&t, "yes");
	cr_assert_eq(t.memory->form->phase, DIALOG_COMMITTING);
	t.seq -= 2; /* the same turn is found due, and nothing is known of a result */
	cr_assert_str_eq(talk_say_once(&t, "yes"), "I could not cancel it.");
	cr_assert_eq(t.step.act, DIALOG_REPLY);
	cr_assert(did(&t, DIALOG_FAILED));
	cr_assert_eq(t.memory->score.actions_failed, 1);
	cr_assert_null(t.memory->form);
	talk_dispose(&t);

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "cancel my order 4711222");
	(void)talk_say_once(&t, "yes");
	const char *reply = talk_say_once(&t, "when are your hours");
	EXPECT_PART(reply, "I could not cancel it.\n\nNine to six.");
	cr_assert_eq(t.step.act, DIALOG_REPLY, "nothing is sent again");
	talk_dispose(&t);
}

Test(dialog_actions, a_person_is_asked_for_with_the_yes)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "cancel my order 4711222");
	t.memory->score.offer_open = true;
	(void)talk_say_once(&t, "yes");
	cr_assert_eq(t.step.act, DIALOG_HANDOFF, "a yes to two questions gets the person");
	cr_assert_null(t.step.acting);
	cr_assert_null(t.step.memory->form);
	talk_dispose(&t);
}

Test(dialog_actions, who_sends_nothing_sees_what_would_be_sent)
{
	struct talk t;
	struct dialog_step s;
	struct dialog_turn turn = {.locale = "en",
				   .text = "status 4711222",
				   .len = strlen("status 4711222"),
				   .seq = 1};

	talk_init(&t, FORMS_YAML);
	dialog_decide_dry(&t.env, NULL, &turn, &s);
	cr_assert_eq(s.act, DIALOG_REPLY);
	cr_assert_null(s.reply);
	cr_assert_str_eq(s.request.url, "https://shop.example/orders/4711222");
	cr_assert_str_eq(intent_id(s.acting), "status");
	cr_assert_eq(s.memory->score.actions_failed, 0);
	dialog_step_dispose(&s);
	talk_dispose(&t);
}

/* ---- several questions, near ones ---- */

Test(dialog_parts, each_is_answered_in_turn)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	const char *reply = talk_say(&t, "when are your hours and how can I pay?");
	const char *hours = strstr(reply, "Nine to six.");
	cr_assert(hours, "%s", reply);
	cr_assert(strstr(hours, "invoice"), "in turn: %s", reply);
	char *evidence = talk_evidence(&t, "when are your hours and how can I pay?");
	EXPECT_PART(evidence, "\"parts\":[{\"locale\":\"en\"");
	EXPECT_PART(evidence, "\"start\":0,\"len\":");
	free(evidence);
	talk_dispose(&t);
}

Test(dialog_parts, texts_first_then_one_form_after_the_other)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	t.status = 200;
	t.json = "{\"state\":\"cancelled\"}";
	const char *reply = talk_say(&t, "please cancel my order and when are your hours?");
	EXPECT_PART(reply, "Nine to six.\n\nWhich order number?");
	cr_assert_str_eq(talk_say(&t, "4711222"), "Shall I cancel order 4711222?");
	talk_dispose(&t);

	talk_init(&t, FORMS_YAML);
	t.status = 200;
	t.json = "{\"state\":\"cancelled\"}";
	cr_assert_str_eq(talk_say(&t, "please cancel my order and I need a fitting"),
			 "Which order number?");
	cr_assert_eq(t.memory->waiting_count, 1);
	(void)talk_say(&t, "4711222");
	reply = talk_say(&t, "yes");
	EXPECT_PART(reply, "Order 4711222 is cancelled.\n\nNow to “A fitting”:\n\nWhich e-mail");
	cr_assert_eq(t.sent, 1);
	talk_dispose(&t);
}

static const char CLOSE_YAML[] =
	"version: 1\nintents:\n"
	"  - id: lamp_red\n    title: {en: A red lamp, de: Eine rote Lampe}\n    examples:\n"
	"      en: [the red lamp is broken, my red lamp does not work, red lamp defect, the red "
	"lamp stays dark, red lamp flickers]\n"
	"    slots: {number: {pattern: '\\d{6,10}', ask: {en: 'Which number?'}}}\n"
	"    reply: {en: 'Red {number}.'}\n"
	"  - id: lamp_blue\n    title: {en: A blue lamp, de: Eine blaue Lampe}\n    examples:\n"
	"      en: [the blue lamp is broken, my blue lamp does not work, blue lamp defect, the "
	"blue "
	"lamp stays dark, blue lamp flickers]\n"
	"    reply: {en: 'Blue.'}\n"
	"  - id: hours\n    title: Hours\n    examples:\n"
	"      en: [when are you open, opening hours please, what time do you close, are you open "
	"on "
	"sunday, hours of the shop]\n    reply: {en: 'Nine to six.'}\n";

/* "Yes" names neither of the two, so the buttons come once more, and then no longer. */
Test(dialog_parts, yes_to_did_you_mean_has_it_asked_once_more)
{
	struct talk t;

	talk_init(&t, CLOSE_YAML);
	(void)talk_say(&t, "my lamp 4711222 does not work");
	cr_assert_str_eq(talk_say(&t, "yes"), "Did you mean “A red lamp” or “A blue lamp”?");
	cr_assert_eq(t.step.choice_count, 3);
	cr_assert_str_eq(talk_say(&t, "a red lamp"), "Red 4711222.", "the question still stands");
	talk_dispose(&t);

	talk_init(&t, CLOSE_YAML);
	(void)talk_say(&t, "my lamp does not work");
	(void)talk_say(&t, "yes");
	cr_assert_null(strstr(talk_say(&t, "yes"), "Did you mean"));
	cr_assert_null(t.memory->clarify);
	talk_dispose(&t);
}

Test(dialog_parts, did_you_mean_is_asked_once)
{
	struct talk t;

	talk_init(&t, CLOSE_YAML);
	cr_assert_str_eq(talk_say(&t, "my lamp 4711222 does not work"),
			 "Did you mean “A red lamp” or “A blue lamp”?");
	cr_assert_eq(t.step.choice_count, 3);
	cr_assert_str_eq(t.step.choices[2], word(WORD_SOMETHING_ELSE));
	cr_assert_str_eq(talk_say(&t, "a red lamp!"), "Red 4711222.",
			 "what was said before counts");
	talk_dispose(&t);

	talk_init(&t, CLOSE_YAML);
	(void)talk_say(&t, "my lamp does not work");
	cr_assert_str_eq(talk_say(&t, "Eine blaue Lampe"), "Blue.");
	talk_dispose(&t);

	static const char *const halves[] = {"red", "the red one", "red lam"};
	for (size_t i = 0; i < 3; i++) {
		talk_init(&t, CLOSE_YAML);
		(void)talk_say(&t, "my lamp 4711222 does not work");
		cr_assert_str_eq(talk_say(&t, halves[i]), "Red 4711222.", "%s", halves[i]);
		talk_dispose(&t);
	}
	talk_init(&t, CLOSE_YAML);
	(void)talk_say(&t, "my lamp does not work");
	cr_assert_null(strstr(talk_say(&t, "lamp"), "4711222"), "half of both is neither");
	talk_dispose(&t);

	talk_init(&t, CLOSE_YAML);
	(void)talk_say(&t, "my lamp does not work");
	cr_assert_str_eq(talk_say(&t, word(WORD_SOMETHING_ELSE)), word(WORD_CLARIFY_ELSE));
	cr_assert_null(t.step.decision.intent);
	cr_assert_eq(t.memory->score.unanswered_in_row, 1, "that was no answer");
	talk_dispose(&t);

	talk_init(&t, CLOSE_YAML);
	(void)talk_say(&t, "my lamp does not work");
	cr_assert_null(strstr(talk_say(&t, "the lamp is broken"), "Did you mean"),
		       "not twice in a row");
	(void)talk_say(&t, "never mind");
	cr_assert(strstr(talk_say(&t, "my lamp does not work"), "Did you mean"));
	cr_assert_str_eq(talk_say(&t, "when are you open"), "Nine to six.",
			 "another question closes it");
	cr_assert_null(t.memory->clarify);
	talk_dispose(&t);
}
