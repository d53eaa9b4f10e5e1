/* Structs to frames: each frame is compared with tests/golden/wire/NAME.json byte for byte, which
 * the browsers' tests read too. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "gateway/wire/wire.h"

/* GOLDEN_UPDATE=1 writes the file anew. */
static void expect_frame(struct buf *b, const char *name)
{
	char path[128], expected[8192] = "";
	json_t *json;
	FILE *f;

	cr_assert_eq(buf_check(b), 0, "%s overflowed", name);
	json = json_loadb(b->bytes, b->len, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(json, "%s is no JSON: %s", name, b->bytes);
	json_decref(json);
	snprintf(path, sizeof(path), "tests/golden/wire/%s.json", name);
	if (getenv("GOLDEN_UPDATE") != NULL) {
		f = fopen(path, "w");
		cr_assert_not_null(f, "%s", path);
		fprintf(f, "%s\n", b->bytes);
		fclose(f);
	}
	f = fopen(path, "r");
	cr_assert_not_null(f, "%s is missing; make it with GOLDEN_UPDATE=1", path);
	cr_assert_gt(fread(expected, 1, sizeof(expected) - 1, f), 0);
	fclose(f);
	expected[strcspn(expected, "\n")] = '\0';
	cr_expect_str_eq(b->bytes, expected, "%s\ngot      %s\nexpected %s", path, b->bytes,
			 expected);
	buf_clear(b);
}

#define CASE "0190c6f4-7b1a-7c3e-8d2f-1a2b3c4d5e6f"
#define OTHER_CASE "0190c6f4-7b1a-7c3e-8d2f-1a2b3c4d5e70"
#define CONVERSATION "0190c6f4-7b1a-7c3e-8d2f-000000000001"

Test(wire_write, small_frames)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_ack(&b, "m-1", 3);
	expect_frame(&b, "ack");
	wire_write_error(&b, "bad_message", "text: \"quoted\" \\ \n\x01 ünï 你😀", "m-1", CASE);
	expect_frame(&b, "error");
	wire_write_error(&b, "bad_json", "x", "", NULL);
	expect_frame(&b, "error-plain");
	wire_write_error_named(
		&b, "not_found", "x", "t-1", CASE,
		&(struct wire_named){.about = "team",
				     .known = (const char *const[]){"support", "billing"},
				     .known_count = 2});
	expect_frame(&b, "error-named");
	wire_write_desk(&b, &(struct wire_desk){
				    .capacity = 10,
				    .teams = &(struct wire_titled){"billing",
								   {"Billing", "Rechnung",
								    "Factures", "帳務", "账务"}},
				    .team_count = 1,
				    .dispositions = &(struct wire_titled){"spam",
									  {"Spam", "Spam", "Spam",
									   "垃圾", "垃圾"}},
				    .disposition_count = 1,
				    .agents = &(struct wire_colleague){"Ada", "away", 3},
				    .agent_count = 1});
	expect_frame(&b, "desk");
	wire_write_delta(&b,
			 &(struct wire_delta){
				 .reply = "m1", .label = "AI-generated", .text = "Hi.", .len = 3});
	expect_frame(&b, "delta");
	wire_write_delta(&b, &(struct wire_delta){.reply = "m1", .text = "", .cancelled = true});
	expect_frame(&b, "delta-cancelled");
	wire_write_help(&b, &(struct wire_help){.case_id = CASE,
						.draft = OTHER_CASE,
						.label = "AI-generated",
						.text = "Dear",
						.len = 4});
	expect_frame(&b, "draft");
	wire_write_help(&b,
			&(struct wire_help){.case_id = CASE,
					    .draft = OTHER_CASE,
					    .text = "",
					    .done = true,
					    .sources =
						    (const struct wire_source[]){
							    {"Delivery", "https://shop.example/d"},
							    {"\"Returns\"", NULL}},
					    .source_count = 2});
	expect_frame(&b, "draft-sources");
	wire_write_help(&b, &(struct wire_help){.summary = true,
						.case_id = CASE,
						.draft = OTHER_CASE,
						.text = "",
						.done = true,
						.failed = "timeout"});
	expect_frame(&b, "summary-failed");
	wire_write_typing(&b, "ai", NULL, NULL);
	expect_frame(&b, "typing");
	wire_write_typing(&b, "customer", CASE, NULL);
	expect_frame(&b, "typing-agent");
	wire_write_feedback(&b, CASE, 4, false);
	expect_frame(&b, "feedback");
	wire_write_presence(&b, "Ada", wire_presence_name(WIRE_AWAY));
	expect_frame(&b, "presence");
	wire_write_viewers(&b, CASE, (const char *const[]){"Ada", "Grace \"G\""}, 2);
	expect_frame(&b, "viewers");
	buf_dispose(&b);
}

