/* The pure parts of the client for language models: event streams, characters in halves, readers of
 * the APIs, breaker, budget, estimates. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/llm/api.h"
#include "gateway/llm/breaker.h"
#include "gateway/llm/budget.h"
#include "gateway/llm/request.h"
#include "gateway/llm/sse.h"

/* ---- event streams ---- */

struct log {
	char text[512];
	unsigned stop_after;
};

static bool note(void *ctx, const char *name, const char *data, size_t len)
{
	struct log *l = ctx;
	size_t at = strlen(l->text);

	cr_expect_eq(strlen(data), len);
	snprintf(l->text + at, sizeof(l->text) - at, "[%s|%s]", name, data);
	return --l->stop_after > 0;
}

static const struct {
	const char *stream, *events;
} streams[] = {
	{"data: a\n\n", "[|a]"},
	{"data: a\r\n\r\ndata: b\r\rdata:c\n\n", "[|a][|b][|c]"},
	{"\xef\xbb\xbf"
	 "data: a\n\n",
	 "[|a]"},
	{"event: x\ndata: a\n\ndata: b\n\n", "[x|a][|b]"},
	{"data: a\ndata:  b\ndata\n\n", "[|a\n b\n]"},
	{": ping\n\n\nid: 7\nretry: 5\nevent: y\n\ndata: z\n\n", "[|z]"},
	{"data: whole\n", "[|whole]"},
	{"data: cut", ""},
	{"", ""},
	{"data:\n\n", "[|]"},
};

Test(llm_parts, streams_in_pieces_of_any_size)
{
	for (size_t i = 0; i < ARRAY_LEN(streams); i++) {
		size_t len = strlen(streams[i].stream);

		for (size_t piece = 1; piece <= len + 1; piece++) {
			struct log l = {.stop_after = 99};
			struct sse s;

			sse_init(&s, note, &l);
			for (size_t at = 0; at < len; at += piece)
				sse_feed(&s, streams[i].stream + at,
					 at + piece < len ? piece : len - at);
			cr_expect_eq(sse_end(&s), SSE_OK);
			cr_expect_str_eq(l.text, streams[i].events,
					 "stream %zu in pieces of %zu: %s", i, piece, l.text);
			sse_dispose(&s);
		}
	}
}

Test(llm_parts, streams_are_bounded)
{
	static char bytes[65536];
	struct log l = {.stop_after = 1};
	struct sse s;
	size_t fed = 0;

	sse_init(&s, note, &l);
	cr_expect_eq(sse_feed(&s, "data: a\n\ndata: b\n\n", 18), SSE_STOPPED);
	cr_expect_str_eq(l.text, "[|a]");
	sse_clear(&s);
	memset(bytes, 'x', sizeof(bytes));
	while (sse_feed(&s, bytes, sizeof(bytes)) == SSE_OK)
		fed += sizeof(bytes);
	cr_expect_leq(fed, SSE_LINE_MAX);
	sse_clear(&s);
	memset(bytes, '\n', sizeof(bytes));
	for (fed = 0; sse_feed(&s, bytes, sizeof(bytes)) == SSE_OK; fed += sizeof(bytes))
		;
	cr_expect_leq(fed, SSE_TOTAL_MAX);
	sse_dispose(&s);
}

/* ---- characters ---- */

/* The JSON texts of several events, each of them one string; what they say together. */
static const struct {
	const char *events[5], *text;
} halves[] = {
	{{"\"a\xe6\"", "\"\x97\"", "\"\xa5\""}, "a日"},
	{{"\"\\ud83d\"", "\"\\ude00!\""}, "😀!"},
	{{"\"\\ud83d\\ude00\""}, "😀"},
	{{"\"\\\\ud83d\""}, "\\ud83d"},
	{{"\"\xf0\x9f\"", "\"\x98\x80\""}, "😀"},
	{{"\"\xe6\"", "\"x\""}, "\xef\xbf\xbdx"},
	{{"\"\\ud83d\"", "\"x\""}, "\xef\xbf\xbdx"},
	{{"\"\\ude00\""}, "\xef\xbf\xbd"},
	{{"\"\x80\xff\""}, "\xef\xbf\xbd\xef\xbf\xbd"},
	{{"\"\xe6\x97\""}, "\xef\xbf\xbd"},
	{{"\"\xc3\"", "\"\xa4\xc3\"", "\"\xb6\""}, "äö"},
	{{"\"\\n\\u00e4\\\"\""}, "\nä\""},
};

