/* The client for the shop's systems against a real server: what is sent, where it may go, what
 * comes back. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "tests/support/gateway/actions_bench.h"

/* ---- what is sent ---- */

Test(actions, get_answers_and_keeps_the_connection)
{
	struct actions_bench b;
	const struct outcome *o;

	actions_bench_set_up(&b);
	for (int i = 0; i < 3; i++) {
		o = actions_bench_ask(&b, (struct actions_request){.url = "/ok"});
		EXPECT(o, "ok");
		cr_expect_eq(o->status, 200);
		cr_expect_str_eq(o->body, "{\"ok\":true}");
		cr_expect_eq(o->tries, 1);
		cr_expect_not(o->is_in_doubt);
	}
	cr_expect_eq(fake_shop_connections(b.shop), 1, "each request made a connection");
	actions_bench_tear_down(&b);
}

Test(actions, post_carries_body_headers_and_key)
{
	struct actions_bench b;
	const struct outcome *o;
	const struct actions_header headers[] = {{"Authorization", "Bearer t0ken"},
						 {"X-Empty", ""}};

	actions_bench_set_up(&b);
	o = actions_bench_ask(&b, (struct actions_request){.is_post = true,
							   .url = "/echo?a=1",
							   .headers = headers,
							   .header_count = 2,
							   .body = "{\"order\":\"4711\"}",
							   .key = "conv-1-7"});
	EXPECT(o, "ok");
	cr_expect_eq(strncmp(o->body, "POST /echo?a=1 HTTP/1.1\r\n", 25), 0);
	cr_expect_not_null(strstr(o->body, "\r\nAuthorization: Bearer t0ken\r\n"));
	cr_expect_not_null(strstr(o->body, "\r\nX-Empty:\r\n"));
	cr_expect_not_null(strstr(o->body, "\r\nContent-Type: application/json\r\n"));
	cr_expect_not_null(strstr(o->body, "\r\nAccept: application/json\r\n"));
	cr_expect_not_null(strstr(o->body, "\r\nIdempotency-Key: conv-1-7\r\n"));
	cr_expect_null(strcasestr(o->body, "expect:"));
	cr_expect_not_null(strstr(o->body, "\r\n\r\n{\"order\":\"4711\"}"));
	actions_bench_tear_down(&b);
}

Test(actions, a_template_replaces_defaults)
{
	struct actions_bench b;
	const struct outcome *o;
	const struct actions_header headers[] = {{"accept", "text/plain"}};

	actions_bench_set_up(&b);
	o = actions_bench_ask(&b, (struct actions_request){
					  .url = "/echo", .headers = headers, .header_count = 1});
	cr_expect_not_null(strstr(o->body, "\r\naccept: text/plain\r\n"));
	cr_expect_null(strstr(o->body, "application/json"));
	actions_bench_tear_down(&b);
}

Test(actions, requests_that_cannot_be_sent)
{
	static const struct actions_header bad[] = {{"X-A", "1\r\nX-B: 2"},
						    {"X A", "1"},
						    {"", "1"},
						    {"Host", "evil"},
						    {"content-length", "0"},
						    {"Transfer-Encoding", "chunked"},
						    {"Proxy-Authorization", "x"}};
	struct actions_bench b;
	char *large = mem_new(ACTIONS_SENT_MAX + 2, 1);

	actions_bench_set_up(&b);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "/ok",
								      .headers = &bad[i],
								      .header_count = 1}),
		       "bad_request");
	EXPECT(actions_bench_ask(
		       &b, (struct actions_request){.is_post = true, .url = "/ok", .key = "a\nb"}),
	       "bad_request");
	memset(large, 'x', ACTIONS_SENT_MAX + 1);
	EXPECT(actions_bench_ask(
		       &b, (struct actions_request){.is_post = true, .url = "/ok", .body = large}),
	       "bad_request");
	cr_expect_eq(fake_shop_requests(b.shop), 0);
	free(large);
	actions_bench_tear_down(&b);
}

/* ---- where it may go ---- */

Test(actions, other_hosts_and_odd_urls_are_refused)
{
	static const struct {
		const char *url, *word;
	} cases[] = {
		{"https://elsewhere.example/x", "host_not_allowed"},
		{"http://127.0.0.1:1/x", "host_not_allowed"},
		{"https://shop.example.evil.example/", "host_not_allowed"},
		{"https://shop.example:8443/", "host_not_allowed"},
		{"file:///etc/passwd", "bad_request"},
		{"ftp://shop.example/", "bad_request"},
		{"https://me:secret@shop.example/", "bad_request"},
		{"https://shop.example\\@evil.example/", "bad_request"},
		{"orders/1", "bad_request"},
		{"", "bad_request"},
		{"/orders/1 2", "bad_request"},
		{"/orders/\r\nX: 1", "bad_request"},
		{"/orders/..", "bad_request"},
		{"/orders/../admin", "bad_request"},
		{"/orders/%2e%2E/admin", "bad_request"},
		{"/orders/./x", "bad_request"},
		{"/orders/..;/x", "bad_request"},
	};
	const char *const hosts[] = {"shop.example"};
	struct actions_bench b;

	actions_bench_set_up(&b);
	actions_configure(
		b.actions,
		&(struct actions_config){.settings = &b.settings, .hosts = hosts, .host_count = 1});
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct outcome *o =
			actions_bench_ask(&b, (struct actions_request){.url = cases[i].url});

		cr_expect_str_eq(actions_error_word(o->error), cases[i].word, "%s: %s",
				 cases[i].url, actions_error_word(o->error));
		cr_expect_eq(o->tries, 0);
		free(b.outcomes[--b.count].body);
	}
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "/ok/a..b/.c/...?x=../y"}),
	       "ok");
	cr_expect_eq(fake_shop_requests(b.shop), 1);
	actions_bench_tear_down(&b);
}

