/*
 * Frames to structs. Good frames are read field by field; bad ones are data in
 * tests/golden/wire/bad-*.json, one object a line:
 * {"role","frame","code","id","case"}; browsers' tests may read the same files.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/wire/wire.h"

static struct wire_in in;
static struct wire_error error;

static void good(enum wire_role role, const char *json)
{
	cr_assert_eq(wire_parse(role, json, strlen(json), &in, &error), 0, "%s: %s (%s)", json,
		     error.code, error.detail);
}

static void bad(enum wire_role role, const char *json, size_t len, const char *code)
{
	int rc = wire_parse(role, json, len, &in, &error);

	cr_assert_eq(rc, -1, "accepted: %s", json);
	cr_assert_str_eq(error.code, code, "%s: %s (%s), expected %s", json, error.code,
			 error.detail, code);
}

Test(wire_parse, hello)
{
	good(WIRE_CUSTOMER, "{\"type\":\"hello\",\"token\":\"abc\",\"locale\":\"de-AT\",\"page\":"
			    "\"https://shop.example/a?b\","
			    "\"after\":7,\"identity\":null,\"new_field\":[1,{}]}");
	cr_assert_eq(in.type, WIRE_HELLO);
	cr_assert_str_eq(in.token, "abc");
	cr_assert_str_eq(in.locale, "de-AT");
	cr_assert_str_eq(in.page, "https://shop.example/a?b");
	cr_assert_eq(in.after, 7);
	cr_assert_null(in.identity);
	cr_assert_null(in.id);
	wire_in_dispose(&in);
	good(WIRE_CUSTOMER, "{\"type\":\"hello\",\"token\":null,\"page\":null}");
	cr_assert_null(in.token);
	cr_assert_null(in.page);
	cr_assert_str_eq(in.locale, "");
	cr_assert_eq(in.after, 0);
	wire_in_dispose(&in);
}

Test(wire_parse, message_counts_characters)
{
	good(WIRE_CUSTOMER, "{\"type\":\"message\",\"id\":\"a.B_9:-\",\"text\":"
			    "\"\\u4f60\\ud83d\\ude00 x\",\"draft\":7}");
	cr_assert_str_eq(in.id, "a.B_9:-");
	cr_assert_str_eq(in.text, "你😀 x");
	cr_assert_eq(in.text_len, 9);
	cr_assert_eq(in.text_chars, 4);
	cr_assert_null(in.draft, "draft is a field of agents only");
	wire_in_dispose(&in);
	good(WIRE_AGENT, "{\"type\":\"message\",\"case\":\"c-1\",\"id\":\"m1\",\"text\":\"Hi\","
			 "\"draft\":\"d1\"}");
	cr_assert_str_eq(in.case_id, "c-1");
	cr_assert_str_eq(in.draft, "d1");
	wire_in_dispose(&in);
}

Test(wire_parse, every_other_frame)
{
	good(WIRE_CUSTOMER,
	     "{\"type\":\"consent\",\"version\":\"3\",\"granted\":false,\"id\":\"x\"}");
	cr_assert_str_eq(in.version, "3");
	cr_assert_not(in.granted);
	cr_assert_str_eq(in.id, "x");
	wire_in_dispose(&in);
	good(WIRE_CUSTOMER, "{\"type\":\"handoff\"}");
	cr_assert_not(in.cancel);
	wire_in_dispose(&in);
	good(WIRE_CUSTOMER, "{\"type\":\"handoff\",\"cancel\":true}");
	cr_assert(in.cancel);
	wire_in_dispose(&in);
	good(WIRE_CUSTOMER, "{\"type\":\"read\",\"seq\":7}");
	cr_assert_eq(in.seq, 7);
	wire_in_dispose(&in);
	good(WIRE_CUSTOMER, "{\"type\":\"feedback\",\"seq\":9,\"rating\":\"up\"}");
	cr_assert(in.up);
	cr_assert_eq(in.seq, 9);
	wire_in_dispose(&in);
	good(WIRE_CUSTOMER, "{\"type\":\"rate\",\"score\":4,\"comment\":\"ok\"}");
	cr_assert_eq(in.score, 4);
	cr_assert_str_eq(in.comment, "ok");
	wire_in_dispose(&in);
	good(WIRE_CUSTOMER, "{\"type\":\"rate\",\"score\":1,\"comment\":\" \\u200b\"}");
	cr_assert_null(in.comment, "nothing visible is no comment");
	wire_in_dispose(&in);
	good(WIRE_CUSTOMER, "{\"type\":\"callback\",\"contact\":\"a@b.example\",\"text\":\"\"}");
	cr_assert_str_eq(in.contact, "a@b.example");
	cr_assert_str_eq(in.text, "");
	wire_in_dispose(&in);
	good(WIRE_AGENT, "{\"type\":\"presence\",\"status\":\"busy\"}");
	cr_assert_eq(in.presence, WIRE_BUSY);
	wire_in_dispose(&in);
	good(WIRE_AGENT, "{\"type\":\"close\",\"case\":\"c\",\"disposition\":\"resolved\"}");
	cr_assert_str_eq(in.disposition, "resolved");
	wire_in_dispose(&in);
	good(WIRE_AGENT,
	     "{\"type\":\"transfer\",\"case\":\"c\",\"to\":{\"team\":\"returns\"},\"note\":null}");
	cr_assert_str_eq(in.to_team, "returns");
	cr_assert_null(in.to_agent);
	wire_in_dispose(&in);
	good(WIRE_AGENT, "{\"type\":\"note\",\"case\":\"c\",\"text\":\"call him\"}");
	cr_assert_str_eq(in.text, "call him");
	wire_in_dispose(&in);
}

Test(wire_parse, roles)
{
	static const enum wire_role roles[] = {WIRE_CUSTOMER, WIRE_AGENT};

	for (size_t r = 0; r < 2; r++) {
		for (int t = 0; t < WIRE_TYPE_COUNT; t++) {
			char json[64];
			int len = snprintf(json, sizeof(json), "{\"type\":\"%s\"}",
					   wire_type_name((enum wire_type)t));

			if (!wire_type_allowed((enum wire_type)t, roles[r]))
				bad(roles[r], json, (size_t)len, "forbidden");
			else if (wire_parse(roles[r], json, (size_t)len, &in, &error) == 0)
				wire_in_dispose(&in);
			else
				cr_assert_str_eq(error.code, "bad_message", "%s", json);
		}
	}
}

Test(wire_parse, text_bounds)
{
	size_t max = WIRE_TEXT_MAX;
	static const char head[] = "{\"type\":\"message\",\"id\":\"a\",\"text\":\"";
	char *json = mem_new(max * 4 + 64, 1), *end = json + sizeof(head) - 1 + max * 3;

	memcpy(json, head, sizeof(head) - 1);
	for (char *p = json + sizeof(head) - 1; p < end; p += 3)
		memcpy(p, "你", 3);
	memcpy(end, "\"}", 3);
	good(WIRE_CUSTOMER, json);
	cr_assert_eq(in.text_chars, max);
	wire_in_dispose(&in);
	memcpy(end, "x\"}", 4);
	bad(WIRE_CUSTOMER, json, strlen(json), "too_large");
	cr_assert_str_eq(error.id, "a");
	free(json);
}

Test(wire_parse, bytes_that_are_no_text)
{
	bad(WIRE_CUSTOMER, "", 0, "bad_json");
	bad(WIRE_CUSTOMER, "{\"type\":\"typing\"}\0", 18, "bad_json");
	bad(WIRE_CUSTOMER, "{\"type\":\"message\",\"id\":\"a\",\"text\":\"\xff\"}", 38, "bad_json");
	cr_assert_str_eq(error.id, "a", "the id is found in what is no JSON");
	bad(WIRE_CUSTOMER, "{\"id\":\"b\",\"type\":\"message\",\"text\":\"\\ud800\"}", 44,
	    "bad_json");
	cr_assert_str_eq(error.id, "b");
}

Test(wire_parse, refused_frames_leave_the_result_alone)
{
	struct wire_in before;

	memset(&in, 0x5a, sizeof(in));
	before = in;
	bad(WIRE_CUSTOMER, "{\"type\":\"rate\",\"score\":9}", 25, "bad_message");
	cr_assert_eq(memcmp(&in, &before, sizeof(in)), 0);
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

Test(wire_parse, bad_frames_of_the_golden_file)
{
	FILE *f = fopen("tests/golden/wire/bad.jsonl", "r");
	char line[4096];
	int number = 0;

	cr_assert_not_null(f, "run the tests in the root of the tree");
	while (fgets(line, sizeof(line), f) != NULL) {
		json_t *row = json_loads(line, 0, NULL);
		const char *frame = text_of(row, "frame");
		enum wire_role role =
			strcmp(text_of(row, "role"), "agent") == 0 ? WIRE_AGENT : WIRE_CUSTOMER;

		number++;
		cr_assert_not_null(row, "bad.jsonl:%d is no JSON", number);
		cr_assert_eq(wire_parse(role, frame, strlen(frame), &in, &error), -1,
			     "bad.jsonl:%d accepted", number);
		cr_expect_str_eq(error.code, text_of(row, "code"), "bad.jsonl:%d: %s (%s)", number,
				 error.code, error.detail);
		cr_expect_str_eq(error.id, text_of(row, "id"), "bad.jsonl:%d: id '%s'", number,
				 error.id);
		cr_expect_str_eq(error.case_id, text_of(row, "case"), "bad.jsonl:%d: case '%s'",
				 number, error.case_id);
		cr_expect_neq(error.detail[0], '\0', "bad.jsonl:%d: no detail", number);
		json_decref(row);
	}
	fclose(f);
	cr_assert_gt(number, 50);
}

static void peek(const char *json, const char *id, const char *case_id)
{
	wire_peek(json, strlen(json), &error);
	cr_expect_str_eq(error.id, id, "%s: id '%s'", json, error.id);
	cr_expect_str_eq(error.case_id, case_id, "%s: case '%s'", json, error.case_id);
}

Test(wire_peek, finds_names_in_beginnings)
{
	peek("{\"type\":\"message\", \"id\" : \"a1\",\"case\":\"c\",\"text\":\"aaaaaaaa", "a1",
	     "c");
	peek("{\"x\":{\"id\":\"inner\"},\"y\":[\"id\",\"z\"],\"id\":\"outer\"", "outer", "");
	peek("{\"text\":\"\\\"id\\\":\\\"fake\\\"\",\"id\":\"true\"}", "true", "");
	peek("{\"text\":\"\\\\\",\"id\":\"b\"}", "b", "");
	peek("{\"id\":\"not closed", "", "");
	peek("{\"id\":7,\"case\":null}", "", "");
	peek("{\"id\":\"has blank \"}", "", "");
	peek("{\"id\":\"esc\\u0041\"}", "", "");
	peek("\"id\":\"outside\"", "", "");
	peek("", "", "");
	peek("}}}}{\"id\":\"late\"}", "late", "");
	wire_peek(NULL, 5, &error);
	cr_expect_str_eq(error.id, "");
}