Test(wire_write, welcomes)
{
	static const char *const cases[] = {CASE, OTHER_CASE};
	struct wire_welcome w = {.conversation = CONVERSATION,
				 .token = "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyMTI",
				 .state = "bot",
				 .consent = "needed",
				 .notice_text = "You chat with the AI assistant of <Shop> & Co.",
				 .notice_version = "1",
				 .shop = "<Shop> & Co."};
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_welcome(&b, &w);
	expect_frame(&b, "welcome");
	w.resumed = true;
	w.seq = UINT64_C(9007199254740991);
	w.privacy_url = "https://shop.example/privacy";
	w.consent = "given";
	w.state = "human";
	wire_write_welcome(&b, &w);
	expect_frame(&b, "welcome-resumed");
	wire_write_agent_welcome(&b, "Ada", "available", cases, 2);
	expect_frame(&b, "welcome-agent");
	wire_write_agent_welcome(&b, "Ada", "away", NULL, 0);
	expect_frame(&b, "welcome-agent-empty");
	buf_dispose(&b);
}

Test(wire_write, states)
{
	struct wire_state s = {.state = "bot", .wait_seconds = -1};
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_state(&b, &s);
	expect_frame(&b, "state-bot");
	s = (struct wire_state){.state = "queued",
				.outcome = "queued",
				.position = 3,
				.wait_seconds = 0,
				.reference = "FD-0123ABCD",
				.reason = "complaint"};
	wire_write_state(&b, &s);
	expect_frame(&b, "state-queued");
	s = (struct wire_state){.state = "human",
				.outcome = "assigned",
				.wait_seconds = -1,
				.agent = "Ada",
				.reference = "FD-0123ABCD",
				.reason = "request",
				.case_id = CASE};
	wire_write_state(&b, &s);
	expect_frame(&b, "state-agent");
	s = (struct wire_state){.state = "bot",
				.outcome = "closed_until",
				.wait_seconds = -1,
				.until = "2026-11-23T08:00:00.000Z",
				.hours = "Mo-Fr 9-17",
				.reference = "FD-0123ABCD",
				.reason = "request"};
	wire_write_state(&b, &s);
	expect_frame(&b, "state-closed-until");
	buf_dispose(&b);
}

Test(wire_write, state_of_a_hold_and_of_the_work_after_a_chat)
{
	struct wire_hold hold = {.until = "2026-11-23T08:05:00.000Z"};
	struct wire_wrapup wrapup = {.until = "2026-11-23T08:05:00.000Z",
				     .disposition = "resolved"};
	struct wire_state s = {.state = "human",
			       .outcome = "assigned",
			       .wait_seconds = -1,
			       .agent = "Ada",
			       .reference = "FD-0123ABCD",
			       .reason = "request",
			       .hold = &hold};
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_state(&b, &s);
	expect_frame(&b, "state-hold");
	hold.since = "2026-11-23T08:00:00.000Z";
	hold.is_over = true;
	s.case_id = CASE;
	wire_write_state(&b, &s);
	expect_frame(&b, "state-agent-hold");
	s = (struct wire_state){.state = "closed",
				.wait_seconds = -1,
				.reference = "FD-0123ABCD",
				.reason = "request",
				.case_id = CASE,
				.wrapup = &wrapup};
	wire_write_state(&b, &s);
	expect_frame(&b, "state-agent-wrapup");
	buf_dispose(&b);
}

