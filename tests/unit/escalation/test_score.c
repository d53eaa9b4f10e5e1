/*
 * Golden conversations: what each turn leads to, that the score is the sum of what is shown, and
 * that judging is deterministic.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "config/text/normalize.h"
#include "escalation/score.h"

static struct esc_policy *policy;

static void setup(void)
{
	struct diag d;

	diag_init(&d);
	policy = esc_policy_load(NULL, &d);
	cr_assert_not_null(policy);
	diag_dispose(&d);
}

static void teardown(void)
{
	esc_policy_destroy(policy);
}

TestSuite(score, .init = setup, .fini = teardown);

/* One turn of a golden conversation; what is left out is false or empty. */
struct step {
	const char *say;
	enum esc_answer answer;
	const char *reply;
	double p_complaint, p_request, p_sensitive;
	bool thumb_down, button, always, offer, action_failed, action_final, signal_complaint,
		llm_request;
	enum esc_action want;
	enum esc_reason reason;
	double score; /* after the turn; negative = not looked at */
};

static struct esc_verdict judge(struct esc_score *s, const struct step *x, uint64_t seq)
{
	char normalized[2000] = "";
	long len =
		x->say ? normalize_text(x->say, strlen(x->say), normalized, sizeof(normalized)) : 0;
	struct esc_turn t = {
		.locale = "en",
		.text = x->say,
		.normalized = x->say ? normalized : NULL,
		.normalized_len = (size_t)len,
		.seq = seq,
		.answer = x->answer,
		.reply = x->reply,
		.p_complaint = x->p_complaint,
		.p_request = x->p_request,
		.p_sensitive = x->p_sensitive,
		.thumb_down = x->thumb_down,
		.button = x->button,
		.intent_always = x->always,
		.intent_offer = x->offer,
		.action_failed = x->action_failed,
		.action_final = x->action_final,
		.intent_signal_complaint = x->signal_complaint,
		.llm_request = x->llm_request,
	};
	struct esc_verdict v;

	cr_assert_geq(len, 0);
	esc_judge(policy, s, &t, &v);
	return v;
}

static void check_sum(const struct esc_score *s, const char *say)
{
	double sum = 0;

	for (unsigned i = 0; i < s->signal_count; i++)
		sum += s->signals[i].weight;
	cr_assert(fabs(sum - s->score) < 1e-9,
		  "after \"%s\": signals add up to %g, the score is %g", say, sum, s->score);
}

static void play(const char *name, const struct step *steps, size_t count)
{
	struct esc_score s;

	esc_score_init(&s);
	for (size_t i = 0; i < count; i++) {
		const struct step *x = &steps[i];
		const char *say = x->say ? x->say : "(event)";
		struct esc_verdict v = judge(&s, x, i + 1);

		cr_assert_eq(v.action, x->want,
			     "%s, turn %zu \"%s\": action %d instead of %d (score %g)", name, i + 1,
			     say, v.action, x->want, v.score);
		cr_assert_str_eq(esc_reason_name(v.reason), esc_reason_name(x->reason),
				 "%s, turn %zu \"%s\"", name, i + 1, say);
		if (x->score >= 0)
			cr_assert(fabs(v.score - x->score) < 0.005,
				  "%s, turn %zu \"%s\": score %g instead of %g", name, i + 1, say,
				  v.score, x->score);
		cr_assert(v.action == ESC_GO_ON || v.evidence_count > 0,
			  "%s, turn %zu: no evidence", name, i + 1);
		check_sum(&s, say);
	}
}

#define PLAY(...)                                                        \
	do {                                                             \
		const struct step steps[] = {__VA_ARGS__};               \
		play(__func__, steps, sizeof(steps) / sizeof(steps[0])); \
	} while (0)

Test(score, two_unanswered_in_a_row_reach_the_transfer)
{
	PLAY({.say = "qwert zuiop", .answer = ESC_NO_ANSWER, .score = 1.5},
	     {.say = "asdf ghjkl",
	      .answer = ESC_NO_ANSWER,
	      .want = ESC_TRANSFER,
	      .reason = ESC_LOW_CONFIDENCE,
	      .score = 4.0});
}

