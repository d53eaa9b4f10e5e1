/*
 * Login of the console. The cookie is HttpOnly and SameSite=Strict; what changes something also
 * needs an allowed Origin, and logout the csrf token that login answered.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "gateway/api/api.h"
#include "gateway/base/log.h"

static void answer_session(struct server *s, uint64_t request, const struct people_session *p,
			   const char *cookie)
{
	struct buf b;

	buf_init(&b, BUF_MAX_HTTP);
	buf_text(&b, "{\"name\":");
	buf_json(&b, p->name);
	buf_text(&b, ",\"role\":");
	buf_json(&b, p->role);
	buf_text(&b, ",\"csrf\":");
	buf_json(&b, p->csrf);
	buf_char(&b, '}');
	server_http_reply(
		s, request,
		&(struct http_reply){
			.status = 200, .body = b.bytes, .body_len = b.len, .set_cookie = cookie});
	buf_dispose(&b);
}

/* The low bit of the call's id says whether the cookie needs Secure. */
static void logged_in(struct store_call c, enum people_status st, int64_t retry_after_s,
		      const char *token, const struct people_session *p)
{
	struct app *a = c.ctx;
	uint64_t request = c.id >> 1;
	char cookie[256];

	if (st == PEOPLE_THROTTLED) {
		log_warn("login_throttled", NULL);
		api_error(a->server, request, 429, "rate_limited", (int)retry_after_s);
	} else if (st == PEOPLE_WRONG) {
		log_info("login_failed", NULL);
		api_error(a->server, request, 401, "forbidden", 0);
	} else if (st != PEOPLE_OK) {
		api_error(a->server, request, 503, "store_unavailable", 0);
	} else {
		snprintf(cookie, sizeof cookie,
			 "frontdesk_login=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s",
			 token, (long long)((p->expires_ms - hub_now(a->hub)) / 1000),
			 c.id & 1 ? "; Secure" : "");
		log_info("login", "agent", p->id, NULL);
		answer_session(a->server, request, p, cookie);
	}
}

void api_login(void *ctx, struct server *s, const struct http_request *r)
{
	struct app *a = ctx;

	if (!r->same_origin) {
		api_error(s, r->id, 403, "forbidden", 0);
		return;
	}
	json_t *root = json_loadb(r->body, r->body_len, JSON_REJECT_DUPLICATES, NULL);
	const char *name = json_string_value(json_object_get(root, "name"));
	const char *password = json_string_value(json_object_get(root, "password"));
	if (!root)
		api_error(s, r->id, 400, "bad_json", 0);
	else if (!name || !password)
		api_error(s, r->id, 400, "bad_message", 0);
	else
		people_login(a->people, name, password, r->address, hub_now(a->hub),
			     (struct store_call){.ctx = a, .id = r->id << 1 | (r->secure ? 1 : 0)},
			     logged_in);
	json_decref(root);
}

static void session_checked(struct store_call c, enum people_status st,
			    const struct people_session *p)
{
	struct app *a = c.ctx;

	if (st == PEOPLE_OK)
		answer_session(a->server, c.id, p, NULL);
	else if (st == PEOPLE_UNAVAILABLE)
		api_error(a->server, c.id, 503, "store_unavailable", 0);
	else
		api_error(a->server, c.id, 401, "forbidden", 0);
}

void api_session(void *ctx, struct server *s, const struct http_request *r)
{
	struct app *a = ctx;

	(void)s;
	people_check(a->people, r->cookie, hub_now(a->hub),
		     (struct store_call){.ctx = a, .id = r->id}, session_checked);
}

static void logged_out(struct store_call c, enum people_status st)
{
	struct app *a = c.ctx;

	if (st == PEOPLE_UNAVAILABLE) {
		api_error(a->server, c.id, 503, "store_unavailable", 0);
		return;
	}
	server_http_reply(
		a->server, c.id,
		&(struct http_reply){
			.status = 204,
			.body = "",
			.set_cookie =
				"frontdesk_login=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"});
}

void api_logout(void *ctx, struct server *s, const struct http_request *r)
{
	struct app *a = ctx;
	struct people_session p;

	/* A session that is not in memory was not used since the start: /api/session brings it
	 * there and the csrf token with it. */
	if (!people_check_cached(a->people, r->cookie, hub_now(a->hub), &p))
		api_error(s, r->id, 401, "forbidden", 0);
	else if (!r->same_origin || strcmp(p.csrf, r->csrf) != 0)
		api_error(s, r->id, 403, "forbidden", 0);
	else
		people_logout(a->people, r->cookie, hub_now(a->hub),
			      (struct store_call){.ctx = a, .id = r->id}, logged_out);
}
