/*
 * The dialog step with a small catalog: what is said, in which language, when a person is offered,
 * and that nothing a customer writes gives a bot message without its label.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/dialog/dialog.h"
#include "gateway/dialog/evidence.h"
#include "gateway/dialog/memory.h"
#include "gateway/dialog/message.h"
#include "gateway/words/words.h"
#include "tests/support/gateway/small_config.h"

#define NOW ((int64_t)1790000000000)

struct room {
	struct config_set *config;
	struct dialog_env env;
	struct dialog_memory *memory;
	uint64_t seq;
};

/* Takes the configuration. */
static void room_init_with(struct room *r, struct config_set *config)
{
	*r = (struct room){.config = config};
	r->env = (struct dialog_env){.catalog = r->config->catalog,
				     .policy = r->config->policy,
				     .scratch = intent_scratch_create(),
				     .shop = "Northwind"};
}

static void room_init(struct room *r, const char *policy)
{
	room_init_with(r, small_config(policy));
}

static void room_dispose(struct room *r)
{
	intent_scratch_destroy(r->env.scratch);
	config_set_destroy(r->config);
	dialog_memory_free(r->memory);
}

static struct dialog_turn turn_of(struct room *r, const char *locale, const char *text)
{
	return (struct dialog_turn){
		.locale = locale, .text = text, .len = strlen(text), .seq = r->seq += 2};
}

static struct dialog_step say(struct room *r, const char *locale, const char *text)
{
	struct dialog_turn turn = turn_of(r, locale, text);
	struct dialog_step step;

	dialog_decide(&r->env, r->memory, &turn, &step);
	dialog_memory_free(r->memory);
	r->memory = dialog_step_take_memory(&step);
	return step;
}

Test(dialog, a_reply_with_choices_and_why)
{
	struct room r;

	room_init(&r, POLICY_PATIENT);
	struct dialog_step s = say(&r, "en", "Where is my PARCEL?");
	cr_assert_eq(s.act, DIALOG_REPLY);
	cr_assert_str_eq(s.reply, "It is on its way.");
	cr_assert_eq(s.locale, LOCALE_EN);
	cr_assert_eq(s.choice_count, 2);
	cr_assert_str_eq(s.choices[0], "Change my address");
	cr_assert(strstr(s.why, "Where is my order?"), "why: %s", s.why);
	dialog_step_dispose(&s);
	room_dispose(&r);
}

/* The page's name for the customer is said, but never part of what is stored about the decision. */
Test(dialog, a_name_is_said_when_there_is_one_and_never_as_a_placeholder)
{
	struct room r;

	room_init_with(&r, config_of(POLICY_PATIENT,
				     "version: 1\n"
				     "intents:\n"
				     "  - id: hello\n"
				     "    patterns: ['\\bhello\\b']\n"
				     "    reply: {en: ['Hello {customer.name}!', 'Hello!']}\n"));
	for (int i = 0; i < 3; i++) {
		struct dialog_step s = say(&r, "en", "hello");
		cr_expect_str_eq(s.reply, "Hello!");
		dialog_step_dispose(&s);
	}
	struct dialog_turn turn = turn_of(&r, "en", "hello");
	struct dialog_step s;
	turn.name = "Ottilie {page}";
	dialog_decide(&r.env, r.memory, &turn, &s);
	cr_expect_str_eq(s.reply, "Hello Ottilie {page}!");
	char *evidence = evidence_decision(&r.env, &turn, &s, NOW);
	cr_expect_null(strstr(evidence, "Ottilie"), "%s", evidence);
	free(evidence);
	dialog_step_dispose(&s);
	room_dispose(&r);
}

Test(dialog, reply_and_label_follow_the_language_that_matched)
{
	struct room r;

	room_init(&r, POLICY_PATIENT);
	struct dialog_step s = say(&r, "en", "wo ist mein paket");
	cr_assert_str_eq(s.reply, "Es ist unterwegs.");
	cr_assert_eq(s.locale, LOCALE_DE);
	dialog_step_dispose(&s);
	/* There is no German reply: English is better than nothing, and is then labelled as such.
	 */
	s = say(&r, "de", "geschenkkarte");
	cr_assert_str_eq(s.reply, "We sell gift cards.");
	cr_assert_eq(s.locale, LOCALE_EN);
	dialog_step_dispose(&s);
	room_dispose(&r);
}

