/*
 * Forms: what is asked, what is taken for an answer, and every way out.
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

static const char *word(enum word w)
{
	return word_raw(w, LOCALE_EN);
}

static void expect_no_form(const struct talk *t)
{
	cr_assert(!t->memory->form || t->memory->form->phase == DIALOG_DONE);
	cr_assert_eq(t->memory->waiting_count, 0);
}

Test(dialog_forms, asks_and_answers)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	cr_assert_str_eq(talk_say(&t, "track it"), "Which order number?");
	cr_assert_str_eq(intent_id(t.step.decision.intent), "track");
	cr_assert_str_eq(talk_say(&t, "it is 4711 222"), "Order 4711222 is on its way.");
	cr_assert_str_eq(talk_slot(&t, "order_number"), "4711222");
	expect_no_form(&t);
	talk_dispose(&t);
}

Test(dialog_forms, the_first_message_may_hold_it)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	cr_assert_str_eq(talk_say(&t, "track 4711222"), "Order 4711222 is on its way.");
	talk_dispose(&t);
}

Test(dialog_forms, several_slots_in_any_order_and_several_at_once)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	EXPECT_PART(talk_say(&t, "a fitting please, size large"), "Which e-mail address?");
	cr_assert_str_eq(talk_slot(&t, "size"), "l");
	cr_assert_str_eq(talk_say(&t, "Ann@Example.com, call +49 171 2345678"),
			 "Anything else we should know?");
	cr_assert_str_eq(talk_slot(&t, "email"), "ann@example.com");
	cr_assert_neq(talk_slot(&t, "phone")[0], '\0', "an optional value that was said is taken");
	cr_assert_str_eq(talk_say(&t, "I bring my dog"),
			 "Booked for ann@example.com, size l: I bring my dog.");
	talk_dispose(&t);

	talk_init(&t, FORMS_YAML);
	EXPECT_PART(talk_say(&t, "fitting"), "Which e-mail address?");
	EXPECT_PART(talk_say(&t, "small"), "Which e-mail address?");
	cr_assert_str_eq(talk_slot(&t, "size"), "s");
	cr_assert_eq(t.memory->form->wrong, 0, "another slot's value is no wrong answer");
	talk_dispose(&t);
}

Test(dialog_forms, values_are_buttons)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting");
	cr_assert_str_eq(talk_say(&t, "ann@example.com"), "Which size?");
	cr_assert_eq(t.step.choice_count, 2);
	cr_assert_str_eq(t.step.choices[0], "small");
	talk_dispose(&t);
}

Test(dialog_forms, wrong_answers_end_in_the_offer_of_a_person)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "track it");
	cr_assert_str_eq(talk_say(&t, "47"), "It has 6 to 10 digits.");
	cr_assert_str_eq(talk_say(&t, "zweiundvierzig"), "It has 6 to 10 digits.");
	EXPECT_PART(talk_say(&t, "48"), word(WORD_FORM_GAVE_UP));
	cr_assert_eq(t.step.act, DIALOG_OFFER);
	cr_assert_eq(t.step.verdict.reason, ESC_REPEATED_FAILURE);
	expect_no_form(&t);
	talk_dispose(&t);

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting");
	cr_assert_str_eq(talk_say(&t, "no idea"), "Which e-mail address?");
	EXPECT_PART(talk_say(&t, "hm"), word(WORD_FORM_GAVE_UP));
	cr_assert_eq(t.step.act, DIALOG_OFFER, "attempts: 2");
	talk_dispose(&t);
}

Test(dialog_forms, a_right_answer_begins_the_count_anew)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting");
	(void)talk_say(&t, "what");
	(void)talk_say(&t, "ann@example.com");
	cr_assert_eq(t.memory->form->wrong, 0);
	cr_assert_str_eq(talk_say(&t, "purple"), "Which size?");
	talk_dispose(&t);
}

Test(dialog_forms, corrections_in_every_language)
{
	static const char *const said[][3] = {{"en", "track 4711222", "no, 4711333"},
					      {"en", "track 4711222", "sorry I meant 4711333"},
					      {"en", "track 4711222", "4711333"},
					      {"de", "verfolgen 4711222", "nein, 4711333"},
					      {"de", "verfolgen 4711222", "ich meinte 4711333"},
					      {"zh-Hans", "查订单 4711222", "不是，4711333"}};

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
		struct talk t;
		talk_init(&t, FORMS_YAML);
		t.locale = said[i][0];
		EXPECT_PART(talk_say(&t, said[i][1]), "4711222");
		EXPECT_PART(talk_say(&t, said[i][2]), "4711333");
		cr_assert_str_eq(talk_slot(&t, "order_number"), "4711333");
		cr_assert_eq(t.step.did[0].what, DIALOG_CORRECTED);
		talk_dispose(&t);
	}
	struct talk t;
	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting ann@example.com");
	cr_assert_str_eq(talk_say(&t, "no, bob@example.com"), "Which size?");
	cr_assert_str_eq(talk_slot(&t, "email"), "bob@example.com");
	(void)talk_say(&t, "carl@example.com");
	cr_assert_str_eq(talk_slot(&t, "email"), "carl@example.com",
			 "no answer to the question, but one to the question before");
	talk_dispose(&t);
}

Test(dialog_forms, only_what_was_answered_just_before_is_corrected)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "track 4711222");
	(void)talk_say(&t, "when are your hours");
	cr_assert_null(t.memory->form);
	(void)talk_say(&t, "no, 4711333");
	cr_assert_null(t.step.decision.intent);
	talk_dispose(&t);
}

Test(dialog_forms, a_number_in_an_address_is_no_order_number)
{
	static const char yaml[] =
		"version: 1\nintents:\n"
		"  - id: both\n    title: Both\n    patterns: ['\\bboth\\b']\n    slots:\n"
		"      email: {type: email, ask: {en: 'Mail?'}}\n"
		"      number: {pattern: '\\d{6,10}', ask: {en: 'Number?'}}\n"
		"    reply: {en: '{email} {number}'}\n";
	struct talk t;

	talk_init(&t, yaml);
	cr_assert_str_eq(talk_say(&t, "both"), "Mail?");
	cr_assert_str_eq(talk_say(&t, "ann4711222@example.com"), "Number?");
	cr_assert_str_eq(talk_say(&t, "4711333"), "ann4711222@example.com 4711333");
	talk_dispose(&t);
}

Test(dialog_forms, a_question_in_between_is_answered_and_the_form_asked_once_again)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "track it");
	const char *reply = talk_say(&t, "when are your hours");
	EXPECT_PART(reply, "Nine to six.");
	EXPECT_PART(reply, "Back to “Track an order”:");
	EXPECT_PART(reply, "Which order number?");
	cr_assert_str_eq(t.step.decision.intent ? intent_id(t.step.decision.intent) : "", "hours");
	cr_assert_str_eq(talk_say(&t, "4711222"), "Order 4711222 is on its way.");

	(void)talk_say(&t, "track it");
	(void)talk_say(&t, "hours");
	cr_assert_str_eq(talk_say(&t, "hours"), "Nine to six.", "the second one lets it go");
	expect_no_form(&t);
	talk_dispose(&t);
}

Test(dialog_forms, a_question_beside_the_value_is_not_lost)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "track it");
	cr_assert_str_eq(talk_say(&t, "4711222 and what are your hours?"),
			 "Nine to six.\n\nOrder 4711222 is on its way.");
	cr_assert_str_eq(intent_id(t.step.decision.intent), "track");
	cr_assert_str_eq(talk_say(&t, "no, 4711333"), "Order 4711333 is on its way.",
			 "the form is what was answered last");

	(void)talk_say(&t, "fitting");
	cr_assert_str_eq(talk_say(&t, "ann@example.com. What are your hours?"),
			 "Nine to six.\n\nWhich size?");

	talk_dispose(&t);
	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting ann@example.com");
	EXPECT_PART(talk_say(&t, "small, and can you track my parcel?"), "Anything else");
	EXPECT_PART(talk_say(&t, "nothing"), "Which order number?");
	cr_assert_str_eq(talk_say(&t, "4711222"), "Order 4711222 is on its way.");
	talk_dispose(&t);
}

Test(dialog_forms, a_form_in_between_comes_first_then_the_other_one)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting ann@example.com");
	cr_assert_str_eq(talk_say(&t, "track it"), "Which order number?");
	const char *reply = talk_say(&t, "4711222");
	EXPECT_PART(reply, "Order 4711222 is on its way.");
	EXPECT_PART(reply, "Back to “A fitting”:");
	EXPECT_PART(reply, "Which size?");
	cr_assert_str_eq(talk_slot(&t, "email"), "ann@example.com", "what was known stays known");
	talk_dispose(&t);
}

Test(dialog_forms, never_mind_ends_it_in_every_language)
{
	static const char *const said[] = {"never mind",
					   "Stop!",
					   "vergiss es",
					   "laissez tomber",
					   "算了",
					   "不用了。",
					   "No, forget it.",
					   "nein, doch nicht",
					   "oublie ça",
					   "laissez tomber svp",
					   "oh, never mind, thanks",
					   "ach egal",
					   "vergiss es bitte",
					   "not yet",
					   "算了吧，谢谢"};

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
		struct talk t;
		talk_init(&t, FORMS_YAML);
		(void)talk_say(&t, "track it");
		(void)talk_say(&t, said[i]);
		cr_assert_eq(t.step.did[0].what, DIALOG_STOPPED, "%s", said[i]);
		expect_no_form(&t);
		talk_dispose(&t);
	}
}

/* An intent that has nothing to say is only there to be told apart from others. */
Test(dialog_forms, noise_is_a_wrong_answer_and_no_question)
{
	static const char yaml[] =
		"version: 1\nintents:\n"
		"  - id: track\n    title: Track\n    patterns: ['\\btrack\\b']\n    slots:\n"
		"      number: {pattern: '\\d{6}', ask: {en: 'Number?'}, retry: {en: 'Six "
		"digits.'}}\n"
		"    reply: {en: '{number}'}\n"
		"  - {id: noise, title: Noise, patterns: ['^hm+$', '^no\\b'], handoff: never}\n"
		"  - id: lamps\n    title: Lamps\n    examples: {en: [lamp, our lamps, lamps you "
		"sell, about the lamps]}\n    reply: {en: 'We sell lamps.'}\n"
		"  - id: chairs\n    title: Chairs\n    examples: {en: [chair, our chairs, chairs "
		"you sell, about the chairs]}\n    reply: {en: 'We sell chairs.'}\n";
	struct talk t;

	talk_init(&t, yaml);
	(void)talk_say(&t, "track");
	cr_assert_str_eq(talk_say(&t, "hmm"), "Six digits.");
	cr_assert_str_eq(talk_say(&t, "lamp"), "Six digits.");
	cr_assert_str_eq(talk_say(&t, "471122"), "471122");
	cr_assert_str_eq(talk_say(&t, "no, 471133"), "471133", "nor is it in a correction");
	(void)talk_say(&t, "stop");
	cr_assert_str_eq(talk_say(&t, "lamp"), "We sell lamps.");
	(void)talk_say(&t, "track");
	EXPECT_PART(talk_say(&t, "lamps you sell"), "We sell lamps.\n\nBack to");
	talk_dispose(&t);
}