Test(score, an_answer_between_breaks_the_row)
{
	PLAY({.say = "qwert zuiop", .answer = ESC_NO_ANSWER, .score = 1.5},
	     {.say = "where is my parcel", .reply = "It is on its way.", .score = 1.05},
	     {.say = "asdf ghjkl",
	      .answer = ESC_NO_ANSWER,
	      .want = ESC_OFFER,
	      .reason = ESC_LOW_CONFIDENCE,
	      .score = 2.55});
}

Test(score, out_of_scope_weighs_less)
{
	PLAY({.say = "will it rain in rome", .answer = ESC_OUT_OF_SCOPE, .score = 0.5},
	     {.say = "who won the match", .answer = ESC_OUT_OF_SCOPE, .score = 1.0},
	     {.say = "how old is the queen", .answer = ESC_OUT_OF_SCOPE, .score = 1.5});
}

Test(score, the_score_fades_and_ends)
{
	PLAY({.say = "qwert zuiop", .answer = ESC_NO_ANSWER, .score = 1.5},
	     {.say = "opening times", .reply = "Nine to six.", .score = 1.05},
	     {.say = "how much is shipping", .reply = "Five euros.", .score = 0.735},
	     {.say = "and to france", .reply = "Nine euros.", .score = 0.5145});
}

Test(score, requests_go_at_once_and_every_time)
{
	PLAY({.say = "talk to a human", .want = ESC_TRANSFER, .reason = ESC_REQUEST, .score = -1},
	     {.say = "Agent!",
	      .answer = ESC_NO_ANSWER,
	      .want = ESC_TRANSFER,
	      .reason = ESC_REQUEST,
	      .score = -1},
	     {.button = true,
	      .answer = ESC_SILENT,
	      .want = ESC_TRANSFER,
	      .reason = ESC_REQUEST,
	      .score = -1},
	     {.say = "foo",
	      .p_request = 0.9,
	      .want = ESC_TRANSFER,
	      .reason = ESC_REQUEST,
	      .score = -1});
}

Test(score, negated_requests_are_none_whatever_the_classifier_says)
{
	PLAY({.say = "I don't need an agent", .p_request = 0.95, .reply = "Fine.", .score = 0},
	     {.say = "I am an agent myself",
	      .p_request = 0.95,
	      .reply = "Good to know.",
	      .score = 0});
}

Test(score, bare_support_is_an_offer)
{
	PLAY({.say = "support",
	      .answer = ESC_NO_ANSWER,
	      .p_request = 0.9,
	      .want = ESC_OFFER,
	      .reason = ESC_REQUEST,
	      .score = -1},
	     {.say = "yes please",
	      .answer = ESC_NO_ANSWER,
	      .want = ESC_TRANSFER,
	      .reason = ESC_REQUEST,
	      .score = -1});
}

Test(score, hard_reasons_win_in_their_order)
{
	PLAY({.say = "my lawyer will complain, give me a human",
	      .want = ESC_TRANSFER,
	      .reason = ESC_SENSITIVE,
	      .score = -1},
	     {.say = "I want to complain, give me a human",
	      .want = ESC_TRANSFER,
	      .reason = ESC_REQUEST,
	      .score = -1},
	     {.say = "I want to complain",
	      .always = true,
	      .want = ESC_TRANSFER,
	      .reason = ESC_COMPLAINT,
	      .score = -1},
	     {.say = "delete it",
	      .always = true,
	      .llm_request = true,
	      .want = ESC_TRANSFER,
	      .reason = ESC_INTENT_POLICY,
	      .score = -1},
	     {.say = "foo bar",
	      .llm_request = true,
	      .want = ESC_TRANSFER,
	      .reason = ESC_LLM_REQUEST,
	      .score = -1});
}

/* "late again" alone is .6 of a complaint, and half a share of the catalog's examples lacks as
 * much: 1 - (1-.6)(1-.5) = .8. */
