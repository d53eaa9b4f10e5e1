/* Requests as they would be sent, and answers as facts. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intents/action.h"
#include "intents/reply.h"
#include "tests/unit/intents/facts.h"
#include "tests/unit/intents/help.h"

/* A catalog of one intent with slots `order` and `note` and this action. */
static struct intent_catalog *catalog_with(const char *action)
{
	char yaml[2048];

	(void)snprintf(yaml, sizeof(yaml),
		       "intents:\n"
		       "  - id: a\n"
		       "    patterns: [x]\n"
		       "    slots:\n"
		       "      order: {pattern: '\\d+', ask: {en: '?'}}\n"
		       "      note: {type: text, ask: {en: '?'}}\n"
		       "    action: %s\n"
		       "    reply: {en: fine}\n"
		       "    reply_failed: {en: 'Cannot look up {order}', de: 'Geht nicht'}\n",
		       action);
	return catalog_good(yaml);
}

static const struct fact facts[] = {{"order", "47/11 ä"},
				    {"note", "a \"b\"\\\n\tc"},
				    {"customer.name", "Ann\r\nX: y"},
				    {NULL, NULL}};

Test(action, get)
{
	struct intent_catalog *c = catalog_with(
		"{get: 'https://shop.example/o/{order}?who={customer.name}', timeout: 500ms, "
		"retry: 3, cache: 1m, headers: {Authorization: 'Bearer ${file:/run/key} x', "
		"X-Who: '{customer.name}'}}");
	struct intent_action_request r;
	struct intent_facts f = facts_of(facts);

	cr_expect(intent_has_action(intent_catalog_at(c, 0)));
	cr_expect_not(intent_action_changes(intent_catalog_at(c, 0)));
	cr_expect_str_eq(intent_action_host(intent_catalog_at(c, 0)), "shop.example");
	cr_assert_eq(intent_action_render(intent_catalog_at(c, 0), &f, &r), 0);
	cr_expect_not(r.is_post);
	cr_expect_not(r.changes);
	cr_expect_str_eq(r.url, "https://shop.example/o/47%2F11%20%C3%A4?who=Ann%0D%0AX%3A%20y");
	cr_expect_null(r.body);
	cr_expect_eq(r.timeout_ms, 500);
	cr_expect_eq(r.cache_ms, 60000);
	cr_expect_eq(r.retries, 3);
	cr_assert_eq(r.header_count, 2);
	cr_expect_str_eq(r.headers[0].name, "Authorization");
	cr_expect_str_eq(r.headers[0].value, "Bearer  x", "the secret is not in the request");
	cr_expect_str_eq(r.headers[0].secret, "${file:/run/key}");
	cr_expect_eq(r.headers[0].secret_at, 7);
	cr_expect_str_eq(r.headers[1].value, "Ann  X: y", "a value never makes a second header");
	cr_expect_null(r.headers[1].secret);
	intent_action_dispose(&r);
	intent_catalog_destroy(c);
}

Test(action, a_customer_cannot_name_a_secret)
{
	static const struct fact evil[] = {{"note", "${file:/etc/passwd}"}, {NULL, NULL}};
	struct intent_catalog *c =
		catalog_with("{get: /x, headers: {X-Note: '{note}', X-Key: '${env:KEY}'}}");
	struct intent_action_request r;
	struct intent_facts f = facts_of(evil);

	cr_assert_eq(intent_action_render(intent_catalog_at(c, 0), &f, &r), 0);
	cr_expect_null(r.headers[0].secret);
	cr_expect_str_eq(r.headers[1].secret, "${env:KEY}");
	cr_expect_str_eq(r.headers[1].value, "");
	intent_action_dispose(&r);
	intent_catalog_destroy(c);
}

Test(action, post_with_a_body)
{
	struct intent_catalog *c = catalog_with(
		"{post: '/orders/{order}/cancel', confirm: {en: 'Cancel {order}?'}, body: {order: "
		"'{order}', 'a\"b': [1, -2.5e3, '1', true, null, no, 007], deep: {note: 'x: "
		"{note}', "
		"empty: {}}}}");
	const struct intent *i = intent_catalog_at(c, 0);
	struct intent_action_request r;
	struct intent_facts f = facts_of(facts);
	char *question = intent_confirm(i, "de", &f);

	cr_expect_str_eq(question, "Cancel 47/11 ä?");
	free(question);
	cr_expect(intent_action_changes(i));
	cr_expect_null(intent_action_host(i));
	cr_assert_eq(intent_action_render(i, &f, &r), 0);
	cr_expect(r.is_post);
	cr_expect(r.changes);
	cr_expect_eq(r.timeout_ms, 3000);
	cr_expect_eq(r.retries, 1);
	cr_expect_str_eq(r.body, "{\"order\":\"47/11 ä\",\"a\\\"b\":[1,-2.5e3,\"1\",true,null,"
				 "\"no\",\"007\"],\"deep\":{\"note\":\"x: a "
				 "\\\"b\\\"\\\\\\u000a\\u0009c\",\"empty\":{}}}");
	intent_action_dispose(&r);
	intent_catalog_destroy(c);
}