Test(dialog_forms, text_takes_anything_but_a_plain_question)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting ann@example.com small");
	EXPECT_PART(talk_say(&t, "what are your hours?"), "Nine to six.");
	EXPECT_PART(talk_say(&t, "I can pay on site"), "size s: I can pay on site.");
	talk_dispose(&t);
}

Test(dialog_forms, a_question_that_only_examples_know_is_no_free_text)
{
	static const char yaml[] =
		"version: 1\nintents:\n"
		"  - id: move\n    title: Move\n    patterns: ['\\bmove\\b']\n    slots:\n"
		"      address: {type: text, ask: {en: 'Where to?'}}\n"
		"    reply: {en: 'To {address}.'}\n"
		"  - id: lamps\n    title: Lamps\n    examples: {en: [do you have lamps, which "
		"lamps do you sell, about the lamps]}\n    reply: {en: 'We sell lamps.'}\n"
		"  - id: chairs\n    title: Chairs\n    examples: {en: [do you have chairs, which "
		"chairs do you sell, about the chairs]}\n    reply: {en: 'We sell chairs.'}\n";
	struct talk t;

	talk_init(&t, yaml);
	(void)talk_say(&t, "move");
	EXPECT_PART(talk_say(&t, "which lamps do you sell?"), "We sell lamps.\n\nBack to");
	cr_assert_str_eq(talk_say(&t, "Lamps Street 5"), "To Lamps Street 5.");
	talk_dispose(&t);
}

