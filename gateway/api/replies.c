/*
 * GET /api/replies: the canned replies, for people who are logged in.
 */
#include "gateway/replies/replies.h"
#include "gateway/api/api.h"

static void session_checked(struct store_call c, enum people_status st,
			    const struct people_session *p)
{
	struct app *a = c.ctx;
	struct http_reply reply = {.status = 200};

	(void)p;
	if (st == PEOPLE_OK) {
		reply.body = replies_json(a->config->replies, &reply.body_len);
		server_http_reply(a->server, c.id, &reply);
	} else if (st == PEOPLE_UNAVAILABLE) {
		api_error(a->server, c.id, 503, "store_unavailable", 0);
	} else {
		api_error(a->server, c.id, 401, "forbidden", 0);
	}
}

void api_replies(void *ctx, struct server *s, const struct http_request *r)
{
	struct app *a = ctx;

	(void)s;
	people_check(a->people, r->cookie, hub_now(a->hub),
		     (struct store_call){.ctx = a, .id = r->id}, session_checked);
}