Test(llm_parts, halves_of_characters_find_each_other)
{
	for (size_t i = 0; i < ARRAY_LEN(halves); i++) {
		struct chars c = {.count = 0};
		struct buf json, text;

		buf_init(&json, 4096);
		buf_init(&text, 4096);
		for (size_t e = 0; halves[i].events[e]; e++) {
			buf_clear(&json);
			chars_disguise(&json, halves[i].events[e], strlen(halves[i].events[e]));
			json_t *value = json_loadb(json.bytes, json.len, JSON_DECODE_ANY, NULL);
			cr_assert_not_null(value, "case %zu: %s", i, json.bytes);
			chars_add(&c, &text, json_string_value(value), json_string_length(value));
			json_decref(value);
		}
		chars_end(&c, &text);
		cr_expect_str_eq(text.bytes, halves[i].text, "case %zu: %s", i, text.bytes);
		buf_dispose(&json);
		buf_dispose(&text);
	}
}

/* ---- bodies ---- */

static const struct llm_message turns[] = {
	{LLM_ASSISTANT, "Welcome"}, {LLM_USER, "Zinc \"4711\"?\n"}, {LLM_ASSISTANT, "Yes."}};
static const struct llm_tool tool = {"handoff", "To a person", "{\"type\":\"object\"}"};

static json_t *body_of(const struct llm_api *api, struct llm_dialect d)
{
	struct llm_request r = {.system = "Be kind.",
				.messages = turns,
				.message_count = 3,
				.tools = &tool,
				.tool_count = 1,
				.max_tokens = 200,
				.temperature = 0.25};
	struct buf b;
	json_t *root;

	buf_init(&b, 65536);
	d.model = "m";
	api->write(&b, &d, &r);
	root = json_loadb(b.bytes, b.len, JSON_REJECT_DUPLICATES, NULL);
	cr_assert_not_null(root, "%s", b.bytes);
	buf_dispose(&b);
	return root;
}

static const char *text_at(const json_t *root, const char *list, size_t i, const char *key)
{
	const char *text = json_string_value(
		json_object_get(json_array_get(json_object_get(root, list), i), key));

	return text ? text : "";
}

Test(llm_parts, bodies_of_both_apis)
{
	json_t *root = body_of(&llm_openai, (struct llm_dialect){.limit_key = "max_tokens",
								 .stream_usage = true,
								 .tools = true});

	cr_expect_str_eq(text_at(root, "messages", 0, "role"), "system");
	cr_expect_str_eq(text_at(root, "messages", 2, "content"), "Zinc \"4711\"?\n");
	cr_expect_str_eq(text_at(root, "messages", 3, "role"), "assistant");
	cr_expect_eq(json_integer_value(json_object_get(root, "max_tokens")), 200);
	cr_expect(json_is_true(json_object_get(root, "stream")));
	cr_expect_not_null(json_object_get(root, "stream_options"));
	cr_expect_null(json_object_get(root, "logprobs"));
	cr_expect_str_eq(text_at(root, "tools", 0, "type"), "function");
	json_decref(root);
	root = body_of(&llm_openai, (struct llm_dialect){.limit_key = "max_completion_tokens",
							 .logprobs = true});
	cr_expect_eq(json_integer_value(json_object_get(root, "max_completion_tokens")), 200);
	cr_expect_null(json_object_get(root, "stream_options"));
	cr_expect_null(json_object_get(root, "tools"));
	cr_expect(json_is_true(json_object_get(root, "logprobs")));
	json_decref(root);
	root = body_of(&llm_anthropic, (struct llm_dialect){.tools = true});
	cr_expect_str_eq(json_string_value(json_object_get(root, "system")), "Be kind.");
	cr_expect_str_eq(text_at(root, "messages", 0, "role"), "user", "the user's comes first");
	cr_expect_eq(json_array_size(json_object_get(root, "messages")), 2);
	cr_expect_str_eq(text_at(root, "tools", 0, "name"), "handoff");
	cr_expect_eq(json_integer_value(json_object_get(root, "max_tokens")), 200);
	json_decref(root);
}

/* ---- the breaker ---- */

Test(llm_parts, breaker_opens_probes_and_closes)
{
	struct breaker b = {.state = BREAKER_CLOSED};
	int64_t now = 1000;

	for (int i = 0; i < BREAKER_FAILURES; i++) {
		cr_expect(breaker_allows(&b, now), "after %d failures", i);
		breaker_failure(&b, now);
	}
	cr_expect_eq(b.state, BREAKER_OPEN);
	cr_expect_not(breaker_allows(&b, now + BREAKER_OPEN_MS - 1));
	now += BREAKER_OPEN_MS;
	cr_expect(breaker_allows(&b, now));
	breaker_send(&b, now);
	cr_expect_eq(b.state, BREAKER_HALF_OPEN);
	cr_expect_not(breaker_allows(&b, now), "one probe at a time");
	breaker_failure(&b, now);
	cr_expect_eq(b.state, BREAKER_OPEN);
	cr_expect_not(breaker_allows(&b, now + 2 * BREAKER_OPEN_MS - 1), "doubles");
	now += 2 * BREAKER_OPEN_MS;
	breaker_send(&b, now);
	breaker_give_up(&b, now);
	cr_expect(breaker_allows(&b, now), "a probe that was cancelled says nothing");
	breaker_send(&b, now);
	breaker_success(&b);
	cr_expect_eq(b.state, BREAKER_CLOSED);
	breaker_failure(&b, now);
	breaker_success(&b);
	for (int i = 0; i < BREAKER_FAILURES - 1; i++)
		breaker_failure(&b, now);
	cr_expect_eq(b.state, BREAKER_CLOSED, "a success between counts");
	breaker_spare(&b, now, 60000);
	cr_expect_not(breaker_allows(&b, now + 59999));
	breaker_failure(&b, now);
	cr_expect(breaker_allows(&b, now + 60000));
	for (int i = 0; i < 40; i++) {
		now = b.until_ms;
		breaker_send(&b, now);
		breaker_failure(&b, now);
	}
	cr_expect_eq(b.until_ms - now, BREAKER_OPEN_MAX_MS, "no longer than that");
}