Test(dialog_forms, a_person_comes_before_any_form)
{
	static const char *const said[] = {"I want a human", "I want to talk to a person",
					   "human, my number is 4711222"};

	for (size_t i = 0; i < 3; i++) {
		struct talk t;
		talk_init(&t, FORMS_YAML);
		(void)talk_say(&t, "track it");
		(void)talk_say(&t, said[i]);
		cr_assert_eq(t.step.act, DIALOG_HANDOFF, "%s", said[i]);
		cr_assert_eq(t.step.verdict.reason, ESC_REQUEST);
		expect_no_form(&t);
		cr_assert_null(t.step.memory->form);
		talk_dispose(&t);
	}
	struct talk t;
	struct dialog_step s;
	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting");
	dialog_button(&t.env, t.memory, "en", &s);
	cr_assert_eq(s.act, DIALOG_HANDOFF);
	cr_assert_null(s.memory->form, "the button as well");
	dialog_step_dispose(&s);
	talk_dispose(&t);
}

Test(dialog_forms, a_declined_offer_goes_on_with_the_form)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting");
	t.memory->score.offer_open = true;
	EXPECT_PART(talk_say(&t, word(WORD_OFFER_NO)), "Which e-mail address?");
	cr_assert_eq(t.step.act, DIALOG_REPLY);
	cr_assert_eq(t.memory->form->wrong, 0);
	talk_dispose(&t);
}

