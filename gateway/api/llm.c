/*
 * /api/llm: whether language models may be asked, and the switch of supervisors. Who switches, and
 * when, is stored.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "gateway/api/api.h"
#include "gateway/llm/status.h"

static void answer(struct app *a, uint64_t request)
{
	json_t *whole = llm_status(a->llm), *part = json_object();
	static const char *const keys[] = {"enabled", "on", "switched"};
	char *text;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		json_object_set(part, keys[i], json_object_get(whole, keys[i]));
	text = json_dumps(part, JSON_COMPACT);
	server_http_reply(
		a->server, request,
		&(struct http_reply){.status = 200, .body = text, .body_len = strlen(text)});
	free(text);
	json_decref(part);
	json_decref(whole);
}

static void session_checked(struct store_call c, enum people_status st,
			    const struct people_session *p)
{
	struct app *a = c.ctx;

	(void)p;
	if (st == PEOPLE_OK)
		answer(a, c.id);
	else if (st == PEOPLE_UNAVAILABLE)
		api_error(a->server, c.id, 503, "store_unavailable", 0);
	else
		api_error(a->server, c.id, 401, "forbidden", 0);
}

void api_llm(void *ctx, struct server *s, const struct http_request *r)
{
	struct app *a = ctx;

	(void)s;
	people_check(a->people, r->cookie, hub_now(a->hub),
		     (struct store_call){.ctx = a, .id = r->id}, session_checked);
}

static void switched(struct store_call c, enum store_status st)
{
	struct app *a = c.ctx;

	if (st == STORE_OK)
		answer(a, c.id);
	else
		api_error(a->server, c.id, 503, "store_unavailable", 0);
}

static bool may_switch(const struct people_session *p)
{
	return strcmp(p->role, "supervisor") == 0 || strcmp(p->role, "admin") == 0;
}

void api_llm_switch(void *ctx, struct server *s, const struct http_request *r)
{
	struct app *a = ctx;
	struct people_session p;

	/* As at logout: a session that is not in memory was not used since the start. */
	if (!people_check_cached(a->people, r->cookie, hub_now(a->hub), &p)) {
		api_error(s, r->id, 401, "forbidden", 0);
		return;
	}
	if (!r->same_origin || strcmp(p.csrf, r->csrf) != 0 || !may_switch(&p)) {
		api_error(s, r->id, 403, "forbidden", 0);
		return;
	}
	json_t *root = json_loadb(r->body, r->body_len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *on = json_object_get(root, "on");
	if (!root)
		api_error(s, r->id, 400, "bad_json", 0);
	else if (!json_is_boolean(on))
		api_error(s, r->id, 400, "bad_message", 0);
	else
		llm_switch_then(a->llm, json_is_true(on), p.name,
				(struct store_call){.ctx = a, .id = r->id}, switched);
	json_decref(root);
}