Test(dialog, nothing_found_is_said_so)
{
	struct room r;

	room_init(&r, POLICY_PATIENT);
	struct dialog_step s = say(&r, "fr", "blorp fnurgle grobnitz");
	cr_assert_eq(s.act, DIALOG_REPLY);
	cr_assert_null(s.decision.intent);
	cr_assert_str_eq(s.reply, word_raw(WORD_NO_ANSWER, LOCALE_FR));
	dialog_step_dispose(&s);
	room_dispose(&r);
}

Test(dialog, an_offer_a_no_and_a_yes)
{
	struct room r;

	room_init(&r, POLICY_OFFERS);
	struct dialog_step s = say(&r, "de", "blorp fnurgle grobnitz");
	cr_assert_eq(s.act, DIALOG_OFFER);
	cr_assert(strstr(s.reply, word_raw(WORD_OFFER, LOCALE_DE)), "%s", s.reply);
	cr_assert_eq(s.choice_count, 2);
	cr_assert_str_eq(s.choices[0], word_raw(WORD_OFFER_YES, LOCALE_DE));
	dialog_step_dispose(&s);
	s = say(&r, "de", word_raw(WORD_OFFER_NO, LOCALE_DE));
	cr_assert_eq(s.act, DIALOG_REPLY);
	cr_assert_str_eq(s.reply, word_raw(WORD_OFFER_DECLINED, LOCALE_DE));
	dialog_step_dispose(&s);
	room_dispose(&r);

	static const enum locale all[] = {LOCALE_EN, LOCALE_DE, LOCALE_FR, LOCALE_ZH_HANT,
					  LOCALE_ZH_HANS};
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		room_init(&r, POLICY_OFFERS);
		s = say(&r, locale_name(all[i]), "blorp fnurgle grobnitz");
		cr_assert_eq(s.act, DIALOG_OFFER, "%s", locale_name(all[i]));
		dialog_step_dispose(&s);
		s = say(&r, locale_name(all[i]), word_raw(WORD_OFFER_YES, all[i]));
		cr_assert_eq(s.act, DIALOG_HANDOFF, "%s: yes to an offer", locale_name(all[i]));
		cr_assert_eq(s.verdict.reason, ESC_REQUEST);
		cr_assert_null(s.reply);
		dialog_step_dispose(&s);
		room_dispose(&r);
	}
}

Test(dialog, a_handoff_has_no_answer_beside_it)
{
	struct room r;

	room_init(&r, POLICY_PATIENT);
	static const char *const texts[] = {"I want to talk to a person", "can I pay by phone"};
	for (size_t i = 0; i < 2; i++) {
		struct dialog_step s = say(&r, "en", texts[i]);
		cr_assert_eq(s.act, DIALOG_HANDOFF, "%s", texts[i]);
		cr_assert_null(s.reply);
		cr_assert_eq(s.choice_count, 0);
		cr_assert_str_eq(s.why, "");
		cr_assert(s.verdict.evidence_count > 0);
		dialog_step_dispose(&s);
	}
	struct dialog_step s;
	dialog_button(&r.env, r.memory, "en", &s);
	cr_assert_eq(s.act, DIALOG_HANDOFF);
	cr_assert_null(s.reply);
	cr_assert_eq(s.verdict.reason, ESC_REQUEST);
	dialog_step_dispose(&s);
	room_dispose(&r);
}

/* ---- properties over random words ---- */

static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* Words that mean something, mixed with every kind of character. Valid UTF-8. */
static void random_text(uint32_t *dice, char *out, size_t size)
{
	static const char *const pieces[] = {
		"where is my parcel",
		"gift card",
		"no",
		"yes",
		" ",
		"\n",
		"\"",
		"\\",
		"\t",
		"<b>",
		"你好",
		"ü",
		"😀",
		"\u202e",
		"AI-generated",
		"{shop}",
		"%s",
		"label\":",
		"a",
		"\x01",
		"pay",
		"?!",
		"Nein, weiter so",
		"\u0301",
	};
	size_t used = 0;

	out[0] = '\0';
	for (uint32_t n = next(dice) % 12; n > 0; n--) {
		const char *p = pieces[next(dice) % (sizeof pieces / sizeof pieces[0])];
		if (used + strlen(p) + 1 > size)
			return;
		memcpy(out + used, p, strlen(p) + 1);
		used += strlen(p);
	}
}