/* ---- the budget ---- */

#define CONV "01890000-0000-7000-8000-00000000000a"
#define DAY ((int64_t)86400000)

Test(llm_parts, months_begin_where_calendars_say)
{
	static const struct {
		int64_t day, month;
	} cases[] = {{0, 0},         {30, 0},        {31, 31},       {58, 31},      {59, 59},
		     {19783, 19783}, {19784, 19783}, {19782, 19754}, {20779, 20758}};

	/* 19783 is 2024-03-01, 19754 2024-02-01: a leap year; 20779 is 2026-11-22. */
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		cr_expect_eq(budget_month(cases[i].day * DAY + 5), cases[i].month, "day %d: %d",
			     (int)cases[i].day, (int)budget_month(cases[i].day * DAY + 5));
}

Test(llm_parts, limits_count_what_is_held_and_roll_over)
{
	struct settings_llm_budgets s = {.reply = {.tokens = 1000},
					 .conversation = {.tokens = 1500},
					 .day = {.money = 1.0},
					 .month = {.tokens = 100000}};
	struct amount none = {0}, some = {500, 100000000}, large = {1001, 0};
	int64_t now = 20779 * DAY;
	struct budget b;

	budget_init(&b);
	budget_configure(&b, &s);
	cr_expect(budget_must_ask(&b, CONV));
	cr_expect_not(budget_must_ask(&b, ""));
	budget_learn(&b, CONV, some);
	cr_expect_not(budget_must_ask(&b, CONV));
	cr_expect_not(budget_allows(&b, CONV, now, none, large), "the reply's limit");
	cr_expect_not(budget_allows(&b, CONV, now, (struct amount){501, 0}, some));
	cr_expect(budget_allows(&b, CONV, now, none, some));
	budget_hold(&b, CONV, some);
	budget_hold(&b, CONV, some);
	cr_expect_not(budget_allows(&b, CONV, now, none, some), "two that run count");
	cr_expect(budget_allows(&b, "", now, none, some), "another conversation");
	budget_settle(&b, CONV, now, some, (struct amount){100, 850000000});
	budget_settle(&b, CONV, now, some, none);
	cr_expect(budget_allows(&b, CONV, now, none, some));
	cr_expect_not(budget_allows(&b, "", now, none, (struct amount){1, 200000000}),
		      "the day's money");
	cr_expect(budget_allows(&b, "", now + DAY, none, (struct amount){1, 200000000}));
	budget_load(&b, now + DAY, none, (struct amount){99900, 0});
	cr_expect_not(budget_allows(&b, "", now + DAY, none, some), "the month's tokens");
	cr_expect(budget_allows(&b, "", now + 20 * DAY, none, some), "another month");
	budget_dispose(&b);
}

Test(llm_parts, old_conversations_make_room)
{
	struct settings_llm_budgets s = {.conversation = {.tokens = 10}};
	struct budget b;
	char id[ID_LEN + 1];

	budget_init(&b);
	budget_configure(&b, &s);
	budget_learn(&b, CONV, (struct amount){10, 0});
	for (unsigned i = 0; i < BUDGET_CONVERSATIONS; i++) {
		cr_assert_eq(budget_must_ask(&b, CONV), false, "%u others came", i);
		snprintf(id, sizeof(id), "01890000-0000-7000-8000-0000001%05x", i);
		budget_learn(&b, id, (struct amount){0});
	}
	cr_expect(budget_must_ask(&b, CONV), "the store knows it");
	cr_expect_eq(b.conversations.count, BUDGET_CONVERSATIONS);
	budget_dispose(&b);
}

/* ---- estimates ---- */

Test(llm_parts, estimates_are_near_and_rather_high)
{
	/* What tokenizers of the day make of them: 9, 11 and 8 to 14. */
	cr_expect_eq(request_estimate("Where is my parcel with order 4711?", 35), 9);
	cr_expect(request_estimate("Wo ist mein Paket mit der Bestellung?", 37) >= 9);
	cr_expect_eq(request_estimate("我的包裹在哪裡", 21), 9);
	cr_expect_eq(request_estimate("", 0), 0);
}