Test(wire_write, queue)
{
	struct wire_queue_entry entries[2] = {
		{.case_id = CASE,
		 .reason = "complaint",
		 .priority = 2,
		 .locale = "de",
		 .waiting_seconds = 61,
		 .position = 1,
		 .summary = "Paket fehlt",
		 .reference = "FD-0123ABCD",
		 .state = "queued",
		 .since = "2026-11-22T16:00:00.000Z",
		 .wait_seconds = 90},
		{.case_id = OTHER_CASE,
		 .reason = "request",
		 .team = "returns",
		 .priority = -1,
		 .locale = "zh-Hant",
		 .reference = "FD-0123ABCE",
		 .state = "callback",
		 .since = "2026-11-22T16:01:00.000Z",
		 .callback = &(struct wire_callback){.left_at = "2026-11-22T16:02:00.000Z",
						     .due_at = "2026-11-23T08:00:00.000Z"},
		 .wait_seconds = -1},
	};
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	wire_write_queue(&b, entries, 2);
	expect_frame(&b, "queue");
	wire_write_queue(&b, NULL, 0);
	expect_frame(&b, "queue-empty");
	buf_dispose(&b);
}

static void write_messages(struct buf *b)
{
	for (int i = 1; i <= 2; i++) {
		if (i > 1)
			buf_char(b, ',');
		buf_printf(b,
			   "{\"type\":\"message\",\"seq\":%d,\"id\":\"m-%d\",\"at\":\"2026-11-"
			   "22T16:00:00.000Z\","
			   "\"origin\":\"customer\",\"ai_generated\":false,\"text\":\"[\",\"case\":"
			   "\"" CASE "\",\"evidence\":null}",
			   i, i);
	}
}

static void write_notes(struct buf *b)
{
	wire_write_note(b, &(struct wire_note){.case_id = CASE,
					       .id = "n-1",
					       .number = 1,
					       .after = 2,
					       .at = "2026-11-22T16:02:00.000Z",
					       .from = "Ada",
					       .text = "\"careful\""});
	buf_char(b, ',');
	wire_write_note(b, &(struct wire_note){.case_id = CASE,
					       .number = 2,
					       .after = 2,
					       .at = "2026-11-22T16:03:00.000Z",
					       .from = "Ada",
					       .text = "",
					       .to_team = "billing"});
}

Test(wire_write, case_with_messages_and_notes)
{
	struct wire_case c = {.case_id = CASE,
			      .conversation = CONVERSATION,
			      .state = "human",
			      .open = true,
			      .locale = "de",
			      .reference = "FD-0123ABCD",
			      .escalation = "{\"reason\":\"complaint\",\"evidence\":[]}",
			      .page = "https://shop.example/",
			      .since = "2026-11-22T15:59:00.000Z",
			      .consent = "given",
			      .rating = {.score = 2, .at = "2026-11-22T16:20:00.000Z"}};
	struct buf b;

	buf_init(&b, BUF_MAX_TRANSCRIPT);
	wire_case_start(&b, &c);
	write_messages(&b);
	wire_case_notes(&b);
	write_notes(&b);
	wire_case_end(&b);
	expect_frame(&b, "case");
	c.open = false;
	c.escalation = c.page = c.since = NULL;
	c.contact = "+49 30 1";
	c.rating.score = 0;
	c.callback = &(struct wire_callback){.left_at = "2026-11-22T16:02:00.000Z"};
	wire_case_start(&b, &c);
	wire_case_notes(&b);
	wire_case_end(&b);
	expect_frame(&b, "case-empty");
	buf_dispose(&b);
}

Test(wire_write, overflow_is_seen_at_the_end)
{
	struct wire_welcome w = {.conversation = "c",
				 .token = "t",
				 .state = "bot",
				 .consent = "needed",
				 .notice_text = "a notice that is longer than the buffer",
				 .notice_version = "1",
				 .shop = "s"};
	struct buf b;

	buf_init(&b, 64);
	wire_write_welcome(&b, &w);
	cr_assert_eq(buf_check(&b), -1);
	wire_case_end(&b);
	cr_assert_eq(buf_check(&b), -1);
	buf_dispose(&b);
}