static void expect_labelled(const struct dialog_step *s, const char *text)
{
	struct message_bot bot = {.locale = s->locale,
				  .shop = "Northwind",
				  .text = s->reply,
				  .choices = s->choices,
				  .choice_count = s->choice_count,
				  .why = s->why,
				  .catalog = "sha256:0"};
	struct message m;
	char expected[64];
	struct buf b;

	message_bot(&bot, NOW, &m);
	buf_init(&b, BUF_MAX_FRAME);
	message_write_frame(&b, &m.row, NULL);
	cr_assert_eq(buf_check(&b), 0);
	buf_char(&b, '\0');
	snprintf(expected, sizeof expected, "\"ai_generated\":true,\"label\":\"%s\"",
		 word_raw(WORD_LABEL, s->locale));
	cr_assert(strstr(b.bytes, expected), "no label on the reply to \"%s\": %s", text, b.bytes);
	cr_assert_null(strstr(b.bytes, "\"ai_generated\":false"), "%s", b.bytes);
	cr_assert(strstr(b.bytes, "\"origin\":\"rule\""));
	buf_dispose(&b);
	message_dispose(&m);
}

static char *memory_of(const struct dialog_memory *s)
{
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	memory_write(s, &b);
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}

Test(dialog, whatever_is_written_every_bot_message_is_labelled)
{
	struct room r;
	uint32_t dice = 20261122;
	char text[512];

	room_init(&r, POLICY_OFFERS);
	for (int i = 0; i < 2000; i++) {
		enum locale l = (enum locale)(next(&dice) % LOCALE_COUNT);
		random_text(&dice, text, sizeof text);
		struct dialog_step s = say(&r, locale_name(l), text);
		cr_assert_eq(s.reply == NULL, s.act == DIALOG_HANDOFF, "act %d for \"%s\"", s.act,
			     text);
		if (s.reply) {
			cr_assert(s.reply[0], "an empty reply to \"%s\"", text);
			expect_labelled(&s, text);
		} else {
			dialog_memory_reset(r.memory);
		}
		dialog_step_dispose(&s);
	}
	room_dispose(&r);
}

Test(dialog, memory_reads_back_exactly)
{
	struct room r;
	uint32_t dice = 7;
	char text[512];

	room_init(&r, POLICY_OFFERS);
	for (int i = 0; i < 500; i++) {
		random_text(&dice, text, sizeof text);
		struct dialog_step s = say(&r, "en", text);
		dialog_step_dispose(&s);
		char *once = memory_of(r.memory);
		struct dialog_memory *back = memory_read(once);
		cr_assert(back, "%s", once);
		char *twice = memory_of(back);
		cr_assert_str_eq(once, twice);
		/* Judged from the copy, the next turn goes the same way. */
		struct dialog_step a, b;
		struct dialog_turn turn = turn_of(&r, "en", "where is my parcel");
		dialog_decide(&r.env, r.memory, &turn, &a);
		dialog_step_dispose(&a);
		dialog_decide(&r.env, back, &turn, &b);
		cr_assert_eq(a.act, b.act);
		cr_assert_eq(a.verdict.score, b.verdict.score, "%.17g %.17g", a.verdict.score,
			     b.verdict.score);
		dialog_step_dispose(&b);
		dialog_memory_free(back);
		free(once);
		free(twice);
	}
	static const char *const broken[] = {NULL, "", "7", "[]", "{\"v\":"};
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
		cr_assert_null(memory_read(broken[i]));
	room_dispose(&r);
}

Test(dialog, the_same_turn_gives_the_same_evidence)
{
	struct room r;
	uint32_t dice = 99;
	char text[512];

	room_init(&r, POLICY_OFFERS);
	for (int i = 0; i < 300; i++) {
		char *json[2];
		random_text(&dice, text, sizeof text);
		struct dialog_turn turn = turn_of(&r, "en", text);
		for (int k = 0; k < 2; k++) {
			struct dialog_step s;
			dialog_decide(&r.env, r.memory, &turn, &s);
			json[k] = evidence_decision(&r.env, &turn, &s, NOW);
			dialog_step_dispose(&s);
		}
		cr_assert_str_eq(json[0], json[1]);
		free(json[0]);
		free(json[1]);
		struct dialog_step s = say(&r, "en", text);
		dialog_step_dispose(&s);
	}
	room_dispose(&r);
}