Test(score, words_and_examples_add_up)
{
	PLAY({.say = "late again", .p_complaint = 0.1, .reply = "Oh.", .score = -1},
	     {.say = "late again",
	      .p_complaint = 0.55,
	      .want = ESC_TRANSFER,
	      .reason = ESC_COMPLAINT,
	      .score = -1});
}

Test(score, shop_talk_is_no_complaint_whatever_the_classifier_says)
{
	PLAY({.say = "do you have any gloves against burns",
	      .p_complaint = 0.95,
	      .reply = "Yes.",
	      .score = 0});
}

Test(score, a_weak_complaint_scores)
{
	PLAY({.say = "foo bar", .p_complaint = 0.65, .reply = "Well.", .score = 1.15},
	     {.say = "foo baz", .p_complaint = 0.49, .reply = "Hm.", .score = 0.805},
	     {.say = "foo qux",
	      .p_complaint = 0.81,
	      .want = ESC_TRANSFER,
	      .reason = ESC_COMPLAINT,
	      .score = -1},
	     {.say = "foo quux",
	      .signal_complaint = true,
	      .want = ESC_TRANSFER,
	      .reason = ESC_COMPLAINT,
	      .score = -1});
}

Test(score, examples_of_the_three_reasons_add_up_and_the_strongest_names_it)
{
	PLAY({.say = "foo bar",
	      .p_complaint = 0.45,
	      .p_sensitive = 0.38,
	      .want = ESC_TRANSFER,
	      .reason = ESC_COMPLAINT,
	      .score = -1},
	     {.say = "foo baz",
	      .p_complaint = 0.2,
	      .p_request = 0.08,
	      .p_sensitive = 0.55,
	      .want = ESC_TRANSFER,
	      .reason = ESC_SENSITIVE,
	      .score = -1},
	     {.say = "foo qux",
	      .p_complaint = 0.05,
	      .p_request = 0.06,
	      .p_sensitive = 0.07,
	      .reply = "Hm.",
	      .score = -1});
}

/* What a denied reason had of the shares is nobody else's. */
Test(score, examples_of_a_denied_reason_do_not_argue_for_another)
{
	PLAY({.say = "no complaints from me",
	      .p_complaint = 0.8,
	      .p_sensitive = 0.05,
	      .reply = "Good.",
	      .score = 0});
}

/* "Yes" to a question of the assistant is no complaint, whatever the examples make of one word. */
Test(score, examples_say_nothing_of_small_talk)
{
	PLAY({.say = "yes", .p_complaint = 0.9, .reply = "Fine.", .score = 0},
	     {.say = "danke", .p_sensitive = 0.9, .reply = "Gern.", .score = 0});
}

Test(score, rejection_counts_itself_and_not_as_unanswered_too)
{
	PLAY({.say = "where is my parcel", .reply = "Read the help page.", .score = 0},
	     {.say = "that does not help", .answer = ESC_NO_ANSWER, .score = 1.5},
	     {.say = "not what I asked",
	      .answer = ESC_NO_ANSWER,
	      .want = ESC_TRANSFER,
	      .reason = ESC_REPEATED_FAILURE,
	      .score = 3.0});
}

Test(score, the_same_answer_again)
{
	PLAY({.say = "where is my parcel",
	      .reply = "You find the state of your parcel under orders.",
	      .score = 0},
	     {.say = "but when does it come",
	      .reply = "You find the state of your parcel under orders.",
	      .want = ESC_OFFER,
	      .reason = ESC_REPEATED_FAILURE,
	      .score = 2.0},
	     {.say = "no", .answer = ESC_NO_ANSWER, .score = 1.4},
	     {.say = "tell me the date",
	      .reply = "You find the state of your parcel under orders.",
	      .want = ESC_TRANSFER,
	      .reason = ESC_REPEATED_FAILURE,
	      .score = 3.4});
}