Test(actions, own_list_of_hosts_replaces_the_catalogs)
{
	const char *const catalog[] = {"127.0.0.1:1"};
	char *own[] = {(char *)"shop.example", NULL};
	char url[64];
	struct actions_bench b;

	actions_bench_set_up(&b);
	b.settings.base_url = NULL;
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings,
							      .hosts = catalog,
							      .host_count = 1});
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "/ok"}), "bad_request");
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "http://127.0.0.1:1/"}),
	       "connect");
	b.settings.hosts = (struct field_texts){.items = own, .count = 1};
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings,
							      .hosts = catalog,
							      .host_count = 1});
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "http://127.0.0.1:1/"}),
	       "host_not_allowed");
	own[0] = (char *)fake_shop_url(b.shop) + strlen("http://");
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings});
	snprintf(url, sizeof(url), "%s/ok", fake_shop_url(b.shop));
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = url}), "ok");
	actions_bench_tear_down(&b);
}

Test(actions, demo_shop_stands_in_for_a_missing_base)
{
	struct actions_bench b;

	actions_bench_set_up(&b);
	b.settings.base_url = NULL;
	b.settings.proxy = (char *)"http://127.0.0.1:1"; /* not for calls to ourselves */
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings,
							      .self = fake_shop_url(b.shop)});
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "/ok"}), "ok");
	actions_bench_tear_down(&b);
}

Test(actions, proxies_of_the_environment_are_not_asked)
{
	struct actions_bench b;

	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("all_proxy", "http://127.0.0.1:1", 1);
	setenv("no_proxy", "*", 1);
	actions_bench_set_up(&b);
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "/ok"}), "ok");
	b.settings.proxy = (char *)"http://127.0.0.1:1";
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings});
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "/ok"}), "connect");
	actions_bench_tear_down(&b);
}

/* ---- what comes back ---- */

Test(actions, any_status_is_an_answer)
{
	static const int statuses[] = {200, 201, 404, 409, 500};
	struct actions_bench b;

	actions_bench_set_up(&b);
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		char url[32], body[32];
		const struct outcome *o;

		snprintf(url, sizeof(url), "/status/%d", statuses[i]);
		snprintf(body, sizeof(body), "{\"status\":%d}", statuses[i]);
		o = actions_bench_ask(&b, (struct actions_request){.url = url, .retries = 3});
		EXPECT(o, "ok");
		cr_expect_eq(o->status, statuses[i]);
		cr_expect_str_eq(o->body, body);
		cr_expect_eq(o->tries, 1);
	}
	cr_expect_eq(actions_counters(b.actions)->ok_refused, 3);
	actions_bench_tear_down(&b);
}

Test(actions, answers_that_are_none)
{
	static const struct {
		const char *url, *word;
		unsigned tries;
	} cases[] = {
		{"/redirect", "redirect", 1}, {"/huge", "too_large", 1},
		{"/endless", "too_large", 1}, {"/cut", "broken", 1},
		{"/garbage", "broken", 1},
	};
	struct actions_bench b;

	actions_bench_set_up(&b);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct outcome *o = actions_bench_ask(
			&b, (struct actions_request){.url = cases[i].url, .retries = 1});

		cr_expect_str_eq(actions_error_word(o->error), cases[i].word, "%s: %s",
				 cases[i].url, actions_error_word(o->error));
		cr_expect_eq(o->tries, cases[i].tries);
		cr_expect_eq(o->body_len, 0, "%s gave %zu bytes", cases[i].url, o->body_len);
		cr_expect_eq(actions_counters(b.actions)->by_error[o->error] > 0, true);
	}
	cr_expect_eq(fake_shop_requests(b.shop), ARRAY_LEN(cases), "a redirect was followed");
	actions_bench_tear_down(&b);
}

Test(actions, a_large_answer_that_still_fits)
{
	struct actions_bench b;
	const struct outcome *o;

	actions_bench_set_up(&b);
	o = actions_bench_ask(&b, (struct actions_request){.url = "/size/262143"});
	EXPECT(o, "ok");
	cr_expect_eq(o->body_len, 262143);
	actions_bench_tear_down(&b);
}

Test(actions, plain_http_where_tls_is_wanted)
{
	struct actions_bench b;
	char url[64];

	actions_bench_set_up(&b);
	b.settings.base_url = url;
	snprintf(url, sizeof(url), "https%s", fake_shop_url(b.shop) + strlen("http"));
	actions_configure(b.actions, &(struct actions_config){.settings = &b.settings});
	EXPECT(actions_bench_ask(&b, (struct actions_request){.url = "/ok"}), "tls");
	actions_bench_tear_down(&b);
}