Test(dialog_forms, what_follows_and_what_is_allowed)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "how long");
	cr_assert_null(t.step.decision.intent, "it follows nothing");
	(void)talk_say(&t, "track 4711222");
	cr_assert_str_eq(talk_say(&t, "how long"), "Two more days.");
	cr_assert_str_eq(talk_say(&t, "how long"), "Two more days.", "still about the same");
	cr_assert_str_eq(talk_say(&t, "no, 4711333"), "Order 4711333 is on its way.",
			 "a follow-up leaves what it leans on where it can be put right");
	(void)talk_say(&t, "how can I pay");
	(void)talk_say(&t, "how long");
	cr_assert_null(t.step.decision.intent, "something else was answered since");

	(void)talk_say(&t, "I am stuck");
	cr_assert_null(t.step.decision.intent);
	t.page = "https://shop.example/checkout/1";
	(void)talk_say(&t, "I am stuck");
	cr_assert_null(t.step.decision.intent, "the page alone is not enough");
	t.facts[t.fact_count++] = (struct dialog_fact){.name = "customer.tier", .value = "gold"};
	cr_assert_str_eq(talk_say(&t, "I am stuck"), "Gold customers call us.");
	char *evidence = talk_evidence(&t, "I am stuck");
	EXPECT_PART(evidence, "\"page\":\"https://shop.example/checkout/1\"");
	EXPECT_PART(evidence, "\"facts\":{\"customer.tier\":\"gold\"}");
	free(evidence);
	talk_dispose(&t);
}

Test(dialog_forms, a_form_goes_on_in_the_language_that_it_began_in)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	cr_assert_str_eq(talk_say(&t, "verfolgen"), "Welche Bestellnummer?");
	cr_assert_str_eq(talk_say(&t, "4711222"), "Bestellung 4711222 ist unterwegs.");
	cr_assert_eq(t.step.locale, LOCALE_DE);
	(void)talk_say(&t, "die andere verfolgen");
	EXPECT_PART(talk_say(&t, "egal"), word_raw(WORD_FORM_STOPPED, LOCALE_DE));
	talk_dispose(&t);
}

Test(dialog_forms, variants_never_twice_running_and_the_same_in_a_replay)
{
	struct talk t, again;
	char last[64] = "";
	unsigned different = 0;

	talk_init(&t, FORMS_YAML);
	talk_init(&again, FORMS_YAML);
	for (int i = 0; i < 40; i++) {
		const char *reply = talk_say(&t, "how can I pay");
		cr_assert_str_neq(reply, last);
		cr_assert_str_eq(talk_say(&again, "how can I pay"), reply);
		different += strcmp(reply, "Card or invoice.") == 0;
		strcpy(last, reply);
	}
	cr_assert(different > 3 && different < 30, "%u", different);
	talk_dispose(&t);
	talk_dispose(&again);
}

Test(dialog_forms, the_evidence_tells_the_way)
{
	struct talk t;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "track it");
	(void)talk_say(&t, "4711222");
	char *evidence = talk_evidence(&t, "4711222");
	EXPECT_PART(evidence,
		    "{\"what\":\"filled\",\"intent\":\"track\",\"slot\":\"order_number\"}");
	EXPECT_PART(evidence, "\"slots\":{\"order_number\":\"4711222\"}");
	EXPECT_PART(evidence, "\"phase\":\"done\"");
	free(evidence);
	talk_dispose(&t);
}