static void expect_no_request(const char *action, const struct fact *table)
{
	struct intent_catalog *c = catalog_with(action);
	struct intent_facts f = facts_of(table);
	struct intent_action_request r;

	cr_expect_eq(intent_action_render(intent_catalog_at(c, 0), &f, &r), -1, "%s", action);
	intent_catalog_destroy(c);
}

Test(action, a_request_with_a_hole_is_none)
{
	static const struct fact up[] = {{"order", ".."}, {NULL, NULL}};
	static const struct fact empty[] = {{"order", ""}, {NULL, NULL}};

	expect_no_request("{get: '/o/{order}'}", NULL);
	expect_no_request("{get: '/o/{order}'}", up);
	expect_no_request("{get: '/o/{order}'}", empty);
	expect_no_request("{get: '/o', headers: {X-Order: '{order}'}}", NULL);
	expect_no_request("{post: '/o', changes: false, body: {order: '{order}'}}", NULL);
}

/* ---- answers ---- */

struct facts_read {
	char text[512];
};

static void put(void *ctx, const char *name, const char *value)
{
	struct facts_read *r = ctx;
	size_t len = strlen(r->text);

	(void)snprintf(r->text + len, sizeof(r->text) - len, "%s=%s;", name, value);
}

/* `expected` NULL: the action must have failed and said nothing. */
static void expect_results(const char *action, int status, const char *json, const char *expected)
{
	struct intent_catalog *c = catalog_with(action);
	struct facts_read r = {""};
	int result =
		intent_action_results(intent_catalog_at(c, 0), status, json, strlen(json), put, &r);

	cr_expect_eq(result, expected != NULL ? 0 : -1, "%d %s", status, json);
	cr_expect_str_eq(r.text, expected != NULL ? expected : "");
	intent_catalog_destroy(c);
}

Test(action, results_by_path)
{
	static const char action[] =
		"{get: /o, accept: [404], results: {status: '$.order.status', eta: "
		"'$.parcels[1].eta', odd: \"$['a b']\"}}";

	expect_results(
		action, 200,
		"{\"order\":{\"status\":\"open\"},\"parcels\":[{},{\"eta\":3}],\"a b\":true}",
		"http_status=200;status=open;eta=3;odd=true;");
	expect_results(
		action, 201,
		"{\"order\":{\"status\":null},\"parcels\":[{},{\"eta\":19.9}],\"a b\":false}",
		"http_status=201;eta=19.9;odd=false;");
	expect_results(action, 200, "{\"order\":{\"status\":\"open\"},\"parcels\":[]}", NULL);
	expect_results(action, 200,
		       "{\"order\":{\"status\":{}},\"parcels\":[{},{\"eta\":3}],\"a b\":1}", NULL);
	expect_results(action, 200, "{\"order\":", NULL);
	expect_results(action, 200, "", NULL);
	expect_results(action, 404, "<html>", "http_status=404;");
	expect_results(action, 404, "{\"order\":{\"status\":\"unknown\"}}",
		       "http_status=404;status=unknown;");
	expect_results(action, 500, "{}", NULL);
	expect_results(action, 302, "{}", NULL);
}

Test(action, results_without_paths)
{
	expect_results("{get: /o}", 200,
		       "{\"a\":\"x\",\"b\":0.1,\"c\":[1],\"http_status\":\"7\",\"d\":-3}",
		       "http_status=200;a=x;b=0.1;d=-3;");
	expect_results("{get: /o}", 204, "", "http_status=204;");
	expect_results("{get: /o}", 200, "[1,2]", "http_status=200;");
	expect_results("{get: /o}", 200, "nonsense", NULL);
	expect_results("{get: /o}", 404, "{}", NULL);
}

Test(action, the_answer_when_it_failed)
{
	struct intent_catalog *c = catalog_with("{get: /o}");
	struct intent_facts f = facts_of(facts), none = facts_of(NULL);
	const struct intent *i = intent_catalog_at(c, 0);
	char *text = intent_reply_failed(i, "en", &f);

	cr_expect_str_eq(text, "Cannot look up 47/11 ä");
	free(text);
	cr_expect_null(intent_reply_failed(i, "en", &none));
	text = intent_reply_failed(i, "de", &none);
	cr_expect_str_eq(text, "Geht nicht");
	free(text);
	intent_catalog_destroy(c);
}