Test(wire_write, what_supervisors_get)
{
	static const struct wire_live_chat chats[] = {
		{.conversation = CONVERSATION,
		 .state = "queued",
		 .locale = "de",
		 .case_id = CASE,
		 .case_state = "offered",
		 .reference = "FD-7K3M9Q2X",
		 .reason = "complaint",
		 .team = "support",
		 .agent = "Ada",
		 .since = "2026-03-01T12:00:00.000Z",
		 .last = "2026-03-01T12:00:01.000Z",
		 .connected = true,
		 .seq = 3},
		{.conversation = OTHER_CASE, .state = "bot", .locale = "zh-Hant"},
	};
	static const struct wire_live_agent agents[] = {{"Ada", "gone", 1}, {"Bob", "away", 0}};
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_live(&b, &(struct wire_live){.show = "all",
						.page = 1,
						.pages = 2,
						.bot = 51,
						.queued = 1,
						.chats = chats,
						.chat_count = ARRAY_LEN(chats),
						.agents = agents,
						.agent_count = ARRAY_LEN(agents)});
	expect_frame(&b, "live");
	wire_write_live(&b, &(struct wire_live){.show = "bot", .pages = 1});
	expect_frame(&b, "live-empty");
	wire_conversation_start(&b, &(struct wire_conversation){.conversation = CONVERSATION,
								.state = "bot",
								.locale = "fr",
								.page = "https://shop.example/",
								.consent = "given",
								.after = 7});
	wire_conversation_end(&b);
	expect_frame(&b, "conversation");
	buf_dispose(&b);
}

Test(wire_write, the_figures_of_the_desk)
{
	static struct wire_board f = {.waiting = 2,
				      .callbacks = 1,
				      .oldest = "2026-03-01T12:00:00.000Z",
				      .available = 3,
				      .busy = 1,
				      .away = 2,
				      .sla_ok = 8,
				      .sla_warning = 1,
				      .sla_breached = 2,
				      .bot = 7,
				      .human = 4,
				      .hours_from = "2026-02-28T13:00:00.000Z",
				      .steps_from = "2026-02-28T12:00:00.000Z",
				      .step_seconds = 300,
				      .reason_names = {NULL, "request", "complaint", "sensitive"}};
	struct buf b;

	f.reasons[1][0] = 1;
	f.reasons[3][23] = 12;
	f.locales[LOCALE_ZH_HANS][23] = 13;
	for (size_t i = 0; i < WIRE_BOARD_STEPS; i++)
		f.line[i] = f.longest[i] = -1;
	f.line[287] = 5;
	f.longest[287] = 0;
	buf_init(&b, BUF_MAX_FRAME);
	wire_write_board(&b, &f);
	expect_frame(&b, "board");
	buf_dispose(&b);
}

Test(wire_write, earlier_conversations)
{
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	wire_write_past(&b, &(struct wire_past){.conversation = CONVERSATION,
						.started = "2026-03-01T12:00:00.000Z",
						.ended = "2026-03-01T12:09:00.000Z",
						.case_id = "",
						.agent = "Ada"});
	cr_expect_str_eq(b.bytes, "{\"conversation\":\"" CONVERSATION
				  "\",\"started_at\":\"2026-03-01T12:00:00.000Z\","
				  "\"ended_at\":\"2026-03-01T12:09:00.000Z\",\"case\":null,"
				  "\"reference\":null,\"reason\":null,\"agent\":\"Ada\","
				  "\"disposition\":null}");
	buf_clear(&b);
	struct wire_rating good = {
		.score = 4, .comment = "Ça va", .at = "2026-03-01T12:09:00.000Z"};
	wire_write_past(&b, &(struct wire_past){.conversation = CONVERSATION, .score = 4});
	cr_expect_not_null(strstr(b.bytes, "\"disposition\":null,\"score\":4}"));
	buf_clear(&b);
	wire_write_rating(&b, CASE, &good);
	expect_frame(&b, "rating");
	wire_write_rating(&b, CASE, &(struct wire_rating){.score = 1, .at = good.at});
	expect_frame(&b, "rating-plain");
	wire_write_earlier(&b, CASE,
			   "{\"case\":null,\"conversation\":\"" CONVERSATION
			   "\",\"reference\":null,\"agent\":null,"
			   "\"closed_at\":\"2026-03-01T12:09:00.000Z\",\"disposition\":null,"
			   "\"transcript\":[],\"notes\":[]}");
	expect_frame(&b, "earlier");
	buf_dispose(&b);
}