Test(dialog_forms, a_form_whose_catalog_is_gone_goes_on_or_goes)
{
	static const char without[] =
		"version: 1\nintents:\n"
		"  - {id: hours, title: Hours, patterns: [hours], reply: {en: "
		"'Nine to six.'}}\n";
	struct talk t, other;

	talk_init(&t, FORMS_YAML);
	(void)talk_say(&t, "fitting ann@example.com");
	snprintf(t.memory->form->catalog, sizeof t.memory->form->catalog, "sha256:other");
	EXPECT_PART(talk_say(&t, "large"), "Anything else");
	cr_assert_eq(t.step.did[0].what, DIALOG_RESTARTED);
	cr_assert_str_eq(t.memory->form->catalog, intent_catalog_hash(t.config->catalog));

	talk_init(&other, without);
	other.memory = dialog_memory_copy(t.memory);
	cr_assert_str_eq(talk_say(&other, "hours"), "Nine to six.");
	expect_no_form(&other);
	talk_dispose(&t);
	talk_dispose(&other);
}

static const char CARRY_YAML[] =
	"version: 1\n"
	"intents:\n"
	"  - id: track\n"
	"    patterns: ['\\btrack\\b']\n"
	"    slots: {order_number: {pattern: '\\d{6,10}', ask: {en: Which order number?}}}\n"
	"    reply: {en: 'Order {order_number} is on its way.'}\n"
	"  - id: address\n"
	"    patterns: ['\\baddress\\b']\n"
	"    slots:\n"
	"      order_number: {pattern: '\\d{6,10}', ask: {en: Which order?}}\n"
	"      note: {type: text, ask: {en: Which address?}}\n"
	"    reply: {en: 'Order {order_number} goes to {note}.'}\n"
	"  - id: voucher\n"
	"    patterns: ['\\bvoucher\\b']\n"
	"    slots: {order_number: {pattern: 'v\\d{3}', ask: {en: Which voucher?}}}\n"
	"    reply: {en: 'Voucher {order_number} is good.'}\n"
	"  - id: note\n"
	"    patterns: ['\\bnote\\b']\n"
	"    slots: {note: {type: text, ask: {en: Which note?}}}\n"
	"    reply: {en: Noted.}\n"
	"  - id: hello\n"
	"    patterns: ['\\bhello\\b']\n"
	"    reply: {en: Hello!}\n";

Test(dialog_forms, the_order_that_was_just_talked_about_is_known)
{
	struct talk t;

	talk_init(&t, CARRY_YAML);
	cr_assert_str_eq(talk_say(&t, "track 4711222"), "Order 4711222 is on its way.");
	cr_assert_str_eq(talk_say(&t, "change its address"), "Which address?");
	cr_assert_str_eq(talk_slot(&t, "order_number"), "4711222");
	char *evidence = talk_evidence(&t, "change its address");
	cr_assert(strstr(evidence, "carried"), "the evidence says where it comes from: %s",
		  evidence);
	free(evidence);
	cr_assert_str_eq(talk_say(&t, "1 Elm Road"), "Order 4711222 goes to 1 Elm Road.");
	cr_assert_str_eq(talk_say(&t, "note this"), "Which note?", "free text is asked for again");
	(void)talk_say(&t, "never mind");
	(void)talk_say(&t, "track 4711222");
	cr_assert_str_eq(talk_say(&t, "track"), "Order 4711222 is on its way.",
			 "the same question is about the same order");
	talk_dispose(&t);
}

Test(dialog_forms, what_is_not_carried)
{
	struct talk t;

	talk_init(&t, CARRY_YAML);
	(void)talk_say(&t, "track 4711222");
	cr_assert_str_eq(talk_say(&t, "track my other one"), "Which order number?");
	(void)talk_say(&t, "4711333");
	cr_assert_str_eq(talk_say(&t, "voucher"), "Which voucher?", "another kind of value");
	(void)talk_say(&t, "v123");
	(void)talk_say(&t, "track 4711222");
	(void)talk_say(&t, "hello");
	cr_assert_str_eq(talk_say(&t, "new address"), "Which order?",
			 "something else was answered in between");
	(void)talk_say(&t, "never mind");
	(void)talk_say(&t, "track 4711222");
	cr_assert_str_eq(talk_say(&t, "address for 4711444"), "Which address?");
	cr_assert_str_eq(talk_slot(&t, "order_number"), "4711444", "what is said counts first");
	talk_dispose(&t);
}