Test(score, the_same_question_for_the_third_time)
{
	PLAY({.say = "when will my refund arrive", .reply = "Soon.", .score = 0},
	     {.say = "when does my refund arrive",
	      .reply = "In a few days, as a rule.",
	      .score = 0},
	     {.say = "so when will my refund arrive?",
	      .reply = "The bank needs some time.",
	      .score = 0.7},
	     {.say = "when will the refund arrive",
	      .reply = "We asked them.",
	      .want = ESC_OFFER,
	      .reason = ESC_REPEATED_FAILURE,
	      .score = 2.2});
}

Test(score, an_offer_is_made_once_and_again_only_after_new_evidence_and_three_turns)
{
	PLAY({.say = "support",
	      .answer = ESC_NO_ANSWER,
	      .want = ESC_OFFER,
	      .reason = ESC_REQUEST,
	      .score = -1},
	     {.say = "no thanks", .answer = ESC_NO_ANSWER, .score = -1},
	     {.say = "opening hours", .reply = "Nine to six.", .score = -1},
	     {.say = "foo", .offer = true, .reply = "A.", .score = -1}, /* two turns after the no */
	     {.say = "bar",
	      .offer = true,
	      .reply = "B?",
	      .want = ESC_OFFER,
	      .reason = ESC_INTENT_POLICY,
	      .score = -1},
	     {.say = "baz", .reply = "C!", .score = -1});
}

Test(score, a_yes_counts_only_right_after_the_offer)
{
	PLAY({.say = "help",
	      .answer = ESC_NO_ANSWER,
	      .want = ESC_OFFER,
	      .reason = ESC_REQUEST,
	      .score = -1},
	     {.say = "opening hours", .reply = "Nine to six.", .score = -1},
	     {.say = "yes", .answer = ESC_NO_ANSWER, .score = -1});
}

Test(score, thanks_take_back_and_clear_the_counters)
{
	PLAY({.say = "qwert zuiop", .answer = ESC_NO_ANSWER, .score = 1.5},
	     {.say = "thank you", .reply = "Welcome.", .score = 0},
	     {.say = "asdf ghjkl", .answer = ESC_NO_ANSWER, .score = 1.5});
}

Test(score, thumbs_and_anger_add)
{
	PLAY({.thumb_down = true, .answer = ESC_SILENT, .score = 1.0},
	     {.say = "WHERE IS MY PARCEL NOW",
	      .reply = "Under way.",
	      .want = ESC_OFFER,
	      .reason = ESC_NEGATIVE_FEEDBACK,
	      .score = 2.0},
	     {.thumb_down = true,
	      .answer = ESC_SILENT,
	      .want = ESC_TRANSFER,
	      .reason = ESC_NEGATIVE_FEEDBACK,
	      .score = 3.0});
}

Test(score, a_failed_action_twice_or_once_for_good)
{
	PLAY({.say = "cancel it", .action_failed = true, .score = 1.5},
	     {.say = "cancel it now",
	      .action_failed = true,
	      .want = ESC_TRANSFER,
	      .reason = ESC_ACTION_FAILED,
	      .score = -1});
	PLAY({.say = "pay it",
	      .action_failed = true,
	      .action_final = true,
	      .want = ESC_TRANSFER,
	      .reason = ESC_ACTION_FAILED,
	      .score = -1});
}

Test(score, abuse_warns_the_agent)
{
	struct esc_score s;
	struct step x = {.say = "I will kill you"};
	struct esc_verdict v;

	esc_score_init(&s);
	v = judge(&s, &x, 1);
	cr_assert_eq(v.action, ESC_TRANSFER);
	cr_assert(v.abuse);
	cr_assert(v.hard);
	cr_assert_str_eq(v.evidence[0].quote, "I will kill you");
	cr_assert_eq(v.evidence[0].seq, 1);
}

