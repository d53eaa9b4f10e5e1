/*
 * The demo shop's order system over HTTP, below /demo/api and only while listen.demo is on. The
 * gateway is its own customer here: relative action URLs come back to it (actions.base_url).
 */
#include <jansson.h>
#include <string.h>

#include "gateway/api/api.h"

static void answer(struct app *a, struct server *s, const struct http_request *r,
		   enum demo_verb verb, const char *address)
{
	struct buf b;
	int status;

	if (!a->config->settings->listen.demo) {
		api_error(s, r->id, 404, "not_found", 0);
		return;
	}
	/* No other site's page may change something here through a visitor's browser. */
	if (!strcmp(r->method, "POST") && !r->same_origin) {
		api_error(s, r->id, 403, "forbidden", 0);
		return;
	}
	buf_init(&b, BUF_MAX_HTTP);
	status = demo_shop_call(a->demo,
				&(struct demo_call){.verb = verb,
						    .number = r->part,
						    .address = address,
						    .key = r->idempotency_key,
						    .now_ms = loop_now_wall_ms(a->loop)},
				&b);
	server_http_reply(
		s, r->id,
		&(struct http_reply){.status = status, .body = b.bytes, .body_len = b.len});
	buf_dispose(&b);
}

void api_demo_order(void *ctx, struct server *s, const struct http_request *r)
{
	answer(ctx, s, r, DEMO_ORDER, NULL);
}

void api_demo_refund(void *ctx, struct server *s, const struct http_request *r)
{
	answer(ctx, s, r, DEMO_REFUND, NULL);
}

void api_demo_cancel(void *ctx, struct server *s, const struct http_request *r)
{
	answer(ctx, s, r, DEMO_CANCEL, NULL);
}

void api_demo_invoice(void *ctx, struct server *s, const struct http_request *r)
{
	answer(ctx, s, r, DEMO_INVOICE, NULL);
}

void api_demo_address(void *ctx, struct server *s, const struct http_request *r)
{
	json_t *body = json_loadb(r->body, r->body_len, JSON_REJECT_DUPLICATES, NULL);

	answer(ctx, s, r, DEMO_ADDRESS, json_string_value(json_object_get(body, "address")));
	json_decref(body);
}