Test(score, evidence_names_turns_and_words)
{
	struct esc_score s;
	struct step first = {.say = "Qwert Zuiop", .answer = ESC_NO_ANSWER},
		    second = {.say = "asdf", .answer = ESC_NO_ANSWER};
	struct esc_verdict v;

	esc_score_init(&s);
	(void)judge(&s, &first, 3);
	v = judge(&s, &second, 5);
	cr_assert_eq(v.evidence_count, 2);
	cr_assert_str_eq(v.evidence[0].signal, "no_answer");
	cr_assert_float_eq(v.evidence[0].weight, 2.5, 0);
	cr_assert_eq(v.evidence[0].seq, 5);
	cr_assert_str_eq(v.evidence[1].quote, "Qwert Zuiop");
	cr_assert_eq(v.evidence[1].seq, 3);
	cr_assert_float_eq(v.evidence[0].weight + v.evidence[1].weight, v.score, 1e-9);
}

Test(score, quotes_of_long_messages_are_what_decided_and_end_at_a_character)
{
	char say[1500];
	struct esc_score s;
	struct step x = {.say = say};
	struct esc_verdict v;

	memset(say, 0, sizeof(say));
	for (int i = 0; i < 200; i++)
		memcpy(say + i * 3, "花", 3);
	memcpy(say + 600, "。我要投诉", sizeof("。我要投诉"));
	esc_score_init(&s);
	v = judge(&s, &x, 1);
	cr_assert_eq(v.reason, ESC_COMPLAINT);
	cr_assert_str_eq(v.evidence[0].quote, "投诉");
}

/* 40 turns of all kinds of trouble: never more signals than fit, and they always add up. */
Test(score, long_conversations_stay_within_bounds)
{
	struct esc_score s;

	esc_score_init(&s);
	for (unsigned i = 0; i < 40; i++) {
		struct step x = {.say = i % 3 ? "will it rain" : "blue moon",
				 .answer = ESC_OUT_OF_SCOPE};
		struct esc_verdict v = judge(&s, &x, i + 1);

		cr_assert_leq(s.signal_count, ARRAY_LEN(s.signals));
		cr_assert_leq(v.evidence_count, ARRAY_LEN(v.evidence));
		check_sum(&s, x.say);
	}
}

Test(score, the_same_turns_give_the_same_bytes)
{
	static const struct step steps[] = {
		{.say = "where is my parcel", .reply = "Under orders."},
		{.say = "That does NOT help!!", .answer = ESC_NO_ANSWER},
		{.say = "我的包裹在哪里", .reply = "Under orders."},
		{.thumb_down = true, .answer = ESC_SILENT},
	};
	struct esc_score a, b;

	esc_score_init(&a);
	esc_score_init(&b);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct esc_verdict x = judge(&a, &steps[i], i), y = judge(&b, &steps[i], i);

		cr_assert_eq(memcmp(&x, &y, sizeof(x)), 0, "turn %zu", i);
		cr_assert_eq(memcmp(&a, &b, sizeof(a)), 0, "turn %zu", i);
	}
}

Test(score, yes_and_no_in_all_languages)
{
	static const char *const yes[] = {
		"yes",      "yes please", "ok",   "sure",      "ja",
		"ja bitte", "gerne",      "oui",  "oui merci", "好",
		"好的",     "可以",       "是的", "要",        "yes that would be great",
		"d'accord"};
	static const char *const no[] = {"no",   "no thanks", "nein",   "nein danke",
					 "non",  "non merci", "不用",   "不用了",
					 "不要", "不需要",    "not now"};
	static const char *const neither[] = {"yes but my order is late",
					      "where is my parcel",
					      "ja und wo ist mein paket",
					      "",
					      "4711",
					      "好的我的包裹在哪里",
					      "no idea where it is"};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		cr_expect(esc_is_yes(yes[i], strlen(yes[i])), "a yes: %s", yes[i]);
		cr_expect_not(esc_is_no(yes[i], strlen(yes[i])), "no no: %s", yes[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(no); i++) {
		cr_expect(esc_is_no(no[i], strlen(no[i])), "a no: %s", no[i]);
		cr_expect_not(esc_is_yes(no[i], strlen(no[i])), "no yes: %s", no[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(neither); i++) {
		cr_expect_not(esc_is_yes(neither[i], strlen(neither[i])), "no yes: %s", neither[i]);
		cr_expect_not(esc_is_no(neither[i], strlen(neither[i])), "no no: %s", neither[i]);
	}
}
